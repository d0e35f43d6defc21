import { open, readdir, readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import type { Clock } from "@wopr/kernel";
import { CameraErrors } from "./errors.ts";
import { isPhotoName, naturalOrder } from "./frame-order.ts";
import { endsWithEoi, readJpegHead } from "./jpeg.ts";
import type { Frame, FrameDriver, PositionMemory, Size } from "./types.ts";

/** What a watched folder needs. */
export interface WatchDeps {
  readonly name: string;
  readonly folder: string;
  readonly clock: Clock;
  /** Pause between two looks into the folder: 250 ms on a local disk, 2 s on a network mount. */
  readonly pollMs: number;
  /** A file is finished when its size did not change for this long. */
  readonly stableMs: number;
  /** Absent: photos that lie there when it opens do not count. Else those after the remembered one do. */
  readonly memory?: PositionMemory | undefined;
}

/** A file as seen in one look. A rewritten file is another one. */
interface Seen {
  readonly file: string;
  readonly size: number;
  readonly mtimeMs: number;
  readonly sinceMs: number;
}

const keyOf = ({ file, mtimeMs }: Pick<Seen, "file" | "mtimeMs">) => `${Math.round(mtimeMs)}/${file}`;
const inOrderOfArrival = (a: Seen, b: Seen) => a.mtimeMs - b.mtimeMs || naturalOrder(a.file, b.file);

/**
 * Delivers photos that something else puts into a folder, each exactly once, oldest first.
 *
 * The folder is polled: file notifications are silent on network mounts and doubled elsewhere.
 */
export function createWatchDriver({ name, folder, clock, pollMs, stableMs, memory }: WatchDeps): FrameDriver {
  let life: AbortController | undefined;
  let loop: Promise<void> = Promise.resolve();
  /** Not to be delivered (any more), by key. */
  let settled = new Set<string>();
  let growing = new Map<string, Seen>();
  let ready: Seen[] = [];
  let wake: (() => void)[] = [];
  let native: Size | undefined;
  let last: Frame | undefined;
  let readable = true;

  const list = async (): Promise<Seen[]> => {
    const files = await readdir(folder).catch((cause: unknown) => {
      const why = "it is not there or may not be read.";
      throw CameraErrors.folder_unusable({ camera: name, folder, why }, { cause });
    });
    const now = clock.monotonicMs();
    const seen = await Promise.all(
      files.filter(isPhotoName).map(async (file) => {
        // A file may vanish between listing and asking; then it is as if it had not been listed.
        const facts = await stat(join(folder, file)).catch(() => undefined);
        return facts?.isFile() ? { file, size: facts.size, mtimeMs: facts.mtimeMs, sinceMs: now } : undefined;
      }),
    );
    return seen.filter((entry) => entry !== undefined);
  };

  const look = async (): Promise<void> => {
    const still = new Map<string, Seen>();
    for (const entry of (await list()).toSorted(inOrderOfArrival)) {
      if (settled.has(keyOf(entry))) continue;
      const before = growing.get(entry.file);
      const unchanged = before && before.size === entry.size && before.mtimeMs === entry.mtimeMs;
      const current = unchanged ? before : entry;
      const stable = clock.monotonicMs() - current.sinceMs >= stableMs;
      if (stable && current.size > 0 && (await tailIsComplete(join(folder, entry.file), entry.size))) {
        settled.add(keyOf(entry));
        ready.push(current);
      } else still.set(entry.file, current);
    }
    growing = still;
    if (ready.length === 0) return;
    const waiting = wake;
    wake = [];
    for (const go of waiting) go();
  };

  const watch = async (signal: AbortSignal): Promise<void> => {
    while (!signal.aborted) {
      // A folder that goes away (a mount that drops) may come back; a shot meanwhile ends at its own deadline.
      readable = await look().then(
        () => true,
        () => false,
      );
      await clock.sleep(pollMs, signal).catch(() => {});
    }
  };

  const arrival = (signal: AbortSignal): Promise<void> =>
    new Promise((resolve, reject) => {
      const give = () => reject(signal.reason as Error);
      signal.addEventListener("abort", give, { once: true });
      wake.push(() => {
        signal.removeEventListener("abort", give);
        resolve();
      });
    });

  const read = async (entry: Seen): Promise<Frame> => {
    const bytes = await readFile(join(folder, entry.file)).catch((cause: unknown) => {
      throw CameraErrors.bad_frame({ camera: name, why: `${entry.file} cannot be read.` }, { cause });
    });
    const head = readJpegHead(bytes);
    if (!head.ok) throw CameraErrors.bad_frame({ camera: name, why: `${entry.file}: ${head.why}` });
    native = [head.width, head.height];
    const { width, height } = head;
    return { bytes, width, height, takenAtMonotonicMs: entry.sinceMs, origin: entry.file, notes: null };
  };

  const oldestReady = async (signal: AbortSignal): Promise<Seen> => {
    for (;;) {
      signal.throwIfAborted();
      const [first] = ready;
      if (first) return first;
      await arrival(signal);
    }
  };

  return {
    model: "Watched folder",
    stored: true,
    nativeSize: () => native,

    explain() {
      if (!readable) return "Its folder cannot be read.";
      const [unfinished] = growing.keys();
      return unfinished
        ? `${unfinished} is there, but it is not a finished photo.`
        : "No new photo came into its folder.";
    },

    async open() {
      const present = await list();
      const remembered = await memory?.load();
      const mark = present.find((entry) => entry.file === remembered);
      const counts = (entry: Seen) => mark !== undefined && inOrderOfArrival(entry, mark) > 0;
      settled = new Set(present.filter((entry) => !counts(entry)).map(keyOf));
      growing = new Map();
      ready = [];
      life = new AbortController();
      loop = watch(life.signal);
    },

    async close() {
      life?.abort(new Error("closed"));
      life = undefined;
      await loop;
    },

    async shoot(signal) {
      const entry = await oldestReady(signal);
      ready.shift();
      const frame = await read(entry);
      await memory?.save(entry.file);
      last = frame;
      return frame;
    },

    async look(signal) {
      if (ready.length === 0 && last) return last;
      return read(await oldestReady(signal));
    },
  };
}

/** Whether the last bytes of a file are the end of a JPEG; only those bytes are read. */
async function tailIsComplete(path: string, size: number): Promise<boolean> {
  const file = await open(path, "r").catch(() => undefined);
  if (!file) return false;
  try {
    const tail = Buffer.alloc(Math.min(64, size));
    await file.read(tail, 0, tail.length, size - tail.length);
    return endsWithEoi(tail);
  } finally {
    await file.close();
  }
}
