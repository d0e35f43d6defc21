import type { Clock } from "@wopr/kernel";

/** A server that asks to wait longer than this in all is not waited for. */
const MOST_MS = 60_000;
const USUAL_S = 1;

/**
 * Asks again when the server says that it is too much at the moment (429), after the time it names. Nothing was done by
 * a refused request, so repeating it is safe.
 */
export function createPatientFetch(
  fetchOnce: typeof fetch,
  { clock, interrupted }: { readonly clock: Clock; readonly interrupted: AbortSignal },
): (url: string, init: RequestInit) => Promise<Response> {
  return async (url, init) => {
    const signal = AbortSignal.any([interrupted, ...(init.signal ? [init.signal] : [])]);
    let waitedMs = 0;
    for (;;) {
      const answer = await fetchOnce(url, { ...init, signal });
      const waitMs = 1000 * (Number(answer.headers.get("retry-after")) || USUAL_S);
      if (answer.status !== 429 || waitedMs + waitMs > MOST_MS) return answer;
      await answer.body?.cancel();
      await clock.sleep(waitMs, signal);
      waitedMs += waitMs;
    }
  };
}
