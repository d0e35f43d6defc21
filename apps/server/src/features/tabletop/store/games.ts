import { and, eq, inArray, isNotNull, isNull, lt, sql } from "drizzle-orm";
import type { Db } from "../../../db/db.ts";
import type { PlayerFact } from "../domain/events.ts";
import { games, players } from "../tables.ts";

/** The row of a game: what its events say, and the counters kept under its lock. */
export type GameRow = typeof games.$inferSelect;

/** A game with the people at its table. */
export interface GameWithPlayers {
  readonly row: GameRow;
  readonly players: readonly PlayerFact[];
}

/** Rows of games and players. Says nothing about who may see them. */
export interface GameStore {
  insert(row: GameRow, people: readonly PlayerFact[]): Promise<void>;
  /** Games in the trash are found too. */
  find(id: string): Promise<GameWithPlayers | undefined>;
  /** As `find`, but waits for and keeps the lock of the row until the transaction ends. */
  lock(id: string): Promise<GameWithPlayers | undefined>;
  update(id: string, differs: Partial<GameRow>): Promise<void>;
  replacePlayers(gameId: string, people: readonly PlayerFact[], at: Date): Promise<void>;
  /** @returns The next number of a photo, counted under the lock of the row. */
  takeSequence(id: string): Promise<number>;
  /** Games that were put into the trash before this instant. */
  trashedBefore(instant: Date): Promise<readonly string[]>;
  purge(id: string): Promise<void>;
  /** Names of games in play that use a camera. */
  namesUsing(cameraId: string): Promise<readonly string[]>;
}

/** Games in PostgreSQL. Pass a transaction as `db` to take part in it. */
export function createGameStore(db: Db): GameStore {
  const withPlayers = async (row: GameRow | undefined): Promise<GameWithPlayers | undefined> =>
    row && { row, players: (await playersOf(db, [row.id])).get(row.id) ?? [] };

  return {
    async insert(row, people) {
      await db.insert(games).values(row);
      await insertPlayers(db, row.id, people, row.createdAt);
    },

    find: async (id) => withPlayers((await db.select().from(games).where(eq(games.id, id)))[0]),

    lock: async (id) => withPlayers((await db.select().from(games).where(eq(games.id, id)).for("update"))[0]),

    async update(id, differs) {
      await db.update(games).set(differs).where(eq(games.id, id));
    },

    async replacePlayers(gameId, people, at) {
      // All at once: two players may swap their colours, which no row may have twice in between.
      await db.delete(players).where(eq(players.gameId, gameId));
      await insertPlayers(db, gameId, people, at);
    },

    async takeSequence(id) {
      const [row] = await db
        .update(games)
        .set({ nextSequence: sql`${games.nextSequence} + 1` })
        .where(eq(games.id, id))
        .returning({ next: games.nextSequence });
      return (row?.next ?? 1) - 1;
    },

    async trashedBefore(instant) {
      const rows = await db
        .select({ id: games.id })
        .from(games)
        .where(and(isNotNull(games.deletedAt), lt(games.deletedAt, instant)));
      return rows.map(({ id }) => id);
    },

    async purge(id) {
      await db.delete(games).where(eq(games.id, id));
    },

    async namesUsing(cameraId) {
      const rows = await db
        .select({ name: games.name })
        .from(games)
        .where(
          and(eq(games.cameraId, cameraId), isNull(games.deletedAt), inArray(games.status, ["setup", "in_progress"])),
        );
      return rows.map(({ name }) => name);
    },
  };
}

async function insertPlayers(db: Db, gameId: string, people: readonly PlayerFact[], createdAt: Date): Promise<void> {
  if (people.length === 0) return;
  await db
    .insert(players)
    .values(people.map(({ user_id: userId, ...player }) => ({ ...player, userId, gameId, createdAt })));
}

/** Players of several games by seat, in one query. */
async function playersOf(db: Db, gameIds: readonly string[]): Promise<ReadonlyMap<string, readonly PlayerFact[]>> {
  if (gameIds.length === 0) return new Map();
  const rows = await db
    .select()
    .from(players)
    .where(inArray(players.gameId, [...gameIds]))
    .orderBy(players.gameId, players.position);
  const found = new Map<string, PlayerFact[]>();
  for (const { gameId, userId, createdAt: _, ...player } of rows) {
    const list = found.get(gameId) ?? [];
    list.push({ ...player, user_id: userId });
    found.set(gameId, list);
  }
  return found;
}
