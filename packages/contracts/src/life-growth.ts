import { z } from "zod";
import { IdParams, IdWire, InstantWire } from "./common.ts";
import { defineEndpoint } from "./endpoint.ts";
import {
  AchievementWire,
  CodeWire,
  DateParams,
  DateWire,
  DayScoreWire,
  MANUAL_METRICS,
  ScoreWire,
  StatsWire,
} from "./life-shapes.ts";

const Formula = z.object({
  formula: z.enum(["v1", "v2"]).optional(),
  recalculate: z.enum(["true", "false"]).optional(),
});
const XpWire = z.object({
  total_xp: z.int(),
  level: z.int(),
  xp_for_current_level: z.int(),
  xp_for_next_level: z.int().nullable(),
  /** 0 to just below 1. */
  progress_to_next: z.number(),
  today_xp: z.int(),
});
const StreaksWire = z.object({
  streaks: z.record(z.string(), z.int()),
  detail: z.array(
    z.object({
      code: z.string(),
      name: z.string(),
      current: z.int(),
      best: z.int(),
      strength: z.number(),
      at_risk: z.boolean(),
    }),
  ),
  freezes: z.int(),
});
const TodayWire = z.object({
  date: DateWire,
  life_score: z.number().nullable(),
  domains: z.partialRecord(z.enum(["sleep", "activity", "worklife", "habits"]), z.number()),
  xp: XpWire,
  streaks: z.record(z.string(), z.int()),
  recent_achievements: z.array(AchievementWire),
  message: z.string(),
  score: ScoreWire,
});

/** `GET /life/today` */
export const readToday = defineEndpoint({
  method: "GET",
  path: "/life/today",
  summary: "Score, XP and streaks of today",
  scope: "life:read",
  status: 200,
  response: TodayWire,
});

/** `GET /life/gamification` */
export const readGamification = defineEndpoint({
  method: "GET",
  path: "/life/gamification",
  summary: "Today, XP, streaks and achievements in one answer",
  scope: "life:read",
  status: 200,
  response: z.object({
    today: TodayWire,
    xp: XpWire,
    streaks: StreaksWire,
    achievements: z.array(AchievementWire),
  }),
});

/** `GET /life/score/{date}` */
export const readDayScore = defineEndpoint({
  method: "GET",
  path: "/life/score/:date",
  summary: "The score of a day, by either formula",
  scope: "life:read",
  params: DateParams,
  query: Formula,
  status: 200,
  response: DayScoreWire,
  errors: ["life.no_data"],
});

/** `POST /life/score/{date}/calculate` */
export const calculateDayScore = defineEndpoint({
  method: "POST",
  path: "/life/score/:date/calculate",
  summary: "Store what is given as measured by hand, then score the day",
  scope: "life:write",
  params: DateParams,
  query: z.object({
    habits_completed: z.coerce.number().min(0).max(100).optional(),
    habits_total: z.coerce.number().min(0).max(100).optional(),
    screen_hours: z.coerce.number().min(0).max(24).optional(),
    work_hours: z.coerce.number().min(0).max(24).optional(),
    work_cutoff_hour: z.coerce.number().min(0).max(24).optional(),
  }),
  status: 200,
  response: DayScoreWire,
  errors: ["life.no_data"],
});

/** `GET /life/history` */
export const readLifeHistory = defineEndpoint({
  method: "GET",
  path: "/life/history",
  summary: "Scores of the last days; days without one are left out of the mean",
  scope: "life:read",
  query: z.object({ days: z.coerce.number().int().min(1).max(365).default(30) }),
  status: 200,
  response: z.object({
    start_date: DateWire,
    end_date: DateWire,
    count: z.int(),
    average_life_score: z.number().nullable(),
    data: z.array(
      z.object({
        date: DateWire,
        life_score: z.number().nullable(),
        sleep: z.number().nullable(),
        activity: z.number().nullable(),
        worklife: z.number().nullable(),
        habits: z.number().nullable(),
        xp: z.int(),
        /** Scores of another basis are never drawn as one line. */
        basis: z.string(),
        state: z.string(),
        revision: z.int(),
      }),
    ),
  }),
});

/** `GET /life/scores/compare` */
export const compareScores = defineEndpoint({
  method: "GET",
  path: "/life/scores/compare",
  summary: "Both formulas side by side, by day",
  scope: "life:read",
  query: z.object({ from: DateWire, to: DateWire }),
  status: 200,
  response: z.object({
    days: z.array(
      z.object({ date: DateWire, v1: z.number().nullable(), v2: z.number().nullable(), coverage: z.number() }),
    ),
  }),
  errors: ["life.bad_value"],
});

/** `GET /life/xp` */
export const readXp = defineEndpoint({
  method: "GET",
  path: "/life/xp",
  summary: "XP and level",
  scope: "life:read",
  status: 200,
  response: XpWire,
});

/** `GET /life/xp/entries` */
export const listXpEntries = defineEndpoint({
  method: "GET",
  path: "/life/xp/entries",
  summary: "The ledger of XP, newest first",
  scope: "life:read",
  query: z.object({ limit: z.coerce.number().int().min(1).max(500).default(50), cursor: z.iso.datetime().optional() }),
  status: 200,
  response: z.object({
    items: z.array(
      z.object({
        id: IdWire,
        at: InstantWire,
        day: DateWire,
        kind: z.string(),
        stat: z.string().nullable(),
        base: z.int(),
        percent: z.int(),
        amount: z.int(),
        source_ref: z.string(),
        reverses: IdWire.nullable(),
      }),
    ),
    next_cursor: z.string().nullable(),
  }),
});

/** `GET /life/levels` */
export const listLevels = defineEndpoint({
  method: "GET",
  path: "/life/levels",
  summary: "XP at which each level and each stat value begins",
  scope: "life:read",
  status: 200,
  response: z.object({
    levels: z.array(z.object({ level: z.int(), xp: z.int(), points: z.int() })),
    stats: z.array(z.object({ value: z.int(), xp: z.int() })),
  }),
});

/** `GET /life/streaks` */
export const readStreaks = defineEndpoint({
  method: "GET",
  path: "/life/streaks",
  summary: "Streaks, by item",
  scope: "life:read",
  status: 200,
  response: StreaksWire,
});

/** `GET /life/achievements` */
export const listAchievements = defineEndpoint({
  method: "GET",
  path: "/life/achievements",
  summary: "Achievements and how far you are",
  scope: "life:read",
  query: z.object({ unlocked_only: z.enum(["true", "false"]).default("false") }),
  status: 200,
  response: z.array(AchievementWire),
});

/** `GET /life/achievements/recent` */
export const listRecentAchievements = defineEndpoint({
  method: "GET",
  path: "/life/achievements/recent",
  summary: "Achievements of the last days",
  scope: "life:read",
  query: z.object({ days: z.coerce.number().int().min(1).max(30).default(7) }),
  status: 200,
  response: z.array(AchievementWire),
});

/** `GET /life/overview` */
export const readOverview = defineEndpoint({
  method: "GET",
  path: "/life/overview",
  summary: "Your day since the beginning, in eight numbers",
  scope: "life:read",
  status: 200,
  response: z.object({
    total_xp: z.int(),
    level: z.int(),
    days_tracked: z.int(),
    average_life_score: z.number().nullable(),
    best_life_score: z.number().nullable(),
    achievements_unlocked: z.int(),
    achievements_total: z.int(),
    achievement_progress: z.number(),
  }),
});

/** `POST /life/day/manual` */
export const addManualMetrics = defineEndpoint({
  method: "POST",
  path: "/life/day/manual",
  summary: "What you measured yourself: sleep quality, bed and wake time, work, screens, gym",
  scope: "life:write",
  body: z.object({
    date: DateWire.optional(),
    metrics: z.partialRecord(
      z.enum(MANUAL_METRICS),
      z.union([z.number().min(0).max(100_000), z.string().max(8), z.boolean()]),
    ),
  }),
  status: 200,
  response: z.object({ success: z.literal(true), date: DateWire, stored: z.array(z.string()) }),
  errors: ["life.bad_value", "life.no_data"],
});

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
