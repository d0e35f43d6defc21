import { z } from "zod";
import { IdParams, IdWire, InstantWire, NothingWire } from "./common.ts";
import { defineEndpoint } from "./endpoint.ts";

const SeverityWire = z.enum(["info", "warning", "critical"]);
const KindWire = z.enum(["discord", "email", "webhook", "ntfy"]);
const ClockWire = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, "must be a time like 22:00");

/** A way to reach people. What is secret is never shown. */
export const ChannelWire = z.object({
  id: IdWire,
  /** `installation`: everybody's; `me`: only the caller's. */
  owner: z.enum(["installation", "me"]),
  name: z.string(),
  kind: KindWire,
  /** discord `{}` · webhook `{url}` · ntfy `{server, topic}` · email `{host, port, security, from, to[], user?}` */
  settings: z.record(z.string(), z.unknown()),
  has_secret: z.boolean(),
  enabled: z.boolean(),
  version: z.int(),
  created_at: InstantWire,
});
/** {@link ChannelWire} as a type. */
export type ChannelWire = z.infer<typeof ChannelWire>;

/** What is told where. */
export const RouteWire = z.object({
  id: IdWire,
  owner: z.enum(["installation", "me"]),
  position: z.int(),
  /** This and worse. */
  severity: SeverityWire,
  /** Empty: all. */
  topics: z.array(z.string()),
  sites: z.array(z.string()),
  channel_ids: z.array(IdWire),
  throttle_s: z.int(),
  quiet: z.object({ from: z.string(), to: z.string(), zone: z.string() }).nullable(),
  /** Later routes are asked only when nobody acknowledged for so long; `null`: at once. */
  escalate_after_min: z.int().nullable(),
  photos: z.boolean(),
  enabled: z.boolean(),
  version: z.int(),
  created_at: InstantWire,
});
/** {@link RouteWire} as a type. */
export type RouteWire = z.infer<typeof RouteWire>;

/** One telling of one notice on one channel. */
export const DeliveryWire = z.object({
  id: IdWire,
  notice: z.object({
    id: IdWire,
    kind: z.string(),
    severity: SeverityWire,
    topic: z.string(),
    title: z.string(),
    phase: z.enum(["fire", "resolve", "once"]),
    at: InstantWire,
  }),
  channel: z.object({ id: IdWire, name: z.string(), kind: z.string() }),
  state: z.enum(["queued", "held", "sent", "failed", "throttled", "digested"]),
  attempts: z.int(),
  due_at: InstantWire,
  error: z.string().nullable(),
  /** Goes out because another channel failed. */
  is_fallback: z.boolean(),
  created_at: InstantWire,
  ended_at: InstantWire.nullable(),
});
/** {@link DeliveryWire} as a type. */
export type DeliveryWire = z.infer<typeof DeliveryWire>;

const ListOf = <Item extends z.ZodType>(item: Item) =>
  z.object({ items: z.array(item), next_cursor: z.string().nullable() });

const ChannelBody = {
  name: z.string().trim().min(1).max(100),
  settings: z.record(z.string(), z.unknown()),
  /** discord: the web hook's address · webhook: the key that signs · ntfy: an access token · email: the password. */
  secret: z.string().min(1).max(4_000).optional(),
  enabled: z.boolean(),
};

/** `GET /notifications/channels` */
export const listChannels = defineEndpoint({
  method: "GET",
  path: "/notifications/channels",
  summary: "Ways to reach people: one's own, and the installation's for who may see them",
  scope: "notifications:read",
  status: 200,
  response: ListOf(ChannelWire),
});

/** `POST /notifications/channels` */
export const createChannel = defineEndpoint({
  method: "POST",
  path: "/notifications/channels",
  summary: "Add a way to reach people",
  scope: "notifications:write",
  body: z.strictObject({
    owner: z.enum(["installation", "me"]).default("me"),
    kind: KindWire,
    ...ChannelBody,
    enabled: z.boolean().default(true),
  }),
  status: 201,
  response: ChannelWire,
  errors: ["notifications.settings_invalid", "secrets.locked"],
});

/** `PATCH /notifications/channels/:id`: what is left out stays. */
export const changeChannel = defineEndpoint({
  method: "PATCH",
  path: "/notifications/channels/:id",
  summary: "Change a way to reach people",
  scope: "notifications:write",
  params: IdParams,
  body: z.strictObject({
    name: ChannelBody.name.optional(),
    settings: ChannelBody.settings.optional(),
    secret: ChannelBody.secret,
    enabled: ChannelBody.enabled.optional(),
    base_version: z.int().min(1),
  }),
  status: 200,
  response: ChannelWire,
  errors: ["notifications.channel_not_found", "notifications.moved_on", "notifications.settings_invalid"],
});

/** `DELETE /notifications/channels/:id` */
export const deleteChannel = defineEndpoint({
  method: "DELETE",
  path: "/notifications/channels/:id",
  summary: "Remove a way to reach people, with its secret",
  scope: "notifications:write",
  params: IdParams,
  status: 204,
  response: NothingWire,
  errors: ["notifications.channel_not_found", "notifications.in_use"],
});

/** `POST /notifications/channels/:id/test`: sends a real message and shows what the other side said. */
export const testChannel = defineEndpoint({
  method: "POST",
  path: "/notifications/channels/:id/test",
  summary: "Send a test message now",
  scope: "notifications:write",
  params: IdParams,
  status: 200,
  response: z.object({ ok: z.boolean(), answer: z.string() }),
  errors: ["notifications.channel_not_found"],
});

const RouteBody = {
  severity: SeverityWire,
  topics: z.array(z.string().min(1).max(60)).max(50),
  sites: z.array(z.string().min(1).max(60)).max(50),
  channel_ids: z.array(IdWire).min(1).max(20),
  throttle_s: z.int().min(0).max(86_400),
  quiet: z.strictObject({ from: ClockWire, to: ClockWire, zone: z.string().min(1).max(60) }).nullable(),
  escalate_after_min: z.int().min(1).max(1_440).nullable(),
  photos: z.boolean(),
  enabled: z.boolean(),
  position: z.int().min(0).max(10_000),
};

/** `GET /notifications/routes` */
export const listRoutes = defineEndpoint({
  method: "GET",
  path: "/notifications/routes",
  summary: "What is told where",
  scope: "notifications:read",
  status: 200,
  response: ListOf(RouteWire),
});

/** `POST /notifications/routes` */
export const createRoute = defineEndpoint({
  method: "POST",
  path: "/notifications/routes",
  summary: "Say what is told where",
  scope: "notifications:write",
  body: z.strictObject({
    owner: z.enum(["installation", "me"]).default("me"),
    severity: RouteBody.severity.default("warning"),
    topics: RouteBody.topics.default([]),
    sites: RouteBody.sites.default([]),
    channel_ids: RouteBody.channel_ids,
    throttle_s: RouteBody.throttle_s.default(900),
    quiet: RouteBody.quiet.default(null),
    escalate_after_min: RouteBody.escalate_after_min.default(null),
    photos: RouteBody.photos.default(false),
    enabled: RouteBody.enabled.default(true),
    /** Absent: after all others. */
    position: RouteBody.position.optional(),
  }),
  status: 201,
  response: RouteWire,
  errors: ["notifications.foreign_channel"],
});

/** `PATCH /notifications/routes/:id`: what is left out stays. */
export const changeRoute = defineEndpoint({
  method: "PATCH",
  path: "/notifications/routes/:id",
  summary: "Change what is told where",
  scope: "notifications:write",
  params: IdParams,
  body: z.strictObject({ ...z.object(RouteBody).partial().shape, base_version: z.int().min(1) }),
  status: 200,
  response: RouteWire,
  errors: ["notifications.route_not_found", "notifications.moved_on", "notifications.foreign_channel"],
});

/** `DELETE /notifications/routes/:id` */
export const deleteRoute = defineEndpoint({
  method: "DELETE",
  path: "/notifications/routes/:id",
  summary: "No longer tell this there",
  scope: "notifications:write",
  params: IdParams,
  status: 204,
  response: NothingWire,
  errors: ["notifications.route_not_found"],
});

/** `GET /notifications/deliveries` */
export const listDeliveries = defineEndpoint({
  method: "GET",
  path: "/notifications/deliveries",
  summary: "What was told, newest first",
  scope: "notifications:read",
  query: z.object({
    limit: z.coerce.number().int().min(1).max(500).default(50),
    cursor: IdWire.optional(),
  }),
  status: 200,
  response: ListOf(DeliveryWire),
});

/** `POST /notifications/deliveries/:id/retry` */
export const retryDelivery = defineEndpoint({
  method: "POST",
  path: "/notifications/deliveries/:id/retry",
  summary: "Try a failed delivery again",
  scope: "notifications:write",
  params: IdParams,
  status: 200,
  response: DeliveryWire,
  errors: ["notifications.delivery_not_found", "notifications.not_repeatable"],
});

/** `POST /notifications/:id/acknowledge`: further routes are not asked. */
export const acknowledgeNotice = defineEndpoint({
  method: "POST",
  path: "/notifications/:id/acknowledge",
  summary: "Say that somebody looks after it",
  scope: "notifications:write",
  params: IdParams,
  status: 204,
  response: NothingWire,
});

/** Every endpoint of notifications. */
export const notificationEndpoints = {
  listChannels,
  createChannel,
  changeChannel,
  deleteChannel,
  testChannel,
  listRoutes,
  createRoute,
  changeRoute,
  deleteRoute,
  listDeliveries,
  retryDelivery,
  acknowledgeNotice,
} as const;
