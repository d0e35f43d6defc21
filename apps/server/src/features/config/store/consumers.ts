import { and, eq, sql } from "drizzle-orm";
import type { Db } from "../../../db/db.ts";
import type { Context } from "../domain/layers.ts";
import { configConsumers, configState } from "../tables.ts";
import type { Consumer, ConsumerState } from "./types.ts";

/** What became of a revision at a consumer. */
export interface AckRow {
  readonly consumer: string;
  readonly namespace: string;
  readonly revision: number;
  readonly outcome: "applied" | "unchanged" | "rejected";
  readonly error: ConsumerState["error"];
  readonly etag: string;
  readonly tookMs: number;
  readonly freshness: string;
  readonly at: Date;
}

/** Reads and writes consumers and what they run. */
export interface ConsumerStore {
  all(): Promise<readonly Consumer[]>;
  find(id: string): Promise<Consumer | undefined>;
  put(consumer: Consumer): Promise<void>;
  /** Binds a device to the first identity that claims it. @returns Whether it is this identity's. */
  claimDevice(device: string, identity: string): Promise<boolean>;
  seen(rows: readonly { readonly id: string; readonly at: Date }[]): Promise<void>;
  /** Notes that a consumer reads these namespaces. Idempotent. */
  follow(consumer: string, namespaces: readonly string[], at: Date): Promise<void>;
  /** Who reads what. */
  following(): Promise<readonly { readonly consumer: string; readonly namespace: string }[]>;
  states(namespace: string): Promise<readonly ConsumerState[]>;
  statesOf(consumer: string): Promise<readonly ConsumerState[]>;
  /** Older acks than what is known change nothing. */
  ack(rows: readonly AckRow[]): Promise<void>;
  assign(namespace: string, consumers: readonly string[], revision: number | null, at: Date): Promise<void>;
  /** Everybody follows the stable revision again. */
  unassign(namespace: string): Promise<void>;
  report(row: {
    readonly consumer: string;
    readonly namespace: string;
    readonly healthy: boolean;
    readonly counters: ConsumerState["counters"];
    readonly at: Date;
  }): Promise<void>;
  state(consumer: string, namespace: string): Promise<ConsumerState | undefined>;
}

/** Consumers in Postgres. Pass a transaction as `db` to take part in it. */
export function createConsumerStore(db: Db): ConsumerStore {
  const toConsumer = (row: typeof configConsumers.$inferSelect): Consumer => ({
    ...row,
    context: row.context as Context,
  });
  const toState = (row: typeof configState.$inferSelect): ConsumerState => ({
    ...row,
    outcome: row.outcome as ConsumerState["outcome"],
    error: row.error as ConsumerState["error"],
    counters: row.counters as ConsumerState["counters"],
  });
  return {
    async all() {
      return (await db.select().from(configConsumers)).map(toConsumer);
    },
    async find(id) {
      const [row] = await db.select().from(configConsumers).where(eq(configConsumers.id, id));
      return row && toConsumer(row);
    },
    async put(consumer) {
      const { version, context, schema, seenAt } = consumer;
      await db
        .insert(configConsumers)
        .values(consumer)
        .onConflictDoUpdate({ target: configConsumers.id, set: { version, context, schema, seenAt } });
    },
    async claimDevice(device, identity) {
      await db.execute(
        sql`INSERT INTO config_devices (device, identity) VALUES (${device}, ${identity}) ON CONFLICT DO NOTHING`,
      );
      const { rows } = await db.execute<{ identity: string }>(
        sql`SELECT identity FROM config_devices WHERE device = ${device}`,
      );
      return rows[0]?.identity === identity;
    },
    async seen(rows) {
      if (rows.length === 0) return;
      const values = rows.map(({ id, at }) => sql`(${id}, ${at.toISOString()}::timestamptz)`);
      await db.execute(sql`
        UPDATE config_consumers consumer SET seen_at = greatest(consumer.seen_at, heard.at)
        FROM (VALUES ${sql.join(values, sql`, `)}) AS heard (id, at) WHERE consumer.id = heard.id`);
    },
    async follow(consumer, namespaces, at) {
      if (namespaces.length === 0) return;
      const names = sql.join(
        namespaces.map((name) => sql`${name}`),
        sql`, `,
      );
      await db.execute(sql`
        INSERT INTO config_state (consumer, namespace, at)
        SELECT ${consumer}, name, ${at.toISOString()}::timestamptz FROM config_namespaces WHERE name IN (${names})
        ON CONFLICT DO NOTHING`);
    },
    async following() {
      const { rows } = await db.execute<{ consumer: string; namespace: string }>(
        sql`SELECT consumer, namespace FROM config_state`,
      );
      return rows;
    },
    async states(namespace) {
      return (await db.select().from(configState).where(eq(configState.namespace, namespace))).map(toState);
    },
    async statesOf(consumer) {
      return (await db.select().from(configState).where(eq(configState.consumer, consumer))).map(toState);
    },
    async state(consumer, namespace) {
      const [row] = await db
        .select()
        .from(configState)
        .where(and(eq(configState.consumer, consumer), eq(configState.namespace, namespace)));
      return row && toState(row);
    },
    async ack(rows) {
      for (const row of rows) {
        const applied = row.outcome === "rejected" ? null : row.revision;
        await db.execute(sql`
          INSERT INTO config_state (consumer, namespace, applied, revision, outcome, error, etag, took_ms, freshness, at)
          VALUES (${row.consumer}, ${row.namespace}, ${applied}, ${row.revision}, ${row.outcome},
            ${row.error === null ? null : JSON.stringify(row.error)}::jsonb, ${row.etag}, ${Math.round(row.tookMs)}, ${row.freshness}, ${row.at.toISOString()})
          ON CONFLICT (consumer, namespace) DO UPDATE SET
            applied = coalesce(excluded.applied, config_state.applied), revision = excluded.revision,
            healthy = CASE WHEN config_state.revision IS DISTINCT FROM excluded.revision THEN NULL ELSE config_state.healthy END,
            outcome = excluded.outcome, error = excluded.error, etag = excluded.etag, took_ms = excluded.took_ms,
            freshness = excluded.freshness, at = excluded.at
          WHERE config_state.revision IS NULL OR config_state.revision <= excluded.revision`);
      }
    },
    async assign(namespace, consumers, revision, at) {
      if (consumers.length === 0) return;
      const values = consumers.map(
        (id) =>
          sql`(${id}, ${namespace}, ${revision}::integer, ${at.toISOString()}::timestamptz, ${at.toISOString()}::timestamptz)`,
      );
      await db.execute(sql`
        INSERT INTO config_state (consumer, namespace, assigned, assigned_at, at) VALUES ${sql.join(values, sql`, `)}
        ON CONFLICT (consumer, namespace) DO UPDATE SET assigned = excluded.assigned, assigned_at = excluded.assigned_at`);
    },
    async unassign(namespace) {
      await db.update(configState).set({ assigned: null }).where(eq(configState.namespace, namespace));
    },
    async report({ consumer, namespace, healthy, counters, at }) {
      await db.execute(sql`
        INSERT INTO config_state (consumer, namespace, healthy, counters, at)
        VALUES (${consumer}, ${namespace}, ${healthy}, ${JSON.stringify(counters)}::jsonb, ${at.toISOString()})
        ON CONFLICT (consumer, namespace) DO UPDATE SET healthy = excluded.healthy, counters = excluded.counters`);
    },
  };
}
