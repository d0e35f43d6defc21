import { bigint, boolean, jsonb, pgTable, text, timestamp, uuid } from "drizzle-orm/pg-core";
import type { Actor } from "./service.ts";

const instant = (name: string) => timestamp(name, { withTimezone: true, mode: "date" });

/** What was done. `xid` and `ordinal` are given by the database. */
export const entries = pgTable("audit_entries", {
  id: uuid("id").primaryKey(),
  xid: text("xid").generatedAlwaysAs("pg_current_xact_id()").notNull(),
  ordinal: bigint("ordinal", { mode: "number" }).generatedAlwaysAsIdentity().notNull(),
  at: instant("at").notNull(),
  actorKind: text("actor_kind").$type<Actor["kind"]>().notNull(),
  actorId: text("actor_id").notNull(),
  actorName: text("actor_name").notNull(),
  action: text("action").notNull(),
  objectKind: text("object_kind").notNull(),
  objectId: text("object_id").notNull(),
  summary: text("summary").notNull(),
  reason: text("reason"),
  before: jsonb("before").$type<unknown>(),
  after: jsonb("after").$type<unknown>(),
  requestId: text("request_id"),
  traceId: text("trace_id"),
  seq: bigint("seq", { mode: "number" }),
  hash: text("hash"),
});

/** The way back of an entry. */
export const undos = pgTable("audit_undos", {
  entryId: uuid("entry_id").primaryKey(),
  state: text("state").$type<"available" | "used" | "impossible">().notNull(),
  why: text("why"),
  data: jsonb("data").$type<unknown>(),
  expiresAt: instant("expires_at"),
  usedAt: instant("used_at"),
  usedByEntry: uuid("used_by_entry"),
});

/** The end of the chain. */
export const head = pgTable("audit_head", {
  single: boolean("single").primaryKey(),
  seq: bigint("seq", { mode: "number" }).notNull(),
  hash: text("hash").notNull(),
});

/** Places of the chain that were told outside the database. */
export const anchors = pgTable("audit_anchors", {
  seq: bigint("seq", { mode: "number" }).primaryKey(),
  hash: text("hash").notNull(),
  at: instant("at").notNull(),
  sentTo: text("sent_to").array().notNull(),
});
