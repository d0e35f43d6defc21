import { changeSchedule, listAudit, listSchedules, retryJob, runSchedule } from "@wopr/contracts";
import { silentLog } from "@wopr/kernel";
import { createFakeClock } from "@wopr/testkit";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { z } from "zod";
import { createTestServer, type TestServer } from "../testing.ts";
import { defineJob } from "./job.ts";
import { createSchedules } from "./schedules.ts";

const count = defineJob({
  id: "test.count",
  payload: z.object({}),
  attempts: 1,
  timeoutMs: 1_000,
  whyRepeatable: "It does nothing.",
});
const clock = createFakeClock("2026-01-01T00:00:00.000Z");
let server: TestServer;
beforeAll(async () => {
  server = await createTestServer({ env: { WOPR_ROLES: "web" } });
});
afterAll(() => server.close());
beforeEach(() => server.testDb.pool.query("DELETE FROM schedules; DELETE FROM jobs"));

const schedules = (misfire: "run_once" | "skip") =>
  createSchedules({
    ...{ db: server.testDb.db, jobs: server.jobs, clock, log: silentLog, zone: "UTC" },
    definitions: [{ name: "count", cron: "30 3 * * *", kind: count, misfire }],
  });
const begun = async () =>
  (await server.testDb.pool.query("SELECT count(*)::int AS n FROM jobs WHERE kind = 'test.count'")).rows[0].n;

describe("schedules", () => {
  test("each slot begins once, however many processes look and whatever the clock does", async () => {
    const [a, b] = [schedules("run_once"), schedules("run_once")];
    await a.start();
    await a.stop();
    clock.setWallClock(new Date("2026-01-01T03:30:00Z"));
    await Promise.all([a.pass(), b.pass(), a.pass(), b.pass()]);
    expect(await begun()).toBe(1);
    clock.setWallClock(new Date("2026-01-01T02:00:00Z"));
    await a.pass();
    clock.setWallClock(new Date("2026-01-01T03:31:00Z"));
    await a.pass();
    expect(await begun()).toBe(1);
    clock.setWallClock(new Date("2026-01-02T03:30:00Z"));
    await a.pass();
    expect(await begun()).toBe(2);
  });

  test("what was missed while nobody was there runs once, or not at all", async () => {
    for (const [misfire, expected] of [
      ["run_once", 1],
      ["skip", 0],
    ] as const) {
      await server.testDb.pool.query("DELETE FROM schedules; DELETE FROM jobs");
      clock.setWallClock(new Date("2026-02-01T00:00:00Z"));
      const one = schedules(misfire);
      await one.start();
      await one.stop();
      clock.setWallClock(new Date("2026-02-08T12:00:00Z"));
      await one.pass();
      expect([misfire, await begun()]).toEqual([misfire, expected]);
    }
  });

  test("people change them, with a history, run them now, and are told what never comes", async () => {
    const { client } = await server.signIn("owner");
    await server.schedules.start();
    await server.schedules.stop();
    const params = { name: "backup" };
    const changed = await client.call(changeSchedule, { params, body: { cron: "0 5 * * *", zone: "Europe/Berlin" } });
    expect(changed).toMatchObject({ cron: "0 5 * * *", zone: "Europe/Berlin" });
    await expect(client.call(changeSchedule, { params, body: { cron: "0 0 30 2 *" } })).rejects.toMatchObject({
      code: "job.schedule_invalid",
    });
    await expect(client.call(runSchedule, { params: { name: "nothing" } })).rejects.toMatchObject({ status: 404 });
    const { job_id } = await client.call(runSchedule, { params });
    expect((await server.jobs.read(job_id))?.kind).toBe("backup.create");
    expect((await client.call(listSchedules, {})).items.map(({ name }) => name)).toContain("media scrub");
    const { items } = await client.call(listAudit, { query: { action: "jobs" } });
    expect(items).toMatchObject([{ summary: 'Changed when "backup" runs.' }]);
    await expect(client.call(retryJob, { params: { id: job_id } })).rejects.toMatchObject({ code: "job.not_failed" });
    await server.testDb.pool.query("UPDATE jobs SET state = 'failed', dead = true WHERE id = $1", [job_id]);
    expect(await client.call(retryJob, { params: { id: job_id } })).toMatchObject({ state: "queued", dead: false });
  });
});
