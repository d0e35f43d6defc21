import type { NorunReason, Result } from "./types.ts";

/** How a check is doing over several runs. */
export interface CheckState {
  readonly phase: "up" | "suspect" | "down" | "recovering" | "unknown";
  /** When it entered the phase, milliseconds since 1970. */
  readonly sinceMs: number;
}

/** What a run did to the state of its check. */
export type Turn = "none" | "confirm" | "went_down" | "recovered";

/** Before anything was known. */
export const UNKNOWN: CheckState = { phase: "unknown", sinceMs: 0 };

/** What is not there, or not wanted, cannot be down. */
const GONE: ReadonlySet<NorunReason> = new Set(["disabled", "not_configured"]);

/**
 * What a result makes of the state: a first failure asks for a confirming run, a second in a row is `down`, two passes in a
 * row are `up` again. What did not run says nothing, unless there is nothing to run any more.
 */
export function nextState(
  state: CheckState,
  result: Result,
  atMs: number,
  reason: NorunReason | null = null,
): { readonly state: CheckState; readonly turn: Turn } {
  const enter = (phase: CheckState["phase"], turn: Turn) => ({
    state: phase === state.phase ? state : { phase, sinceMs: atMs },
    turn,
  });
  if (reason !== null && GONE.has(reason)) {
    const wasDown = state.phase === "down" || state.phase === "recovering";
    return enter("unknown", wasDown ? "recovered" : "none");
  }
  if (result === "norun") return { state, turn: "none" };
  if (result === "fail") {
    if (state.phase === "down") return enter("down", "none");
    if (state.phase === "recovering") return enter("down", "none");
    return state.phase === "suspect" ? enter("down", "went_down") : enter("suspect", "confirm");
  }
  if (state.phase === "down") return enter("recovering", "none");
  return state.phase === "recovering" ? enter("up", "recovered") : enter("up", "none");
}
