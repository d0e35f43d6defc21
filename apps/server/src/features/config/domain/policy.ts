/** How a revision goes out. */
export type StrategyName = "canary" | "rolling" | "one_by_one" | "all_at_once";

/** Decides how a namespace is published, delivered and taken back. Times in seconds. */
export interface Policy {
  readonly ttl_s: number;
  readonly max_age_s: number | null;
  readonly approval: "critical" | "always" | "never";
  readonly strategy: StrategyName | null;
  readonly watch_s: number;
  readonly delivery: "live" | "pinned";
  readonly auto_rollback: boolean;
  readonly checks: readonly string[];
  readonly error_rate: { readonly min_events: number; readonly floor: number; readonly factor: number };
  readonly readers: readonly string[];
}

/** Unless a namespace says otherwise (config.md 4). */
export const DEFAULT_POLICY: Policy = {
  ttl_s: 259_200,
  max_age_s: null,
  approval: "critical",
  strategy: null,
  watch_s: 60,
  delivery: "live",
  auto_rollback: true,
  checks: [],
  error_rate: { min_events: 20, floor: 0.05, factor: 3 },
  readers: [],
};

/** Below this many online consumers everybody gets a revision at once. */
const FEW = 5;

/** How a revision goes out unless somebody said so. */
export const strategyFor = (policy: Policy, online: number): StrategyName =>
  policy.strategy ?? (online < FEW ? "all_at_once" : "canary");

/** Whether somebody else must agree. */
export const needsApproval = (policy: Policy, critical: boolean): boolean =>
  policy.approval === "always" || (policy.approval === "critical" && critical);

/** What is said of a policy, without what is only there as undefined. */
export const definedOnly = (said: { readonly [Name in keyof Policy]?: Policy[Name] | undefined }): Partial<Policy> =>
  Object.fromEntries(Object.entries(said).filter(([, value]) => value !== undefined)) as Partial<Policy>;
