import { rowOf } from "../domain/rows.ts";
import { LifeErrors } from "../errors.ts";
import type { Books } from "./book.ts";
import { plannedOn } from "./scheduling.ts";

/** What came of saying that somebody is up. */
export interface Woken {
  /** After midnight. */
  readonly minutes: number;
  /** It was known before; the first one holds for the day. */
  readonly already: boolean;
  readonly actionId: string | null;
}

/** Getting up: what hangs on it gets its time, once a day. */
export interface Waking {
  /** @param minutes After midnight; now when absent. @throws {AppError} `life.bad_value` for a time to come. */
  wake(personId: string, minutes: number | undefined, source: "button" | "mqtt" | "ring", key?: string): Promise<Woken>;
}

/** Waking, under the person's lock. */
export function createWaking({ books }: { readonly books: Books }): Waking {
  return {
    wake: (personId, given, source, key) =>
      books.write(personId, async (book) => {
        const wall = book.zone.wallAt(book.now.getTime());
        const minutes = given ?? Math.floor(wall.minutes);
        if (book.today.wakeMinutes !== null) return { minutes: book.today.wakeMinutes, already: true, actionId: null };
        if (wall.date === book.today.day && minutes > wall.minutes)
          throw LifeErrors.bad_value({ field: "at", problem: "that time has not come yet" });
        // What has begun already does not move under the hands of whoever does it.
        for (const planned of await plannedOn(book, book.today.day)) {
          const hangs = planned.item.anchor === "wake" && planned.item.exactTime === null;
          if (hangs && planned.state === "open" && planned.plannedAtMs <= book.now.getTime())
            await book.plan.put({ ...rowOf(planned, personId, book.now), pinned: true });
        }
        await book.people.updateDay(personId, book.today.day, { wakeMinutes: minutes, wakeSource: source });
        const actionId = book.newId();
        await book.ledger.addAction({
          id: actionId,
          personId,
          at: book.now,
          day: book.today.day,
          kind: "wake",
          key: key ?? null,
          occurrenceId: null,
          before: null,
          result: {},
          source,
          undoes: null,
          undoneBy: null,
        });
        book.tell("life.awake", { kind: "day", id: book.today.day });
        return { minutes, already: false, actionId };
      }),
  };
}
