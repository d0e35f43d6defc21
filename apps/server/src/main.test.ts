import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readdir, readFile, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createTestDb, type TestDb } from "@wopr/testkit/database";
import { afterEach, expect, test } from "vitest";

const MAIN = join(import.meta.dirname, "main.ts");
const CANARY = "canary-signing-key-0123456789abcdefghij";

const running = new Set<ChildProcess>();
const undo: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const child of running) child.kill("SIGKILL");
  for (const one of undo.splice(0).reverse()) await one();
});

function startServer(env: Record<string, string>) {
  const child = spawn(process.execPath, [MAIN], { env: { PATH: process.env["PATH"], WOPR_PORT: "0", ...env } });
  running.add(child);
  let said = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream.on("data", (piece: Buffer) => {
      said += piece.toString();
    });
  }
  const ended = once(child, "close").then(([code]) => {
    running.delete(child);
    return code as number | null;
  });
  const find = async (pattern: RegExp) => {
    await expect.poll(() => pattern.test(said), { timeout: 15_000, message: `waits for ${pattern}` }).toBe(true);
    return pattern.exec(said)?.[1] ?? "";
  };
  return { child, ended, find, said: () => said };
}

async function aPlace() {
  const testDb: TestDb = await createTestDb();
  undo.push(() => testDb.close());
  const dataDir = await mkdtemp(join(tmpdir(), "wopr-main-"));
  undo.push(() => rm(dataDir, { recursive: true, force: true }));
  return { WOPR_DATA_DIR: dataDir, WOPR_DATABASE_URL: testDb.url };
}

test("the first start prints a link that makes the owner; the next prints none; TERM ends it with 0", {
  timeout: 60_000,
}, async () => {
  const env = await aPlace();
  const first = startServer(env);
  const link = new URL(await first.find(/(http:\/\/localhost:\d+\/setup#code=\S+)/));
  const code = link.hash.replace("#code=", "");
  expect(code.split("-")).toHaveLength(8);
  const answer = await fetch(`http://127.0.0.1:${link.port}/api/v1/setup`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ code, name: "Ada", email: "ada@example.org", password: "kettle maple orbit nine" }),
  });
  expect(answer.status).toBe(201);
  first.child.kill("SIGTERM");
  expect(await first.ended).toBe(0);
  const steps = first
    .said()
    .split("\n")
    .filter((line) => line.includes('"step"'))
    .map((line) => JSON.parse(line));
  expect(steps.map((step) => step.step)).toEqual([
    "data folder",
    "status memory",
    "listener",
    "metrics listener",
    "database",
    "schema",
    "events",
    "features",
    "background work",
    "requests",
  ]);
  for (const step of steps) expect(step.took_ms).toBeTypeOf("number");

  const key = join(env.WOPR_DATA_DIR, "keys/signing.key");
  const keys = await readdir(join(env.WOPR_DATA_DIR, "keys"));
  expect(keys).toEqual(["master.key", "signing.key"]);
  for (const name of keys) expect((await stat(join(env.WOPR_DATA_DIR, "keys", name))).mode & 0o777).toBe(0o600);
  const secret = (await readFile(key, "utf8")).trim();
  expect(first.said()).not.toContain(secret);

  const second = startServer(env);
  await second.find(/(is ready)/);
  expect(second.said()).not.toContain("/setup#code=");
  second.child.kill("SIGINT");
  expect(await second.ended).toBe(0);
  expect((await readFile(key, "utf8")).trim()).toBe(secret);
});

test("a wrong environment is told at once, in whole, with status 2 and without secrets", async () => {
  const server = startServer({ WOPR_PORT: "no", WOPR_DATABASE_URL: `mysql://${CANARY}`, WOPR_HOST: "" });
  expect(await server.ended).toBe(2);
  expect(server.said()).toContain("WOPR_PORT");
  expect(server.said()).toContain("WOPR_DATABASE_URL");
  expect(server.said()).not.toContain(CANARY);
});

test("P5: keys and passwords appear in no line of the log, not even when everything goes wrong", {
  timeout: 60_000,
}, async () => {
  const env = { ...(await aPlace()), WOPR_SIGNING_KEY: CANARY, WOPR_LOG_LEVEL: "debug" };
  const server = startServer(env);
  const port = new URL(await server.find(/is ready: {2}(http:\S+)/)).port;
  const ask = (path: string, init: RequestInit) => fetch(`http://127.0.0.1:${port}${path}`, init);
  const fakeKey = `wopr_abcdefgh_${"k".repeat(43)}`;
  await ask(`/api/v1/me?token=${fakeKey}`, { headers: { authorization: `Bearer ${fakeKey}` } });
  await ask("/api/v1/auth/sign-in/email", {
    method: "POST",
    headers: { "content-type": "application/json", cookie: "wopr_session=canary-cookie-value" },
    body: JSON.stringify({ email: "ada@example.org", password: "canary-password-1" }),
  });
  await ask("/api/v1/setup", {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: '{"password":"canary-password-2",',
  });
  server.child.kill("SIGTERM");
  await server.ended;
  const log = server
    .said()
    .split("\n")
    .filter((line) => line.startsWith("{"))
    .join("\n");
  expect(log).toContain('"msg":"request"');
  expect(log).not.toMatch(/canary|kkkkkkkk/);
});
