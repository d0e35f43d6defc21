import type { DescribeRequest, Describer, Description } from "./types.ts";

/** A describer that is asked one thing at a time. */
export interface QueuedDescriber {
  /**
   * Waits until nothing else is asked; of those that wait, the newest goes first.
   *
   * @throws what the describer throws, or the reason of `signal`.
   */
  describe(request: DescribeRequest, signal?: AbortSignal): Promise<Description>;
}

interface Waiting {
  readonly request: DescribeRequest;
  readonly signal: AbortSignal | undefined;
  readonly resolve: (description: Description) => void;
  readonly reject: (failure: unknown) => void;
}

/** Keeps a server from being asked twice at once: a model that fills the memory answers two requests slower than one after the other. */
export function newestFirst(describer: Pick<Describer, "describe">): QueuedDescriber {
  const waiting: Waiting[] = [];
  let busy = false;

  async function next(): Promise<void> {
    const turn = waiting.pop();
    if (!turn || busy) {
      if (turn) waiting.push(turn);
      return;
    }
    busy = true;
    try {
      turn.signal?.throwIfAborted();
      turn.resolve(await describer.describe(turn.request, turn.signal));
    } catch (failure) {
      turn.reject(failure);
    } finally {
      busy = false;
      void next();
    }
  }

  return {
    describe: (request, signal) =>
      new Promise((resolve, reject) => {
        waiting.push({ request, signal, resolve, reject });
        void next();
      }),
  };
}
