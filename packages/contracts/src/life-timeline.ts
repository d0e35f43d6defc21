import { z } from "zod";
import { IdParams, IdWire, InstantWire } from "./common.ts";
import { defineEndpoint } from "./endpoint.ts";
import { CodeParams, DateWire, FeedWire, StatsWire, TimeWire } from "./life-shapes.ts";

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
