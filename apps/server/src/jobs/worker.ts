import type { Clock, Log, NewId, Runnable } from "@wopr/kernel";
import type pg from "pg";
import type { Db } from "../db/db.ts";
import type { Database } from "../db/open-database.ts";
import { createDb } from "../db/pool.ts";
import { createWake } from "../events/wake.ts";
import { type Attempt, beginAttempt } from "./attempt.ts";
import { JobErrors } from "./errors.ts";
import type { JobHandler } from "./job.ts";
import { keepPresence } from "./presence.ts";
import { startDispatcher } from "./queue.ts";
import { createRecovery } from "./recovery.ts";
import { createJobStore } from "./store.ts";
import { claimJob } from "./store-hot-path.ts";

/** What a worker needs. */
export interface JobWorkerDeps {
  readonly database: Database;
  readonly handlers: readonly JobHandler[];
  readonly clock: Clock;
  readonly log: Log;
  readonly newId: NewId;
  /** 0 to 1. */
  readonly chance: () => number;
  /** How many jobs run at once in this process. */
  readonly concurrency: number;
  /** How long a job stays with a worker that says nothing, milliseconds. */
  readonly leaseMs?: number;
  /** How long running jobs may go on when the worker is stopped, milliseconds. */
  readonly stopMs?: number;
}

const LEASE_MS = 60_000;
const STOP_MS = 10_000;
/** Cancelled jobs are asked for so often while they cannot be heard of. */
const DEAF_POLL_MS = 800;
const LOOK_EVERY_MS = 1_000;
const RESTART_MS = 1_000;

/**
 * Runs jobs. `start` resolves once it takes them; `stop` takes no more, gives those that run some time, aborts the
 * rest and puts them back into the queue.
 */
export function createJobWorker(deps: JobWorkerDeps): Runnable {
  const { database, clock, log } = deps;
  const leaseMs = deps.leaseMs ?? LEASE_MS;
  const handlers = new Map(deps.handlers.map((handler) => [handler.kind.id as string, handler]));
  const running = new Map<string, Attempt>();
  /** Tokens of leases that are asked for or in use. */
  const held = new Set<string>();
  const worker = Math.floor(deps.chance() * 0x7fff_ffff);
  let stopping = new AbortController();
  let loops: Promise<unknown> = Promise.resolve();
  let hears = false;
  const renewing = createWake(clock);

  const abortCancelled = (id: string) => running.get(id)?.abort(JobErrors.cancelled({ id }));

  async function take(id: string, pool: pg.Pool): Promise<void> {
    if (stopping.signal.aborted) throw JobErrors.stopping({});
    const lease = { id, token: deps.newId() };
    held.add(lease.token);
    try {
      const job = await claimJob(pool, lease, worker, leaseMs);
      const handler = job && handlers.get(job.kind);
      if (!job || !handler) return;
      const attempt = beginAttempt(job, handler, { ...deps, db: database.db, relaxedPool: pool });
      running.set(id, attempt);
      await attempt.ended;
      if (running.get(id) === attempt) running.delete(id);
    } finally {
      held.delete(lease.token);
    }
  }

  /** Extends every lease, and tells those that are lost. */
  async function renew(relaxedDb: Db): Promise<void> {
    const leases = [...running.values()].map((attempt) => attempt.job.lease);
    if (leases.length === 0) return;
    const store = createJobStore(relaxedDb);
    const extended = await store.extend(leases, leaseMs);
    const others = leases.filter((lease) => !extended.has(lease.id));
    const held = await store.held(others);
    for (const lease of others) {
      if (held.has(lease.id)) continue;
      const attempt = running.get(lease.id);
      const row = await store.find(lease.id);
      const isCancelled = row?.state === "cancelled";
      if (attempt?.job.lease.token !== lease.token) continue;
      attempt.abort(isCancelled ? JobErrors.cancelled({ id: lease.id }) : JobErrors.lease_lost({ id: lease.id }));
    }
  }

  async function renewForEver(relaxedDb: Db, signal: AbortSignal): Promise<void> {
    let renewedMs = clock.monotonicMs();
    while (!signal.aborted) {
      try {
        await renew(relaxedDb);
        renewedMs = clock.monotonicMs();
      } catch (err) {
        log.warn({ err }, "leases of jobs not extended, trying again");
        if (clock.monotonicMs() - renewedMs > leaseMs) {
          for (const attempt of running.values()) attempt.abort(JobErrors.lease_lost({ id: attempt.job.lease.id }));
        }
        hears = false;
      }
      await renewing.wait(hears ? leaseMs / 4 : DEAF_POLL_MS, signal);
    }
  }

  async function lookForEver(relaxedDb: Db, signal: AbortSignal): Promise<void> {
    const recovery = createRecovery({ db: relaxedDb, clock, log, worker, holds: ({ token }) => held.has(token) });
    while (!signal.aborted) {
      await recovery.look().catch((err: unknown) => log.debug({ err }, "lost jobs not looked for"));
      await clock.sleep(LOOK_EVERY_MS, signal).catch(() => undefined);
    }
  }

  /** Starts the library's dispatcher, and again whenever it ends by itself (it does when the database goes away). */
  async function dispatchForEver(onStarted: () => void, signal: AbortSignal, pool: pg.Pool): Promise<void> {
    const onJob = (id: string) => take(id, pool);
    while (!signal.aborted) {
      try {
        const kinds = [...handlers.keys()];
        const dispatcher = await startDispatcher({ pool, kinds, concurrency: deps.concurrency, log, onJob });
        onStarted();
        await Promise.race([dispatcher.ended, aborted(signal)]);
        const taken = signal.aborted ? drain() : Promise.resolve();
        await Promise.all([dispatcher.stop(), taken]);
      } catch (err) {
        log.warn({ err }, "job dispatcher did not start, trying again");
      }
      if (!signal.aborted) await clock.sleep(RESTART_MS, signal).catch(() => undefined);
    }
  }

  async function drain(): Promise<void> {
    const patience = new AbortController();
    const all = Promise.all([...running.values()].map((attempt) => attempt.ended));
    const late = clock.sleep(deps.stopMs ?? STOP_MS, patience.signal).catch(() => undefined);
    await Promise.race([all, late]);
    patience.abort();
    for (const attempt of running.values()) attempt.abort(JobErrors.stopping({}));
    await all;
  }

  return {
    name: "job worker",
    async start() {
      if (handlers.size === 0) return;
      stopping = new AbortController();
      const { signal } = stopping;
      const pool = database.relaxedPool(deps.concurrency + 3);
      const relaxedDb = createDb(pool);
      const listener = {
        onCancelled: abortCancelled,
        onConnected(connected: boolean) {
          hears = connected;
          renewing.ring();
        },
      };
      const started = Promise.withResolvers<void>();
      // While the last jobs end they still keep their leases and can be cancelled.
      const drained = new AbortController();
      loops = Promise.all([
        keepPresence(worker, listener, { database, clock, log }, drained.signal),
        renewForEver(relaxedDb, drained.signal),
        lookForEver(relaxedDb, drained.signal),
        dispatchForEver(started.resolve, signal, pool).finally(() => drained.abort()),
      ]).finally(() => pool.end());
      await Promise.race([started.promise, loops]);
    },
    async stop() {
      stopping.abort();
      await loops;
    },
  };
}

const aborted = (signal: AbortSignal) =>
  new Promise<void>((resolve) => {
    if (signal.aborted) return resolve();
    signal.addEventListener("abort", () => resolve(), { once: true });
  });
