import { compareInFeed, type LocalDate, type Status, statusOf, timeOf } from "@wopr/life";
import type { Planned } from "../domain/plan-day.ts";
import { LifeErrors } from "../errors.ts";
import type { Book, Books } from "./book.ts";
import { plannedOn } from "./scheduling.ts";
import { streaksOf } from "./streaks.ts";

/** One line of the feed. */
export interface FeedItem {
  readonly planned: Planned;
  readonly status: Status;
  readonly softEndMs: number;
  readonly plannedAtMs: number;
  readonly priority: number;
  readonly code: string;
  /** `HH:MM` on the person's wall. */
  readonly time: string;
  readonly windowEnd: string;
  readonly streak: { readonly current: number; readonly best: number };
  readonly strength: number;
  readonly atRisk: boolean;
}

/** A day as a list, in the order things want to be done. */
export interface Feed {
  readonly now: Date;
  readonly day: LocalDate;
  readonly hours: number;
  readonly items: readonly FeedItem[];
  readonly completed: number;
  readonly total: number;
  readonly hidden: number;
  readonly nextHiddenAt: Date | null;
  readonly zone: string;
  readonly closesAt: Date | null;
  readonly dayState: "open" | "closed" | "void" | "future";
}

/** The timeline of a day. */
export interface Timeline {
  /** @param hours What begins within so many hours is shown; `expand` shows all. Overdue is always shown. */
  feed(
    personId: string,
    ask: { readonly hours: number; readonly expand: boolean; readonly day?: LocalDate | undefined },
  ): Promise<Feed>;
}

const HOUR_MS = 3_600_000;
const OUT_OF_COUNT: ReadonlySet<Status> = new Set(["skipped", "excused", "paused", "postponed"]);

/** The timeline, read from plans and rows. */
export function createTimeline({ books }: { readonly books: Books }): Timeline {
  return {
    async feed(personId, { hours, expand, day }) {
      const book = await books.read(personId);
      return feedOf(book, day ?? book.today.day, { hours, expand });
    },
  };
}

/** The feed of a day of an open book. */
export async function feedOf(
  book: Book,
  day: LocalDate,
  { hours, expand }: { readonly hours: number; readonly expand: boolean },
): Promise<Feed> {
  const row = await book.people.day(book.person.personId, day);
  if (!row && day < book.today.day) throw LifeErrors.no_data({ day });
  const tokens = await book.ledger.freezesHeld(book.person.personId);
  const streaks = await streaksOf(book);
  const nowMs = book.now.getTime();
  const settled = row !== undefined && row.state !== "open";
  const all = (await plannedOn(book, day))
    .filter((planned) => !settled || planned.row !== undefined)
    .map((planned): FeedItem => {
      const status = planned.paused && planned.state === "open" ? "paused" : statusOf(planned, day, nowMs);
      const streak = streaks.of(planned.item);
      const wall = (ms: number) => timeOf(book.zone.wallAt(ms).minutes);
      return {
        planned,
        status,
        softEndMs: planned.softEndMs,
        plannedAtMs: planned.plannedAtMs,
        priority: planned.item.priority,
        code: planned.item.code,
        time: wall(planned.plannedAtMs),
        windowEnd: wall(planned.softEndMs),
        streak,
        strength: streaks.strengthOf(planned.item),
        atRisk: status === "overdue" && streak.current >= 3 && tokens <= 0,
      };
    })
    .sort(compareInFeed);
  const until = nowMs + hours * HOUR_MS;
  const near = (item: FeedItem) => item.plannedAtMs <= until;
  const shown = expand || day !== book.today.day ? all : all.filter((item) => item.status === "overdue" || near(item));
  const hidden = all.filter((item) => !shown.includes(item));
  const counted = all.filter(({ status }) => !OUT_OF_COUNT.has(status));
  return {
    now: book.now,
    day,
    hours,
    items: shown,
    completed: counted.filter(({ status }) => status === "completed").length,
    total: counted.length,
    hidden: hidden.length,
    nextHiddenAt: hidden.length > 0 ? new Date(Math.min(...hidden.map(({ plannedAtMs }) => plannedAtMs))) : null,
    zone: book.zone.name,
    closesAt: row?.state === "open" ? row.closesAt : (row?.closedAt ?? null),
    dayState: row?.state ?? "future",
  };
}
