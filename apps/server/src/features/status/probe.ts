import type { Facts, NorunReason } from "./domain/types.ts";

/** What a probe found out. */
export type Outcome =
  | { readonly result: "pass"; readonly facts?: Facts }
  | { readonly result: "fail"; readonly error: string; readonly facts?: Facts }
  | { readonly result: "norun"; readonly reason: NorunReason; readonly detail?: string; readonly facts?: Facts };

/** What a probe is given. */
export interface ProbeContext {
  /** Aborted at the deadline and when the server stops. */
  readonly signal: AbortSignal;
}

/** Does one thing and looks at the result. What it throws counts as failed; what it throws by surprise, as crashed. */
export type Probe = (context: ProbeContext) => Promise<Outcome>;

/** A check that ships with WOPR: of the platform, or of a feature that adds its own. */
export interface BuiltInCheck {
  readonly name: string;
  readonly title: string;
  /** What is wrong when it fails, after the name of its component: "does not answer". */
  readonly failing: string;
  readonly component: { readonly id: string; readonly title: string; readonly critical?: boolean };
  readonly intervalS: number;
  readonly deadlineMs: number;
  /** Names of checks without which it is not run. */
  readonly needs?: readonly string[];
  /** File below `docs/runbooks/`. */
  readonly runbook: string;
  readonly probe: Probe;
}

/** Passed. */
export const passed = (facts: Facts = {}): Outcome => ({ result: "pass", facts });
/** Failed, with a sentence for people. */
export const failed = (error: string, facts: Facts = {}): Outcome => ({ result: "fail", error, facts });
/** Not run, with the reason. */
export const notRun = (reason: NorunReason, detail?: string): Outcome =>
  detail === undefined ? { result: "norun", reason } : { result: "norun", reason, detail };
