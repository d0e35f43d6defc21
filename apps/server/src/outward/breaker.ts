/** How the calls to one target went lately. Immutable; every function gives the next state. */
export interface BreakerState {
  readonly state: "closed" | "half" | "open";
  /** Calls of the last {@link WINDOW_MS}, oldest first. */
  readonly calls: readonly { readonly atMs: number; readonly ok: boolean }[];
  /** When it may be tried again; only while open. */
  readonly retryAtMs: number;
  /** How long it stays open the next time. */
  readonly openMs: number;
  /** Whether the one trial of the half-open state is under way. */
  readonly trial: boolean;
}

const WINDOW_MS = 30_000;
const FEWEST_CALLS = 10;
const FAILING_SHARE = 0.5;
const FIRST_OPEN_MS = 30_000;
const LONGEST_OPEN_MS = 300_000;

/** Nothing is known yet. */
export const CLOSED: BreakerState = { state: "closed", calls: [], retryAtMs: 0, openMs: FIRST_OPEN_MS, trial: false };

/** Whether a call may go out now; when it is the trial, the next state says so. */
export function admit(
  breaker: BreakerState,
  nowMs: number,
): { readonly allowed: boolean; readonly next: BreakerState } {
  if (breaker.state === "closed") return { allowed: true, next: breaker };
  if (breaker.state === "open" && nowMs < breaker.retryAtMs) return { allowed: false, next: breaker };
  if (breaker.state === "half" && breaker.trial) return { allowed: false, next: breaker };
  return { allowed: true, next: { ...breaker, state: "half", trial: true } };
}

/** What a call that ended makes of the breaker (platform.md 6.13). */
export function settle(breaker: BreakerState, ok: boolean, nowMs: number): BreakerState {
  if (breaker.state === "half") return ok ? CLOSED : open(breaker, nowMs);
  if (breaker.state === "open") return breaker;
  const calls = [...breaker.calls.filter(({ atMs }) => atMs > nowMs - WINDOW_MS), { atMs: nowMs, ok }];
  const failed = calls.filter((call) => !call.ok).length;
  const next = { ...breaker, calls };
  return calls.length >= FEWEST_CALLS && failed / calls.length >= FAILING_SHARE ? open(next, nowMs) : next;
}

/** A call that was given up for our own reasons says nothing about the target, but its trial is over. */
export const abandon = (breaker: BreakerState): BreakerState =>
  breaker.state === "half" ? { ...breaker, trial: false } : breaker;

const open = (breaker: BreakerState, nowMs: number): BreakerState => ({
  state: "open",
  calls: [],
  retryAtMs: nowMs + breaker.openMs,
  openMs: Math.min(LONGEST_OPEN_MS, breaker.openMs * 2),
  trial: false,
});
