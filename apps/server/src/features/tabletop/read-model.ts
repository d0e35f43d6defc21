import { and, count, desc, eq, exists, getTableColumns, ilike, inArray, isNull, or, sql, sum } from "drizzle-orm";
import type { Db } from "../../db/db.ts";
import type { PlayerFact } from "./domain/events.ts";
import { seesAllGames, type Viewer } from "./domain/rights.ts";
import type { GameRow } from "./store/games.ts";
import { captures, gameEvents, games, players } from "./tables.ts";

/** What a list of games is narrowed to. */
export interface GameFilter {
  readonly status?: GameRow["status"] | undefined;
  readonly gameType?: string | undefined;
  /** Part of the name, in any case. */
  readonly q?: string | undefined;
  readonly limit: number;
  readonly offset: number;
}

/** Counts for the start page. */
export interface GameStats {
  /** Games per status. */
  readonly games: Readonly<Record<string, number>>;
  readonly moves: number;
  readonly captures: number;
  /** Photos per outcome of their analysis. */
  readonly outcomes: Readonly<Record<string, number>>;
  readonly photoBytes: number;
}

/** Answers what the list of games and its head ask. Only what the viewer may see is counted; the trash never is. */
export interface TabletopReadModel {
  /** Newest first. */
  listGames(
    viewer: Viewer,
    filter: GameFilter,
  ): Promise<{ readonly games: readonly { row: GameRow; players: readonly PlayerFact[] }[]; readonly total: number }>;
  stats(viewer: Viewer): Promise<GameStats>;
}

/** Players of a game by seat, as one value. */
const peopleOfGame = sql<readonly PlayerFact[]>`(
  SELECT coalesce(json_agg(json_build_object('id', p.id, 'name', p.name, 'position', p.position, 'color', p.color,
    'kind', p.kind, 'user_id', p.user_id) ORDER BY p.position), '[]')
  FROM tabletop_players p WHERE p.game_id = tabletop_games.id)`;

/** The questions of the list of games, asked of PostgreSQL. */
export function createTabletopReadModel(db: Db): TabletopReadModel {
  const visibleTo = (viewer: Viewer) =>
    seesAllGames(viewer)
      ? isNull(games.deletedAt)
      : and(
          isNull(games.deletedAt),
          or(
            eq(games.ownerId, viewer.id),
            exists(
              db
                .select({ one: sql`1` })
                .from(players)
                .where(and(eq(players.gameId, games.id), eq(players.userId, viewer.id))),
            ),
          ),
        );

  return {
    async listGames(viewer, { status, gameType, q, limit, offset }) {
      const where = and(
        visibleTo(viewer),
        status === undefined ? undefined : eq(games.status, status),
        gameType === undefined ? undefined : eq(games.gameType, gameType),
        q === undefined ? undefined : ilike(games.name, `%${q.replaceAll(/[\\%_]/g, "\\$&")}%`),
      );
      // One round trip: a list is asked for all the time, and most of its cost is the way to the database.
      const rows = await db
        .select({
          ...getTableColumns(games),
          people: peopleOfGame,
          total: sql<number>`(${db.select({ n: count() }).from(games).where(where)})`.mapWith(Number),
        })
        .from(games)
        .where(where)
        .orderBy(desc(games.createdAt), desc(games.id))
        .limit(limit)
        .offset(offset);
      const beyond = rows.length === 0 && offset > 0;
      const total = beyond ? await db.$count(games, where) : (rows[0]?.total ?? 0);
      return { games: rows.map(({ people, total: _, ...row }) => ({ row, players: people })), total };
    },

    async stats(viewer) {
      const mine = db.select({ id: games.id }).from(games).where(visibleTo(viewer));
      const ofMine = inArray(captures.gameId, mine);
      const outcome = sql<string>`${captures.analysisResults} ->> 'outcome'`;
      const [perStatus, [moves], [photos], perOutcome] = await Promise.all([
        db.select({ status: games.status, n: count() }).from(games).where(visibleTo(viewer)).groupBy(games.status),
        db
          .select({ n: count() })
          .from(gameEvents)
          .where(and(eq(gameEvents.kind, "move_committed"), inArray(gameEvents.gameId, mine))),
        db
          .select({ n: count(), bytes: sum(captures.sizeBytes).mapWith(Number) })
          .from(captures)
          .where(and(ofMine, eq(captures.status, "stored"))),
        db
          .select({ outcome, n: count() })
          .from(captures)
          .where(and(ofMine, sql`${captures.analysisResults} IS NOT NULL`))
          .groupBy(outcome),
      ]);
      return {
        games: Object.fromEntries(perStatus.map(({ status, n }) => [status, n])),
        moves: moves?.n ?? 0,
        captures: photos?.n ?? 0,
        outcomes: Object.fromEntries(perOutcome.map(({ outcome: name, n }) => [name, n])),
        photoBytes: photos?.bytes ?? 0,
      };
    },
  };
}
