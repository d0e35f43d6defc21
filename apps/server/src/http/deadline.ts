import type { Clock } from "@wopr/kernel";
import { PlatformErrors } from "./errors.ts";

/** Ends what takes too long. */
export interface Deadlines {
  /**
   * Runs `work` for at most `ms` and a little; `signal()` gives a signal that is aborted when the time is over.
   *
   * @throws {AppError} `platform.deadline_exceeded`
   */
  within<T>(ms: number, work: (signal: () => AbortSignal) => Promise<T>): Promise<T>;
}

/** How exact deadlines are, milliseconds. */
const LOOK_EVERY_MS = 200;

interface Running {
  readonly untilMs: number;
  expire(): void;
}

/**
 * Deadlines of one process. One timer looks at all that run, and signals are made when somebody asks: a timer and a
 * signal each would cost as much as the routing of a request.
 */
export function createDeadlines(clock: Clock): Deadlines {
  const running = new Set<Running>();
  let looking = false;

  async function look(): Promise<void> {
    looking = true;
    while (running.size > 0) {
      await clock.sleep(LOOK_EVERY_MS);
      const nowMs = clock.monotonicMs();
      for (const one of running) if (one.untilMs <= nowMs) one.expire();
    }
    looking = false;
  }

  return {
    within(ms, work) {
      return new Promise((resolve, reject) => {
        let controller: AbortController | undefined;
        const one: Running = {
          untilMs: clock.monotonicMs() + ms,
          expire() {
            running.delete(one);
            const failure = PlatformErrors.deadline_exceeded({ after_ms: ms });
            controller?.abort(failure);
            reject(failure);
          },
        };
        const signal = () => {
          controller ??= new AbortController();
          return controller.signal;
        };
        running.add(one);
        if (!looking) void look();
        work(signal)
          .then(resolve, reject)
          .finally(() => running.delete(one));
      });
    },
  };
}
