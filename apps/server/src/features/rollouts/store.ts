import type { PlannedWave, RolloutPlan, TargetState } from "@wopr/reconcile";
import { sql } from "drizzle-orm";
import type { Db } from "../../db/db.ts";
import type { Subject } from "./driver.ts";

/** State of a rollout (fleet.md 6.8). */
export type RolloutState =
  | "awaiting_approval"
  | "running"
  | "paused"
  | "completed"
  | "halted"
  | "undoing"
  | "undone"
  | "undo_failed"
  | "cancelled";

/** A rollout as it is stored. */
export interface Rollout {
  readonly id: string;
  readonly kind: string;
  readonly subject: Subject;
  readonly strategy: string;
  readonly state: RolloutState;
  readonly plan: RolloutPlan & {
    readonly offline: "continue" | "wait";
    readonly onBreach: "halt" | "undo_wave" | "undo_all";
    readonly waves: readonly PlannedWave[];
  };
  readonly wave: number;
  readonly waveStartedAt: Date;
  readonly settledAt: Date | null;
  readonly approved: readonly number[];
  readonly maxParallel: number;
  readonly why: string | null;
  readonly reason: string;
  readonly startedBy: string;
  readonly requestId: string | null;
  readonly traceparent: string | null;
  readonly createdAt: Date;
  readonly updatedAt: Date;
}

/** One target as it is stored. */
export interface StoredTarget {
  readonly target: string;
  readonly name: string;
  readonly wave: number;
  readonly state: TargetState;
  readonly detail: string | null;
  readonly updatedAt: Date;
}

/** What a runner holds while it works on a rollout. */
export interface Lease {
  readonly fence: number;
  /** By the clock of the database. */
  readonly now: Date;
}

/** Reads and writes rollouts. */
export interface RolloutStore {
  add(rollout: Rollout, targets: readonly StoredTarget[]): Promise<void>;
  find(id: string): Promise<Rollout | undefined>;
  lock(id: string): Promise<Rollout | undefined>;
  list(limit: number, kind: string | undefined): Promise<readonly Rollout[]>;
  open(): Promise<readonly Rollout[]>;
  targets(id: string): Promise<readonly StoredTarget[]>;
  change(
    id: string,
    facts: Partial<Pick<Rollout, "state" | "wave" | "waveStartedAt" | "settledAt" | "approved" | "why">>,
  ): Promise<void>;
  moveTargets(
    id: string,
    moves: readonly { readonly target: string; readonly state: TargetState; readonly detail: string | null }[],
  ): Promise<void>;
  /** Takes the lease for `ms`; `undefined` when somebody else has it. */
  lease(id: string, token: string, ms: number): Promise<Lease | undefined>;
  /** Whether the lease is still this one; to be asked in the transaction that acts, which then holds the row. */
  holds(id: string, fence: number): Promise<boolean>;
}

interface Row extends Record<string, unknown> {
  readonly id: string;
  readonly kind: string;
  readonly subject: Subject;
  readonly strategy: string;
  readonly state: RolloutState;
  readonly plan: Rollout["plan"];
  readonly wave: number;
  readonly wave_started_at: string;
  readonly settled_at: string | null;
  readonly approved: number[];
  readonly max_parallel: number;
  readonly why: string | null;
  readonly reason: string;
  readonly started_by: string;
  readonly request_id: string | null;
  readonly traceparent: string | null;
  readonly created_at: string;
  readonly updated_at: string;
}

const toRollout = (row: Row): Rollout => ({
  id: row.id,
  kind: row.kind,
  subject: row.subject,
  strategy: row.strategy,
  state: row.state,
  plan: row.plan,
  wave: row.wave,
  waveStartedAt: new Date(row.wave_started_at),
  settledAt: row.settled_at ? new Date(row.settled_at) : null,
  approved: row.approved,
  maxParallel: row.max_parallel,
  why: row.why,
  reason: row.reason,
  startedBy: row.started_by,
  requestId: row.request_id,
  traceparent: row.traceparent,
  createdAt: new Date(row.created_at),
  updatedAt: new Date(row.updated_at),
});

/** Rollouts in Postgres. Pass a transaction as `db` to take part in it. */
export function createRolloutStore(db: Db): RolloutStore {
  const one = async (query: ReturnType<typeof sql>) => {
    const { rows } = await db.execute<Row>(query);
    return rows[0] && toRollout(rows[0]);
  };
  return {
    async add(rollout, targets) {
      const { plan, subject } = rollout;
      await db.execute(sql`
        INSERT INTO rollouts (id, kind, subject, strategy, state, plan, wave_started_at, max_parallel, reason, started_by,
          request_id, traceparent, created_at, updated_at)
        VALUES (${rollout.id}, ${rollout.kind}, ${JSON.stringify(subject)}::jsonb, ${rollout.strategy}, ${rollout.state},
          ${JSON.stringify(plan)}::jsonb, now(), ${rollout.maxParallel}, ${rollout.reason}, ${rollout.startedBy},
          ${rollout.requestId}, ${rollout.traceparent}, now(), now())`);
      for (let i = 0; i < targets.length; i += 1_000) {
        const rows = targets
          .slice(i, i + 1_000)
          .map(
            ({ target, name, wave, state, detail }) =>
              sql`(${rollout.id}::uuid, ${target}, ${name}, ${wave}::integer, ${state}, ${detail}::text, now())`,
          );
        await db.execute(
          sql`INSERT INTO rollout_targets (rollout_id, target, name, wave, state, detail, updated_at) VALUES ${sql.join(rows, sql`, `)}`,
        );
      }
    },
    find: (id) => one(sql`SELECT * FROM rollouts WHERE id = ${id}`),
    lock: (id) => one(sql`SELECT * FROM rollouts WHERE id = ${id} FOR UPDATE`),
    async list(limit, kind) {
      const { rows } = await db.execute<Row>(sql`
        SELECT * FROM rollouts WHERE ${kind ?? null}::text IS NULL OR kind = ${kind ?? null} ORDER BY created_at DESC, id DESC LIMIT ${limit}`);
      return rows.map(toRollout);
    },
    async open() {
      const { rows } = await db.execute<Row>(
        sql`SELECT * FROM rollouts WHERE state IN ('awaiting_approval', 'running', 'undoing') ORDER BY created_at`,
      );
      return rows.map(toRollout);
    },
    async targets(id) {
      const { rows } = await db.execute<{
        target: string;
        name: string;
        wave: number;
        state: TargetState;
        detail: string | null;
        updated_at: string;
      }>(sql`
        SELECT target, name, wave, state, detail, updated_at FROM rollout_targets WHERE rollout_id = ${id} ORDER BY wave, name, target`);
      return rows.map(({ updated_at, ...row }) => ({ ...row, updatedAt: new Date(updated_at) }));
    },
    async change(id, facts) {
      const sets = [
        facts.state === undefined ? undefined : sql`state = ${facts.state}`,
        facts.wave === undefined ? undefined : sql`wave = ${facts.wave}`,
        facts.waveStartedAt === undefined ? undefined : sql`wave_started_at = ${facts.waveStartedAt.toISOString()}`,
        facts.settledAt === undefined ? undefined : sql`settled_at = ${facts.settledAt?.toISOString() ?? null}`,
        facts.approved === undefined ? undefined : sql`approved = ${`{${facts.approved.join(",")}}`}::integer[]`,
        facts.why === undefined ? undefined : sql`why = ${facts.why}`,
      ].filter((part) => part !== undefined);
      await db.execute(
        sql`UPDATE rollouts SET ${sql.join([...sets, sql`updated_at = now()`], sql`, `)} WHERE id = ${id}`,
      );
    },
    async moveTargets(id, moves) {
      for (let i = 0; i < moves.length; i += 1_000) {
        const rows = moves
          .slice(i, i + 1_000)
          .map(({ target, state, detail }) => sql`(${target}, ${state}, ${detail}::text)`);
        await db.execute(sql`
          UPDATE rollout_targets target SET state = moved.state, detail = moved.detail, updated_at = now()
          FROM (VALUES ${sql.join(rows, sql`, `)}) AS moved (target, state, detail)
          WHERE target.rollout_id = ${id} AND target.target = moved.target`);
      }
    },
    async lease(id, token, ms) {
      const { rows } = await db.execute<{ fence: string; now: string }>(sql`
        UPDATE rollouts SET fence = CASE WHEN lease_token IS DISTINCT FROM ${token}::uuid THEN fence + 1 ELSE fence END,
          lease_token = ${token}::uuid, lease_until = clock_timestamp() + make_interval(secs => ${ms / 1_000})
        WHERE id = ${id} AND (lease_token = ${token}::uuid OR lease_until IS NULL OR lease_until < clock_timestamp())
        RETURNING fence::text, clock_timestamp() AS now`);
      return rows[0] && { fence: Number(rows[0].fence), now: new Date(rows[0].now) };
    },
    async holds(id, fence) {
      const { rows } = await db.execute(
        sql`SELECT 1 FROM rollouts WHERE id = ${id} AND fence = ${fence}::bigint FOR UPDATE`,
      );
      return rows.length === 1;
    },
  };
}
