import type { LocalDate, ResolvedFrom, Schedule, Stat, State } from "@wopr/life";

/** What kind of thing an item is. Reminders and events weigh nothing in the score. */
export type Category = "task" | "chore" | "habit" | "reminder" | "event";

/** How the reading of one collection went. */
export type SyncState = "ok" | "limited" | "off" | "unavailable";

/** `reauth`: the ring refuses the grant; the person connects again. */
export type RingState = "connecting" | "ok" | "refreshing" | "reauth";

/** Somebody who has a day. Times are minutes after midnight. */
export interface Person {
  readonly personId: string;
  readonly createdAt: Date;
  readonly updatedAt: Date;
  readonly name: string;
  readonly homeZone: string;
  readonly dayStart: number;
  readonly targetWake: number;
  readonly targetBedtime: number;
  readonly targetScreenHours: number;
  readonly targetGymSessions: number;
  readonly scoreFormula: "v1" | "v2";
  readonly latitude: number | null;
  readonly longitude: number | null;
  readonly settings: Record<string, unknown>;
  /** Day the wind-down plan was begun. */
  readonly planBegan: LocalDate | null;
  /** Null until the first run is done. */
  readonly setUpAt: Date | null;
}

/** A definition: what, when, how often, reward. Times are minutes after midnight. */
export interface Item {
  readonly id: string;
  readonly personId: string;
  readonly createdAt: Date;
  readonly updatedAt: Date;
  readonly code: string;
  readonly name: string;
  readonly description: string;
  readonly icon: string | null;
  readonly color: string | null;
  readonly schedule: Schedule;
  readonly anchor: string | null;
  readonly timeOffset: number;
  readonly exactTime: number | null;
  readonly defaultTime: number | null;
  readonly windowMinutes: number;
  readonly hardEnd: number | null;
  readonly statRewards: Readonly<Partial<Record<Stat, number>>>;
  /** 1 is highest. */
  readonly priority: number;
  readonly category: Category;
  readonly onMiss: "drop" | "carry";
  readonly essential: boolean;
  readonly freeze: boolean;
  readonly flexible: boolean;
  readonly isActive: boolean;
  readonly revision: number;
}

/** A stored occurrence. */
export interface OccurrenceRow {
  readonly id: string;
  readonly personId: string;
  readonly itemId: string;
  readonly originalDate: LocalDate;
  readonly day: LocalDate;
  readonly plannedAt: Date;
  readonly softEnd: Date;
  readonly hardEnd: Date;
  readonly state: State;
  readonly pinned: boolean;
  readonly completedAt: Date | null;
  readonly closedAt: Date | null;
  readonly quality: number | null;
  readonly durationMinutes: number | null;
  /** Sealed with the person's key. */
  readonly notes: Uint8Array | null;
  readonly moves: number;
  readonly resolvedFrom: ResolvedFrom;
  readonly resolveReason: string;
  readonly supersededBy: string | null;
  readonly revision: number;
  readonly updatedAt: Date;
}

/** What undo puts back; instants as ISO text, notes as base64. */
export interface OccurrenceSnapshot {
  readonly day: LocalDate;
  readonly plannedAt: string;
  readonly softEnd: string;
  readonly hardEnd: string;
  readonly state: State;
  readonly pinned: boolean;
  readonly completedAt: string | null;
  readonly closedAt: string | null;
  readonly quality: number | null;
  readonly durationMinutes: number | null;
  readonly notes: string | null;
  readonly moves: number;
  readonly resolvedFrom: ResolvedFrom;
  readonly resolveReason: string;
}

/** Planned time off, both days included; `itemId` null: everything but what is essential. */
export interface Pause {
  readonly id: string;
  readonly personId: string;
  readonly createdAt: Date;
  readonly itemId: string | null;
  readonly fromDay: LocalDate;
  readonly toDay: LocalDate;
  readonly reason: string | null;
}

/** A day of a person. */
export interface DayRow {
  readonly personId: string;
  readonly day: LocalDate;
  readonly state: "open" | "closed" | "void";
  readonly openedAt: Date;
  readonly closesAt: Date | null;
  readonly closedAt: Date | null;
  readonly wakeMinutes: number | null;
  readonly wakeSource: "button" | "mqtt" | "ring" | null;
  readonly excuseMisses: boolean;
}
