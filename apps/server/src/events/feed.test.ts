import { silentLog, systemClock } from "@wopr/kernel";
import { eventually } from "@wopr/testkit";
import { createTestDb, type TestDb } from "@wopr/testkit/database";
import { sql } from "drizzle-orm";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { asDatabase } from "../db/database.testing.ts";
import { createEventFeed } from "./feed.ts";
import type { OutboxEvent } from "./outbox.ts";
import { formatEventId } from "./position.ts";
import { createOutbox, trimOutbox } from "./store.ts";

const outbox = createOutbox();
let testDb: TestDb;
let feed: ReturnType<typeof createEventFeed>;

beforeEach(async () => {
  testDb = await createTestDb({ max: 12 });
  feed = createEventFeed({ database: asDatabase(testDb), clock: systemClock, log: silentLog });
  await feed.start();
});
afterEach(async () => {
  await feed.stop();
  await testDb.close();
});

function anEvent(n: number, topic = "game:1"): OutboxEvent {
  return { topic, kind: "capture.stored", object: { kind: "capture", id: String(n) }, data: { n } };
}

const append = (...events: OutboxEvent[]) => testDb.db.transaction((tx) => outbox.append(tx, events));

/** Collects what a subscriber is given. */
async function listen(options: { readonly topics?: readonly string[]; readonly afterId?: string } = {}) {
  const ids: string[] = [];
  const numbers: unknown[] = [];
  const resets: string[] = [];
  const stop = await feed.subscribe({
    topics: ["game:1"],
    ...options,
    listener(event) {
      ids.push(event.id);
      numbers.push(event.data["n"]);
    },
    onReset: (head) => resets.push(head),
  });
  return { ids, numbers, resets, stop };
}

describe("the event feed", () => {
  test("delivers what commits, and nothing that is rolled back", async () => {
    const heard = await listen();
    await testDb.db
      .transaction(async (tx) => {
        await outbox.append(tx, [anEvent(0)]);
        throw new Error("changed my mind");
      })
      .catch(() => undefined);
    await append(anEvent(1), anEvent(2));
    await eventually("both events", () => heard.numbers.length === 2);
    expect(heard.numbers).toEqual([1, 2]);
  });

  test("delivers only the topics asked for", async () => {
    const heard = await listen({ topics: ["jobs"] });
    await append(anEvent(1), anEvent(2, "jobs"), anEvent(3));
    await append(anEvent(4, "jobs"));
    await eventually("both events", () => heard.numbers.length === 2);
    expect(heard.numbers).toEqual([2, 4]);
  });

  test("holds back what committed behind a transaction that still runs, then delivers in order", async () => {
    const heard = await listen();
    const older = await testDb.connect();
    await older.query("BEGIN");
    await older.query(
      "INSERT INTO outbox (topic, kind, object_kind, object_id, data) VALUES ('game:1', 'k', 'o', '1', '{\"n\": 1}')",
    );
    await append(anEvent(2));
    await append(anEvent(3, "other"));
    await eventually("the feed to have looked since", async () => {
      const { rows } = await testDb.pool.query(
        "SELECT 1 FROM pg_stat_activity WHERE query LIKE '%horizon%' AND datname = current_database() AND query_start > (SELECT max(created_at) FROM outbox) AND pid <> pg_backend_pid()",
      );
      return rows.length > 0;
    });
    expect(heard.numbers).toEqual([]);
    await older.query("COMMIT");
    await eventually("both events", () => heard.numbers.length === 2);
    expect(heard.numbers).toEqual([1, 2]);
  });

  test("sends one notification per transaction, which carries nothing", async () => {
    const client = await testDb.connect();
    const payloads: unknown[] = [];
    client.on("notification", ({ payload }) => payloads.push(payload));
    await client.query("LISTEN wopr_outbox");
    await testDb.db.transaction(async (tx) => {
      await outbox.append(tx, [anEvent(1), anEvent(2, "jobs")]);
      await outbox.append(tx, [anEvent(3, "games")]);
    });
    await client.query("SELECT 1");
    expect(payloads).toEqual(["outbox"]);
  });

  test("reads what it missed while its connection was lost", async () => {
    const heard = await listen();
    await append(anEvent(1));
    await eventually("the first event", () => heard.numbers.length === 1);
    await cutListeners();
    await append(anEvent(2), anEvent(3));
    await eventually("the missed events", () => heard.numbers.length === 3);
    expect(heard.numbers).toEqual([1, 2, 3]);
    expect(heard.resets).toEqual([]);
  });

  test("resumes exactly after an id, however much was missed", async () => {
    const before = await listen();
    await append(anEvent(0));
    await eventually("the first event", () => before.ids.length === 1);
    before.stop();
    const many = Array.from({ length: 1_200 }, (_, i) => anEvent(i + 1));
    for (let i = 0; i < many.length; i += 100) await append(...many.slice(i, i + 100));
    const after = await listen({ afterId: before.ids[0] ?? "" });
    await append(anEvent(1_201));
    await eventually("all events", () => after.numbers.length === 1_201);
    expect(after.numbers).toEqual(Array.from({ length: 1_201 }, (_, i) => i + 1));
    expect(after.resets).toEqual([]);
  });

  test.each([
    ["nonsense", "nonsense"],
    ["of another epoch", formatEventId(9, { xid: 5n, id: 5n })],
    ["from the future", formatEventId(1, { xid: 10n ** 15n, id: 1n })],
  ])("an id that is %s means reading afresh, then going on", async (_, afterId) => {
    const heard = await listen({ afterId });
    expect(heard.resets).toEqual([feed.head()]);
    await append(anEvent(1));
    await eventually("the event", () => heard.numbers.length === 1);
  });

  test("an id older than what is kept means reading afresh", async () => {
    const before = await listen();
    for (let n = 0; n < 20; n += 1) await append(anEvent(n));
    await eventually("all events", () => before.ids.length === 20);
    let deleted = 0;
    await eventually("the ten oldest to go", async () => {
      deleted += await trimOutbox(testDb.db, { hours: 24, rows: 10 });
      return deleted >= 10;
    });
    expect(deleted).toBe(10);
    const tooOld = await listen({ afterId: before.ids[3] ?? "" });
    const justKept = await listen({ afterId: before.ids[9] ?? "" });
    await eventually("the kept events", () => justKept.numbers.length === 10);
    expect(tooOld.resets).toHaveLength(1);
    expect(tooOld.numbers).toEqual([]);
    expect(justKept.resets).toEqual([]);
  });

  test("events older than a day go, younger ones stay", async () => {
    await append(anEvent(1), anEvent(2));
    await testDb.db.execute(sql`UPDATE outbox SET created_at = now() - interval '25 hours'`);
    await append(anEvent(3));
    const retention = { hours: 24, rows: 100_000 };
    let deleted = 0;
    // An open transaction anywhere on the cluster keeps what was written since for a moment longer.
    await eventually("both old ones to go", async () => {
      deleted += await trimOutbox(testDb.db, retention);
      return deleted >= 2;
    });
    expect([deleted, await trimOutbox(testDb.db, retention)]).toEqual([2, 0]);
  });

  test("a listener that fails, at once or later, harms nobody else", async () => {
    const broken = { topics: ["game:1"], onReset: () => undefined };
    await feed.subscribe({
      ...broken,
      listener() {
        throw new Error("at once");
      },
    });
    await feed.subscribe({ ...broken, listener: () => Promise.reject(new Error("later")) });
    const heard = await listen();
    await append(anEvent(1), anEvent(2));
    await eventually("both events", () => heard.numbers.length === 2);
  });

  test("an event with too much data is refused, and its transaction with it", async () => {
    const big = { ...anEvent(1), data: { text: "x".repeat(5_000) } };
    await expect(append(big)).rejects.toMatchObject({ code: "events.too_large" });
  });
});

test("1,000 interleaved transactions and random disconnects: none missed, none out of order, resume exact", async () => {
  const random = createRandom(7);
  const expected = new Set<string>();
  const seen: string[] = [];
  let last = feed.head();
  let stop: () => void = () => {};
  const reconnect = async () => {
    stop();
    stop = await feed.subscribe({
      topics: ["game:1", "jobs"],
      afterId: last,
      listener(event) {
        last = event.id;
        seen.push(event.object.id);
      },
      onReset: () => seen.push("reset"),
    });
  };
  // One client: it never has two streams at once.
  let reconnecting = reconnect();
  const resubscribe = () => {
    reconnecting = reconnecting.then(reconnect);
    return reconnecting;
  };
  await reconnecting;

  let next = 0;
  const writer = async (): Promise<void> => {
    while (next < 1_000) {
      const n = next;
      next += 1;
      const rollsBack = random() < 0.1;
      const pauseMs = random() < 0.3 ? random() * 20 : 0;
      const write = testDb.db.transaction(async (tx) => {
        await outbox.append(tx, [anEvent(n)]);
        if (pauseMs > 0) await tx.execute(sql`SELECT pg_sleep(${pauseMs / 1000})`);
        await outbox.append(tx, [{ ...anEvent(n, "jobs"), object: { kind: "job", id: `${n}b` } }]);
        if (rollsBack) throw new Error("rolled back");
      });
      await write.then(
        () => expected.add(String(n)).add(`${n}b`),
        () => undefined,
      );
      if (n % 90 === 40) await cutListeners();
      if (n % 35 === 20) await resubscribe();
    }
  };
  await Promise.all(Array.from({ length: 8 }, writer));
  await eventually("all events", () => seen.length >= expected.size);

  expect(seen.length).toBe(expected.size);
  expect(new Set(seen)).toEqual(expected);
  const { rows } = await testDb.db.execute(sql`SELECT object_id FROM outbox ORDER BY xid, id`);
  expect(seen).toEqual(rows.map((row) => row["object_id"]));
  stop();
}, 60_000);

/** Ends every connection that listens for events, as a network would. */
async function cutListeners(): Promise<void> {
  await testDb.pool.query(
    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND query LIKE '%outbox%' AND state = 'idle' AND pid <> pg_backend_pid() AND application_name = 'wopr-server'",
  );
}

/** A repeatable source of chance (mulberry32). */
function createRandom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
}
