import { randomBytes } from "node:crypto";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Log, Secret, silentLog, systemClock } from "@wopr/kernel";
import { newUuidV7 } from "@wopr/kernel/node";
import { createTestDb, type TestDb } from "@wopr/testkit/database";
import { afterEach, describe, expect, test } from "vitest";
import { composeServer } from "./compose.ts";
import { createFlakyDatabase } from "./database-away.testing.ts";
import { openDatabase } from "./db/open-database.ts";
import { createListener, type Listener } from "./http/listener.ts";
import { loadServerConfig } from "./load-config.ts";

const undo: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const one of undo.splice(0).reverse()) await one();
});

/** A whole server with a socket and a database that is away at first. */
async function aServerWithSocket(log: Log = silentLog) {
  const testDb: TestDb = await createTestDb();
  undo.push(() => testDb.close());
  const database = await createFlakyDatabase(testDb.url);
  undo.push(() => database.down());
  const dataDir = await mkdtemp(join(tmpdir(), "wopr-lifecycle-"));
  undo.push(() => rm(dataDir, { recursive: true, force: true }));
  const webFolder = join(dataDir, "web");
  await mkdir(join(webFolder, "assets"), { recursive: true });
  await writeFile(join(webFolder, "index.html"), "<!doctype html><html><head></head><body>start page</body></html>");
  await writeFile(join(webFolder, "assets/index-1a2b3c4d.js"), `export const x = "${"y".repeat(2000)}";`);
  await writeFile(join(dataDir, "outside.txt"), "not of the web app");
  const config = loadServerConfig({ WOPR_DATA_DIR: dataDir, WOPR_DATABASE_URL: database.url }, dataDir);
  let listener: Listener | undefined;
  const outside = { clock: systemClock, log, newId: newUuidV7 };
  const server = composeServer({
    ...outside,
    config,
    chance: Math.random,
    randomBytes,
    fetch,
    signingKey: new Secret("a signing key for tests, and nothing else"),
    version: "0.0.0-test",
    database: openDatabase(config.database, outside),
    webFolder,
    listen(app) {
      listener = createListener({ app, host: "127.0.0.1", port: 0, clock: systemClock });
      return listener;
    },
  });
  undo.push(() => server.stop());
  const starting = server.start();
  starting.catch(() => {});
  await expect.poll(() => listener?.port()).toBeTypeOf("number");
  const base = `http://127.0.0.1:${listener?.port()}`;
  return { server, database, starting, base, port: listener?.port() ?? 0 };
}

async function timed(url: string, init?: RequestInit) {
  const began = performance.now();
  const answer = await fetch(url, init);
  const text = await answer.text();
  return { status: answer.status, text, headers: answer.headers, tookMs: performance.now() - began };
}

/** Of nine requests one after the other: a machine that runs other tests too stalls some of them. */
async function medianMs(url: string): Promise<number> {
  const taken: number[] = [];
  for (let i = 0; i < 9; i += 1) taken.push((await timed(url)).tookMs);
  return taken.sort((a, b) => a - b)[4] ?? Number.NaN;
}

describe("P13: the database is away", () => {
  test("at the start: health and the start page answer within 100 ms, the rest 503; all of it recovers by itself", async () => {
    const { database, starting, base } = await aServerWithSocket();
    await timed(`${base}/healthz`);
    const health = await timed(`${base}/health`);
    expect(health.status).toBe(503);
    expect(JSON.parse(health.text)).toMatchObject({ status: "unhealthy", services: { database: "unhealthy" } });
    const page = await timed(`${base}/`);
    expect([page.status, page.text]).toEqual([200, expect.stringContaining("start page")]);
    for (const path of ["/health", "/"]) expect(await medianMs(`${base}${path}`)).toBeLessThan(100);
    expect((await timed(`${base}/readyz`)).status).toBe(503);
    const other = await timed(`${base}/api/v1/me`);
    expect([other.status, other.headers.get("retry-after")]).toEqual([503, "5"]);
    expect(JSON.parse(other.text)).toMatchObject({ code: "platform.database_unavailable", retry: "later" });

    await database.up();
    await starting;
    await expect.poll(async () => (await timed(`${base}/readyz`)).status, { timeout: 5_000 }).toBe(200);
    expect((await timed(`${base}/health`)).status).toBe(200);
  });

  test("while running: requests answer 503, and work again when it is back", async () => {
    const { database, starting, base } = await aServerWithSocket();
    await database.up();
    await starting;
    expect((await timed(`${base}/api/v1/setup`)).status).toBe(200);
    await database.down();
    await expect
      .poll(async () => JSON.parse((await timed(`${base}/api/v1/setup`)).text).code, { timeout: 5_000 })
      .toBe("platform.database_unavailable");
    expect((await timed(`${base}/health`)).status).toBe(503);
    expect(await medianMs(`${base}/health`)).toBeLessThan(100);
    await database.up();
    await expect.poll(async () => (await timed(`${base}/api/v1/setup`)).status, { timeout: 5_000 }).toBe(200);
  });
});

describe("stopping", () => {
  test("ends a start that waits for the database", async () => {
    const { server, starting, base } = await aServerWithSocket();
    expect(server.stage()).toBe("opening_database");
    await server.stop();
    await starting;
    await expect(fetch(`${base}/healthz`)).rejects.toThrow();
  });

  test("finishes requests under way and refuses new ones", async () => {
    const { server, database, starting, base } = await aServerWithSocket();
    await database.up();
    await starting;
    const signIn = { method: "POST", headers: { "content-type": "application/json" } };
    // Hashing a password takes long enough to be caught in the middle.
    const body = JSON.stringify({ email: "a@example.org", password: "no such person" });
    const underWay = timed(`${base}/api/v1/auth/sign-in/email`, { ...signIn, body });
    await expect.poll(() => server.inFlight(), { interval: 1 }).toBeGreaterThan(0);
    const stopped = server.stop();
    expect((await timed(`${base}/readyz`)).status).toBe(503);
    expect((await underWay).status).toBe(401);
    await stopped;
    await server.stop();
    await expect(fetch(`${base}/healthz`)).rejects.toThrow();
  });
});

describe("the socket", () => {
  test("a port in use is named, with what to do", async () => {
    const { port } = await aServerWithSocket();
    const { app } = (await aServerWithSocket()).server;
    const second = createListener({ app, host: "127.0.0.1", port, clock: systemClock });
    await expect(second.start()).rejects.toMatchObject({ code: "listen.port_in_use", params: { port } });
  });

  test("something that is no HTTP is cut", async () => {
    const { port } = await aServerWithSocket();
    const socket = connect(port, "127.0.0.1");
    socket.write("\x16\x03\x01 not http\r\n\r\n");
    const said = await new Promise<string>((resolve) => {
      let text = "";
      socket.on("data", (piece) => {
        text += piece.toString();
      });
      socket.on("close", () => resolve(text));
    });
    expect(said).toMatch(/^HTTP\/1\.1 400/);
  });

  test("files of the web app are packed, kept by their hash, and answer 304", async () => {
    const { base } = await aServerWithSocket();
    const file = await timed(`${base}/assets/index-1a2b3c4d.js`);
    expect(file.headers.get("content-encoding")).toBe("gzip");
    expect(file.headers.get("cache-control")).toContain("immutable");
    const again = { headers: { "if-none-match": file.headers.get("etag") ?? "" } };
    expect((await timed(`${base}/assets/index-1a2b3c4d.js`, again)).status).toBe(304);
    expect((await timed(`${base}/assets/none-1a2b3c4d.js`)).status).not.toBe(200);
    const page = await timed(`${base}/games/42`, { headers: { accept: "text/html" } });
    const nonce = /nonce="([^"]+)"/.exec(page.text)?.[1] ?? "none";
    expect(page.headers.get("content-security-policy")).toContain(`'nonce-${nonce}'`);
    for (const path of ["/..%2foutside.txt", "/assets/../../outside.txt", "/%2e%2e/outside.txt"])
      expect((await timed(`${base}${path}`)).text).not.toContain("not of the web app");
  });
});
