import type { Clock, NewId } from "@wopr/kernel";
import {
  type Anchor,
  closeOf,
  dayKey,
  minutesOf,
  openZone,
  STANDARD_ANCHORS,
  type Zone,
  type ZoneHistory,
  zoneHistory,
} from "@wopr/life";
import type { Db } from "../../../db/db.ts";
import type { Outbox } from "../../../events/outbox.ts";
import type { DayRow, Person } from "../domain/types.ts";
import { type CharacterStore, createCharacterStore } from "../store/character.ts";
import { createLedgerStore, type LedgerStore } from "../store/ledger.ts";
import { createMeasuredStore, type MeasuredStore } from "../store/measured.ts";
import { createPeopleStore, type PeopleStore } from "../store/people.ts";
import { createRingStore, type RingStore } from "../store/ring.ts";
import { createPlanStore, type PlanStore } from "../store/schedule.ts";

/** Everything of one person, opened: in a transaction when something changes, else on the database. */
export interface Book {
  readonly db: Db;
  readonly person: Person;
  readonly zones: ZoneHistory;
  /** Where the person lives now. */
  readonly zone: Zone;
  /** The open day. */
  readonly today: DayRow;
  readonly now: Date;
  readonly people: PeopleStore;
  readonly plan: PlanStore;
  readonly ledger: LedgerStore;
  readonly measured: MeasuredStore;
  readonly character: CharacterStore;
  readonly ring: RingStore;
  readonly newId: NewId;
  /** Told to the person's screens after the commit: ids and kinds, never values. */
  tell(kind: string, object: { readonly kind: string; readonly id: string }): void;
}

/** Opens books. */
export interface Books {
  /** A book for reading. Days that are over are closed first. */
  read(personId: string): Promise<Book>;
  /** Runs `work` in one transaction under the person's lock, so that one act follows the other. */
  write<T>(personId: string, work: (book: Book) => Promise<T>): Promise<T>;
}

/** What books need from outside. */
export interface BooksDeps {
  readonly db: Db;
  readonly clock: Clock;
  readonly newId: NewId;
  readonly outbox: Outbox;
  /** Settles the open day of a book whose end has come; the next day is open afterwards. */
  readonly close: (book: Book) => Promise<void>;
}

/** Zones are opened once per process; opening one is slow. */
function createZoneShelf(): (name: string) => Zone {
  const shelf = new Map<string, Zone>();
  return (name) => {
    const zone = shelf.get(name) ?? openZone(name);
    shelf.set(name, zone);
    return zone;
  };
}

/** Books of people, made at the first opening. */
export function createBooks(deps: BooksDeps): Books {
  const { db, clock, newId, outbox } = deps;
  const open = createZoneShelf();

  async function bookOf(on: Db, person: Person, now: Date, tell: Book["tell"]): Promise<Book> {
    const people = createPeopleStore(on);
    const changes = await people.zones(person.personId);
    const zones = zoneHistory(changes.length > 0 ? changes : [{ fromMs: 0, zone: person.homeZone }], open);
    return {
      db: on,
      person,
      zones,
      zone: zones.at(now.getTime()),
      today: await people.openDay(person.personId),
      now,
      people,
      plan: createPlanStore(on),
      ledger: createLedgerStore(on),
      measured: createMeasuredStore(on),
      character: createCharacterStore(on),
      ring: createRingStore(on),
      newId,
      tell,
    };
  }

  async function ensure(personId: string): Promise<void> {
    const now = clock.now();
    const person = newPerson(personId, now);
    const zone = open(person.homeZone);
    await db.transaction((tx) =>
      createPeopleStore(tx).add(person, firstDay(person, zone, now), STANDARD_ANCHORS as readonly Anchor[]),
    );
  }

  /** @returns Whether a day was closed. Each day has a transaction of its own. */
  const closeOne = (personId: string): Promise<boolean> =>
    inTransaction(personId, async (book) => {
      if (!isOver(book)) return false;
      await deps.close(book);
      return true;
    });

  async function catchUp(personId: string): Promise<void> {
    while (await closeOne(personId));
  }

  async function inTransaction<T>(personId: string, work: (book: Book) => Promise<T>): Promise<T> {
    return db.transaction(async (tx) => {
      const person = await createPeopleStore(tx).lock(personId);
      if (!person) throw new Error("The person was made before this.");
      const told: { readonly kind: string; readonly object: { readonly kind: string; readonly id: string } }[] = [];
      const tell: Book["tell"] = (kind, object) => void told.push({ kind, object });
      const result = await work(await bookOf(tx, person, clock.now(), tell));
      const topic = `life:${personId}`;
      if (told.length > 0)
        await outbox.append(
          tx,
          told.map((event) => ({ ...event, topic, data: {} })),
        );
      return result;
    });
  }

  return {
    async read(personId) {
      let person = await createPeopleStore(db).find(personId);
      if (!person) {
        await ensure(personId);
        person = await createPeopleStore(db).find(personId);
      }
      const book = await bookOf(db, person!, clock.now(), () => {});
      if (!isOver(book)) return book;
      await catchUp(personId);
      return bookOf(db, person!, clock.now(), () => {});
    },

    async write(personId, work) {
      if (!(await createPeopleStore(db).find(personId))) await ensure(personId);
      await catchUp(personId);
      return inTransaction(personId, work);
    },
  };
}

const isOver = ({ today, now }: Book) => today.closesAt !== null && today.closesAt <= now;

const newPerson = (personId: string, now: Date): Person => ({
  personId,
  createdAt: now,
  updatedAt: now,
  name: "",
  homeZone: "UTC",
  dayStart: minutesOf("04:00"),
  targetWake: minutesOf("07:00"),
  targetBedtime: minutesOf("22:30"),
  targetScreenHours: 3,
  targetGymSessions: 3,
  scoreFormula: "v2",
  latitude: null,
  longitude: null,
  settings: {},
  planBegan: null,
  setUpAt: null,
});

/** The day a person begins with counts as open since its own beginning, so that it closes at its usual hour. */
export function firstDay(person: Person, zone: Zone, now: Date): DayRow {
  const day = dayKey(now.getTime(), zone, person.dayStart);
  const openedAtMs = Math.min(zone.firstInstant(day, person.dayStart), now.getTime());
  const zones = zoneHistory([{ fromMs: 0, zone: zone.name }], () => zone);
  return openDayRow(person, { day, openedAtMs }, zones);
}

/** A row for a day that opens. */
export function openDayRow(
  person: Pick<Person, "personId" | "dayStart">,
  opened: { readonly day: string; readonly openedAtMs: number },
  zones: ZoneHistory,
): DayRow {
  return {
    personId: person.personId,
    day: opened.day,
    state: "open",
    openedAt: new Date(opened.openedAtMs),
    closesAt: new Date(closeOf(opened, zones, person.dayStart).closedAtMs),
    closedAt: null,
    wakeMinutes: null,
    wakeSource: null,
    excuseMisses: false,
  };
}
