import { z } from "zod";
import { IdWire, InstantWire, NothingWire } from "./common.ts";
import { defineEndpoint } from "./endpoint.ts";
import { DateParams, DateWire } from "./life-shapes.ts";

const CollectionWire = z.object({
  collection: z.string(),
  state: z.enum(["ok", "limited", "off", "unavailable"]),
  last_ok: InstantWire.nullable(),
  newest_day: DateWire.nullable(),
  last_error: z.string().nullable(),
  retry_at: InstantWire.nullable(),
});
const StatusWire = z.object({
  configured: z.boolean(),
  connected: z.boolean(),
  message: z.string().optional(),
  user_info: z.object({ id: z.string().nullable() }).optional(),
  state: z.enum(["off", "ok", "reauth"]),
  last_sync: InstantWire.nullable(),
  collections: z.array(CollectionWire),
});
const DayWire = z.object({
  date: DateWire,
  sleep_score: z.number().nullable(),
  readiness_score: z.number().nullable(),
  activity_score: z.number().nullable(),
  sleep_data: z.record(z.string(), z.unknown()).nullable(),
  readiness_data: z.record(z.string(), z.unknown()).nullable(),
  activity_data: z.record(z.string(), z.unknown()).nullable(),
});
const RING = ["life.no_ring", "life.ring_not_configured", "life.reauth_needed", "life.ring_trouble"];

/** `GET /life/oura/status` */
export const readOuraStatus = defineEndpoint({
  method: "GET",
  path: "/life/oura/status",
  summary: "Whether your ring is connected, and how far each collection was read",
  scope: "life:read",
  status: 200,
  response: StatusWire,
});

/** `POST /life/oura/connect` */
export const connectOura = defineEndpoint({
  method: "POST",
  path: "/life/oura/connect",
  summary: "Begin to connect a ring, or finish with the address you were sent to",
  scope: "life:write",
  body: z.object({ address: z.url().max(4000).optional() }),
  status: 200,
  response: z.object({ connected: z.boolean(), authorize_url: z.string().nullable() }),
  errors: [...RING, "life.ring_state"],
});

/** `GET /life/oura/callback` */
export const ouraCallback = defineEndpoint({
  method: "GET",
  path: "/life/oura/callback",
  summary: "Where the ring's server sends you back to",
  scope: "life:write",
  query: z.object({
    code: z.string().max(2000).optional(),
    state: z.string().max(2000).optional(),
    error: z.string().max(200).optional(),
  }),
  status: 200,
  response: z.undefined(),
  answers: "html",
  errors: [...RING, "life.ring_state"],
});

/** `DELETE /life/oura` */
export const disconnectOura = defineEndpoint({
  method: "DELETE",
  path: "/life/oura",
  summary: "Disconnect your ring; what it measured stays",
  scope: "life:write",
  status: 204,
  response: NothingWire,
});

/** `POST /life/oura/sync` */
export const syncOura = defineEndpoint({
  method: "POST",
  path: "/life/oura/sync",
  summary: "Read your ring now; the last seven days unless said otherwise",
  scope: "life:write",
  query: z.object({ start_date: DateWire.optional(), end_date: DateWire.optional() }),
  status: 200,
  response: z.object({
    success: z.boolean(),
    message: z.string(),
    synced: z.record(z.string(), z.int()),
    run_id: IdWire,
    collections: z.array(
      z.object({
        collection: z.string(),
        documents: z.int(),
        changed: z.int(),
        state: z.string(),
        why: z.string().nullable(),
        retry_at: InstantWire.nullable(),
      }),
    ),
  }),
  errors: [...RING, "life.bad_value"],
  deadlineMs: 180_000,
});

/** `GET /life/oura/today` */
export const readOuraToday = defineEndpoint({
  method: "GET",
  path: "/life/oura/today",
  summary: "What your ring says about today; null when nothing came yet",
  scope: "life_health:read",
  status: 200,
  response: DayWire.nullable(),
});

/** `GET /life/oura/summary/{date}` */
export const readOuraDay = defineEndpoint({
  method: "GET",
  path: "/life/oura/summary/:date",
  summary: "What your ring says about a day",
  scope: "life_health:read",
  params: DateParams,
  status: 200,
  response: DayWire,
  errors: ["life.no_data"],
});

/** `GET /life/oura/history` */
export const readOuraHistory = defineEndpoint({
  method: "GET",
  path: "/life/oura/history",
  summary: "What your ring says about some days, at most 366",
  scope: "life_health:read",
  query: z.object({ start_date: DateWire, end_date: DateWire }),
  status: 200,
  response: z.object({
    start_date: DateWire,
    end_date: DateWire,
    count: z.int(),
    data: z.array(
      z.object({
        date: DateWire,
        sleep_score: z.number().nullable(),
        readiness_score: z.number().nullable(),
        activity_score: z.number().nullable(),
        steps: z.number().nullable(),
      }),
    ),
  }),
  errors: ["life.bad_value"],
});

/** `GET /life/oura/sleep/{date}` */
export const readOuraSleep = defineEndpoint({
  method: "GET",
  path: "/life/oura/sleep/:date",
  summary: "The main sleep of a day; durations in seconds, from the sleep record",
  scope: "life_health:read",
  params: DateParams,
  status: 200,
  response: z.object({
    date: DateWire,
    score: z.number().nullable(),
    contributors: z.record(z.string(), z.unknown()).nullable(),
    total_sleep: z.number().nullable(),
    rem_sleep: z.number().nullable(),
    deep_sleep: z.number().nullable(),
    light_sleep: z.number().nullable(),
    efficiency: z.number().nullable(),
    raw_data: z.record(z.string(), z.unknown()).nullable(),
  }),
  errors: ["life.no_data"],
});

/** `GET /life/oura/webhook` */
export const verifyOuraWebhook = defineEndpoint({
  method: "GET",
  path: "/life/oura/webhook",
  summary: "The ring's server checks this address",
  scope: "public",
  query: z.object({ verification_token: z.string().max(200), challenge: z.string().max(500) }),
  status: 200,
  response: z.object({ challenge: z.string() }),
  errors: ["life.webhook_refused"],
});

/** `POST /life/oura/webhook` */
export const receiveOuraWebhook = defineEndpoint({
  method: "POST",
  path: "/life/oura/webhook",
  summary: "The ring's server tells of something new; proved by its signature",
  scope: "public",
  // The signature is of the bytes as they came, so the body is read raw.
  accepts: ["application/octet-stream"],
  body: z.record(z.string(), z.unknown()),
  status: 200,
  response: z.object({ received: z.literal(true) }),
  errors: ["life.webhook_refused"],
});
