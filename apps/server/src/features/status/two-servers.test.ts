import { afterEach, expect, test } from "vitest";
import { type SocketServer, startSocketServer } from "./server.testing.ts";

const undo: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const one of undo.splice(0).reverse()) await one();
});

const runner = async (wopr: SocketServer, key: string) => {
  const answer = await fetch(`${wopr.base}/api/v1/checks`, { headers: { "x-api-key": key } });
  return ((await answer.json()) as { runner: { running: boolean } }).runner.running;
};
const everyFive = (names: readonly string[]) => ({
  built_in: Object.fromEntries(names.map((name) => [name, { interval_s: 5, deadline_ms: 4_000 }])),
});

test("S17: of two servers one runs each slot, once; when it is gone the other goes on", {
  timeout: 90_000,
}, async () => {
  const first = await startSocketServer();
  undo.push(() => first.stop());
  const key = await first.key(["status:read", "status:write", "status:operate"]);
  const second = await startSocketServer({ beside: first });
  undo.push(() => second.stop());
  const put = await fetch(`${first.base}/api/v1/status-definitions`, {
    method: "PUT",
    headers: { "x-api-key": key, "content-type": "application/json" },
    body: JSON.stringify({ expected_revision: 0, definitions: everyFive(["db-up", "wopr-config-map-present"]) }),
  });
  expect(put.status).toBe(200);
  const slots = async () => {
    const { rows } = await first.testDb.pool.query<{ check_name: string; at: Date; count: number }>(
      "SELECT check_name, at, count(*)::int AS count FROM status_results WHERE trigger = 'schedule' GROUP BY 1, 2 ORDER BY 2",
    );
    return rows;
  };
  const ofDb = async () => (await slots()).filter((row) => row.check_name === "db-up");
  await expect.poll(async () => (await ofDb()).length, { timeout: 30_000, interval: 500 }).toBeGreaterThanOrEqual(3);
  expect([await runner(first, key), await runner(second, key)].filter(Boolean)).toHaveLength(1);
  // The other one shows what the runner found, a second later.
  await expect
    .poll(
      async () => ((await (await fetch(`${second.base}/api/v1/status`)).json()) as Record<string, boolean>)["db-up"],
      { timeout: 5_000 },
    )
    .toBe(true);

  const isFirst = await runner(first, key);
  const [gone, left] = isFirst ? [first, second] : [second, first];
  await gone.server.stop();
  await expect.poll(() => runner(left, key), { timeout: 35_000, interval: 250 }).toBe(true);
  const before = (await ofDb()).length;
  await expect.poll(async () => (await ofDb()).length, { timeout: 20_000, interval: 500 }).toBeGreaterThan(before);
  expect((await slots()).filter(({ count }) => count > 1)).toEqual([]);
});
