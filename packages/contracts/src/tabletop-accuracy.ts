import { z } from "zod";
import { IdWire, InstantWire } from "./common.ts";
import { defineEndpoint } from "./endpoint.ts";

/** How often what the pipeline believed was right. Decided proposals only; set-up photos do not count. */
const AccuracyCounts = z.object({
  decided: z.int(),
  /** Shown as sure. */
  sure: z.int(),
  /** Shown with questions. */
  asked: z.int(),
  /** A person said otherwise, at once or later. */
  corrected: z.int(),
  /** Of those shown as sure. */
  sure_corrected: z.int(),
});

/** One game in which photos were read. */
export const AccuracyLineWire = AccuracyCounts.extend({ game_id: IdWire, name: z.string(), demo: z.boolean() });
/** {@link AccuracyLineWire} as a type. */
export type AccuracyLineWire = z.infer<typeof AccuracyLineWire>;

/** Something a person corrected. */
export const ReadCorrectionWire = z.object({
  proposal_id: IdWire,
  game_id: IdWire,
  game_name: z.string(),
  capture_id: IdWire,
  at: InstantWire,
  outcome: z.string(),
  /** What was believed, in words. */
  text: z.string(),
  /** `at_once`: instead of agreeing; `later`: a move that had been agreed to was changed or removed. */
  kind: z.enum(["at_once", "later"]),
});
/** {@link ReadCorrectionWire} as a type. */
export type ReadCorrectionWire = z.infer<typeof ReadCorrectionWire>;

/** `GET /games/accuracy` */
export const readAccuracy = defineEndpoint({
  method: "GET",
  path: "/games/accuracy",
  summary: "How often photos were read right, per game, and the last corrections",
  scope: "tabletop:read",
  status: 200,
  response: z.object({
    totals: AccuracyCounts,
    /** Newest first, at most 100. */
    games: z.array(AccuracyLineWire),
    /** Newest first, at most 20. */
    corrections: z.array(ReadCorrectionWire),
  }),
});
