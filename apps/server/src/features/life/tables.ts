import type { Anchor, ResolvedFrom, Schedule, Stat, State } from "@wopr/life";
import {
  boolean,
  customType,
  date,
  doublePrecision,
  integer,
  jsonb,
  pgTable,
  primaryKey,
  smallint,
  text,
  timestamp,
  uuid,
} from "drizzle-orm/pg-core";
import type { Category, OccurrenceSnapshot } from "./domain/types.ts";

const instant = (name: string) => timestamp(name, { withTimezone: true, mode: "date" });
const day = (name: string) => date(name, { mode: "string" });
const bytes = customType<{ data: Uint8Array }>({ dataType: () => "bytea" });
type Data = Record<string, unknown>;

/** People and what their day goes by. */
export const people = pgTable("life_people", {
  personId: uuid("person_id").primaryKey(),
  createdAt: instant("created_at").notNull(),
  updatedAt: instant("updated_at").notNull(),
  name: text("name").notNull(),
  homeZone: text("home_zone").notNull(),
  dayStart: smallint("day_start").notNull(),
  targetWake: smallint("target_wake").notNull(),
  targetBedtime: smallint("target_bedtime").notNull(),
  targetScreenHours: doublePrecision("target_screen_hours").notNull(),
  targetGymSessions: smallint("target_gym_sessions").notNull(),
  scoreFormula: text("score_formula").$type<"v1" | "v2">().notNull(),
  latitude: doublePrecision("latitude"),
  longitude: doublePrecision("longitude"),
  settings: jsonb("settings").$type<Data>().notNull(),
  planBegan: day("plan_began"),
  setUpAt: instant("set_up_at"),
});

/** When a person decided to live in a zone. */
export const zoneChanges = pgTable("life_zone_changes", {
  id: uuid("id").primaryKey(),
  personId: uuid("person_id").notNull(),
  fromInstant: instant("from_instant").notNull(),
  zone: text("zone").notNull(),
  reason: text("reason").notNull(),
});

/** Days of a person: one is open. */
export const days = pgTable(
  "life_days",
  {
    personId: uuid("person_id").notNull(),
    day: day("day").notNull(),
    state: text("state").$type<"open" | "closed" | "void">().notNull(),
    openedAt: instant("opened_at").notNull(),
    closesAt: instant("closes_at"),
    closedAt: instant("closed_at"),
    wakeMinutes: smallint("wake_minutes"),
    wakeSource: text("wake_source").$type<"button" | "mqtt" | "ring">(),
    excuseMisses: boolean("excuse_misses").notNull(),
  },
  (table) => [primaryKey({ columns: [table.personId, table.day] })],
);

/** Named times of day. */
export const anchors = pgTable(
  "life_anchors",
  {
    personId: uuid("person_id").notNull(),
    code: text("code").notNull(),
    name: text("name").notNull(),
    defaultTime: smallint("default_time").notNull(),
    perWeekday: jsonb("per_weekday").$type<Readonly<Record<string, number>>>().notNull(),
    seasons: jsonb("seasons").$type<Anchor["seasons"]>().notNull(),
    updatedAt: instant("updated_at").notNull(),
  },
  (table) => [primaryKey({ columns: [table.personId, table.code] })],
);

/** What, when, how often, reward. */
export const items = pgTable("life_items", {
  id: uuid("id").primaryKey(),
  personId: uuid("person_id").notNull(),
  createdAt: instant("created_at").notNull(),
  updatedAt: instant("updated_at").notNull(),
  code: text("code").notNull(),
  name: text("name").notNull(),
  description: text("description").notNull(),
  icon: text("icon"),
  color: text("color"),
  schedule: jsonb("schedule").$type<Schedule>().notNull(),
  anchor: text("anchor"),
  timeOffset: smallint("time_offset").notNull(),
  exactTime: smallint("exact_time"),
  defaultTime: smallint("default_time"),
  windowMinutes: smallint("window_minutes").notNull(),
  hardEnd: smallint("hard_end"),
  statRewards: jsonb("stat_rewards").$type<Readonly<Partial<Record<Stat, number>>>>().notNull(),
  priority: smallint("priority").notNull(),
  category: text("category").$type<Category>().notNull(),
  onMiss: text("on_miss").$type<"drop" | "carry">().notNull(),
  essential: boolean("essential").notNull(),
  freeze: boolean("freeze").notNull(),
  flexible: boolean("flexible").notNull(),
  isActive: boolean("is_active").notNull(),
  revision: integer("revision").notNull(),
});

/** Due instances that were touched or closed; others exist without a row. */
export const occurrences = pgTable("life_occurrences", {
  id: uuid("id").primaryKey(),
  personId: uuid("person_id").notNull(),
  itemId: uuid("item_id").notNull(),
  originalDate: day("original_date").notNull(),
  day: day("day").notNull(),
  plannedAt: instant("planned_at").notNull(),
  softEnd: instant("soft_end").notNull(),
  hardEnd: instant("hard_end").notNull(),
  state: text("state").$type<State>().notNull(),
  pinned: boolean("pinned").notNull(),
  completedAt: instant("completed_at"),
  closedAt: instant("closed_at"),
  quality: smallint("quality"),
  durationMinutes: integer("duration_minutes"),
  notes: bytes("notes"),
  moves: smallint("moves").notNull(),
  resolvedFrom: text("resolved_from").$type<ResolvedFrom>().notNull(),
  resolveReason: text("resolve_reason").notNull(),
  supersededBy: uuid("superseded_by"),
  revision: integer("revision").notNull(),
  updatedAt: instant("updated_at").notNull(),
});

/** Every move of an occurrence. */
export const moves = pgTable("life_moves", {
  id: uuid("id").primaryKey(),
  personId: uuid("person_id").notNull(),
  occurrenceId: uuid("occurrence_id").notNull(),
  at: instant("at").notNull(),
  kind: text("kind").$type<"postpone" | "resolve" | "carry" | "undo">().notNull(),
  fromAt: instant("from_at").notNull(),
  toAt: instant("to_at").notNull(),
  target: text("target"),
  reason: text("reason"),
});

/** What was done, and what undo needs. */
export const actions = pgTable("life_actions", {
  id: uuid("id").primaryKey(),
  personId: uuid("person_id").notNull(),
  at: instant("at").notNull(),
  day: day("day").notNull(),
  kind: text("kind").notNull(),
  key: text("key"),
  occurrenceId: uuid("occurrence_id"),
  before: jsonb("before").$type<OccurrenceSnapshot>(),
  result: jsonb("result").$type<Data>().notNull(),
  source: text("source").notNull(),
  undoes: uuid("undoes"),
  undoneBy: uuid("undone_by"),
});

/** Planned time off. */
export const pauses = pgTable("life_pauses", {
  id: uuid("id").primaryKey(),
  personId: uuid("person_id").notNull(),
  createdAt: instant("created_at").notNull(),
  itemId: uuid("item_id"),
  fromDay: day("from_day").notNull(),
  toDay: day("to_day").notNull(),
  reason: text("reason"),
});

/** Files that were imported. */
export const imports = pgTable(
  "life_imports",
  {
    personId: uuid("person_id").notNull(),
    sha256: text("sha256").notNull(),
    kind: text("kind").notNull(),
    at: instant("at").notNull(),
  },
  (table) => [primaryKey({ columns: [table.personId, table.sha256] })],
);
