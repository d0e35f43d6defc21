import { z } from "zod";
import { IdParams, IdWire, InstantWire } from "./common.ts";
import { defineEndpoint } from "./endpoint.ts";
import { CodeWire, DateWire, StatsWire } from "./life-shapes.ts";

const CharacterParams = z.object({ id: IdWire });
const CharacterWire = z.object({
  id: IdWire,
  user_id: IdWire,
  name: z.string(),
  level: z.int(),
  total_xp: z.int(),
  xp_to_next_level: z.int().nullable(),
  level_progress: z.number(),
  stat_points: z.int(),
  respec_tokens: z.int(),
  stats: StatsWire,
  allocated_nodes_count: z.int(),
  unlocked_skills_count: z.int(),
});
const StatDetail = z.object({
  code: z.string(),
  value: z.int(),
  base: z.int(),
  xp: z.int(),
  xp_for_next: z.int().nullable(),
  progress: z.number(),
});
const FullCharacterWire = CharacterWire.extend({
  stats_detail: z.array(StatDetail),
  allocated_node_codes: z.array(z.string()),
  unlocked_skill_codes: z.array(z.string()),
  derived_stats: z.record(z.string(), z.number()),
});

/** `POST /life/characters` */
export const createCharacter = defineEndpoint({
  method: "POST",
  path: "/life/characters",
  summary: "Make your character; there is one per person",
  scope: "life:write",
  body: z.object({ name: z.string().trim().min(1).max(60), user_id: IdWire.optional() }),
  status: 201,
  response: CharacterWire,
});

/** `GET /life/characters/{id}` */
export const readCharacter = defineEndpoint({
  method: "GET",
  path: "/life/characters/:id",
  summary: "Your character",
  scope: "life:read",
  params: CharacterParams,
  status: 200,
  response: CharacterWire,
  errors: ["life.not_found"],
});

/** `GET /life/characters/{id}/full` */
export const readFullCharacter = defineEndpoint({
  method: "GET",
  path: "/life/characters/:id/full",
  summary: "Your character with stats, nodes and skills",
  scope: "life:read",
  params: CharacterParams,
  status: 200,
  response: FullCharacterWire,
  errors: ["life.not_found"],
});

/** `GET /life/characters/user/{user_id}` */
export const readUserCharacter = defineEndpoint({
  method: "GET",
  path: "/life/characters/user/:id",
  summary: "Your character by your own id",
  scope: "life:read",
  params: CharacterParams,
  status: 200,
  response: CharacterWire,
  errors: ["life.not_found"],
});

/** `GET /life/characters/user/{user_id}/full` */
export const readFullUserCharacter = defineEndpoint({
  method: "GET",
  path: "/life/characters/user/:id/full",
  summary: "Your character by your own id, with stats, nodes and skills",
  scope: "life:read",
  params: CharacterParams,
  status: 200,
  response: FullCharacterWire,
  errors: ["life.not_found"],
});

/** `PATCH /life/characters/{id}/name` */
export const renameCharacter = defineEndpoint({
  method: "PATCH",
  path: "/life/characters/:id/name",
  summary: "Rename your character",
  scope: "life:write",
  params: CharacterParams,
  body: z.object({ name: z.string().trim().min(1).max(60) }),
  status: 200,
  response: CharacterWire,
  errors: ["life.not_found"],
});

/** `GET /life/stats/{cid}` */
export const readStats = defineEndpoint({
  method: "GET",
  path: "/life/stats/:id",
  summary: "The six stats",
  scope: "life:read",
  params: CharacterParams,
  status: 200,
  response: z.object({ stats: z.array(StatDetail) }),
  errors: ["life.not_found"],
});

/** `GET /life/stats/{cid}/derived` */
export const readDerivedStats = defineEndpoint({
  method: "GET",
  path: "/life/stats/:id/derived",
  summary: "Derived stats",
  scope: "life:read",
  params: CharacterParams,
  status: 200,
  response: z.object({ derived: z.record(z.string(), z.number()), formulas: z.record(z.string(), z.string()) }),
  errors: ["life.not_found"],
});

/** `GET /life/stats/{cid}/{code}` */
export const readStat = defineEndpoint({
  method: "GET",
  path: "/life/stats/:id/:code",
  summary: "One stat",
  scope: "life:read",
  params: z.object({ id: IdWire, code: CodeWire }),
  status: 200,
  response: StatDetail,
  errors: ["life.not_found"],
});

const NodeWire = z.object({
  code: z.string(),
  name: z.string(),
  branch: z.string(),
  cost: z.int(),
  x: z.number(),
  y: z.number(),
  needs: z.array(z.string()),
  needs_stats: StatsWire,
  effects: z.array(z.record(z.string(), z.unknown())),
  description: z.string(),
});

/** `GET /life/tree` */
export const readTree = defineEndpoint({
  method: "GET",
  path: "/life/tree",
  summary: "The whole tree",
  scope: "life:read",
  status: 200,
  response: z.object({
    version: z.string(),
    nodes: z.array(NodeWire),
    edges: z.array(z.tuple([z.string(), z.string()])),
    branches: z.record(z.string(), z.array(z.string())),
    starts: z.array(z.string()),
  }),
});

/** `GET /life/tree/node/{code}` */
export const readTreeNode = defineEndpoint({
  method: "GET",
  path: "/life/tree/node/:code",
  summary: "One node of the tree",
  scope: "life:read",
  params: z.object({ code: CodeWire }),
  status: 200,
  response: NodeWire,
  errors: ["life.not_found"],
});

/** `GET /life/tree/reachable/{cid}` */
export const listReachable = defineEndpoint({
  method: "GET",
  path: "/life/tree/reachable/:id",
  summary: "Nodes beside those you have",
  scope: "life:read",
  params: CharacterParams,
  status: 200,
  response: z.object({ nodes: z.array(z.string()) }),
  errors: ["life.not_found"],
});

/** `GET /life/tree/can-allocate/{cid}/{code}` */
export const canAllocate = defineEndpoint({
  method: "GET",
  path: "/life/tree/can-allocate/:id/:code",
  summary: "Whether a node can be taken, and the cheapest way to it",
  scope: "life:read",
  params: z.object({ id: IdWire, code: CodeWire }),
  status: 200,
  response: z.object({
    can_allocate: z.boolean(),
    reason: z.string().nullable(),
    path: z.array(z.string()),
    cost: z.int(),
  }),
  errors: ["life.not_found"],
});

const TreeChange = z.object({
  success: z.literal(true),
  allocated: z.array(z.string()),
  cost: z.int(),
  errors: z.array(z.string()),
  stat_points: z.int(),
  respec_tokens: z.int(),
  stats: StatsWire,
});

/** `POST /life/tree/allocate` */
export const allocateNodes = defineEndpoint({
  method: "POST",
  path: "/life/tree/allocate",
  summary: "Take nodes, all or nothing; `dry_run` shows what it would be",
  scope: "life:write",
  query: z.object({ dry_run: z.enum(["true", "false"]).default("false") }),
  body: z.object({ character_id: IdWire, node_codes: z.array(CodeWire).min(1).max(200) }),
  status: 200,
  response: TreeChange,
  errors: ["life.not_found", "life.not_reachable", "life.not_enough_points"],
});

/** `POST /life/tree/refund` */
export const refundNode = defineEndpoint({
  method: "POST",
  path: "/life/tree/refund",
  summary: "Give a node back: free within seven days, else one token",
  scope: "life:write",
  body: z.object({ character_id: IdWire, node_code: CodeWire }),
  status: 200,
  response: TreeChange,
  errors: ["life.not_found", "life.would_disconnect", "life.no_token", "life.not_reachable"],
});

/** `POST /life/tree/respec` */
export const respecTree = defineEndpoint({
  method: "POST",
  path: "/life/tree/respec",
  summary: "Give everything back for one token",
  scope: "life:write",
  body: z.object({ character_id: IdWire }),
  status: 200,
  response: TreeChange,
  errors: ["life.not_found", "life.no_token"],
});

/** `POST /life/skills/{code}/use` */
export const useSkill = defineEndpoint({
  method: "POST",
  path: "/life/skills/:code/use",
  summary: "Use a skill of the tree",
  scope: "life:write",
  params: z.object({ code: CodeWire }),
  status: 200,
  response: z.object({ success: z.literal(true), skill: z.string(), used_at: InstantWire, message: z.string() }),
  errors: ["life.skill_locked", "life.skill_not_ready"],
});

const ActivityBody = z.object({
  type: z.string().min(1).max(60),
  character_id: IdWire.optional(),
  duration_minutes: z.number().min(0).max(1440).optional(),
  intensity: z.enum(["low", "normal", "high", "extreme"]).optional(),
  quality: z.int().min(1).max(5).optional(),
  multiplier: z.number().min(0).max(3).optional(),
  custom_xp: z.partialRecord(z.enum(["STR", "STA", "WIS", "INT", "CHA", "LCK"]), z.int().min(0).max(500)).optional(),
  activity_time: z.iso.datetime({ offset: true }).optional(),
  data: z.record(z.string().max(60), z.union([z.string().max(500), z.number(), z.boolean(), z.null()])).optional(),
  source_ref: z.string().min(1).max(200).optional(),
});
const ActivityWire = z.object({
  id: IdWire,
  type: z.string(),
  data: z.record(z.string(), z.unknown()),
  source: z.string(),
  activity_time: InstantWire,
  day: DateWire,
});
const LoggedWire = ActivityWire.extend({
  xp_granted: StatsWire,
  xp_total: z.int(),
  action_id: IdWire.nullable(),
  already: z.boolean(),
});
const LOG_ERRORS = ["life.unknown_activity", "life.system_activity", "life.award_refused", "life.bad_value"];

/** `POST /life/activities` */
export const logActivity = defineEndpoint({
  method: "POST",
  path: "/life/activities",
  summary: "Log an activity and get its XP",
  scope: "life:write",
  body: ActivityBody,
  status: 201,
  response: LoggedWire,
  errors: LOG_ERRORS,
});

/** `POST /life/activities/batch` */
export const logActivities = defineEndpoint({
  method: "POST",
  path: "/life/activities/batch",
  summary: "Log several activities; each is reported on its own",
  scope: "life:write",
  body: z.object({ activities: z.array(ActivityBody).min(1).max(100) }),
  status: 200,
  response: z.object({
    results: z.array(
      z.object({ index: z.int(), success: z.boolean(), activity: LoggedWire.nullable(), error: z.string().nullable() }),
    ),
  }),
});

/** `GET /life/activities/types` */
export const listActivityTypes = defineEndpoint({
  method: "GET",
  path: "/life/activities/types",
  summary: "Kinds of activity and what they give",
  scope: "life:read",
  status: 200,
  response: z.object({
    types: z.array(z.object({ code: z.string(), domain: z.string(), xp: StatsWire, system_only: z.boolean() })),
  }),
});

/** `GET /life/activities/{id}` */
export const readActivity = defineEndpoint({
  method: "GET",
  path: "/life/activities/:id",
  summary: "One logged activity",
  scope: "life:read",
  params: IdParams,
  status: 200,
  response: ActivityWire,
  errors: ["life.not_found"],
});

/** `GET /life/activities/character/{cid}` */
export const listActivities = defineEndpoint({
  method: "GET",
  path: "/life/activities/character/:id",
  summary: "Logged activities, newest first",
  scope: "life:read",
  params: CharacterParams,
  query: z.object({ limit: z.coerce.number().int().min(1).max(500).default(50) }),
  status: 200,
  response: z.object({ activities: z.array(ActivityWire) }),
  errors: ["life.not_found"],
});

/** `GET /life/activities/character/{cid}/range` */
export const listActivitiesBetween = defineEndpoint({
  method: "GET",
  path: "/life/activities/character/:id/range",
  summary: "Logged activities between two dates",
  scope: "life:read",
  params: CharacterParams,
  query: z.object({ start: DateWire, end: DateWire }),
  status: 200,
  response: z.object({ activities: z.array(ActivityWire) }),
  errors: ["life.not_found"],
});
