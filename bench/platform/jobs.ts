import { silentLog, systemClock } from "@wopr/kernel";
import { newUuidV7 } from "@wopr/kernel/node";
import { Logger, run } from "graphile-worker";
import { z } from "zod";
import type { Database } from "../../apps/server/src/db/open-database.ts";
import { defineJob, type JobHandler } from "../../apps/server/src/jobs/job.ts";
import { createJobs } from "../../apps/server/src/jobs/jobs.ts";
import { createJobWorker } from "../../apps/server/src/jobs/worker.ts";
import { median } from "../median.ts";

const CONCURRENCY = 4;
const WRITERS = 8;
const JOBS_A_ROUND = 200;

/** A queue under test: how one job is added (in a transaction of its own), and how to hear that it ran. */
interface QueueUnderTest {
  add(): Promise<void>;
  onJob(heard: () => void): void;
  stop(): Promise<void>;
}

/** Our jobs: rows, leases, events and the library. */
export async function openOurs(database: Database): Promise<QueueUnderTest> {
  let heard = () => {};
  const kind = defineJob({
    id: "bench.nothing",
    payload: z.object({ n: z.number() }),
    attempts: 3,
    timeoutMs: 60_000,
    whyRepeatable: "It does nothing.",
  });
  const handler: JobHandler<typeof kind.payload> = { kind, run: async () => heard() };
  const jobs = createJobs({ db: database.db, newId: newUuidV7 });
  const worker = createJobWorker({
    database,
    handlers: [handler as JobHandler],
    clock: systemClock,
    log: silentLog,
    newId: newUuidV7,
    chance: Math.random,
    concurrency: CONCURRENCY,
  });
  await worker.start();
  return {
    add: async () => void (await database.db.transaction((tx) => jobs.enqueue(tx, kind, { n: 1 }, {}))),
    onJob(next) {
      heard = next;
    },
    stop: () => worker.stop(),
  };
}

/** The library alone, as its manual shows it. */
export async function openPeer(database: Database): Promise<QueueUnderTest> {
  let heard = () => {};
  const runner = await run({
    pgPool: database.pool,
    taskList: { "bench.peer": async () => heard() },
    parsedCronItems: [],
    concurrency: CONCURRENCY,
    noHandleSignals: true,
    logger: new Logger(() => () => {}),
  });
  return {
    async add() {
      const client = await database.pool.connect();
      try {
        await client.query("BEGIN");
        await client.query(`SELECT graphile_worker.add_job('bench.peer', '{"n": 1}')`);
        await client.query("COMMIT");
      } finally {
        client.release();
      }
    },
    onJob(next) {
      heard = next;
    },
    stop: () => runner.stop(),
  };
}

/** One round: jobs per second from the first `add` to the last handler. */
export async function jobsPerSecond(queue: QueueUnderTest): Promise<number> {
  let seen = 0;
  const all = Promise.withResolvers<void>();
  queue.onJob(() => {
    seen += 1;
    if (seen === JOBS_A_ROUND) all.resolve();
  });
  const since = performance.now();
  let added = 0;
  const writer = async () => {
    for (; added < JOBS_A_ROUND; ) {
      added += 1;
      await queue.add();
    }
  };
  await Promise.all(Array.from({ length: WRITERS }, writer));
  await all.promise;
  return (JOBS_A_ROUND / (performance.now() - since)) * 1000;
}

/** Milliseconds from `add` to the handler, idle queue: median and 95th percentile. */
export async function jobLatencies(queue: QueueUnderTest): Promise<{ readonly p50: number; readonly p95: number }> {
  const taken: number[] = [];
  for (let i = 0; i < 150; i += 1) {
    const ran = Promise.withResolvers<number>();
    queue.onJob(() => ran.resolve(performance.now()));
    const since = performance.now();
    await queue.add();
    taken.push((await ran.promise) - since);
  }
  taken.sort((a, b) => a - b);
  return { p50: median(taken), p95: taken[Math.floor(taken.length * 0.95)] ?? Number.NaN };
}
