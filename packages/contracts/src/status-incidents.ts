import { z } from "zod";
import { IdParams, IdWire, InstantWire, JsonWire, NothingWire } from "./common.ts";
import { defineEndpoint } from "./endpoint.ts";

const Severity = z.enum(["info", "warning", "critical"]);
const Title = z.string().trim().min(3).max(200);
const Text = z.string().trim().min(1).max(4000);
const ComponentIds = z.array(z.string().min(1).max(63)).max(200);

/** One line of the story of an incident. */
export const IncidentEntryWire = z.object({
  id: IdWire,
  at: InstantWire,
  /** A person's name, or `system`. */
  author: z.string(),
  kind: z.enum(["opened", "update", "evidence", "acknowledged", "resolved", "reopened", "postmortem", "merged"]),
  text: z.string(),
  /** Whether the public page shows it. */
  public: z.boolean(),
  data: z.record(z.string(), JsonWire).nullable(),
});
/** {@link IncidentEntryWire} as a type. */
export type IncidentEntryWire = z.infer<typeof IncidentEntryWire>;

/** An incident as anybody may see it. */
export const IncidentSummaryWire = z.object({
  id: IdWire,
  title: z.string(),
  severity: Severity,
  state: z.enum(["open", "acknowledged", "resolved"]),
  opened_at: InstantWire,
  resolved_at: InstantWire.nullable(),
  /** Titles of the components it touches. */
  components: z.array(z.string()),
  entries: z.array(IncidentEntryWire.pick({ id: true, at: true, kind: true, text: true })),
});
/** {@link IncidentSummaryWire} as a type. */
export type IncidentSummaryWire = z.infer<typeof IncidentSummaryWire>;

/** An incident with everything. */
export const IncidentWire = z.object({
  id: IdWire,
  title: z.string(),
  severity: Severity,
  state: z.enum(["open", "acknowledged", "resolved"]),
  /** Opened by failing checks, or by a person. */
  origin: z.enum(["checks", "person"]),
  root_checks: z.array(z.string()),
  /** Checks that fail or do not run because of the roots. */
  affected_checks: z.array(z.string()),
  components: z.array(z.string()),
  opened_at: InstantWire,
  acknowledged_by: z.string().nullable(),
  resolved_at: InstantWire.nullable(),
  cause: z.string().nullable(),
  public: z.boolean(),
  /** How often it came back within ten minutes. */
  flaps: z.int(),
  entries: z.array(IncidentEntryWire),
});
/** {@link IncidentWire} as a type. */
export type IncidentWire = z.infer<typeof IncidentWire>;

/** `GET /incidents` */
export const listIncidents = defineEndpoint({
  method: "GET",
  path: "/incidents",
  summary: "Incidents, newest first",
  scope: "status:read",
  query: z.object({
    state: z.enum(["open", "resolved"]).optional(),
    limit: z.coerce.number().int().min(1).max(500).default(50),
    cursor: z.string().max(200).optional(),
  }),
  status: 200,
  response: z.object({ items: z.array(IncidentWire), next_cursor: z.string().nullable() }),
});

/** `GET /incidents/:id` */
export const readIncident = defineEndpoint({
  method: "GET",
  path: "/incidents/:id",
  summary: "One incident with its story",
  scope: "status:read",
  params: IdParams,
  status: 200,
  response: IncidentWire,
  errors: ["status.incident_not_found"],
});

/** `POST /incidents`: opened by a person. */
export const openIncident = defineEndpoint({
  method: "POST",
  path: "/incidents",
  summary: "Open an incident by hand",
  scope: "status:operate",
  body: z.strictObject({
    title: Title,
    severity: Severity.default("warning"),
    components: ComponentIds.default([]),
    text: Text,
    public: z.boolean().default(true),
  }),
  status: 201,
  response: IncidentWire,
});

/** `PATCH /incidents/:id` */
export const changeIncident = defineEndpoint({
  method: "PATCH",
  path: "/incidents/:id",
  summary: "Correct title, severity, cause or visibility of an incident",
  scope: "status:operate",
  params: IdParams,
  body: z.strictObject({
    title: Title.optional(),
    severity: Severity.optional(),
    components: ComponentIds.optional(),
    cause: z.string().trim().max(1000).nullable().optional(),
    public: z.boolean().optional(),
  }),
  status: 200,
  response: IncidentWire,
  errors: ["status.incident_not_found"],
});

/** `POST /incidents/:id/entries` */
export const addIncidentEntry = defineEndpoint({
  method: "POST",
  path: "/incidents/:id/entries",
  summary: "Add to the story of an incident",
  scope: "status:operate",
  params: IdParams,
  body: z.strictObject({
    kind: z.enum(["update", "postmortem"]).default("update"),
    text: Text,
    /** Whether the public page shows it. */
    public: z.boolean().default(false),
  }),
  status: 201,
  response: IncidentWire,
  errors: ["status.incident_not_found", "status.incident_closed"],
});

/** `POST /incidents/:id/acknowledge`. Idempotent. */
export const acknowledgeIncident = defineEndpoint({
  method: "POST",
  path: "/incidents/:id/acknowledge",
  summary: "Say that somebody looks after it",
  scope: "status:operate",
  params: IdParams,
  status: 200,
  response: IncidentWire,
  errors: ["status.incident_not_found", "status.incident_closed"],
});

/** `POST /incidents/:id/resolve` */
export const resolveIncident = defineEndpoint({
  method: "POST",
  path: "/incidents/:id/resolve",
  summary: "Close an incident",
  scope: "status:operate",
  params: IdParams,
  body: z.strictObject({ text: Text.default("Resolved."), public: z.boolean().default(true) }),
  status: 200,
  response: IncidentWire,
  errors: ["status.incident_not_found", "status.incident_closed"],
});

/** `POST /incidents/:id/merge`: the other becomes part of this one. */
export const mergeIncident = defineEndpoint({
  method: "POST",
  path: "/incidents/:id/merge",
  summary: "Make another open incident part of this one",
  scope: "status:operate",
  params: IdParams,
  body: z.strictObject({ other: IdWire }),
  status: 200,
  response: IncidentWire,
  errors: ["status.incident_not_found", "status.incident_closed"],
});

const Zone = z.string().min(1).max(64);
const MaintenanceFields = {
  title: Title,
  components: ComponentIds.default([]),
  /** Once: from and to. */
  from: InstantWire.nullable().default(null),
  to: InstantWire.nullable().default(null),
  /** Again and again: five fields of cron, and how long each time lasts. */
  cron: z.string().max(100).nullable().default(null),
  duration_s: z
    .int()
    .min(60)
    .max(7 * 86_400)
    .nullable()
    .default(null),
  zone: Zone.default("UTC"),
  /** Whether the checks pause meanwhile; otherwise they run and count as maintenance. */
  suspend: z.boolean().default(false),
  public: z.boolean().default(true),
};

/** A planned time. */
export const MaintenanceWire = z.object({
  id: IdWire,
  title: z.string(),
  components: z.array(z.string()),
  from: InstantWire.nullable(),
  to: InstantWire.nullable(),
  cron: z.string().nullable(),
  duration_s: z.int().nullable(),
  zone: z.string(),
  suspend: z.boolean(),
  public: z.boolean(),
  active: z.boolean(),
  /** The running or the next time; null when there is none to come. */
  next_from: InstantWire.nullable(),
  next_to: InstantWire.nullable(),
});
/** {@link MaintenanceWire} as a type. */
export type MaintenanceWire = z.infer<typeof MaintenanceWire>;

/** `GET /maintenance` */
export const listMaintenance = defineEndpoint({
  method: "GET",
  path: "/maintenance",
  summary: "Planned times",
  scope: "status:read",
  status: 200,
  response: z.object({ items: z.array(MaintenanceWire), next_cursor: z.string().nullable() }),
});

/** `POST /maintenance` */
export const planMaintenance = defineEndpoint({
  method: "POST",
  path: "/maintenance",
  summary: "Plan a time in which failures are expected",
  scope: "status:operate",
  body: z.strictObject(MaintenanceFields),
  status: 201,
  response: MaintenanceWire,
  errors: ["status.bad_maintenance"],
});

/** `PATCH /maintenance/:id` */
export const changeMaintenance = defineEndpoint({
  method: "PATCH",
  path: "/maintenance/:id",
  summary: "Change a planned time",
  scope: "status:operate",
  params: IdParams,
  body: z.strictObject({
    title: Title.optional(),
    components: ComponentIds.optional(),
    from: InstantWire.nullable().optional(),
    to: InstantWire.nullable().optional(),
    cron: z.string().max(100).nullable().optional(),
    duration_s: z
      .int()
      .min(60)
      .max(7 * 86_400)
      .nullable()
      .optional(),
    zone: Zone.optional(),
    suspend: z.boolean().optional(),
    public: z.boolean().optional(),
  }),
  status: 200,
  response: MaintenanceWire,
  errors: ["status.maintenance_not_found", "status.bad_maintenance"],
});

/** `DELETE /maintenance/:id`. Idempotent. */
export const dropMaintenance = defineEndpoint({
  method: "DELETE",
  path: "/maintenance/:id",
  summary: "Take a planned time back",
  scope: "status:operate",
  params: IdParams,
  status: 204,
  response: NothingWire,
});
