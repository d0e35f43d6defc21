import { randomBytes } from "node:crypto";
import { copyFile, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { OpenFeature } from "@openfeature/server-sdk";
import { type Client, createClient } from "@wopr/client";
import { type ConfigHandle, type ConfigOptions, type MachineTime, openConfig } from "@wopr/client/config";
import { createConfigProvider } from "@wopr/client/openfeature";
import { listConsumers, listRevisions } from "@wopr/contracts";
import { type Log, Secret, silentLog, systemClock } from "@wopr/kernel";
import { eventually } from "@wopr/testkit";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { createTestServer, type TestServer } from "../../testing.ts";
import { aNamespace, CONSUMER_RIGHTS, defaultLayer, publish } from "./config.testing.ts";

let server: TestServer;
let owner: Client;
let folder: string;
const open: ConfigHandle[] = [];
beforeAll(async () => {
  server = await createTestServer();
  owner = (await server.signIn("owner")).client;
  folder = await mkdtemp(join(tmpdir(), "wopr-config-client-"));
});
afterEach(async () => {
  await Promise.all(open.splice(0).map((handle) => handle.close()));
});
afterAll(async () => {
  await server.close();
  await rm(folder, { recursive: true, force: true });
});

const machineTime = (): MachineTime => ({ bootId: "boot", uptimeMs: performance.now(), wallMs: 0, wallTrusted: false });
const secret = new Secret("the private key of a device");
const DEAD = createClient({ baseUrl: "http://nowhere", fetch: () => Promise.reject(new TypeError("no network")) });
let count = 0;

/** A device with a folder and a key of its own. */
async function aDevice(namespace: string, more: Partial<ConfigOptions> = {}) {
  count += 1;
  const { client } = await server.keyWith(CONSUMER_RIGHTS);
  const warnings: unknown[] = [];
  const log: Log = { ...silentLog, warn: (facts) => void warnings.push(facts) };
  const cacheDir = join(folder, `device-${count}`);
  const options: ConfigOptions = {
    client,
    namespace,
    consumer: { name: `device-${count}`, version: "1" },
    cacheDir,
    deviceSecret: secret,
    machineTime,
    chance: () => 0,
    clock: systemClock,
    log,
    ...more,
  };
  const start = async (change: Partial<ConfigOptions> = {}) => {
    const handle = await openConfig({ ...options, ...change }, AbortSignal.timeout(10_000));
    open.push(handle);
    return handle;
  };
  return { start, cacheDir, warnings, name: options.consumer.name };
}

const outcomeOf = async (ns: string, name: string) => {
  const { items } = await owner.call(listConsumers, { params: { ns }, query: {} });
  return items.find((one) => one.name === name)?.states[0];
};

describe("a consumer", () => {
  test("starts, hears of a change, applies it and says so", async () => {
    await aNamespace(owner, "cl-live", "a: 1\nlist: [1, 2]\n");
    const changes: unknown[] = [];
    const device = await aDevice("cl-live", { onChange: (document) => void changes.push(document) });
    const config = await device.start();
    expect([config.get("a"), config.get("list"), config.get("none"), config.freshness()]).toEqual([
      1,
      [1, 2],
      undefined,
      "fresh",
    ]);
    await publish(owner, "cl-live", [defaultLayer("a: 2\n")]);
    await eventually("the change", () => config.get("a") === 2);
    expect(changes.at(-1)).toEqual({ a: 2 });
    await eventually("the ack", async () => (await outcomeOf("cl-live", device.name))?.applied === 2);
  });

  test("C16: starts from disk with the server away, stays up, and catches up when it is back", async () => {
    await aNamespace(owner, "cl-off", "a: 1\n");
    const device = await aDevice("cl-off");
    await (await device.start()).close();
    let away = true;
    const { client } = await server.keyWith(CONSUMER_RIGHTS);
    void client;
    const config = await device.start({ client: DEAD });
    expect(config.get("a")).toBe(1);
    await config.close();
    await publish(owner, "cl-off", [defaultLayer("a: 2\n")]);
    away = false;
    const back = await device.start();
    expect(away).toBe(false);
    await eventually("the news", () => back.get("a") === 2);
  });

  test("without copy and server it waits, or starts from a fallback and says how old that is", async () => {
    await expect(
      openConfig(
        {
          client: DEAD,
          namespace: "cl-none",
          consumer: { name: "x", version: "1" },
          cacheDir: join(folder, "none"),
          deviceSecret: secret,
          machineTime,
          chance: () => 0,
        },
        AbortSignal.timeout(300),
      ),
    ).rejects.toMatchObject({ code: "config.closed" });
    const device = await aDevice("cl-none", { client: DEAD, fallback: { a: 7 } });
    const config = await device.start();
    expect([config.get("a"), config.revision(), config.freshness()]).toEqual([7, 0, "degraded"]);
  });

  test("refuses by its schema or by trying it out: the old one stays, the editor reads why, everybody goes back", async () => {
    await aNamespace(owner, "cl-nack", "a: 1\n");
    const device = await aDevice("cl-nack", {
      accept: (document) => {
        if (document["a"] === 2) throw new Error("a must not be 2 here");
      },
    });
    const config = await device.start();
    await publish(owner, "cl-nack", [defaultLayer("a: 2\n")]);
    await eventually("the return", async () => {
      const { items } = await owner.call(listRevisions, { params: { ns: "cl-nack" }, query: {} });
      return items[1]?.state === "bad" && JSON.stringify(items[0]?.cause).includes("a must not be 2 here");
    });
    expect(config.get("a")).toBe(1);
    await eventually("revision 3", async () => (await outcomeOf("cl-nack", device.name))?.revision === 3);
  });

  test("C18: what must not be used stale throws once it is degraded, the rest is served with its age", async () => {
    await aNamespace(owner, "cl-stale", "limit: 5\nname: x\n", {
      type: "object",
      properties: { limit: { type: "integer", "x-on-stale": "fail" } },
    });
    const device = await aDevice("cl-stale");
    await (await device.start()).close();
    let hours = 71;
    const later = (): MachineTime => ({ ...machineTime(), uptimeMs: performance.now() + hours * 3_600_000 });
    const config = await device.start({ client: DEAD, machineTime: later });
    expect([config.freshness(), config.get("limit")]).toEqual(["stale", 5]);
    hours = 73;
    expect([config.freshness(), config.get("name")]).toEqual(["degraded", "x"]);
    expect(() => config.get("limit")).toThrow(/must not be used/);
    expect(config.age().ageMs).toBeGreaterThan(72 * 3_600_000);
  });
});

describe("C19: the copy on disk", () => {
  test("shows no secret, and is refused when flipped, cut, foreign or older; the one before is used", async () => {
    const value = "canary-on-disk-0815";
    await server.secrets.put(
      { name: "cl/token", value: new Secret(value), allowed: ["namespace:cl-disk"] },
      { actor: { kind: "system", id: "system", name: "test" } },
    );
    await aNamespace(owner, "cl-disk", 'a: 1\nhook: {"$secret": "cl/token"}\n');
    const device = await aDevice("cl-disk");
    const config = await device.start();
    expect(config.get("hook")).toBe(value);
    const first = await readFile(join(device.cacheDir, "cl-disk.current"));
    await publish(owner, "cl-disk", [defaultLayer('a: 2\nhook: {"$secret": "cl/token"}\n')]);
    await eventually("the change", () => config.get("a") === 2);
    await config.close();
    for (const name of await readdir(device.cacheDir))
      expect((await readFile(join(device.cacheDir, name))).includes(value)).toBe(false);
    const path = join(device.cacheDir, "cl-disk.current");
    const good = await readFile(path);

    const startsWith = async (bytes: Uint8Array) => {
      await writeFile(path, bytes);
      const started = await device.start({ client: DEAD });
      const found = started.get("a");
      await started.close();
      return found;
    };
    expect(await startsWith(good)).toBe(2);
    for (const at of [
      0,
      5,
      20,
      33,
      good.length - 1,
      ...Array.from({ length: 12 }, () => Math.floor(Math.random() * good.length)),
    ]) {
      const flipped = Uint8Array.from(good);
      flipped[at] = (flipped[at] ?? 0) ^ 1;
      expect([at, await startsWith(flipped)]).toEqual([at, 1]);
    }
    for (const length of [0, 3, 31, good.length >> 1, good.length - 1])
      expect(await startsWith(good.subarray(0, length))).toBe(1);
    expect(await startsWith(randomBytes(200))).toBe(1);
    // An older copy of its own, put back in place of the newest.
    expect(await startsWith(first)).toBe(1);
    expect(JSON.stringify(device.warnings)).toContain("older than what was applied");
    await writeFile(path, good);

    const other = await aDevice("cl-disk", { deviceSecret: new Secret("another device") });
    const theirs = await other.start();
    await theirs.close();
    await copyFile(path, join(other.cacheDir, "cl-disk.current"));
    const stolen = await other.start();
    expect(JSON.stringify(other.warnings)).toContain("another device");
    expect(stolen.get("a")).toBe(2);
  });

  test("C20: a revision that crashes the program twice is left for the one before, and refused as a crash loop", async () => {
    await aNamespace(owner, "cl-crash", "a: 1\n");
    const device = await aDevice("cl-crash");
    const config = await device.start();
    await publish(owner, "cl-crash", [defaultLayer("a: 2\n")]);
    await eventually("the change", () => config.get("a") === 2);
    // Nobody closes it: that is what a crash leaves on disk. The second start crashes too.
    const second = await device.start({ client: DEAD });
    expect(second.get("a")).toBe(2);
    const third = await device.start();
    expect(third.get("a")).toBe(1);
    await eventually("the refusal", async () => {
      const { items } = await owner.call(listRevisions, { params: { ns: "cl-crash" }, query: {} });
      return items.some(
        ({ revision, state, cause }) =>
          revision === 2 && state === "bad" && JSON.stringify(cause).includes("crash_loop"),
      );
    });
  });
});

describe("a server that cannot be trusted", () => {
  test("a forged, cut or older answer is not applied", async () => {
    await aNamespace(owner, "cl-forged", "a: 1\n");
    const { key } = await server.keyWith(CONSUMER_RIGHTS);
    let forge: (text: string) => string = (text) => text;
    const client = createClient({
      baseUrl: "http://localhost",
      headers: () => ({ "x-api-key": key }),
      async fetch(url, init) {
        const answer = await server.app.request(url, init);
        if (!url.includes("/config/resolve/") || answer.status !== 200) return answer;
        return new Response(forge(await answer.text()), { status: 200, headers: answer.headers });
      },
    });
    const device = await aDevice("cl-forged", { client });
    const config = await device.start();
    const before = config.snapshot();
    for (const wrong of [
      (text: string) => text.replace('"a":2', '"a":666'),
      (text: string) => text.slice(0, -20),
      (text: string) => text.replace('"revision":', '"revision":9'),
    ]) {
      forge = wrong;
      device.warnings.length = 0;
      await publish(owner, "cl-forged", [defaultLayer(`a: 2 # ${Math.random()}\n`)], { force: true }).catch(
        () => undefined,
      );
      await eventually("a warning", () => device.warnings.length > 0);
      expect(config.snapshot()).toEqual(before);
    }
    forge = (text) => text;
    await eventually("the truth", () => config.get("a") === 2);
  });
});

describe("C28: OpenFeature", () => {
  test("types, reasons, errors and events", async () => {
    await aNamespace(owner, "cl-flags", "on: true\nname: x\nsize: 5\nbox: {w: 1}\n");
    const device = await aDevice("cl-flags");
    let changed: (namespace: string) => void = () => {};
    const provider = createConfigProvider(async (onChange) => {
      changed = onChange;
      return new Map([["cl-flags", await device.start({ onChange: () => changed("cl-flags") })]]);
    }, systemClock.sleep);
    const seen: string[] = [];
    const flags = OpenFeature.getClient("wopr");
    for (const event of ["PROVIDER_READY", "PROVIDER_CONFIGURATION_CHANGED"] as const)
      flags.addHandler(event as never, () => void seen.push(event));
    await OpenFeature.setProviderAndWait("wopr", provider);
    expect(await flags.getBooleanDetails("on", false)).toMatchObject({
      value: true,
      reason: "STATIC",
      flagMetadata: { revision: 1 },
    });
    expect(await flags.getStringValue("cl-flags:name", "")).toBe("x");
    expect(await flags.getNumberValue("size", 0)).toBe(5);
    expect(await flags.getObjectValue("box", {})).toEqual({ w: 1 });
    expect(await flags.getNumberDetails("name", 9)).toMatchObject({
      value: 9,
      reason: "ERROR",
      errorCode: "TYPE_MISMATCH",
    });
    expect(await flags.getStringDetails("nothing.here", "d")).toMatchObject({
      value: "d",
      reason: "ERROR",
      errorCode: "FLAG_NOT_FOUND",
    });
    await publish(owner, "cl-flags", [defaultLayer("on: false\n")]);
    await eventually("the change", async () => (await flags.getBooleanValue("on", true)) === false);
    expect(seen).toEqual(expect.arrayContaining(["PROVIDER_READY", "PROVIDER_CONFIGURATION_CHANGED"]));
    const unready = createConfigProvider(() => new Promise(() => {}), systemClock.sleep);
    await expect(async () =>
      unready.resolveBooleanEvaluation("on", false, {}, silentLog as never),
    ).rejects.toMatchObject({
      code: "PROVIDER_NOT_READY",
    });
    await OpenFeature.clearProviders();
  });
});
