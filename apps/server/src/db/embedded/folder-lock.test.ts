import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readFile, rm, stat, utimes, writeFile } from "node:fs/promises";
import { hostname, tmpdir } from "node:os";
import { join } from "node:path";
import { silentLog, systemClock } from "@wopr/kernel";
import { newUuidV7 } from "@wopr/kernel/node";
import { createFakeClock, eventually } from "@wopr/testkit";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { type FolderLock, lockFolder } from "./folder-lock.ts";
import { readProcess, readProcessSpace } from "./process-facts.ts";

let folder: string;
const held: FolderLock[] = [];

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "wopr-lock-"));
});
afterEach(async () => {
  await Promise.all(held.splice(0).map((lock) => lock.release()));
  await rm(folder, { recursive: true });
});

async function lock(clock = systemClock) {
  const taken = await lockFolder(folder, { clock, log: silentLog, newId: newUuidV7 }, new AbortController().signal);
  held.push(taken);
  return taken;
}

/** A lock somebody else left; a test states only what differs. */
async function leaveLock(differs: Partial<Record<"pid" | "host" | "space" | "startedAt", unknown>> = {}) {
  const self = await readProcess(process.pid);
  const holder = {
    pid: process.pid,
    host: hostname(),
    space: await readProcessSpace(),
    startedAt: self?.startedAt,
    token: "theirs",
    ...differs,
  };
  await writeFile(join(folder, "server.lock"), JSON.stringify(holder));
}

describe("the lock on a data folder", () => {
  test("keeps a second server out, and names the first", async () => {
    await lock();
    await expect(lock()).rejects.toMatchObject({
      code: "database.folder_locked",
      params: { folder, pid: process.pid, host: hostname() },
    });
  });

  test("can be taken again once released", async () => {
    await (await lock()).release();
    await lock();
  });

  test("of twenty servers at once, one gets it", async () => {
    const tries = await Promise.allSettled(Array.from({ length: 20 }, () => lock()));
    expect(tries.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
  });

  test("of twenty servers at once, one takes over from a dead one", async () => {
    await leaveLock({ startedAt: "long ago" });
    const tries = await Promise.allSettled(Array.from({ length: 20 }, () => lock()));
    expect(tries.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
  });

  test("is taken over at once from a server that was killed with -9", async () => {
    const child = spawn(process.execPath, ["-e", "setInterval(() => {}, 1000)"]);
    const facts = await eventually("the child", () => readProcess(child.pid ?? 0));
    await leaveLock({ pid: child.pid, startedAt: facts.startedAt });
    await expect(lock()).rejects.toMatchObject({ code: "database.folder_locked", params: { pid: child.pid } });
    const gone = once(child, "exit");
    child.kill("SIGKILL");
    await gone;
    await lock();
  });

  test("is taken over when the process number belongs to somebody else by now", async () => {
    await leaveLock({ startedAt: "before the last boot" });
    await lock();
  });

  test("is taken over when the file is damaged", async () => {
    await writeFile(join(folder, "server.lock"), '{"pid": 12');
    await lock();
  });

  test("of another machine is respected while its heart beats, and taken over when that stands still", async () => {
    await leaveLock({ host: "attic", space: "attic 1", pid: 1 });
    const clock = createFakeClock();
    const path = join(folder, "server.lock");
    const refused = lock(clock);
    refused.catch(() => undefined);
    await eventually("the watcher", () => clock.sleepers() === 1);
    await utimes(path, 1, 1);
    clock.advance(500);
    await expect(refused).rejects.toMatchObject({ params: { pid: 1, host: "attic" } });

    const taken = lock(clock);
    for (let waited = 0; waited < 12_000; waited += 500) {
      await eventually("the watcher", () => clock.sleepers() === 1);
      clock.advance(500);
    }
    await taken;
    expect(JSON.parse(await readFile(path, "utf8"))).toMatchObject({ pid: process.pid });
  });

  test("its heart beats while it is held", async () => {
    const clock = createFakeClock("2030-01-01T00:00:00Z");
    await lock(clock);
    await eventually("the heart", () => clock.sleepers() === 1);
    clock.advance(5_000);
    const { mtimeMs } = await eventually("the beat", async () => {
      const found = await stat(join(folder, "server.lock"));
      return found.mtimeMs === Date.parse("2030-01-01T00:00:05Z") && found;
    });
    expect(mtimeMs).toBe(Date.parse("2030-01-01T00:00:05Z"));
  });
});
