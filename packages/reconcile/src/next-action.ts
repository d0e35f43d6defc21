import { exceedsBudget, tally } from "./budget.ts";
import type { Budget } from "./plan-waves.ts";
import type { OnBreach } from "./strategies.ts";
import { isTerminal, type TargetState } from "./target-state.ts";

/** One target of a running rollout. */
export interface TargetFacts {
  readonly id: string;
  readonly wave: number;
  readonly state: TargetState;
}

/** One wave of a running rollout. */
export interface WaveFacts {
  readonly soakMs: number;
  readonly budget: Budget;
  readonly approval: boolean;
}

/** Everything the planner may look at. Times in unix milliseconds, by the clock of the database. */
export interface RolloutFacts {
  /** Index of the wave that runs. */
  readonly wave: number;
  readonly waves: readonly WaveFacts[];
  readonly targets: readonly TargetFacts[];
  /** When all of the running wave were done, or nothing more was open; null before. */
  readonly settledAt: number | null;
  readonly waveStartedAt: number;
  readonly now: number;
  readonly maxParallel: number;
  readonly offline: "continue" | "wait";
  readonly onBreach: OnBreach;
  /** Waves somebody let go. */
  readonly approved: readonly number[];
  /** Whether the named checks pass. */
  readonly checksPass: boolean;
}

/** What to do next. */
export type Action =
  | { readonly kind: "assign"; readonly targets: readonly string[] }
  | { readonly kind: "settle" }
  | { readonly kind: "next_wave" }
  | { readonly kind: "await_approval" }
  | { readonly kind: "pause"; readonly why: string }
  | { readonly kind: "breach"; readonly what: OnBreach; readonly why: string }
  | { readonly kind: "complete" }
  | { readonly kind: "wait"; readonly untilMs: number | null };

/** A wave without a single success waits this long, then pauses. */
const NO_EVIDENCE_MS = 3_600_000;

/** Decides the next step of a rollout. Pure; once nothing is left to do it says `complete` or `wait` for ever. */
export function nextAction(facts: RolloutFacts): Action {
  const { wave, waves, targets, now, maxParallel } = facts;
  const current = waves[wave];
  if (!current) return { kind: "complete" };
  const started = targets.filter((target) => target.wave <= wave);
  const own = targets.filter((target) => target.wave === wave);
  const counts = tally(own.map(({ state }) => state));
  if (exceedsBudget(counts, current.budget))
    return {
      kind: "breach",
      what: facts.onBreach,
      why: `${counts.failed} failed and ${counts.lost} were lost in wave ${wave + 1}.`,
    };
  if (current.approval && !facts.approved.includes(wave)) return { kind: "await_approval" };

  const exposed = tally(started.map(({ state }) => state)).exposed;
  const room = Math.max(0, maxParallel - exposed);
  const waiting = started.filter(({ state }) => state === "pending").map(({ id }) => id);
  if (waiting.length > 0 && room > 0) return { kind: "assign", targets: waiting.slice(0, room) };

  const away = own.filter(({ state }) => state === "offline" || state === "held");
  const open = own.filter(({ state }) => !isTerminal(state) && state !== "offline" && state !== "held");
  if (open.length > 0 || (facts.offline === "wait" && away.length > 0)) return { kind: "wait", untilMs: null };
  if (counts.succeeded === 0) {
    const until = facts.waveStartedAt + NO_EVIDENCE_MS;
    return now >= until
      ? { kind: "pause", why: "Nobody of this wave could show that it works." }
      : { kind: "wait", untilMs: until };
  }
  if (facts.settledAt === null) return { kind: "settle" };
  const soaked = facts.settledAt + current.soakMs;
  if (now < soaked) return { kind: "wait", untilMs: soaked };
  if (!facts.checksPass) return { kind: "wait", untilMs: null };
  return wave + 1 < waves.length ? { kind: "next_wave" } : { kind: "complete" };
}
