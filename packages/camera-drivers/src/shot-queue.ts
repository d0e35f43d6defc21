/** One at a time, in order of asking, with a bounded number of others waiting. */
export interface ShotQueue {
  /**
   * Runs `work` when its turn comes.
   *
   * @returns What `work` returns, or `undefined` at once when too many wait.
   * @throws the signal's reason when it aborts while waiting; then `work` never runs.
   */
  run<T>(work: () => Promise<T>, signal?: AbortSignal): Promise<T> | undefined;
  readonly busy: boolean;
  readonly waiting: number;
}

/**
 * A queue of its own; nothing is shared between two.
 *
 * @param limit How many may wait behind the running one.
 */
export function createShotQueue(limit: number): ShotQueue {
  const line: { readonly go: () => void }[] = [];
  let busy = false;

  const turn = (signal?: AbortSignal): Promise<void> =>
    new Promise((resolve, reject) => {
      const withdraw = () => {
        const at = line.indexOf(entry);
        if (at >= 0) line.splice(at, 1);
        reject(signal?.reason as Error);
      };
      const entry = {
        go: () => {
          signal?.removeEventListener("abort", withdraw);
          resolve();
        },
      };
      signal?.addEventListener("abort", withdraw, { once: true });
      line.push(entry);
    });

  const leave = () => {
    const next = line.shift();
    if (next) next.go();
    else busy = false;
  };

  return {
    run(work, signal) {
      if (signal?.aborted) return Promise.reject(signal.reason as Error);
      if (busy && line.length >= limit) return undefined;
      const ready = busy ? turn(signal) : Promise.resolve();
      busy = true;
      return ready.then(() => work().finally(leave));
    },
    get busy() {
      return busy;
    },
    get waiting() {
      return line.length;
    },
  };
}
