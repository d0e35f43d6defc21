import { z } from "zod";
import { InstantWire, JsonWire, NothingWire } from "./common.ts";
import { defineEndpoint } from "./endpoint.ts";
import { CheckParams } from "./status.ts";
import { NeedWire, OwnCheckWire, ProbeWire, StatusDefinitionsWire } from "./status-definitions.ts";
import { BucketWire, CheckResultWire, RunWire, UptimeWire } from "./status-shapes.ts";

/** A check with how it is doing. */
export const CheckWire = z.object({
  name: z.string(),
  title: z.string(),
  component: z.string(),
  /** `built_in`: ours, of the platform or a feature; else the kind of the own probe. */
  kind: z.string(),
  published: z.boolean(),
  enabled: z.boolean(),
  interval_s: z.number(),
  deadline_ms: z.number(),
  needs: z.array(NeedWire),
  /** Path of the runbook in the documentation. */
  runbook: z.string().nullable(),
  /** `down` only after a failure was confirmed; `flapping` while it comes and goes. */
  state: z.enum(["up", "suspect", "down", "recovering", "unknown"]),
  /** When it entered this state. */
  since: InstantWire.nullable(),
  newest: RunWire.nullable(),
  stale: z.boolean(),
  /** The newest 60 results, oldest first: `p` `f` `n` `m`. */
  recent: z.string(),
  uptime: z.object({ h24: UptimeWire, d7: UptimeWire, d30: UptimeWire, d90: UptimeWire }),
});
/** {@link CheckWire} as a type. */
export type CheckWire = z.infer<typeof CheckWire>;

/** `GET /checks` */
export const listChecks = defineEndpoint({
  method: "GET",
  path: "/checks",
  summary: "Every check with its newest result",
  scope: "status:read",
  status: 200,
  response: z.object({
    items: z.array(CheckWire),
    next_cursor: z.string().nullable(),
    /** Failing checks without a failing one that they need. */
    roots: z.array(z.string()),
    components: z.array(z.object({ id: z.string(), title: z.string(), critical: z.boolean() })),
    /** Who runs the checks, and what waits to be stored. */
    runner: z.object({
      here: z.boolean(),
      running: z.boolean(),
      journal_backlog: z.int(),
      late_ms: z.number(),
      database: z.boolean(),
    }),
  }),
});

/** `GET /checks/:name` */
export const readCheck = defineEndpoint({
  method: "GET",
  path: "/checks/:name",
  summary: "One check with its newest result and uptime",
  scope: "status:read",
  params: CheckParams,
  status: 200,
  response: CheckWire.extend({ definition: OwnCheckWire.nullable(), blocks: z.array(z.string()) }),
  errors: ["status.unknown_check"],
});

/** `POST /checks/:name/run` */
export const runCheck = defineEndpoint({
  method: "POST",
  path: "/checks/:name/run",
  summary: "Run one check now",
  scope: "status:operate",
  params: CheckParams,
  status: 200,
  response: z.object({ run: RunWire, stored: z.boolean() }),
  errors: ["status.unknown_check", "platform.rate_limited"],
  deadlineMs: 75_000,
});

/** `GET /checks/:name/history`: counts for a strip or a chart. */
export const checkHistory = defineEndpoint({
  method: "GET",
  path: "/checks/:name/history",
  summary: "Counts of a check over time",
  scope: "status:read",
  params: CheckParams,
  query: z.object({
    from: InstantWire.optional(),
    to: InstantWire.optional(),
    bucket: z.enum(["auto", "5m", "1h", "1d"]).default("auto"),
  }),
  status: 200,
  response: z.object({ bucket: z.enum(["5m", "1h", "1d"]), items: z.array(BucketWire) }),
  errors: ["status.unknown_check"],
});

const Paged = z.object({
  limit: z.coerce.number().int().min(1).max(500).default(50),
  cursor: z.string().max(200).optional(),
});

/** `GET /checks/:name/results`: raw runs, kept 14 days. */
export const checkResults = defineEndpoint({
  method: "GET",
  path: "/checks/:name/results",
  summary: "Single runs of a check, newest first",
  scope: "status:read",
  params: CheckParams,
  query: Paged,
  status: 200,
  response: z.object({ items: z.array(RunWire), next_cursor: z.string().nullable() }),
  errors: ["status.unknown_check"],
});

/** `GET /checks/:name/changes`: every transition, kept 5 years. */
export const checkChanges = defineEndpoint({
  method: "GET",
  path: "/checks/:name/changes",
  summary: "When a check changed its result",
  scope: "status:read",
  params: CheckParams,
  query: Paged,
  status: 200,
  response: z.object({
    items: z.array(
      z.object({ at: InstantWire, from: CheckResultWire.nullable(), to: CheckResultWire, run_id: z.uuid() }),
    ),
    next_cursor: z.string().nullable(),
  }),
  errors: ["status.unknown_check"],
});

const PushAnswer = z.object({ ok: z.literal(true), next_expected_before: InstantWire });

/** `POST /checks/:name/push`: a sign of life, proved by its own token (`Authorization: Bearer` or `?token=`). */
export const pushCheck = defineEndpoint({
  method: "POST",
  path: "/checks/:name/push",
  summary: "Report a sign of life",
  scope: "public",
  params: CheckParams,
  query: z.object({ token: z.string().max(200).optional() }),
  body: z.strictObject({
    result: z.enum(["pass", "fail"]).default("pass"),
    ms: z.number().min(0).max(86_400_000).default(0),
    error: z.string().max(2000).optional(),
    facts: z.record(z.string().max(100), z.union([z.string().max(500), z.number(), z.boolean()])).default({}),
    /** When it happened, by the sender; never before what was accepted already. */
    at: InstantWire.optional(),
  }),
  status: 200,
  response: PushAnswer,
  errors: ["status.push_refused", "status.unknown_check"],
});

/** `GET /checks/:name/push?token=`: the same for cron with curl. */
export const pushCheckByGet = defineEndpoint({
  method: "GET",
  path: "/checks/:name/push",
  summary: "Report a sign of life with a plain GET",
  scope: "public",
  params: CheckParams,
  query: z.object({ token: z.string().max(200).optional(), ms: z.coerce.number().min(0).max(86_400_000).default(0) }),
  status: 200,
  response: PushAnswer,
  errors: ["status.push_refused", "status.unknown_check"],
});

/** `POST /checks/:name/push-token`: the only answer that ever holds the token; an older one stops working. */
export const issuePushToken = defineEndpoint({
  method: "POST",
  path: "/checks/:name/push-token",
  summary: "Make the token of a push check; it is shown once",
  scope: "status:write",
  params: CheckParams,
  status: 201,
  response: z.object({ token: z.string(), url: z.string() }),
  errors: ["status.unknown_check", "status.bad_check"],
});

/** `POST /checks/try`: runs a probe without keeping anything. */
export const tryCheck = defineEndpoint({
  method: "POST",
  path: "/checks/try",
  summary: "Try a check before it is saved",
  scope: "status:operate",
  body: z.strictObject({
    probe: ProbeWire,
    deadline_ms: z.int().min(100).max(20_000).default(10_000),
    private: z.boolean().default(false),
  }),
  status: 200,
  response: z.object({
    result: CheckResultWire,
    ms: z.number(),
    error: z.string().nullable(),
    norun_reason: z.string().nullable(),
    facts: z.record(z.string(), JsonWire),
  }),
  errors: ["status.forbidden_target", "platform.rate_limited"],
});

/** Definitions with the number of their revision. */
export const DefinitionsWire = z.object({ revision: z.int(), definitions: StatusDefinitionsWire });

/** `GET /status-definitions` */
export const readStatusDefinitions = defineEndpoint({
  method: "GET",
  path: "/status-definitions",
  summary: "Own checks, components, tuning and texts of the page",
  scope: "status:write",
  status: 200,
  response: DefinitionsWire,
});

/** `PUT /status-definitions`: all or nothing, on top of the revision it was made from. */
export const changeStatusDefinitions = defineEndpoint({
  method: "PUT",
  path: "/status-definitions",
  summary: "Replace the definitions",
  scope: "status:write",
  body: z.strictObject({ expected_revision: z.int().min(0), definitions: StatusDefinitionsWire }),
  status: 200,
  response: DefinitionsWire,
  errors: ["status.bad_check", "status.dependency_cycle", "status.forbidden_target", "status.definitions_changed"],
});

const ProbeParams = z.object({ id: z.uuid() });

/** `PUT /checks-probe/:id`: an object that functional checks write, read and delete through the interface. */
export const writeProbeObject = defineEndpoint({
  method: "PUT",
  path: "/checks-probe/:id",
  summary: "Write the object of a functional check",
  scope: "status:operate",
  params: ProbeParams,
  body: z.strictObject({ nonce: z.string().min(1).max(100) }),
  status: 200,
  response: z.object({ nonce: z.string() }),
});

/** `GET /checks-probe/:id` */
export const readProbeObject = defineEndpoint({
  method: "GET",
  path: "/checks-probe/:id",
  summary: "Read the object of a functional check",
  scope: "status:operate",
  params: ProbeParams,
  status: 200,
  response: z.object({ nonce: z.string() }),
  errors: ["status.probe_not_found"],
});

/** `DELETE /checks-probe/:id`. Idempotent. */
export const deleteProbeObject = defineEndpoint({
  method: "DELETE",
  path: "/checks-probe/:id",
  summary: "Delete the object of a functional check",
  scope: "status:operate",
  params: ProbeParams,
  status: 204,
  response: NothingWire,
});
