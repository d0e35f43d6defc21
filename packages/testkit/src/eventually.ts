/** How long {@link eventually} tries, and how often. */
export interface Patience {
  readonly withinMs?: number;
  readonly everyMs?: number;
}

/**
 * Asks again and again until the answer is neither `undefined`, `null`, `false` nor an exception: for what other processes do
 * in their own time. Uses the real clock.
 *
 * @throws the last exception, or an Error naming `what`, when the time is over.
 */
export async function eventually<T>(
  what: string,
  ask: () => T | Promise<T>,
  { withinMs = 10_000, everyMs = 10 }: Patience = {},
): Promise<Exclude<T, undefined | null | false>> {
  const until = performance.now() + withinMs;
  for (;;) {
    let failure: unknown;
    try {
      const answer = await ask();
      if (answer !== undefined && answer !== null && answer !== false)
        return answer as Exclude<T, undefined | null | false>;
    } catch (caught) {
      failure = caught;
    }
    if (performance.now() > until) throw failure ?? new Error(`Not within ${withinMs} ms: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, everyMs));
  }
}
