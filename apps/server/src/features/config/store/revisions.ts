import { and, desc, eq, inArray, lt, sql } from "drizzle-orm";
import type { Db } from "../../../db/db.ts";
import type { LayerId, LayerKind } from "../domain/layers.ts";
import { configRevisions } from "../tables.ts";
import type { Cause, ChangeSet, Revision, RevisionState, StoredLayer } from "./types.ts";

/** A blob with its hash. */
export interface Blob {
  readonly sha256: string;
  readonly text: string;
}

/** Reads and writes revisions, their layers and blobs. */
export interface RevisionStore {
  find(namespace: string, revision: number): Promise<Revision | undefined>;
  /** Newest first. */
  list(namespace: string, limit: number, before?: number): Promise<readonly Revision[]>;
  open(): Promise<readonly Revision[]>;
  add(revision: Revision): Promise<void>;
  change(
    namespace: string,
    revision: number,
    facts: Partial<
      Pick<Revision, "state" | "cause" | "approvals" | "pending" | "rolloutId" | "publishedAt" | "goodAt">
    >,
  ): Promise<void>;
  /** Marks what was on its way below `revision` as overtaken. @returns Their numbers. */
  supersedeBelow(namespace: string, revision: number): Promise<readonly number[]>;
  putBlobs(blobs: readonly Blob[]): Promise<void>;
  blob(sha256: string): Promise<string | undefined>;
  /** `sha256: null` removes the layer. */
  putLayers(
    namespace: string,
    revision: number,
    layers: readonly (LayerId & { readonly sha256: string | null })[],
  ): Promise<void>;
  /** Layers at a revision, with their bytes; costs the number of layers, not of revisions. */
  layersAt(namespace: string, revision: number): Promise<readonly StoredLayer[]>;
  /** Layers each of these revisions changed. */
  changedIn(
    namespace: string,
    revisions: readonly number[],
  ): Promise<readonly (LayerId & { readonly revision: number; readonly removed: boolean })[]>;
  /** All versions of one layer, newest first. */
  versionsOf(
    namespace: string,
    layer: LayerId,
  ): Promise<
    readonly { readonly revision: number; readonly text: string | null; readonly author: string; readonly at: Date }[]
  >;
  /** Newest good revision below `below`. */
  lastGood(namespace: string, below: number): Promise<Revision | undefined>;
  markBad(row: {
    readonly namespace: string;
    readonly contentSha256: string;
    readonly revision: number;
    readonly cause: string;
    readonly evidence: unknown;
    readonly by: string;
    readonly at: Date;
  }): Promise<void>;
  findBad(
    namespace: string,
    contentSha256: string,
  ): Promise<{ readonly revision: number; readonly cause: string } | undefined>;
}

/** Revisions in Postgres. Pass a transaction as `db` to take part in it. */
export function createRevisionStore(db: Db): RevisionStore {
  const toRevision = (row: typeof configRevisions.$inferSelect): Revision => ({
    ...row,
    state: row.state as RevisionState,
    cause: row.cause as Cause | null,
    approvals: row.approvals as Revision["approvals"],
    pending: row.pending as ChangeSet | null,
  });
  const is = (namespace: string, revision: number) =>
    and(eq(configRevisions.namespace, namespace), eq(configRevisions.revision, revision));
  return {
    async find(namespace, revision) {
      const [row] = await db.select().from(configRevisions).where(is(namespace, revision));
      return row && toRevision(row);
    },
    async list(namespace, limit, before) {
      const older = before === undefined ? undefined : lt(configRevisions.revision, before);
      const rows = await db
        .select()
        .from(configRevisions)
        .where(and(eq(configRevisions.namespace, namespace), older))
        .orderBy(desc(configRevisions.revision))
        .limit(limit);
      return rows.map(toRevision);
    },
    async open() {
      const rows = await db
        .select()
        .from(configRevisions)
        .where(inArray(configRevisions.state, ["rolling_out", "pending_approval"]));
      return rows.map(toRevision);
    },
    async add(revision) {
      await db.insert(configRevisions).values(revision);
    },
    async change(namespace, revision, facts) {
      await db.update(configRevisions).set(facts).where(is(namespace, revision));
    },
    async supersedeBelow(namespace, revision) {
      const rows = await db
        .update(configRevisions)
        .set({ state: "superseded" })
        .where(
          and(
            eq(configRevisions.namespace, namespace),
            eq(configRevisions.state, "rolling_out"),
            lt(configRevisions.revision, revision),
          ),
        )
        .returning({ revision: configRevisions.revision });
      return rows.map((row) => row.revision);
    },
    async putBlobs(blobs) {
      if (blobs.length === 0) return;
      const rows = blobs.map(({ sha256, text }) => sql`(${sha256}, ${text})`);
      await db.execute(
        sql`INSERT INTO config_blobs (sha256, text) VALUES ${sql.join(rows, sql`, `)} ON CONFLICT DO NOTHING`,
      );
    },
    async blob(sha256) {
      const { rows } = await db.execute<{ text: string }>(sql`SELECT text FROM config_blobs WHERE sha256 = ${sha256}`);
      return rows[0]?.text;
    },
    async putLayers(namespace, revision, layers) {
      if (layers.length === 0) return;
      const known = layers.map(({ kind, key }) => sql`(${namespace}, ${kind}, ${key})`);
      await db.execute(
        sql`INSERT INTO config_layers (namespace, kind, key) VALUES ${sql.join(known, sql`, `)} ON CONFLICT DO NOTHING`,
      );
      const rows = layers.map(
        ({ kind, key, sha256 }) => sql`(${namespace}, ${revision}::integer, ${kind}, ${key}, ${sha256}::text)`,
      );
      await db.execute(
        sql`INSERT INTO config_revision_layers (namespace, revision, kind, key, sha256) VALUES ${sql.join(rows, sql`, `)}`,
      );
    },
    async layersAt(namespace, revision) {
      const { rows } = await db.execute<{
        kind: LayerKind;
        key: string;
        sha256: string;
        text: string;
        revision: number;
      }>(sql`
        SELECT known.kind, known.key, at.sha256, blob.text, at.revision
        FROM config_layers known
        CROSS JOIN LATERAL (
          SELECT sha256, revision FROM config_revision_layers changed
          WHERE changed.namespace = known.namespace AND changed.kind = known.kind AND changed.key = known.key
            AND changed.revision <= ${revision}
          ORDER BY changed.revision DESC LIMIT 1
        ) at
        JOIN config_blobs blob ON blob.sha256 = at.sha256
        WHERE known.namespace = ${namespace}
        ORDER BY known.kind, known.key`);
      return rows;
    },
    async changedIn(namespace, revisions) {
      if (revisions.length === 0) return [];
      const list = sql.join(
        revisions.map((one) => sql`${one}::integer`),
        sql`, `,
      );
      const { rows } = await db.execute<{ revision: number; kind: LayerKind; key: string; removed: boolean }>(sql`
        SELECT revision, kind, key, sha256 IS NULL AS removed FROM config_revision_layers
        WHERE namespace = ${namespace} AND revision IN (${list}) ORDER BY revision DESC, kind, key`);
      return rows;
    },
    async versionsOf(namespace, { kind, key }) {
      const { rows } = await db.execute<{ revision: number; text: string | null; author: string; at: string }>(sql`
        SELECT changed.revision, blob.text, revision.author_name AS author, revision.created_at AS at
        FROM config_revision_layers changed
        JOIN config_revisions revision USING (namespace, revision)
        LEFT JOIN config_blobs blob ON blob.sha256 = changed.sha256
        WHERE changed.namespace = ${namespace} AND changed.kind = ${kind} AND changed.key = ${key}
        ORDER BY changed.revision DESC LIMIT 500`);
      return rows.map((row) => ({ ...row, at: new Date(row.at) }));
    },
    async lastGood(namespace, below) {
      const [row] = await db
        .select()
        .from(configRevisions)
        .where(
          and(
            eq(configRevisions.namespace, namespace),
            eq(configRevisions.state, "good"),
            lt(configRevisions.revision, below),
          ),
        )
        .orderBy(desc(configRevisions.revision))
        .limit(1);
      return row && toRevision(row);
    },
    async markBad({ namespace, contentSha256, revision, cause, evidence, by, at }) {
      await db.execute(sql`
        INSERT INTO config_bad (namespace, content_sha256, revision, cause, evidence, marked_by, at)
        VALUES (${namespace}, ${contentSha256}, ${revision}, ${cause}, ${JSON.stringify(evidence ?? null)}::jsonb, ${by}, ${at.toISOString()})
        ON CONFLICT (namespace, content_sha256) DO UPDATE SET revision = excluded.revision, cause = excluded.cause,
          evidence = excluded.evidence, marked_by = excluded.marked_by, at = excluded.at`);
    },
    async findBad(namespace, contentSha256) {
      const { rows } = await db.execute<{ revision: number; cause: string }>(sql`
        SELECT revision, cause FROM config_bad WHERE namespace = ${namespace} AND content_sha256 = ${contentSha256}`);
      return rows[0];
    },
  };
}
