import { z } from "zod";
import { IdWire, InstantWire } from "./common.ts";

/** A calendar date on the wire. */
export const DateWire = z.iso.date();
/** A time of day on the wire, `HH:MM` or `HH:MM:SS`. */
export const TimeWire = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d(:[0-5]\d)?$/, "is a time like 07:30");
/** Code of an item, an anchor or a node. */
export const CodeWire = z.string().regex(/^[A-Za-z0-9_:-]{1,60}$/, "has letters, digits and _ only");
/** XP or bonuses by stat. */
export const StatsWire = z.partialRecord(z.enum(["STR", "STA", "WIS", "INT", "CHA", "LCK"]), z.number());
const RewardsWire = z.partialRecord(z.enum(["STR", "STA", "WIS", "INT", "CHA", "LCK"]), z.int().min(0).max(500));

/** How an occurrence stands. */
export const LifeStatus = z.enum([
  "pending",
  "upcoming",
  "active",
  "overdue",
  "postponed",
  "completed",
  "skipped",
  "missed",
  "frozen",
  "paused",
  "excused",
]);

/** A profile as a person sees their own. */
export const LifeProfileWire = z.object({
  name: z.string(),
  timezone: z.string(),
  day_start: z.string(),
  target_wake: z.string(),
  target_bedtime: z.string(),
  target_screen_hours: z.number(),
  target_gym_sessions: z.int(),
  score_formula: z.enum(["v1", "v2"]),
  latitude: z.number().nullable(),
  longitude: z.number().nullable(),
  settings: z.record(z.string(), z.unknown()),
  /** Whether the first run was done. */
  set_up: z.boolean(),
  today: DateWire,
  day_closes_at: InstantWire.nullable(),
});
/** {@link LifeProfileWire} as a type. */
export type LifeProfileWire = z.infer<typeof LifeProfileWire>;

/** When an item comes. */
export const ScheduleFields = {
  schedule_type: z.enum([
    "daily",
    "weekdays",
    "weekends",
    "weekly",
    "specific_days",
    "once",
    "rrule",
    "after_completion",
    "times_per_period",
  ]),
  /** 0 = Monday. */
  schedule_days: z.array(z.int().min(0).max(6)).max(7).optional(),
  rrule: z.string().max(300).nullish(),
  rdates: z.array(DateWire).max(366).optional(),
  exdates: z.array(DateWire).max(366).optional(),
  after_days: z.int().min(1).max(3650).nullish(),
  times: z.int().min(1).max(366).nullish(),
  period_days: z.int().min(1).max(366).nullish(),
  scheduled_date: DateWire.nullish(),
  starts_on: DateWire.optional(),
};

/** What a person says about an item, besides its code and schedule. */
export const ItemFields = {
  name: z.string().trim().min(1).max(120),
  description: z.string().max(1000).optional(),
  icon: z.string().max(60).nullish(),
  color: z.string().max(30).nullish(),
  anchor: CodeWire.nullish(),
  time_offset: z.int().min(-720).max(720).optional(),
  exact_time: TimeWire.nullish(),
  default_time: TimeWire.nullish(),
  window_minutes: z.int().min(1).max(1440).optional(),
  hard_end: TimeWire.nullish(),
  stat_rewards: RewardsWire.optional(),
  priority: z.int().min(1).max(10).optional(),
  category: z.enum(["task", "chore", "habit", "reminder", "event"]).optional(),
  on_miss: z.enum(["drop", "carry"]).optional(),
  essential: z.boolean().optional(),
  freeze: z.boolean().optional(),
  flexible: z.boolean().optional(),
  is_active: z.boolean().optional(),
};

/** An item. */
export const LifeItemWire = z.object({
  id: IdWire,
  code: z.string(),
  name: z.string(),
  description: z.string(),
  icon: z.string().nullable(),
  color: z.string().nullable(),
  schedule_type: ScheduleFields.schedule_type,
  schedule_days: z.array(z.int()),
  rrule: z.string().nullable(),
  rdates: z.array(z.string()),
  exdates: z.array(z.string()),
  after_days: z.int().nullable(),
  times: z.int().nullable(),
  period_days: z.int().nullable(),
  scheduled_date: z.string().nullable(),
  starts_on: z.string(),
  /** In words: "every Monday and Thursday". */
  schedule_words: z.string(),
  anchor: z.string().nullable(),
  time_offset: z.int(),
  exact_time: z.string().nullable(),
  default_time: z.string().nullable(),
  window_minutes: z.int(),
  hard_end: z.string().nullable(),
  stat_rewards: StatsWire,
  priority: z.int(),
  category: z.string(),
  on_miss: z.enum(["drop", "carry"]),
  essential: z.boolean(),
  freeze: z.boolean(),
  flexible: z.boolean(),
  is_active: z.boolean(),
  revision: z.int(),
});
/** {@link LifeItemWire} as a type. */
export type LifeItemWire = z.infer<typeof LifeItemWire>;

/** One line of the timeline. */
export const FeedItemWire = z.object({
  id: IdWire,
  code: z.string(),
  name: z.string(),
  description: z.string(),
  icon: z.string().nullable(),
  category: z.string(),
  /** On the wall of the person, `HH:MM:SS`. */
  scheduled_time: z.string(),
  window_end: z.string(),
  status: LifeStatus,
  current_streak: z.int(),
  best_streak: z.int(),
  completed_at: InstantWire.nullable(),
  stat_rewards: StatsWire,
  occurrence_id: IdWire,
  original_date: DateWire,
  scheduled_at: InstantWire,
  window_end_at: InstantWire,
  hard_end_at: InstantWire,
  resolved_from: z.string(),
  resolve_reason: z.string(),
  moves: z.int(),
  at_risk: z.boolean(),
  conflict: z.boolean(),
  strength: z.number(),
  priority: z.int(),
});
/** {@link FeedItemWire} as a type. */
export type FeedItemWire = z.infer<typeof FeedItemWire>;

/** The timeline of a day. */
export const FeedWire = z.object({
  now: InstantWire,
  date: DateWire,
  window_hours: z.number(),
  items: z.array(FeedItemWire),
  completed_today: z.int(),
  total_today: z.int(),
  /** 0 to 1. */
  completion_rate: z.number(),
  hidden_count: z.int(),
  next_hidden_at: InstantWire.nullable(),
  tz: z.string(),
  day_closes_at: InstantWire.nullable(),
  day_state: z.enum(["open", "closed", "void", "future"]),
});
/** {@link FeedWire} as a type. */
export type FeedWire = z.infer<typeof FeedWire>;

/** A score that names what it does not know. */
export const ScoreWire = z.object({
  value: z.number().nullable(),
  state: z.enum(["provisional", "final"]),
  formula: z.string(),
  basis: z.string(),
  coverage: z.number(),
  reason: z.string().nullable(),
  revision: z.int(),
  parts: z.array(
    z.object({
      code: z.string(),
      state: z.enum(["present", "missing", "late", "off"]),
      value: z.number().nullable(),
      weight: z.number(),
      contribution: z.number(),
      source: z.string().nullable(),
      observed_at: z.string().nullable(),
      age_s: z.number().nullable(),
      why: z.string(),
    }),
  ),
});
/** {@link ScoreWire} as a type. */
export type ScoreWire = z.infer<typeof ScoreWire>;

/** A score by domain, as old clients read it, and the honest one beside it. */
export const DayScoreWire = z.object({
  date: DateWire,
  life_score: z.number().nullable(),
  sleep_score: z.number().nullable(),
  activity_score: z.number().nullable(),
  worklife_score: z.number().nullable(),
  habits_score: z.number().nullable(),
  xp_earned: z.int(),
  score: ScoreWire,
});

/** An achievement and how far somebody is. */
export const AchievementWire = z.object({
  id: z.string(),
  code: z.string(),
  name: z.string(),
  description: z.string(),
  tier: z.enum(["bronze", "silver", "gold", "platinum", "diamond"]),
  xp_reward: z.int(),
  progress: z.number(),
  target: z.number(),
  unlocked_at: InstantWire.nullable(),
  is_unlocked: z.boolean(),
});

/** What can be measured by hand. */
export const MANUAL_METRICS = [
  "sleep_quality",
  "bed_time",
  "wake_time",
  "work_hours",
  "work_stop",
  "screen_hours",
  "screens_off",
  "gym",
  "steps",
] as const;

/** `:code` in a path. */
export const CodeParams = z.object({ code: CodeWire });
/** `:date` in a path. */
export const DateParams = z.object({ date: DateWire });
