import { canonicalJson, Secret, silentLog } from "@wopr/kernel";
import { newUuidV7 } from "@wopr/kernel/node";
import { createFakeClock, eventually } from "@wopr/testkit";
import { createTestDb, type TestDb } from "@wopr/testkit/database";
import { sql } from "drizzle-orm";
import fc from "fast-check";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { ANONYMOUS, type Caller } from "../../http/caller.ts";
import { createRedactor } from "../../telemetry/redact.ts";
import { createAuditService } from "./audit.ts";
import { canonicalEntry } from "./domain/chain.ts";
import { AuditErrors } from "./errors.ts";
import { type Act, SYSTEM_ACTOR, type UndoHandler } from "./service.ts";

let testDb: TestDb;
beforeAll(async () => {
  testDb = await createTestDb({ max: 20 });
  await testDb.pool.query("CREATE TABLE lamp (id int PRIMARY KEY, state text NOT NULL)");
});
afterAll(() => testDb.close());
afterEach(() =>
  unguarded(
    "TRUNCATE audit_undos, audit_entries, audit_anchors, lamp; UPDATE audit_head SET seq = 0, hash = repeat('0', 64)",
  ),
);

const clock = createFakeClock();
const noSignal = new AbortController().signal;
const FACTS = { requestId: "request-1", traceparent: `00-${"a".repeat(32)}-${"b".repeat(16)}-01` };
const caller = (
  id: string,
  permissions: Caller["permissions"] = new Set(["audit:operate", "system:read"]),
): Caller => ({
  ...ANONYMOUS,
  kind: "user",
  id,
  name: `Person ${id}`,
  role: "admin",
  permissions,
});

/** Restores the lamp, unless somebody turned the switch since. */
const lampUndo: UndoHandler = {
  action: "lamp.set_state",
  scope: "system:read",
  async run(tx, { entry, data }) {
    const { was, became } = data as { was: string; became: string };
    const { rows } = await tx.execute(sql`SELECT state FROM lamp WHERE id = 1 FOR UPDATE`);
    const actual = (rows[0] as { state: string }).state;
    if (actual !== became) throw AuditErrors.undo_conflict({ what: "The lamp", expected: became, actual });
    await tx.execute(sql`UPDATE lamp SET state = ${was} WHERE id = 1`);
    return { summary: `Took back: ${entry.summary}`, before: became, after: was };
  },
};

const audit = () =>
  createAuditService({
    db: testDb.db,
    clock,
    log: silentLog,
    newId: newUuidV7,
    redactor: createRedactor([new Secret("canary-0123456789")]),
    undoHandlers: () => [lampUndo],
  });

const act = (n: number, more: Partial<Act> = {}): Act => ({
  actor: SYSTEM_ACTOR,
  action: "test.count_up",
  subject: { kind: "counter", id: "1" },
  summary: `Counted to ${n}.`,
  after: { n },
  undo: { impossible: "what was counted was counted." },
  ...more,
});

async function record(count: number) {
  const service = audit();
  for (let n = 1; n <= count; n += 1) await service.record(testDb.db, act(n));
  // An open transaction anywhere on the cluster keeps what was written since from being sealed for a moment.
  await eventually("all entries sealed", async () => {
    const verdict = await service.verify(noSignal);
    return !verdict.ok || verdict.entries >= count;
  });
  return service;
}

/** As somebody with the password of the database would: past the trigger. */
const unguarded = (statement: string) =>
  testDb.pool.query(
    `BEGIN; ALTER TABLE audit_entries DISABLE TRIGGER ALL; ${statement}; ALTER TABLE audit_entries ENABLE TRIGGER ALL; COMMIT`,
  );

describe("P6: the chain", () => {
  test("100 writers at once leave one chain without gaps, in which every entry stands", async () => {
    const service = audit();
    await Promise.all(Array.from({ length: 100 }, (_, n) => testDb.db.transaction((tx) => service.record(tx, act(n)))));
    expect(await service.verify(noSignal)).toMatchObject({ ok: true, entries: 100 });
    const { rows } = await testDb.pool.query(
      "SELECT min(seq)::int, max(seq)::int, count(DISTINCT seq)::int FROM audit_entries",
    );
    expect(rows[0]).toEqual({ min: 1, max: 100, count: 100 });
  });

  test("an entry is there with the change it tells of, or not at all", async () => {
    const service = audit();
    await expect(
      testDb.db.transaction(async (tx) => {
        await service.record(tx, act(1));
        throw new Error("the change failed");
      }),
    ).rejects.toThrow("the change failed");
    expect(await service.verify(noSignal)).toMatchObject({ ok: true, entries: 0 });
  });

  test("an entry that commits late is sealed late: nothing that is sealed ever changes its place", async () => {
    const service = audit();
    const late = await testDb.connect();
    await late.query("BEGIN");
    await late.query("SELECT pg_current_xact_id()");
    await service.record(testDb.db, act(1));
    expect(await service.seal()).toBe(0);
    await late.query("COMMIT");
    expect(await service.seal()).toBe(1);
  });

  test("altering any entry, deleting, reordering, inserting and cutting the tail are each named", {
    timeout: 60_000,
  }, async () => {
    const tampering = fc.record({
      how: fc.constantFrom("alter", "delete", "swap", "insert", "cut", "alter and cut the head"),
      at: fc.integer({ min: 1, max: 9 }),
      column: fc.constantFrom("summary", "reason", "actor_name", "action", "object_id", "trace_id", "hash"),
    });
    await fc.assert(
      fc.asyncProperty(tampering, async ({ how, at, column }) => {
        const service = await record(9);
        expect(await service.verify(noSignal)).toMatchObject({ ok: true, entries: 9 });
        const statements: Record<string, string> = {
          alter: `UPDATE audit_entries SET ${column} = 'x' || coalesce(${column}, '') WHERE seq = ${at}`,
          delete: `DELETE FROM audit_undos USING audit_entries WHERE entry_id = id AND seq = ${at}; DELETE FROM audit_entries WHERE seq = ${at}`,
          swap: `UPDATE audit_entries SET seq = -seq WHERE seq IN (${at}, ${(at % 9) + 1});
            UPDATE audit_entries SET seq = CASE seq WHEN -${at} THEN ${(at % 9) + 1} ELSE ${at} END WHERE seq < 0`,
          insert: `UPDATE audit_entries SET seq = -seq WHERE seq > ${at}; UPDATE audit_entries SET seq = 1 - seq WHERE seq < 0;
            INSERT INTO audit_entries (id, at, actor_kind, actor_id, actor_name, action, object_kind, object_id, summary, seq, hash)
            SELECT gen_random_uuid(), at, actor_kind, actor_id, actor_name, action, object_kind, object_id, 'never happened', ${at} + 1, hash
            FROM audit_entries WHERE seq = ${at}`,
          cut: `DELETE FROM audit_undos USING audit_entries WHERE entry_id = id AND seq >= ${at}; DELETE FROM audit_entries WHERE seq >= ${at}`,
          "alter and cut the head": `UPDATE audit_entries SET ${column} = 'x' || coalesce(${column}, '') WHERE seq = ${at}; UPDATE audit_head SET seq = 0`,
        };
        await unguarded(statements[how] ?? "");
        const verdict = await service.verify(noSignal);
        const firstBad = how === "swap" ? Math.min(at, (at % 9) + 1) : how === "insert" ? at + 1 : at;
        expect([how, verdict]).toEqual([how, expect.objectContaining({ ok: false, firstBadSeq: firstBad })]);
        if (how === "cut" || (how === "delete" && at === 9)) expect(verdict).toMatchObject({ problem: "tail_cut" });
        await unguarded(
          "TRUNCATE audit_undos, audit_entries, audit_anchors; UPDATE audit_head SET seq = 0, hash = repeat('0', 64)",
        );
      }),
      { numRuns: 25, seed: 5 },
    );
  });

  test("a tail cut together with the head inside the database is found by an anchor from outside", async () => {
    const service = await record(5);
    const whole = await service.verify(noSignal);
    if (!whole.ok) throw new Error("the chain is not whole");
    await unguarded(`DELETE FROM audit_undos; DELETE FROM audit_entries WHERE seq > 3; DELETE FROM audit_anchors;
      UPDATE audit_head SET seq = 3, hash = (SELECT hash FROM audit_entries WHERE seq = 3)`);
    expect(await service.verify(noSignal)).toMatchObject({ ok: true, entries: 3 });
    expect(await service.verify(noSignal, whole.head)).toMatchObject({
      ok: false,
      firstBadSeq: 4,
      problem: "tail_cut",
    });
  });

  test("an accident cannot change what is written", async () => {
    await record(1);
    await expect(testDb.pool.query("UPDATE audit_entries SET summary = 'other'")).rejects.toThrow(/neither changed/);
    await expect(testDb.pool.query("DELETE FROM audit_entries")).rejects.toThrow();
  });
});

test("the bytes that are hashed are the canonical JSON of the entry", () => {
  const text = fc.string({ unit: "binary" }).map((one) => one.toWellFormed());
  const entry = fc.record({
    seq: fc.nat(),
    id: fc.uuid(),
    at: fc.constant("2026-01-01T00:00:00.000Z"),
    actor: fc.record({ kind: text, id: text, name: text }),
    action: text,
    object: fc.record({ kind: text, id: text }),
    summary: text,
    reason: fc.option(text),
    before: fc.jsonValue(),
    after: fc.jsonValue(),
    request_id: fc.option(text),
    trace_id: fc.option(text),
  });
  fc.assert(
    fc.property(entry, (one) => {
      expect(canonicalEntry(one)).toBe(canonicalJson(one));
    }),
  );
});

describe("entries", () => {
  test("hold no secret, no text PostgreSQL cannot hold, and no more than people read", async () => {
    const service = audit();
    const before = { password: "hunter2", note: "canary-0123456789", odd: "a\u0000b\ud800" };
    const id = await service.record(testDb.db, act(1, { before, after: "x".repeat(100_000), facts: FACTS }));
    const entry = await service.read(caller("a"), id);
    expect(entry).toMatchObject({
      before: { password: "[secret]", note: "[secret]", odd: "a\ufffdb\ufffd" },
      after: { truncated: true },
      requestId: "request-1",
      traceId: "a".repeat(32),
    });
  });

  test("of somebody's day are seen by nobody else", async () => {
    const service = audit();
    const ada = { kind: "user", id: "ada", name: "Ada" } as const;
    const id = await service.record(testDb.db, act(1, { action: "life.complete_task", actor: ada }));
    expect((await service.list(caller("ada"), {}, 10, undefined)).items).toHaveLength(1);
    expect((await service.list(caller("eve"), {}, 10, undefined)).items).toHaveLength(0);
    await expect(service.read(caller("eve"), id)).rejects.toMatchObject({ code: "audit.not_found" });
  });

  test("are found by actor, area, action, object and time, page by page", async () => {
    const service = await record(5);
    await service.record(testDb.db, act(6, { action: "fleet.start_rollout", subject: { kind: "rollout", id: "r:1" } }));
    const count = async (filter: Parameters<typeof service.list>[1]) =>
      (await service.list(caller("a"), filter, 50, undefined)).items.length;
    expect(await count({ action: "fleet" })).toBe(1);
    expect(await count({ action: "fleet,test" })).toBe(6);
    expect(await count({ action: "test.count_up" })).toBe(5);
    expect(await count({ object: "rollout:r:1" })).toBe(1);
    expect(await count({ actor: "WOPR" })).toBe(6);
    expect(await count({ until: clock.now() })).toBe(0);
    const first = await service.list(caller("a"), {}, 4, undefined);
    const second = await service.list(caller("a"), {}, 4, first.nextCursor ?? "");
    expect([first.items.length, second.items.length, second.nextCursor]).toEqual([4, 2, null]);
  });
});

describe("P7: taking back", () => {
  async function lampAct(until?: Date) {
    await testDb.pool.query("INSERT INTO lamp VALUES (1, 'on')");
    const service = audit();
    const undo = { data: { was: "off", became: "on" }, ...(until ? { until } : {}) };
    const id = await service.record(testDb.db, act(1, { action: "lamp.set_state", undo }));
    return { service, id };
  }
  const lamp = async () => (await testDb.pool.query("SELECT state FROM lamp")).rows[0].state;

  test("restores what was, writes that down, and works once", async () => {
    const { service, id } = await lampAct();
    const tries = await Promise.allSettled([1, 2].map(() => service.undo(caller("a"), id, "too bright", FACTS)));
    expect(tries.map(({ status }) => status).sort()).toEqual(["fulfilled", "rejected"]);
    expect(await lamp()).toBe("off");
    expect((await service.read(caller("a"), id)).undo.state).toBe("used");
    const { items } = await service.list(caller("a"), { action: "audit.undo_entry" }, 9, undefined);
    expect(items).toMatchObject([{ reason: "too bright", summary: "Took back: Counted to 1." }]);
    await expect(service.undo(caller("a"), id, "again", FACTS)).rejects.toMatchObject({ code: "audit.undo_used" });
  });

  test("changes nothing when the object moved on, and says what stands there", async () => {
    const { service, id } = await lampAct();
    await testDb.pool.query("UPDATE lamp SET state = 'red'");
    await expect(service.undo(caller("a"), id, "why not", FACTS)).rejects.toMatchObject({
      code: "audit.undo_conflict",
      params: { expected: "on", actual: "red" },
    });
    expect([await lamp(), (await service.read(caller("a"), id)).undo.state]).toEqual(["red", "available"]);
  });

  test("is refused without the right, after its time, and where it was impossible from the start", async () => {
    const { service, id } = await lampAct(new Date(clock.now().getTime() + 1_000));
    await expect(service.undo(caller("a", new Set()), id, "no", FACTS)).rejects.toMatchObject({ status: 403 });
    clock.advance(1_000);
    await expect(service.undo(caller("a"), id, "late", FACTS)).rejects.toMatchObject({ code: "audit.undo_expired" });
    const impossible = await service.record(testDb.db, act(1));
    await expect(service.undo(caller("a"), impossible, "no", FACTS)).rejects.toMatchObject({
      code: "audit.undo_impossible",
      message: "This cannot be taken back: what was counted was counted.",
    });
  });
});
