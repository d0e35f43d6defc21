/** How long the last analyses of this process took. */
export interface Durations {
  note(ms: number): void;
  /** Whole seconds, at least 1; undefined before the first. */
  medianS(): number | undefined;
}

const KEPT = 20;

/** Remembers the last 20. */
export function createDurations(): Durations {
  const lastMs: number[] = [];
  return {
    note(ms) {
      lastMs.push(ms);
      if (lastMs.length > KEPT) lastMs.shift();
    },
    medianS() {
      const middle = lastMs.toSorted((a, b) => a - b)[Math.floor(lastMs.length / 2)];
      return middle === undefined ? undefined : Math.max(1, Math.round(middle / 1000));
    },
  };
}
