import { instantOf, localTimeOf } from "@wopr/kernel";
import type { QuietHours } from "./types.ts";

const minutesOf = (text: string): number => {
  const [hour = 0, minute = 0] = text.split(":").map(Number);
  return hour * 60 + minute;
};

/**
 * Until when quiet hours last, when it is quiet at `now`. On days on which clocks change, the hours are those the
 * clocks show.
 *
 * @returns `undefined` when it is not quiet.
 */
export function quietUntil(quiet: QuietHours, now: Date): Date | undefined {
  const local = localTimeOf(now, quiet.zone);
  const minute = local.hour * 60 + local.minute;
  const [from, to] = [minutesOf(quiet.from), minutesOf(quiet.to)];
  const overnight = from > to;
  const isQuiet = overnight ? minute >= from || minute < to : minute >= from && minute < to;
  if (!isQuiet) return undefined;
  const nextDay = overnight && minute >= from ? 1 : 0;
  // Day 32 is the first of the next month: Date.UTC, on which it rests, carries over.
  const end = { ...local, day: local.day + nextDay, hour: Math.floor(to / 60), minute: to % 60 };
  const until = instantOf(normal(end), quiet.zone);
  return until > now ? until : undefined;
}

function normal(local: ReturnType<typeof localTimeOf>): ReturnType<typeof localTimeOf> {
  const date = new Date(Date.UTC(local.year, local.month - 1, local.day));
  return { ...local, year: date.getUTCFullYear(), month: date.getUTCMonth() + 1, day: date.getUTCDate() };
}
