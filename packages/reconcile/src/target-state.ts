/** Where one target of a rollout is (fleet.md 6.8). */
export const TARGET_STATES = [
  "pending",
  "assigned",
  "applying",
  "watching",
  "succeeded",
  "failed",
  "lost",
  "offline",
  "held",
  "unchanged",
  "skipped",
  "superseded",
  "undone",
  "undo_failed",
] as const;

/** One of {@link TARGET_STATES}. */
export type TargetState = (typeof TARGET_STATES)[number];

const TERMINAL: ReadonlySet<TargetState> = new Set([
  "succeeded",
  "failed",
  "lost",
  "unchanged",
  "skipped",
  "superseded",
  "undone",
  "undo_failed",
]);

/** Whether nothing more is expected of a target by itself. Offline and held ones may come back. */
export const isTerminal = (state: TargetState): boolean => TERMINAL.has(state);
