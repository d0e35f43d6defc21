import { z } from "zod";
import { InstantWire } from "./common.ts";
import { defineEndpoint } from "./endpoint.ts";
import { DateWire, TimeWire } from "./life-shapes.ts";

const HealthWire = z.object({
  status: z.enum(["healthy", "degraded"]),
  timestamp: InstantWire,
  version: z.string(),
  environment: z.string(),
  services: z.object({ database: z.string(), oura: z.string(), mqtt: z.string(), stats: z.string() }),
});

/** `GET /life/health` */
export const readLifeHealth = defineEndpoint({
  method: "GET",
  path: "/life/health",
  summary: "Whether the day works",
  scope: "public",
  status: 200,
  response: HealthWire,
});

/** `GET /life` */
export const readLifeRoot = defineEndpoint({
  method: "GET",
  path: "/life",
  summary: "Whether the day works, at the address of the old root",
  scope: "public",
  status: 200,
  response: HealthWire,
});

const WindDownWire = z.object({
  date: DateWire,
  bedtime: z.string(),
  bedtime_at: InstantWire,
  wake: z.string(),
  step: z.int(),
  steps: z.int(),
  weeks: z.int(),
  holding: z.boolean(),
  bedtime_spread_minutes: z.number().nullable(),
  nights_known: z.int(),
  phase: z.object({ code: z.string(), light: z.int(), sentence: z.string() }),
  phases: z.array(z.object({ code: z.string(), at: InstantWire, light: z.int(), sentence: z.string() })),
});

/** `GET /life/winddown` */
export const readWindDown = defineEndpoint({
  method: "GET",
  path: "/life/winddown",
  summary: "Tonight's phases and the way to your wake time",
  scope: "life_health:read",
  status: 200,
  response: WindDownWire,
});

/** `PUT /life/winddown/plan` */
export const changeWindDown = defineEndpoint({
  method: "PUT",
  path: "/life/winddown/plan",
  summary: "Begin a plan towards a wake time",
  scope: "life:write",
  body: z.object({ target_wake: TimeWire }),
  status: 200,
  response: WindDownWire,
});

/** `GET /life/insights` */
export const readInsights = defineEndpoint({
  method: "GET",
  path: "/life/insights",
  summary: "What goes together in your days; often nothing, and then it says so",
  scope: "life_health:read",
  status: 200,
  response: z.object({
    findings: z.array(
      z.object({
        code: z.string(),
        sentence: z.string(),
        rho: z.number(),
        n: z.int(),
        interval: z.tuple([z.number(), z.number()]),
        pairs_tried: z.int(),
      }),
    ),
    message: z.string(),
    days_known: z.int(),
  }),
});

/** `GET /life/nights` */
export const listNights = defineEndpoint({
  method: "GET",
  path: "/life/nights",
  summary: "Your nights, oldest first; clock times are those where you slept",
  scope: "life_health:read",
  query: z.object({ days: z.coerce.number().int().min(1).max(366).default(30) }),
  status: 200,
  response: z.object({
    nights: z.array(
      z.object({
        day: DateWire,
        start: z.string(),
        end: z.string(),
        /** Minutes after noon of the evening before. */
        bed_minutes: z.number(),
        wake_minutes: z.number(),
        total_sleep_s: z.int().nullable(),
      }),
    ),
  }),
});

/** `POST /life/export` */
export const exportLife = defineEndpoint({
  method: "POST",
  path: "/life/export",
  summary: "Everything of yours as one zip of JSON lines, readable without us",
  scope: "life_health:read",
  status: 200,
  response: z.undefined(),
  answers: "bytes",
  deadlineMs: 120_000,
});

/** `POST /life/import/{kind}` */
export const importLife = defineEndpoint({
  method: "POST",
  path: "/life/import/:kind",
  summary: "Bring a WOPR or Loop export in; a dry run first says what would be taken",
  scope: "life:write",
  params: z.object({ kind: z.enum(["wopr", "loop"]) }),
  query: z.object({ dry_run: z.enum(["true", "false"]).default("true") }),
  accepts: ["application/octet-stream"],
  status: 200,
  response: z.object({
    dry_run: z.boolean(),
    already: z.boolean(),
    counts: z.record(z.string(), z.int()),
    problems: z.array(z.object({ file: z.string(), row: z.int(), column: z.int(), problem: z.string() })),
  }),
  errors: ["life.import_unreadable", "life.not_empty"],
});

/** `POST /life/erase` */
export const eraseLife = defineEndpoint({
  method: "POST",
  path: "/life/erase",
  summary: "Erase everything of yours, the key included; cannot be undone",
  scope: "life:write",
  body: z.object({ confirm: z.string().max(60) }),
  status: 200,
  response: z.object({ success: z.literal(true), rows: z.int(), note: z.string() }),
  errors: ["life.erase_confirm"],
});
