import type { Newest } from "./domain/blame.ts";
import { type CheckState, nextState, type Turn, UNKNOWN } from "./domain/check-state.ts";
import type { Run } from "./domain/types.ts";
import { added, type Counts, counted, letterOf, NO_COUNTS } from "./domain/uptime.ts";

/** What a run changed. */
export interface Noted {
  readonly run: Run;
  readonly before: Run | undefined;
  readonly turn: Turn;
  readonly state: CheckState;
}

/** Everything known about checks, in memory: what the page and the published answers are made from. */
export interface Board {
  /** Takes a run in. @returns What it changed; undefined when the run, or its slot, was known already. */
  note(run: Run): Noted | undefined;
  newest(check: string): Run | undefined;
  /** In the words of blame. */
  newestOf(check: string): Newest | undefined;
  state(check: string): CheckState;
  /** Letters of the newest 60 runs, oldest first. */
  recent(check: string): string;
  /** The newest five runs, newest last. */
  last(check: string): readonly Run[];
  /** Counts by day (UTC), milliseconds of its beginning. */
  days(check: string): ReadonlyMap<number, Counts>;
  /** Counts by hour, of the newest two days. */
  hours(check: string): ReadonlyMap<number, Counts>;
  setHours(check: string, hours: ReadonlyMap<number, Counts>): void;
  setDays(check: string, days: ReadonlyMap<number, Counts>): void;
  setState(check: string, state: CheckState): void;
  setRecent(check: string, letters: string): void;
  /** When the newest result of any check ended, microseconds; undefined before the first. */
  newestEndUs(): number | undefined;
  /** Grows with every run. */
  version(): number;
}

const RECENT = 60;
const LAST = 5;
const DAY_MS = 86_400_000;
const DAYS = 90;
const HOUR_MS = 3_600_000;
const HOURS = 48;
/** Ids are remembered this long, so that what another server stored is not counted twice. */
const REMEMBERED = 20_000;

/** An empty board. */
export function createBoard(): Board {
  const newest = new Map<string, Run>();
  const states = new Map<string, CheckState>();
  const recent = new Map<string, string>();
  const last = new Map<string, Run[]>();
  const days = new Map<string, Map<number, Counts>>();
  const hours = new Map<string, Map<number, Counts>>();
  const seen = new Set<string>();
  let newestEndUs: number | undefined;
  let version = 0;

  function remember(key: string): boolean {
    if (seen.has(key)) return false;
    seen.add(key);
    if (seen.size > REMEMBERED)
      for (const first of seen) {
        seen.delete(first);
        if (seen.size <= REMEMBERED * 0.9) break;
      }
    return true;
  }

  return {
    note(run) {
      const slot = run.trigger === "schedule" ? `${run.check} ${run.vantage} ${run.atUs}` : undefined;
      if (!remember(run.runId) || (slot !== undefined && !remember(slot))) return undefined;
      const before = newest.get(run.check);
      count(days, run, DAY_MS, DAYS);
      count(hours, run, HOUR_MS, HOURS);
      version += 1;
      newestEndUs = Math.max(newestEndUs ?? 0, run.endedUs);
      const old = states.get(run.check) ?? UNKNOWN;
      // What another server stored may arrive after something newer: it counts, but it is not the newest.
      if (before && before.endedUs > run.endedUs) return { run, before, turn: "none", state: old };
      newest.set(run.check, run);
      recent.set(run.check, ((recent.get(run.check) ?? "") + letterOf(run)).slice(-RECENT));
      last.set(run.check, [...(last.get(run.check) ?? []), run].slice(-LAST));
      const next = run.maintenance
        ? { state: old, turn: "none" as const }
        : nextState(old, run.result, Math.floor(run.startedUs / 1000), run.norunReason);
      states.set(run.check, next.state);
      return { run, before, turn: next.turn, state: next.state };
    },
    newest: (check) => newest.get(check),
    newestOf: (check) => newest.get(check),
    state: (check) => states.get(check) ?? UNKNOWN,
    recent: (check) => recent.get(check) ?? "",
    last: (check) => last.get(check) ?? [],
    days: (check) => days.get(check) ?? new Map(),
    hours: (check) => hours.get(check) ?? new Map(),
    setHours: (check, given) => void hours.set(check, new Map(given)),
    setDays(check, given) {
      days.set(check, new Map(given));
      version += 1;
    },
    setState: (check, state) => void states.set(check, state),
    setRecent: (check, letters) => void recent.set(check, letters),
    newestEndUs: () => newestEndUs,
    version: () => version,
  };
}

function count(all: Map<string, Map<number, Counts>>, run: Run, spanMs: number, most: number): void {
  const start = Math.floor(run.atUs / 1000 / spanMs) * spanMs;
  const own = all.get(run.check) ?? new Map<number, Counts>();
  all.set(run.check, own);
  const compacted = run.facts["compacted"] as Counts | undefined;
  const before = own.get(start) ?? NO_COUNTS;
  own.set(start, compacted ? added(before, compacted) : counted(before, run));
  if (own.size <= most + 2) return;
  for (const old of own.keys()) if (old < start - most * spanMs) own.delete(old);
}
