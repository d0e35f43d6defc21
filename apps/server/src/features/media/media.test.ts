import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { chmod, mkdir, mkdtemp, readdir, rm, stat, utimes, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Log, silentLog, systemClock } from "@wopr/kernel";
import { newUuidV7 } from "@wopr/kernel/node";
import { createFakeClock } from "@wopr/testkit";
import { createTestDb, type TestDb } from "@wopr/testkit/database";
import fc from "fast-check";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { collect } from "./collect.ts";
import { isKey } from "./domain.ts";
import { createFolderStore } from "./folder-store.ts";
import { createMediaService } from "./media.ts";

const never = new AbortController().signal;
const photo = (text: string) => new TextEncoder().encode(text);
const DAY_MS = 24 * 60 * 60_000;

let testDb: TestDb;
let root: string;
beforeAll(async () => {
  testDb = await createTestDb();
});
afterAll(() => testDb.close());
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), "wopr-media-"));
});
afterEach(() => rm(root, { recursive: true, force: true }));

function aMedia(differs: { readonly root?: string; readonly create?: boolean; readonly log?: Log } = {}) {
  const bytes = createFolderStore({ root: differs.root ?? root, create: differs.create ?? true, newId: newUuidV7 });
  const log = differs.log ?? silentLog;
  const service = createMediaService({ db: testDb.db, bytes, clock: systemClock, newId: newUuidV7, log });
  const put = (key: string, content: Uint8Array) =>
    testDb.db.transaction((tx) =>
      service.put(tx, { key, bytes: content, mime: "image/jpeg", feature: "tabletop", ownerObject: "game:1" }),
    );
  return { bytes, service, put };
}
const aKey = () => `games/${newUuidV7()}/cap_0_20251213_100000.jpg`;

describe("storing a file", () => {
  test("what was put can be found, located and read, and nothing unfinished is left", async () => {
    const { service, put } = aMedia();
    const key = aKey();
    const object = await put(key, photo("hello"));
    expect(object).toMatchObject({ key, bytes: 5, mime: "image/jpeg", width: null });
    expect(await service.find(key)).toEqual(object);
    expect(new TextDecoder().decode(await service.read(key))).toBe("hello");
    expect(service.locate(key)).toBe(join(root, key));
    expect(await readdir(join(root, ".writing"))).toEqual([]);
    expect((await stat(service.locate(key))).mode & 0o077).toBe(0);
  });

  test("a transaction that fails leaves no row, and the key can be used again", async () => {
    const { service, put } = aMedia();
    const key = aKey();
    const failing = testDb.db.transaction(async (tx) => {
      await service.put(tx, { key, bytes: photo("lost"), mime: "image/jpeg", feature: "t", ownerObject: "g" });
      throw new Error("planted");
    });
    await expect(failing).rejects.toThrow("planted");
    expect(await service.find(key)).toBeUndefined();
    await put(key, photo("kept"));
    expect(new TextDecoder().decode(await service.read(key))).toBe("kept");
  });

  test("of two who put the same key at once one wins, and its bytes stay", async () => {
    const { service, put } = aMedia();
    const key = aKey();
    const both = await Promise.allSettled([put(key, photo("one")), put(key, photo("two"))]);
    const winners = both.flatMap((one, index) => (one.status === "fulfilled" ? [["one", "two"][index]] : []));
    expect(winners).toHaveLength(1);
    expect(both.find((one) => one.status === "rejected")).toMatchObject({ reason: { code: "media.key_taken" } });
    expect(new TextDecoder().decode(await service.read(key))).toBe(winners[0]);
  });

  test("no key leads out of the folder", async () => {
    const { service, put } = aMedia();
    for (const key of [
      "../x",
      "a/../../x",
      "/etc/passwd",
      "a//b",
      "",
      ".writing/x",
      "a/.hidden",
      "a\\b",
      "a\0b",
      "a/",
    ]) {
      await expect(put(key, photo("x"))).rejects.toMatchObject({ code: "media.bad_key" });
      expect(await service.find(key)).toBeUndefined();
      await expect(service.read(key)).rejects.toMatchObject({ code: "media.not_found" });
    }
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom("a", ".", "/", "\\", "-", "%") }), (text) => {
        if (isKey(text)) expect(join("/root", text).startsWith("/root/")).toBe(true);
      }),
    );
  });

  test("a share that is not mounted is not replaced by a folder of the same name", async () => {
    const missing = join(root, "not-mounted");
    const { bytes, put } = aMedia({ root: missing, create: false });
    await expect(put(aKey(), photo("x"))).rejects.toMatchObject({ code: "media.storage_unavailable", status: 503 });
    expect(existsSync(missing)).toBe(false);
    expect(await bytes.isReachable()).toBe(false);
    expect(await aMedia({ root: missing, create: true }).bytes.isReachable()).toBe(true);
  });

  test("a file that is missing or changed behind its row is reported, never served", async () => {
    const errors: unknown[] = [];
    const log: Log = { ...silentLog, error: (facts) => void errors.push(facts) };
    const { service, put } = aMedia({ log });
    const [changed, gone] = [aKey(), aKey()];
    await put(changed, photo("true"));
    await put(gone, photo("true"));
    await chmod(service.locate(changed), 0o600);
    await writeFile(service.locate(changed), "false");
    await rm(service.locate(gone));
    for (const key of [changed, gone]) await expect(service.read(key)).rejects.toMatchObject({ code: "media.corrupt" });
    expect(errors).toMatchObject([{ missing: false }, { missing: true }]);
  });
});

// A file system of a few pages: only root may mount one, and a full real disk would harm this machine.
const small = join(tmpdir(), `wopr-small-${newUuidV7()}`);
await mkdir(small, { recursive: true });
const run = (program: string, ...args: readonly string[]) => spawnSync(program, args).status === 0;
const canMount = run("mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", small);
afterAll(async () => {
  if (canMount) run("umount", small);
  await rm(small, { recursive: true, force: true });
});

test.skipIf(!canMount)(
  "a full disk is 507, leaves nothing behind, and reading goes on (needs the right to mount)",
  async () => {
    const { service, put } = aMedia({ root: small });
    const [fits, tooBig] = [aKey(), aKey()];
    await put(fits, photo("small"));
    await expect(put(tooBig, new Uint8Array(200_000))).rejects.toMatchObject({ code: "media.no_space", status: 507 });
    expect(await service.find(tooBig)).toBeUndefined();
    expect(await readdir(join(small, ".writing"))).toEqual([]);
    expect(new TextDecoder().decode(await service.read(fits))).toBe("small");
  },
);

describe("collecting", () => {
  test("removes old files nobody was told of, unfinished ones, and what was long in the trash; nothing else", async () => {
    const { bytes, service, put } = aMedia();
    const [kept, trashed, recent] = [aKey(), aKey(), aKey()];
    for (const key of [kept, trashed, recent]) await put(key, photo(key));
    const orphan = aKey();
    const youngOrphan = aKey();
    for (const key of [orphan, youngOrphan]) await bytes.put(key, photo("orphan"));
    await writeFile(join(root, ".writing", "half"), "half");
    await writeFile(join(root, "a note of a person.txt"), "mine");
    const longAgo = new Date(Date.now() - 2 * DAY_MS);
    for (const path of [kept, trashed, orphan, ".writing/half", "a note of a person.txt"])
      await utimes(join(root, path), longAgo, longAgo);
    await testDb.db.transaction((tx) => service.trash(tx, trashed));

    const soon = { db: testDb.db, bytes, clock: systemClock };
    expect(await collect(soon, never)).toEqual({ unfinished: 1, orphans: 1, trashed: 0 });
    expect(await collect(soon, never)).toEqual({ unfinished: 0, orphans: 0, trashed: 0 });
    expect(await service.find(trashed)).toBeUndefined();
    expect(await bytes.read(trashed)).toBeDefined();

    const later = createFakeClock(new Date(Date.now() + 31 * DAY_MS).toISOString());
    const collected = await collect({ ...soon, clock: later }, never);
    expect(collected.trashed).toBe(1);
    expect(await bytes.read(trashed)).toBeUndefined();
    for (const key of [kept, recent]) expect(await service.read(key)).toBeDefined();
    expect(existsSync(join(root, "a note of a person.txt"))).toBe(true);
  });
});
