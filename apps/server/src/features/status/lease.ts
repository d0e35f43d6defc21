import type { Clock, Log, Runnable } from "@wopr/kernel";
import type { LeaseStore } from "./store-lease.ts";

/** Whether this server is the one that runs the checks. */
export interface Lease extends Runnable {
  /**
   * Whether to run now. With a database: while the lease is ours. Without: if it was ours last, because then nobody else can
   * take it.
   */
  held(): boolean;
  /** The number of this reign; 0 before the first. */
  fence(): number;
}

const LEASE_S = 30;
const RENEW_MS = 8_000;
const TRY_MS = 2_000;
/** Given up this long before the database would: our clock and our pauses are not its. */
const MARGIN_MS = 5_000;

/** Takes and renews the lease. */
export function createLease(deps: {
  readonly store: LeaseStore;
  readonly holder: string;
  readonly clock: Clock;
  readonly log: Log;
  /** Whether the database may be asked at the moment. */
  readonly databaseUp: () => boolean;
  /** Whether a former process of this server held it last. */
  readonly ranBefore: () => boolean;
  /** Called when it becomes ours. */
  readonly onTaken: () => Promise<void>;
}): Lease {
  const { store, holder, clock, log } = deps;
  let validUntilMs = Number.NEGATIVE_INFINITY;
  let fence = 0;
  /** Whether the last word on the lease was that it is ours. */
  let lastOurs: boolean | undefined;
  let stopping = new AbortController();
  let running: Promise<void> = Promise.resolve();

  async function tryOnce(): Promise<void> {
    const askedMs = clock.monotonicMs();
    const taken = await store.take(holder, LEASE_S);
    if (taken === undefined) {
      if (lastOurs) log.warn({ holder }, "another server runs the status checks now");
      lastOurs = false;
      validUntilMs = Number.NEGATIVE_INFINITY;
      return;
    }
    if (taken !== fence) {
      // What others did before us must be known before we go on.
      await deps.onTaken();
      log.info({ fence: taken }, "this server runs the status checks");
    }
    fence = taken;
    lastOurs = true;
    validUntilMs = askedMs + LEASE_S * 1000 - MARGIN_MS;
  }

  async function run(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      if (deps.databaseUp())
        await tryOnce().catch((err: unknown) => log.debug({ err }, "the status lease was not renewed"));
      await clock.sleep(lastOurs ? RENEW_MS : TRY_MS, signal).catch(() => undefined);
    }
  }

  return {
    name: "status lease",
    held() {
      if (clock.monotonicMs() < validUntilMs) return true;
      return !deps.databaseUp() && (lastOurs ?? deps.ranBefore());
    },
    fence: () => fence,
    async start() {
      stopping = new AbortController();
      running = run(stopping.signal);
    },
    async stop() {
      stopping.abort();
      await running;
      if (lastOurs && deps.databaseUp()) await store.release(holder).catch(() => undefined);
      validUntilMs = Number.NEGATIVE_INFINITY;
    },
  };
}
