import { type Anchor, dayKey, isDate, isSeasonDate, isZone, type LocalDate, openZone, zoneHistory } from "@wopr/life";
import type { Pause, Person } from "../domain/types.ts";
import { LifeErrors } from "../errors.ts";
import { type Book, type Books, firstDay, openDayRow } from "./book.ts";

/** What of a person can be changed. */
export type PersonChange = Partial<
  Pick<
    Person,
    | "name"
    | "homeZone"
    | "dayStart"
    | "targetWake"
    | "targetBedtime"
    | "targetScreenHours"
    | "targetGymSessions"
    | "scoreFormula"
    | "latitude"
    | "longitude"
  >
> & {
  /** Merged; unknown keys are kept. */
  readonly settings?: Readonly<Record<string, unknown>> | undefined;
  /** Ends the first run. */
  readonly setUp?: boolean | undefined;
};

/** Who a person is to their day: zone, day start, goals, anchors, pauses. */
export interface Profile {
  read(personId: string): Promise<Person>;
  /** @throws {AppError} `life.unknown_zone` */
  change(personId: string, change: PersonChange): Promise<Person>;
  anchors(personId: string): Promise<readonly Anchor[]>;
  /** Applies from today's still-open items on. @throws {AppError} `life.unknown_anchor`, `life.bad_value` */
  changeAnchor(personId: string, code: string, change: Partial<Omit<Anchor, "code">>): Promise<Anchor>;
  pauses(personId: string): Promise<readonly Pause[]>;
  /** @throws {AppError} `life.unknown_item`, `life.bad_value` */
  pause(
    personId: string,
    pause: {
      readonly itemCode?: string | undefined;
      readonly from: LocalDate;
      readonly to: LocalDate;
      readonly reason?: string | undefined;
    },
  ): Promise<Pause>;
  /** @throws {AppError} `life.not_found` */
  resume(personId: string, id: string): Promise<void>;
}

/** Profiles, changed under the person's lock. */
export function createProfile({ books }: { readonly books: Books }): Profile {
  return {
    read: async (personId) => (await books.read(personId)).person,

    change: (personId, change) =>
      books.write(personId, async (book) => {
        const { settings, setUp, ...rest } = change;
        if (change.homeZone !== undefined && !isZone(change.homeZone))
          throw LifeErrors.unknown_zone({ zone: change.homeZone });
        const differs: Partial<Person> = {
          ...Object.fromEntries(Object.entries(rest).filter(([, value]) => value !== undefined)),
          ...(settings ? { settings: merged(book.person.settings, settings) } : {}),
          ...(setUp && !book.person.setUpAt ? { setUpAt: book.now } : {}),
          updatedAt: book.now,
        };
        await book.people.update(personId, differs);
        const person = { ...book.person, ...differs };
        if (person.homeZone !== book.person.homeZone || person.dayStart !== book.person.dayStart)
          await moveHouse(book, person);
        book.tell("life.profile", { kind: "person", id: personId });
        return person;
      }),

    anchors: async (personId) => (await books.read(personId)).people.anchors(personId),

    changeAnchor: (personId, code, change) =>
      books.write(personId, async (book) => {
        const known = await book.people.anchors(personId);
        const found = known.find((anchor) => anchor.code === code);
        if (!found) throw LifeErrors.unknown_anchor({ anchor: code, known: known.map((anchor) => anchor.code) });
        const season = change.seasons?.find(({ from, to }) => !isSeasonDate(from) || !isSeasonDate(to));
        if (season) throw LifeErrors.bad_value({ field: "seasons", problem: "from and to are dates like 05-01" });
        const anchor = {
          ...found,
          ...Object.fromEntries(Object.entries(change).filter(([, value]) => value !== undefined)),
        };
        await book.people.putAnchor(personId, anchor, book.now);
        book.tell("life.anchors", { kind: "anchor", id: code });
        return anchor;
      }),

    async pauses(personId) {
      const book = await books.read(personId);
      return book.plan.pauses(personId, book.today.day);
    },

    pause: (personId, { itemCode, from, to, reason }) =>
      books.write(personId, async (book) => {
        if (!isDate(from) || !isDate(to) || to < from)
          throw LifeErrors.bad_value({ field: "to_day", problem: "a pause ends on or after the day it begins" });
        if (to < book.today.day) throw LifeErrors.day_closed({ day: to, until: null });
        const item = itemCode === undefined ? undefined : await book.plan.item(personId, itemCode);
        if (itemCode !== undefined && !item) throw LifeErrors.unknown_item({ code: itemCode });
        const pause: Pause = {
          id: book.newId(),
          personId,
          createdAt: book.now,
          itemId: item?.id ?? null,
          fromDay: from < book.today.day ? book.today.day : from,
          toDay: to,
          reason: reason ?? null,
        };
        await book.plan.addPause(pause);
        book.tell("life.paused", { kind: "pause", id: pause.id });
        return pause;
      }),

    resume: (personId, id) =>
      books.write(personId, async (book) => {
        if (!(await book.plan.removePause(personId, id))) throw LifeErrors.not_found({ what: "pause" });
        book.tell("life.resumed", { kind: "pause", id });
      }),
  };
}

/** Another zone or day start: the open day closes later or as it would have; before the first run it begins anew. */
async function moveHouse(book: Book, person: Person): Promise<void> {
  const { personId } = person;
  const { now, today } = book;
  const zone = openZone(person.homeZone);
  const reason = book.person.setUpAt ? "moved" : "first run";
  if (!book.person.setUpAt && (await book.people.days(personId, "1900-01-01", today.day)).length === 1) {
    // Nothing was settled yet: the guess of the zone was only a guess.
    const day = firstDay(person, zone, now);
    await book.people.addZone({ id: book.newId(), personId, from: new Date(0), zone: zone.name, reason });
    if (day.day !== today.day) await book.people.updateDay(personId, today.day, { day: day.day });
    await book.people.updateDay(personId, day.day, { openedAt: day.openedAt, closesAt: day.closesAt });
    return;
  }
  const changes = await book.people.zones(personId);
  if (changes.length === 0)
    await book.people.addZone({
      id: book.newId(),
      personId,
      from: new Date(0),
      zone: book.person.homeZone,
      reason: "home",
    });
  await book.people.addZone({ id: book.newId(), personId, from: now, zone: zone.name, reason });
  const zones = zoneHistory([...(await book.people.zones(personId))]);
  const row = openDayRow(person, { day: today.day, openedAtMs: today.openedAt.getTime() }, zones);
  await book.people.updateDay(personId, today.day, { closesAt: row.closesAt });
}

function merged(
  old: Readonly<Record<string, unknown>>,
  next: Readonly<Record<string, unknown>>,
): Record<string, unknown> {
  const isObject = (value: unknown): value is Record<string, unknown> =>
    typeof value === "object" && value !== null && !Array.isArray(value);
  const result: Record<string, unknown> = { ...old };
  for (const [key, value] of Object.entries(next)) {
    const before = result[key];
    result[key] = isObject(before) && isObject(value) ? merged(before, value) : value;
  }
  return result;
}

/** The day somebody is in at an instant. */
export const dayAt = (book: Book, at: Date): LocalDate =>
  dayKey(at.getTime(), book.zones.at(at.getTime()), book.person.dayStart);
