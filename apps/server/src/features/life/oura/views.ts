import { addDays, type LocalDate, mainSleep } from "@wopr/life";
import { LifeErrors } from "../errors.ts";
import type { Book, Books } from "../services/book.ts";
import type { Vault } from "../services/vault.ts";
import type { Collection } from "./documents.ts";

type Document = Readonly<Record<string, unknown>>;

/** What a ring says about a day, in the words of old clients. */
export interface RingDay {
  readonly date: LocalDate;
  readonly sleep: Document | null;
  readonly dailySleep: Document | null;
  readonly readiness: Document | null;
  readonly activity: Document | null;
}

/** Reading back what a ring gave, from the sealed originals. */
export interface RingViews {
  day(personId: string, day: LocalDate | undefined): Promise<RingDay | null>;
  scores(
    personId: string,
    from: LocalDate,
    to: LocalDate,
  ): Promise<readonly { readonly date: LocalDate; readonly values: Readonly<Record<string, number>> }[]>;
}

/** Views on the documents of a ring. */
export function createRingViews({ books, vault }: { readonly books: Books; readonly vault: Vault }): RingViews {
  async function documents(book: Book, collection: Collection, day: LocalDate): Promise<readonly Document[]> {
    const found: Document[] = [];
    for (const row of await book.ring.rawOn(book.person.personId, collection, day)) {
      const text = await vault.open(book, row.payload);
      if (text) found.push(JSON.parse(text) as Document);
    }
    return found;
  }

  return {
    async day(personId, wanted) {
      const book = await books.read(personId);
      const day = wanted ?? book.today.day;
      const sleeps = await documents(book, "sleep", day);
      const nights = await book.measured.nights(personId, day, day);
      const main = mainSleep(
        nights.map((night) => ({
          id: night.sourceRef,
          day: night.day,
          type: night.type,
          start: night.starts,
          end: night.ends,
          totalSleepS: night.totalSleepS,
        })),
        day,
      );
      const [dailySleep = null] = await documents(book, "daily_sleep", day);
      const [readiness = null] = await documents(book, "daily_readiness", day);
      const [activity = null] = await documents(book, "daily_activity", day);
      const sleep = sleeps.find(({ id }) => id === main?.id) ?? null;
      return sleep || dailySleep || readiness || activity
        ? { date: day, sleep, dailySleep, readiness, activity }
        : null;
    },

    async scores(personId, from, to) {
      if (to < from || to > addDays(from, 366))
        throw LifeErrors.bad_value({ field: "end_date", problem: "at most 366 days, from the earlier to the later" });
      const book = await books.read(personId);
      const days = new Map<LocalDate, Record<string, number>>();
      for (const { day, metric, value, source } of await book.measured.metrics(personId, from, to)) {
        if (source !== "oura") continue;
        days.set(day, { ...(days.get(day) ?? {}), [metric]: value });
      }
      return [...days].map(([date, values]) => ({ date, values }));
    },
  };
}
