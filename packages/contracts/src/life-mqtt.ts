import { z } from "zod";
import { InstantWire } from "./common.ts";
import { defineEndpoint } from "./endpoint.ts";

const Settings = {
  enabled: z.boolean(),
  /** `mqtt://broker:1883` or `mqtts://…` */
  url: z
    .string()
    .max(500)
    .regex(/^mqtts?:\/\/[^\s/]+$/, "is an address like mqtt://broker:1883"),
  username: z.string().max(200).nullable(),
  discovery_prefix: z.string().regex(/^[a-zA-Z0-9_-]{1,60}$/, "has letters, digits, _ and - only"),
  /** Scores on the broker: whoever may read the broker can read them. */
  expose_score: z.boolean(),
};
const BrokerWire = z.object({
  ...Settings,
  configured: z.boolean(),
  has_password: z.boolean(),
  state: z.enum(["off", "connecting", "connected", "failed"]),
  problem: z.string().nullable(),
  connected_at: InstantWire.nullable(),
  /** Topics begin with `wopr/life/` and this. */
  slug: z.string(),
  counts: z.object({ received: z.int(), acted: z.int(), retained: z.int(), duplicates: z.int(), refused: z.int() }),
  last_refusal: z.string().nullable(),
});

/** `GET /life/mqtt` */
export const readBroker = defineEndpoint({
  method: "GET",
  path: "/life/mqtt",
  summary: "Your broker: settings, state and what came in",
  scope: "life:read",
  status: 200,
  response: BrokerWire,
});

/** `PUT /life/mqtt` */
export const changeBroker = defineEndpoint({
  method: "PUT",
  path: "/life/mqtt",
  summary: "Connect your day to a broker, or disconnect it",
  scope: "life:write",
  body: z.object({
    ...Settings,
    username: Settings.username.optional(),
    discovery_prefix: Settings.discovery_prefix.default("homeassistant"),
    expose_score: Settings.expose_score.default(false),
    /** Absent: as it was; null: none. */
    password: z.string().max(500).nullish(),
  }),
  status: 200,
  response: BrokerWire,
});

/** `POST /life/mqtt/test` */
export const testBroker = defineEndpoint({
  method: "POST",
  path: "/life/mqtt/test",
  summary: "Publish something and read it back",
  scope: "life:write",
  status: 200,
  response: z.object({ success: z.boolean(), message: z.string(), took_ms: z.int() }),
  errors: ["life.broker_unreachable"],
});
