import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { afterEach, expect, test } from "vitest";
import { type SocketServer, startSocketServer } from "./server.testing.ts";

const undo: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const one of undo.splice(0).reverse()) await one();
});

const status = async (wopr: SocketServer) =>
  (await (await fetch(`${wopr.base}/api/v1/status`)).json()) as Record<string, boolean>;
async function timed(url: string): Promise<number> {
  const began = performance.now();
  await (await fetch(url)).text();
  return performance.now() - began;
}
/** Of nine requests: a machine that runs other tests too stalls some of them. */
async function medianMs(url: string): Promise<number> {
  const taken: number[] = [];
  for (let i = 0; i < 9; i += 1) taken.push(await timed(url));
  return taken.sort((a, b) => a - b)[4] ?? Number.NaN;
}

test("our own PostgreSQL hangs, then is killed: the page stays quick and honest, and afterwards every result is stored once", {
  timeout: 90_000,
}, async () => {
  const wopr = await startSocketServer({ embedded: true });
  undo.push(() => wopr.stop());
  const key = await wopr.key(["status:operate", "status:read"]);
  const post = async () => {
    const answer = await fetch(`${wopr.base}/api/v1/status`, {
      method: "POST",
      headers: { "content-type": "application/json", "x-api-key": key },
      body: '{"all":true}',
    });
    return (await answer.json()) as { stored: boolean; results: Record<string, { "test-result": string }> };
  };
  expect((await post()).stored).toBe(true);
  const pid = Number((await readFile(join(wopr.dataDir, "postgres/postmaster.pid"), "utf8")).split("\n")[0]);
  expect(pid).toBeGreaterThan(1);

  process.kill(pid, "SIGSTOP");
  undo.push(async () => {
    try {
      process.kill(pid, "SIGCONT");
    } catch {
      // It is gone already, as it should be.
    }
  });
  // Backends of open connections go on without their parent; a new connection gets no answer.
  const during = await post();
  expect(during.results["db-up"]?.["test-result"]).toBe("fail");
  for (const path of ["/status", "/api/v1/status", "/api/v1/status-page"])
    expect(await medianMs(wopr.base + path)).toBeLessThan(150);

  process.kill(pid, "SIGKILL");
  process.kill(pid, "SIGCONT");
  await expect.poll(async () => (await status(wopr))["db-up"], { timeout: 60_000, interval: 500 }).toBe(true);
  await expect.poll(async () => (await post()).stored, { timeout: 20_000, interval: 2_000 }).toBe(true);
  const client = await wopr.opened.listenClient();
  undo.push(() => client.end());
  await expect
    .poll(
      async () =>
        (await client.query("SELECT 1 FROM status_results WHERE check_name = 'db-up' AND result = 'fail'")).rows.length,
      { timeout: 10_000 },
    )
    .toBeGreaterThan(0);
  const { rows } = await client.query("SELECT run_id FROM status_results GROUP BY run_id HAVING count(*) > 1");
  expect(rows).toEqual([]);
});
