import type { LocalDate } from "@wopr/life";
import { restoredRow } from "../domain/rows.ts";
import { LifeErrors } from "../errors.ts";
import type { Action } from "../store/ledger.ts";
import type { Book, Books } from "./book.ts";
import { reverseXp } from "./heroes.ts";

/** What undo did. */
export interface Undone {
  readonly actionId: string;
  readonly undid: string;
  readonly kind: string;
  readonly itemCode: string | null;
  readonly already: boolean;
}

/** Taking back exactly: state, XP, tokens and what they unlocked. */
export interface Undo {
  /** @throws {AppError} `life.not_found`, `life.not_possible` when something later was done to the same occurrence. */
  undo(personId: string, actionId: string, source: string): Promise<Undone>;
  /** The newest act, of one source if given. @throws {AppError} `life.not_found` when there is none. */
  undoLast(personId: string, source: string, only?: string, notBefore?: Date): Promise<Undone>;
}

/** Undo, one lock and one transaction each. `onLate` scores a day again that was closed. */
export function createUndo(deps: {
  readonly books: Books;
  readonly onLate: (book: Book, day: LocalDate) => Promise<void>;
}): Undo {
  async function undoIn(book: Book, action: Action, source: string): Promise<Undone> {
    const { personId } = book.person;
    const code =
      typeof action.result["item_code"] === "string"
        ? action.result["item_code"]
        : (action.result["itemCode"] as string | undefined);
    const said = { undid: action.id, kind: action.kind, itemCode: code ?? null };
    if (action.undoneBy) return { ...said, actionId: action.undoneBy, already: true };
    if (action.undoes) throw LifeErrors.not_possible({ act: "undone; do it again instead", state: "an undo" });
    const id = book.newId();
    if (action.occurrenceId) await restore(book, action, action.occurrenceId);
    if (action.kind === "wake") {
      await book.people.updateDay(personId, action.day, { wakeMinutes: null, wakeSource: null });
      await book.measured.removeMetrics(personId, "button", action.id);
    }
    await book.ledger.relock(action.id);
    await reverseXp(book, await book.ledger.entriesOfAction(action.id), id);
    for (const freeze of await book.ledger.freezesOfAction(action.id))
      await book.ledger.addFreeze({
        ...freeze,
        id: book.newId(),
        at: book.now,
        key: `undo:${freeze.id}`,
        amount: -freeze.amount,
        actionId: id,
      });
    await book.ledger.addAction({
      id,
      personId,
      at: book.now,
      day: book.today.day,
      kind: "undo",
      key: null,
      occurrenceId: action.occurrenceId,
      before: null,
      result: said,
      source,
      undoes: action.id,
      undoneBy: null,
    });
    await book.ledger.markUndone(action.id, id);
    if (action.day < book.today.day) await deps.onLate(book, action.day);
    book.tell("life.undone", { kind: "action", id: action.id });
    return { ...said, actionId: id, already: false };
  }

  return {
    undo: (personId, actionId, source) =>
      deps.books.write(personId, async (book) => {
        const action = await book.ledger.action(personId, actionId);
        if (!action) throw LifeErrors.not_found({ what: "action" });
        return undoIn(book, action, source);
      }),

    undoLast: (personId, source, only, notBefore) =>
      deps.books.write(personId, async (book) => {
        const action = await book.ledger.lastAction(personId, only);
        if (!action || (notBefore && action.at < notBefore)) throw LifeErrors.not_found({ what: "action to undo" });
        return undoIn(book, action, source);
      }),
  };
}

async function restore(book: Book, action: Action, occurrenceId: string): Promise<void> {
  const row = await book.plan.row(book.person.personId, occurrenceId);
  if (!row || !action.before) return;
  const newest = await book.ledger.lastOn(occurrenceId, null);
  if (newest && newest.id !== action.id)
    throw LifeErrors.not_possible({ act: "undone before what was done after it", state: row.state });
  const restored = restoredRow(row, action.before, book.now);
  // Its day was settled in the meantime: what was open then would have been missed, unless it is carried on.
  const item = (await book.plan.items(book.person.personId)).find(({ id }) => id === row.itemId);
  const settled = restored.state === "open" && restored.day < book.today.day && item?.onMiss === "drop";
  const day = settled ? await book.people.day(book.person.personId, restored.day) : undefined;
  await book.plan.put(settled ? { ...restored, state: "missed", closedAt: day?.closedAt ?? book.now } : restored);
  if (action.kind === "postpone")
    await book.plan.addMove({
      id: book.newId(),
      personId: book.person.personId,
      occurrenceId,
      at: book.now,
      kind: "undo",
      fromAt: row.plannedAt,
      toAt: restored.plannedAt,
      target: null,
      reason: null,
    });
}
