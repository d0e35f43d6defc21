import type { ScoreWire } from "@wopr/contracts";
import { type Achievement, levelOf, type Part, STATS, type Stat, statOf, TIER_XP } from "@wopr/life";
import type { Caller } from "../../../http/caller.ts";
import type { Logged } from "../services/activities.ts";
import type { Hero } from "../services/heroes.ts";
import type { CharacterRow } from "../store/character.ts";
import type { Activity, ScoreRow } from "../store/measured.ts";

/** Parts whose values are health. */
const HEALTH: ReadonlySet<string> = new Set(["sleep", "activity", "recovery"]);

/** Whether a caller may see values of health. */
export const seesHealth = (caller: Caller): boolean => caller.permissions.has("life_health:read");

/** A score with its parts; without the permission for health those parts keep state and weight and lose their values. */
export const toScoreWire = (row: ScoreRow, now: Date, health: boolean): ScoreWire => ({
  value: row.score,
  state: row.state,
  formula: row.formula,
  basis: row.basis,
  coverage: Math.round(row.coverage * 10_000) / 10_000,
  reason: row.reason,
  revision: row.revision,
  parts: row.parts.map((part) => {
    const hidden = HEALTH.has(part.code) && !health;
    return {
      code: part.code,
      state: part.state,
      value: hidden ? null : part.value,
      weight: part.weight,
      contribution: hidden ? 0 : part.contribution,
      source: part.source,
      observed_at: part.observedAt,
      age_s:
        part.observedAt === null ? null : Math.max(0, Math.round((now.getTime() - Date.parse(part.observedAt)) / 1000)),
      why: hidden ? "needs the permission life_health:read" : part.why,
    };
  }),
});

/** Domains as old clients read them; one that is absent has no key. */
export function toDomains(parts: readonly Part[], health: boolean) {
  const value = (code: string) => {
    const part = parts.find((one) => one.code === code);
    return part?.state === "present" && part.value !== null && (health || !HEALTH.has(code)) ? part.value : undefined;
  };
  const all = {
    sleep: value("sleep"),
    activity: value("activity"),
    worklife: value("worklife"),
    habits: value("routines"),
  };
  return Object.fromEntries(Object.entries(all).filter(([, one]) => one !== undefined)) as Partial<
    Record<keyof typeof all, number>
  >;
}

/** XP and level. */
export function toXpWire(totalXp: number, todayXp: number) {
  const level = levelOf(totalXp);
  return {
    total_xp: totalXp,
    level: level.value,
    xp_for_current_level: level.xpForCurrent,
    xp_for_next_level: level.xpForNext,
    progress_to_next: level.progress,
    today_xp: todayXp,
  };
}

/** An achievement and how far somebody is. */
export const toAchievementWire = (row: {
  readonly achievement: Achievement;
  readonly progress: number;
  readonly unlockedAt: Date | null;
}) => ({
  id: row.achievement.code,
  code: row.achievement.code,
  name: row.achievement.name,
  description: row.achievement.description,
  tier: row.achievement.tier,
  xp_reward: TIER_XP[row.achievement.tier],
  progress: Math.round(row.progress * 100) / 100,
  target: row.achievement.target,
  unlocked_at: row.unlockedAt?.toISOString() ?? null,
  is_unlocked: row.unlockedAt !== null,
});

/** One stat of a character. */
export function toStatWire(hero: Hero, stat: Stat) {
  const xp = hero.byStat[stat] ?? 0;
  const standing = statOf(xp);
  return {
    code: stat,
    value: hero.applied.stats[stat],
    base: hero.base[stat],
    xp,
    xp_for_next: standing.xpForNext,
    progress: standing.progress,
  };
}

/** A character with everything. */
export function toCharacterWire(row: CharacterRow, hero: Hero) {
  const level = levelOf(hero.totalXp);
  return {
    id: row.id,
    user_id: row.personId,
    name: row.name,
    level: level.value,
    total_xp: hero.totalXp,
    xp_to_next_level: level.xpForNext === null ? null : level.xpForNext - hero.totalXp,
    level_progress: level.progress,
    stat_points: hero.points,
    respec_tokens: hero.tokens,
    stats: { ...hero.applied.stats },
    allocated_nodes_count: hero.taken.size,
    unlocked_skills_count: hero.applied.skills.length,
    stats_detail: STATS.map((stat) => toStatWire(hero, stat)),
    allocated_node_codes: [...hero.taken],
    unlocked_skill_codes: [...hero.applied.skills],
    derived_stats: { ...hero.applied.derived },
  };
}

/** A logged activity. */
export const toActivityWire = (activity: Activity) => ({
  id: activity.id,
  type: activity.type,
  data: activity.data,
  source: activity.source.split(":")[0] ?? "",
  activity_time: activity.activityTime.toISOString(),
  day: activity.day,
});

/** A logged activity and what it gave. */
export const toLoggedWire = (logged: Logged) => ({
  ...toActivityWire(logged.activity),
  xp_granted: logged.xp,
  xp_total: logged.total,
  action_id: logged.actionId,
  already: logged.already,
});
