import type { Domain } from "../activities.ts";
import { derivedOf } from "../formula.ts";
import { BASE_STAT, STATS, type Stat } from "../levels.ts";
import type { Effect, Tree } from "./types.ts";

/** Values of the six stats. */
export type Stats = Readonly<Record<Stat, number>>;

/** What a set of taken nodes makes of a character. */
export interface Applied {
  readonly stats: Stats;
  readonly derived: Readonly<Record<string, number>>;
  readonly skills: readonly string[];
  readonly specials: ReadonlySet<string>;
  /** Percent on top of XP earned in a domain. */
  xpPercent(domain: Domain): number;
}

/** Stats of somebody new. */
export const BASE_STATS = Object.fromEntries(STATS.map((stat) => [stat, BASE_STAT])) as unknown as Stats;

/** Applies every effect of the taken nodes; bonuses first, then percents, rounded down. */
export function applyEffects(tree: Tree, taken: Iterable<string>, base: Stats): Applied {
  const effects = [...taken].flatMap((code) => tree.nodes.get(code)?.effects ?? []);
  const stats = statsWith(effects, base);
  const derived: Record<string, number> = { ...derivedOf(stats) };
  const percents = new Map<string, number>();
  const skills: string[] = [];
  const specials = new Set<string>();
  for (const effect of effects) {
    if (effect.kind === "derived_bonus") derived[effect.derived] = (derived[effect.derived] ?? 0) + effect.amount;
    else if (effect.kind === "xp_multiplier")
      percents.set(effect.domain, (percents.get(effect.domain) ?? 0) + effect.percent);
    else if (effect.kind === "unlock_skill") skills.push(effect.skill);
    else if (effect.kind === "special") specials.add(effect.special);
  }
  return {
    stats,
    derived,
    skills,
    specials,
    xpPercent: (domain) => (percents.get("all") ?? 0) + (percents.get(domain) ?? 0),
  };
}

/** Stats with bonuses, then percents, rounded down. */
export function statsWith(effects: readonly Effect[], base: Stats): Stats {
  const bonus: Partial<Record<Stat, number>> = {};
  const percent: Partial<Record<Stat, number>> = {};
  for (const effect of effects) {
    if (effect.kind === "stat_bonus") bonus[effect.stat] = (bonus[effect.stat] ?? 0) + effect.amount;
    if (effect.kind === "stat_percent") percent[effect.stat] = (percent[effect.stat] ?? 0) + effect.percent;
  }
  const total = (stat: Stat) => Math.floor(((base[stat] + (bonus[stat] ?? 0)) * (100 + (percent[stat] ?? 0))) / 100);
  return Object.fromEntries(STATS.map((stat) => [stat, total(stat)])) as unknown as Stats;
}
