import { boolean, integer, jsonb, pgTable, text, timestamp, uuid } from "drizzle-orm/pg-core";

const instant = (name: string) => timestamp(name, { withTimezone: true, mode: "date" });

/** Families of settings. */
export const configNamespaces = pgTable("config_namespaces", {
  name: text("name").primaryKey(),
  title: text("title").notNull(),
  description: text("description").notNull(),
  policy: jsonb("policy").notNull(),
  stableRevision: integer("stable_revision").notNull(),
  headRevision: integer("head_revision").notNull(),
  nextRevision: integer("next_revision").notNull(),
  createdAt: instant("created_at").notNull(),
  archivedAt: instant("archived_at"),
});

/** Immutable revisions. */
export const configRevisions = pgTable("config_revisions", {
  namespace: text("namespace").notNull(),
  revision: integer("revision").notNull(),
  parent: integer("parent").notNull(),
  schemaSha256: text("schema_sha256").notNull(),
  contentSha256: text("content_sha256").notNull(),
  authorId: text("author_id").notNull(),
  authorName: text("author_name").notNull(),
  message: text("message").notNull(),
  note: text("note"),
  state: text("state").notNull(),
  strategy: text("strategy").notNull(),
  reverts: integer("reverts"),
  cause: jsonb("cause"),
  approvals: jsonb("approvals").notNull(),
  pending: jsonb("pending"),
  rolloutId: uuid("rollout_id"),
  createdAt: instant("created_at").notNull(),
  publishedAt: instant("published_at"),
  goodAt: instant("good_at"),
});

/** Unpublished change sets. */
export const configDrafts = pgTable("config_drafts", {
  id: uuid("id").primaryKey(),
  namespace: text("namespace").notNull(),
  baseRevision: integer("base_revision").notNull(),
  authorId: text("author_id").notNull(),
  authorName: text("author_name").notNull(),
  layers: jsonb("layers").notNull(),
  schema: text("schema"),
  message: text("message").notNull(),
  updatedAt: instant("updated_at").notNull(),
});

/** Who reads. */
export const configConsumers = pgTable("config_consumers", {
  id: text("id").primaryKey(),
  identity: text("identity").notNull(),
  name: text("name").notNull(),
  instance: text("instance").notNull(),
  version: text("version").notNull(),
  context: jsonb("context").notNull(),
  schema: text("schema"),
  registeredAt: instant("registered_at").notNull(),
  seenAt: instant("seen_at").notNull(),
});

/** What they run. */
export const configState = pgTable("config_state", {
  consumer: text("consumer").notNull(),
  namespace: text("namespace").notNull(),
  assigned: integer("assigned"),
  assignedAt: instant("assigned_at"),
  applied: integer("applied"),
  revision: integer("revision"),
  outcome: text("outcome"),
  error: jsonb("error"),
  etag: text("etag"),
  tookMs: integer("took_ms"),
  freshness: text("freshness"),
  healthy: boolean("healthy"),
  counters: jsonb("counters").notNull(),
  at: instant("at").notNull(),
});
