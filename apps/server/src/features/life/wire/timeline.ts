import type { FeedItemWire, FeedWire, LifeItemWire, LifeProfileWire } from "@wopr/contracts";
import { type Anchor, minutesOf, type Schedule, scheduleWords, timeOf } from "@wopr/life";
import type { DayRow, Item, Pause, Person } from "../domain/types.ts";
import type { Completed } from "../services/acts.ts";
import type { ItemInput } from "../services/items.ts";
import type { PersonChange } from "../services/profile.ts";
import type { Feed, FeedItem } from "../services/timeline.ts";

const time = (minutes: number | null) => (minutes === null ? null : timeOf(minutes));
const minutes = (text: string | null | undefined) => (text == null ? (text as null | undefined) : minutesOf(text));
const instant = (date: Date | null) => date?.toISOString() ?? null;

/** A line of the timeline. Notes stay inside. */
const toFeedItemWire = (item: FeedItem): FeedItemWire => {
  const { planned } = item;
  return {
    id: planned.id,
    code: planned.item.code,
    name: planned.item.name,
    description: planned.item.description,
    icon: planned.item.icon,
    category: planned.item.category,
    scheduled_time: `${item.time}:00`,
    window_end: `${item.windowEnd}:00`,
    status: item.status,
    current_streak: item.streak.current,
    best_streak: item.streak.best,
    completed_at: instant(planned.row?.completedAt ?? null),
    stat_rewards: planned.item.statRewards,
    occurrence_id: planned.id,
    original_date: planned.originalDate,
    scheduled_at: new Date(planned.plannedAtMs).toISOString(),
    window_end_at: new Date(planned.softEndMs).toISOString(),
    hard_end_at: new Date(planned.hardEndMs).toISOString(),
    resolved_from: planned.resolvedFrom,
    resolve_reason: planned.resolveReason,
    moves: planned.moves,
    at_risk: item.atRisk,
    conflict: false,
    strength: Math.round(item.strength * 10_000) / 10_000,
    priority: planned.item.priority,
  };
};

/** The timeline of a day. */
export const toFeedWire = (feed: Feed): FeedWire => ({
  now: feed.now.toISOString(),
  date: feed.day,
  window_hours: feed.hours,
  items: feed.items.map(toFeedItemWire),
  completed_today: feed.completed,
  total_today: feed.total,
  completion_rate: feed.total === 0 ? 0 : feed.completed / feed.total,
  hidden_count: feed.hidden,
  next_hidden_at: instant(feed.nextHiddenAt),
  tz: feed.zone,
  day_closes_at: instant(feed.closesAt),
  day_state: feed.dayState,
});

/** What completing gave, as the old clients read it and more. */
export const toCompletedWire = (done: Completed) => ({
  success: true as const,
  item_code: done.itemCode,
  completed_at: done.completedAt.toISOString(),
  xp_granted: done.xpGranted,
  new_streak: done.newStreak,
  message: done.message,
  xp_total: done.xpTotal,
  occurrence_id: done.occurrenceId,
  action_id: done.actionId,
  already: done.already,
});

/** An item. */
export const toItemWire = (item: Item): LifeItemWire => ({
  id: item.id,
  code: item.code,
  name: item.name,
  description: item.description,
  icon: item.icon,
  color: item.color,
  schedule_type: item.schedule.type,
  schedule_days: [...item.schedule.days],
  rrule: item.schedule.rrule,
  rdates: [...item.schedule.rdates],
  exdates: [...item.schedule.exdates],
  after_days: item.schedule.afterDays,
  times: item.schedule.times,
  period_days: item.schedule.periodDays,
  scheduled_date: item.schedule.date,
  starts_on: item.schedule.startsOn,
  schedule_words: scheduleWords(item.schedule),
  anchor: item.anchor,
  time_offset: item.timeOffset,
  exact_time: time(item.exactTime),
  default_time: time(item.defaultTime),
  window_minutes: item.windowMinutes,
  hard_end: time(item.hardEnd),
  stat_rewards: item.statRewards,
  priority: item.priority,
  category: item.category,
  on_miss: item.onMiss,
  essential: item.essential,
  freeze: item.freeze,
  flexible: item.flexible,
  is_active: item.isActive,
  revision: item.revision,
});

/** Schedule fields of a body. */
interface ScheduleBody {
  readonly schedule_type?: Schedule["type"] | undefined;
  readonly schedule_days?: readonly number[] | undefined;
  readonly rrule?: string | null | undefined;
  readonly rdates?: readonly string[] | undefined;
  readonly exdates?: readonly string[] | undefined;
  readonly after_days?: number | null | undefined;
  readonly times?: number | null | undefined;
  readonly period_days?: number | null | undefined;
  readonly scheduled_date?: string | null | undefined;
  readonly starts_on?: string | undefined;
}

/** The schedule of a body; what is absent stays absent. */
export function fromScheduleBody(body: ScheduleBody): Partial<Schedule> {
  const fields = {
    type: body.schedule_type,
    days: body.schedule_days,
    rrule: body.rrule,
    rdates: body.rdates,
    exdates: body.exdates,
    afterDays: body.after_days,
    times: body.times,
    periodDays: body.period_days,
    date: body.scheduled_date,
    startsOn: body.starts_on,
  };
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));
}

interface ItemBody extends ScheduleBody {
  readonly name?: string | undefined;
  readonly description?: string | undefined;
  readonly icon?: string | null | undefined;
  readonly color?: string | null | undefined;
  readonly anchor?: string | null | undefined;
  readonly time_offset?: number | undefined;
  readonly exact_time?: string | null | undefined;
  readonly default_time?: string | null | undefined;
  readonly window_minutes?: number | undefined;
  readonly hard_end?: string | null | undefined;
  readonly stat_rewards?: Item["statRewards"] | undefined;
  readonly priority?: number | undefined;
  readonly category?: Item["category"] | undefined;
  readonly on_miss?: "drop" | "carry" | undefined;
  readonly essential?: boolean | undefined;
  readonly freeze?: boolean | undefined;
  readonly flexible?: boolean | undefined;
  readonly is_active?: boolean | undefined;
}

/** A change of an item, without what the body does not say. */
export function fromItemBody(
  body: ItemBody,
): Partial<Omit<ItemInput, "schedule">> & { readonly schedule?: Partial<Schedule> } {
  const schedule = fromScheduleBody(body);
  const fields = {
    name: body.name,
    description: body.description,
    icon: body.icon,
    color: body.color,
    anchor: body.anchor,
    timeOffset: body.time_offset,
    exactTime: minutes(body.exact_time),
    defaultTime: minutes(body.default_time),
    windowMinutes: body.window_minutes,
    hardEnd: minutes(body.hard_end),
    statRewards: body.stat_rewards,
    priority: body.priority,
    category: body.category,
    onMiss: body.on_miss,
    essential: body.essential,
    freeze: body.freeze,
    flexible: body.flexible,
    isActive: body.is_active,
  };
  return {
    ...Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)),
    ...(Object.keys(schedule).length > 0 ? { schedule } : {}),
  };
}

/** A profile as its person sees it. */
export const toProfileWire = (person: Person, today: DayRow): LifeProfileWire => ({
  name: person.name,
  timezone: person.homeZone,
  day_start: timeOf(person.dayStart),
  target_wake: timeOf(person.targetWake),
  target_bedtime: timeOf(person.targetBedtime),
  target_screen_hours: person.targetScreenHours,
  target_gym_sessions: person.targetGymSessions,
  score_formula: person.scoreFormula,
  latitude: person.latitude,
  longitude: person.longitude,
  settings: person.settings,
  set_up: person.setUpAt !== null,
  today: today.day,
  day_closes_at: instant(today.closesAt),
});

/** A change of a profile. */
export function fromProfileBody(body: {
  readonly name?: string | undefined;
  readonly timezone?: string | undefined;
  readonly day_start?: string | undefined;
  readonly target_wake?: string | undefined;
  readonly target_bedtime?: string | undefined;
  readonly target_screen_hours?: number | undefined;
  readonly target_gym_sessions?: number | undefined;
  readonly score_formula?: "v1" | "v2" | undefined;
  readonly latitude?: number | null | undefined;
  readonly longitude?: number | null | undefined;
  readonly set_up?: true | undefined;
}): PersonChange {
  const fields = {
    name: body.name,
    homeZone: body.timezone,
    dayStart: minutes(body.day_start),
    targetWake: minutes(body.target_wake),
    targetBedtime: minutes(body.target_bedtime),
    targetScreenHours: body.target_screen_hours,
    targetGymSessions: body.target_gym_sessions,
    scoreFormula: body.score_formula,
    latitude: body.latitude,
    longitude: body.longitude,
    setUp: body.set_up,
  };
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));
}

/** An anchor. */
export const toAnchorWire = (anchor: Anchor) => ({
  code: anchor.code,
  name: anchor.name,
  default_time: timeOf(anchor.defaultTime),
  per_weekday: Object.fromEntries(Object.entries(anchor.perWeekday).map(([day, at]) => [day, timeOf(at)])),
  seasons: anchor.seasons.map(({ from, to, time: at }) => ({ from, to, time: timeOf(at) })),
});

/** A pause; the code of its item instead of the id. */
export const toPauseWire = (pause: Pause, items: readonly Item[]) => ({
  id: pause.id,
  item_code: items.find(({ id }) => id === pause.itemId)?.code ?? null,
  from_day: pause.fromDay,
  to_day: pause.toDay,
  reason: pause.reason,
});
