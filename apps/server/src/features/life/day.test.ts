import {
  addLifeItem,
  addPause,
  changeLifeProfile,
  completeItem,
  completeOccurrence,
  listPostponeOptions,
  listXpEntries,
  postponeItem,
  readCharacter,
  readDayScore,
  readFullCharacter,
  readLifeProfile,
  readStreaks,
  readTimelineDay,
  readToday,
  readXp,
  skipItem,
  undoAction,
} from "@wopr/contracts";
import { createFakeClock } from "@wopr/testkit";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { createTestServer, type TestPerson, type TestServer } from "../../testing.ts";

const HOUR = 3_600_000;
let server: TestServer;
let clock: ReturnType<typeof createFakeClock>;
let me: TestPerson;

beforeAll(async () => {
  clock = createFakeClock("2026-03-02T06:00:00Z");
  server = await createTestServer({ clock, env: { WOPR_ROLES: "web" } });
});
afterAll(() => server.close());
beforeEach(async () => {
  me = await server.signIn("member");
});

const setUp = () => me.client.call(changeLifeProfile, { body: { timezone: "Europe/Oslo", set_up: true } });
const add = (code: string, more: object = {}) =>
  me.client.call(addLifeItem, { body: { code, name: code, schedule_type: "daily", ...more } });
const feed = (day?: string) => me.client.call(readTimelineDay, { query: day ? { for_date: day } : {} });
const complete = (code: string, query = {}) => me.client.call(completeItem, { params: { code }, query, body: {} });
const statusOf = async (code: string, day?: string) =>
  (await feed(day)).items.find((item) => item.code === code)?.status;

describe("a day", () => {
  test("begins empty, in the person's zone, and says so", async () => {
    const profile = await setUp();
    expect(profile).toMatchObject({ timezone: "Europe/Oslo", day_start: "04:00", set_up: true });
    expect(await feed()).toMatchObject({ items: [], total_today: 0, tz: "Europe/Oslo", day_state: "open" });
    const today = await me.client.call(readToday, {});
    expect(today).toMatchObject({
      life_score: null,
      domains: {},
      score: { reason: expect.stringContaining("nothing") },
    });
  });

  test("completing grants the item's reward once, and a repeat answers with the first result", async () => {
    await setUp();
    await add("make_bed", { stat_rewards: { WIS: 15, STA: 5 } });
    const first = await complete("make_bed");
    expect(first).toMatchObject({ xp_granted: { WIS: 15, STA: 5 }, xp_total: 20, new_streak: 1, already: false });
    const again = await complete("make_bed");
    expect(again).toMatchObject({ xp_total: 20, already: true, action_id: first.action_id });
    const { items } = await me.client.call(listXpEntries, { query: {} });
    expect(items.filter(({ kind }) => kind === "completion")).toHaveLength(2);
  });

  test("LF-10: five at once grant once", async () => {
    await setUp();
    await add("walk");
    const all = await Promise.all([1, 2, 3, 4, 5].map(() => complete("walk")));
    expect(new Set(all.map(({ action_id }) => action_id)).size).toBe(1);
    const { items } = await me.client.call(listXpEntries, { query: {} });
    expect(items.filter(({ kind }) => kind === "completion")).toHaveLength(1);
  });

  test("undo puts state, XP and streak back exactly, achievements too", async () => {
    await setUp();
    await add("read");
    const before = { xp: await me.client.call(readXp, {}), feed: (await feed()).items };
    const done = await complete("read");
    expect((await me.client.call(readXp, {})).total_xp).toBeGreaterThan(15);
    await me.client.call(undoAction, { params: { id: done.action_id } });
    expect(await me.client.call(readXp, {})).toEqual(before.xp);
    expect((await feed()).items).toEqual(before.feed);
    const again = await complete("read");
    expect(again).toMatchObject({ already: false, new_streak: 1, xp_total: done.xp_total });
  });

  test("LF-11: postponed three times and done credits the original date once; the new day's own stays", async () => {
    await setUp();
    await add("stretch", { exact_time: "21:00" });
    const to = (target: "tonight" | "tomorrow" | "next_week", code = "stretch") =>
      me.client.call(postponeItem, { params: { code }, query: {}, body: { target } });
    await to("tomorrow");
    const { items: left } = await feed();
    const moved = left.find(({ status }) => status === "postponed");
    expect(moved).toBeDefined();
    const today = (await me.client.call(readLifeProfile, {})).today;
    clock.advance(24 * HOUR);
    const tomorrow = (await feed()).items.filter(({ code }) => code === "stretch");
    expect(tomorrow.map(({ original_date }) => original_date).sort()).toEqual([today, (await feed()).date]);
    const id = moved?.occurrence_id ?? "";
    const options = await me.client.call(listPostponeOptions, { query: { occurrence_id: id } });
    expect(options.targets).toHaveLength(9);
    const done = await me.client.call(completeOccurrence, { params: { id }, body: {} });
    expect(done.occurrence_id).toBe(id);
    expect((await feed()).items.filter(({ status }) => status === "completed")).toHaveLength(1);
    const own = (await feed()).items.find((item) => item.code === "stretch" && item.original_date !== today);
    expect(own?.status).not.toBe("completed");
  });

  test("a target that has passed is refused with those that still work", async () => {
    await setUp();
    await add("late", { exact_time: "23:00" });
    const now = clock.now();
    const evening = new Date(`${now.toISOString().slice(0, 10)}T21:00:00Z`).getTime();
    if (evening > now.getTime()) clock.advance(evening - now.getTime());
    const refused = me.client.call(postponeItem, { params: { code: "late" }, query: {}, body: { target: "lunch" } });
    await expect(refused).rejects.toMatchObject({
      code: "life.target_passed",
      status: 409,
      params: { targets: expect.arrayContaining(["tomorrow", "custom"]) },
    });
  });
});

describe("the close of a day", () => {
  test("misses what was dropped, keeps what is carried, scores and grants", async () => {
    await setUp();
    await add("daily_one");
    await add("daily_two");
    await add("weekly_one", { schedule_type: "weekly" });
    await complete("daily_one");
    const { date } = await feed();
    clock.advance(24 * HOUR);
    expect(await statusOf("daily_one", date)).toBe("completed");
    expect(await statusOf("daily_two", date)).toBe("missed");
    expect(await statusOf("weekly_one")).toBe("overdue");
    const score = await me.client.call(readDayScore, { params: { date }, query: {} });
    expect(score).toMatchObject({ life_score: 33, score: { state: "final", basis: "routines", coverage: 1 } });
    const xp = (await me.client.call(listXpEntries, { query: {} })).items.filter(({ kind }) => kind === "score");
    expect(xp).toMatchObject([{ amount: 33, day: date }]);
  });

  test("LF-8: after thirty days away there is one open instance of the weekly item and no daily pile", async () => {
    await setUp();
    await add("every_day");
    await add("every_week", { schedule_type: "weekly" });
    clock.advance(30 * 24 * HOUR);
    const { items, day_state } = await feed();
    expect(day_state).toBe("open");
    expect(items.filter(({ code }) => code === "every_day")).toHaveLength(1);
    expect(items.filter(({ code }) => code === "every_week")).toHaveLength(1);
  });

  test("a skip and a pause break no streak; a miss does", async () => {
    await setUp();
    await add("habit", { freeze: false });
    for (let day = 0; day < 3; day += 1) {
      await complete("habit");
      clock.advance(24 * HOUR);
    }
    await me.client.call(skipItem, { params: { code: "habit" }, query: {} });
    clock.advance(24 * HOUR);
    const { date } = await feed();
    await me.client.call(addPause, { body: { from_day: date, to_day: date } });
    expect(await statusOf("habit")).toBe("paused");
    clock.advance(24 * HOUR);
    const streak = async () => (await me.client.call(readStreaks, {})).streaks["habit"];
    expect(await streak()).toBe(3);
    clock.advance(24 * HOUR);
    expect(await streak()).toBe(0);
  });

  test("seven in a row earn a freeze, and it pays for the next miss", async () => {
    await setUp();
    await add("run");
    for (let day = 0; day < 7; day += 1) {
      await complete("run");
      clock.advance(24 * HOUR);
    }
    expect((await me.client.call(readStreaks, {})).freezes).toBe(1);
    const { date } = await feed();
    clock.advance(24 * HOUR);
    expect(await statusOf("run", date)).toBe("frozen");
    expect(await me.client.call(readStreaks, {})).toMatchObject({ freezes: 0, streaks: { run: 7 } });
    const filled = await complete("run", { for_date: date });
    expect(filled.already).toBe(false);
    expect(await me.client.call(readStreaks, {})).toMatchObject({ streaks: { run: 8 } });
  });
});

test("LF-2: nobody sees another person's day, the owner of the installation included", async () => {
  await setUp();
  await add("secret_habit");
  const owner = await server.signIn("owner");
  const theirs = await owner.client.call(readTimelineDay, { query: {} });
  expect(JSON.stringify(theirs)).not.toContain("secret_habit");
  const mine = await me.client.call(readFullCharacter, { params: { id: me.id } });
  await expect(owner.client.call(readCharacter, { params: { id: mine.id } })).rejects.toMatchObject({ status: 404 });
  await expect(owner.client.call(readCharacter, { params: { id: me.id } })).rejects.toMatchObject({ status: 404 });
});
