import { systemClock } from "@wopr/kernel";
import { afterEach, describe, expect, test } from "vitest";
import { type SocketServer, startSocketServer } from "./server.testing.ts";

const undo: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const one of undo.splice(0).reverse()) await one();
});
async function start(options: Parameters<typeof startSocketServer>[0] = {}): Promise<SocketServer> {
  const wopr = await startSocketServer(options);
  undo.push(() => wopr.stop());
  return wopr;
}

type Published = Record<string, boolean | string>;
const published = async (wopr: SocketServer) => (await (await fetch(`${wopr.base}/api/v1/status`)).json()) as Published;
const post = async (wopr: SocketServer, key: string) => {
  const answer = await fetch(`${wopr.base}/api/v1/status`, {
    method: "POST",
    headers: { "content-type": "application/json", "x-api-key": key },
    body: '{"all":true}',
  });
  return (await answer.json()) as {
    stored: boolean;
    results: Record<string, { "test-result": string; "test-norun-reason"?: string; "test-error"?: string }>;
  };
};
/** Checks that were due when the server settled have been run once. */
const settled = async (wopr: SocketServer) =>
  expect
    .poll(async () => (await published(wopr))["wopr-api-functional"], { timeout: 20_000, interval: 100 })
    .toBe(true);

describe("the database goes away", () => {
  test("S9, S14: db-up is the one root, all that need it are not run, one incident, one notice; later everything is stored once", {
    timeout: 60_000,
  }, async () => {
    const told: { what: string; title: string }[] = [];
    const hook = await aWebHook((body) => told.push(body as { what: string; title: string }));
    const wopr = await start({ env: { WOPR_STATUS_WEBHOOK_URL: hook.url } });
    undo.push(() => hook.stop());
    const key = await wopr.key(["status:operate", "status:read"]);
    await settled(wopr);
    const first = await post(wopr, key);
    expect(first.stored).toBe(true);

    await wopr.database.down();
    await expect.poll(async () => (await published(wopr))["db-up"], { timeout: 5_000 }).toBe(false);
    const during = await post(wopr, key);
    expect(during.stored).toBe(false);
    const outcome = Object.fromEntries(
      Object.entries(during.results).map(([name, one]) => [name, one["test-norun-reason"] ?? one["test-result"]]),
    );
    expect(outcome).toEqual({
      "db-up": "fail",
      "db-queriable": "dependency_failed",
      "db-writable": "dependency_failed",
      "wopr-web-up": "pass",
      "wopr-web-functional": "pass",
      "wopr-api-up": "pass",
      "wopr-api-functional": "dependency_failed",
      "wopr-cam-up": "dependency_failed",
      "wopr-cam-functional": "dependency_failed",
      "wopr-config-map-present": "pass",
    });
    const full = (await (await fetch(`${wopr.base}/api/v1/status?detail=full`)).json()) as {
      checks: Record<string, { root: string[] }>;
    };
    expect(full.checks["wopr-api-functional"]?.root).toEqual(["db-up"]);

    // The confirming run comes a second later and opens the incident; the page tells of it without the database.
    const page = async () =>
      (await (await fetch(`${wopr.base}/api/v1/status-page`)).json()) as {
        incidents: { title: string }[];
        sentence: string;
      };
    await expect
      .poll(async () => (await page()).incidents.map(({ title }) => title), { timeout: 10_000 })
      .toEqual(["Database does not answer"]);
    expect((await page()).sentence).toMatch(/^Database does not work since/);
    await post(wopr, key);
    expect((await page()).incidents).toHaveLength(1);
    await expect.poll(() => told.length).toBe(1);
    expect(told[0]?.title).toBe("Database does not answer");

    await wopr.database.up();
    await expect.poll(async () => (await post(wopr, key)).stored, { timeout: 20_000, interval: 1_000 }).toBe(true);
    await expect.poll(async () => (await page()).incidents.length, { timeout: 15_000, interval: 500 }).toBe(0);
    // Every run of the outage is there, exactly once, and what is counted equals what is stored.
    const { rows: failed } = await wopr.testDb.pool.query(
      "SELECT result, norun_reason, root FROM status_results WHERE check_name = 'wopr-api-functional' AND result = 'norun'",
    );
    expect(failed.length).toBeGreaterThanOrEqual(2);
    const { rows: doubled } = await wopr.testDb.pool.query(
      "SELECT run_id FROM status_results GROUP BY run_id HAVING count(*) > 1",
    );
    expect(doubled).toEqual([]);
    await expect
      .poll(async () => (await wopr.testDb.pool.query("SELECT state, root_checks FROM status_incidents")).rows, {
        timeout: 10_000,
      })
      .toEqual([{ state: "resolved", root_checks: ["db-up"] }]);
    await expect
      .poll(
        async () =>
          (await wopr.testDb.pool.query("SELECT kind FROM notifications WHERE kind LIKE 'status.%'")).rows.length,
        { timeout: 10_000 },
      )
      .toBe(1);
  });

  test("S15: a restart without the database shows what was last known, with its age, and db-up false at once", {
    timeout: 60_000,
  }, async () => {
    const wopr = await start();
    const key = await wopr.key(["status:operate"]);
    await settled(wopr);
    await post(wopr, key);
    await wopr.server.stop();
    const began = systemClock.monotonicMs();
    const again = await startSocketServer({ again: wopr, away: true });
    undo.push(() => again.stop());
    await expect
      .poll(
        () =>
          fetch(`${again.base}/healthz`).then(
            (answer) => answer.ok,
            () => false,
          ),
        { interval: 10 },
      )
      .toBe(true);
    const upMs = systemClock.monotonicMs();
    const shown = await published(again);
    expect(systemClock.monotonicMs() - upMs).toBeLessThan(1_000);
    expect(upMs - began).toBeLessThan(10_000);
    expect([shown["db-up"], shown["wopr-web-up"], shown["wopr-config-map-present"]]).toEqual([false, true, true]);
    const html = await (await fetch(`${again.base}/status`)).text();
    expect(html).toMatch(/Last update <time[^>]*>(just now|\d+ s ago)/);
    expect(html).toContain("Database");
  });

  test("S30: with the feature off its routes are 404 and the health of the platform is not touched", async () => {
    const wopr = await start({ env: { WOPR_FEATURES_OFF: "status" } });
    for (const path of ["/api/v1/status", "/status", "/api/v1/checks", "/badges/db-up.svg"])
      expect([path, (await fetch(wopr.base + path)).status]).toEqual([path, 404]);
    expect((await fetch(`${wopr.base}/health`)).status).toBe(200);
  });
});

async function aWebHook(heard: (body: unknown) => void) {
  const { createServer } = await import("node:http");
  const server = createServer((request, response) => {
    let text = "";
    request.on("data", (part: Buffer) => {
      text += part.toString();
    });
    request.on("end", () => {
      heard(JSON.parse(text));
      response.end("ok");
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", () => resolve()));
  const address = server.address();
  const port = address && typeof address === "object" ? address.port : 0;
  return {
    url: `http://127.0.0.1:${port}/hook`,
    stop: () => new Promise<void>((resolve) => server.close(() => resolve())),
  };
}
