import {
  addDays,
  datesOfSchedule,
  defaultOnMiss,
  isAnchorCode,
  isDate,
  type LocalDate,
  nearest,
  type Schedule,
  scheduleProblem,
  scheduleWords,
} from "@wopr/life";
import type { Category, Item } from "../domain/types.ts";
import { LifeErrors } from "../errors.ts";
import type { Book, Books } from "./book.ts";

/** What a person says about an item; what is absent takes its usual value. */
export interface ItemInput {
  readonly code: string;
  readonly name: string;
  readonly description?: string | undefined;
  readonly icon?: string | null | undefined;
  readonly color?: string | null | undefined;
  readonly schedule: Partial<Schedule> & Pick<Schedule, "type">;
  readonly anchor?: string | null | undefined;
  readonly timeOffset?: number | undefined;
  readonly exactTime?: number | null | undefined;
  readonly defaultTime?: number | null | undefined;
  readonly windowMinutes?: number | undefined;
  readonly hardEnd?: number | null | undefined;
  readonly statRewards?: Item["statRewards"] | undefined;
  readonly priority?: number | undefined;
  readonly category?: Category | undefined;
  readonly onMiss?: "drop" | "carry" | undefined;
  readonly essential?: boolean | undefined;
  readonly freeze?: boolean | undefined;
  readonly flexible?: boolean | undefined;
  readonly isActive?: boolean | undefined;
}

/** How an item would come. */
export interface ItemPreview {
  readonly words: string;
  readonly dates: readonly LocalDate[];
}

/** Definitions: what, when, how often, reward. Changes concern open and future occurrences, never history. */
export interface Items {
  list(personId: string): Promise<readonly Item[]>;
  read(personId: string, code: string): Promise<Item>;
  /** @throws {AppError} `life.code_taken`, `life.bad_schedule`, `life.unknown_anchor` */
  add(personId: string, input: ItemInput): Promise<Item>;
  /** @throws {AppError} `life.unknown_item`, `life.bad_schedule`, `life.unknown_anchor` */
  change(personId: string, code: string, change: Partial<ItemInput>): Promise<Item>;
  /** The item comes no more; what happened stays. */
  stop(personId: string, code: string): Promise<void>;
  /** The next ten dates. @throws {AppError} `life.bad_schedule` */
  preview(personId: string, schedule: Partial<Schedule> & Pick<Schedule, "type">): Promise<ItemPreview>;
}

/** Items, changed under the person's lock. */
export function createItems({ books }: { readonly books: Books }): Items {
  const find = async (book: Book, code: string) => {
    const item = await book.plan.item(book.person.personId, code);
    if (!item) throw LifeErrors.unknown_item({ code });
    return item;
  };
  return {
    list: async (personId) => (await books.read(personId)).plan.items(personId),
    read: async (personId, code) => find(await books.read(personId), code),
    preview: async (personId, schedule) => previewOf(await books.read(personId), schedule),

    add: (personId, input) =>
      books.write(personId, async (book) => {
        const item = await itemFrom(book, input);
        if (!(await book.plan.addItem(item))) throw LifeErrors.code_taken({ code: input.code });
        book.tell("life.item_added", { kind: "item", id: item.id });
        return item;
      }),

    change: (personId, code, change) =>
      books.write(personId, async (book) => {
        const item = await find(book, code);
        const given = Object.fromEntries(Object.entries(change).filter(([, value]) => value !== undefined));
        const schedule = change.schedule ? { ...item.schedule, ...change.schedule } : item.schedule;
        const next = await itemFrom(book, { ...item, ...given, code, schedule } as ItemInput);
        const kept = { id: item.id, createdAt: item.createdAt, revision: item.revision + 1 };
        await book.plan.updateItem(item.id, { ...next, ...kept });
        book.tell("life.item_changed", { kind: "item", id: item.id });
        return { ...next, ...kept };
      }),

    stop: (personId, code) =>
      books.write(personId, async (book) => {
        const item = await find(book, code);
        await book.plan.updateItem(item.id, { isActive: false, updatedAt: book.now, revision: item.revision + 1 });
        book.tell("life.item_stopped", { kind: "item", id: item.id });
      }),
  };
}

async function itemFrom(book: Book, input: ItemInput): Promise<Item> {
  const schedule = wholeSchedule(book, input.schedule);
  demandSchedule(book, schedule);
  if (input.anchor != null) {
    const known = (await book.people.anchors(book.person.personId)).map(({ code }) => code);
    if (!isAnchorCode(input.anchor, new Set(known)))
      throw LifeErrors.unknown_anchor({ anchor: input.anchor, known: nearest(input.anchor, known) });
  }
  return {
    id: book.newId(),
    personId: book.person.personId,
    createdAt: book.now,
    updatedAt: book.now,
    code: input.code,
    name: input.name,
    description: input.description ?? "",
    icon: input.icon ?? null,
    color: input.color ?? null,
    schedule,
    anchor: input.anchor ?? null,
    timeOffset: input.timeOffset ?? 0,
    exactTime: input.exactTime ?? null,
    defaultTime: input.defaultTime ?? null,
    windowMinutes: input.windowMinutes ?? 60,
    hardEnd: input.hardEnd ?? null,
    statRewards: input.statRewards ?? { WIS: 15 },
    priority: input.priority ?? 5,
    category: input.category ?? "habit",
    onMiss: input.onMiss ?? defaultOnMiss(schedule),
    essential: input.essential ?? false,
    freeze: input.freeze ?? true,
    flexible: input.flexible ?? false,
    isActive: input.isActive ?? true,
    revision: 1,
  };
}

function wholeSchedule(book: Book, given: Partial<Schedule> & Pick<Schedule, "type">): Schedule {
  const defined = Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined));
  return {
    days: [],
    rrule: null,
    rdates: [],
    exdates: [],
    afterDays: null,
    times: null,
    periodDays: null,
    date: null,
    startsOn: book.today.day,
    ...(defined as Partial<Schedule> & Pick<Schedule, "type">),
  };
}

function demandSchedule(book: Book, schedule: Schedule): void {
  const wrong = [schedule.startsOn, schedule.date ?? schedule.startsOn, ...schedule.rdates, ...schedule.exdates].find(
    (date) => !isDate(date),
  );
  const problem = wrong === undefined ? scheduleProblem(schedule) : `${wrong} is no date`;
  if (problem !== undefined) throw LifeErrors.bad_schedule({ problem, dates: [] });
  const dates = nextDates(book, schedule);
  if (dates.length === 0)
    throw LifeErrors.bad_schedule({
      problem: "it never comes from today on, e.g. a date in the past or 30 February",
      dates,
    });
}

function nextDates(book: Book, schedule: Schedule): readonly LocalDate[] {
  const { day } = book.today;
  const from = schedule.type === "after_completion" ? "1970-01-01" : day;
  for (const reach of [70, 800, 4_000]) {
    const dates = datesOfSchedule(schedule, from, addDays(day, reach));
    if (dates.length >= 10 || reach === 4_000) return dates.slice(0, 10);
  }
  return [];
}

function previewOf(book: Book, given: Partial<Schedule> & Pick<Schedule, "type">): ItemPreview {
  const schedule = wholeSchedule(book, given);
  demandSchedule(book, schedule);
  return { words: scheduleWords(schedule), dates: nextDates(book, schedule) };
}
