import type { Clock } from "@wopr/kernel";
import { PlatformErrors } from "./errors.ts";

const FINISHED = Symbol("finished");

/**
 * Runs `work` for at most `ms`; its signal is aborted when the time is over.
 *
 * @throws {AppError} `platform.deadline_exceeded`
 */
export async function withinDeadline<T>(
  clock: Clock,
  ms: number,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const working = new AbortController();
  const timer = new AbortController();
  const over = clock.sleep(ms, timer.signal).then(() => {
    const failure = PlatformErrors.deadline_exceeded({ after_ms: ms });
    working.abort(failure);
    throw failure;
  });
  over.catch(() => {});
  try {
    return await Promise.race([work(working.signal), over]);
  } finally {
    timer.abort(FINISHED);
  }
}
