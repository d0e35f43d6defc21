import { randomBytes } from "node:crypto";
import { mkdtemp, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { deleteSecret, listAudit, listSecrets, putSecret, undoAuditEntry } from "@wopr/contracts";
import { type Log, Secret, silentLog } from "@wopr/kernel";
import { newUuidV7 } from "@wopr/kernel/node";
import { createFakeClock } from "@wopr/testkit";
import { createTestDb } from "@wopr/testkit/database";
import fc from "fast-check";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { createRedactor } from "../../telemetry/redact.ts";
import { createTestServer, type TestServer } from "../../testing.ts";
import { SYSTEM_ACTOR } from "../audit/index.ts";
import { mayRead } from "./domain/access.ts";
import { open, seal } from "./envelope.ts";
import { createSecretsFeature } from "./index.ts";

const undo: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const one of undo.splice(0).reverse()) await one();
});

const BY = { actor: SYSTEM_ACTOR };
const READER = { feature: "notifications" };

async function aStore(log: Log = silentLog) {
  const testDb = await createTestDb();
  const folder = await mkdtemp(join(tmpdir(), "wopr-secrets-"));
  undo.push(
    () => testDb.close(),
    () => rm(folder, { recursive: true, force: true }),
  );
  const keyFile = join(folder, "keys/master.key");
  const redactor = createRedactor([]);
  const audit = { record: async () => newUuidV7() };
  const outside = { db: testDb.db, clock: createFakeClock(), log, newId: newUuidV7, randomBytes, redactor, audit };
  const restarted = async () => {
    const feature = createSecretsFeature({ ...outside, keyFile });
    for (const part of feature.parts) await part.start();
    return feature.service;
  };
  return { testDb, keyFile, redactor, restarted, secrets: await restarted() };
}

const put = (value: string, name = "discord/webhook") => ({
  name,
  value: new Secret(value),
  allowed: ["feature:notifications"],
});

describe("a secret", () => {
  test("comes back for whoever may read it, and for nobody else", async () => {
    const { secrets } = await aStore();
    await secrets.put(put("hook-0123456789"), BY);
    expect((await secrets.resolve("discord/webhook", READER)).reveal()).toBe("hook-0123456789");
    await expect(secrets.resolve("discord/webhook", { feature: "fleet" })).rejects.toMatchObject({
      code: "secrets.not_allowed",
    });
    await expect(secrets.resolve("discord/other", READER)).rejects.toMatchObject({ code: "secrets.not_found" });
    expect(await secrets.canResolve("discord/webhook", { site: "garage" })).toBe(false);
  });

  test("is known to the redactor as soon as it is put", async () => {
    const { secrets, redactor } = await aStore();
    await secrets.put(put("canary-in-a-coal-mine"), BY);
    expect(redactor.text("the canary-in-a-coal-mine sang")).toBe("the [secret] sang");
  });

  test("is not overwritten by who saw an older version", async () => {
    const { secrets } = await aStore();
    await secrets.put({ ...put("one-one-one"), version: 0 }, BY);
    await expect(secrets.put({ ...put("two-two-two"), version: 0 }, BY)).rejects.toMatchObject({
      code: "secrets.moved_on",
    });
    expect((await secrets.put({ ...put("two-two-two"), version: 1 }, BY)).version).toBe(2);
  });

  test("lies in the database sealed, and cannot be moved to another name or changed", async () => {
    const { secrets, testDb } = await aStore();
    await secrets.put(put("value-of-the-first"), BY);
    await secrets.put(put("value-of-the-second", "other/thing"), BY);
    const { rows } = await testDb.pool.query("SELECT * FROM secret_versions");
    expect(JSON.stringify(rows.map((row) => row.ciphertext.toString("latin1")))).not.toContain("value-of");
    await testDb.pool.query(`UPDATE secret_versions a SET ciphertext = b.ciphertext, wrapped_key = b.wrapped_key
      FROM secret_versions b WHERE a.secret_id <> b.secret_id AND a.secret_id = (SELECT id FROM secrets WHERE name = 'discord/webhook')`);
    await expect(secrets.resolve("discord/webhook", READER)).rejects.toMatchObject({ code: "secrets.damaged" });
  });

  test("sealed bytes open with the same key, bytes and binding alone", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), fc.string(), fc.nat(), (plain, bound, flip) => {
        const key = randomBytes(32);
        const sealed = seal(key, plain, bound, randomBytes);
        expect(open(key, sealed, bound)).toEqual(Buffer.from(plain));
        const damaged = Buffer.from(sealed);
        damaged[flip % damaged.length] = (damaged[flip % damaged.length] ?? 0) ^ 1;
        expect([
          open(key, damaged, bound),
          open(key, sealed, `${bound}x`),
          open(randomBytes(32), sealed, bound),
        ]).toEqual([undefined, undefined, undefined]);
      }),
    );
  });

  test("is read by any one of what a consumer is, and by nobody when nobody is named", () => {
    expect(mayRead(["site:garage", "tag:camera"], { device: "d1", tags: ["camera"] })).toBe(true);
    expect(mayRead([], { feature: "notifications" })).toBe(false);
    expect(mayRead(["device:feature"], { feature: "device" })).toBe(false);
  });
});

describe("keys of persons and tenants", () => {
  test("erasing one erases what it sealed, and only that", async () => {
    const { secrets, testDb } = await aStore();
    const ada = await secrets.sealFor(testDb.db, "life:ada", Buffer.from("of Ada"));
    const bob = await secrets.sealFor(testDb.db, "life:bob", Buffer.from("of Bob"));
    await secrets.eraseKey(testDb.db, "life:ada");
    expect(await secrets.openFor(testDb.db, "life:ada", ada)).toBeUndefined();
    expect(Buffer.from((await secrets.openFor(testDb.db, "life:bob", bob)) ?? []).toString()).toBe("of Bob");
    await expect(secrets.openFor(testDb.db, "life:bob", ada)).rejects.toMatchObject({ code: "secrets.damaged" });
  });
});

describe("the master key", () => {
  test("is made at the first start, for this user alone, and found again", async () => {
    const { secrets, keyFile, restarted } = await aStore();
    expect((await stat(keyFile)).mode & 0o777).toBe(0o600);
    await secrets.put(put("still-there-later"), BY);
    expect((await (await restarted()).resolve("discord/webhook", READER)).reveal()).toBe("still-there-later");
  });

  test.each([
    ["missing", (path: string) => rm(path), /is missing/],
    [
      "another one",
      (path: string) => writeFile(path, randomBytes(32).toString("base64")),
      /does not hold the master key/,
    ],
    ["no key at all", (path: string) => writeFile(path, "not a key"), /holds no master key/],
  ])("when it is %s the store is locked, and what is sealed stays", async (_, spoil, why) => {
    const errors: string[] = [];
    const { secrets, keyFile, restarted, testDb } = await aStore({
      ...silentLog,
      error: (__, message) => void errors.push(message),
    });
    await secrets.put(put("sealed-for-good"), BY);
    const key = await readFile(keyFile);
    const sealed = (await testDb.pool.query("SELECT * FROM secret_versions")).rows;
    await spoil(keyFile);
    const locked = await restarted();
    expect(locked.lockedWhy()).toMatch(why);
    expect(errors).toHaveLength(1);
    await expect(locked.resolve("discord/webhook", READER)).rejects.toMatchObject({
      code: "secrets.locked",
      status: 503,
    });
    await expect(locked.put(put("another-value"), BY)).rejects.toMatchObject({ code: "secrets.locked" });
    expect((await testDb.pool.query("SELECT * FROM secret_versions")).rows).toEqual(sealed);
    await writeFile(keyFile, key);
    expect((await (await restarted()).resolve("discord/webhook", READER)).reveal()).toBe("sealed-for-good");
  });

  test("changes while all goes on; another server finds the new one by itself", async () => {
    const { secrets, restarted, keyFile, testDb } = await aStore();
    const other = await restarted();
    await secrets.put(put("wrapped-anew-1"), BY);
    const sealed = await secrets.sealFor(testDb.db, "life:ada", Buffer.from("of Ada"));
    const before = await readFile(keyFile, "utf8");
    expect(await secrets.rotateMaster(BY)).toBe(2);
    const after = await readFile(keyFile, "utf8");
    expect([after.split("\n").length, after === before]).toEqual([2, false]);
    expect((await other.resolve("discord/webhook", READER)).reveal()).toBe("wrapped-anew-1");
    expect(Buffer.from((await (await restarted()).openFor(testDb.db, "life:ada", sealed)) ?? []).toString()).toBe(
      "of Ada",
    );
  });

  test("a rotation that was interrupted before or after the database step leaves all readable", async () => {
    const { secrets, restarted, keyFile } = await aStore();
    await secrets.put(put("never-lost-value"), BY);
    const old = await readFile(keyFile, "utf8");
    await writeFile(keyFile, `${randomBytes(32).toString("base64")}\n${old}`);
    const interrupted = await restarted();
    expect((await interrupted.resolve("discord/webhook", READER)).reveal()).toBe("never-lost-value");
    await interrupted.rotateMaster(BY);
    await writeFile(keyFile, `${await readFile(keyFile, "utf8")}${old}`);
    expect((await (await restarted()).resolve("discord/webhook", READER)).reveal()).toBe("never-lost-value");
  });
});

describe("over HTTP", () => {
  let server: TestServer;
  beforeAll(async () => {
    server = await createTestServer();
  });
  afterAll(() => server.close());

  test("P5: a value goes in and never comes out; versions can be taken back", async () => {
    const { client } = await server.signIn("owner");
    const params = { name: "discord/ops" };
    const canary = "canary-value-of-a-secret";
    await client.call(putSecret, { params, body: { value: canary, allowed: ["feature:notifications"] } });
    const second = await client.call(putSecret, { params, body: { value: `${canary}-2`, reason: canary } });
    expect(second).toMatchObject({ name: "discord/ops", version: 2, allowed: ["feature:notifications"] });
    const history = await client.call(listAudit, { query: { action: "secrets" } });
    expect(JSON.stringify([await client.call(listSecrets, {}), history])).not.toContain(canary);
    const [newest] = history.items;
    await client.call(undoAuditEntry, { params: { id: newest?.id ?? "" }, body: { reason: "wrong one" } });
    expect((await server.secrets.resolve("discord/ops", READER)).reveal()).toBe(canary);
    await expect(client.call(deleteSecret, { params, query: {} })).rejects.toMatchObject({
      code: "platform.reason_required",
    });
    await client.call(deleteSecret, { params, query: { reason: "not needed" } });
    expect((await client.call(listSecrets, {})).items).toEqual([]);
  });
});
