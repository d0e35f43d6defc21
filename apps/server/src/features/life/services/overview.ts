import { addDays, type LocalDate, minutesOf, type Part } from "@wopr/life";
import { LifeErrors } from "../errors.ts";
import type { CharacterRow } from "../store/character.ts";
import type { ScoreRow } from "../store/measured.ts";
import type { Book, Books } from "./book.ts";
import { rescore, scoreRow, scoresOn } from "./scoring.ts";

/** A day's score as it stands, with the domains of both formulas. */
export interface DayView {
  readonly row: ScoreRow;
  readonly v1: number | null;
  readonly v2: number | null;
  readonly parts: readonly Part[];
}

/** What screens ask about days that are and were. */
export interface Overview {
  /** The stored score of a closed day, or the one of today as it stands now. @throws {AppError} `life.no_data` */
  score(personId: string, day: LocalDate, formula?: "v1" | "v2", recalculate?: boolean): Promise<DayView>;
  history(
    personId: string,
    days: number,
  ): Promise<{
    readonly from: LocalDate;
    readonly to: LocalDate;
    readonly rows: readonly ScoreRow[];
    readonly xp: ReadonlyMap<LocalDate, number>;
  }>;
  compare(
    personId: string,
    from: LocalDate,
    to: LocalDate,
  ): Promise<
    readonly {
      readonly day: LocalDate;
      readonly v1: number | null;
      readonly v2: number | null;
      readonly coverage: number;
    }[]
  >;
  /** Stores what was measured by hand and scores the day again if it is closed. @throws {AppError} `life.bad_value` */
  measure(
    personId: string,
    day: LocalDate | undefined,
    metrics: Readonly<Record<string, number | string | boolean | undefined>>,
  ): Promise<{ readonly day: LocalDate; readonly stored: readonly string[] }>;
  /** The character of a person, made at the first asking. */
  character(personId: string, name?: string): Promise<CharacterRow>;
}

const UNITS: Readonly<Record<string, { readonly unit: string; readonly low: number; readonly high: number }>> = {
  sleep_quality: { unit: "1-5", low: 1, high: 5 },
  bed_time: { unit: "min", low: 0, high: 1439 },
  wake_time: { unit: "min", low: 0, high: 1439 },
  work_hours: { unit: "h", low: 0, high: 24 },
  work_stop: { unit: "h", low: 0, high: 24 },
  screen_hours: { unit: "h", low: 0, high: 24 },
  screens_off: { unit: "bool", low: 0, high: 1 },
  gym: { unit: "count", low: 0, high: 10 },
  steps: { unit: "count", low: 0, high: 100_000 },
};

/** Days, scored and measured. */
export function createOverview({ books }: { readonly books: Books }): Overview {
  async function view(book: Book, day: LocalDate, formula: "v1" | "v2"): Promise<DayView> {
    const known = await book.people.day(book.person.personId, day);
    if (!known || day > book.today.day) throw LifeErrors.no_data({ day });
    const scores = await scoresOn({ ...book, person: { ...book.person, scoreFormula: formula } }, day);
    const revisions = (await book.measured.revisions(book.person.personId, day)).filter(
      (row) => row.formula === formula,
    );
    const live = {
      ...scoreRow({ ...book, person: { ...book.person, scoreFormula: formula } }, day, scores, false),
      revision: 0,
    };
    const row = revisions.at(-1) ?? live;
    return { row, v1: scores.v1.total, v2: scores.v2.value, parts: row.parts };
  }

  return {
    async score(personId, day, formula, recalculate = false) {
      if (recalculate) await books.write(personId, (book) => rescore(book, day, true));
      const book = await books.read(personId);
      return view(book, day, formula ?? book.person.scoreFormula);
    },

    async history(personId, count) {
      const book = await books.read(personId);
      const to = book.today.day;
      const from = addDays(to, 1 - count);
      const rows = await book.measured.scores(personId, from, to, book.person.scoreFormula);
      const xp = new Map<LocalDate, number>();
      for (const { day, amount } of await book.ledger.entriesOn(personId, from, to))
        xp.set(day, (xp.get(day) ?? 0) + amount);
      const scores = await scoresOn(book, to);
      return { from, to, rows: [...rows, { ...scoreRow(book, to, scores, false), revision: 0 }], xp };
    },

    async compare(personId, from, to) {
      const book = await books.read(personId);
      const days = await book.people.days(personId, from, to > book.today.day ? book.today.day : to);
      if (days.length > 92)
        throw LifeErrors.bad_value({ field: "to", problem: "at most 92 days are compared at once" });
      const rows = [];
      for (const { day, state } of days) {
        if (state === "void") continue;
        const { v1, v2 } = await scoresOn(book, day);
        rows.push({ day, v1: v1.total, v2: v2.value, coverage: v2.coverage });
      }
      return rows;
    },

    measure: (personId, wanted, metrics) =>
      books.write(personId, async (book) => {
        const day = wanted ?? book.today.day;
        if (day > book.today.day || !(await book.people.day(personId, day))) throw LifeErrors.no_data({ day });
        const stored: string[] = [];
        for (const [metric, given] of Object.entries(metrics)) {
          if (given === undefined) continue;
          const value = numberOf(metric, given);
          const { unit } = UNITS[metric] ?? { unit: "" };
          await book.measured.putMetric({
            personId,
            day,
            metric,
            source: "manual",
            sourceRef: "manual",
            value,
            unit,
            observedAt: book.now,
          });
          stored.push(metric);
        }
        await rescore(book, day, true);
        book.tell("life.measured", { kind: "day", id: day });
        return { day, stored };
      }),

    async character(personId, name) {
      const book = await books.read(personId);
      const found = await book.character.find(personId);
      if (found) return found;
      return books.write(personId, async (inside) => {
        const row: CharacterRow = {
          id: inside.newId(),
          personId,
          name: name ?? (inside.person.name || "Traveller"),
          treeVersion: "wheel-1",
          createdAt: inside.now,
          updatedAt: inside.now,
        };
        await inside.character.add(row);
        return (await inside.character.find(personId)) ?? row;
      });
    },
  };
}

function numberOf(metric: string, given: number | string | boolean): number {
  const limits = UNITS[metric];
  const asTime = typeof given === "string" && /^([01]\d|2[0-3]):[0-5]\d(:[0-5]\d)?$/.test(given);
  const clock = metric === "bed_time" || metric === "wake_time";
  const value =
    typeof given === "boolean" ? Number(given) : asTime ? minutesOf(String(given)) / (clock ? 1 : 60) : Number(given);
  if (!limits || !Number.isFinite(value) || value < limits.low || value > limits.high)
    throw LifeErrors.bad_value({
      field: metric,
      problem: limits
        ? `${String(given)} is not possible; it goes from ${limits.low} to ${limits.high} (${limits.unit}), clock times like 22:30`
        : "there is no such measurement",
    });
  return value;
}
