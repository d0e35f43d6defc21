import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Secret, silentLog, systemClock } from "@wopr/kernel";
import { newUuidV7 } from "@wopr/kernel/node";
import { eventually } from "@wopr/testkit";
import { createTestDb, testPostgres } from "@wopr/testkit/database";
import { sql } from "drizzle-orm";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { createEmbeddedPostgres, type EmbeddedPostgres } from "./embedded/supervisor.ts";
import { isDatabaseUnavailable } from "./errors.ts";
import { type Database, type DatabaseConfig, openDatabase } from "./open-database.ts";

vi.setConfig({ testTimeout: 60_000 });

let folder: string;
const stops: (() => Promise<unknown>)[] = [];

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "wopr-database-"));
});
afterEach(async () => {
  for (const stop of stops.splice(0).reverse()) await stop();
  await rm(folder, { recursive: true, force: true });
});

function open(config: DatabaseConfig): Database {
  const database = openDatabase(config, { clock: systemClock, log: silentLog, newId: newUuidV7 });
  stops.push(() => database.stop());
  return database;
}

/** A PostgreSQL of its own that a test may stop and start, and the address it is (or will be) at. */
function aServer(): { readonly postgres: EmbeddedPostgres; readonly config: DatabaseConfig } {
  const options = { dataFolder: folder, temporaryFolder: "/tmp", clock: systemClock, log: silentLog };
  const postgres = createEmbeddedPostgres(options);
  stops.push(() => postgres.stop());
  const { host, user, database } = postgres.address;
  const url = `postgresql://${user}@localhost/${database}?host=${encodeURIComponent(host)}`;
  return { postgres, config: { kind: "postgres", url: new Secret(url) } };
}

describe("an external database", () => {
  test("answers", async () => {
    const testDb = await createTestDb();
    stops.push(() => testDb.close());
    const database = open({ kind: "postgres", url: new Secret(testDb.url) });
    await database.start();
    expect(database.health()).toMatchObject({ kind: "external", state: "up", version: testPostgres().version });
    const { rows } = await database.db.execute(sql`SELECT 9007199254740991::bigint AS large`);
    expect(rows).toEqual([{ large: 9_007_199_254_740_991 }]);
  });

  test("that is down at the start: health is known at once, and it recovers by itself within 5 s", async () => {
    const { postgres, config } = aServer();
    const database = open(config);
    const starting = database.start();
    const asked = performance.now();
    await eventually("a reason", () => database.health().detail);
    expect(performance.now() - asked).toBeLessThan(1_000);
    expect(database.health()).toMatchObject({
      state: "starting",
      detail: "The socket of the database does not exist.",
    });
    await postgres.start();
    const returned = performance.now();
    await starting;
    expect(performance.now() - returned).toBeLessThan(5_000);
    expect(database.health()).toMatchObject({ state: "up", detail: null });
  });

  test("that goes away while running: seen at once, statements fail as unavailable, back within 5 s", async () => {
    const { postgres, config } = aServer();
    await postgres.start();
    const database = open(config);
    await database.start();
    await postgres.stop();
    await eventually("the loss", () => database.health().state === "down", { withinMs: 1_000 });
    const failure: unknown = await database.db.execute(sql`SELECT 1`).then(
      () => undefined,
      (reason: unknown) => reason,
    );
    expect(isDatabaseUnavailable(failure)).toBe(true);
    await postgres.start();
    const returned = performance.now();
    await eventually("the return", () => database.health().state === "up");
    expect(performance.now() - returned).toBeLessThan(5_000);
    await database.db.execute(sql`SELECT 1`);
  });

  test("that hangs is noticed, and so is its return", async () => {
    const { postgres, config } = aServer();
    await postgres.start();
    const database = open(config);
    await database.start();
    const pids = await hang(database);
    await eventually("the hang", () => database.health().state === "down", { withinMs: 8_000 });
    for (const pid of pids) process.kill(pid, "SIGCONT");
    await eventually("the return", () => database.health().state === "up", { withinMs: 8_000 });
  });

  test("stopped while it waits for the database, it gives up", async () => {
    const { config } = aServer();
    const database = open(config);
    const starting = database.start();
    starting.catch(() => undefined);
    await eventually("a reason", () => database.health().detail);
    await database.stop();
    await expect(starting).rejects.toMatchObject({ code: "database.stopped" });
    expect(database.health()).toMatchObject({ state: "stopped" });
  });

  test("never shows its password", async () => {
    const url = new URL("postgresql://ada@127.0.0.1:1/wopr");
    url.password = "teapot";
    const database = open({ kind: "postgres", url: new Secret(url.href) });
    const starting = database.start();
    starting.catch(() => undefined);
    await eventually("a reason", () => database.health().detail);
    expect(JSON.stringify(database.health())).not.toContain("teapot");
  });
});

describe("our own database", () => {
  test("takes the folder, starts, answers, and gives the folder back", async () => {
    const database = open({ kind: "embedded", dir: folder });
    await database.lock();
    await database.start();
    expect(database.health()).toMatchObject({ kind: "embedded", state: "up", version: "18.4", restarts: 0 });
    expect((await database.db.execute(sql`SELECT current_database() AS name`)).rows).toEqual([{ name: "wopr" }]);
    await database.stop();
    const next = open({ kind: "embedded", dir: folder });
    await next.start();
    expect(next.health()).toMatchObject({ state: "up" });
  });

  test("keeps a second one out before it touches anything", async () => {
    await open({ kind: "embedded", dir: folder }).lock();
    await expect(open({ kind: "embedded", dir: folder }).lock()).rejects.toMatchObject({
      code: "database.folder_locked",
      params: { pid: process.pid },
    });
  });

  test("killed with -9: statements fail as unavailable, then work again, and the restart is told", async () => {
    const database = open({ kind: "embedded", dir: folder });
    await database.start();
    await database.db.execute(sql`CREATE TABLE kept (n integer)`);
    const { rows } = await database.db.execute(sql`
      INSERT INTO kept VALUES (1) RETURNING (SELECT pid FROM pg_stat_activity WHERE backend_type = 'checkpointer') AS pid`);
    process.kill(await parentOf(Number(rows[0]?.["pid"])), "SIGKILL");
    const failures: unknown[] = [];
    const kept = await eventually(
      "the return",
      () =>
        database.db.execute(sql`SELECT count(*) AS n FROM kept`).catch((failure: unknown) => {
          failures.push(failure);
          return undefined;
        }),
      { withinMs: 15_000 },
    );
    expect(kept.rows).toEqual([{ n: 1 }]);
    expect(failures.filter((failure) => !isDatabaseUnavailable(failure))).toEqual([]);
    await eventually("health", () => database.health().state === "up" && database.health().restarts === 1);
  });
});

describe("isDatabaseUnavailable", () => {
  const failure = (facts: object, message = "") => Object.assign(new Error(message), facts);
  test.each([
    ["nobody listens", failure({ code: "ECONNREFUSED", syscall: "connect" }), true],
    ["no socket", failure({ code: "ENOENT", syscall: "connect" }), true],
    ["no file", failure({ code: "ENOENT", syscall: "open" }), false],
    ["shutting down", failure({ code: "57P01" }), true],
    ["too many connections", failure({ code: "53300" }), true],
    ["disk full", failure({ code: "53100" }), true],
    ["read-only", failure({ code: "25006" }), true],
    ["cut off", failure({}, "Connection terminated unexpectedly"), true],
    ["wrapped", new Error("Failed query", { cause: failure({ code: "08006" }) }), true],
    ["a wrong statement", failure({ code: "42601" }), false],
    ["a duplicate", failure({ code: "23505" }), false],
    ["nothing", undefined, false],
  ])("%s: %s → %s", (_, given, expected) => {
    expect(isDatabaseUnavailable(given)).toBe(expected);
  });
});

/** Stops every process of the server, as a machine that swaps itself to death does. */
async function hang(database: Database): Promise<readonly number[]> {
  const { rows } = await database.pool.query<{ pid: number }>("SELECT pid FROM pg_stat_activity");
  const pids = [await parentOf(rows[0]?.pid ?? 0), ...rows.map((row) => row.pid)];
  for (const pid of pids) process.kill(pid, "SIGSTOP");
  stops.push(async () => {
    for (const pid of pids) {
      try {
        process.kill(pid, "SIGCONT");
      } catch {
        // It has ended by itself.
      }
    }
  });
  return pids;
}

async function parentOf(pid: number): Promise<number> {
  const { runProgram } = await import("./embedded/run-program.ts");
  const { output } = await runProgram(["ps", "-o", "ppid=", "-p", String(pid)]);
  return Number(output.trim());
}
