import { mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { silentLog } from "@wopr/kernel";
import fc from "fast-check";
import { afterEach, beforeEach, expect, test } from "vitest";
import { createSpool } from "./spool.ts";
import { ageOf } from "./spool-entry.ts";

let dataDir: string;
beforeEach(async () => {
  dataDir = await mkdtemp(join(tmpdir(), "wopr-spool-"));
});
afterEach(() => rm(dataDir, { recursive: true, force: true }));

const facts = (n: number) => ({
  upload_id: `0190b3b4-0000-7000-8000-${String(n).padStart(12, "0")}`,
  sha256: "0".repeat(64),
  capture_id: null,
  game_id: null,
  taken_at_monotonic_ms: n,
  boot_id: "b",
  taken_at: "2026-11-20T18:00:00.000Z",
});
const open = async (limitBytes = 1e9) => {
  const spool = createSpool({ dataDir, limitBytes, log: silentLog });
  await spool.start();
  return spool;
};
const photo = new Uint8Array([1, 2, 3]);

test("photos come out in the order they went in, also after a restart", async () => {
  const spool = await open();
  for (const n of [9, 3, 7]) await spool.add(photo, facts(n));
  const again = await open();
  const order = [];
  for (let entry = again.first(); entry; entry = again.first()) {
    order.push(entry.taken_at_monotonic_ms);
    await again.remove(entry);
  }
  expect(order).toEqual([9, 3, 7]);
  expect(await readdir(join(dataDir, "spool"))).toEqual([]);
});

test("the same upload id is kept once", async () => {
  const spool = await open();
  expect(await spool.add(photo, facts(1))).toEqual(await spool.add(photo, facts(1)));
  expect(spool.files).toBe(1);
});

test("what a crash left half done is removed, what was acknowledged stays", async () => {
  const first = await open();
  await first.add(photo, facts(1));
  const folder = join(dataDir, "spool");
  await writeFile(join(folder, "000000000002-x.jpg"), photo);
  await writeFile(join(folder, "000000000003-y.jpg.part"), photo);
  await writeFile(join(folder, "000000000004-z.json.part"), "{");
  const spool = await open();
  expect(spool.files).toBe(1);
  expect((await readdir(folder)).length).toBe(2);
});

test("a damaged sidecar uploads nothing and deletes nothing", async () => {
  const first = await open();
  await first.add(photo, facts(1));
  const folder = join(dataDir, "spool");
  const sidecar = (await readdir(folder)).find((file) => file.endsWith(".json"))!;
  await writeFile(join(folder, sidecar), "{");
  const spool = await open();
  expect(spool.files).toBe(0);
  expect((await readdir(folder)).length).toBe(2);
});

test("the limit is never passed", async () => {
  const spool = await open(7);
  expect(await spool.add(photo, facts(1))).not.toBe("full");
  expect(await spool.add(photo, facts(2))).not.toBe("full");
  expect(await spool.add(photo, facts(3))).toBe("full");
  expect(spool.bytes).toBe(6);
});

test("in the boot it was taken in, the age of a photo does not depend on the wall clock", () => {
  const date = fc.date({ noInvalidDate: true });
  fc.assert(
    fc.property(fc.nat(), fc.nat(), date, date, (taken, passed, takenAt, wall) => {
      const entry = { boot_id: "b", taken_at_monotonic_ms: taken, taken_at: takenAt.toISOString() };
      const age = ageOf(entry, { bootId: "b", monotonicMs: taken + passed, wall });
      expect(age).toEqual({ ageMs: passed, uncertain: false });
    }),
  );
});
