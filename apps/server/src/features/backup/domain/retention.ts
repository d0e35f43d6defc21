/** How many days, weeks and months one backup each is kept of. */
export interface Retention {
  readonly days: number;
  readonly weeks: number;
  readonly months: number;
}

/** Seven days, four weeks, six months (platform.md 6.15). */
export const USUAL: Retention = { days: 7, weeks: 4, months: 6 };

/** A backup as retention sees it. */
export interface Kept {
  readonly id: string;
  readonly at: Date;
}

const DAY_MS = 86_400_000;
const dayOf = (at: Date) => String(Math.floor(at.getTime() / DAY_MS));
/** Weeks begin on Monday; 1970 began on a Thursday. */
const weekOf = (at: Date) => String(Math.floor((Math.floor(at.getTime() / DAY_MS) + 3) / 7));
const monthOf = (at: Date) => at.toISOString().slice(0, 7);

/** Which backups stay: the newest always, and the newest of each of the last days, weeks and months that have one. */
export function keepers(backups: readonly Kept[], retention: Retention): ReadonlySet<string> {
  const newestFirst = backups.toSorted((a, b) => b.at.getTime() - a.at.getTime());
  const kept = new Set(newestFirst.slice(0, 1).map(({ id }) => id));
  const keepFirstOf = (span: (at: Date) => string, count: number) => {
    const seen = new Set<string>();
    for (const { id, at } of newestFirst) {
      if (seen.has(span(at))) continue;
      if (seen.size === count) return;
      seen.add(span(at));
      kept.add(id);
    }
  };
  keepFirstOf(dayOf, retention.days);
  keepFirstOf(weekOf, retention.weeks);
  keepFirstOf(monthOf, retention.months);
  return kept;
}
