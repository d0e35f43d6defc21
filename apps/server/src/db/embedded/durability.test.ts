import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Clock, silentLog, systemClock } from "@wopr/kernel";
import { eventually } from "@wopr/testkit";
import pg from "pg";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { runProgram } from "./run-program.ts";
import { createEmbeddedPostgres, type EmbeddedPostgres } from "./supervisor.ts";

vi.setConfig({ testTimeout: 120_000 });

let folder: string;
let postgres: EmbeddedPostgres;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "wopr-durable-"));
  // Waits between restarts grow to 4 s; here there are many, and none needs to be waited for.
  const clock: Clock = {
    ...systemClock,
    sleep: (ms, signal) => systemClock.sleep(ms <= 4_000 ? Math.min(ms, 50) : ms, signal),
  };
  const options = { dataFolder: folder, temporaryFolder: "/tmp", clock, log: silentLog };
  postgres = createEmbeddedPostgres(options);
  await postgres.start();
});
afterEach(async () => {
  await postgres.stop();
  await rm(folder, { recursive: true, force: true });
});

async function connect(): Promise<pg.Client> {
  const client = new pg.Client({ ...postgres.address });
  client.on("error", () => undefined);
  await client.connect();
  return client;
}

const canTrace = (await runProgram(["strace", "-qq", "-e", "trace=none", "true"])).code === 0;

test.skipIf(!canTrace)(
  "every commit waits for a data-sync call (shown by strace; skipped where that cannot trace)",
  async () => {
    const log = join(folder, "trace.log");
    const tracer = spawn("strace", [
      ...["-f", "-qq", "-e", "trace=fdatasync,fsync,sync_file_range", "-o", log],
      ...["-p", String(postgres.state().pid)],
    ]);
    const gone = once(tracer, "exit");
    await eventually("the tracer", async () => {
      const status = await readFile(`/proc/${postgres.state().pid}/status`, "utf8");
      return /^TracerPid:\s*[1-9]/m.test(status);
    });
    // Only processes begun after the tracer are traced with their parent: this connection is one.
    const client = await connect();
    const { rows } = await client.query<{ pid: number }>("SELECT pg_backend_pid() AS pid");
    await client.query("CREATE TABLE kept (n integer)");
    const syncsSoFar = async () =>
      (await readFile(log, "utf8")).split("\n").filter((line) => line.startsWith(String(rows[0]?.pid))).length;
    const before = await syncsSoFar();
    for (let n = 0; n < 20; n += 1) await client.query("INSERT INTO kept VALUES ($1)", [n]);
    await client.end();
    tracer.kill("SIGINT");
    await gone;
    expect((await syncsSoFar()) - before).toBeGreaterThanOrEqual(20);
  },
);

/** More in a long run: `WOPR_TRIALS=1000 vitest run …/durability.test.ts`. */
const TRIALS = Number(process.env["WOPR_TRIALS"] ?? 25);

test(
  `what was acknowledged survives kill -9 of PostgreSQL, ${TRIALS} times`,
  async () => {
    const first = await connect();
    await first.query("CREATE TABLE kept (n integer PRIMARY KEY)");
    await first.end();
    let next = 0;
    const acknowledged: number[] = [];

    const writeUntilCut = async (): Promise<void> => {
      let client: pg.Client | undefined;
      try {
        client = await connect();
        for (;;) {
          next += 1;
          const n = next;
          await client.query("INSERT INTO kept VALUES ($1)", [n]);
          acknowledged.push(n);
        }
      } catch {
        await client?.end().catch(() => undefined);
      }
    };

    for (let trial = 1; trial <= TRIALS; trial += 1) {
      const writing = Promise.all([writeUntilCut(), writeUntilCut(), writeUntilCut()]);
      const enough = acknowledged.length + (trial % 17);
      await eventually("some acknowledged rows", () => acknowledged.length >= enough);
      process.kill(postgres.state().pid ?? 0, "SIGKILL");
      await writing;
      await eventually(
        "the restart",
        () => postgres.state().restarts === trial && postgres.state().phase === "running",
        {
          withinMs: 30_000,
          everyMs: 5,
        },
      );
    }

    const last = await connect();
    const { rows } = await last.query<{ n: number }>("SELECT n FROM kept");
    await last.end();
    const kept = new Set(rows.map((row) => row.n));
    expect(acknowledged.filter((n) => !kept.has(n))).toEqual([]);
    expect(acknowledged.length).toBeGreaterThan(TRIALS);
  },
  Math.max(120_000, TRIALS * 6_000),
);
