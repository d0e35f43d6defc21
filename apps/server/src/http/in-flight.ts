import type { Clock } from "@wopr/kernel";
import type { MiddlewareHandler } from "hono";
import type { HttpEnv } from "./env.ts";

/** Counts requests that are being worked on. */
export interface InFlight {
  readonly middleware: MiddlewareHandler<HttpEnv>;
  count(): number;
  /** Resolves when none is left, or after `ms`. @returns How many were left. */
  drained(clock: Clock, ms: number): Promise<number>;
}

const LOOK_EVERY_MS = 20;

/** Nothing in flight yet. A stream counts until its first byte only: it would never end by itself. */
export function createInFlight(): InFlight {
  let working = 0;
  return {
    middleware: async (_, next) => {
      working += 1;
      try {
        await next();
      } finally {
        working -= 1;
      }
    },
    count: () => working,
    async drained(clock, ms) {
      const untilMs = clock.monotonicMs() + ms;
      while (working > 0 && clock.monotonicMs() < untilMs) await clock.sleep(LOOK_EVERY_MS);
      return working;
    },
  };
}
