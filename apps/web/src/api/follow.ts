import type { QueryClient } from "@tanstack/react-query";
import type { Clock } from "@wopr/kernel";
import { type Happened, isAffected } from "./affected.ts";
import type { Live } from "./live.ts";

/** Events come in flocks: a photo brings about eight within a second. They are answered together. */
const TOGETHER_MS = 180;

/** Reads again what events say has changed. @returns How to stop. */
export function followEvents(live: Live, queries: QueryClient, clock: Clock): () => void {
  const stop = new AbortController();
  let waiting: (Happened | undefined)[] | undefined;
  const flush = () => {
    const events = waiting ?? [];
    waiting = undefined;
    const predicate = ({ queryKey }: { readonly queryKey: readonly unknown[] }) =>
      events.some((event) => isAffected(queryKey, event));
    queries.invalidateQueries({ predicate }).catch(() => {});
  };
  const release = live.listen((event) => {
    if (waiting) return void waiting.push(event);
    waiting = [event];
    clock.sleep(TOGETHER_MS, stop.signal).then(flush, () => {});
  });
  return () => {
    stop.abort();
    release();
  };
}
