import type { Clock, Log, Runnable } from "@wopr/kernel";
import type { ByteStore } from "./byte-store.ts";

const EVERY_MS = 10_000;

/** Looks every ten seconds whether the storage can be reached: a probe must not wait for a share that hangs. */
export function createStorageWatch(
  bytes: ByteStore,
  clock: Clock,
  log: Log,
): Runnable & { health(): "healthy" | "unhealthy" } {
  let reachable = true;
  let stopping = new AbortController();
  let running: Promise<void> = Promise.resolve();

  async function look() {
    const now = await bytes.isReachable();
    if (now !== reachable) {
      if (now) log.info({}, "the storage can be reached again");
      else log.error({}, "the storage cannot be reached: photos can be neither stored nor shown");
    }
    reachable = now;
  }

  async function run(signal: AbortSignal) {
    while (!signal.aborted) {
      await look();
      await clock.sleep(EVERY_MS, signal).catch(() => {});
    }
  }

  return {
    name: "storage watch",
    health: () => (reachable ? "healthy" : "unhealthy"),
    async start() {
      stopping = new AbortController();
      running = run(stopping.signal);
    },
    async stop() {
      stopping.abort();
      await running;
    },
  };
}
