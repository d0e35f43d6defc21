import { boolean, integer, jsonb, pgTable, text, timestamp, uuid } from "drizzle-orm/pg-core";
import type { ChannelKind, QuietHours, StoredNotice } from "./domain/types.ts";
import type { Severity } from "./service.ts";

const instant = (name: string) => timestamp(name, { withTimezone: true, mode: "date" });

/** Ways to reach people. */
export const channels = pgTable("notification_channels", {
  id: uuid("id").primaryKey(),
  personId: uuid("person_id"),
  name: text("name").notNull(),
  kind: text("kind").$type<ChannelKind>().notNull(),
  settings: jsonb("settings").$type<Readonly<Record<string, unknown>>>().notNull(),
  secret: text("secret"),
  enabled: boolean("enabled").notNull(),
  version: integer("version").notNull(),
  createdAt: instant("created_at").notNull(),
});

/** What is told where. */
export const routes = pgTable("notification_routes", {
  id: uuid("id").primaryKey(),
  personId: uuid("person_id"),
  position: integer("position").notNull(),
  severity: text("severity").$type<Severity>().notNull(),
  topics: text("topics").array().notNull(),
  sites: text("sites").array().notNull(),
  channelIds: uuid("channel_ids").array().notNull(),
  throttleS: integer("throttle_s").notNull(),
  quiet: jsonb("quiet").$type<QuietHours | null>(),
  escalateAfterMin: integer("escalate_after_min"),
  photos: boolean("photos").notNull(),
  enabled: boolean("enabled").notNull(),
  version: integer("version").notNull(),
  createdAt: instant("created_at").notNull(),
});

/** What happened. */
export const notices = pgTable("notifications", {
  id: uuid("id").primaryKey(),
  kind: text("kind").notNull(),
  severity: text("severity").$type<Severity>().notNull(),
  topic: text("topic").notNull(),
  site: text("site"),
  objectKind: text("object_kind").notNull(),
  objectId: text("object_id").notNull(),
  title: text("title").notNull(),
  text: text("body").notNull(),
  link: text("link"),
  dedupeKey: text("dedupe_key").notNull(),
  phase: text("phase").$type<StoredNotice["phase"]>().notNull(),
  photo: text("photo"),
  personId: uuid("person_id"),
  requestId: text("request_id"),
  traceparent: text("traceparent"),
  at: instant("at").notNull(),
  routedAt: instant("routed_at"),
  escalateAt: instant("escalate_at"),
  escalateFrom: integer("escalate_from"),
  acknowledgedAt: instant("acknowledged_at"),
  acknowledgedBy: uuid("acknowledged_by"),
});

/** Tries to tell. */
export const deliveries = pgTable("notification_deliveries", {
  id: uuid("id").primaryKey(),
  notificationId: uuid("notification_id").notNull(),
  channelId: uuid("channel_id").notNull(),
  routeId: uuid("route_id"),
  state: text("state").$type<"queued" | "held" | "sent" | "failed" | "throttled" | "digested">().notNull(),
  photos: boolean("photos").notNull(),
  attempts: integer("attempts").notNull().default(0),
  dueAt: instant("due_at").notNull(),
  leaseUntil: instant("lease_until"),
  error: text("error"),
  fallbackOf: uuid("fallback_of"),
  dedupeKey: text("dedupe_key").notNull(),
  phase: text("phase").$type<StoredNotice["phase"]>().notNull(),
  createdAt: instant("created_at").notNull(),
  endedAt: instant("ended_at"),
});
