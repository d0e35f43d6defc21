import { z } from "zod";
import { InstantWire } from "./common.ts";
import { defineEndpoint } from "./endpoint.ts";
import { CheckNameWire } from "./status-definitions.ts";
import { IncidentSummaryWire } from "./status-incidents.ts";
import { CheckResultWire, MicrosWire, NorunReasonWire, UptimeWire } from "./status-shapes.ts";

const PublishedWire = z.object({
  timestamp_right_before_data_pull: MicrosWire,
  "db-up": z.boolean(),
  "db-queriable": z.boolean(),
  "db-writable": z.boolean(),
  "wopr-web-up": z.boolean(),
  "wopr-web-functional": z.boolean(),
  "wopr-api-up": z.boolean(),
  "wopr-api-functional": z.boolean(),
  "wopr-cam-up": z.boolean(),
  "wopr-cam-functional": z.boolean(),
  "wopr-config-map-present": z.boolean(),
  timestamp_right_after_data_pull: MicrosWire,
});

const FullWire = z.object({
  timestamp_right_before_data_pull: MicrosWire,
  checks: z.record(
    z.string(),
    z.object({
      result: CheckResultWire,
      norun_reason: NorunReasonWire.nullable(),
      root: z.array(z.string()),
      ended_at: MicrosWire.nullable(),
      /** Whether the result is older than three intervals. */
      stale: z.boolean(),
    }),
  ),
  timestamp_right_after_data_pull: MicrosWire,
});

/** `GET /status`: published. Reads stored results, never runs a test; answers from memory when the database is down. */
export const readStatus = defineEndpoint({
  method: "GET",
  path: "/status",
  summary: "The ten published checks as booleans; with detail=full three-valued",
  scope: "public",
  query: z.object({ detail: z.literal("full").optional() }),
  status: 200,
  response: z.union([PublishedWire, FullWire]),
});

/** `GET /status/:name`: published. */
export const readStatusOf = defineEndpoint({
  method: "GET",
  path: "/status/:name",
  summary: "The newest result of one published check",
  scope: "public",
  params: z.object({ name: z.string().max(200) }),
  status: 200,
  response: z
    .object({
      timestamp_right_before_data_pull: MicrosWire,
      "test-start-timestamp": MicrosWire.nullable(),
      "test-result": CheckResultWire,
      "test-end-timestamp": MicrosWire.nullable(),
      "test-norun-reason": NorunReasonWire.optional(),
      "test-error": z.string().optional(),
      timestamp_right_after_data_pull: MicrosWire,
    })
    .catchall(z.boolean()),
  errors: ["status.unknown_check"],
});

/** One line of the answer to `POST /status`. */
export const PublishedRunWire = z.object({
  "test-start-timestamp": MicrosWire,
  "test-result": CheckResultWire,
  "test-end-timestamp": MicrosWire,
  "test-norun-reason": NorunReasonWire.optional(),
  "test-error": z.string().optional(),
});

/**
 * `POST /status`: published. The body is `{"all": true | "true" | …, "specific": [{"db-up": true}, …]}`; anything else is
 * `status.bad_selection` and runs nothing. `Prefer: respond-async` answers 202 with a job.
 */
export const runStatus = defineEndpoint({
  method: "POST",
  path: "/status",
  summary: "Run published checks now and store their results",
  scope: "status:operate",
  body: z.unknown(),
  status: 200,
  response: z.object({
    timestamp_right_before_data_pull: MicrosWire,
    results: z.record(z.string(), PublishedRunWire),
    /** False: in the journal, because the database cannot be written; stored later. */
    stored: z.boolean(),
    timestamp_right_after_data_pull: MicrosWire,
  }),
  errors: ["status.bad_selection", "platform.rate_limited"],
});

/** One component as the page shows it. */
export const PageComponentWire = z.object({
  id: z.string(),
  title: z.string(),
  state: z.enum(["works", "attention", "failed", "unknown", "maintenance"]),
  sentence: z.string(),
  /** When it entered this state. */
  since: InstantWire.nullable(),
  uptime: UptimeWire,
  /** 90 days, oldest first: `p` pass, `f` fail, `n` not run, `m` maintenance, `-` nothing known. */
  days: z.string(),
  /** Shares of failure by day index, only for days with one. */
  failed_share: z.array(z.tuple([z.int(), z.number()])),
  /** Names of its checks and their results; only where the page may show them. */
  checks: z.array(z.object({ name: z.string(), title: z.string(), result: CheckResultWire })),
});
/** {@link PageComponentWire} as a type. */
export type PageComponentWire = z.infer<typeof PageComponentWire>;

/** Everything the status page shows. */
export const StatusPageWire = z.object({
  title: z.string(),
  intro: z.string(),
  /** "Everything works", or what does not, since when, and whose fault it is. */
  sentence: z.string(),
  state: z.enum(["works", "attention", "failed", "unknown", "maintenance"]),
  /** When the newest result ended; null before the first. */
  data_at: InstantWire.nullable(),
  /** Whether the newest result is older than three intervals: the watcher itself may be down. */
  stale: z.boolean(),
  components: z.array(PageComponentWire),
  incidents: z.array(IncidentSummaryWire),
  past: z.array(IncidentSummaryWire),
  maintenance: z.array(
    z.object({ id: z.string(), title: z.string(), from: InstantWire, to: InstantWire, active: z.boolean() }),
  ),
  /** Since when nothing has happened; null while something does, or before anything was known. */
  quiet_since: InstantWire.nullable(),
});
/** {@link StatusPageWire} as a type. */
export type StatusPageWire = z.infer<typeof StatusPageWire>;

/** `GET /status-page`: all of it in one answer, from memory. */
export const readStatusPage = defineEndpoint({
  method: "GET",
  path: "/status-page",
  summary: "Everything the status page shows",
  scope: "public",
  status: 200,
  response: StatusPageWire,
});

/** `GET /status` (root): the page without JavaScript. */
export const statusHtml = defineEndpoint({
  method: "GET",
  base: "",
  path: "/status",
  summary: "The status page for people",
  scope: "public",
  status: 200,
  response: z.string(),
  answers: "html",
});

/** `GET /status/feed.xml` (root): Atom. */
export const statusFeedXml = defineEndpoint({
  method: "GET",
  base: "",
  path: "/status/feed.xml",
  summary: "Incidents as an Atom feed",
  scope: "public",
  status: 200,
  response: z.string(),
  answers: "bytes",
});

/** `GET /status/feed.json` (root): JSON Feed 1.1. */
export const statusFeedJson = defineEndpoint({
  method: "GET",
  base: "",
  path: "/status/feed.json",
  summary: "Incidents as a JSON feed",
  scope: "public",
  status: 200,
  response: z.record(z.string(), z.unknown()),
});

/** `GET /status/maintenance.ics` (root): planned times for calendars. */
export const statusCalendar = defineEndpoint({
  method: "GET",
  base: "",
  path: "/status/maintenance.ics",
  summary: "Maintenance as a calendar",
  scope: "public",
  status: 200,
  response: z.string(),
  answers: "bytes",
});

/** `GET /status/echo?nonce=` (root): used by functional checks to see that this server, and not a proxy, answers. */
export const statusEcho = defineEndpoint({
  method: "GET",
  base: "",
  path: "/status/echo",
  summary: "Answers what it was given, with build and time",
  scope: "public",
  query: z.object({ nonce: z.string().regex(/^[A-Za-z0-9_-]{1,100}$/, "must be 1 to 100 of A–Z a–z 0–9 _ -") }),
  status: 200,
  response: z.object({ nonce: z.string(), build: z.string(), time: MicrosWire }),
});

/** `GET /status/:component` (root): one component for people. */
export const statusComponentHtml = defineEndpoint({
  method: "GET",
  base: "",
  path: "/status/:component",
  summary: "The status of one component for people",
  scope: "public",
  params: z.object({ component: z.string().max(200) }),
  status: 200,
  response: z.string(),
  answers: "html",
});

/** `GET /badges/:file` (root): `<check>.svg`, for readme files. Kept for 30 s. */
export const statusBadge = defineEndpoint({
  method: "GET",
  base: "",
  path: "/badges/:file",
  summary: "A badge with status or uptime of a check",
  scope: "public",
  params: z.object({ file: z.string().max(200) }),
  query: z.object({
    metric: z.enum(["status", "uptime"]).default("status"),
    days: z.coerce.number().int().min(1).max(90).default(30),
  }),
  status: 200,
  response: z.string(),
  answers: "bytes",
  errors: ["status.unknown_check"],
});

/** `:name` of a check in a path. */
export const CheckParams = z.object({ name: CheckNameWire });
