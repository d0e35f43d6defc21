import { existsSync, readFileSync } from "node:fs";
import {
  addLifeItem,
  addManualMetrics,
  allocateNodes,
  changeLifeProfile,
  completeItem,
  eraseLife,
  importLife,
  lifeEndpoints,
  logActivities,
  logActivity,
  pathOf,
  readFullUserCharacter,
  readLifeHealth,
  readMe,
  readTimelineDay,
  readToday,
  readWindDown,
  refundNode,
  undoAction,
  useSkill,
} from "@wopr/contracts";
import { createFakeClock } from "@wopr/testkit";
import { sql } from "drizzle-orm";
import fc from "fast-check";
import { strFromU8, unzipSync, zipSync } from "fflate";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { mountedEndpoints } from "../../http/route-index.ts";
import { createTestServer, type TestPerson, type TestServer } from "../../testing.ts";
import { erasedTables } from "./store/people.ts";

const HOUR = 3_600_000;
let server: TestServer;
let clock: ReturnType<typeof createFakeClock>;
let me: TestPerson;
const logged: string[] = [];

beforeAll(async () => {
  clock = createFakeClock("2026-03-02T06:00:00Z");
  const note = (...facts: unknown[]) => void logged.push(JSON.stringify(facts));
  const log = { error: note, warn: note, info: note, debug: note } as never;
  server = await createTestServer({ clock, log, env: { WOPR_ROLES: "web" } });
});
afterAll(() => server.close());
beforeEach(async () => {
  me = await server.signIn("member");
  await me.client.call(changeLifeProfile, { body: { timezone: "Europe/Oslo", set_up: true } });
});

const add = (code: string, more: object = {}) =>
  me.client.call(addLifeItem, { body: { code, name: code, schedule_type: "daily", ...more } });
const complete = (code: string, body = {}) => me.client.call(completeItem, { params: { code }, query: {}, body });
const hero = () => me.client.call(readFullUserCharacter, { params: { id: me.id } });
const post = (person: TestPerson, path: string, body?: Uint8Array) =>
  server.request(path, {
    method: "POST",
    headers: {
      cookie: person.cookie,
      origin: "http://localhost",
      ...(body ? { "content-type": "application/octet-stream" } : {}),
    },
    ...(body ? { body: body as Uint8Array<ArrayBuffer> } : {}),
  });
const exported = async (person: TestPerson) => {
  const answer = await post(person, "/api/v1/life/export");
  expect(answer.headers.get("content-type")).toBe("application/zip");
  return new Uint8Array(await answer.arrayBuffer());
};
const importing = async (person: TestPerson, kind: string, file: Uint8Array, dryRun: boolean) => {
  const answer = await post(person, `${pathOf(importLife).replace(":kind", kind)}?dry_run=${dryRun}`, file);
  return (await answer.json()) as {
    already: boolean;
    counts: Record<string, number>;
    problems: unknown[];
    code?: string;
  };
};

describe("LF-28: take along, put back, erase", () => {
  test("an export put back into an empty day is the same export; the same file twice changes nothing", async () => {
    await add("read");
    await complete("read", { notes: "a private line" });
    await me.client.call(addManualMetrics, {
      body: { metrics: { sleep_quality: 4, bed_time: "23:10", wake_time: "06:50" } },
    });
    clock.advance(30 * HOUR);
    await me.client.call(readToday, {});
    const zip = await exported(me);
    const lines = (file: Uint8Array) =>
      Object.fromEntries(
        Object.entries(unzipSync(file))
          .filter(([name]) => name !== "about.json")
          .map(([name, bytes]) => [name, strFromU8(bytes)]),
      );
    expect(lines(zip)["life_occurrences.jsonl"]).toContain("a private line");
    await me.client.call(eraseLife, { body: { confirm: "erase my day" } });
    const dry = await importing(me, "wopr", zip, true);
    expect(dry.counts["life_items"]).toBe(1);
    expect((await me.client.call(readTimelineDay, { query: {} })).items).toEqual([]);
    await importing(me, "wopr", zip, false);
    const back = lines(await exported(me));
    const sealedAnew = (text: string | undefined) => text?.split("\n").sort().join("\n");
    for (const [name, text] of Object.entries(lines(zip)))
      expect([name, sealedAnew(back[name])]).toEqual([name, sealedAnew(text)]);
    expect((await importing(me, "wopr", zip, false)).already).toBe(true);
  });

  test("erasing leaves no row in any table, and asks for the sentence first", async () => {
    await add("read");
    await complete("read", { notes: "x" });
    await expect(me.client.call(eraseLife, { body: { confirm: "yes" } })).rejects.toMatchObject({
      code: "life.erase_confirm",
    });
    await me.client.call(eraseLife, { body: { confirm: "erase my day" } });
    for (const table of erasedTables) {
      const { rows } = await server.testDb.db.execute(
        sql`SELECT count(*)::int AS n FROM ${sql.identifier(table)} WHERE person_id = ${me.id}`,
      );
      expect([table, rows[0]?.["n"]]).toEqual([table, 0]);
    }
  });

  test("what is no export is refused, and nothing is written before it is confirmed", async () => {
    expect((await importing(me, "wopr", new Uint8Array([1, 2, 3]), false)).code).toBe("life.import_unreadable");
    expect((await importing(me, "loop", zipSync({ "x.csv": new Uint8Array(3) }), false)).code).toBe(
      "life.import_unreadable",
    );
  });

  const loop = new URL("../../../../../../shared/data/life/habits/csv_export/", import.meta.url);
  test.skipIf(!existsSync(loop))(
    "LF-13: a Loop export comes in with its completions and misses; again it changes nothing",
    async () => {
      const names = ["Habits.csv", "Checkmarks.csv", "Scores.csv"];
      const zip = zipSync(
        Object.fromEntries(names.map((name) => [name, new Uint8Array(readFileSync(new URL(name, loop)))])),
      );
      const dry = await importing(me, "loop", zip, true);
      expect(dry.counts).toMatchObject({ habits: 2 });
      const { counts } = await importing(me, "loop", zip, false);
      expect(counts).toEqual(dry.counts);
      expect((await importing(me, "loop", zip, false)).already).toBe(true);
    },
  );
});

describe("activities and the tree", () => {
  test("an unknown activity is refused with what was meant; a batch reports each; the same reference counts once", async () => {
    await expect(me.client.call(logActivity, { body: { type: "gym_sesion" } })).rejects.toMatchObject({
      code: "life.unknown_activity",
      params: { nearest: expect.arrayContaining(["gym_session"]) },
    });
    const { results } = await me.client.call(logActivities, {
      body: {
        activities: [
          { type: "gym_session", source_ref: "g1" },
          { type: "perfect_day" },
          { type: "gym_session", source_ref: "g1" },
        ],
      },
    });
    expect(results.map(({ success, activity }) => [success, activity?.already ?? null])).toEqual([
      [true, false],
      [false, null],
      [true, true],
    ]);
    expect((await hero()).stats_detail.find(({ code }) => code === "STR")?.xp).toBe(60);
  });

  test("XP makes levels, levels make points, points take nodes, nodes make XP worth more; undo may leave points below zero", async () => {
    const big = await me.client.call(logActivity, { body: { type: "gym_session", custom_xp: { STR: 500, STA: 500 } } });
    const before = await hero();
    expect(before.stat_points).toBeGreaterThan(1);
    const dry = await me.client.call(allocateNodes, {
      query: { dry_run: "true" },
      body: { character_id: before.id, node_codes: ["STR_1", "STR_2"] },
    });
    expect([dry.cost, (await hero()).allocated_nodes_count]).toEqual([2, 1]);
    await me.client.call(allocateNodes, {
      query: {},
      body: { character_id: before.id, node_codes: ["STR_1", "STR_2"] },
    });
    const after = await hero();
    expect(after.stats["STR"]).toBe((before.stats["STR"] ?? 0) + 5);
    await expect(
      me.client.call(refundNode, { body: { character_id: before.id, node_code: "STR_1" } }),
    ).rejects.toMatchObject({ code: "life.would_disconnect" });
    await expect(me.client.call(useSkill, { params: { code: "second_set" } })).rejects.toMatchObject({
      code: "life.skill_locked",
    });
    await me.client.call(undoAction, { params: { id: big.action_id ?? "" } });
    expect((await hero()).stat_points).toBeLessThan(0);
    const more = me.client.call(allocateNodes, { query: {}, body: { character_id: before.id, node_codes: ["STA_1"] } });
    await expect(more).rejects.toMatchObject({ code: "life.not_enough_points" });
    await me.client.call(refundNode, { body: { character_id: before.id, node_code: "STR_2" } });
  });
});

test("LF-9: undoing everything that was done, newest first, is as if nothing had been done", async () => {
  for (const code of ["a", "b", "c"]) await add(code, { exact_time: "23:30" });
  const look = async () => {
    const { items } = await me.client.call(readTimelineDay, { query: {} });
    const { total_xp, stats, stat_points } = await hero();
    const { rows } = await server.testDb.db.execute(
      sql`SELECT coalesce(sum(amount), 0)::int AS tokens FROM life_freezes WHERE person_id = ${me.id}`,
    );
    return { items, total_xp, stats, stat_points, tokens: rows[0]?.["tokens"] };
  };
  const before = await look();
  const anyAct = fc.tuple(fc.constantFrom("a", "b", "c"), fc.constantFrom("complete", "skip", "postpone", "log"));
  await fc.assert(
    fc.asyncProperty(fc.array(anyAct, { minLength: 1, maxLength: 5 }), async (acts) => {
      const done: string[] = [];
      for (const [code, act] of acts) {
        const path = act === "log" ? "/api/v1/life/activities" : `/api/v1/life/timeline/${code}/${act}`;
        const body = act === "log" ? { type: "meditation" } : act === "postpone" ? { target: "tomorrow" } : {};
        const answer = await server.request(path, {
          method: "POST",
          headers: { cookie: me.cookie, origin: "http://localhost", "content-type": "application/json" },
          body: JSON.stringify(body),
        });
        const made = (await answer.json()) as { action_id?: string; already?: boolean };
        if (answer.ok && made.action_id && !made.already && !done.includes(made.action_id)) done.push(made.action_id);
      }
      for (const id of done.reverse()) await me.client.call(undoAction, { params: { id } });
      expect(await look()).toEqual(before);
    }),
    { numRuns: Number(process.env["WOPR_TRIALS"] ?? 8), seed: 5 },
  );
});

test("LF-16: what one tells oneself is a source: the basis grows, and the evening knows the nights", async () => {
  expect((await me.client.call(readToday, {})).score.basis).toBe("routines");
  await me.client.call(addManualMetrics, { body: { metrics: { sleep_quality: 5 } } });
  const { score } = await me.client.call(readToday, {});
  expect(score).toMatchObject({ basis: "routines+sleep", value: null, reason: expect.stringContaining("routines") });
  expect(await me.client.call(readWindDown, {})).toMatchObject({ steps: 0, wake: "07:00" });
  const wrong = me.client.call(addManualMetrics, { body: { metrics: { sleep_quality: 9 } } });
  await expect(wrong).rejects.toMatchObject({ code: "life.bad_value" });
});

test("LF-27: notes and numbers told by hand are in no log line, event, job or history entry", async () => {
  await add("read");
  await complete("read", { notes: "planted sentence about my health", quality: 3 });
  await me.client.call(addManualMetrics, { body: { metrics: { steps: 54_321, work_hours: 7.125 } } });
  const { rows } = await server.testDb.db.execute(
    sql`SELECT (SELECT json_agg(o)::text FROM outbox o) AS events, (SELECT json_agg(j)::text FROM jobs j) AS jobs`,
  );
  const said = JSON.stringify([rows, logged]);
  for (const planted of ["planted sentence", "54321", "7.125"]) expect(said).not.toContain(planted);
  const { rows: notes } = await server.testDb.db.execute(
    sql`SELECT encode(notes, 'escape') AS notes FROM life_occurrences WHERE person_id = ${me.id}`,
  );
  expect(JSON.stringify(notes)).not.toContain("planted");
});

test("LF-31: without life the server starts, its routes say which setting is off, and the rest works", async () => {
  const off = await createTestServer({ env: { WOPR_FEATURES_OFF: "life" } });
  const owner = await off.signIn("owner");
  expect(await owner.client.call(readMe, {})).toMatchObject({ role: "owner" });
  await expect(owner.client.call(readLifeHealth, {})).rejects.toMatchObject({
    code: "platform.feature_disabled",
    params: { feature: "life" },
  });
  expect(mountedEndpoints(off.app).filter(([name]) => name in lifeEndpoints).length).toBeGreaterThan(0);
  await off.close();
});
