import { mkdir, readdir, readFile, rename, rm, stat } from "node:fs/promises";
import { join } from "node:path";
import type { Log, Runnable } from "@wopr/kernel";
import { syncFolder, UNFINISHED, writeDurably } from "./durable-file.ts";
import { SpoolEntry, stemOf } from "./spool-entry.ts";

/** Photos the server has not confirmed yet, in order, on disk. */
export interface Spool extends Runnable {
  /**
   * Keeps a photo. When it returns, photo and sidecar survive a power cut. The same upload id is kept once.
   *
   * @returns The entry; `"full"` when the limit would be passed, then nothing was kept.
   * @throws the error of the file system, e.g. `ENOSPC`; then nothing was kept.
   */
  add(photo: Uint8Array, facts: Omit<SpoolEntry, "seq" | "size_bytes">): Promise<SpoolEntry | "full">;
  /** The oldest entry, without taking it out. */
  first(): SpoolEntry | undefined;
  find(uploadId: string): SpoolEntry | undefined;
  read(entry: SpoolEntry): Promise<Uint8Array>;
  /** Forgets a photo the server has confirmed. Idempotent. */
  remove(entry: SpoolEntry): Promise<void>;
  /** Sets a photo aside that the server refuses for good: kept on disk for people, no longer in line. */
  setAside(entry: SpoolEntry, why: string): Promise<void>;
  /** Where the photo lies, below the data folder. */
  pathOf(entry: SpoolEntry): string;
  readonly files: number;
  readonly bytes: number;
  readonly full: boolean;
  /** Photos set aside since they were first refused. */
  readonly refused: number;
}

/**
 * A spool below the data folder.
 *
 * @param deps `limitBytes`: photos may take this much together; set-aside photos count too.
 */
export function createSpool(deps: { readonly dataDir: string; readonly limitBytes: number; readonly log: Log }): Spool {
  const { dataDir, limitBytes, log } = deps;
  const folder = join(dataDir, "spool");
  const aside = join(dataDir, "refused");
  let line: SpoolEntry[] = [];
  let lastSeq = 0;
  let asideBytes = 0;
  let asideFiles = 0;

  const photoPath = (entry: SpoolEntry) => join(folder, `${stemOf(entry)}.jpg`);
  const sidecarPath = (entry: SpoolEntry) => join(folder, `${stemOf(entry)}.json`);
  const used = () => asideBytes + line.reduce((sum, entry) => sum + entry.size_bytes, 0);

  /** Brings order into what a crash left behind: only a photo with its sidecar was ever acknowledged. */
  const recover = async (): Promise<void> => {
    const files = await readdir(folder);
    const entries: SpoolEntry[] = [];
    for (const file of files.filter((name) => name.endsWith(".json"))) {
      const parsed = SpoolEntry.safeParse(parseJson(await readFile(join(folder, file), "utf8")));
      const photo = parsed.success ? await stat(photoPath(parsed.data)).catch(() => undefined) : undefined;
      if (parsed.success && photo?.size === parsed.data.size_bytes) entries.push(parsed.data);
      else log.error({ file }, "spooled photo is damaged; left on disk, not uploaded");
    }
    const known = new Set(entries.flatMap((entry) => [`${stemOf(entry)}.jpg`, `${stemOf(entry)}.json`]));
    const leftovers = files.filter(
      (file) =>
        file.endsWith(UNFINISHED) ||
        (file.endsWith(".jpg") && !known.has(file) && !files.includes(`${file.slice(0, -4)}.json`)),
    );
    for (const file of leftovers) await rm(join(folder, file), { force: true });
    if (leftovers.length > 0) log.info({ files: leftovers.length }, "removed photos that were never acknowledged");
    line = entries.toSorted((a, b) => a.seq - b.seq);
    lastSeq = line.at(-1)?.seq ?? 0;
  };

  return {
    name: "spool",
    async start() {
      await mkdir(folder, { recursive: true });
      await mkdir(aside, { recursive: true });
      const photos = (await readdir(aside)).filter((file) => file.endsWith(".jpg"));
      asideFiles = photos.length;
      asideBytes = 0;
      for (const file of photos) asideBytes += (await stat(join(aside, file))).size;
      await recover();
    },
    stop: async () => {},

    async add(photo, facts) {
      const kept = line.find((entry) => entry.upload_id === facts.upload_id);
      if (kept) return kept;
      if (used() + photo.length > limitBytes) return "full";
      lastSeq += 1;
      const entry: SpoolEntry = { ...facts, seq: lastSeq, size_bytes: photo.length };
      await writeDurably(photoPath(entry), photo);
      try {
        await writeDurably(sidecarPath(entry), JSON.stringify(entry));
      } catch (failure) {
        await rm(photoPath(entry), { force: true });
        throw failure;
      }
      line.push(entry);
      return entry;
    },

    first: () => line[0],
    find: (uploadId) => line.find((entry) => entry.upload_id === uploadId),
    read: (entry) => readFile(photoPath(entry)),

    async remove(entry) {
      // The sidecar first: a photo without one does not count, so a cut in between uploads nothing twice.
      await rm(sidecarPath(entry), { force: true });
      await rm(photoPath(entry), { force: true });
      await syncFolder(folder);
      line = line.filter((other) => other !== entry);
    },

    async setAside(entry, why) {
      const stem = stemOf(entry);
      await writeDurably(join(aside, `${stem}.json`), JSON.stringify({ ...entry, why }));
      await rename(photoPath(entry), join(aside, `${stem}.jpg`));
      await rm(sidecarPath(entry), { force: true });
      await syncFolder(folder);
      line = line.filter((other) => other !== entry);
      asideFiles += 1;
      asideBytes += entry.size_bytes;
    },

    pathOf: (entry) => `spool/${stemOf(entry)}.jpg`,
    get files() {
      return line.length;
    },
    get bytes() {
      return used();
    },
    get full() {
      return used() >= limitBytes;
    },
    get refused() {
      return asideFiles;
    },
  };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
