import { customType, integer, pgTable, primaryKey, text, timestamp, uuid } from "drizzle-orm/pg-core";

const instant = (name: string) => timestamp(name, { withTimezone: true, mode: "date" });
const bytea = customType<{ data: Buffer }>({ dataType: () => "bytea" });

/** Ids of master keys that wrap something. */
export const masters = pgTable("secret_master", {
  keyId: text("key_id").primaryKey(),
  createdAt: instant("created_at").notNull(),
});

/** Secrets without values. */
export const secrets = pgTable("secrets", {
  id: uuid("id").primaryKey(),
  org: text("org").notNull().default("home"),
  name: text("name").notNull(),
  description: text("description").notNull(),
  allowed: text("allowed").array().notNull(),
  currentVersion: integer("current_version").notNull(),
  createdAt: instant("created_at").notNull(),
  updatedAt: instant("updated_at").notNull(),
});

/** Sealed values. */
export const versions = pgTable(
  "secret_versions",
  {
    secretId: uuid("secret_id").notNull(),
    version: integer("version").notNull(),
    ciphertext: bytea("ciphertext").notNull(),
    wrappedKey: bytea("wrapped_key").notNull(),
    keyId: text("key_id").notNull(),
    createdAt: instant("created_at").notNull(),
  },
  (table) => [primaryKey({ columns: [table.secretId, table.version] })],
);

/** Wrapped keys of persons and tenants. */
export const dataKeys = pgTable("secret_data_keys", {
  scope: text("scope").primaryKey(),
  wrappedKey: bytea("wrapped_key").notNull(),
  keyId: text("key_id").notNull(),
  createdAt: instant("created_at").notNull(),
});
