import { createTestDb, testPostgres } from "@wopr/testkit/database";
import { sql } from "drizzle-orm";
import { afterAll, beforeAll, expect, test } from "vitest";

let one: Awaited<ReturnType<typeof createTestDb>>;
let other: typeof one;

beforeAll(async () => {
  [one, other] = await Promise.all([createTestDb(), createTestDb()]);
});
afterAll(async () => {
  await Promise.all([one?.close(), other?.close()]);
});

test("a test database is migrated", async () => {
  const { rows } = await one.db.execute(sql`SELECT count(*) AS migrations FROM schema_migrations`);
  expect(Number(rows[0]?.["migrations"])).toBeGreaterThan(0);
});

test("two test databases do not see each other", async () => {
  await one.db.execute(sql`CREATE TABLE only_here (id integer PRIMARY KEY)`);
  const { rows } = await other.db.execute(sql`SELECT to_regclass('only_here') AS found`);
  expect(rows[0]?.["found"]).toBeNull();
});

test("the tests run on PostgreSQL 15 or newer", () => {
  expect(Number.parseInt(testPostgres().version, 10)).toBeGreaterThanOrEqual(15);
});
