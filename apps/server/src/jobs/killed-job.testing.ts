import { z } from "zod";
import { defineJob } from "./job.ts";

/** The job of the tests that kill its worker. */
export const killedJob = defineJob({
  id: "test.killed",
  payload: z.object({ workMs: z.number() }),
  attempts: 1,
  timeoutMs: 30_000,
  whyRepeatable: "Its one row is written in the transaction that finishes it.",
});
