import { z } from "zod";
import { InstantWire, JsonWire } from "./common.ts";

/** The ten published checks, in the published order. They can be tuned and switched off, not renamed. */
export const PUBLISHED_CHECKS = [
  "db-up",
  "db-queriable",
  "db-writable",
  "wopr-web-up",
  "wopr-web-functional",
  "wopr-api-up",
  "wopr-api-functional",
  "wopr-cam-up",
  "wopr-cam-functional",
  "wopr-config-map-present",
] as const;
/** One of {@link PUBLISHED_CHECKS}. */
export type PublishedCheck = (typeof PUBLISHED_CHECKS)[number];

/** An instant with six decimals: RFC 3339, UTC. */
export const MicrosWire = z.string().regex(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z$/);

/** What came of one run. `norun`: it was not executed; never a guess. */
export const CheckResultWire = z.enum(["pass", "fail", "norun"]);
/** {@link CheckResultWire} as a type. */
export type CheckResultWire = z.infer<typeof CheckResultWire>;

/** Why something was not run. */
export const NorunReasonWire = z.enum([
  "disabled",
  "not_configured",
  "dependency_failed",
  "maintenance",
  "runner_down",
  "deadline",
  "vantage_offline",
  "never_ran",
]);
/** {@link NorunReasonWire} as a type. */
export type NorunReasonWire = z.infer<typeof NorunReasonWire>;

/** One execution of a check. */
export const RunWire = z.object({
  run_id: z.uuid(),
  check: z.string(),
  vantage: z.string(),
  started_at: MicrosWire,
  ended_at: MicrosWire,
  result: CheckResultWire,
  norun_reason: NorunReasonWire.nullable(),
  /** The failing checks that are to blame. */
  root: z.array(z.string()),
  ms: z.number(),
  error: z.string().nullable(),
  facts: z.record(z.string(), JsonWire),
  trigger: z.enum(["schedule", "post", "confirm", "chain", "push"]),
  maintenance: z.boolean(),
});
/** {@link RunWire} as a type. */
export type RunWire = z.infer<typeof RunWire>;

/** Share of passes among what ran, and how much ran at all. */
export const UptimeWire = z.object({
  /** 0 to 1; null: not enough data (less than half of what was expected has run). */
  uptime: z.number().min(0).max(1).nullable(),
  /** 0 to 1. */
  coverage: z.number().min(0).max(1),
});
/** {@link UptimeWire} as a type. */
export type UptimeWire = z.infer<typeof UptimeWire>;

/** What was counted in one span of time. */
export const BucketWire = z.object({
  start: InstantWire,
  pass: z.int(),
  fail: z.int(),
  norun: z.int(),
  maintenance: z.int(),
  ms_p50: z.number().nullable(),
  ms_p95: z.number().nullable(),
  ms_max: z.number().nullable(),
});
/** {@link BucketWire} as a type. */
export type BucketWire = z.infer<typeof BucketWire>;
