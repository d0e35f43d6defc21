import {
  addDays,
  datesFrom,
  daysBetween,
  daysKnown,
  type Finding,
  findingsOf,
  type LocalDate,
  mainSleep,
  median,
  minutesAfterNoon,
  type Pair,
  PHASES,
  phaseAt,
  type SleepRecord,
  type WindDownPlan,
  wallOf,
  windDownPlan,
} from "@wopr/life";
import type { Book, Books } from "./book.ts";

/** A night as a person had it. */
export interface NightView {
  readonly day: LocalDate;
  readonly start: string;
  readonly end: string;
  /** After noon of the evening before. */
  readonly bedMinutes: number;
  /** After midnight. */
  readonly wakeMinutes: number;
  readonly totalSleepS: number | null;
}

/** Tonight. */
export interface Tonight {
  readonly day: LocalDate;
  readonly plan: WindDownPlan;
  readonly bedtimeAt: Date;
  readonly nightsKnown: number;
  readonly phase: { readonly code: string; readonly light: number; readonly sentence: string };
  readonly phases: readonly {
    readonly code: string;
    readonly at: Date;
    readonly light: number;
    readonly sentence: string;
  }[];
}

/** Evenings, nights and what goes together. */
export interface Care {
  tonight(personId: string): Promise<Tonight>;
  /** Begins the plan anew. */
  aim(personId: string, targetWake: number): Promise<Tonight>;
  nights(personId: string, days: number): Promise<readonly NightView[]>;
  insights(personId: string): Promise<{ readonly findings: readonly Finding[]; readonly daysKnown: number }>;
}

/** Care, read from nights and days. */
export function createCare({ books }: { readonly books: Books }): Care {
  return {
    tonight: async (personId) => tonightOf(await books.read(personId)),
    async aim(personId, targetWake) {
      await books.write(personId, (book) =>
        book.people.update(personId, { targetWake, planBegan: book.today.day, updatedAt: book.now }),
      );
      return tonightOf(await books.read(personId));
    },
    nights: async (personId, days) => nightsOf(await books.read(personId), days),
    async insights(personId) {
      const book = await books.read(personId);
      const pairs = await pairsOf(book);
      return { findings: findingsOf(pairs), daysKnown: daysKnown(pairs) };
    },
  };
}

/** The nights of the last days, of a ring or told by hand, one a day. */
export async function nightsOf(book: Book, days: number): Promise<readonly NightView[]> {
  const to = book.today.day;
  const from = addDays(to, 1 - days);
  const records = (await book.measured.nights(book.person.personId, from, to)).map(
    (night): SleepRecord => ({
      id: night.sourceRef,
      day: night.day,
      type: night.type,
      start: night.starts,
      end: night.ends,
      totalSleepS: night.totalSleepS,
    }),
  );
  const told = await book.measured.metrics(book.person.personId, from, to);
  const said = (day: LocalDate, metric: string) =>
    told.find((one) => one.day === day && one.metric === metric && one.source === "manual")?.value;
  return datesFrom(from, to).flatMap((day): NightView[] => {
    const night = mainSleep(records, day);
    const [start, end] = [night && wallOf(night.start), night?.end && wallOf(night.end)];
    if (night?.end && start && end)
      return [
        {
          day,
          start: night.start,
          end: night.end,
          bedMinutes: minutesAfterNoon(start.minutes),
          wakeMinutes: end.minutes,
          totalSleepS: night.totalSleepS,
        },
      ];
    const [bed, wake] = [said(day, "bed_time"), said(day, "wake_time")];
    if (bed === undefined || wake === undefined) return [];
    const text = (minutes: number) =>
      `${String(Math.floor(minutes / 60)).padStart(2, "0")}:${String(Math.round(minutes % 60)).padStart(2, "0")}`;
    return [
      {
        day,
        start: text(bed),
        end: text(wake),
        bedMinutes: minutesAfterNoon(bed),
        wakeMinutes: wake,
        totalSleepS: null,
      },
    ];
  });
}

async function tonightOf(book: Book): Promise<Tonight> {
  const nights = await nightsOf(book, 28);
  const recent = nights.slice(-14);
  const slept = recent.flatMap(({ totalSleepS }) => (totalSleepS === null ? [] : [totalSleepS / 60]));
  const { person, today, zone, now } = book;
  const began = person.planBegan ?? today.day;
  const plan = windDownPlan({
    targetWake: person.targetWake,
    medianWake: nights.length >= 5 ? median(nights.map(({ wakeMinutes }) => wakeMinutes)) : null,
    sleepMinutes: slept.length >= 5 ? median(slept) : null,
    latencyMinutes: null,
    bedtimes: recent.map(({ bedMinutes }) => bedMinutes),
    dayOfPlan: daysBetween(began, today.day),
    heldDays: 0,
  });
  const bedtimeMs = zone.instantOf(today.day, plan.bedtime);
  return {
    day: today.day,
    plan,
    bedtimeAt: new Date(bedtimeMs),
    nightsKnown: nights.length,
    phase: phaseAt(now.getTime(), bedtimeMs),
    phases: PHASES.map(({ code, before, light, sentence }) => ({
      code,
      light,
      sentence,
      at: new Date(bedtimeMs - before * 60_000),
    })),
  };
}

/** How far insights look back, and how long after a cause an effect may come. */
const INSIGHT_DAYS = 120;
const LAGS = [0, 1, 2] as const;
const EFFECTS = ["sleep_score", "readiness_score", "life_score"] as const;

async function pairsOf(book: Book): Promise<readonly Pair[]> {
  const { personId } = book.person;
  const to = addDays(book.today.day, -1);
  const days = datesFrom(addDays(to, 1 - INSIGHT_DAYS), to);
  const first = days[0]!;
  const items = await book.plan.items(personId);
  const rows = await book.plan.rowsOn(personId, first, to);
  const metrics = await book.measured.metrics(personId, first, to);
  const scores = new Map(
    (await book.measured.scores(personId, first, to, book.person.scoreFormula)).map(({ day, score }) => [day, score]),
  );
  const values = (name: string) => {
    const own = new Map(metrics.filter(({ metric }) => metric === name).map(({ day, value }) => [day, value]));
    return days.map((day) => own.get(day) ?? null);
  };
  const causes = new Map<string, readonly (number | null)[]>();
  for (const item of items.filter(({ isActive }) => isActive)) {
    const own = new Map(rows.filter(({ itemId }) => itemId === item.id).map(({ day, state }) => [day, state]));
    causes.set(
      item.code,
      days.map((day) => (own.get(day) === "completed" ? 1 : own.get(day) === "missed" ? 0 : null)),
    );
  }
  for (const name of ["steps", "screen_hours", "work_hours"]) causes.set(name, values(name));
  const effects = new Map<string, readonly (number | null)[]>(
    EFFECTS.map((name) => [name, name === "life_score" ? days.map((day) => scores.get(day) ?? null) : values(name)]),
  );
  return [...causes].flatMap(([cause, series]) =>
    [...effects].flatMap(([effect, outcome]) =>
      LAGS.filter((lag) => !(effect === "life_score" && lag === 0)).map((lag) => ({
        code: `${cause}>${effect}+${lag}`,
        cause: series.slice(0, series.length - lag),
        effect: outcome.slice(lag),
      })),
    ),
  );
}

/** A finding in words. */
export function findingSentence({ code, rho, n }: Finding): string {
  const [cause = "", rest = ""] = code.split(">");
  const [effect = "", lag = "0"] = rest.split("+");
  const when = ["the same day", "the day after", "two days after"][Number(lag)] ?? "later";
  const words = (name: string) => name.replaceAll("_", " ");
  return `${words(cause)} and ${rho > 0 ? "more" : "less"} ${words(effect)} ${when} go together in ${n} days. That is no proof.`;
}
