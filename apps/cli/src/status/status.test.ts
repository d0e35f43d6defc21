import { PUBLISHED_CHECKS } from "@wopr/contracts";
import { describe, expect, test } from "vitest";
import { answering, runWith } from "../testing.ts";

const AT = "2026-11-20T12:00:00.000001Z";

/** An answer of `GET /status?detail=full`; a test states only what differs. */
function full(differs: Readonly<Record<string, object>> = {}) {
  const passed = { result: "pass", norun_reason: null, root: [], ended_at: AT, stale: false };
  const checks = Object.fromEntries(PUBLISHED_CHECKS.map((name) => [name, { ...passed, ...differs[name] }]));
  return answering({
    "GET /api/v1/status": () =>
      Response.json({ timestamp_right_before_data_pull: AT, checks, timestamp_right_after_data_pull: AT }),
  });
}
const everyOne = (differs: object) => Object.fromEntries(PUBLISHED_CHECKS.map((name) => [name, differs]));

describe("wopr status", () => {
  test("everything passes: exit 0", async () => {
    const ran = await runWith(["status"], { fetch: full() });
    expect(ran.code).toBe(0);
    expect(ran.out).toContain("● db-up");
    expect(ran.out).toContain("Everything that ran works.");
  });

  test("something fails: exit 1, and what does not run names its cause", async () => {
    const fetch = full({
      "db-up": { result: "fail" },
      "db-writable": { result: "norun", norun_reason: "dependency_failed", root: ["db-up"] },
    });
    const ran = await runWith(["status"], { fetch });
    expect(ran.code).toBe(1);
    expect(ran.out).toMatch(/✕ db-up/);
    expect(ran.out).toMatch(/○ db-writable +norun +because of db-up/);
  });

  test("nothing ran, or nothing lately: exit 5, never 0", async () => {
    expect(
      (await runWith(["status"], { fetch: full(everyOne({ result: "norun", norun_reason: "never_ran" })) })).code,
    ).toBe(5);
    expect((await runWith(["status"], { fetch: full(everyOne({ stale: true })) })).code).toBe(5);
  });

  test("no server: exit 4", async () => {
    expect((await runWith(["status"])).code).toBe(4);
  });

  test("run posts exactly the names that were given", async () => {
    let sent: unknown;
    const one = { "test-start-timestamp": AT, "test-result": "pass", "test-end-timestamp": AT };
    const fetch = answering({
      "POST /api/v1/status": (init) => {
        sent = JSON.parse(String(init.body));
        return Response.json({
          timestamp_right_before_data_pull: AT,
          results: { "db-up": one },
          stored: true,
          timestamp_right_after_data_pull: AT,
        });
      },
    });
    const ran = await runWith(["status", "run", "db-up"], { fetch });
    expect(sent).toEqual({ specific: [{ "db-up": true }] });
    expect([ran.code, ran.out]).toEqual([0, expect.stringContaining("● db-up")]);
  });
});
