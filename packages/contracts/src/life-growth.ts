import { z } from "zod";
import { IdWire, InstantWire } from "./common.ts";
import { defineEndpoint } from "./endpoint.ts";
import { AchievementWire, DateParams, DateWire, DayScoreWire, MANUAL_METRICS, ScoreWire } from "./life-shapes.ts";

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
