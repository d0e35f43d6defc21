const HOUR = 3_600_000;
const DAY = 24 * HOUR;

/** How long something still works: "for 3 more hours", "for 12 more days". */
export function untilText(end: Date, now: Date): string {
  const ms = end.getTime() - now.getTime();
  if (ms <= 0) return "no more";
  if (ms < HOUR) return "for less than an hour";
  if (ms < 2 * DAY) return `for ${Math.round(ms / HOUR)} more hours`;
  return `for ${Math.round(ms / DAY)} more days`;
}
