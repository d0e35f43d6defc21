import { defineErrors, type Runnable } from "@wopr/kernel";
import { eventually } from "@wopr/testkit";
import { createTestDb, type TestDb } from "@wopr/testkit/database";
import { sql } from "drizzle-orm";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { z } from "zod";
import { asDatabase } from "../db/database.testing.ts";
import { defineJob, type JobContext, type JobHandler, type JobKind, type JobView } from "./job.ts";
import { aJobQueue } from "./jobs.testing.ts";

const Errors = defineErrors("test", {
  hopeless: { status: 422, retry: "never", text: (_: Record<never, never>) => "The photo cannot be read." },
});
const Payload = z.object({ n: z.number() });

let testDb: TestDb;
let queue: ReturnType<typeof aJobQueue>;
const running: Runnable[] = [];

beforeAll(async () => {
  testDb = await createTestDb({ max: 12 });
  queue = aJobQueue(asDatabase(testDb));
  await testDb.db.execute(sql`CREATE TABLE effects (job text PRIMARY KEY, attempt integer NOT NULL)`);
});
afterEach(async () => {
  await Promise.all(running.splice(0).map((part) => part.stop()));
});
afterAll(() => testDb.close());

let kinds = 0;
/** A kind of its own for every test, so that no test sees another's jobs. */
function aKind(differs: Partial<JobKind<typeof Payload>> = {}): JobKind<typeof Payload> {
  kinds += 1;
  return defineJob({
    id: `test.kind_${kinds}`,
    payload: Payload,
    attempts: 3,
    timeoutMs: 10_000,
    whyRepeatable: "It only writes its own row.",
    ...differs,
  });
}

type Run = (payload: { n: number }, context: JobContext) => Promise<void>;
const handle = (kind: JobKind<typeof Payload>, run: Run) => ({ kind, run }) as JobHandler;

async function start(handlers: readonly JobHandler[], differs: Parameters<typeof queue.worker>[1] = {}) {
  const worker = queue.worker(handlers, { chance: () => 0.5, ...differs });
  running.push(worker);
  await worker.start();
  return worker;
}

const enqueue = (kind: JobKind<typeof Payload>, n = 1, facts = {}) =>
  testDb.db.transaction((tx) => queue.jobs.enqueue(tx, kind, { n }, facts));

const settled = (id: string, state: JobView["state"] = "completed") =>
  eventually(`job ${state}`, async () => {
    const job = await queue.jobs.read(id);
    return job?.state === state && job;
  });

const effectOf = async (id: string) =>
  (await testDb.db.execute(sql`SELECT attempt FROM effects WHERE job = ${id}`)).rows.map((row) => row["attempt"]);
const writeEffect = (context: JobContext) =>
  context.finish((tx) =>
    tx.execute(sql`INSERT INTO effects (job, attempt) VALUES (${context.jobId}, ${context.attempt})`),
  );

describe("enqueue", () => {
  test("runs a job once its transaction commits", async () => {
    const kind = aKind();
    const seen: unknown[] = [];
    await start([
      handle(kind, async (payload, context) => {
        seen.push([payload, context.attempt, context.requestId]);
      }),
    ]);
    const id = await enqueue(kind, 7, { requestId: "request-1" });
    expect(await settled(id)).toMatchObject({
      kind: kind.id,
      attempts: 1,
      error: null,
      dead: false,
      payload: { n: 7 },
    });
    expect(seen).toEqual([[{ n: 7 }, 1, "request-1"]]);
  });

  test("leaves nothing behind when its transaction rolls back", async () => {
    const kind = aKind();
    let id = "";
    const undone = testDb.db.transaction(async (tx) => {
      id = await queue.jobs.enqueue(tx, kind, { n: 1 }, {});
      throw new Error("changed my mind");
    });
    await expect(undone).rejects.toThrow("changed my mind");
    expect(await queue.jobs.read(id)).toBeUndefined();
    const { rows } = await testDb.db.execute(sql`SELECT 1 FROM graphile_worker.jobs WHERE key = ${id}`);
    expect(rows).toEqual([]);
  });

  test("refuses a payload that is not of its kind, and stores nothing", async () => {
    const wrong = enqueue(aKind(), "seven" as unknown as number);
    await expect(wrong).rejects.toMatchObject({ code: "job.payload_invalid" });
  });

  test("a job waits for a worker that knows its kind", async () => {
    const [known, unknown] = [aKind(), aKind()];
    await start([handle(known, async () => {})]);
    const waiting = await enqueue(unknown);
    await settled(await enqueue(known));
    expect(await queue.jobs.read(waiting)).toMatchObject({ state: "queued", attempts: 0 });
  });
});

describe("finish", () => {
  test("commits the work and the job together", async () => {
    const kind = aKind();
    await start([handle(kind, async (_, context) => void (await writeEffect(context)))]);
    const id = await enqueue(kind);
    await settled(id);
    expect(await effectOf(id)).toEqual([1]);
  });

  test("keeps the result", async () => {
    const kind = aKind();
    await start([handle(kind, (_, context) => context.finish(async () => {}, { cells: 3 }))]);
    expect((await settled(await enqueue(kind))).result).toEqual({ cells: 3 });
  });

  test("undoes the work when it fails, and the job is tried again", async () => {
    const kind = aKind();
    await start([
      handle(kind, async (_, context) => {
        if (context.attempt > 1) return void (await writeEffect(context));
        await context.finish(async (tx) => {
          await tx.execute(sql`INSERT INTO effects (job, attempt) VALUES (${context.jobId}, 1)`);
          throw new Error("too early");
        });
      }),
    ]);
    const id = await enqueue(kind);
    await eventually("first failure", async () => (await queue.jobs.read(id))?.error?.code === "job.unforeseen");
    await makeDue(id);
    await settled(id);
    expect(await effectOf(id)).toEqual([2]);
  });

  test("refuses a late finish: the lease is gone, nothing is written", async () => {
    const kind = aKind();
    const outcome = Promise.withResolvers<unknown>();
    await start(
      [
        handle(kind, async (_, context) => {
          if (context.attempt > 1) return void (await writeEffect(context));
          // Somebody else takes the job while this run is busy elsewhere.
          await testDb.db.execute(
            sql`UPDATE jobs SET lease_token = gen_random_uuid(), lease_until = now() WHERE id = ${context.jobId}`,
          );
          await writeEffect(context).catch(outcome.resolve);
        }),
      ],
      { leaseMs: 1_000 },
    );
    const id = await enqueue(kind);
    expect(await outcome.promise).toMatchObject({ code: "job.lease_lost" });
    expect(await settled(id)).toMatchObject({ attempts: 2 });
    expect(await effectOf(id)).toEqual([2]);
  });
});

describe("failure", () => {
  test("is tried again after 2 s × 2ⁿ, then dead, with an event", async () => {
    const kind = aKind({ attempts: 2 });
    await start([handle(kind, () => Promise.reject(new Error("the disk is on fire")))]);
    const id = await enqueue(kind);
    await eventually("first failure", async () => (await queue.jobs.read(id))?.error);
    const { rows } = await testDb.db.execute(
      sql`SELECT extract(epoch FROM run_at - now())::float8 AS wait_s FROM jobs WHERE id = ${id}`,
    );
    expect(Number(rows[0]?.["wait_s"])).toBeGreaterThan(1.4);
    expect(Number(rows[0]?.["wait_s"])).toBeLessThanOrEqual(2.0);
    await makeDue(id);
    expect(await settled(id, "failed")).toMatchObject({ attempts: 2, dead: true, error: { code: "job.unforeseen" } });
    expect((await eventsOf(id)).at(-1)).toEqual([
      "job.failed",
      { job_kind: kind.id, state: "failed", dead: true, code: "job.unforeseen" },
    ]);
  });

  test("that says repeating is useless ends the job at once, and its sentence is kept", async () => {
    const kind = aKind();
    await start([handle(kind, () => Promise.reject(Errors.hopeless({})))]);
    expect(await settled(await enqueue(kind), "failed")).toMatchObject({
      attempts: 1,
      dead: false,
      error: { code: "test.hopeless", detail: "The photo cannot be read." },
    });
  });

  test("by time-out aborts the signal with its reason", async () => {
    const kind = aKind({ timeoutMs: 50, attempts: 1 });
    const reasons: unknown[] = [];
    await start([
      handle(kind, async (_, { signal }) => {
        await new Promise((resolve) => signal.addEventListener("abort", resolve));
        reasons.push(signal.reason);
        signal.throwIfAborted();
      }),
    ]);
    expect(await settled(await enqueue(kind), "failed")).toMatchObject({
      error: { code: "job.timed_out" },
      dead: true,
    });
    expect(reasons).toMatchObject([{ code: "job.timed_out" }]);
  });
});

describe("progress", () => {
  test("is stored at most twice a second, the newest of it, and told as events", async () => {
    const kind = aKind();
    const goOn = Promise.withResolvers<void>();
    await start([
      handle(kind, async (_, context) => {
        for (let i = 0; i <= 100; i += 1) context.progress("comparing", i / 100, 100 - i);
        await goOn.promise;
      }),
    ]);
    const id = await enqueue(kind);
    const job = await eventually("the last progress", async () => {
      const found = await queue.jobs.read(id);
      return found?.progress?.share === 1 && found;
    });
    expect(job.progress).toEqual({ stage: "comparing", share: 1, etaMs: 0 });
    goOn.resolve();
    await settled(id);
    const told = (await eventsOf(id)).map(([eventKind]) => eventKind);
    expect(told).toEqual(["job.queued", "job.processing", "job.progress", "job.progress", "job.completed"]);
  });
});

describe("cancel", () => {
  test("a queued job never runs", async () => {
    const kind = aKind();
    const id = await enqueue(kind);
    expect(await queue.jobs.cancel(id)).toMatchObject({ state: "cancelled" });
    let ran = 0;
    await start([
      handle(kind, async () => {
        ran += 1;
      }),
    ]);
    await settled(await enqueue(kind));
    expect(ran).toBe(1);
    expect(await queue.jobs.read(id)).toMatchObject({ state: "cancelled", attempts: 0 });
  });

  test("reaches a running handler within a second, and what it finishes afterwards is refused", async () => {
    const kind = aKind();
    const began = Promise.withResolvers<void>();
    const heard = Promise.withResolvers<number>();
    const outcome = Promise.withResolvers<unknown>();
    await start([
      handle(kind, async (_, context) => {
        began.resolve();
        await new Promise((resolve) => context.signal.addEventListener("abort", resolve));
        heard.resolve(performance.now());
        await writeEffect(context).catch(outcome.resolve);
      }),
    ]);
    const id = await enqueue(kind);
    await began.promise;
    const asked = performance.now();
    expect(await queue.jobs.cancel(id)).toMatchObject({ state: "cancelled" });
    expect((await heard.promise) - asked).toBeLessThan(1_000);
    expect(await outcome.promise).toMatchObject({ code: "job.cancelled" });
    expect(await effectOf(id)).toEqual([]);
    expect(await queue.jobs.cancel(id)).toMatchObject({ state: "cancelled" });
  });

  test("reaches a running handler within a second while the worker's connection is cut", async () => {
    const kind = aKind();
    const began = Promise.withResolvers<void>();
    const heard = Promise.withResolvers<number>();
    await start([
      handle(kind, async (_, { signal }) => {
        began.resolve();
        await new Promise((resolve) => signal.addEventListener("abort", resolve));
        heard.resolve(performance.now());
      }),
    ]);
    const id = await enqueue(kind);
    await began.promise;
    await testDb.pool.query(
      "SELECT pg_terminate_backend(pid) FROM pg_locks WHERE locktype = 'advisory' AND classid = 770618",
    );
    const asked = performance.now();
    await queue.jobs.cancel(id);
    expect((await heard.promise) - asked).toBeLessThan(1_000);
  });

  test("of a job that does not exist answers nothing", async () => {
    expect(await queue.jobs.cancel("00000000-0000-7000-8000-000000000000")).toBeUndefined();
    expect(await queue.jobs.cancel("nonsense")).toBeUndefined();
  });
});

describe("a worker that goes away", () => {
  test("keeps a long job by renewing its lease", async () => {
    const kind = aKind();
    const goOn = Promise.withResolvers<void>();
    await start([handle(kind, () => goOn.promise)], { leaseMs: 600 });
    const id = await enqueue(kind);
    await settled(id, "processing");
    const first = await leaseOf(id);
    await eventually("the third renewal", async () => (await leaseOf(id)) - first > 600);
    goOn.resolve();
    expect(await settled(id)).toMatchObject({ attempts: 1 });
  });

  test("stops gently: short jobs finish, long ones are put back and do not count as failed", async () => {
    const [short, long] = [aKind(), aKind({ attempts: 1 })];
    const began = Promise.withResolvers<void>();
    const finishShort = Promise.withResolvers<void>();
    const worker = await start(
      [
        handle(short, () => finishShort.promise),
        handle(long, async (_, { signal }) => {
          began.resolve();
          await new Promise((resolve) => signal.addEventListener("abort", resolve));
          signal.throwIfAborted();
        }),
      ],
      { stopMs: 300 },
    );
    const shortId = await enqueue(short);
    const longId = await enqueue(long);
    await settled(shortId, "processing");
    await began.promise;
    const stopped = worker.stop();
    finishShort.resolve();
    await stopped;
    expect(await queue.jobs.read(shortId)).toMatchObject({ state: "completed" });
    expect(await queue.jobs.read(longId)).toMatchObject({ state: "queued", error: null, dead: false });
    await start([handle(long, async () => {})]);
    expect(await settled(longId)).toMatchObject({ attempts: 2 });
  });

  test("a queued job that nothing leads to any more is found", async () => {
    const kind = aKind();
    const id = await enqueue(kind);
    await testDb.db.execute(sql`SELECT graphile_worker.remove_job(${id})`);
    await testDb.db.execute(sql`UPDATE jobs SET run_at = now() - interval '11 seconds' WHERE id = ${id}`);
    await start([handle(kind, async () => {})]);
    await settled(id);
  });
});

describe("list", () => {
  test("gives the newest first, page by page, each job once", async () => {
    const kind = aKind();
    const added: string[] = [];
    for (let n = 0; n < 5; n += 1) added.push(await enqueue(kind, n));
    const seen: string[] = [];
    let cursor: string | undefined;
    do {
      const page = await queue.jobs.list(2, cursor);
      seen.push(...page.items.map((job) => job.id));
      cursor = page.nextCursor ?? undefined;
    } while (cursor);
    // Ids begin with the time in milliseconds; within one they have no order.
    expect(seen.slice(0, 5)).toEqual(added.sort().reverse());
    expect(new Set(seen).size).toBe(seen.length);
  });

  test("refuses a cursor that is none", async () => {
    await expect(queue.jobs.list(2, "'; DROP TABLE jobs; --")).rejects.toMatchObject({ code: "job.cursor_invalid" });
  });
});

/** Lets a job that waits for its next run have it now. */
async function makeDue(id: string): Promise<void> {
  await testDb.db.execute(sql`UPDATE jobs SET run_at = now() WHERE id = ${id}`);
  await testDb.db.execute(sql`
    SELECT graphile_worker.reschedule_jobs(ARRAY(SELECT due.id FROM graphile_worker.jobs AS due WHERE due.key = ${id}),
      run_at => now())`);
}

const leaseOf = async (id: string) => {
  const { rows } = await testDb.db.execute(
    sql`SELECT (extract(epoch FROM lease_until) * 1000)::float8 AS until_ms FROM jobs WHERE id = ${id}`,
  );
  return Number(rows[0]?.["until_ms"]);
};

const eventsOf = async (id: string) => {
  const { rows } = await testDb.db.execute(sql`SELECT kind, data FROM outbox WHERE object_id = ${id} ORDER BY xid, id`);
  return rows.map((row) => [row["kind"], row["data"]]);
};
