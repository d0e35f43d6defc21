import { bigint, integer, pgTable, text, timestamp, uuid } from "drizzle-orm/pg-core";

const instant = (name: string) => timestamp(name, { withTimezone: true, mode: "date" });

/** Stored files. */
export const mediaObjects = pgTable("media_objects", {
  id: uuid("id").primaryKey(),
  key: text("key").notNull(),
  sha256: text("sha256").notNull(),
  bytes: bigint("bytes", { mode: "number" }).notNull(),
  mime: text("mime").notNull(),
  width: integer("width"),
  height: integer("height"),
  feature: text("feature").notNull(),
  ownerObject: text("owner_object").notNull(),
  state: text("state").notNull(),
  createdAt: instant("created_at").notNull(),
  deletedAt: instant("deleted_at"),
  scrubbedAt: instant("scrubbed_at"),
});
