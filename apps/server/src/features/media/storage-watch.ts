import { type Clock, type Log, type Runnable, repeatedly } from "@wopr/kernel";
import type { ByteStore } from "./byte-store.ts";

const EVERY_MS = 10_000;

/** Looks every ten seconds whether the storage can be reached: a probe must not wait for a share that hangs. */
export function createStorageWatch(
  bytes: ByteStore,
  clock: Clock,
  log: Log,
): Runnable & { health(): "healthy" | "unhealthy" } {
  let reachable = true;

  async function look() {
    const now = await bytes.isReachable();
    if (now !== reachable) {
      if (now) log.info({}, "the storage can be reached again");
      else log.error({}, "the storage cannot be reached: photos can be neither stored nor shown");
    }
    reachable = now;
  }

  const watch = repeatedly("storage watch", {
    everyMs: EVERY_MS,
    clock,
    act: look,
    onFailure: (err) => log.warn({ err }, "the storage was not looked at, will try again"),
  });
  return { ...watch, health: () => (reachable ? "healthy" : "unhealthy") };
}
