import { z } from "zod";
import { IdParams, IdWire, NothingWire } from "./common.ts";
import { defineEndpoint } from "./endpoint.ts";
import {
  CodeParams,
  DateWire,
  ItemFields,
  LifeItemWire,
  LifeProfileWire,
  ScheduleFields,
  TimeWire,
} from "./life-shapes.ts";

/** `GET /life/timeline/items` */
export const listLifeItems = defineEndpoint({
  method: "GET",
  path: "/life/timeline/items",
  summary: "Your items, stopped ones included",
  scope: "life:read",
  status: 200,
  response: z.object({ items: z.array(LifeItemWire) }),
});

/** `POST /life/timeline/items` */
export const addLifeItem = defineEndpoint({
  method: "POST",
  path: "/life/timeline/items",
  summary: "Add an item",
  scope: "life:write",
  body: z.object({
    code: z.string().regex(/^[a-z][a-z0-9_]{0,59}$/, "has small letters, digits and _"),
    ...ScheduleFields,
    ...ItemFields,
  }),
  status: 201,
  response: LifeItemWire,
  errors: ["life.code_taken", "life.bad_schedule", "life.unknown_anchor"],
});

/** `GET /life/timeline/items/{code}` */
export const readLifeItem = defineEndpoint({
  method: "GET",
  path: "/life/timeline/items/:code",
  summary: "One item",
  scope: "life:read",
  params: CodeParams,
  status: 200,
  response: LifeItemWire,
  errors: ["life.unknown_item"],
});

/** `PATCH /life/timeline/items/{code}` */
export const changeLifeItem = defineEndpoint({
  method: "PATCH",
  path: "/life/timeline/items/:code",
  summary: "Change an item; history stays as it was",
  scope: "life:write",
  params: CodeParams,
  body: z.object({ ...ScheduleFields, ...ItemFields }).partial(),
  status: 200,
  response: LifeItemWire,
  errors: ["life.unknown_item", "life.bad_schedule", "life.unknown_anchor"],
});

/** `DELETE /life/timeline/items/{code}` */
export const stopLifeItem = defineEndpoint({
  method: "DELETE",
  path: "/life/timeline/items/:code",
  summary: "Stop an item; what happened stays",
  scope: "life:write",
  params: CodeParams,
  status: 204,
  response: NothingWire,
  errors: ["life.unknown_item"],
});

/** `POST /life/timeline/preview` */
export const previewSchedule = defineEndpoint({
  method: "POST",
  path: "/life/timeline/preview",
  summary: "The next ten dates of a schedule, and it in words",
  scope: "life:read",
  body: z.object(ScheduleFields),
  status: 200,
  response: z.object({ words: z.string(), dates: z.array(DateWire) }),
  errors: ["life.bad_schedule"],
});

const AnchorWire = z.object({
  code: z.string(),
  name: z.string(),
  default_time: z.string(),
  per_weekday: z.record(z.string(), z.string()),
  seasons: z.array(z.object({ from: z.string(), to: z.string(), time: z.string() })),
});

/** `GET /life/timeline/anchors` */
export const listAnchors = defineEndpoint({
  method: "GET",
  path: "/life/timeline/anchors",
  summary: "Named times of your day",
  scope: "life:read",
  status: 200,
  response: z.object({ anchors: z.array(AnchorWire) }),
});

/** `PATCH /life/timeline/anchors/{code}` */
export const changeAnchor = defineEndpoint({
  method: "PATCH",
  path: "/life/timeline/anchors/:code",
  summary: "Change a named time; what is still open today moves with it",
  scope: "life:write",
  params: CodeParams,
  query: z.object({ new_time: TimeWire.optional() }),
  body: z
    .object({
      default_time: TimeWire.optional(),
      per_weekday: z.partialRecord(z.enum(["0", "1", "2", "3", "4", "5", "6"]), TimeWire).optional(),
      seasons: z
        .array(z.object({ from: z.string(), to: z.string(), time: TimeWire }))
        .max(12)
        .optional(),
    })
    .optional(),
  status: 200,
  response: AnchorWire,
  errors: ["life.unknown_anchor", "life.bad_value"],
});

/** `GET /life/anchors/resolve` */
export const resolveAnchors = defineEndpoint({
  method: "GET",
  path: "/life/anchors/resolve",
  summary: "The time of every anchor on a day, with its source and reason",
  scope: "life:read",
  query: z.object({ date: DateWire.optional() }),
  status: 200,
  response: z.object({
    date: DateWire,
    anchors: z.array(
      z.object({
        code: z.string(),
        time: z.string(),
        resolved_from: z.string(),
        reason: z.string(),
        pending: z.boolean(),
      }),
    ),
  }),
});

const PauseWire = z.object({
  id: IdWire,
  item_code: z.string().nullable(),
  from_day: DateWire,
  to_day: DateWire,
  reason: z.string().nullable(),
});

/** `GET /life/pauses` */
export const listPauses = defineEndpoint({
  method: "GET",
  path: "/life/pauses",
  summary: "Planned time off that is not over",
  scope: "life:read",
  status: 200,
  response: z.object({ items: z.array(PauseWire) }),
});

/** `POST /life/pauses` */
export const addPause = defineEndpoint({
  method: "POST",
  path: "/life/pauses",
  summary: "Plan time off, for one item or all",
  scope: "life:write",
  body: z.object({
    item_code: z.string().max(60).optional(),
    from_day: DateWire,
    to_day: DateWire,
    reason: z.string().max(500).optional(),
  }),
  status: 201,
  response: PauseWire,
  errors: ["life.unknown_item", "life.bad_value", "life.day_closed"],
});

/** `DELETE /life/pauses/{id}` */
export const removePause = defineEndpoint({
  method: "DELETE",
  path: "/life/pauses/:id",
  summary: "End a pause",
  scope: "life:write",
  params: IdParams,
  status: 204,
  response: NothingWire,
  errors: ["life.not_found"],
});

const ProfileChange = z.object({
  name: z.string().max(120).optional(),
  timezone: z.string().max(60).optional(),
  day_start: z
    .string()
    .regex(/^(0\d|1[01]):[0-5]\d$/, "is between 00:00 and 11:59")
    .optional(),
  target_wake: TimeWire.optional(),
  target_bedtime: TimeWire.optional(),
  target_screen_hours: z.number().min(0).max(24).optional(),
  target_gym_sessions: z.int().min(0).max(14).optional(),
  score_formula: z.enum(["v1", "v2"]).optional(),
  latitude: z.number().min(-90).max(90).nullish(),
  longitude: z.number().min(-180).max(180).nullish(),
  /** Ends the first run. */
  set_up: z.literal(true).optional(),
});
const settings = z.record(z.string().max(60), z.unknown());

/** `GET /life/user/profile` */
export const readLifeProfile = defineEndpoint({
  method: "GET",
  path: "/life/user/profile",
  summary: "Zone, day start and goals of your day",
  scope: "life:read",
  status: 200,
  response: LifeProfileWire,
});

/** `PATCH /life/user/profile` */
export const changeLifeProfile = defineEndpoint({
  method: "PATCH",
  path: "/life/user/profile",
  summary: "Change zone, day start and goals",
  scope: "life:write",
  body: ProfileChange,
  status: 200,
  response: LifeProfileWire,
  errors: ["life.unknown_zone"],
});

const Goals = z.object({
  target_wake: TimeWire.optional(),
  target_bedtime: TimeWire.optional(),
  target_screen_hours: z.number().min(0).max(24).optional(),
  target_gym_sessions: z.int().min(0).max(14).optional(),
});
const GoalsWire = z.object({
  target_wake: z.string(),
  target_bedtime: z.string(),
  target_screen_hours: z.number(),
  target_gym_sessions: z.int(),
});

/** `GET /life/user/goals` */
export const readGoals = defineEndpoint({
  method: "GET",
  path: "/life/user/goals",
  summary: "What you aim at",
  scope: "life:read",
  status: 200,
  response: GoalsWire,
});

/** `PATCH /life/user/goals` */
export const changeGoals = defineEndpoint({
  method: "PATCH",
  path: "/life/user/goals",
  summary: "Change what you aim at",
  scope: "life:write",
  body: Goals,
  status: 200,
  response: GoalsWire,
});

/** `GET /life/user/settings` */
export const readLifeSettings = defineEndpoint({
  method: "GET",
  path: "/life/user/settings",
  summary: "Settings of your day; unknown keys are kept",
  scope: "life:read",
  status: 200,
  response: settings,
});

/** `PATCH /life/user/settings` */
export const changeLifeSettings = defineEndpoint({
  method: "PATCH",
  path: "/life/user/settings",
  summary: "Merge settings of your day",
  scope: "life:write",
  body: settings,
  status: 200,
  response: settings,
});
