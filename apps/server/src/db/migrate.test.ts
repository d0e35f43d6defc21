import { cp, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { silentLog, systemClock } from "@wopr/kernel";
import { createFakeClock, eventually } from "@wopr/testkit";
import { createTestDb, type TestDb } from "@wopr/testkit/database";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { MIGRATIONS_FOLDER, migrate } from "./migrate.ts";
import { planMigrations, readMigrations } from "./migrations.ts";

let testDb: TestDb;
let folder: string;

beforeEach(async () => {
  testDb = await createTestDb({ template: false });
  folder = await mkdtemp(join(tmpdir(), "wopr-migrations-"));
});
afterEach(async () => {
  await testDb.close();
  await rm(folder, { recursive: true });
});

const write = (file: string, sql: string, kind = "expand") => writeFile(join(folder, file), `-- kind: ${kind}\n${sql}`);
const run = async (clock = systemClock) => migrate(await testDb.connect(), { clock, log: silentLog, folder });
const tables = async () => {
  const { rows } = await testDb.pool.query<{ name: string }>(
    "SELECT table_name AS name FROM information_schema.tables WHERE table_schema = 'public' ORDER BY 1",
  );
  return rows.map((row) => row.name);
};

describe("migrate", () => {
  test("applies what is new, in order, once, and writes down what it did", async () => {
    await write("0002_second.sql", "ALTER TABLE first ADD COLUMN b text;");
    await write("0001_first.sql", "CREATE TABLE first (a integer PRIMARY KEY);");
    expect(await run()).toMatchObject({
      schema: 2,
      applied: [{ file: "0001_first.sql" }, { file: "0002_second.sql" }],
    });
    expect(await run()).toEqual({ schema: 2, applied: [] });
    const { rows } = await testDb.pool.query(
      "SELECT number, name, kind, length(sha256) AS digits FROM schema_migrations",
    );
    expect(rows).toEqual([
      { number: 1, name: "0001_first.sql", kind: "expand", digits: 64 },
      { number: 2, name: "0002_second.sql", kind: "expand", digits: 64 },
    ]);
  });

  test("a migration that fails midway is undone whole, those before it stay, and the report names the statement", async () => {
    await write("0001_first.sql", "CREATE TABLE first (a integer);");
    await write("0002_second.sql", "CREATE TABLE second (a integer);\n\nALTER TABLE nowhere ADD COLUMN b text;");
    await expect(run()).rejects.toMatchObject({
      code: "database.migration_failed",
      params: {
        file: "0002_second.sql",
        line: 4,
        statement: "ALTER TABLE nowhere ADD COLUMN b text",
        reason: 'relation "nowhere" does not exist',
      },
    });
    expect(await tables()).toEqual(["first", "schema_migrations"]);
    await write("0002_second.sql", "CREATE TABLE second (a integer);");
    expect(await run()).toMatchObject({ applied: [{ file: "0002_second.sql" }] });
  });

  test("two servers that start at once migrate once", async () => {
    await write("0001_first.sql", "CREATE TABLE first (a integer); SELECT pg_sleep(0.3);");
    const reports = await Promise.all([run(), run(), run()]);
    expect(reports.flatMap((report) => report.applied)).toHaveLength(1);
  });

  test("refuses a schema that is newer than this server, with both numbers", async () => {
    await write("0001_first.sql", "SELECT 1;");
    await write("0007_later.sql", "SELECT 1;");
    await run();
    await rm(join(folder, "0007_later.sql"));
    await expect(run()).rejects.toMatchObject({ code: "database.schema_newer", params: { schema: 7, known: 1 } });
  });

  test("refuses a migration that was changed after it was applied", async () => {
    await write("0001_first.sql", "CREATE TABLE first (a integer);");
    await run();
    await write("0001_first.sql", "CREATE TABLE first (a bigint);");
    await expect(run()).rejects.toMatchObject({
      code: "database.migration_changed",
      params: { file: "0001_first.sql" },
    });
  });

  test("waits for a table that is in use, then applies", async () => {
    await write("0001_first.sql", "CREATE TABLE first (a integer);");
    await run();
    await write("0002_second.sql", "SET LOCAL lock_timeout = '50ms'; ALTER TABLE first ADD COLUMN b text;");
    const user = await testDb.connect();
    await user.query("BEGIN; SELECT * FROM first");
    const clock = createFakeClock();
    const running = run(clock);
    await eventually("the wait", () => clock.sleepers() === 1);
    await user.query("COMMIT");
    clock.advance(1_000);
    expect(await running).toMatchObject({ applied: [{ file: "0002_second.sql" }] });
  });

  test("gives up on a table that stays in use, and names the statement", async () => {
    await write("0001_first.sql", "CREATE TABLE first (a integer);");
    await run();
    await write("0002_second.sql", "SET LOCAL lock_timeout = '20ms'; ALTER TABLE first ADD COLUMN b text;");
    const user = await testDb.connect();
    await user.query("BEGIN; SELECT * FROM first");
    const clock = createFakeClock();
    const running = run(clock);
    running.catch(() => undefined);
    for (let tries = 0; tries < 5; tries += 1) {
      await eventually("the wait", () => clock.sleepers() === 1);
      clock.advance(4_000);
    }
    await expect(running).rejects.toMatchObject({
      code: "database.migration_blocked",
      params: { statement: "ALTER TABLE first ADD COLUMN b text" },
    });
  });

  test.each([
    ["a name without a number", "first.sql", "expand", /not like 0001_name.sql/],
    ["no kind", "0001_first.sql", "large", /no line "-- kind/],
  ])("refuses %s", async (_, file, kind, problem) => {
    await write(file, "SELECT 1;", kind);
    await expect(run()).rejects.toMatchObject({
      code: "database.migration_invalid",
      params: { problem: expect.stringMatching(problem) },
    });
  });

  test("refuses a number used twice", async () => {
    await write("0001_first.sql", "SELECT 1;");
    await write("0001_other.sql", "SELECT 1;");
    await expect(run()).rejects.toMatchObject({ code: "database.migration_invalid" });
  });

  test("the migrations we ship apply to an empty database, and a second time do nothing", async () => {
    await cp(MIGRATIONS_FOLDER, folder, { recursive: true });
    expect((await run()).applied.length).toBeGreaterThan(0);
    expect((await run()).applied).toEqual([]);
  });
});

test("a number below the newest applied one is still applied: branches are merged in either order", async () => {
  await write("0001_first.sql", "SELECT 1;");
  await write("0002_second.sql", "SELECT 2;");
  const known = await readMigrations(folder);
  const applied = known.slice(1).map(({ number, file, sha256 }) => ({ number, name: file, sha256 }));
  expect(planMigrations(known, applied).map((migration) => migration.number)).toEqual([1]);
});
