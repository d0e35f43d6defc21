import type { MoveLineWire, SharedGameWire, ShareLinkWire } from "@wopr/contracts";
import { commentsOf } from "../services/annotations.ts";
import type { SharedGame } from "../services/shares.ts";
import type { ShareRow } from "../store/shares.ts";
import { labelOf } from "./captures.ts";
import { boardWire } from "./games.ts";
import { toCommentWire, toMoveLineWire } from "./moves.ts";
import { toStateWire } from "./states.ts";

/** A link, without its token. */
export const toShareLinkWire = (row: ShareRow): ShareLinkWire => ({
  id: row.id,
  label: row.label,
  scope: row.scope,
  photos: row.photos,
  created_at: row.createdAt.toISOString(),
  expires_at: row.expiresAt.toISOString(),
  revoked_at: row.revokedAt?.toISOString() ?? null,
  last_used_at: row.lastUsedAt?.toISOString() ?? null,
});

/** What a spectator sees: no accounts, no cameras, no storage paths. @param token For the addresses of photos. */
export function toSharedGameWire(shared: SharedGame, token: string): SharedGameWire {
  const { link, game, folded, hash, captures } = shared;
  const { header } = game.folded;
  const base = `/api/v1/shared/${token}/captures`;
  return {
    name: header.name,
    game_type: header.gameType,
    status: header.status,
    players: header.players.map(({ position, name, color }) => ({ position, name, color })),
    board: boardWire(game.manifest),
    phases: game.manifest.turn.phases.map(({ id, name }) => ({ id, name })),
    state: toStateWire(game.row, folded, hash),
    moves: game.folded.moves.map((move) => withoutAccount(toMoveLineWire(move, game.folded, null), link)),
    captures: captures.map((capture) => ({
      id: capture.id,
      sequence: capture.sequence,
      captured_at: capture.capturedAt?.toISOString() ?? null,
      label: labelOf(capture, game.folded),
      move: game.folded.moves.find(({ captureId }) => captureId === capture.id)?.n ?? null,
      board_url: `${base}/${capture.id}/board`,
      photo_url: link.photos === "full" ? `${base}/${capture.id}/photo` : null,
    })),
    comments: commentsOf(game).map(([moveId, comment]) => toCommentWire(comment, moveId)),
    scope: link.scope,
    photos: link.photos,
    expires_at: link.expiresAt.toISOString(),
    head_seq: game.events.length,
  };
}

/** A move without the account that agreed to it. */
function withoutAccount(line: MoveLineWire, link: ShareRow): MoveLineWire {
  const bySystem = line.decided_by.kind === "system";
  return {
    ...line,
    capture_id: link.photos === "none" ? null : line.capture_id,
    decided_by: { id: line.decided_by.kind, kind: line.decided_by.kind, name: bySystem ? "WOPR" : "The table" },
  };
}
