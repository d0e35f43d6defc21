/** A day as the plot sees it. */
interface DayPoint {
  readonly date: string;
  readonly life_score: number | null;
  readonly basis: string;
}

/** Runs of days that may be drawn as one line: scored, following each other, and resting on the same parts. */
export function linesOf(
  days: readonly DayPoint[],
): readonly (readonly { readonly date: string; readonly score: number }[])[] {
  const lines: { date: string; score: number }[][] = [];
  let before: DayPoint | undefined;
  for (const day of days) {
    if (day.life_score !== null) {
      const follows =
        before?.life_score != null &&
        before.basis === day.basis &&
        Date.parse(day.date) - Date.parse(before.date) === 86_400_000;
      const point = { date: day.date, score: day.life_score };
      if (follows) lines.at(-1)?.push(point);
      else lines.push([point]);
    }
    before = day;
  }
  return lines;
}
