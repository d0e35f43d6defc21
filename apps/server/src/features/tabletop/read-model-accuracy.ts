import { type SQL, sql } from "drizzle-orm";
import type { Db } from "../../db/db.ts";
import { seesAllGames, type Viewer } from "./domain/rights.ts";

/** How often what was believed was right. */
export interface AccuracyLine {
  readonly gameId: string;
  readonly name: string;
  readonly demo: boolean;
  readonly decided: number;
  readonly sure: number;
  readonly asked: number;
  readonly corrected: number;
  readonly sureCorrected: number;
}

/** Something a person corrected. */
export interface Correction {
  readonly proposalId: string;
  readonly gameId: string;
  readonly gameName: string;
  readonly captureId: string;
  readonly at: Date;
  readonly outcome: string;
  readonly text: string;
  readonly kind: "at_once" | "later";
}

/** Answers what the page about accuracy asks, for the games somebody may see. */
export interface AccuracyReadModel {
  perGame(viewer: Viewer): Promise<readonly AccuracyLine[]>;
  corrections(viewer: Viewer): Promise<readonly Correction[]>;
}

const MOST_GAMES = 100;
const MOST_CORRECTIONS = 20;

/** The questions of the page about accuracy, asked of PostgreSQL. */
export function createAccuracyReadModel(db: Db): AccuracyReadModel {
  return {
    async perGame(viewer) {
      const rows = await db.execute(sql`
        WITH decided AS (${decidedProposals(viewer)})
        SELECT d.game_id, d.name, d.demo, count(*)::int AS decided,
          count(*) FILTER (WHERE d.outcome = 'sure')::int AS sure,
          count(*) FILTER (WHERE d.outcome = 'ask')::int AS asked,
          count(*) FILTER (WHERE d.kind IS NOT NULL)::int AS corrected,
          count(*) FILTER (WHERE d.kind IS NOT NULL AND d.outcome = 'sure')::int AS sure_corrected
        FROM decided d
        GROUP BY d.game_id, d.name, d.demo
        ORDER BY max(d.at) DESC
        LIMIT ${MOST_GAMES}`);
      return rows.rows.map((row) => ({
        gameId: String(row["game_id"]),
        name: String(row["name"]),
        demo: row["demo"] === true,
        decided: Number(row["decided"]),
        sure: Number(row["sure"]),
        asked: Number(row["asked"]),
        corrected: Number(row["corrected"]),
        sureCorrected: Number(row["sure_corrected"]),
      }));
    },

    async corrections(viewer) {
      const rows = await db.execute(sql`
        WITH decided AS (${decidedProposals(viewer)})
        SELECT d.id, d.game_id, d.name, d.capture_id, d.outcome, d.text, d.kind, d.at
        FROM decided d
        WHERE d.kind IS NOT NULL
        ORDER BY d.at DESC, d.id
        LIMIT ${MOST_CORRECTIONS}`);
      return rows.rows.map((row) => ({
        proposalId: String(row["id"]),
        gameId: String(row["game_id"]),
        gameName: String(row["name"]),
        captureId: String(row["capture_id"]),
        at: new Date(String(row["at"])),
        outcome: String(row["outcome"]),
        text: String(row["text"]),
        kind: row["kind"] === "later" ? ("later" as const) : ("at_once" as const),
      }));
    },
  };
}

/**
 * Decided proposals that read a move, each with how it was corrected, if it was: at once by another answer, or later by a
 * change of the move it led to that was not undone.
 */
function decidedProposals(viewer: Viewer): SQL {
  return sql`
    SELECT p.id, p.game_id, p.capture_id, p.outcome, p.content ->> 'text' AS text, g.name, g.demo,
      coalesce(later.at, p.decided_at) AS at,
      CASE WHEN p.status = 'adjusted' THEN 'at_once' WHEN later.at IS NOT NULL THEN 'later' END AS kind
    FROM tabletop_proposals p
    JOIN tabletop_games g ON g.id = p.game_id
    LEFT JOIN LATERAL (
      SELECT max(e.at) AS at
      FROM tabletop_game_events m
      JOIN tabletop_game_events e ON e.game_id = m.game_id
        AND e.kind IN ('move_corrected', 'move_removed')
        AND e.actor_kind = 'user'
        AND e.payload ->> 'move_id' = m.payload ->> 'move_id'
      WHERE m.game_id = p.game_id AND m.kind = 'move_committed' AND m.payload ->> 'proposal_id' = p.id::text
        AND NOT EXISTS (
          SELECT 1 FROM tabletop_game_events u
          WHERE u.game_id = e.game_id AND u.kind = 'undone' AND u.payload ->> 'group_id' = e.group_id::text AND u.seq > e.seq)
    ) later ON true
    WHERE p.status IN ('agreed', 'adjusted') AND p.outcome <> 'setup' AND g.deleted_at IS NULL AND ${visible(viewer)}`;
}

const visible = (viewer: Viewer): SQL =>
  seesAllGames(viewer)
    ? sql`true`
    : sql`(g.owner_id = ${viewer.id} OR EXISTS (
        SELECT 1 FROM tabletop_players s WHERE s.game_id = g.id AND s.user_id = ${viewer.id}))`;
