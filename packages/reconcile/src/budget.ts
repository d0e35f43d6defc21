import type { Budget } from "./plan-waves.ts";
import { isTerminal, type TargetState } from "./target-state.ts";

/** How many targets are where. */
export interface Tally {
  readonly size: number;
  readonly succeeded: number;
  readonly failed: number;
  readonly lost: number;
  /** Offline or held: shown apart, they cost no budget. */
  readonly away: number;
  /** Given the new thing and not done with it. */
  readonly exposed: number;
  readonly open: number;
}

const EXPOSED: ReadonlySet<TargetState> = new Set(["assigned", "applying", "watching"]);

/** Counts states. */
export function tally(states: readonly TargetState[]): Tally {
  const count = (test: (state: TargetState) => boolean) => states.filter(test).length;
  return {
    size: states.length,
    succeeded: count((state) => state === "succeeded" || state === "unchanged"),
    failed: count((state) => state === "failed"),
    lost: count((state) => state === "lost"),
    away: count((state) => state === "offline" || state === "held"),
    exposed: count((state) => EXPOSED.has(state)),
    open: count((state) => !isTerminal(state) && state !== "offline" && state !== "held"),
  };
}

/** Whether more failed or got lost than a wave may: `failed + lost > max(count, floor(percent · size))`. */
export const exceedsBudget = (
  { failed, lost, size }: Pick<Tally, "failed" | "lost" | "size">,
  budget: Budget,
): boolean => failed + lost > Math.max(budget.count, Math.floor((budget.percent * size) / 100));
