import { bigint, boolean, integer, jsonb, pgTable, text, timestamp, uuid } from "drizzle-orm/pg-core";
import type { Backup } from "./store.ts";

const instant = (name: string) => timestamp(name, { withTimezone: true, mode: "date" });

/** Copies of everything. */
export const backups = pgTable("backups", {
  id: uuid("id").primaryKey(),
  archive: text("archive").notNull(),
  state: text("state").$type<Backup["state"]>().notNull(),
  bytes: bigint("bytes", { mode: "number" }),
  version: text("version").notNull(),
  schemaNumber: integer("schema_number"),
  epoch: integer("epoch").notNull(),
  tables: jsonb("tables").$type<NonNullable<Backup["tables"]>>(),
  blobs: integer("blobs"),
  blobsCopied: integer("blobs_copied"),
  error: text("error"),
  createdAt: instant("created_at").notNull(),
  finishedAt: instant("finished_at"),
});

/** Tries to restore. */
export const drills = pgTable("drills", {
  id: uuid("id").primaryKey(),
  backupId: uuid("backup_id"),
  ok: boolean("ok").notNull(),
  tookMs: integer("took_ms").notNull(),
  differences: jsonb("differences").$type<readonly string[]>().notNull(),
  at: instant("at").notNull(),
});
