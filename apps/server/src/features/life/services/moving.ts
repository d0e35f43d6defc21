import {
  addDays,
  type LocalDate,
  type Move,
  moveTo,
  POSTPONE_TARGETS,
  type PostponeTarget,
  resolveTime,
} from "@wopr/life";
import type { Planned } from "../domain/plan-day.ts";
import { rowOf, snapshotOf } from "../domain/rows.ts";
import { LifeErrors } from "../errors.ts";
import { type By, demandEdge, findOccurrence, type Target } from "./acts.ts";
import type { Book, Books } from "./book.ts";
import { sunOn } from "./scheduling.ts";

/** What a move did. */
export interface Moved {
  readonly itemCode: string;
  readonly originalDate: LocalDate;
  readonly newDate: LocalDate;
  /** `HH:MM:SS` on the person's wall. */
  readonly newTime: string;
  readonly occurrenceId: string;
  readonly actionId: string;
  readonly moves: number;
}

/** A choice for moving, and where it leads now. */
export interface MoveOption {
  readonly target: PostponeTarget;
  readonly newAt: Date | null;
  readonly whyNot: string | null;
}

/** Where somebody wants it. */
export interface Wish {
  readonly target: PostponeTarget;
  readonly customDate?: string | undefined;
  readonly customTime?: string | undefined;
  readonly reason?: string | undefined;
}

/** Moving an occurrence. It keeps its original date; chains have no end. */
export interface Moving {
  /** @throws {AppError} `life.target_passed` with the targets that still work. */
  postpone(personId: string, target: Target, wish: Wish, by: By): Promise<Moved>;
  options(personId: string, target: Target): Promise<readonly MoveOption[]>;
}

/** Moves, one lock and one transaction each. */
export function createMoving({ books }: { readonly books: Books }): Moving {
  return {
    options: async (personId, target) => optionsFor(await books.read(personId), target),

    postpone: (personId, target, wish, by) =>
      books.write(personId, async (book) => {
        const before = by.key === undefined ? undefined : await book.ledger.actionByKey(personId, by.key);
        if (before) return before.result as unknown as Moved;
        const found = await findOccurrence(book, target, "moved");
        if (found.state !== "open") demandEdge(found, "skipped", "skip");
        const leads = await movesOf(book, found, wish);
        const to = leads(wish.target);
        if (!to.ok) {
          const targets = POSTPONE_TARGETS.filter((other) => other !== "custom" && leads(other).ok);
          throw LifeErrors.target_passed({ target: wish.target, why: to.why, targets: [...targets, "custom"] });
        }
        return move(book, found, { to, wish, by });
      }),
  };
}

async function optionsFor(book: Book, target: Target): Promise<readonly MoveOption[]> {
  const found = await findOccurrence(book, target, "moved");
  const leads = await movesOf(book, found, { target: "lunch" });
  return POSTPONE_TARGETS.map((option) => {
    if (option === "custom") return { target: option, newAt: null, whyNot: null };
    const to = leads(option);
    return to.ok
      ? { target: option, newAt: new Date(to.atMs), whyNot: null }
      : { target: option, newAt: null, whyNot: to.why };
  });
}

async function movesOf(book: Book, found: Planned, wish: Wish): Promise<(target: PostponeTarget) => Move> {
  const { person, zone, today, now } = book;
  const anchors = new Map((await book.people.anchors(person.personId)).map((anchor) => [anchor.code, anchor]));
  const anchorOn = (code: string, day: LocalDate) =>
    resolveTime(
      { anchor: code, exactTime: null, offset: 0, defaultTime: null },
      {
        day,
        dayStart: person.dayStart,
        anchors,
        wake: null,
        targetWake: person.targetWake,
        sun: sunOn(book, day),
        doneAt: new Map(),
      },
    ).minutes;
  const custom = { date: wish.customDate ?? null, time: wish.customTime ?? null };
  return (target) =>
    moveTo(target, {
      today: today.day,
      day: found.day,
      plannedAtMs: found.plannedAtMs,
      nowMs: now.getTime(),
      zone,
      dayStart: person.dayStart,
      anchorOn,
      custom,
    });
}

async function move(
  book: Book,
  found: Planned,
  { to, wish, by }: { readonly to: Extract<Move, { ok: true }>; readonly wish: Wish; readonly by: By },
): Promise<Moved> {
  const { person, zone, now } = book;
  const row = rowOf(found, person.personId, now);
  const dayEnd = zone.firstInstant(addDays(to.day, 1), person.dayStart);
  await book.plan.put({
    ...row,
    day: to.day,
    plannedAt: new Date(to.atMs),
    softEnd: new Date(to.atMs + found.item.windowMinutes * 60_000),
    hardEnd: new Date(Math.max(dayEnd, to.atMs)),
    pinned: true,
    moves: row.moves + 1,
    resolvedFrom: "moved",
    resolveReason: `moved by you: ${wish.target.replaceAll("_", " ")}`,
    revision: row.revision + 1,
  });
  const { minutes } = zone.wallAt(to.atMs);
  const two = (n: number) => String(Math.floor(n)).padStart(2, "0");
  const moved: Moved = {
    itemCode: found.item.code,
    originalDate: found.originalDate,
    newDate: to.day,
    newTime: `${two(minutes / 60)}:${two(minutes % 60)}:00`,
    occurrenceId: found.id,
    actionId: book.newId(),
    moves: row.moves + 1,
  };
  await book.ledger.addAction({
    id: moved.actionId,
    personId: person.personId,
    at: now,
    day: found.day,
    kind: "postpone",
    key: by.key ?? null,
    occurrenceId: found.id,
    before: snapshotOf(row),
    result: { ...moved },
    source: by.source,
    undoes: null,
    undoneBy: null,
  });
  await book.plan.addMove({
    id: book.newId(),
    personId: person.personId,
    occurrenceId: found.id,
    at: now,
    kind: "postpone",
    fromAt: new Date(found.plannedAtMs),
    toAt: new Date(to.atMs),
    target: wish.target,
    reason: wish.reason ?? null,
  });
  book.tell("life.postponed", { kind: "occurrence", id: found.id });
  return moved;
}
