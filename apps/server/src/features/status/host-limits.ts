import type { Clock } from "@wopr/kernel";

/** How many checks reach out at once: in all, and to one host. */
export interface HostLimits {
  /** Waits for a place. @returns How to give it back; undefined when there was none in time. */
  take(host: string | null, waitMs: number, signal: AbortSignal): Promise<(() => void) | undefined>;
}

/** Places for checks. */
export function createHostLimits(clock: Clock, most: { readonly all: number; readonly host: number }): HostLimits {
  let inUse = 0;
  const byHost = new Map<string, number>();
  const waiting = new Set<() => void>();
  const free = (host: string | null) => inUse < most.all && (host === null || (byHost.get(host) ?? 0) < most.host);

  function occupy(host: string | null): () => void {
    inUse += 1;
    if (host !== null) byHost.set(host, (byHost.get(host) ?? 0) + 1);
    let given = false;
    return () => {
      if (given) return;
      given = true;
      inUse -= 1;
      if (host !== null) {
        const left = (byHost.get(host) ?? 1) - 1;
        if (left > 0) byHost.set(host, left);
        else byHost.delete(host);
      }
      for (const wake of [...waiting]) wake();
    };
  }

  return {
    async take(host, waitMs, signal) {
      if (free(host)) return occupy(host);
      const patience = new AbortController();
      const either = AbortSignal.any([signal, patience.signal]);
      return new Promise((resolve) => {
        const wake = () => {
          if (!free(host)) return;
          waiting.delete(wake);
          patience.abort(new Error("There is a place."));
          resolve(occupy(host));
        };
        waiting.add(wake);
        const giveUp = () => {
          if (waiting.delete(wake)) resolve(undefined);
        };
        clock.sleep(waitMs, either).then(giveUp, giveUp);
      });
    },
  };
}
