import type { Budget, WaveSpec } from "./plan-waves.ts";

/** What is done when a wave breaks its budget. */
export type OnBreach = "halt" | "undo_wave" | "undo_all";

/** A way to roll out, as data. */
export interface Strategy {
  readonly waves: readonly WaveSpec[];
  readonly onBreach: OnBreach;
  /** `continue`: whoever is away catches up later; `wait`: the wave waits for them. */
  readonly offline: "continue" | "wait";
  /** Most targets exposed at a time; absent: the larger of 1 and a tenth, at most 500. */
  readonly maxParallel?: number;
}

const NONE: Budget = { count: 0, percent: 0 };
const MINUTE = 60_000;
const percent = (upTo: number, soakMs: number, budget: Budget): WaveSpec => ({
  name: `${upTo} %`,
  take: { kind: "percent", percent: upTo },
  soakMs,
  budget,
});
const tag = (name: string, soakMs: number): WaveSpec => ({
  name,
  take: { kind: "tag", tag: name },
  soakMs,
  budget: NONE,
});

/** Names of the strategies that ship. */
export type StrategyId = "canary" | "dev_first" | "standard" | "bots" | "rolling" | "one_by_one" | "all_at_once";

/** The strategies that ship (fleet.md 6.8). */
export const STRATEGIES: { readonly [Id in StrategyId]: Strategy } = {
  canary: {
    waves: [
      { name: "canary", take: { kind: "count", count: 1 }, soakMs: MINUTE, budget: NONE },
      percent(10, 5 * MINUTE, NONE),
      percent(50, 5 * MINUTE, { count: 0, percent: 2 }),
      percent(100, 0, { count: 0, percent: 5 }),
    ],
    onBreach: "halt",
    offline: "continue",
  },
  dev_first: {
    waves: [
      tag("dev", 5 * MINUTE),
      tag("canary", 5 * MINUTE),
      { ...percent(100, 0, { count: 0, percent: 2 }), approval: true },
    ],
    onBreach: "undo_wave",
    offline: "continue",
  },
  standard: {
    waves: [
      tag("dev", 10 * MINUTE),
      { ...tag("canary", 30 * MINUTE), approval: true },
      ...[25, 50, 75, 100].map((upTo) => percent(upTo, 10 * MINUTE, NONE)),
    ],
    onBreach: "halt",
    offline: "wait",
  },
  bots: {
    waves: [
      { name: "canary", take: { kind: "count", count: 1 }, soakMs: MINUTE, budget: { count: 2, percent: 0 } },
      ...[25, 50, 75, 100].map((upTo) => percent(upTo, MINUTE, { count: 2, percent: 0 })),
    ],
    onBreach: "undo_wave",
    offline: "continue",
  },
  rolling: {
    waves: [25, 50, 75, 100].map((upTo) => percent(upTo, MINUTE, { count: 3, percent: 0 })),
    onBreach: "halt",
    offline: "continue",
  },
  one_by_one: {
    waves: [percent(100, 30_000, NONE)],
    onBreach: "halt",
    offline: "continue",
    maxParallel: 1,
  },
  all_at_once: {
    waves: [percent(100, 0, NONE)],
    onBreach: "halt",
    offline: "continue",
    maxParallel: Number.MAX_SAFE_INTEGER,
  },
};
