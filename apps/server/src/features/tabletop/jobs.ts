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
  }),
  attempts: 2,
  timeoutMs: 60_000,
  whyRepeatable: "It replaces the analysis of its own photo and writes no state.",
});
/** What an analysis is asked to do. */
export type AnalysisRequest = z.infer<typeof analyseCapture.payload>;

/** Ids of analyses as they are published: `analysis_` and the id of the job. */
export const publishedJobId = (id: string): string => `analysis_${id}`;

/** The id of the job behind a published one. */
export const jobIdOf = (published: string): string => published.replace(/^analysis_/, "");
