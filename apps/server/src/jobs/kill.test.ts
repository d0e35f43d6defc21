import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { silentLog, systemClock } from "@wopr/kernel";
import { newUuidV7 } from "@wopr/kernel/node";
import { eventually } from "@wopr/testkit";
import { createTestDb, type TestDb } from "@wopr/testkit/database";
import { sql } from "drizzle-orm";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { z } from "zod";
import { asDatabase } from "../db/database.testing.ts";
import { openDatabase } from "../db/open-database.ts";
import { prepareSchema } from "../db/prepare-schema.ts";
import { defineJob, type JobHandler } from "./job.ts";
import { aJobQueue } from "./jobs.testing.ts";
import { killedJob } from "./killed-job.testing.ts";

let testDb: TestDb;
let queue: ReturnType<typeof aJobQueue>;
const children = new Set<ChildProcess>();

beforeAll(async () => {
  testDb = await createTestDb();
  queue = aJobQueue(asDatabase(testDb));
  // No primary key: a job that took effect twice must be seen, not prevented.
  await testDb.db.execute(sql`CREATE TABLE effects (job text NOT NULL)`);
});
afterEach(async () => {
  await Promise.all([...children].map(kill));
});
afterAll(() => testDb.close());

/** Starts a worker process and resolves once it has reached `step`. */
async function startWorker(hangAt: string, step = "started"): Promise<ChildProcess> {
  const script = join(import.meta.dirname, "worker-process.testing.ts");
  const child = spawn(process.execPath, [script, testDb.url, hangAt], { stdio: ["ignore", "pipe", "inherit"] });
  children.add(child);
  let said = "";
  child.stdout?.on("data", (chunk: Buffer) => {
    said += chunk.toString();
  });
  await eventually(`the worker to reach ${step}`, () => said.split("\n").includes(step), { withinMs: 20_000 });
  return child;
}

async function kill(child: ChildProcess): Promise<void> {
  children.delete(child);
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = once(child, "exit");
  child.kill("SIGKILL");
  await gone;
}

const enqueue = (workMs: number) => testDb.db.transaction((tx) => queue.jobs.enqueue(tx, killedJob, { workMs }, {}));

const effectsOf = async (id: string) =>
  (await testDb.db.execute(sql`SELECT 1 FROM effects WHERE job = ${id}`)).rows.length;

test.each(["begun", "worked", "locked", "written"])(
  "a worker killed with -9 when it had %s: another does the job, within seconds, exactly once",
  async (step) => {
    const id = await enqueue(1);
    const doomed = await startWorker(step, step);
    expect(await queue.jobs.read(id)).toMatchObject({ state: "processing", attempts: 1 });
    await kill(doomed);
    const since = performance.now();
    await startWorker("never");
    await eventually("the job completed", async () => (await queue.jobs.read(id))?.state === "completed", {
      withinMs: 20_000,
    });
    expect(performance.now() - since).toBeLessThan(15_000);
    expect(await queue.jobs.read(id)).toMatchObject({ attempts: 2, dead: false });
    expect(await effectsOf(id)).toBe(1);
  },
  60_000,
);

test("a worker killed with -9 after it had finished: the job stays done and does not run again", async () => {
  const id = await enqueue(1);
  await kill(await startWorker("finished", "finished"));
  await startWorker("never");
  const next = await enqueue(1);
  await eventually("the next job", async () => (await queue.jobs.read(next))?.state === "completed");
  expect(await queue.jobs.read(id)).toMatchObject({ state: "completed", attempts: 1 });
  expect(await effectsOf(id)).toBe(1);
}, 60_000);

test("workers killed with -9 at random moments: every job is done exactly once", async () => {
  const ids: string[] = [];
  for (let round = 0; round < 6; round += 1) {
    const child = await startWorker("never");
    for (let n = 0; n < 8; n += 1) ids.push(await enqueue(5 + n * 7));
    // Different moments of the work, from before the first claim to after the last finish.
    const done = Math.floor((round * 8) / 6);
    await eventually(`${done} of this round's jobs`, async () => {
      const states = await Promise.all(ids.slice(-8).map((id) => queue.jobs.read(id)));
      return states.filter((job) => job?.state === "completed").length >= done;
    });
    await kill(child);
  }
  await startWorker("never");
  await eventually(
    "all jobs done",
    async () => {
      const jobs = await Promise.all(ids.map((id) => queue.jobs.read(id)));
      return jobs.every((job) => job?.state === "completed");
    },
    { withinMs: 40_000 },
  );
  const effects = await Promise.all(ids.map(effectsOf));
  expect(effects).toEqual(ids.map(() => 1));
}, 120_000);

test("the database killed with -9 again and again under a running worker: every job is done exactly once", async () => {
  const folder = await mkdtemp(join(tmpdir(), "wopr-jobs-"));
  const deps = { clock: systemClock, log: silentLog, newId: newUuidV7 };
  const database = openDatabase({ kind: "embedded", dir: folder }, deps);
  await database.start();
  await prepareSchema(database, deps);
  await database.pool.query("CREATE TABLE effects (n integer NOT NULL)");
  const kind = defineJob({
    id: "test.under_fire",
    payload: z.object({ n: z.int() }),
    attempts: 1,
    timeoutMs: 30_000,
    whyRepeatable: "Its one row is written in the transaction that finishes it.",
  });
  const handler: JobHandler<typeof kind.payload> = {
    kind,
    run: ({ n }, context) =>
      context.finish(async (tx) => void (await tx.execute(sql`INSERT INTO effects VALUES (${n})`))),
  };
  const own = aJobQueue(database);
  const worker = own.worker([handler as JobHandler]);
  await worker.start();
  try {
    const added: number[] = [];
    for (let round = 1; round <= 4; round += 1) {
      for (let i = 0; i < 10; i += 1) {
        const n = round * 100 + i;
        await eventually("a place in the queue", () =>
          database.db.transaction((tx) => own.jobs.enqueue(tx, kind, { n }, {})).catch(() => undefined),
        );
        added.push(n);
        // A backend may answer a moment longer than its postmaster lives: then the next postmaster is the one to kill.
        if (i === round * 2) await eventually("a postmaster to kill", () => killPostmaster(folder));
      }
    }
    const done = await eventually(
      "all jobs",
      async () => {
        const { rows } = await database.pool
          .query<{ n: number }>("SELECT n FROM effects ORDER BY n")
          .catch(() => ({ rows: [] }));
        return new Set(rows.map((row) => row.n)).size === added.length && rows.map((row) => row.n);
      },
      { withinMs: 60_000 },
    );
    // An enqueue whose answer was lost was repeated here, and may have been carried out: those alone may be double.
    const { rows } = await database.pool.query<{ jobs: number }>("SELECT count(*) AS jobs FROM jobs WHERE kind = $1", [
      kind.id,
    ]);
    expect(done).toHaveLength(rows[0]?.jobs ?? 0);
    expect([...new Set(done)]).toEqual(added);
  } finally {
    await worker.stop();
    await database.stop();
    await rm(folder, { recursive: true, force: true });
  }
}, 120_000);

const killPostmaster = async (folder: string) => process.kill(await postmasterOf(folder), "SIGKILL");
const postmasterOf = async (folder: string) =>
  Number((await readFile(join(folder, "postgres", "postmaster.pid"), "utf8")).split("\n")[0]);
