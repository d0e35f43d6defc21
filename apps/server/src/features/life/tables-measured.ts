import type { Part, Stat } from "@wopr/life";
import {
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
import type { RingState, SyncState } from "./domain/types.ts";

const instant = (name: string) => timestamp(name, { withTimezone: true, mode: "date" });
const day = (name: string) => date(name, { mode: "string" });
const bytes = customType<{ data: Uint8Array }>({ dataType: () => "bytea" });
type Data = Record<string, unknown>;

/** The ledger of XP; nothing is updated or removed. */
export const xp = pgTable("life_xp", {
  id: uuid("id").primaryKey(),
  personId: uuid("person_id").notNull(),
  at: instant("at").notNull(),
  day: day("day").notNull(),
  key: text("key").notNull(),
  kind: text("kind").notNull(),
  stat: text("stat").$type<Stat>(),
  base: integer("base").notNull(),
  percent: integer("percent").notNull(),
  amount: integer("amount").notNull(),
  sourceRef: text("source_ref").notNull(),
  actionId: uuid("action_id"),
  reverses: uuid("reverses"),
});

/** The ledger of freeze tokens. */
export const freezes = pgTable("life_freezes", {
  id: uuid("id").primaryKey(),
  personId: uuid("person_id").notNull(),
  at: instant("at").notNull(),
  day: day("day").notNull(),
  key: text("key").notNull(),
  amount: smallint("amount").notNull(),
  occurrenceId: uuid("occurrence_id"),
  actionId: uuid("action_id"),
});

/** Scores by day, formula and revision. */
export const scores = pgTable(
  "life_scores",
  {
    personId: uuid("person_id").notNull(),
    day: day("day").notNull(),
    formula: text("formula").notNull(),
    revision: integer("revision").notNull(),
    at: instant("at").notNull(),
    basis: text("basis").notNull(),
    score: doublePrecision("score"),
    coverage: doublePrecision("coverage").notNull(),
    state: text("state").$type<"provisional" | "final">().notNull(),
    parts: jsonb("parts").$type<readonly Part[]>().notNull(),
    reason: text("reason"),
  },
  (table) => [primaryKey({ columns: [table.personId, table.day, table.formula, table.revision] })],
);

/** Daily numbers by source. */
export const metrics = pgTable(
  "life_metrics",
  {
    personId: uuid("person_id").notNull(),
    day: day("day").notNull(),
    metric: text("metric").notNull(),
    source: text("source").notNull(),
    sourceRef: text("source_ref").notNull(),
    value: doublePrecision("value").notNull(),
    unit: text("unit").notNull(),
    observedAt: instant("observed_at").notNull(),
  },
  (table) => [primaryKey({ columns: [table.personId, table.day, table.metric, table.source, table.sourceRef] })],
);

/** Sleep records. */
export const nights = pgTable(
  "life_nights",
  {
    personId: uuid("person_id").notNull(),
    source: text("source").notNull(),
    sourceRef: text("source_ref").notNull(),
    day: day("day").notNull(),
    starts: text("starts").notNull(),
    ends: text("ends"),
    type: text("type"),
    totalSleepS: integer("total_sleep_s"),
  },
  (table) => [primaryKey({ columns: [table.personId, table.source, table.sourceRef] })],
);

/** Documents as they came, sealed. */
export const raw = pgTable(
  "life_raw",
  {
    personId: uuid("person_id").notNull(),
    source: text("source").notNull(),
    collection: text("collection").notNull(),
    documentId: text("document_id").notNull(),
    day: day("day"),
    hash: text("hash").notNull(),
    payload: bytes("payload").notNull(),
    fetchedAt: instant("fetched_at").notNull(),
  },
  (table) => [primaryKey({ columns: [table.personId, table.source, table.collection, table.documentId] })],
);

/** How far each collection of a source was read. */
export const sync = pgTable(
  "life_sync",
  {
    personId: uuid("person_id").notNull(),
    source: text("source").notNull(),
    collection: text("collection").notNull(),
    lastOk: instant("last_ok"),
    newestDay: day("newest_day"),
    lastError: text("last_error"),
    state: text("state").$type<SyncState>().notNull(),
    retryAt: instant("retry_at"),
  },
  (table) => [primaryKey({ columns: [table.personId, table.source, table.collection] })],
);

/** The grant of a ring, sealed. */
export const rings = pgTable("life_rings", {
  personId: uuid("person_id").primaryKey(),
  state: text("state").$type<RingState>().notNull(),
  tokenEndpoint: text("token_endpoint").notNull(),
  grantSealed: bytes("grant_sealed"),
  expiresAt: instant("expires_at"),
  connectedAt: instant("connected_at"),
  userId: text("user_id"),
  updatedAt: instant("updated_at").notNull(),
});

/** Events of the ring that wait to be fetched. */
export const webhookEvents = pgTable("life_webhook_events", {
  id: uuid("id").primaryKey(),
  signature: text("signature").notNull(),
  receivedAt: instant("received_at").notNull(),
  userId: text("user_id").notNull(),
  dataType: text("data_type").notNull(),
  eventType: text("event_type").notNull(),
  objectId: text("object_id").notNull(),
  doneAt: instant("done_at"),
});

/** Logged activities. */
export const activities = pgTable("life_activities", {
  id: uuid("id").primaryKey(),
  personId: uuid("person_id").notNull(),
  type: text("type").notNull(),
  data: jsonb("data").$type<Data>().notNull(),
  source: text("source").notNull(),
  sourceRef: text("source_ref").notNull(),
  activityTime: instant("activity_time").notNull(),
  day: day("day").notNull(),
});

/** One character per person. */
export const characters = pgTable("life_characters", {
  id: uuid("id").primaryKey(),
  personId: uuid("person_id").notNull(),
  name: text("name").notNull(),
  treeVersion: text("tree_version").notNull(),
  createdAt: instant("created_at").notNull(),
  updatedAt: instant("updated_at").notNull(),
});

/** Taken nodes of the tree. */
export const nodes = pgTable(
  "life_nodes",
  {
    personId: uuid("person_id").notNull(),
    code: text("code").notNull(),
    cost: smallint("cost").notNull(),
    allocatedAt: instant("allocated_at").notNull(),
  },
  (table) => [primaryKey({ columns: [table.personId, table.code] })],
);

/** Tokens spent on refunds and respecs. */
export const tokens = pgTable("life_tokens", {
  id: uuid("id").primaryKey(),
  personId: uuid("person_id").notNull(),
  at: instant("at").notNull(),
  kind: text("kind").$type<"respec" | "refund">().notNull(),
  amount: smallint("amount").notNull(),
});

/** When skills were used. */
export const skillUses = pgTable("life_skill_uses", {
  id: uuid("id").primaryKey(),
  personId: uuid("person_id").notNull(),
  skill: text("skill").notNull(),
  usedAt: instant("used_at").notNull(),
  spentAt: instant("spent_at"),
});

/** What was unlocked. */
export const achievements = pgTable(
  "life_achievements",
  {
    personId: uuid("person_id").notNull(),
    code: text("code").notNull(),
    unlockedAt: instant("unlocked_at").notNull(),
    day: day("day").notNull(),
    actionId: uuid("action_id"),
  },
  (table) => [primaryKey({ columns: [table.personId, table.code] })],
);

/** MQTT settings of a person. */
export const brokers = pgTable("life_brokers", {
  personId: uuid("person_id").primaryKey(),
  settings: jsonb("settings").$type<Data>().notNull(),
  passwordSealed: bytes("password_sealed"),
  updatedAt: instant("updated_at").notNull(),
});
