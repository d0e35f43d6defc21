/** What came of one run. */
export type Result = "pass" | "fail" | "norun";

/** Why something was not run. */
export type NorunReason =
  | "disabled"
  | "not_configured"
  | "dependency_failed"
  | "maintenance"
  | "runner_down"
  | "deadline"
  | "vantage_offline"
  | "never_ran";

/** What caused a run. */
export type Trigger = "schedule" | "post" | "confirm" | "chain" | "push";

/** A small value beside a result. */
export type Fact = string | number | boolean | null | readonly Fact[] | { readonly [key: string]: Fact };
/** Facts by name, at most 4 KiB of JSON. */
export type Facts = { readonly [key: string]: Fact };

/** One execution of a check. Times are microseconds since 1970. */
export interface Run {
  readonly runId: string;
  readonly check: string;
  readonly vantage: string;
  /** When it was due; for what nobody planned, when it began. */
  readonly atUs: number;
  readonly startedUs: number;
  readonly endedUs: number;
  readonly result: Result;
  readonly norunReason: NorunReason | null;
  /** Failing checks that are to blame; empty unless `dependency_failed`. */
  readonly root: readonly string[];
  /** By the monotonic clock. */
  readonly ms: number;
  readonly error: string | null;
  readonly facts: Facts;
  readonly trigger: Trigger;
  readonly maintenance: boolean;
}

/** "A needs B". */
export interface Need {
  readonly check: string;
  readonly kind: "hard" | "soft";
}

/** As much of a check as decisions need. */
export interface CheckPlan {
  readonly name: string;
  readonly title: string;
  readonly component: string;
  readonly needs: readonly Need[];
  readonly intervalMs: number;
  readonly deadlineMs: number;
  readonly enabled: boolean;
  readonly published: boolean;
  readonly runbook: string | null;
  /** `built_in`, or the kind of the own probe. */
  readonly kind: string;
  /** For push checks: a sign of life later than this after the last one is missed. */
  readonly pushAfterMs: number | null;
}

/** A thing people know. */
export interface Component {
  readonly id: string;
  readonly title: string;
  readonly critical: boolean;
  readonly public: boolean;
}

/** Where every check runs until agents can. */
export const SERVER_VANTAGE = "server";
