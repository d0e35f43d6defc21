export { ACHIEVEMENTS, type Achievement, type Deeds, newlyUnlocked, TIER_XP, type Tier } from "./achievements.ts";
export {
  ACTIVITY_TYPES,
  type ActivityType,
  activityXp,
  type Domain,
  type Intensity,
  type Modifiers,
  nearest,
  type StatXp,
  withPercent,
} from "./activities.ts";
export {
  type Anchor,
  anchorTime,
  type DayFacts,
  type Hanging,
  isAnchorCode,
  isSeasonDate,
  type Resolved,
  type ResolvedFrom,
  resolveTime,
  STANDARD_ANCHORS,
} from "./anchors.ts";
export {
  addDays,
  dateOfEpochDay,
  datesFrom,
  daysBetween,
  epochDay,
  isDate,
  type LocalDate,
  minutesOf,
  mondayOf,
  timeOf,
  weekdayOf,
} from "./date.ts";
export {
  type Close,
  closeOf,
  closesUntil,
  dayKey,
  instantOnDay,
  type ZoneChange,
  type ZoneHistory,
  zoneHistory,
} from "./day.ts";
export { DERIVED, derivedOf, evaluate, parseFormula } from "./formula.ts";
export { daysKnown, type Finding, findingsOf, type Pair } from "./insights.ts";
export {
  datesOfSchedule,
  defaultOnMiss,
  frequencyOf,
  SCHEDULE_TYPES,
  type Schedule,
  type ScheduleType,
  scheduleProblem,
  scheduleWords,
} from "./item.ts";
export {
  LEVEL_THRESHOLDS,
  levelOf,
  pointsAt,
  STAT_THRESHOLDS,
  STATS,
  type Standing,
  type Stat,
  statOf,
  tokensAt,
} from "./levels.ts";
export { type LoopExport, type LoopHabit, parseCsv, readLoopExport } from "./loop.ts";
export {
  mainSleep,
  median,
  minutesAfterNoon,
  percentile,
  personal,
  type SleepRecord,
  spread,
  wallOf,
} from "./night.ts";
export {
  type Act,
  BACK_FILL_MS,
  compareInFeed,
  LONG_BACK_FILL_MS,
  mayBecome,
  STATES,
  type State,
  type Status,
  statusOf,
} from "./occurrence.ts";
export {
  type Move,
  type MoveFacts,
  moveTo,
  POSTPONE_TARGETS,
  POSTPONE_WORDS,
  type PostponeTarget,
} from "./postpone.ts";
export { datesOf, parseRule, type Recurrence, type Rule } from "./recurrence.ts";
export { hasRealInput, scoreV1, V1_WEIGHTS, type V1Input, type V1Score } from "./score-v1.ts";
export {
  LEAST_COVERAGE,
  PARTS,
  type Part,
  type PartCode,
  type PartInput,
  type PartState,
  qualityValue,
  recoveryValue,
  routinesPart,
  type Score,
  scoreV2,
  screenValue,
  V2_WEIGHTS,
  worklifeValue,
} from "./score-v2.ts";
export {
  coveredDays,
  coveredStreak,
  earnsFreeze,
  FREEZES_HELD,
  isLastChance,
  type Step,
  type Streak,
  spendFreezes,
  streakOf,
  strengthOver,
} from "./streak.ts";
export { PHASES, phaseAt, planWeeks, type WindDownPlan, windDownPlan } from "./winddown.ts";
export { isZone, openZone, type Zone } from "./zone.ts";
