import type { Domain } from "../activities.ts";
import { STATS, type Stat } from "../levels.ts";
import type { Effect, TreeFile, TreeNode } from "./types.ts";

interface Branch {
  readonly domain: Domain | "all";
  readonly derived: string;
  readonly names: readonly [string, string, string, string, string, string, string];
  readonly more: readonly [small: number, large: number];
}

const branches: { readonly [S in Stat]: Branch } = {
  STR: {
    domain: "physical",
    derived: "POWER",
    names: ["Kindling", "Hammer", "Tempered", "Anvil", "Steady Fire", "Iron Season", "Second Set"],
    more: [12, 20],
  },
  STA: {
    domain: "health",
    derived: "VITALITY",
    names: ["First Mile", "Even Pace", "Deep Breath", "Long Road", "Slow Burn", "Endless Road", "Fresh Legs"],
    more: [12, 20],
  },
  WIS: {
    domain: "mindfulness",
    derived: "RESILIENCE",
    names: ["Still Water", "Listening", "Clear Surface", "Undertow", "Quiet Mind", "Bottomless", "Day of Rest"],
    more: [12, 20],
  },
  INT: {
    domain: "learning",
    derived: "FOCUS",
    names: ["Spark", "Open Book", "Sharp Question", "Cross-Reference", "Deep Work", "White Night", "Eureka"],
    more: [12, 20],
  },
  CHA: {
    domain: "social",
    derived: "INFLUENCE",
    names: ["Welcome", "Good Question", "Warm Voice", "Common Ground", "Host", "Centre of the Room", "Toast"],
    more: [12, 20],
  },
  LCK: {
    domain: "all",
    derived: "FORTUNE",
    names: ["Four-Leaf", "Loose Change", "Open Window", "Odd Socks", "Good Omen", "House Edge", "Lucky Day"],
    more: [6, 10],
  },
};

/** Skills of the branches, once per so many days. */
export const SKILLS: Readonly<
  Record<string, { readonly stat: Stat; readonly everyHours: number; readonly text: string }>
> = {
  second_set: {
    stat: "STR",
    everyHours: 24,
    text: "The next physical activity within 4 hours gives half as much again (at most 50 XP).",
  },
  fresh_legs: {
    stat: "STA",
    everyHours: 24,
    text: "The next health activity within 4 hours gives half as much again (at most 50 XP).",
  },
  day_of_rest: { stat: "WIS", everyHours: 14 * 24, text: "What is missed today is excused." },
  eureka: {
    stat: "INT",
    everyHours: 24,
    text: "The next learning activity within 4 hours gives half as much again (at most 50 XP).",
  },
  toast: {
    stat: "CHA",
    everyHours: 24,
    text: "The next social activity within 4 hours gives half as much again (at most 50 XP).",
  },
  lucky_day: { stat: "LCK", everyHours: 24, text: "The next activity counts double (at most 50 XP)." },
};

const skillOf = (name: string) => name.toLowerCase().replaceAll(" ", "_");
const HYBRIDS = ["Workhorse", "Pilgrim", "Scholar", "Teacher", "Charmer", "Daredevil"];

/** The tree a character begins with: 52 nodes, 66 edges, 87 points. */
export function wheel(): TreeFile {
  const nodes: TreeNode[] = [node("ORIGIN", "Origin", "origin", 0, [0, 0], [], "Where everybody begins.")];
  const edges: [string, string][] = [];
  STATS.forEach((stat, index) => {
    nodes.push(...branchNodes(stat, index));
    const code = (tail: string) => `${stat}_${tail}`;
    edges.push(["ORIGIN", code("1")]);
    for (const [a, b] of [
      ["1", "2"],
      ["2", "3"],
      ["2", "4"],
      ["3", "N"],
      ["4", "N"],
      ["N", "K"],
      ["N", "S"],
    ] as const)
      edges.push([code(a), code(b)]);
    const next = nextTo(stat, 1);
    const hybrid = `H_${stat}_${next}`;
    nodes.push(
      node(hybrid, HYBRIDS[index] ?? hybrid, "hybrid", 2, at(index + 0.5, 2.9), [bonus(stat, 3), bonus(next, 3)]),
    );
    edges.push([code("4"), hybrid], [hybrid, `${next}_3`]);
  });
  for (const [code, name, a, b, special, text, place] of RINGS) {
    nodes.push(node(code, name, "ring", 3, at(place - 0.3, 4.3), [{ kind: "special", special }], text));
    edges.push([a, code], [code, b]);
  }
  return { version: "wheel-1", nodes, edges, starts: ["ORIGIN"] };
}

const RINGS = [
  ["R_1", "Long Breath", "H_STR_STA", "H_STA_WIS", "hold_three_freezes", "You may hold three freezes.", 1],
  ["R_2", "Second Look", "H_WIS_INT", "H_INT_CHA", "long_back_fill", "Misses can be filled in for 72 hours.", 3],
  ["R_3", "Open Door", "H_CHA_LCK", "H_LCK_STR", "respec_token", "One more token to take the tree apart.", 5],
] as const;

function branchNodes(stat: Stat, index: number): readonly TreeNode[] {
  const { domain, derived, names, more } = branches[stat];
  const place = (radius: number, aside = 0) => at(index + aside, radius);
  const needsStat = (value: number) => ({ [stat]: value });
  const multiplier = (percent: number): Effect => ({ kind: "xp_multiplier", domain, percent });
  const lucky: readonly Effect[] = stat === "LCK" ? [{ kind: "special", special: "lucky" }] : [];
  const make = (
    tail: string,
    name: string,
    cost: number,
    where: readonly [number, number],
    effects: readonly Effect[],
  ) => node(`${stat}_${tail}`, name, stat, cost, where, effects);
  return [
    make("1", names[0], 1, place(1), [bonus(stat, 3)]),
    make("2", names[1], 1, place(2), [bonus(stat, 2), bonus(nextTo(stat, 1), 1)]),
    make("3", names[2], 1, place(3, -0.17), [{ kind: "stat_percent", stat, percent: 3 }]),
    make("4", names[3], 1, place(3, 0.17), [{ kind: "derived_bonus", derived, amount: 4 }]),
    make("N", names[4], 2, place(4), [bonus(stat, 4), multiplier(more[0])]),
    {
      ...make("K", names[5], 3, place(5.2, -0.12), [
        bonus(stat, 12),
        bonus(nextTo(stat, 3), -4),
        multiplier(more[1]),
        ...lucky,
      ]),
      needs: [`${stat}_N`],
      needsStats: needsStat(20),
    },
    {
      ...make("S", names[6], 2, place(5.2, 0.12), [{ kind: "unlock_skill", skill: skillOf(names[6]) }]),
      needsStats: needsStat(15),
    },
  ];
}

const bonus = (stat: Stat, amount: number): Effect => ({ kind: "stat_bonus", stat, amount });
const nextTo = (stat: Stat, steps: number): Stat => STATS[(STATS.indexOf(stat) + steps) % STATS.length]!;

/** A place on the wheel: sixths of a turn from the top, clockwise; one unit of radius is 100. */
function at(sixths: number, radius: number): readonly [number, number] {
  const angle = (sixths * Math.PI) / 3;
  const round = (value: number) => Math.round(value * 10) / 10;
  return [round(Math.sin(angle) * radius * 100), round(-Math.cos(angle) * radius * 100)];
}

function node(
  code: string,
  name: string,
  branch: string,
  cost: number,
  [x, y]: readonly [number, number],
  effects: readonly Effect[],
  text?: string,
): TreeNode {
  const description = text ?? effects.map(effectWords).join(", ");
  return { code, name, branch, cost, x, y, needs: [], needsStats: {}, effects, description };
}

/** An effect in words: "+3 STR". */
export function effectWords(effect: Effect): string {
  const signed = (n: number) => (n < 0 ? `−${-n}` : `+${n}`);
  switch (effect.kind) {
    case "stat_bonus":
      return `${signed(effect.amount)} ${effect.stat}`;
    case "stat_percent":
      return `${effect.stat} ${signed(effect.percent)} %`;
    case "derived_bonus":
      return `${signed(effect.amount)} ${effect.derived.toLowerCase()}`;
    case "xp_multiplier":
      return `${signed(effect.percent)} % XP ${effect.domain === "all" ? "everywhere" : `in ${effect.domain}`}`;
    case "unlock_skill":
      return `skill: ${SKILLS[effect.skill]?.text ?? effect.skill}`;
    case "special":
      return effect.special === "lucky" ? "1 in 10 activities counts double" : effect.special.replaceAll("_", " ");
  }
}
