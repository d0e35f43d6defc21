import { sql } from "drizzle-orm";
import type { Db } from "../../db/db.ts";

/** A planned time as it is stored. */
export interface MaintenanceRow {
  readonly id: string;
  readonly title: string;
  readonly components: readonly string[];
  readonly fromMs: number | null;
  readonly toMs: number | null;
  readonly cron: string | null;
  readonly durationS: number | null;
  readonly zone: string;
  readonly suspend: boolean;
  readonly public: boolean;
}

/** What people decided: definitions, planned times, tokens; and the objects of functional checks. */
export interface SettingsStore {
  readDefinitions(): Promise<{ readonly revision: number; readonly document: unknown } | undefined>;
  /** Replaces the document if it is still at `revision` (0: none yet). @returns Whether it was. */
  writeDefinitions(revision: number, document: unknown, by: string, at: Date): Promise<boolean>;
  listMaintenance(): Promise<readonly MaintenanceRow[]>;
  putMaintenance(row: MaintenanceRow, by: string, at: Date): Promise<void>;
  dropMaintenance(id: string): Promise<void>;
  listPushTokens(): Promise<ReadonlyMap<string, string>>;
  putPushToken(check: string, sha256: string, at: Date): Promise<void>;
  writeProbe(id: string, nonce: string, at: Date): Promise<void>;
  readProbe(id: string): Promise<string | undefined>;
  deleteProbe(id: string): Promise<void>;
  /** Objects that a check left behind when it was cut. */
  deleteProbesBefore(before: Date): Promise<void>;
}

/** Settings in PostgreSQL. Pass a transaction as `db` to take part in it. */
export function createSettingsStore(db: Db): SettingsStore {
  return {
    async readDefinitions() {
      const { rows } = await db.execute(sql`SELECT revision, document FROM status_definitions`);
      return rows[0] as { revision: number; document: unknown } | undefined;
    },

    async writeDefinitions(revision, document, by, at) {
      const text = JSON.stringify(document);
      const changed =
        revision === 0
          ? await db.execute(sql`
              INSERT INTO status_definitions (revision, document, changed_at, changed_by)
              VALUES (1, ${text}::jsonb, ${at.toISOString()}, ${by}) ON CONFLICT DO NOTHING`)
          : await db.execute(sql`
              UPDATE status_definitions SET revision = revision + 1, document = ${text}::jsonb,
                changed_at = ${at.toISOString()}, changed_by = ${by} WHERE revision = ${revision}`);
      return changed.rowCount === 1;
    },

    async listMaintenance() {
      const { rows } = await db.execute(sql`
        SELECT id, title, components, extract(epoch FROM starts_at) * 1000 AS from_ms,
          extract(epoch FROM ends_at) * 1000 AS to_ms, cron, duration_s, zone, suspend, public
        FROM status_maintenance ORDER BY created_at, id`);
      return rows.map((row) => ({
        id: String(row["id"]),
        title: String(row["title"]),
        components: row["components"] as string[],
        fromMs: row["from_ms"] === null ? null : Number(row["from_ms"]),
        toMs: row["to_ms"] === null ? null : Number(row["to_ms"]),
        cron: row["cron"] as string | null,
        durationS: row["duration_s"] as number | null,
        zone: String(row["zone"]),
        suspend: row["suspend"] === true,
        public: row["public"] === true,
      }));
    },

    async putMaintenance(row, by, at) {
      const iso = (ms: number | null) => (ms === null ? null : new Date(ms).toISOString());
      await db.execute(sql`
        INSERT INTO status_maintenance (id, created_at, created_by, title, components, starts_at, ends_at, cron, duration_s,
          zone, suspend, public)
        VALUES (${row.id}, ${at.toISOString()}, ${by}, ${row.title},
          ARRAY(SELECT jsonb_array_elements_text(${JSON.stringify(row.components)}::jsonb)), ${iso(row.fromMs)},
          ${iso(row.toMs)}, ${row.cron}, ${row.durationS}, ${row.zone}, ${row.suspend}, ${row.public})
        ON CONFLICT (id) DO UPDATE SET title = excluded.title, components = excluded.components,
          starts_at = excluded.starts_at, ends_at = excluded.ends_at, cron = excluded.cron,
          duration_s = excluded.duration_s, zone = excluded.zone, suspend = excluded.suspend, public = excluded.public`);
    },

    async dropMaintenance(id) {
      await db.execute(sql`DELETE FROM status_maintenance WHERE id = ${id}`);
    },

    async listPushTokens() {
      const { rows } = await db.execute(sql`SELECT check_name, token_sha256 FROM status_push_tokens`);
      return new Map(rows.map((row) => [String(row["check_name"]), String(row["token_sha256"])]));
    },

    async putPushToken(check, sha256, at) {
      await db.execute(sql`
        INSERT INTO status_push_tokens (check_name, token_sha256, created_at) VALUES (${check}, ${sha256}, ${at.toISOString()})
        ON CONFLICT (check_name) DO UPDATE SET token_sha256 = excluded.token_sha256, created_at = excluded.created_at`);
    },

    async writeProbe(id, nonce, at) {
      await db.execute(sql`
        INSERT INTO status_probe_objects (id, nonce, created_at) VALUES (${id}, ${nonce}, ${at.toISOString()})
        ON CONFLICT (id) DO UPDATE SET nonce = excluded.nonce`);
    },

    async readProbe(id) {
      const { rows } = await db.execute(sql`SELECT nonce FROM status_probe_objects WHERE id = ${id}`);
      return (rows[0] as { nonce: string } | undefined)?.nonce;
    },

    async deleteProbe(id) {
      await db.execute(sql`DELETE FROM status_probe_objects WHERE id = ${id}`);
    },

    async deleteProbesBefore(before) {
      await db.execute(sql`DELETE FROM status_probe_objects WHERE created_at < ${before.toISOString()}`);
    },
  };
}
