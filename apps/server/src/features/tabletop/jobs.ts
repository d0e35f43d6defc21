import { z } from "zod";
import { defineJob } from "../../jobs/job.ts";

/** Looks at one photo of the table and stores what it shows. */
export const analyseCapture = defineJob({
  id: "tabletop.analyse_capture",
  payload: z.object({
    captureId: z.uuid(),
    /** Photo to compare with; null: the one agreed to last. */
    compareTo: z.uuid().nullable(),
    detectChanges: z.boolean(),
    identifyPieces: z.boolean(),
    /** Go on although a check refuses the photo, because a person said so. */
    useAnyway: z.boolean(),
    /** Model that describes the photo; null: the one that is configured, `none`: no description. */
    model: z.string().max(100).nullish(),
  }),
  attempts: 2,
  timeoutMs: 60_000,
  whyRepeatable: "It replaces the analysis of its own photo and writes no state.",
});
/** Makes sure that a game can be packed with all its photos. */
export const packGame = defineJob({
  id: "tabletop.pack_game",
  payload: z.object({ exportId: z.uuid(), gameId: z.uuid() }),
  attempts: 2,
  timeoutMs: 600_000,
  whyRepeatable: "It only reads, and notes the same size again.",
});

/** Asks a model to describe what a proposal is about. */
export const describeProposal = defineJob({
  id: "tabletop.describe_proposal",
  payload: z.object({
    gameId: z.uuid(),
    proposalId: z.uuid(),
    /** Null: the one that is configured. */
    model: z.string().max(100).nullable(),
  }),
  attempts: 1,
  timeoutMs: 300_000, // a model answers within a minute; several photos may wait for one another
  whyRepeatable: "It replaces the description of its own proposal while that is open, and writes no state.",
});

/** What an analysis is asked to do. */
export type AnalysisRequest = z.infer<typeof analyseCapture.payload>;

/** Ids of analyses as they are published: `analysis_` and the id of the job. */
export const publishedJobId = (id: string): string => `analysis_${id}`;

/** The id of the job behind a published one. */
export const jobIdOf = (published: string): string => published.replace(/^analysis_/, "");
