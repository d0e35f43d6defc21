import { boolean, integer, pgTable, smallint, text, timestamp, uuid } from "drizzle-orm/pg-core";

const instant = (name: string) => timestamp(name, { withTimezone: true, mode: "date" });

/** People. Property names are those better-auth asks for. */
export const users = pgTable("identity_users", {
  id: uuid("id").primaryKey(),
  name: text("name").notNull(),
  email: text("email").notNull(),
  emailVerified: boolean("email_verified").notNull(),
  image: text("image"),
  role: text("role").notNull(),
  status: text("status").notNull(),
  createdAt: instant("created_at").notNull(),
  updatedAt: instant("updated_at").notNull(),
});

/** Signed-in browsers. */
export const sessions = pgTable("identity_sessions", {
  id: uuid("id").primaryKey(),
  userId: uuid("user_id").notNull(),
  token: text("token").notNull(),
  expiresAt: instant("expires_at").notNull(),
  ipAddress: text("ip_address"),
  userAgent: text("user_agent"),
  provedAt: instant("proved_at"),
  createdAt: instant("created_at").notNull(),
  updatedAt: instant("updated_at").notNull(),
});

/** Ways to sign in. */
export const accounts = pgTable("identity_accounts", {
  id: uuid("id").primaryKey(),
  userId: uuid("user_id").notNull(),
  accountId: text("account_id").notNull(),
  providerId: text("provider_id").notNull(),
  password: text("password"),
  accessToken: text("access_token"),
  refreshToken: text("refresh_token"),
  idToken: text("id_token"),
  accessTokenExpiresAt: instant("access_token_expires_at"),
  refreshTokenExpiresAt: instant("refresh_token_expires_at"),
  scope: text("scope"),
  createdAt: instant("created_at").notNull(),
  updatedAt: instant("updated_at").notNull(),
});

/** Values better-auth sends out and wants back once. */
export const verifications = pgTable("identity_verifications", {
  id: uuid("id").primaryKey(),
  identifier: text("identifier").notNull(),
  value: text("value").notNull(),
  expiresAt: instant("expires_at").notNull(),
  createdAt: instant("created_at").notNull(),
  updatedAt: instant("updated_at").notNull(),
});

/** Keys of programs. */
export const apiKeys = pgTable("identity_api_keys", {
  id: uuid("id").primaryKey(),
  ownerId: uuid("owner_id").notNull(),
  prefix: text("prefix").notNull(),
  sha256: text("sha256").notNull(),
  name: text("name").notNull(),
  permissions: text("permissions").array().notNull(),
  scope: text("scope").notNull().default("*"),
  ipAllow: text("ip_allow").array().notNull().default([]),
  createdAt: instant("created_at").notNull(),
  expiresAt: instant("expires_at").notNull(),
  lastUsedAt: instant("last_used_at"),
  revokedAt: instant("revoked_at"),
});

/** The one row of the first run. */
export const setup = pgTable("identity_setup", {
  id: smallint("id").primaryKey(),
  codeSha256: text("code_sha256"),
  codeExpiresAt: instant("code_expires_at"),
  triesLeft: integer("tries_left").notNull(),
  ownerId: uuid("owner_id"),
  doneAt: instant("done_at"),
});
