import { sql } from "drizzle-orm";
import type { Db } from "../../db/db.ts";
import type { Incident, IncidentEntry } from "./domain/incident.ts";
import type { Facts } from "./domain/types.ts";

/** Incidents and their stories. */
export interface IncidentStore {
  /**
   * Writes an incident whole if the stored one is older. Entries are only ever added.
   *
   * @returns Whether it was written; false means that somebody else changed it meanwhile.
   */
  save(incident: Incident): Promise<boolean>;
  find(id: string): Promise<Incident | undefined>;
  /** Open ones, and those resolved after a time. Newest first. */
  openOrSince(since: Date): Promise<readonly Incident[]>;
  /** Newest first. */
  page(
    state: "open" | "resolved" | undefined,
    limit: number,
    before: { readonly openedMs: number; readonly id: string } | undefined,
  ): Promise<readonly Incident[]>;
}

interface IncidentRow {
  readonly id: string;
  readonly title: string;
  readonly severity: Incident["severity"];
  readonly state: Incident["state"];
  readonly origin: Incident["origin"];
  readonly root_checks: readonly string[];
  readonly affected_checks: readonly string[];
  readonly components: readonly string[];
  readonly opened_at: Date | string;
  readonly acknowledged_by: string | null;
  readonly resolved_at: Date | string | null;
  readonly cause: string | null;
  readonly public: boolean;
  readonly flaps: number;
  readonly notified_at: Date | string | null;
  readonly version: number;
  readonly entries: readonly {
    id: string;
    at: string;
    author: string;
    kind: IncidentEntry["kind"];
    text: string;
    public: boolean;
    data: Facts | null;
  }[];
}

const WITH_ENTRIES = sql`
  SELECT incidents.*, coalesce((
    SELECT json_agg(json_build_object('id', entries.id, 'at', entries.at, 'author', entries.author, 'kind', entries.kind,
      'text', entries.text, 'public', entries.public, 'data', entries.data) ORDER BY entries.at, entries.id)
    FROM status_incident_entries AS entries WHERE entries.incident_id = incidents.id), '[]') AS entries
  FROM status_incidents AS incidents`;

const iso = (ms: number | null) => (ms === null ? null : new Date(ms).toISOString());

/** Incidents in PostgreSQL. */
export function createIncidentStore(db: Db): IncidentStore {
  const read = async (query: ReturnType<typeof sql>) =>
    ((await db.execute(query)).rows as unknown as IncidentRow[]).map(toIncident);
  return {
    async save(incident) {
      return db.transaction(async (tx) => {
        const opened = iso(incident.openedMs);
        const { rowCount } = await tx.execute(sql`
          INSERT INTO status_incidents AS stored (id, created_at, title, severity, state, origin, root_checks,
            affected_checks, components, opened_at, acknowledged_by, resolved_at, cause, public, flaps, notified_at, version)
          VALUES (${incident.id}, ${opened}, ${incident.title}, ${incident.severity}, ${incident.state}, ${incident.origin},
            ${textArray(incident.rootChecks)}, ${textArray(incident.affectedChecks)}, ${textArray(incident.components)},
            ${opened}, ${incident.acknowledgedBy}, ${iso(incident.resolvedMs)}, ${incident.cause}, ${incident.public},
            ${incident.flaps}, ${iso(incident.notifiedMs)}, ${incident.version})
          ON CONFLICT (id) DO UPDATE SET title = excluded.title, severity = excluded.severity, state = excluded.state,
            root_checks = excluded.root_checks, affected_checks = excluded.affected_checks,
            components = excluded.components, acknowledged_by = excluded.acknowledged_by,
            resolved_at = excluded.resolved_at, cause = excluded.cause, public = excluded.public, flaps = excluded.flaps,
            notified_at = excluded.notified_at, version = excluded.version
          WHERE stored.version < excluded.version`);
        if (rowCount === 0) return false;
        const entries = incident.entries.map((entry) => ({ ...entry, at: iso(entry.atMs) }));
        await tx.execute(sql`
          INSERT INTO status_incident_entries (id, incident_id, at, author, kind, text, public, data)
          SELECT id, ${incident.id}::uuid, at, author, kind, text, public, data
          FROM jsonb_to_recordset(${JSON.stringify(entries)}::jsonb) AS given (id uuid, at timestamptz, author text,
            kind text, text text, public boolean, data jsonb)
          ON CONFLICT DO NOTHING`);
        return true;
      });
    },

    find: async (id) => (await read(sql`${WITH_ENTRIES} WHERE incidents.id = ${id}`))[0],

    openOrSince: (since) =>
      read(sql`${WITH_ENTRIES} WHERE incidents.state <> 'resolved' OR incidents.resolved_at >= ${since.toISOString()}
        ORDER BY incidents.opened_at DESC, incidents.id DESC LIMIT 500`),

    page(state, limit, before) {
      const which =
        state === "open"
          ? sql`incidents.state <> 'resolved'`
          : state === "resolved"
            ? sql`incidents.state = 'resolved'`
            : sql`true`;
      const after = before
        ? sql`AND (incidents.opened_at, incidents.id) < (${iso(before.openedMs)}::timestamptz, ${before.id}::uuid)`
        : sql``;
      return read(sql`${WITH_ENTRIES} WHERE ${which} ${after}
        ORDER BY incidents.opened_at DESC, incidents.id DESC LIMIT ${limit}`);
    },
  };
}

/** A list as one parameter: the driver would spread it. */
const textArray = (items: readonly string[]) =>
  sql`ARRAY(SELECT jsonb_array_elements_text(${JSON.stringify(items)}::jsonb))`;

const msOf = (value: Date | string) => new Date(value).getTime();

const toIncident = (row: IncidentRow): Incident => ({
  id: row.id,
  title: row.title,
  severity: row.severity,
  state: row.state,
  origin: row.origin,
  rootChecks: row.root_checks,
  affectedChecks: row.affected_checks,
  components: row.components,
  openedMs: msOf(row.opened_at),
  acknowledgedBy: row.acknowledged_by,
  resolvedMs: row.resolved_at === null ? null : msOf(row.resolved_at),
  cause: row.cause,
  public: row.public,
  flaps: row.flaps,
  notifiedMs: row.notified_at === null ? null : msOf(row.notified_at),
  version: row.version,
  entries: row.entries.map(({ at, ...entry }) => ({ ...entry, atMs: msOf(at) })),
});
