import { bigint, boolean, customType, jsonb, pgTable, primaryKey, text, timestamp, uuid } from "drizzle-orm/pg-core";
import type { ChallengeKind } from "./store-challenges.ts";

const instant = (name: string) => timestamp(name, { withTimezone: true, mode: "date" });
const bytea = customType<{ data: Buffer }>({ dataType: () => "bytea" });

/** Codes from an app. */
export const totp = pgTable("identity_totp", {
  userId: uuid("user_id").primaryKey(),
  sealed: bytea("sealed").notNull(),
  confirmedAt: instant("confirmed_at"),
  lastStep: bigint("last_step", { mode: "number" }).notNull(),
});

/** Codes for when the app is lost. */
export const recoveryCodes = pgTable(
  "identity_recovery_codes",
  {
    userId: uuid("user_id").notNull(),
    sha256: text("sha256").notNull(),
    usedAt: instant("used_at"),
  },
  (table) => [primaryKey({ columns: [table.userId, table.sha256] })],
);

/** Keys that a device keeps and unlocks by finger, face or PIN. */
export const passkeys = pgTable("identity_passkeys", {
  id: uuid("id").primaryKey(),
  userId: uuid("user_id").notNull(),
  credentialId: text("credential_id").notNull(),
  publicKey: bytea("public_key").notNull(),
  counter: bigint("counter", { mode: "number" }).notNull(),
  transports: text("transports").array().notNull(),
  name: text("name").notNull(),
  backedUp: boolean("backed_up").notNull(),
  createdAt: instant("created_at").notNull(),
  lastUsedAt: instant("last_used_at"),
});

/** What may be answered once. */
export const challenges = pgTable("identity_challenges", {
  sha256: text("sha256").primaryKey(),
  kind: text("kind").$type<ChallengeKind>().notNull(),
  subject: text("subject").notNull(),
  data: jsonb("data").$type<unknown>(),
  expiresAt: instant("expires_at").notNull(),
});

/** Links that make an account. */
export const invitations = pgTable("identity_invitations", {
  id: uuid("id").primaryKey(),
  email: text("email").notNull(),
  role: text("role").notNull(),
  tokenSha256: text("token_sha256").notNull(),
  invitedBy: uuid("invited_by").notNull(),
  createdAt: instant("created_at").notNull(),
  expiresAt: instant("expires_at").notNull(),
  acceptedAt: instant("accepted_at"),
  revokedAt: instant("revoked_at"),
});

/** Roles beside the own one. */
export const grants = pgTable("identity_grants", {
  id: uuid("id").primaryKey(),
  subjectKind: text("subject_kind").$type<"user" | "api_key" | "device_key">().notNull(),
  subjectId: uuid("subject_id").notNull(),
  role: text("role").notNull(),
  scope: text("scope").notNull(),
  grantedBy: text("granted_by").notNull(),
  createdAt: instant("created_at").notNull(),
  expiresAt: instant("expires_at"),
});

/** Keys of machines and phones. */
export const deviceKeys = pgTable("identity_device_keys", {
  id: uuid("id").primaryKey(),
  kind: text("kind").$type<"agent" | "camera" | "phone" | "service">().notNull(),
  name: text("name").notNull(),
  publicKey: text("public_key").notNull(),
  fingerprint: text("fingerprint").notNull(),
  status: text("status").$type<"pending" | "active" | "rotating" | "revoked">().notNull(),
  previousKey: text("previous_key"),
  previousUntil: instant("previous_until"),
  ownerId: uuid("owner_id"),
  nextRotationAt: instant("next_rotation_at").notNull(),
  createdAt: instant("created_at").notNull(),
  lastSeenAt: instant("last_seen_at"),
  revokedAt: instant("revoked_at"),
});

/** Codes that let a device register. */
export const pairings = pgTable("identity_pairings", {
  codeSha256: text("code_sha256").primaryKey(),
  createdBy: uuid("created_by").notNull(),
  expiresAt: instant("expires_at").notNull(),
});
