import type { LocalDate } from "./date.ts";

/** What is stored about an occurrence. */
export const STATES = ["open", "completed", "skipped", "missed", "frozen", "paused", "excused"] as const;
/** One of {@link STATES}. */
export type State = (typeof STATES)[number];

/** What the wire says. */
export type Status = Exclude<State, "open"> | "pending" | "upcoming" | "active" | "overdue" | "postponed";

/** Why a state may become another. */
export type Act = "complete" | "skip" | "reopen" | "undo" | "close" | "pause" | "back_fill";

const EDGES: Readonly<Record<State, Readonly<Partial<Record<State, readonly Act[]>>>>> = {
  open: {
    completed: ["complete"],
    skipped: ["skip"],
    missed: ["close"],
    frozen: ["close"],
    paused: ["close", "pause"],
    excused: ["close"],
  },
  completed: { open: ["undo"] },
  skipped: { open: ["reopen", "undo"] },
  missed: { completed: ["back_fill"], open: ["undo"] },
  frozen: { completed: ["back_fill"], open: ["undo"] },
  paused: { open: ["undo"] },
  excused: { open: ["undo"] },
};

/** Whether an act may turn one state into another. */
export const mayBecome = (from: State, to: State, act: Act): boolean => EDGES[from][to]?.includes(act) ?? false;

/** How long after the close of its day a miss can be filled in. */
export const BACK_FILL_MS = 48 * 3_600_000;
/** With the ring node "Second Look". */
export const LONG_BACK_FILL_MS = 72 * 3_600_000;

/** As much of an occurrence as its status depends on. */
export interface Timed {
  readonly state: State;
  /** The day it is shown on now. */
  readonly day: LocalDate;
  readonly plannedAtMs: number;
  readonly softEndMs: number;
  readonly hardEndMs: number;
  readonly pending: boolean;
}

/** The status an occurrence has on `shownOn`, which is not the day it is now when it was moved away. */
export function statusOf(occurrence: Timed, shownOn: LocalDate, nowMs: number): Status {
  if (occurrence.state !== "open") return occurrence.state;
  if (occurrence.day !== shownOn && occurrence.day > shownOn) return "postponed";
  if (occurrence.pending && nowMs <= occurrence.softEndMs) return "pending";
  if (nowMs < occurrence.plannedAtMs) return "upcoming";
  return nowMs <= occurrence.softEndMs ? "active" : "overdue";
}

const RANK: Readonly<Partial<Record<Status, number>>> = { overdue: 0, active: 1 };

/** Order of the feed: overdue, active (earliest end first), then start, priority, code. */
export function compareInFeed(a: Ranked, b: Ranked): number {
  const byStatus = (RANK[a.status] ?? 2) - (RANK[b.status] ?? 2);
  if (byStatus !== 0) return byStatus;
  const byEnd = RANK[a.status] === undefined ? 0 : a.softEndMs - b.softEndMs;
  if (byEnd !== 0) return byEnd;
  return a.plannedAtMs - b.plannedAtMs || a.priority - b.priority || (a.code < b.code ? -1 : a.code > b.code ? 1 : 0);
}

/** What the order of the feed goes by. */
export interface Ranked {
  readonly status: Status;
  readonly softEndMs: number;
  readonly plannedAtMs: number;
  readonly priority: number;
  readonly code: string;
}
