import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { appendFile, mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { silentLog } from "@wopr/kernel";
import { newUuidV7 } from "@wopr/kernel/node";
import { createTestDb } from "@wopr/testkit/database";
import { afterEach, describe, expect, test } from "vitest";
import { createFlakyDatabase } from "../../database-away.testing.ts";
import type { Run } from "./domain/types.ts";
import { createJournal, readLines } from "./journal.ts";

const TRIALS = Number(process.env["WOPR_TRIALS"] ?? 6);
const SCRIPT = join(import.meta.dirname, "writing-process.testing.ts");
const undo: (() => unknown)[] = [];
afterEach(async () => {
  for (const one of undo.splice(0).reverse()) await one();
});

async function aFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "wopr-journal-"));
  undo.push(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

function start(url: string, folder: string, mode: "write" | "replay") {
  const safe = new Set<string>();
  const seen = { stored: 0, journalled: 0 };
  const child: ChildProcess = fork(SCRIPT, [url, folder, mode], { stdio: ["ignore", "inherit", "inherit", "ipc"] });
  undo.push(() => child.kill("SIGKILL"));
  child.on("message", (message: { safe?: string[]; stored?: boolean }) => {
    for (const id of message.safe ?? []) safe.add(id);
    if (message.stored === true) seen.stored += 1;
    if (message.stored === false) seen.journalled += 1;
  });
  return { child, safe, seen };
}

describe("S16: the server is killed while it stores results", () => {
  test(`${TRIALS} times at random moments, with the database there, away, and in between: nothing safe is lost or doubled`, {
    timeout: 60_000 + TRIALS * 10_000,
  }, async () => {
    const testDb = await createTestDb();
    undo.push(() => testDb.close());
    const database = await createFlakyDatabase(testDb.url);
    undo.push(() => database.down());
    const folder = await aFolder();
    const safe = new Set<string>();
    const seen = { stored: 0, journalled: 0 };
    for (let trial = 0; trial < TRIALS; trial += 1) {
      await (trial % 3 === 0 ? database.down() : database.up());
      const run = start(database.url, folder, "write");
      await expect.poll(() => run.safe.size, { timeout: 20_000, interval: 5 }).toBeGreaterThan(0);
      if (trial % 3 === 2) {
        await expect.poll(() => run.seen.stored, { timeout: 10_000, interval: 5 }).toBeGreaterThan(0);
        await database.down();
        await expect.poll(() => run.seen.journalled, { timeout: 10_000, interval: 5 }).toBeGreaterThan(0);
      }
      const wait = Math.random() * 120;
      const until = performance.now() + wait;
      await expect.poll(() => performance.now() >= until, { interval: 2 }).toBe(true);
      run.child.kill("SIGKILL");
      await once(run.child, "exit");
      for (const id of run.safe) safe.add(id);
      seen.stored += run.seen.stored;
      seen.journalled += run.seen.journalled;
    }
    await database.up();
    const last = start(database.url, folder, "replay");
    const [message] = (await once(last.child, "message")) as [{ replayed: boolean }];
    expect(message).toEqual({ replayed: true });
    await once(last.child, "exit");
    const { rows } = await testDb.pool.query<{ run_id: string; count: number }>(
      "SELECT run_id, count(*)::int AS count FROM status_results GROUP BY run_id",
    );
    const there = new Map(rows.map((row) => [row.run_id, row.count]));
    expect([...safe].filter((id) => !there.has(id))).toEqual([]);
    expect(rows.filter(({ count }) => count !== 1)).toEqual([]);
    // A trial that never came to what it is for proves nothing.
    expect(seen.stored).toBeGreaterThan(0);
    expect(seen.journalled).toBeGreaterThan(0);
    expect((await readFile(join(folder, "journal.ndjson"), "utf8")).length).toBe(0);
  });
});

describe("the journal", () => {
  const run = (differs: Partial<Run> = {}): Run => ({
    runId: newUuidV7(),
    check: "db-up",
    vantage: "server",
    atUs: 1,
    startedUs: 1,
    endedUs: 2,
    result: "fail",
    norunReason: null,
    root: [],
    ms: 1,
    error: "no ünicode\nlost",
    facts: {},
    trigger: "schedule",
    maintenance: false,
    ...differs,
  });
  const open = async (folder: string, maxBytes?: number) => {
    const journal = createJournal({
      folder: () => folder,
      log: silentLog,
      newId: newUuidV7,
      ...(maxBytes ? { maxBytes } : {}),
    });
    await journal.open();
    undo.push(() => journal.close());
    return journal;
  };

  test("leaves out a line that a power cut tore, and keeps those around it", async () => {
    const folder = await aFolder();
    const first = await open(folder);
    const runs = [run(), run(), run()];
    await first.append(runs.map((one) => ({ run: one, change: null })));
    await first.close();
    const file = join(folder, "journal.ndjson");
    const text = await readFile(file, "utf8");
    await appendFile(file, text.split("\n")[0]!.slice(0, 60));
    const again = await open(folder);
    await again.append([{ run: run(), change: null }]);
    expect(again.backlog()).toBe(4);
    const { damaged, runs: read } = readLines(await readFile(file, "utf8"));
    expect([damaged, read.length]).toEqual([0, 4]);
    expect(read[0]?.run).toEqual(runs[0]);
  });

  test("a flipped byte is found", async () => {
    const folder = await aFolder();
    const journal = await open(folder);
    await journal.append([{ run: run(), change: null }]);
    const text = await readFile(join(folder, "journal.ndjson"), "utf8");
    for (let at = 0; at < text.length - 1; at += 7) {
      const flipped = text.slice(0, at) + (text[at] === "x" ? "y" : "x") + text.slice(at + 1);
      expect(readLines(flipped).runs).toHaveLength(0);
    }
  });

  test("a failure halfway through a replay keeps what was not stored, in order, and new runs wait behind it", async () => {
    const folder = await aFolder();
    const journal = await open(folder);
    const runs = Array.from({ length: 1_200 }, (_, index) => run({ atUs: index }));
    await journal.append(runs.map((one) => ({ run: one, change: null })));
    const stored: number[] = [];
    await expect(
      journal.replay(async (portion) => {
        if (stored.length > 0) throw new Error("gone again");
        stored.push(...portion.map((one) => one.run.atUs));
      }),
    ).rejects.toThrow("gone again");
    await journal.append([{ run: run({ atUs: 9_999 }), change: null }]);
    const later: number[] = [];
    await journal.replay(async (portion) => void later.push(...portion.map((one) => one.run.atUs)));
    await journal.replay(async (portion) => void later.push(...portion.map((one) => one.run.atUs)));
    expect(later).toEqual([...runs.map(({ atUs }) => atUs), 9_999]);
    expect(journal.backlog()).toBe(0);
  });

  test("when it is full, older runs become counts and none is forgotten", async () => {
    const folder = await aFolder();
    const journal = await open(folder, 40_000);
    for (let i = 0; i < 60; i += 1)
      await journal.append(Array.from({ length: 10 }, () => ({ run: run({ atUs: i * 1_000_000 }), change: null })));
    const { runs } = readLines(await readFile(join(folder, "journal.ndjson"), "utf8"));
    const counted = runs.reduce((sum, { run: one }) => {
      const inner = one.facts["compacted"] as { fail: number } | undefined;
      return sum + (inner ? inner.fail : 1);
    }, 0);
    expect(counted).toBe(600);
    expect(runs.length).toBeLessThan(600);
  });
});
