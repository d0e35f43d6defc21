import { mkdtemp, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Secret } from "@wopr/kernel";
import { afterEach, beforeEach, expect, test } from "vitest";
import { createKeyStore } from "./key-file.ts";

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "wopr-keys-"));
});
afterEach(() => rm(folder, { recursive: true }));
const path = () => join(folder, "deep", "cli.json");

test("keeps one key per server, in a file only its owner can read", async () => {
  const store = createKeyStore(path());
  expect(await store.find("http://a.lan")).toBeUndefined();
  await store.save("http://a.lan/", new Secret("one"), "Ann");
  await store.save("http://b.lan", new Secret("two"), "Ann");
  await store.save("http://a.lan", new Secret("three"), "Ann");
  expect((await store.find("http://a.lan"))?.reveal()).toBe("three");
  expect((await store.find("http://b.lan/api/v1"))?.reveal()).toBe("two");
  if (process.platform !== "win32") expect((await stat(path())).mode & 0o777).toBe(0o600);
});

test("localhost and 127.0.0.1 are one server", async () => {
  const store = createKeyStore(path());
  await store.save("http://127.0.0.1:3100", new Secret("one"), "Ann");
  expect((await store.find("http://localhost:3100"))?.reveal()).toBe("one");
});

test("a damaged file is replaced by the next sign-in", async () => {
  const store = createKeyStore(join(folder, "cli.json"));
  await writeFile(join(folder, "cli.json"), "{");
  expect(await store.find("http://a.lan")).toBeUndefined();
  await store.save("http://a.lan", new Secret("one"), "Ann");
  expect(JSON.parse(await readFile(join(folder, "cli.json"), "utf8"))).toMatchObject({
    servers: { "http://a.lan": { key: "one" } },
  });
});
