import { z } from "zod";
import { IdWire, InstantWire, NothingWire } from "./common.ts";
import { defineEndpoint } from "./endpoint.ts";
import { PERMISSIONS, ROLES } from "./permissions.ts";

const ServiceHealth = z.enum(["healthy", "degraded", "unhealthy", "disabled"]);

/** `GET /health` (root), kept from the sources: 200 or 503. */
export const readHealth = defineEndpoint({
  method: "GET",
  base: "",
  path: "/health",
  summary: "Whether the installation and each of its services works",
  scope: "public",
  status: 200,
  response: z.object({
    status: z.enum(["healthy", "degraded", "unhealthy"]),
    timestamp: InstantWire,
    version: z.string(),
    environment: z.string(),
    services: z.record(z.string(), ServiceHealth),
  }),
});

/** `GET /healthz` (root): the process answers. */
export const readLiveness = defineEndpoint({
  method: "GET",
  base: "",
  path: "/healthz",
  summary: "Whether the process answers",
  scope: "public",
  status: 200,
  response: z.object({ ok: z.literal(true) }),
});

/** `GET /readyz` (root): ready to serve, else 503. */
export const readReadiness = defineEndpoint({
  method: "GET",
  base: "",
  path: "/readyz",
  summary: "Whether the server is ready for work",
  scope: "public",
  status: 200,
  response: z.object({ ready: z.boolean(), stage: z.string() }),
});

/** `GET /metrics` (root): figures for Prometheus; also on a socket of its own on the machine itself. */
export const readMetrics = defineEndpoint({
  method: "GET",
  base: "",
  path: "/metrics",
  summary: "Figures for Prometheus",
  scope: "metrics:read",
  status: 200,
  response: z.string(),
  answers: "bytes",
});

/** `GET /version` */
export const readVersion = defineEndpoint({
  method: "GET",
  path: "/version",
  summary: "Version of this server and of its interface",
  scope: "public",
  status: 200,
  response: z.object({ version: z.string(), node: z.string(), features: z.array(z.string()) }),
});

/** Who is calling. */
export const MeWire = z.object({
  id: z.string(),
  name: z.string(),
  email: z.string().nullable(),
  kind: z.enum(["user", "key", "device"]),
  role: z.enum(ROLES),
  permissions: z.array(z.enum(PERMISSIONS)),
});
/** {@link MeWire} as a type. */
export type MeWire = z.infer<typeof MeWire>;

/** `GET /me` */
export const readMe = defineEndpoint({
  method: "GET",
  path: "/me",
  summary: "Who is signed in and what they may do",
  scope: "signed_in",
  status: 200,
  response: MeWire,
});

/** `GET /setup`: whether this installation still waits for its owner. */
export const readSetup = defineEndpoint({
  method: "GET",
  path: "/setup",
  summary: "Whether an owner exists already",
  scope: "public",
  status: 200,
  response: z.object({ needed: z.boolean() }),
});

/** `POST /setup`: makes the owner; answers with a session cookie. Works once. */
export const completeSetup = defineEndpoint({
  method: "POST",
  path: "/setup",
  summary: "Make the owner account with the set-up code from the terminal",
  scope: "public",
  body: z.strictObject({
    code: z.string().min(1).max(200),
    name: z.string().trim().min(1).max(100),
    email: z.email().max(200),
    password: z.string().min(12).max(200),
  }),
  status: 201,
  response: MeWire,
  errors: [
    "identity.setup_done",
    "identity.setup_code_wrong",
    "identity.setup_code_expired",
    "identity.password_common",
  ],
});

/**
 * `POST /auth/sign-in/email`: answers with a session cookie (`wopr_session`, 30 days, longer with use). At most 5 failed
 * tries in 15 minutes per account and per address.
 */
export const signIn = defineEndpoint({
  method: "POST",
  path: "/auth/sign-in/email",
  summary: "Sign in with e-mail and password",
  scope: "public",
  body: z.strictObject({
    email: z.string().min(3).max(200),
    password: z.string().min(1).max(200),
    /** `false`: the cookie ends with the browser session. */
    rememberMe: z.boolean().default(true),
    /** From an app, or a recovery code; asked of whoever set that up. */
    code: z.string().max(40).optional(),
  }),
  status: 200,
  response: MeWire,
  errors: [
    "identity.sign_in_failed",
    "identity.code_required",
    "identity.code_wrong",
    "identity.suspended",
    "platform.rate_limited",
  ],
});

/** `POST /auth/sign-out`: ends this session and takes the cookie back. Idempotent. */
export const signOut = defineEndpoint({
  method: "POST",
  path: "/auth/sign-out",
  summary: "Sign out",
  scope: "public",
  status: 204,
  response: NothingWire,
});

/** `POST /auth/change-password`: ends all other sessions of this person. */
export const changePassword = defineEndpoint({
  method: "POST",
  path: "/auth/change-password",
  summary: "Change the own password",
  scope: "signed_in",
  body: z.strictObject({
    current_password: z.string().min(1).max(200),
    new_password: z.string().min(12).max(200),
  }),
  status: 204,
  response: NothingWire,
  errors: ["identity.password_wrong", "identity.password_common", "identity.person_only", "platform.rate_limited"],
});

/** A user as people with the right to see it see it. */
export const UserWire = z.object({
  id: z.string(),
  name: z.string(),
  email: z.string(),
  role: z.enum(ROLES),
  status: z.enum(["active", "suspended"]),
  created_at: InstantWire,
});

/** `GET /users` */
export const listUsers = defineEndpoint({
  method: "GET",
  path: "/users",
  summary: "Everybody who can sign in",
  scope: "people:read",
  status: 200,
  response: z.object({ items: z.array(UserWire), next_cursor: z.string().nullable() }),
});

/** `POST /users`: an owner or admin makes an account (see invitations). */
export const createUser = defineEndpoint({
  method: "POST",
  path: "/users",
  summary: "Make an account for somebody",
  scope: "people:admin",
  body: z.strictObject({
    name: z.string().trim().min(1).max(100),
    email: z.email().max(200),
    password: z.string().min(12).max(200),
    role: z.enum(ROLES).exclude(["owner", "service"]),
  }),
  status: 201,
  response: UserWire,
  errors: ["identity.email_taken", "identity.password_common"],
});

/** `GET /roles` */
export const listRoles = defineEndpoint({
  method: "GET",
  path: "/roles",
  summary: "Every role and what it may do",
  scope: "signed_in",
  status: 200,
  response: z.object({ items: z.array(z.object({ role: z.enum(ROLES), permissions: z.array(z.enum(PERMISSIONS)) })) }),
});

/** An API key without its secret part. */
export const ApiKeyWire = z.object({
  id: IdWire,
  prefix: z.string(),
  name: z.string(),
  permissions: z.array(z.enum(PERMISSIONS)),
  scope: z.string(),
  ip_allow: z.array(z.string()),
  created_at: InstantWire,
  expires_at: InstantWire,
  last_used_at: InstantWire.nullable(),
  revoked_at: InstantWire.nullable(),
});
/** {@link ApiKeyWire} as a type. */
export type ApiKeyWire = z.infer<typeof ApiKeyWire>;

/** `GET /api-keys`: the caller's own keys; owner and admin see all. */
export const listApiKeys = defineEndpoint({
  method: "GET",
  path: "/api-keys",
  summary: "API keys without their secrets",
  scope: "keys:read",
  status: 200,
  response: z.object({ items: z.array(ApiKeyWire), next_cursor: z.string().nullable() }),
});

/** `POST /api-keys`: the only answer that ever holds the key. */
export const createApiKey = defineEndpoint({
  method: "POST",
  path: "/api-keys",
  summary: "Make an API key; it is shown once",
  scope: "keys:write",
  body: z.strictObject({
    name: z.string().trim().min(1).max(100),
    permissions: z.array(z.enum(PERMISSIONS)).min(1),
    expires_in_days: z.int().min(1).max(3650).default(365),
    /** Where it counts: `*`, or e.g. `area:tabletop`, `site:garage`. */
    scope: z
      .string()
      .regex(/^(\*|(org|site|area|namespace|device):[A-Za-z0-9._-]{1,100})$/)
      .default("*"),
    /** Addresses or blocks it may come from; empty: any. */
    ip_allow: z
      .array(z.union([z.ipv4(), z.ipv6(), z.cidrv4(), z.cidrv6()]))
      .max(50)
      .default([]),
  }),
  status: 201,
  response: ApiKeyWire.extend({ key: z.string() }),
  errors: ["identity.permission_not_held"],
});

/** `DELETE /api-keys/:id` */
export const revokeApiKey = defineEndpoint({
  method: "DELETE",
  path: "/api-keys/:id",
  summary: "Revoke an API key",
  scope: "keys:write",
  params: z.object({ id: IdWire }),
  status: 204,
  response: NothingWire,
  errors: ["identity.key_not_found"],
});

/** Where a piece of background work stands. */
export const JobProgressWire = z.object({
  stage: z.string(),
  /** 0 to 1. */
  share: z.number().min(0).max(1),
  eta_ms: z.number().nullable(),
});

/** One piece of background work. */
export const JobWire = z.object({
  id: IdWire,
  kind: z.string(),
  state: z.enum(["queued", "processing", "completed", "failed", "cancelled"]),
  progress: JobProgressWire.nullable(),
  attempts: z.int(),
  error: z.object({ code: z.string(), detail: z.string() }).nullable(),
  dead: z.boolean(),
  created_at: InstantWire,
  completed_at: InstantWire.nullable(),
});
/** {@link JobWire} as a type. */
export type JobWire = z.infer<typeof JobWire>;

/** `GET /jobs` */
export const listJobs = defineEndpoint({
  method: "GET",
  path: "/jobs",
  summary: "Background work, newest first",
  scope: "jobs:read",
  query: z.object({ limit: z.coerce.number().int().min(1).max(500).default(50), cursor: z.string().optional() }),
  status: 200,
  response: z.object({ items: z.array(JobWire), next_cursor: z.string().nullable() }),
});

/** `GET /jobs/:id` */
export const readJob = defineEndpoint({
  method: "GET",
  path: "/jobs/:id",
  summary: "One piece of background work",
  scope: "jobs:read",
  params: z.object({ id: IdWire }),
  status: 200,
  response: JobWire,
  errors: ["job.not_found"],
});

/** `POST /jobs/:id/cancel` */
export const cancelJob = defineEndpoint({
  method: "POST",
  path: "/jobs/:id/cancel",
  summary: "Stop a piece of background work",
  scope: "jobs:operate",
  params: z.object({ id: IdWire }),
  status: 200,
  response: JobWire,
  errors: ["job.not_found"],
});

/** Data of one server-sent event: ids and small facts, never content. */
export const EventWire = z.object({
  topic: z.string(),
  kind: z.string(),
  object: z.object({ kind: z.string(), id: z.string() }),
  data: z.record(z.string(), z.unknown()),
});
/** {@link EventWire} as a type. */
export type EventWire = z.infer<typeof EventWire>;

/** `GET /events?topics=game:{id},jobs`: one stream per browser; resumes by `Last-Event-ID` (platform.md 6.8). */
export const streamEvents = defineEndpoint({
  method: "GET",
  path: "/events",
  summary: "What happens, as server-sent events",
  scope: "events:read",
  query: z.object({ topics: z.string().max(4000).default("") }),
  status: 200,
  response: EventWire,
  answers: "event-stream",
});

/** `GET /openapi.json` */
export const readOpenApi = defineEndpoint({
  method: "GET",
  path: "/openapi.json",
  summary: "This interface as OpenAPI 3.1",
  scope: "public",
  status: 200,
  response: z.record(z.string(), z.unknown()),
});

/** Every endpoint of the platform. */
export const platformEndpoints = {
  readHealth,
  readLiveness,
  readReadiness,
  readMetrics,
  readVersion,
  readMe,
  readSetup,
  completeSetup,
  signIn,
  signOut,
  changePassword,
  listUsers,
  createUser,
  listRoles,
  listApiKeys,
  createApiKey,
  revokeApiKey,
  listJobs,
  readJob,
  cancelJob,
  streamEvents,
  readOpenApi,
} as const;
