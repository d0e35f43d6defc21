import { z } from "zod";
import { IdParams, IdWire, InstantWire, NothingWire } from "./common.ts";
import { defineEndpoint } from "./endpoint.ts";
import {
  CodeParams,
  DateWire,
  FeedWire,
  ItemFields,
  LifeItemWire,
  LifeProfileWire,
  ScheduleFields,
  StatsWire,
  TimeWire,
} from "./life-shapes.ts";

const ForDate = z.object({ for_date: DateWire.optional() });
const flag = z
  .enum(["true", "false", "1", "0"])
  .default("false")
  .transform((text) => text === "true" || text === "1");

const Completed = z.object({
  success: z.literal(true),
  item_code: z.string(),
  completed_at: InstantWire,
  xp_granted: StatsWire,
  new_streak: z.int(),
  message: z.string(),
  xp_total: z.int(),
  occurrence_id: IdWire,
  action_id: IdWire,
  /** It was done before; nothing was granted again. */
  already: z.boolean(),
});
const CompleteBody = z.object({
  notes: z.string().max(4000).optional(),
  duration_minutes: z.int().min(1).max(1440).optional(),
  quality: z.int().min(1).max(5).optional(),
});
const PostponeBody = z.object({
  target: z.enum([
    "lunch",
    "afternoon",
    "after_work",
    "evening",
    "tonight",
    "tomorrow",
    "tomorrow_morning",
    "next_week",
    "custom",
  ]),
  custom_date: DateWire.optional(),
  custom_time: TimeWire.optional(),
  reason: z.string().max(500).optional(),
});
const Postponed = z.object({
  success: z.literal(true),
  item_code: z.string(),
  original_date: DateWire,
  new_date: DateWire,
  new_time: z.string(),
  message: z.string(),
  occurrence_id: IdWire,
  action_id: IdWire,
  moves: z.int(),
});
const Skipped = z.object({
  success: z.literal(true),
  item_code: z.string(),
  skipped_date: DateWire,
  message: z.string(),
  occurrence_id: IdWire,
  action_id: IdWire,
});
const NO_OPEN = ["life.unknown_item", "life.no_open_occurrence", "life.day_closed", "life.not_possible"];

/** `GET /life/timeline` */
export const readTimeline = defineEndpoint({
  method: "GET",
  path: "/life/timeline",
  summary: "What is due soon, overdue first",
  scope: "life:read",
  query: z.object({
    hours: z.coerce.number().min(1).max(24).default(4),
    expand: flag,
    for_date: DateWire.optional(),
  }),
  status: 200,
  response: FeedWire,
  errors: ["life.no_data"],
});

/** `GET /life/timeline/day` */
export const readTimelineDay = defineEndpoint({
  method: "GET",
  path: "/life/timeline/day",
  summary: "Everything of one day",
  scope: "life:read",
  query: ForDate,
  status: 200,
  response: FeedWire,
  errors: ["life.no_data"],
});

/** `POST /life/timeline/{code}/complete` */
export const completeItem = defineEndpoint({
  method: "POST",
  path: "/life/timeline/:code/complete",
  summary: "Complete an item of the day, by its code",
  scope: "life:write",
  params: CodeParams,
  query: ForDate,
  body: CompleteBody,
  status: 200,
  response: Completed,
  errors: NO_OPEN,
});

/** `POST /life/timeline/{code}/postpone` */
export const postponeItem = defineEndpoint({
  method: "POST",
  path: "/life/timeline/:code/postpone",
  summary: "Move an item of the day, by its code",
  scope: "life:write",
  params: CodeParams,
  query: ForDate,
  body: PostponeBody,
  status: 200,
  response: Postponed,
  errors: [...NO_OPEN, "life.target_passed"],
});

/** `POST /life/timeline/{code}/skip` */
export const skipItem = defineEndpoint({
  method: "POST",
  path: "/life/timeline/:code/skip",
  summary: "Skip an item of the day, by its code; costs nothing",
  scope: "life:write",
  params: CodeParams,
  query: z.object({ for_date: DateWire.optional(), reason: z.string().max(500).optional() }),
  status: 200,
  response: Skipped,
  errors: NO_OPEN,
});

/** `POST /life/occurrences/{id}/complete` */
export const completeOccurrence = defineEndpoint({
  method: "POST",
  path: "/life/occurrences/:id/complete",
  summary: "Complete one occurrence",
  scope: "life:write",
  params: IdParams,
  body: CompleteBody,
  status: 200,
  response: Completed,
  errors: ["life.not_found", "life.day_closed", "life.not_possible"],
});

/** `POST /life/occurrences/{id}/postpone` */
export const postponeOccurrence = defineEndpoint({
  method: "POST",
  path: "/life/occurrences/:id/postpone",
  summary: "Move one occurrence; it keeps its original date",
  scope: "life:write",
  params: IdParams,
  body: PostponeBody,
  status: 200,
  response: Postponed,
  errors: ["life.not_found", "life.target_passed", "life.not_possible"],
});

/** `POST /life/occurrences/{id}/skip` */
export const skipOccurrence = defineEndpoint({
  method: "POST",
  path: "/life/occurrences/:id/skip",
  summary: "Skip one occurrence; costs nothing",
  scope: "life:write",
  params: IdParams,
  body: z.object({ reason: z.string().max(500).optional() }),
  status: 200,
  response: Skipped,
  errors: ["life.not_found", "life.not_possible"],
});

/** `POST /life/occurrences/{id}/reopen` */
export const reopenOccurrence = defineEndpoint({
  method: "POST",
  path: "/life/occurrences/:id/reopen",
  summary: "Open again what was skipped",
  scope: "life:write",
  params: IdParams,
  status: 200,
  response: Skipped,
  errors: ["life.not_found", "life.not_possible"],
});

/** `POST /life/actions/{id}/undo` */
export const undoAction = defineEndpoint({
  method: "POST",
  path: "/life/actions/:id/undo",
  summary: "Take one act back exactly: state, XP, tokens and what they unlocked",
  scope: "life:write",
  params: IdParams,
  status: 200,
  response: z.object({
    success: z.literal(true),
    action_id: IdWire,
    undid: IdWire,
    kind: z.string(),
    item_code: z.string().nullable(),
    already: z.boolean(),
    message: z.string(),
  }),
  errors: ["life.not_found", "life.not_possible"],
});

/** `GET /life/actions` */
export const listActions = defineEndpoint({
  method: "GET",
  path: "/life/actions",
  summary: "What was done on a day, oldest first",
  scope: "life:read",
  query: z.object({ day: DateWire.optional() }),
  status: 200,
  response: z.object({
    items: z.array(
      z.object({
        id: IdWire,
        at: InstantWire,
        kind: z.string(),
        item_code: z.string().nullable(),
        source: z.string(),
        undone: z.boolean(),
        undoes: IdWire.nullable(),
      }),
    ),
  }),
});

/** `POST /life/day/wake` */
export const markAwake = defineEndpoint({
  method: "POST",
  path: "/life/day/wake",
  summary: "Say that you are up; what hangs on waking gets its time, once a day",
  scope: "life:write",
  body: z.object({ at: TimeWire.optional() }),
  status: 200,
  response: z.object({ success: z.literal(true), at: z.string(), already: z.boolean(), action_id: IdWire.nullable() }),
  errors: ["life.bad_value"],
});

/** `GET /life/timeline/postpone-options` */
export const listPostponeOptions = defineEndpoint({
  method: "GET",
  path: "/life/timeline/postpone-options",
  summary: "Where something can be moved",
  scope: "life:read",
  query: z.object({ occurrence_id: IdWire.optional() }),
  status: 200,
  response: z.object({
    targets: z.array(
      z.object({
        code: z.string(),
        name: z.string(),
        description: z.string(),
        new_time: InstantWire.nullish(),
        available: z.boolean().optional(),
        why_not: z.string().nullish(),
      }),
    ),
  }),
  errors: ["life.not_found"],
});

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
