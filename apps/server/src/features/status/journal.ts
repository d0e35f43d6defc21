import { type FileHandle, open, readFile, rename, rm, stat } from "node:fs/promises";
import { join } from "node:path";
import { crc32 } from "node:zlib";
import type { Log, NewId } from "@wopr/kernel";
import { compactRuns } from "./domain/compact.ts";
import type { Run } from "./domain/types.ts";
import type { Change } from "./store-changes.ts";

/** A run that waits, and the transition it was. */
export interface Waiting {
  readonly run: Run;
  readonly change: Change | null;
}

/** Runs that are not in the database yet, on the disk of this server. */
export interface Journal {
  /** Opens what a former process left. */
  open(): Promise<void>;
  /** Resolves when the runs are safe on the disk. */
  append(runs: readonly Waiting[]): Promise<void>;
  /** How many runs wait. */
  backlog(): number;
  /**
   * Hands over everything that waits, oldest first, in portions. A portion counts as done when `store` resolves; when it
   * rejects, it and what follows stay. Runs that come meanwhile wait for the next time.
   */
  replay(store: (runs: readonly Waiting[]) => Promise<void>): Promise<void>;
  close(): Promise<void>;
}

const NEW = "journal.ndjson";
/** What is being replayed: new runs are not written into it. */
const OLD = "journal.replay.ndjson";
const MAX_BYTES = 32 * 1024 * 1024;
const PORTION = 500;

/** One line: checksum, space, JSON. */
export const toLine = (waiting: Waiting): string => {
  const json = JSON.stringify(waiting);
  return `${crc32(json).toString(16).padStart(8, "0")} ${json}\n`;
};

/** Runs of a journal, and how many lines could not be read: the last one may be torn by a power cut. */
export function readLines(text: string): { readonly runs: readonly Waiting[]; readonly damaged: number } {
  const runs: Waiting[] = [];
  let damaged = 0;
  for (const line of text.split("\n")) {
    if (line === "") continue;
    const json = line.slice(9);
    if (line[8] === " " && crc32(json).toString(16).padStart(8, "0") === line.slice(0, 8))
      runs.push(JSON.parse(json) as Waiting);
    else damaged += 1;
  }
  return { runs, damaged };
}

/**
 * A journal in a folder of this process alone. When it is full, runs of its older half become counts of five minutes.
 *
 * @param maxBytes For tests.
 */
export function createJournal(deps: {
  readonly folder: () => string;
  readonly log: Log;
  readonly newId: NewId;
  readonly maxBytes?: number;
}): Journal {
  const { log, newId, maxBytes = MAX_BYTES } = deps;
  const fresh = () => join(deps.folder(), NEW);
  const old = () => join(deps.folder(), OLD);
  let file: FileHandle | undefined;
  let size = 0;
  let waiting = { fresh: 0, old: 0 };
  // Appends and the change of files happen one after the other.
  let turn: Promise<unknown> = Promise.resolve();
  const inTurn = <T>(work: () => Promise<T>): Promise<T> => {
    const next = turn.then(work, work);
    turn = next.catch(() => undefined);
    return next;
  };

  async function read(path: string): Promise<readonly Waiting[]> {
    const text = await readFile(path, "utf8").catch(() => "");
    const { runs, damaged } = readLines(text);
    if (damaged > 0) log.warn({ lines: damaged }, "lines of the status journal were damaged and left out");
    return runs;
  }

  async function openFresh(): Promise<FileHandle> {
    file ??= await open(fresh(), "a", 0o600);
    size = (await file.stat()).size;
    return file;
  }

  async function write(path: string, runs: readonly Waiting[]): Promise<void> {
    const temporary = `${path}.tmp`;
    const handle = await open(temporary, "w", 0o600);
    await handle.writeFile(runs.map(toLine).join(""));
    await handle.sync();
    await handle.close();
    await rename(temporary, path);
  }

  /** Makes room: the older half as counts, the newer half as it is. */
  async function compact(): Promise<void> {
    const runs = await read(fresh());
    const half = Math.ceil(runs.length / 2);
    const counts = compactRuns(
      runs.slice(0, half).map(({ run }) => run),
      newId,
    );
    const kept = [...counts.map((run) => ({ run, change: null })), ...runs.slice(half)];
    await file?.close();
    file = undefined;
    await write(fresh(), kept);
    await openFresh();
    waiting = { ...waiting, fresh: kept.length };
    log.warn({ runs: runs.length, kept: kept.length }, "the status journal is full: older runs are kept as counts");
  }

  return {
    open: () =>
      inTurn(async () => {
        // A torn last line would swallow the next one.
        const runs = await read(fresh());
        await write(fresh(), runs);
        await openFresh();
        waiting = { fresh: runs.length, old: (await read(old())).length };
      }),

    append: (runs) =>
      inTurn(async () => {
        const text = runs.map(toLine).join("");
        let handle = file ?? (await openFresh());
        if (size + text.length > maxBytes) {
          await compact();
          handle = file ?? (await openFresh());
        }
        await handle.appendFile(text);
        await handle.datasync();
        size += text.length;
        waiting = { ...waiting, fresh: waiting.fresh + runs.length };
      }),

    backlog: () => waiting.fresh + waiting.old,

    async replay(store) {
      await inTurn(async () => {
        const hasOld = await stat(old()).then(
          () => true,
          () => false,
        );
        if (hasOld || waiting.fresh === 0) return;
        await file?.close();
        file = undefined;
        await rename(fresh(), old());
        await openFresh();
        waiting = { fresh: 0, old: waiting.fresh };
      });
      const runs = await read(old());
      for (let done = 0; done < runs.length; done += PORTION) await store(runs.slice(done, done + PORTION));
      await rm(old(), { force: true });
      waiting = { ...waiting, old: 0 };
    },

    close: () =>
      inTurn(async () => {
        await file?.close();
        file = undefined;
      }),
  };
}
