import { randomBytes } from "node:crypto";
import { mkdtemp, readdir, readFile, rm, truncate, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  createBackup,
  listAudit,
  listBackups,
  listDrills,
  putSecret,
  readJob,
  readSystem,
  runDrill,
  verifyBackup,
} from "@wopr/contracts";
import { silentLog, systemClock } from "@wopr/kernel";
import { newUuidV7, sha256Hex } from "@wopr/kernel/node";
import { eventually } from "@wopr/testkit";
import { createTestDb, type TestDb } from "@wopr/testkit/database";
import fc from "fast-check";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { asDatabase } from "../../db/database.testing.ts";
import { createTestServer, type TestPerson, type TestServer } from "../../testing.ts";
import { openArchive } from "./archive/read.ts";
import { decodeRecords, encodeRecord, type Record } from "./archive/records.ts";
import { type ArchiveHeader, kdfFor } from "./archive/seal.ts";
import { writeArchive } from "./archive/write.ts";
import { checkArchive } from "./check-archive.ts";
import { keepers, USUAL } from "./domain/retention.ts";
import { restore } from "./restore.ts";

const PASSPHRASE = "a passphrase for backups of tests";
const undo: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const one of undo.splice(0).reverse()) await one();
});

const header = (key: Parameters<typeof kdfFor>[0]): ArchiveHeader => ({
  format: 1,
  version: "0.0.0",
  installation: "i",
  epoch: 1,
  created_at: "2026-01-01T00:00:00.000Z",
  kdf: kdfFor(key, randomBytes),
  nonce: randomBytes(8).toString("hex"),
});

async function aFolder() {
  const folder = await mkdtemp(join(tmpdir(), "wopr-backup-"));
  undo.push(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

async function* some(content: Buffer): AsyncIterable<Record> {
  yield { kind: "begin", name: "table/x" };
  for (let at = 0; at < content.byteLength; at += 50_000)
    yield { kind: "data", bytes: content.subarray(at, at + 50_000) };
  yield { kind: "end" };
}
async function readAll(path: string, key: Parameters<typeof kdfFor>[0]): Promise<Buffer> {
  const pieces: Buffer[] = [];
  for await (const record of (await openArchive(path)).records(key))
    if (record.kind === "data") pieces.push(record.bytes);
  return Buffer.concat(pieces);
}

describe("an archive", () => {
  test("gives back what was put in, whatever its length, and records however they are cut", async () => {
    const folder = await aFolder();
    const key = { file: randomBytes(32) };
    for (const length of [0, 1, 65_535, 65_536, 65_537, 300_000]) {
      const content = randomBytes(length);
      await writeArchive(join(folder, "a"), header(key), key, some(content));
      expect((await readAll(join(folder, "a"), key)).equals(content)).toBe(true);
    }
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.uint8Array({ maxLength: 50 })),
        fc.integer({ min: 1, max: 17 }),
        async (datas, cut) => {
          const records: Record[] = [
            { kind: "begin", name: "ü" },
            ...datas.map((data): Record => ({ kind: "data", bytes: Buffer.from(data) })),
            { kind: "end" },
          ];
          const bytes = Buffer.concat(records.map(encodeRecord));
          const pieces = Array.from({ length: Math.ceil(bytes.byteLength / cut) }, (_, i) =>
            bytes.subarray(i * cut, (i + 1) * cut),
          );
          const found: Record[] = [];
          for await (const record of decodeRecords(
            (async function* () {
              yield* pieces;
            })(),
          ))
            found.push(record);
          expect(found).toEqual(records);
        },
      ),
    );
  });

  test("P16: is refused with every single byte flipped, cut anywhere, with anything behind it, and with a wrong key", {
    timeout: 60_000,
  }, async () => {
    const folder = await aFolder();
    const key = { file: randomBytes(32) };
    const path = join(folder, "a");
    await writeArchive(path, header(key), key, some(Buffer.from("some rows\n".repeat(5))));
    const whole = await readFile(path);
    const damaged = join(folder, "b");
    const refused = async (bytes: Buffer, what: string) => {
      await writeFile(damaged, bytes);
      const outcome = await readAll(damaged, key).then(
        () => "read",
        (failure: { code?: string }) => failure.code,
      );
      expect([what, outcome]).toEqual([what, expect.stringMatching(/^backup\.(damaged|truncated|no_archive|no_key)$/)]);
    };
    for (let at = 0; at < whole.byteLength; at += 1) {
      const flipped = Buffer.from(whole);
      flipped[at] = (flipped[at] ?? 0) ^ (1 << (at % 8));
      await refused(flipped, `byte ${at} flipped`);
    }
    for (let length = 0; length < whole.byteLength; length += 1)
      await refused(whole.subarray(0, length), `cut at ${length}`);
    await refused(Buffer.concat([whole, Buffer.from([0])]), "something behind it");
    await expect(readAll(path, { file: randomBytes(32) })).rejects.toMatchObject({ code: "backup.no_key" });
    await expect(readAll(path, { passphrase: "x" })).rejects.toMatchObject({ code: "backup.no_key" });
  });

  test("with several chunks: chunks swapped, dropped or repeated are refused; a wrong passphrase too", async () => {
    const folder = await aFolder();
    const key = { passphrase: PASSPHRASE };
    const path = join(folder, "a");
    await writeArchive(path, header(key), key, some(randomBytes(200_000)));
    await expect(readAll(path, { passphrase: `${PASSPHRASE}!` })).rejects.toMatchObject({
      code: "backup.damaged",
      params: { chunk: 0 },
    });
    const whole = await readFile(path);
    const start = 12 + whole.readUInt32BE(8);
    const size = 4 + whole.readUInt32BE(start);
    const chunk = (n: number) => whole.subarray(start + n * size, start + (n + 1) * size);
    const [head, rest] = [whole.subarray(0, start), whole.subarray(start + 2 * size)];
    for (const bytes of [
      [head, chunk(1), chunk(0), rest],
      [head, chunk(1), rest],
      [head, chunk(0), chunk(0), chunk(1), rest],
      [head, chunk(0), chunk(1)],
    ]) {
      await writeFile(path, Buffer.concat(bytes));
      await expect(readAll(path, key)).rejects.toMatchObject({ code: "backup.damaged" });
    }
  });
});

describe("retention", () => {
  test("keeps the newest always, and one each of seven days, four weeks, six months", () => {
    const day = (n: number) => ({ id: String(n), at: new Date(Date.UTC(2026, 0, 1, 3, 30) + n * 86_400_000) });
    const year = Array.from({ length: 365 }, (_, n) => day(n));
    const kept = keepers(year, USUAL);
    expect([...kept].filter((id) => Number(id) > 357)).toHaveLength(7);
    expect(kept.size).toBeLessThanOrEqual(7 + 4 + 6);
    expect(kept.size).toBeGreaterThanOrEqual(14);
    fc.assert(
      fc.property(fc.array(fc.nat(3_000)), (days) => {
        const backups = days.map(day);
        const newest = Math.max(...days);
        const ids = keepers(backups, USUAL);
        if (days.length > 0) expect(ids.has(String(newest))).toBe(true);
        expect(
          keepers(
            backups.filter(({ id }) => ids.has(id)),
            USUAL,
          ),
        ).toEqual(ids);
      }),
    );
  });
});

describe("a whole installation", () => {
  let server: TestServer;
  let owner: TestPerson;
  let other: TestDb;
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "wopr-backup-"));
    server = await createTestServer({
      env: { WOPR_BACKUP_DIR: join(folder, "repository"), WOPR_BACKUP_PASSPHRASE: PASSPHRASE },
    });
    owner = await server.signIn("owner");
    other = await createTestDb({ template: false });
    await owner.client.call(putSecret, {
      params: { name: "a/b" },
      body: { value: "canary-of-a-backup", allowed: ["feature:x"] },
    });
    for (let n = 0; n < 3; n += 1) {
      const file = {
        key: `games/g/photo_${n}.jpg`,
        bytes: randomBytes(1_000),
        mime: "image/jpeg",
        feature: "tabletop",
        ownerObject: "g",
      };
      await server.testDb.db.transaction((tx) => server.media.put(tx, file));
    }
  });
  afterAll(async () => {
    await server.close();
    await other.close();
    await rm(folder, { recursive: true, force: true });
  });

  const done = async (id: string) =>
    eventually("the job is done", async () => {
      const job = await owner.client.call(readJob, { params: { id } });
      if (job.state === "failed") throw new Error(job.error?.detail);
      return job.state === "completed";
    });
  const back = async () => {
    await done((await owner.client.call(createBackup, {})).job_id);
    const [newest] = (await owner.client.call(listBackups, {})).items;
    if (!newest) throw new Error("there is no backup");
    return newest;
  };
  const archivePath = (archive: string) => join(folder, "repository/archives", archive);
  const target = async () => {
    const place = await aFolder();
    return {
      database: asDatabase(other),
      media: { root: join(place, "media"), create: true },
      masterKeyFile: join(place, "keys/master.key"),
      key: { passphrase: PASSPHRASE },
      clock: systemClock,
      log: silentLog,
      newId: newUuidV7,
      onProgress: () => {},
    };
  };

  test("P15: comes back elsewhere with equal rows, hashes and files; a second backup copies no file again", {
    timeout: 60_000,
  }, async () => {
    const first = await back();
    expect(first).toMatchObject({ state: "good", blobs: 3, blobs_copied: 3 });
    const second = await back();
    expect(second).toMatchObject({ state: "good", blobs: 3, blobs_copied: 0 });
    expect(await owner.client.call(verifyBackup, { params: { id: second.id } })).toMatchObject({ blobs: 3 });
    const sealed = (await readFile(archivePath(second.archive))).toString("latin1");
    expect(sealed).not.toMatch(/canary-of-a-backup|owner@example.org/);

    const options = await target();
    const restored = await restore({ ...options, archive: archivePath(second.archive) });
    expect(restored).toMatchObject({ files: 3, epoch: 2 });
    for (let n = 0; n < 3; n += 1) {
      const was = await server.media.read(`games/g/photo_${n}.jpg`);
      const now = await readFile(join(options.media.root, `games/g/photo_${n}.jpg`));
      expect(sha256Hex(now)).toBe(sha256Hex(was));
    }
    const { rows } = await other.pool.query("SELECT epoch FROM installation");
    expect(rows).toEqual([{ epoch: 2 }]);
    const again = await createTestServer({
      env: {
        WOPR_DATABASE_URL: other.url,
        WOPR_SECRET_KEY_FILE: options.masterKeyFile,
        WOPR_BACKUP_DIR: join(folder, "repository"),
      },
    });
    const answer = await again.request("/api/v1/auth/sign-in/email", {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ email: owner.email, password: owner.password }),
    });
    expect(answer.status).toBe(200);
    expect((await again.secrets.resolve("a/b", { feature: "x" })).reveal()).toBe("canary-of-a-backup");
    expect(await again.audit.verify(new AbortController().signal)).toMatchObject({ ok: true });
    await again.close();
    await expect(restore({ ...options, archive: archivePath(second.archive) })).rejects.toMatchObject({
      code: "backup.target_not_empty",
    });
  });

  test("what is damaged is named before the target is touched", async () => {
    const backup = await back();
    const options = { ...(await target()), archive: archivePath(backup.archive) };
    const empty = await createTestDb({ template: false });
    undo.push(() => empty.close());
    const into = { ...options, database: asDatabase(empty) };
    const untouched = async () =>
      (await empty.pool.query("SELECT 1 FROM pg_class WHERE relnamespace = 'public'::regnamespace")).rows.length;
    await expect(restore({ ...into, key: { passphrase: "wrong passphrase" } })).rejects.toMatchObject({
      code: "backup.damaged",
    });
    const blobs = join(folder, "repository/blobs");
    const [blob = ""] = await readdir(blobs);
    const bytes = await readFile(join(blobs, blob));
    await writeFile(join(blobs, blob), "other bytes");
    await expect(restore(into)).rejects.toMatchObject({ code: "backup.blob_missing" });
    await writeFile(join(blobs, blob), bytes);
    await writeFile(join(options.media.root, "../other.key"), "x").catch(() => {});
    const masterKeyFile = join(await aFolder(), "master.key");
    await writeFile(masterKeyFile, randomBytes(32).toString("base64"));
    await expect(restore({ ...into, masterKeyFile })).rejects.toMatchObject({ code: "backup.target_not_empty" });
    await truncate(options.archive, 5_000);
    await expect(restore(into)).rejects.toMatchObject({ code: expect.stringMatching(/backup\.(truncated|damaged)/) });
    expect(await untouched()).toBe(0);
  });

  test("P17: a drill passes for a good backup, fails when a table is not what was written, and tells about it", {
    timeout: 60_000,
  }, async () => {
    const good = await back();
    await done((await owner.client.call(runDrill, {})).job_id);
    const [drill] = (await owner.client.call(listDrills, {})).items;
    expect(drill).toMatchObject({ ok: true, backup_id: good.id, differences: [] });
    const { rows: left } = await server.testDb.pool.query(
      "SELECT datname FROM pg_database WHERE datname LIKE 'wopr_drill_%'",
    );
    expect(left).toEqual([]);

    // An archive whose manifest says something else of one table than what is in it.
    const path = archivePath(good.archive);
    const key = { passphrase: PASSPHRASE };
    const records: Record[] = [];
    let inManifest = false;
    for await (const record of (await openArchive(path)).records(key)) {
      if (record.kind === "begin") inManifest = record.name === "manifest.json";
      const text =
        record.kind === "data" && inManifest
          ? record.bytes.toString().replace(/("name":"identity_users".*?"sha256":")./, "$1_")
          : undefined;
      records.push(text === undefined ? record : { kind: "data", bytes: Buffer.from(text) });
    }
    const { header: was } = await openArchive(path);
    await writeArchive(
      path,
      was,
      key,
      (async function* () {
        yield* records;
      })(),
    );
    await expect(checkArchive(path, key)).rejects.toMatchObject({
      code: "backup.table_damaged",
      params: { table: "identity_users" },
    });
    await done((await owner.client.call(runDrill, {})).job_id);
    const [failed] = (await owner.client.call(listDrills, {})).items;
    expect(failed).toMatchObject({ ok: false, differences: [expect.stringContaining("identity_users")] });
    const { rows } = await server.testDb.pool.query(
      "SELECT severity FROM notifications WHERE kind = 'backup.drill_failed'",
    );
    expect(rows).toEqual([{ severity: "critical" }]);
    expect((await owner.client.call(readSystem, {})).last_drill?.ok).toBe(false);
    expect(
      (await owner.client.call(listAudit, { query: { action: "backup.create_archive" } })).items.length,
    ).toBeGreaterThan(0);
  });
});
