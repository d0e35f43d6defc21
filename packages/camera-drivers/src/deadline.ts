import type { Clock } from "@wopr/kernel";

/**
 * Gives `work` at most `ms`. Its signal aborts when time is up or when `signal` does; the answer does not wait for work
 * that ignores it.
 *
 * @throws what `onLate` builds when time is up; the signal's reason when aborted from outside.
 */
export async function withDeadline<T>(
  clock: Clock,
  limit: { readonly ms: number; readonly onLate: () => Error; readonly signal?: AbortSignal | undefined },
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  limit.signal?.throwIfAborted();
  const stop = new AbortController();
  const done = new AbortController();
  const outside = () => stop.abort(limit.signal?.reason);
  limit.signal?.addEventListener("abort", outside, { once: true });
  const timer = clock.sleep(limit.ms, done.signal).then(
    () => stop.abort(limit.onLate()),
    () => {},
  );
  const given = new Promise<never>((_, reject) => {
    stop.signal.addEventListener("abort", () => reject(stop.signal.reason as Error), { once: true });
  });
  try {
    return await Promise.race([work(stop.signal), given]);
  } finally {
    limit.signal?.removeEventListener("abort", outside);
    done.abort(new Error("finished in time"));
    await timer;
  }
}
