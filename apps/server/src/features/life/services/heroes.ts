import { type Domain, levelOf, pointsAt, STATS, type Stat, statOf, tokensAt, withPercent } from "@wopr/life";
import { type Applied, applyEffects, loadTree, type Stats, type Tree, wheel } from "@wopr/life/tree";
import type { XpEntry } from "../store/ledger.ts";
import type { Book } from "./book.ts";

/** The tree in force. */
export const THE_TREE: Tree = loadTree(wheel()).tree;

/** Branch of the tree that a stat's XP counts to when it comes from an item. */
const DOMAIN_OF: { readonly [S in Stat]: Domain } = {
  STR: "physical",
  STA: "health",
  WIS: "mindfulness",
  INT: "learning",
  CHA: "social",
  LCK: "fortune",
};

/** A person as a character. */
export interface Hero {
  readonly totalXp: number;
  readonly byStat: Readonly<Partial<Record<Stat, number>>>;
  /** From XP alone. */
  readonly base: Stats;
  readonly taken: ReadonlySet<string>;
  readonly applied: Applied;
  /** Not spent; below 0 when an undo took a level. */
  readonly points: number;
  readonly tokens: number;
}

/** Reads a character from the ledgers. */
export async function heroOf(book: Book): Promise<Hero> {
  const { personId } = book.person;
  const { total, byStat } = await book.ledger.totals(personId);
  const nodes = await book.character.nodes(personId);
  const taken = new Set(["ORIGIN", ...nodes.map(({ code }) => code)]);
  const base = Object.fromEntries(STATS.map((stat) => [stat, statOf(byStat[stat] ?? 0).value])) as unknown as Stats;
  const applied = applyEffects(THE_TREE, taken, base);
  const level = levelOf(total).value;
  const spent = nodes.reduce((sum, { cost }) => sum + cost, 0);
  const given = applied.specials.has("respec_token") ? 1 : 0;
  const tokens = tokensAt(level) + given - (await book.character.tokensSpent(personId));
  return { totalXp: total, byStat, base, taken, applied, points: pointsAt(level) - spent, tokens };
}

/** XP that is about to be granted. */
export interface Grant {
  readonly key: string;
  readonly kind: string;
  readonly stat: Stat | null;
  readonly base: number;
  /** Domain whose percent counts; `null`: the stat's own branch; `none`: no percent. */
  readonly domain: Domain | null | "none";
  readonly sourceRef: string;
  readonly day: string;
  readonly actionId: string | null;
}

/** Writes grants with the percents of the tree as it is now. A key that is there already grants nothing. */
export async function grantXp(book: Book, hero: Hero, grants: readonly Grant[]): Promise<readonly XpEntry[]> {
  const entries = grants.map(({ domain, ...grant }) => {
    const own = grant.stat === null ? null : DOMAIN_OF[grant.stat];
    const counted = domain === null ? own : domain;
    const percent = counted === null || counted === "none" ? 0 : hero.applied.xpPercent(counted);
    return {
      ...grant,
      id: book.newId(),
      personId: book.person.personId,
      at: book.now,
      percent,
      amount: withPercent(grant.base, percent),
      reverses: null,
    };
  });
  return book.ledger.grant(entries);
}

/** Takes entries back by reversing them, each once. */
export async function reverseXp(book: Book, entries: readonly XpEntry[], actionId: string): Promise<void> {
  const reversals = entries
    .filter(({ reverses }) => reverses === null)
    .map((entry) => ({
      ...entry,
      id: book.newId(),
      at: book.now,
      key: `undo:${entry.id}`,
      kind: "undo",
      base: -entry.base,
      amount: -entry.amount,
      actionId,
      reverses: entry.id,
    }));
  await book.ledger.grant(reversals);
}
