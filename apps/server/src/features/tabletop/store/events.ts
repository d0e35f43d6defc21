import { and, asc, eq, gt } from "drizzle-orm";
import type { Db } from "../../../db/db.ts";
import type { StoredEvent } from "../domain/events.ts";
import type { Snapshot } from "../domain/snapshots.ts";
import { gameEvents, gameSnapshots } from "../tables.ts";

/** The append-only logs of all games. */
export interface EventStore {
  /** In seq order. */
  readAfter(gameId: string, afterSeq: number, limit?: number): Promise<readonly StoredEvent[]>;
  /** The caller holds the lock of the game's row and counted the seqs on from its head. */
  append(gameId: string, events: readonly StoredEvent[]): Promise<void>;
  snapshots(gameId: string): Promise<readonly (Snapshot & { readonly stateHash: string })[]>;
  /** Replaces the snapshot at the same move. */
  putSnapshot(gameId: string, snapshot: Snapshot, stateHash: string): Promise<void>;
  dropSnapshots(gameId: string): Promise<void>;
}

type Kept = Pick<Snapshot, "state" | "moves">;

/** Logs in PostgreSQL. Pass a transaction as `db` to take part in it. */
export function createEventStore(db: Db): EventStore {
  return {
    async readAfter(gameId, afterSeq, limit) {
      const query = db
        .select()
        .from(gameEvents)
        .where(and(eq(gameEvents.gameId, gameId), gt(gameEvents.seq, afterSeq)))
        .orderBy(asc(gameEvents.seq));
      const rows = await (limit === undefined ? query : query.limit(limit));
      return rows.map(({ gameId: _, actorId, actorKind, actorName, ...row }) => ({
        ...row,
        actor: { id: actorId, kind: actorKind, name: actorName },
      }));
    },

    async append(gameId, events) {
      if (events.length === 0) return;
      await db.insert(gameEvents).values(
        events.map(({ actor, payload, ...event }) => ({
          ...event,
          gameId,
          actorId: actor.id,
          actorKind: actor.kind,
          actorName: actor.name,
          payload: payload as Record<string, unknown>,
        })),
      );
    },

    async snapshots(gameId) {
      const rows = await db.select().from(gameSnapshots).where(eq(gameSnapshots.gameId, gameId));
      return rows.map(({ seq, atMove, stateHash, state }) => ({
        seq,
        atMove,
        stateHash,
        ...(state as unknown as Kept),
      }));
    },

    async putSnapshot(gameId, { seq, atMove, state, moves }, stateHash) {
      const kept = { state, moves } as unknown as Record<string, unknown>;
      await db
        .insert(gameSnapshots)
        .values({ gameId, atMove, seq, state: kept, stateHash })
        .onConflictDoUpdate({
          target: [gameSnapshots.gameId, gameSnapshots.atMove],
          set: { seq, state: kept, stateHash },
        });
    },

    async dropSnapshots(gameId) {
      await db.delete(gameSnapshots).where(eq(gameSnapshots.gameId, gameId));
    },
  };
}
