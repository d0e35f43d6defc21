import {
  BACK_FILL_MS,
  earnsFreeze,
  FREEZES_HELD,
  LONG_BACK_FILL_MS,
  type LocalDate,
  mayBecome,
  type Stat,
} from "@wopr/life";
import type { Planned } from "../domain/plan-day.ts";
import { rowOf, snapshotOf } from "../domain/rows.ts";
import type { Item, OccurrenceRow } from "../domain/types.ts";
import { LifeErrors } from "../errors.ts";
import type { Action } from "../store/ledger.ts";
import type { Book, Books } from "./book.ts";
import { grantXp, type Hero, heroOf } from "./heroes.ts";
import { plannedOn } from "./scheduling.ts";
import { streakFor } from "./streaks.ts";
import type { Vault } from "./vault.ts";

/** Which occurrence is meant. */
export type Target =
  | { readonly code: string; readonly day?: LocalDate | undefined }
  | { readonly occurrenceId: string };

/** Who asks: a screen, a program, a button. `key` makes a repeat give the first answer. */
export interface By {
  readonly source: string;
  readonly key?: string | undefined;
}

/** What completing gave. */
export interface Completed {
  readonly itemCode: string;
  readonly completedAt: Date;
  readonly xpGranted: Readonly<Partial<Record<Stat, number>>>;
  readonly newStreak: number;
  readonly message: string;
  readonly xpTotal: number;
  readonly occurrenceId: string;
  readonly actionId: string;
  readonly already: boolean;
}

/** What is said about a completion. */
export interface Details {
  readonly notes?: string | undefined;
  readonly durationMinutes?: number | undefined;
  readonly quality?: number | undefined;
}

/** Completing and skipping, the acts of every day. */
export interface Acts {
  /**
   * Completes what is open; what is completed already is answered with its first result and grants nothing.
   *
   * @throws {AppError} `life.unknown_item`, `life.no_open_occurrence`, `life.day_closed`
   */
  complete(personId: string, target: Target, details: Details, by: By): Promise<Completed>;
  /** Skipping asks for nothing: it is not due, not counted and breaks no streak. */
  skip(personId: string, target: Target, reason: string | undefined, by: By): Promise<Acted>;
  /** Opens again what was skipped. */
  reopen(personId: string, target: Target, by: By): Promise<Acted>;
}

/** An act that grants nothing. */
export interface Acted {
  readonly itemCode: string;
  readonly day: LocalDate;
  readonly occurrenceId: string;
  readonly actionId: string;
}

/** Called in the transaction of every completion, e.g. to look for achievements. */
export type AfterCompletion = (book: Book, hero: Hero, actionId: string) => Promise<void>;

/** The acts of every day. */
export function createActs(deps: {
  readonly books: Books;
  readonly vault: Vault;
  readonly after: AfterCompletion;
  readonly onLate: (book: Book, day: LocalDate) => Promise<void>;
}): Acts {
  const { books, vault, after } = deps;

  async function repeated(book: Book, by: By): Promise<Action | undefined> {
    return by.key === undefined ? undefined : book.ledger.actionByKey(book.person.personId, by.key);
  }

  async function completeIn(book: Book, target: Target, details: Details, by: By): Promise<Completed> {
    const before = await repeated(book, by);
    if (before) return completedFrom(before);
    const found = await findOccurrence(book, target, "completed");
    if (found.state === "completed") {
      const first = await book.ledger.lastOn(found.id, "complete");
      if (first) return completedFrom(first);
    }
    const late = found.state === "missed" || found.state === "frozen";
    if (late) await demandBackFill(book, found);
    demandEdge(found, "completed", late ? "back_fill" : "complete");
    const row = rowOf(found, book.person.personId, book.now);
    const actionId = book.newId();
    const notes = details.notes ? await vault.seal(book, details.notes) : null;
    const done: OccurrenceRow = {
      ...row,
      state: "completed",
      completedAt: book.now,
      quality: details.quality ?? null,
      durationMinutes: details.durationMinutes ?? null,
      notes,
      revision: row.revision + 1,
    };
    await book.plan.put(done);
    if (found.state === "frozen") await giveFreezeBack(book, found.id, actionId);
    const hero = await heroOf(book);
    const granted = await grantXp(
      book,
      hero,
      Object.entries(found.item.statRewards).map(([stat, base]) => ({
        key: `occ:${done.id}:${stat}:${done.revision}`,
        kind: "completion",
        stat: stat as Stat,
        base,
        domain: null,
        sourceRef: found.item.code,
        day: book.today.day,
        actionId,
      })),
    );
    const newStreak = await streakAfter(book, found.item);
    await rewardStreak(book, hero, { found, done, newStreak, actionId });
    const result = {
      item_code: found.item.code,
      completed_at: book.now.toISOString(),
      xp_granted: Object.fromEntries(granted.map(({ stat, amount }) => [stat, amount])),
      new_streak: newStreak,
      xp_total: granted.reduce((sum, { amount }) => sum + amount, 0),
    };
    await book.ledger.addAction({
      id: actionId,
      personId: book.person.personId,
      at: book.now,
      day: found.day,
      kind: "complete",
      key: by.key ?? null,
      occurrenceId: found.id,
      before: snapshotOf(row),
      result,
      source: by.source,
      undoes: null,
      undoneBy: null,
    });
    await after(book, hero, actionId);
    if (found.day < book.today.day) await deps.onLate(book, found.day);
    book.tell("life.completed", { kind: "occurrence", id: found.id });
    return completedFrom({ id: actionId, occurrenceId: found.id, result }, false);
  }

  async function change(
    book: Book,
    target: Target,
    to: "skipped" | "open",
    by: By,
    reason: string | undefined,
  ): Promise<Acted> {
    const before = await repeated(book, by);
    if (before) return actedFrom(before);
    const found = await findOccurrence(book, target, to);
    const kind = to === "skipped" ? "skip" : "reopen";
    if (found.state === to) {
      const first = await book.ledger.lastOn(found.id, kind);
      if (first) return actedFrom(first);
    }
    demandEdge(found, to, kind);
    const row = rowOf(found, book.person.personId, book.now);
    await book.plan.put({ ...row, state: to, revision: row.revision + 1 });
    const action: Action = {
      id: book.newId(),
      personId: book.person.personId,
      at: book.now,
      day: found.day,
      kind,
      key: by.key ?? null,
      occurrenceId: found.id,
      before: snapshotOf(row),
      result: { item_code: found.item.code, ...(reason ? { reason } : {}) },
      source: by.source,
      undoes: null,
      undoneBy: null,
    };
    await book.ledger.addAction(action);
    book.tell(`life.${to === "open" ? "reopened" : "skipped"}`, { kind: "occurrence", id: found.id });
    return actedFrom(action);
  }

  return {
    complete: (personId, target, details, by) => books.write(personId, (book) => completeIn(book, target, details, by)),
    skip: (personId, target, reason, by) =>
      books.write(personId, (book) => change(book, target, "skipped", by, reason)),
    reopen: (personId, target, by) => books.write(personId, (book) => change(book, target, "open", by, undefined)),
  };
}

const actedFrom = (action: Action): Acted => ({
  itemCode: String(action.result["item_code"] ?? ""),
  day: action.day,
  occurrenceId: action.occurrenceId ?? "",
  actionId: action.id,
});

function completedFrom(action: Pick<Action, "id" | "occurrenceId" | "result">, already = true): Completed {
  const { result } = action;
  const streak = Number(result["new_streak"] ?? 0);
  const code = String(result["item_code"] ?? "");
  const run = streak > 1 ? ` ${streak} in a row.` : "";
  return {
    itemCode: code,
    completedAt: new Date(String(result["completed_at"])),
    xpGranted: result["xp_granted"] as Completed["xpGranted"],
    newStreak: streak,
    message: already ? `${code} was done already.` : `Done: ${code}.${run}`,
    xpTotal: Number(result["xp_total"] ?? 0),
    occurrenceId: action.occurrenceId ?? "",
    actionId: action.id,
    already,
  };
}

/**
 * Finds the occurrence that is meant: by code the open one of the day (the oldest first), else the newest decided one.
 *
 * @throws {AppError} `life.unknown_item`, `life.not_found`, `life.no_open_occurrence`, `life.day_closed`
 */
export async function findOccurrence(book: Book, target: Target, wanted: string): Promise<Planned> {
  if ("occurrenceId" in target) return findById(book, target.occurrenceId);
  const item = await book.plan.item(book.person.personId, target.code);
  if (!item) throw LifeErrors.unknown_item({ code: target.code });
  const day = target.day ?? book.today.day;
  const own = (await plannedOn(book, day)).filter((planned) => planned.item.id === item.id);
  const here = own.filter((planned) => planned.day <= day).sort((a, b) => (a.originalDate < b.originalDate ? -1 : 1));
  // Opening again looks for what was skipped; everything else for what is open.
  const first = wanted === "open" ? ["skipped"] : day < book.today.day ? ["missed", "frozen", "open"] : ["open"];
  const found =
    here.find(({ state }) => first.includes(state)) ?? here.findLast(({ state }) => state === wanted) ?? here.at(-1);
  if (!found) throw LifeErrors.no_open_occurrence({ code: target.code, day });
  if (day > book.today.day) throw LifeErrors.day_closed({ day, until: null });
  return found;
}

async function findById(book: Book, id: string): Promise<Planned> {
  const row = await book.plan.row(book.person.personId, id);
  const days = row ? [row.day, book.today.day] : [book.today.day];
  for (const day of days) {
    const found = (await plannedOn(book, day)).find((planned) => planned.id === id);
    if (found) return found;
  }
  throw LifeErrors.not_found({ what: "occurrence" });
}

/** @throws {AppError} `life.not_possible` for an edge that does not exist. */
export function demandEdge(found: Planned, to: OccurrenceRow["state"], act: Parameters<typeof mayBecome>[2]): void {
  if (mayBecome(found.state, to, act)) return;
  throw LifeErrors.not_possible({ act: to === "open" ? "opened again" : to, state: found.state });
}

async function demandBackFill(book: Book, found: Planned): Promise<void> {
  const hero = await heroOf(book);
  const long = hero.applied.specials.has("long_back_fill");
  const closed = found.row?.closedAt?.getTime() ?? 0;
  const until = closed + (long ? LONG_BACK_FILL_MS : BACK_FILL_MS);
  if (book.now.getTime() > until) throw LifeErrors.day_closed({ day: found.day, until: new Date(until).toISOString() });
}

async function streakAfter(book: Book, item: Item): Promise<number> {
  const steps = (await book.plan.steps(book.person.personId)).get(item.id) ?? [];
  return streakFor(item, steps, book.today.day).current;
}

async function giveFreezeBack(book: Book, occurrenceId: string, actionId: string): Promise<void> {
  const { personId } = book.person;
  const key = `back:${occurrenceId}:${actionId}`;
  await book.ledger.addFreeze({
    id: book.newId(),
    personId,
    at: book.now,
    day: book.today.day,
    key,
    amount: 1,
    occurrenceId,
    actionId,
  });
}

/** Each multiple of seven brings a freeze token, if there is room for it, and a little XP. */
async function rewardStreak(
  book: Book,
  hero: Hero,
  facts: {
    readonly found: Planned;
    readonly done: OccurrenceRow;
    readonly newStreak: number;
    readonly actionId: string;
  },
): Promise<void> {
  const { found, done, newStreak, actionId } = facts;
  if (!earnsFreeze(newStreak)) return;
  const { personId } = book.person;
  const hold = hero.applied.specials.has("hold_three_freezes") ? FREEZES_HELD + 1 : FREEZES_HELD;
  const day = book.today.day;
  if (found.item.freeze && (await book.ledger.freezesHeld(personId)) < hold) {
    const key = `earn:${done.id}:${done.revision}`;
    await book.ledger.addFreeze({
      id: book.newId(),
      personId,
      at: book.now,
      day,
      key,
      amount: 1,
      occurrenceId: done.id,
      actionId,
    });
  }
  const base = { kind: "streak", domain: "system", sourceRef: found.item.code, day, actionId } as const;
  await grantXp(book, hero, [
    { ...base, key: `streak:${done.id}:WIS:${done.revision}`, stat: "WIS", base: 30 },
    { ...base, key: `streak:${done.id}:STA:${done.revision}`, stat: "STA", base: 20 },
  ]);
}
