import { createHash } from "node:crypto";
import { ACTIVITY_TYPES, activityXp, type Intensity, nearest, STATS, type Stat, type StatXp } from "@wopr/life";
import { SKILLS } from "@wopr/life/tree";
import { LifeErrors } from "../errors.ts";
import type { Activity } from "../store/measured.ts";
import type { Book, Books } from "./book.ts";
import { type Grant, grantXp, type Hero, heroOf } from "./heroes.ts";
import { dayAt } from "./profile.ts";

/** An activity as somebody tells it. */
export interface ActivityInput {
  readonly type: string;
  readonly durationMinutes?: number | undefined;
  readonly intensity?: Intensity | undefined;
  readonly quality?: number | undefined;
  readonly multiplier?: number | undefined;
  readonly customXp?: StatXp | undefined;
  readonly time?: Date | undefined;
  readonly data?: Readonly<Record<string, unknown>> | undefined;
  /** The same source and reference is the same activity, for ever. */
  readonly sourceRef?: string | undefined;
}

/** What logging gave. */
export interface Logged {
  readonly activity: Activity;
  readonly xp: Readonly<Partial<Record<Stat, number>>>;
  readonly total: number;
  readonly actionId: string | null;
  readonly already: boolean;
}

/** Logging what was done beside the routines. */
export interface Activities {
  /**
   * @param mayAward The caller has `life_award:write`.
   * @throws {AppError} `life.unknown_activity`, `life.system_activity`, `life.award_refused`, `life.too_many_activities`
   */
  log(
    personId: string,
    input: ActivityInput,
    by: { readonly source: string; readonly mayAward: boolean },
  ): Promise<Logged>;
  read(personId: string, id: string): Promise<Activity>;
  list(personId: string, from: Date, to: Date, limit: number): Promise<readonly Activity[]>;
}

/** What devices may log in a day. */
const DEVICE_LIMIT = 50;
const SKILL_HOURS = 4;
const SKILL_MOST = 50;

/** Activities, logged under the person's lock. */
export function createActivities(deps: {
  readonly books: Books;
  readonly after: (book: Book, hero: Hero, actionId: string) => Promise<void>;
}): Activities {
  const { books, after } = deps;

  async function logIn(
    book: Book,
    input: ActivityInput,
    by: { readonly source: string; readonly mayAward: boolean },
  ): Promise<Logged> {
    const type = ACTIVITY_TYPES.get(input.type);
    if (!type)
      throw LifeErrors.unknown_activity({ type: input.type, nearest: nearest(input.type, ACTIVITY_TYPES.keys()) });
    if (type.systemOnly) throw LifeErrors.system_activity({ type: input.type });
    if ((input.customXp !== undefined || input.multiplier !== undefined) && !by.mayAward)
      throw LifeErrors.award_refused({});
    const { personId } = book.person;
    const device = by.source.startsWith("mqtt");
    if (device && (await book.measured.countActivities(personId, book.today.day, by.source)) >= DEVICE_LIMIT)
      throw LifeErrors.too_many_activities({ limit: DEVICE_LIMIT, source: by.source });
    const at = input.time ?? book.now;
    const id = book.newId();
    const activity: Activity = {
      id,
      personId,
      type: input.type,
      data: {
        ...(input.data ?? {}),
        ...(input.durationMinutes === undefined ? {} : { duration_minutes: input.durationMinutes }),
        ...(input.intensity === undefined ? {} : { intensity: input.intensity }),
        ...(input.quality === undefined ? {} : { quality: input.quality }),
      },
      source: by.source,
      sourceRef: input.sourceRef ?? id,
      activityTime: at,
      day: dayAt(book, at),
    };
    const known = await book.measured.addActivity(activity);
    if (known)
      return { activity: known, xp: await grantedFor(book, known.id), total: 0, actionId: null, already: true };
    const actionId = book.newId();
    const hero = await heroOf(book);
    const xp = input.customXp ?? activityXp(type.xp, input);
    const base = {
      kind: "activity",
      domain: type.domain,
      sourceRef: input.type,
      day: book.today.day,
      actionId,
    } as const;
    const grants: Grant[] = Object.entries(xp).map(([stat, amount]) => ({
      ...base,
      key: `act:${id}:${stat}`,
      stat: stat as Stat,
      base: amount,
    }));
    grants.push(...(await bonuses(book, hero, { id, domain: type.domain, xp, base })));
    const granted = await grantXp(book, hero, grants);
    const sums: Partial<Record<Stat, number>> = {};
    for (const { stat, amount } of granted) if (stat) sums[stat] = (sums[stat] ?? 0) + amount;
    await book.ledger.addAction({
      id: actionId,
      personId,
      at: book.now,
      day: book.today.day,
      kind: "activity",
      key: null,
      occurrenceId: null,
      before: null,
      result: { item_code: input.type, activity_id: id },
      source: by.source,
      undoes: null,
      undoneBy: null,
    });
    await after(book, hero, actionId);
    book.tell("life.activity", { kind: "activity", id });
    return {
      activity,
      xp: sums,
      total: granted.reduce((sum, { amount }) => sum + amount, 0),
      actionId,
      already: false,
    };
  }

  return {
    log: (personId, input, by) => books.write(personId, (book) => logIn(book, input, by)),
    async read(personId, id) {
      const found = await (await books.read(personId)).measured.activity(personId, id);
      if (!found) throw LifeErrors.not_found({ what: "activity" });
      return found;
    },
    list: async (personId, from, to, limit) =>
      (await books.read(personId)).measured.activities(personId, from, to, limit),
  };
}

async function grantedFor(book: Book, activityId: string): Promise<Readonly<Partial<Record<Stat, number>>>> {
  const found: Partial<Record<Stat, number>> = {};
  for (const stat of STATS) {
    const entry = await book.ledger.entry(book.person.personId, `act:${activityId}:${stat}`);
    if (entry) found[stat] = entry.amount;
  }
  return found;
}

/** A used skill and luck make one activity worth more; what they add is named in the ledger as such. */
async function bonuses(
  book: Book,
  hero: Hero,
  facts: {
    readonly id: string;
    readonly domain: string;
    readonly xp: StatXp;
    readonly base: Omit<Grant, "key" | "stat" | "base">;
  },
): Promise<readonly Grant[]> {
  const grants: Grant[] = [];
  const most = Object.values(facts.xp).reduce((sum, amount) => sum + amount, 0);
  const add = (name: string, share: number) => {
    let left = SKILL_MOST;
    for (const [stat, amount] of Object.entries(facts.xp)) {
      const more = Math.min(left, Math.floor(amount * share));
      left -= more;
      if (more > 0)
        grants.push({
          ...facts.base,
          kind: name,
          domain: "none",
          key: `act:${facts.id}:${stat}:${name}`,
          stat: stat as Stat,
          base: more,
        });
    }
  };
  const branch: Readonly<Record<string, string>> = {
    second_set: "physical",
    fresh_legs: "health",
    eureka: "learning",
    toast: "social",
  };
  for (const use of await book.character.waitingUses(book.person.personId)) {
    const age = book.now.getTime() - use.usedAt.getTime();
    if (age > SKILL_HOURS * 3_600_000 && use.skill !== "lucky_day") continue;
    if (use.skill !== "lucky_day" && branch[use.skill] !== facts.domain) continue;
    if (!SKILLS[use.skill] || most === 0) continue;
    add(`skill_${use.skill}`, use.skill === "lucky_day" ? 1 : 0.5);
    await book.character.spendUse(use.id, book.now);
    break;
  }
  // Decided by the key of the entry, so that a replay of the ledger is as lucky as the first time.
  if (hero.applied.specials.has("lucky") && createHash("sha256").update(`act:${facts.id}`).digest()[0]! % 10 === 0)
    add("lucky", 1);
  return grants;
}
