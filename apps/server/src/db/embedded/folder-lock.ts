import { link, readFile, rename, rm, stat, utimes, writeFile } from "node:fs/promises";
import { hostname } from "node:os";
import { join } from "node:path";
import type { Clock, Log, NewId } from "@wopr/kernel";
import { z } from "zod";
import { DatabaseErrors } from "../errors.ts";
import { readProcess, readProcessSpace } from "./process-facts.ts";

/** Holds a data folder for this process. */
export interface FolderLock {
  /** Idempotent. */
  release(): Promise<void>;
}

const LOCK_FILE = "server.lock";
/** Seldom enough for a memory card, which wears with every write. */
const HEARTBEAT_MS = 5_000;
/** A holder we cannot look at (other machine or container) is gone when its heartbeat stands still for so long. */
const STANDSTILL_MS = 12_000;
const LOOK_EVERY_MS = 500;

const Holder = z.object({
  pid: z.int(),
  host: z.string(),
  /** {@link readProcessSpace} of the holder. */
  space: z.string(),
  startedAt: z.string(),
  token: z.string(),
});
type Holder = z.infer<typeof Holder>;

/**
 * Takes the data folder for this process alone.
 *
 * A lock left by a process that was killed is taken over: at once where its process number can be looked up, else
 * after its heartbeat has stood still for 12 s, watched by our own clock (two machines' clocks are never compared).
 *
 * @param signal Ends the waiting.
 * @throws {AppError} `database.folder_locked` naming the process and the host that hold it.
 */
export async function lockFolder(
  folder: string,
  deps: { readonly clock: Clock; readonly log: Log; readonly newId: NewId },
  signal: AbortSignal,
): Promise<FolderLock> {
  const path = join(folder, LOCK_FILE);
  const self = await readProcess(process.pid);
  const mine: Holder = {
    pid: process.pid,
    host: hostname(),
    space: await readProcessSpace(),
    startedAt: self?.startedAt ?? "",
    token: deps.newId(),
  };
  for (;;) {
    if (await tryCreate(path, mine)) break;
    const held = await readFile(path, "utf8").catch(() => undefined);
    if (held === undefined) continue;
    const holder = parseHolder(held);
    if (holder && (await isAlive(path, holder, mine.space, deps.clock, signal))) {
      throw DatabaseErrors.folder_locked({ folder, pid: holder.pid, host: holder.host });
    }
    deps.log.warn({ folder, pid: holder?.pid, host: holder?.host }, "data folder lock of a dead server taken over");
    await removeIfUnchanged(path, held, mine.token);
  }
  return keep(path, mine, deps);
}

/** `link` makes the lock appear whole or not at all: no reader ever sees half a file. */
async function tryCreate(path: string, mine: Holder): Promise<boolean> {
  const draft = `${path}.${mine.token}`;
  await writeFile(draft, JSON.stringify(mine), { mode: 0o600 });
  try {
    await link(draft, path);
    return true;
  } catch (failure) {
    const { code } = failure as NodeJS.ErrnoException;
    if (code === "EEXIST") return false;
    if (code && NO_LINKS.has(code)) return createDirectly(path, mine);
    throw failure;
  } finally {
    await rm(draft, { force: true });
  }
}

/** What file systems without hard links answer (exFAT, some network mounts). */
const NO_LINKS = new Set(["EPERM", "ENOTSUP", "EOPNOTSUPP", "ENOSYS"]);

async function createDirectly(path: string, mine: Holder): Promise<boolean> {
  try {
    await writeFile(path, JSON.stringify(mine), { mode: 0o600, flag: "wx" });
    return true;
  } catch (failure) {
    if ((failure as NodeJS.ErrnoException).code === "EEXIST") return false;
    throw failure;
  }
}

const parseHolder = (text: string): Holder | undefined => {
  try {
    return Holder.parse(JSON.parse(text));
  } catch {
    return undefined;
  }
};

async function isAlive(path: string, holder: Holder, ourSpace: string, clock: Clock, signal: AbortSignal) {
  if (holder.space === ourSpace) {
    const found = await readProcess(holder.pid);
    return found !== undefined && found.startedAt === holder.startedAt;
  }
  const beat = () =>
    stat(path).then(
      (found) => found.mtimeMs,
      () => undefined,
    );
  const first = await beat();
  const until = clock.monotonicMs() + STANDSTILL_MS;
  while (clock.monotonicMs() < until) {
    await clock.sleep(LOOK_EVERY_MS, signal);
    if ((await beat()) !== first) return true;
  }
  return false;
}

/** Two servers may find the same dead lock: whoever moved away a living one by mistake puts it back. */
async function removeIfUnchanged(path: string, judged: string, token: string): Promise<void> {
  const aside = `${path}.${token}.dead`;
  try {
    await rename(path, aside);
  } catch {
    return;
  }
  const moved = await readFile(aside, "utf8").catch(() => undefined);
  if (moved !== judged) await link(aside, path).catch(() => undefined);
  await rm(aside, { force: true });
}

function keep(path: string, mine: Holder, { clock, log }: { readonly clock: Clock; readonly log: Log }): FolderLock {
  const ended = new AbortController();
  const isMine = async () => parseHolder(await readFile(path, "utf8").catch(() => ""))?.token === mine.token;
  const beating = (async () => {
    for (;;) {
      await clock.sleep(HEARTBEAT_MS, ended.signal);
      if (!(await isMine())) {
        log.error({ path }, "the lock on the data folder was taken by another server; stop one of the two");
        return;
      }
      const now = clock.now();
      await utimes(path, now, now).catch((err: unknown) => log.warn({ path, err }, "lock heartbeat not written"));
    }
  })().catch(() => undefined);
  return {
    async release() {
      if (ended.signal.aborted) return;
      ended.abort();
      await beating;
      if (await isMine()) await rm(path, { force: true });
    },
  };
}
