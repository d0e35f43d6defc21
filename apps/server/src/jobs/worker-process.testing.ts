/**
 * A worker in a process of its own, for tests that kill it: `node worker-process.testing.ts <database url> <hang at>`.
 *
 * Its one kind of job writes a row of `effects` in the transaction that finishes it. It prints every step it reaches as
 * a line, and stops dead (without returning) at the step it was told to hang at, so that a test can kill it just there.
 */
import { Secret, silentLog, systemClock } from "@wopr/kernel";
import { newUuidV7 } from "@wopr/kernel/node";
import { sql } from "drizzle-orm";
import { openDatabase } from "../db/open-database.ts";
import type { JobHandler } from "./job.ts";
import { killedJob } from "./killed-job.testing.ts";
import { createJobWorker } from "./worker.ts";

const [url = "", hangAt = "never"] = process.argv.slice(2);

const reached = async (step: string): Promise<void> => {
  process.stdout.write(`${step}\n`);
  if (step === hangAt) await new Promise(() => setInterval(() => {}, 60_000));
};

const handler: JobHandler<typeof killedJob.payload> = {
  kind: killedJob,
  async run(payload, context) {
    await reached("begun");
    context.progress("working", 0.5);
    await systemClock.sleep(payload.workMs, context.signal);
    await reached("worked");
    await context.finish(async (tx) => {
      await reached("locked");
      await tx.execute(sql`INSERT INTO effects (job) VALUES (${context.jobId})`);
      await reached("written");
    });
    await reached("finished");
  },
};

const deps = { clock: systemClock, log: silentLog, newId: newUuidV7 };
const database = openDatabase({ kind: "postgres", url: new Secret(url) }, deps);
await database.start();
const worker = createJobWorker({
  ...deps,
  database,
  handlers: [handler as JobHandler],
  chance: Math.random,
  concurrency: 4,
});
await worker.start();
await reached("started");
