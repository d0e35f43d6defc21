import { randomUUID } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { silentLog, systemClock } from "@wopr/kernel";
import { type TestPostgres, withDatabase } from "@wopr/testkit/database";
import pg from "pg";
import type { TestProject } from "vitest/node";
import { createEmbeddedPostgres } from "./embedded/supervisor.ts";
import { connectClient, createPool } from "./pool.ts";
import { prepareSchema } from "./prepare-schema.ts";

/**
 * One PostgreSQL for a whole run of the tests: the server at `WOPR_TEST_DATABASE_URL` when that is set, else our own,
 * in a temporary folder. Its template database is migrated once; each test file clones it.
 *
 * @returns How to take it down again.
 */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  let server: TestServer | undefined;
  try {
    const given = process.env["WOPR_TEST_DATABASE_URL"];
    server = given ? { adminUrl: given, kind: "external", close: async () => {} } : await startOwn();
    const { template, version } = await makeTemplate(server.adminUrl);
    const { adminUrl, kind, close } = server;
    project.provide("postgres", { adminUrl, kind, template, version });
    return async () => {
      await dropTemplate(adminUrl, template);
      await close();
    };
  } catch (failure) {
    await server?.close();
    // Tests that need no database must still run, e.g. while somebody writes a migration.
    project.provide("postgres", { failed: failure instanceof Error ? failure.message : String(failure) });
    return async () => {};
  }
}

interface TestServer {
  readonly adminUrl: string;
  readonly kind: TestPostgres["kind"];
  close(): Promise<void>;
}

async function startOwn(): Promise<TestServer> {
  const dataFolder = await mkdtemp(join(tmpdir(), "wopr-test-"));
  const postgres = createEmbeddedPostgres({
    dataFolder,
    temporaryFolder: tmpdir(),
    clock: systemClock,
    log: silentLog,
    // What is in doubt after a power cut does not matter here, and kill -9 of a process loses nothing without fsync.
    // Cloning the template takes 22 ms with the least of WAL, 330 ms with the usual.
    settings: {
      fsync: "off",
      full_page_writes: "off",
      wal_level: "minimal",
      max_wal_senders: "0",
      max_connections: "200",
    },
    // A killed test run must not leave a server behind.
    diesWithParent: process.platform === "linux",
  });
  try {
    await postgres.start();
  } catch (failure) {
    await rm(dataFolder, { recursive: true, force: true });
    throw failure;
  }
  const { host, user, port } = postgres.address;
  return {
    adminUrl: `postgresql://${user}@localhost:${port}/postgres?host=${encodeURIComponent(host)}`,
    kind: "embedded",
    async close() {
      await postgres.stop();
      await rm(dataFolder, { recursive: true, force: true });
    },
  };
}

async function makeTemplate(adminUrl: string): Promise<{ readonly template: string; readonly version: string }> {
  const template = `wopr_template_${randomUUID().replaceAll("-", "")}`;
  const version = await onServer(adminUrl, async (client) => {
    await client.query(`CREATE DATABASE ${template}`);
    const { rows } = await client.query<{ server_version: string }>("SHOW server_version");
    return rows[0]?.server_version ?? "unknown";
  });
  const target = { connectionString: withDatabase(adminUrl, template) };
  const pool = createPool(target, 2);
  try {
    const database = { pool, listenClient: () => connectClient(target) };
    await prepareSchema(database, { clock: systemClock, log: silentLog });
  } finally {
    await pool.end();
  }
  return { template, version };
}

const dropTemplate = (adminUrl: string, template: string) =>
  onServer(adminUrl, (client) => client.query(`DROP DATABASE IF EXISTS ${template} WITH (FORCE)`));

async function onServer<T>(url: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}
