import { resolve } from "node:path";
import { AppError, type Runnable } from "@wopr/kernel";
import { DatabaseErrors } from "../errors.ts";
import { bringUp, type EmbeddedOptions, end, prepare } from "./bring-up.ts";
import { CLUSTER_USER } from "./cluster.ts";
import type { EmbeddedAddress } from "./connect.ts";
import { SOCKET_PORT, socketFolderOf } from "./socket-folder.ts";

/** What our own PostgreSQL is doing. */
export interface EmbeddedState {
  readonly phase: "stopped" | "starting" | "recovering" | "running" | "restarting";
  /** A sentence for a person, when something is not as usual. */
  readonly detail: string | null;
  readonly pid: number | null;
  /** Whether it was found running, left by a server that was killed. */
  readonly adopted: boolean;
  /** How often it died since this server started. */
  readonly restarts: number;
}

/** Our own PostgreSQL: a child of this server that is started, watched, started again and stopped. */
export interface EmbeddedPostgres extends Runnable {
  readonly address: EmbeddedAddress;
  state(): EmbeddedState;
}

const DATABASE = "wopr";
/** Waits before a new try, in milliseconds; the last one repeats. */
const BACK_OFF_MS = [100, 1_000, 2_000, 4_000] as const;
/** After running for so long, a death counts as the first one again. */
const STABLE_MS = 60_000;

/**
 * Supervises our own PostgreSQL in `<dataFolder>/postgres`.
 *
 * `start` resolves once it answers, however long its crash recovery takes, and rejects only where trying again cannot
 * help (`database.binaries_*`, `cannot_run_as_root`, `cluster_*`, `socket_folder_taken`) or when stopped meanwhile.
 */
export function createEmbeddedPostgres(options: EmbeddedOptions): EmbeddedPostgres {
  const { clock, log } = options;
  const address: EmbeddedAddress = {
    host: socketFolderOf(resolve(options.dataFolder), options.temporaryFolder),
    port: SOCKET_PORT,
    user: CLUSTER_USER,
    database: DATABASE,
  };
  let state: EmbeddedState = { phase: "stopped", detail: null, pid: null, adopted: false, restarts: 0 };
  let stopping = new AbortController();
  let running: Promise<void> | undefined;
  const note = (change: Partial<EmbeddedState>) => {
    state = { ...state, ...change };
  };

  const onBusy = (detail: string) => note({ phase: "recovering", detail });

  async function supervise(onUp: () => void): Promise<void> {
    const { signal } = stopping;
    const ground = await prepare(options, address.host);
    let failures = 0;
    while (!signal.aborted) {
      try {
        const postmaster = await bringUp(ground, address, options, onBusy, signal);
        const since = clock.monotonicMs();
        note({ phase: "running", detail: null, pid: postmaster.pid, adopted: postmaster.adopted });
        log.info({ pid: postmaster.pid, adopted: postmaster.adopted }, "own PostgreSQL is running");
        onUp();
        const outcome = await Promise.race([postmaster.ended, aborted(signal)]);
        if (outcome === undefined) return await end(postmaster, options);
        if (clock.monotonicMs() - since > STABLE_MS) failures = 0;
        note({
          phase: "restarting",
          detail: `PostgreSQL ended (${outcome}).`,
          pid: null,
          restarts: state.restarts + 1,
        });
        log.warn({ outcome, restarts: state.restarts }, "own PostgreSQL died, starting it again");
      } catch (failure) {
        if (signal.aborted) return;
        if (isFinal(failure)) throw failure;
        note({ phase: "restarting", detail: failure instanceof Error ? failure.message : String(failure), pid: null });
        log.warn({ err: failure, failures }, "own PostgreSQL did not start, trying again");
      }
      const waitMs = BACK_OFF_MS[Math.min(failures, BACK_OFF_MS.length - 1)] ?? 0;
      failures += 1;
      await clock.sleep(waitMs, signal).catch(() => undefined);
    }
  }

  return {
    name: "own PostgreSQL",
    address,
    state: () => state,
    async start() {
      stopping = new AbortController();
      note({ phase: "starting", detail: null });
      const up = Promise.withResolvers<void>();
      running = supervise(up.resolve).then(
        () => up.reject(DatabaseErrors.stopped({})),
        (failure: unknown) => {
          up.reject(failure);
          log.error({ err: failure }, "own PostgreSQL cannot run");
        },
      );
      await up.promise;
    },
    async stop() {
      stopping.abort();
      await running;
      note({ phase: "stopped", pid: null });
    },
  };
}

const aborted = (signal: AbortSignal) =>
  new Promise<undefined>((resolve) => {
    if (signal.aborted) return resolve(undefined);
    signal.addEventListener("abort", () => resolve(undefined), { once: true });
  });

/** Whether somebody must change something before a new try makes sense. */
const isFinal = (failure: unknown) => failure instanceof AppError && failure.retry === "never";
