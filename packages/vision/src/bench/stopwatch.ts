import type { Clock } from "@wopr/kernel";

/** Adds up seconds per stage. */
export interface Stopwatch {
  /** Ends the stage that runs and begins another; a stage may begin again. */
  begin(stage: string): void;
  /** Ends the stage that runs. */
  end(): Readonly<Record<string, number>>;
}

/** A stopwatch that stands still until a stage begins. */
export function createStopwatch(clock: Pick<Clock, "monotonicMs">): Stopwatch {
  const seconds: Record<string, number> = {};
  let stage: string | undefined;
  let since = 0;
  const end = (): Readonly<Record<string, number>> => {
    const now = clock.monotonicMs();
    if (stage) seconds[stage] = (seconds[stage] ?? 0) + (now - since) / 1000;
    stage = undefined;
    since = now;
    return seconds;
  };
  return {
    begin(next) {
      end();
      stage = next;
    },
    end,
  };
}
