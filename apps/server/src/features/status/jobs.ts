import { z } from "zod";
import { defineJob, type JobHandler } from "../../jobs/job.ts";
import type { RunService } from "./service-runs.ts";

/** Runs checks because somebody asked and did not wait (`Prefer: respond-async`). */
export const runChecks = defineJob({
  id: "status.run_checks",
  payload: z.object({ names: z.array(z.string()).min(1).max(100) }),
  attempts: 1,
  timeoutMs: 60_000,
  whyRepeatable: "It runs checks once more and adds their results.",
});

/** There and back: shows that jobs are taken up. */
export const testJobs = defineJob({
  id: "status.test_jobs",
  payload: z.object({}),
  attempts: 1,
  timeoutMs: 10_000,
  whyRepeatable: "It does nothing.",
});

/** Runs the jobs of this feature. */
export function createStatusJobs(runs: RunService): readonly JobHandler[] {
  const run: JobHandler<typeof runChecks.payload> = {
    kind: runChecks,
    async run({ names }, context) {
      context.progress("run", 0);
      const { runs: done, stored } = await runs.run(names, context.signal);
      const results = Object.fromEntries([...done].map(([name, { result }]) => [name, result]));
      await context.finish(async () => undefined, { results, stored });
    },
  };
  const nothing: JobHandler<typeof testJobs.payload> = { kind: testJobs, run: async () => {} };
  return [run as JobHandler, nothing as JobHandler];
}
