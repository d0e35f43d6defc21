import { createHmac } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import {
  connectOura,
  readDayScore,
  readOuraSleep,
  readOuraStatus,
  readOuraToday,
  readToday,
  syncOura,
} from "@wopr/contracts";
import { addDays, datesFrom } from "@wopr/life";
import { createFakeClock } from "@wopr/testkit";
import {
  collectionsOf,
  type Description,
  type Fault,
  type OuraSim,
  type Schema,
  startOuraSim,
} from "@wopr/testkit/oura-sim";
import { sql } from "drizzle-orm";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { createTestServer, type TestPerson, type TestServer } from "../../../testing.ts";
import { DAY_COLLECTIONS, readDocument } from "./documents.ts";

const file = new URL("../../../../../../../shared/data/apis/oura/openapi-1.37.json", import.meta.url);
const present = existsSync(file);
const because = present ? "" : " (not run: ../shared/data/apis/oura is absent)";
const SECRET = "the secret of the application";
const TODAY = "2026-03-20";

describe.skipIf(!present)(`a ring, against a server made from its published description${because}`, () => {
  let description: Description;
  let sim: OuraSim;
  let server: TestServer;
  let me: TestPerson;
  let clock: ReturnType<typeof createFakeClock>;
  const logged: string[] = [];

  beforeAll(async () => {
    description = JSON.parse(readFileSync(file, "utf8")) as Description;
    sim = await startOuraSim(description, datesFrom(addDays(TODAY, -120), addDays(TODAY, 20)));
    clock = createFakeClock(`${TODAY}T12:00:00Z`);
    const note = (...facts: unknown[]) => void logged.push(JSON.stringify(facts));
    const log = { error: note, warn: note, info: note, debug: note } as never;
    const env = {
      WOPR_ROLES: "web",
      WOPR_OURA_CLIENT_ID: "app",
      WOPR_OURA_CLIENT_SECRET: SECRET,
      WOPR_OURA_API: sim.url,
      WOPR_OURA_TOKEN_URL: `${sim.url}/oauth/v2/ext/oauth-token`,
    };
    server = await createTestServer({ clock, env, log });
  });
  afterAll(async () => {
    await server?.close();
    await sim?.close();
  });
  beforeEach(async () => {
    sim.faults.length = 0;
    sim.portal = "old";
    sim.revoked = false;
    sim.analysis = 0;
    sim.pageSize = 50;
    me = await server.signIn("member");
  });

  async function connect() {
    const { authorize_url } = await me.client.call(connectOura, { body: {} });
    const state = new URL(authorize_url ?? "").searchParams.get("state");
    const address = `https://example.org/callback?code=good&state=${encodeURIComponent(state ?? "")}`;
    return me.client.call(connectOura, { body: { address } });
  }
  const sync = (days = 3) =>
    me.client.call(syncOura, { query: { start_date: addDays(TODAY, 1 - days), end_date: TODAY } });
  const rows = async (table: string) =>
    Number(
      (
        await server.testDb.db.execute(
          sql`SELECT count(*)::int AS n FROM ${sql.identifier(table)} WHERE person_id = ${me.id}`,
        )
      ).rows[0]?.["n"],
    );
  const fail = (kind: Fault["kind"], match = /daily_sleep$/, times = 1) => void sim.faults.push({ match, times, kind });

  test("connect, read, score: durations come from the sleep record, the basis grows, nothing needs the internet", async () => {
    expect(await me.client.call(readOuraStatus, {})).toMatchObject({
      configured: true,
      connected: false,
      state: "off",
    });
    expect((await me.client.call(readToday, {})).score.basis).toBe("routines");
    expect(await connect()).toEqual({ connected: true, authorize_url: null });
    const done = await sync();
    expect(done).toMatchObject({ success: true, synced: { daily_sleep: 3, sleep: 3 } });
    const today = await me.client.call(readOuraToday, {});
    expect(today?.sleep_score).toBeGreaterThanOrEqual(60);
    const night = await me.client.call(readOuraSleep, { params: { date: TODAY } });
    expect(night.total_sleep).toBeGreaterThan(20_000);
    const { score } = await me.client.call(readToday, {});
    expect(score.basis).toContain("sleep+activity+recovery");
    expect(await me.client.call(readOuraStatus, {})).toMatchObject({ state: "ok", user_info: { id: "ring-user-1" } });
  });

  test("AL-7: reading the same days again changes no row", async () => {
    await connect();
    await sync();
    const before = await Promise.all(["life_raw", "life_metrics", "life_nights"].map(rows));
    const again = await sync();
    expect(again.collections.every(({ changed }) => changed === 0)).toBe(true);
    expect(await Promise.all(["life_raw", "life_metrics", "life_nights"].map(rows))).toEqual(before);
  });

  test("AL-6: an application of the new portal is refused at the old endpoint once, and the other one is remembered", async () => {
    sim.portal = "new";
    await connect();
    const tokenCalls = () => sim.calls.filter((path) => path.includes("oauth"));
    expect(tokenCalls().slice(-2)).toEqual(["/oauth/token", "/oauth/v2/ext/oauth-token"]);
    clock.advance(23 * 3_600_000);
    await sync(2);
    expect(tokenCalls().at(-1)).toBe("/oauth/v2/ext/oauth-token");
    expect(tokenCalls().at(-2)).toBe("/oauth/v2/ext/oauth-token");
  });

  test("trap 8: a refused grant is one state, stops every call, and every stored day stays", async () => {
    await connect();
    await sync();
    const stored = await rows("life_metrics");
    sim.revoked = true;
    await expect(sync()).rejects.toMatchObject({ code: "life.reauth_needed", status: 409 });
    const calls = sim.calls.length;
    await expect(sync()).rejects.toMatchObject({ code: "life.reauth_needed" });
    expect(sim.calls.length).toBe(calls);
    expect(await me.client.call(readOuraStatus, {})).toMatchObject({ state: "reauth", connected: false });
    expect(await rows("life_metrics")).toBe(stored);
    sim.revoked = false;
    await connect();
    expect(await sync()).toMatchObject({ success: true });
  });

  test.each([
    ["429 with Retry-After", { status: 429, headers: { "retry-after": "120" } }, "limited"],
    ["500", { status: 500 }, "trouble"],
    ["503 with a page", { status: 503, body: "<html>down</html>" }, "trouble"],
    ["a redirect", { status: 302, headers: { location: "/elsewhere" } }, "trouble"],
    ["422", { status: 422, body: '{"detail":[]}' }, "trouble"],
    ["an answer cut off", "cut", "trouble"],
    ["a connection that breaks", "reset", "trouble"],
    ["JSON of another shape", "other_shape", "trouble"],
    ["pages in a circle", "repeat_token", "trouble"],
    ["403 for one collection", { status: 403 }, "off"],
  ] as const)("AL-3: %s leaves what is stored, is named, and the next reading heals", async (_, kind, state) => {
    await connect();
    await sync();
    const before = await Promise.all(["life_raw", "life_metrics", "life_nights"].map(rows));
    fail(kind as Fault["kind"], /daily_sleep$/, kind === "repeat_token" ? 3 : 1);
    const troubled = await sync();
    expect(troubled.collections.find(({ collection }) => collection === "daily_sleep")?.state).toBe(state);
    if (state !== "off") expect(troubled.success).toBe(false);
    expect(await Promise.all(["life_raw", "life_metrics", "life_nights"].map(rows))).toEqual(before);
    sim.faults.length = 0;
    expect(await sync()).toMatchObject({ success: true });
  });

  test("401 once renews the token and goes on; 401 for ever on one collection means not available, the rest is kept", async () => {
    await connect();
    fail({ status: 401 }, /daily_stress$/, 1);
    expect(await sync()).toMatchObject({ success: true });
    fail({ status: 401 }, /daily_stress$/, 9);
    const done = await sync();
    expect(done.collections.find(({ collection }) => collection === "daily_stress")?.state).toBe("unavailable");
    expect(done.collections.find(({ collection }) => collection === "daily_sleep")?.state).toBe("ok");
  });

  test("unknown fields and values, missing fields and null contributors are read as far as they go", async () => {
    await connect();
    fail("unknown_field", /sleep$/, 2);
    fail("missing_fields", /daily_readiness$/, 1);
    expect(await sync()).toMatchObject({ success: true });
  });

  test("trap 14: a document of the year 0024 is kept as it came and believed for no day", async () => {
    await connect();
    fail("outside_range", /daily_sleep$/, 1);
    await sync();
    const { rows: found } = await server.testDb.db.execute(
      sql`SELECT 1 FROM life_metrics WHERE person_id = ${me.id} AND day < '1900-01-01'`,
    );
    expect(found).toEqual([]);
  });

  test("LF-17: a night analysed again later makes a revision and one compensating entry", async () => {
    await connect();
    await sync();
    const day = (await me.client.call(readToday, {})).date;
    const readDay = () => me.client.call(syncOura, { query: { start_date: day, end_date: day } });
    await readDay();
    clock.advance(2 * 24 * 3_600_000);
    const first = await me.client.call(readDayScore, { params: { date: day }, query: {} });
    sim.analysis = 7;
    await readDay();
    const second = await me.client.call(readDayScore, { params: { date: day }, query: {} });
    expect(second.score.revision).toBe(first.score.revision + 1);
    const { rows: sums } = await server.testDb.db.execute(
      sql`SELECT sum(amount)::int AS xp FROM life_xp WHERE person_id = ${me.id} AND key LIKE ${`day:${day}:score%`}`,
    );
    expect(sums[0]?.["xp"]).toBe(Math.max(0, Math.round(second.life_score ?? 0)));
  });

  test("AL-4: ninety days of all collections take at most sixty calls", async () => {
    await connect();
    sim.pageSize = 90;
    const before = sim.calls.length;
    await sync(90);
    expect(sim.calls.length - before).toBeLessThanOrEqual(60);
  });

  test("AL-8, AL-9: an event is proved by the raw bytes, once, within five minutes", async () => {
    await connect();
    const body =
      '{"event_type": "update",  "data_type":"daily_sleep","object_id":"daily_sleep-2026-03-19","user_id":"ring-user-1"}';
    const at = Math.floor(clock.now().getTime() / 1000);
    const post = (text: string, timestamp: number, secret = SECRET) =>
      server.request("/api/v1/life/oura/webhook", {
        method: "POST",
        headers: {
          "content-type": "application/json",
          "x-oura-timestamp": String(timestamp),
          "x-oura-signature": createHmac("sha256", secret).update(`${timestamp}${body}`).digest("hex").toUpperCase(),
        },
        body: text,
      });
    expect((await post(body, at)).status).toBe(200);
    expect((await post(body, at)).status).toBe(401);
    expect((await post(JSON.stringify(JSON.parse(body)), at + 1)).status).toBe(401);
    expect((await post(body, at - 301)).status).toBe(401);
    expect((await post(body, at + 2, "another secret")).status).toBe(401);
  });

  test("a state of somebody else or of an hour ago is refused", async () => {
    const { authorize_url } = await me.client.call(connectOura, { body: {} });
    const state = new URL(authorize_url ?? "").searchParams.get("state") ?? "";
    const other = await server.signIn("member");
    const address = `https://example.org/?code=good&state=${encodeURIComponent(state)}`;
    await expect(other.client.call(connectOura, { body: { address } })).rejects.toMatchObject({
      code: "life.ring_state",
    });
    clock.advance(11 * 60_000);
    await expect(me.client.call(connectOura, { body: { address } })).rejects.toMatchObject({ code: "life.ring_state" });
  });

  test("LF-27, AL-10: no token, no secret and no number of the ring is in any log line, event or job", async () => {
    await connect();
    await sync();
    const { rows: events } = await server.testDb.db.execute(sql`SELECT * FROM outbox`);
    const { rows: jobs } = await server.testDb.db.execute(sql`SELECT * FROM jobs`);
    const { rows: values } = await server.testDb.db.execute(
      sql`SELECT DISTINCT value FROM life_metrics WHERE person_id = ${me.id} AND value > 1000`,
    );
    const said = JSON.stringify([events, jobs, logged]);
    expect(values.length).toBeGreaterThan(0);
    for (const word of ["access-", "refresh-", SECRET, ...values.map(({ value }) => `:${String(value)}`)])
      expect(said).not.toContain(word);
  });

  test("AL-1: every collection of the description is read, with any field taken away or added", () => {
    const collections = collectionsOf(description).filter(({ byDay }) => byDay);
    expect(collections.map(({ name }) => name).sort()).toEqual([...DAY_COLLECTIONS].sort());
    for (const { name, item } of collections) {
      for (const field of Object.keys(item.properties ?? {})) {
        const rest: Schema = {
          ...item,
          properties: Object.fromEntries(Object.entries(item.properties ?? {}).filter(([other]) => other !== field)),
        };
        const document = Object.fromEntries(
          Object.keys(rest.properties ?? {}).map((key) => [key, key === "id" ? "x" : null]),
        );
        expect(() => readDocument(name as "sleep", { ...document, [`new_${field}`]: { a: [field] } })).not.toThrow();
      }
      expect(readDocument(name as "sleep", { id: "x", day: "not a day", score: "high" })).toMatchObject({
        id: "x",
        day: null,
        metrics: [],
      });
    }
  });
});
