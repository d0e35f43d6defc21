import type { Clock, Log, Runnable } from "@wopr/kernel";
import type { Db } from "../../db/db.ts";
import type { Outbox } from "../../events/outbox.ts";
import type { Run } from "./domain/types.ts";
import type { Journal, Waiting } from "./journal.ts";
import { type Change, createChangeStore } from "./store-changes.ts";
import { createResultStore } from "./store-results.ts";

/** Brings runs into the database, or into the journal while there is none. */
export interface Writer extends Runnable {
  /** Takes a run; it is stored within a quarter of a second. */
  add(run: Run, change: Change | undefined): void;
  /** A place in time, for {@link Writer.settled}. */
  mark(): number;
  /** Resolves when everything taken so far is safe. @returns False: some of what came since the mark is in the journal. */
  settled(since: number): Promise<boolean>;
  /** Which span was stored since the last call, for counting it. */
  takeTouched(): { readonly fromMs: number; readonly toMs: number } | undefined;
}

const EVERY_MS = 250;
/** A statement that takes longer is given up: the runs then stand in the journal, which does no harm. */
const STATEMENT_MS = 2_000;
const LOOK_MS = 1_000;

/** Stores in batches. Runs that could not be stored wait in the journal and are stored in order when the database is back. */
export function createWriter(deps: {
  readonly db: Db;
  readonly outbox: Outbox;
  readonly journal: Journal;
  readonly clock: Clock;
  readonly log: Log;
  readonly databaseUp: () => boolean;
}): Writer {
  const { db, outbox, journal, clock, log } = deps;
  let pending: Waiting[] = [];
  let stopping = new AbortController();
  let running: Promise<void> = Promise.resolve();
  let flushing: Promise<boolean> = Promise.resolve(true);
  let touched: { fromMs: number; toMs: number } | undefined;
  let wake: (() => void) | undefined;
  let misses = 0;
  let complained = false;

  function touch(runs: readonly Run[]): void {
    for (const { atUs } of runs) {
      const ms = Math.floor(atUs / 1000);
      touched = { fromMs: Math.min(touched?.fromMs ?? ms, ms), toMs: Math.max(touched?.toMs ?? ms, ms + 1) };
    }
  }

  async function store(batch: readonly Waiting[]): Promise<void> {
    const runs = batch.map(({ run }) => run);
    await db.transaction(async (tx) => {
      const fresh = await createResultStore(tx).insert(runs);
      const changes = batch.flatMap(({ change, run }) => (change && fresh.has(run.runId) ? [change] : []));
      await createChangeStore(tx).insert(changes);
      await outbox.append(
        tx,
        changes.slice(0, 200).map((change) => ({
          topic: "status",
          kind: "status.changed",
          object: { kind: "check", id: change.check },
          data: { from: change.from, to: change.to },
        })),
      );
    });
    touch(runs);
  }

  async function storeInTime(batch: readonly Waiting[]): Promise<void> {
    const patience = new AbortController();
    const late = clock.sleep(STATEMENT_MS, patience.signal).then(
      () => {
        throw new Error("The database did not store the results in time.");
      },
      () => undefined,
    );
    const work = store(batch);
    // Whoever comes second must not end the process.
    work.catch(() => undefined);
    late.catch(() => undefined);
    try {
      await Promise.race([work, late.then(() => work)]);
    } finally {
      patience.abort(new Error("The statement is over."));
    }
  }

  /** A run the database refuses for what it is must not hold up all others for ever. */
  async function storeWhatCan(batch: readonly Waiting[]): Promise<void> {
    try {
      await storeInTime(batch);
    } catch (failure) {
      if (!isRefusal(failure)) throw failure;
      for (const one of batch) {
        await storeInTime([one]).catch((err: unknown) => {
          if (!isRefusal(err)) throw err;
          log.error({ err, run: one.run }, "a status result cannot be stored and was left out");
        });
      }
    }
  }

  async function flush(): Promise<boolean> {
    const batch = pending;
    pending = [];
    if (batch.length === 0) return true;
    try {
      if (!deps.databaseUp()) throw new Error("The database is away.");
      await storeInTime(batch);
      return true;
    } catch (err) {
      log.debug({ err, runs: batch.length }, "results go into the journal");
      try {
        await journal.append(batch);
        misses += 1;
      } catch (failure) {
        // Neither database nor disk: kept in memory, and tried again with what comes next.
        pending = [...batch, ...pending];
        misses += 1;
        log.error({ err: failure, runs: pending.length }, "status results can be stored nowhere");
      }
      return false;
    }
  }

  const flushInTurn = () => {
    flushing = flushing.then(flush, flush);
    return flushing;
  };

  async function replay(): Promise<void> {
    if (journal.backlog() === 0 || !deps.databaseUp()) return;
    const waiting = journal.backlog();
    try {
      await journal.replay(storeWhatCan);
      complained = false;
      log.info({ runs: waiting }, "status results of the journal are stored");
    } catch (err) {
      if (!complained) log.warn({ err, runs: waiting }, "the status journal could not be stored yet, trying again");
      complained = true;
    }
  }

  async function run(signal: AbortSignal): Promise<void> {
    let lookedMs = Number.NEGATIVE_INFINITY;
    while (!signal.aborted) {
      await flushInTurn();
      if (clock.monotonicMs() - lookedMs >= LOOK_MS) {
        await replay();
        lookedMs = clock.monotonicMs();
      }
      if (pending.length === 0 && journal.backlog() === 0) {
        // Nothing to do: wait to be told, not for time to pass.
        await new Promise<void>((resolve) => {
          wake = resolve;
          signal.addEventListener("abort", () => resolve(), { once: true });
        });
        wake = undefined;
      }
      await clock.sleep(EVERY_MS, signal).catch(() => undefined);
    }
  }

  return {
    name: "status results",
    add(one, change) {
      pending.push({ run: one, change: change ?? null });
      wake?.();
    },
    mark: () => misses,
    async settled(since) {
      await flushInTurn();
      return misses === since;
    },
    takeTouched() {
      const span = touched;
      touched = undefined;
      return span;
    },
    async start() {
      stopping = new AbortController();
      running = run(stopping.signal);
    },
    async stop() {
      stopping.abort();
      await running;
      await flushInTurn();
    },
  };
}

/** Whether the database said that the values themselves are wrong (classes 22 and 23), not that it cannot at the moment. */
function isRefusal(failure: unknown): boolean {
  const inner = failure instanceof Error && failure.cause instanceof Error ? failure.cause : failure;
  const code = (inner as { readonly code?: unknown } | undefined)?.code;
  return typeof code === "string" && /^2[23]...$/.test(code);
}
