import type { Move } from "@wopr/games";
import type { NewId } from "@wopr/kernel";
import { sha256Hex } from "@wopr/kernel/node";
import type { Db } from "../../../db/db.ts";
import type { Caller } from "../../../http/caller.ts";
import { type Access, actorOf } from "../access.ts";
import { commitMove } from "../domain/commit.ts";
import type { GameEvent, NewEvent } from "../domain/events.ts";
import { type Folded, type FoldedMove, foldGame } from "../domain/fold.ts";
import { stateHash } from "../domain/state-hash.ts";
import { requirePlayable } from "../domain/transitions.ts";
import { GameErrors, MoveErrors } from "../errors.ts";
import type { GameLog } from "../game-log.ts";
import type { OpenGame } from "../open-game.ts";
import { createCaptureStore } from "../store/captures.ts";

/** A state and its hash. */
export interface StateAt {
  readonly game: OpenGame;
  readonly folded: Folded;
  readonly hash: string;
}

/** What undo or redo did. */
export interface TakenBack extends StateAt {
  readonly groupId: string;
  readonly text: string;
}

/** Reading what happened, and writing it without a photo. */
export interface HistoryService {
  /**
   * The state now, before the move after `atMove`, or as it was known at event `atSeq`.
   *
   * @throws {AppError} `game.not_found`, `move.not_found`
   */
  state(
    caller: Caller,
    gameId: string,
    at: { readonly atMove?: number | undefined; readonly atSeq?: number | undefined },
  ): Promise<StateAt>;
  /** Moves with the storage keys of their photos' thumbnails. @throws {AppError} `game.not_found` */
  moves(
    caller: Caller,
    gameId: string,
  ): Promise<{ readonly folded: Folded; readonly thumbnails: ReadonlyMap<string, string> }>;
  /** @throws {AppError} `game.not_found` */
  events(
    caller: Caller,
    gameId: string,
    afterSeq: number,
    limit: number,
  ): Promise<{ readonly game: OpenGame; readonly events: readonly GameEvent[] }>;
  /** A move without a photo. @throws {AppError} `game.not_found`, `game.changed`, `game.not_active`, `move.conflict` */
  enterMove(
    caller: Caller,
    gameId: string,
    move: Move,
    expectedSeq: number,
  ): Promise<{ readonly move: FoldedMove; readonly at: StateAt }>;
  /** @throws {AppError} `game.not_found`, `game.changed`, `game.nothing_to_undo` */
  undo(caller: Caller, gameId: string, expectedSeq: number): Promise<TakenBack>;
  /** @throws {AppError} `game.not_found`, `game.changed`, `game.nothing_to_redo` */
  redo(caller: Caller, gameId: string, expectedSeq: number): Promise<TakenBack>;
}

/** What the service needs from outside. */
export interface HistoryServiceDeps {
  readonly db: Db;
  readonly log: GameLog;
  readonly access: Access;
  readonly newId: NewId;
}

/** The only implementation. */
export function createHistoryService({ db, log, access, newId }: HistoryServiceDeps): HistoryService {
  async function take(
    caller: Caller,
    gameId: string,
    expectedSeq: number,
    kind: "undone" | "redone",
  ): Promise<TakenBack> {
    await access.requirePlaying(caller, gameId);
    return log.act(gameId, { actor: actorOf(caller), expectedSeq }, async (act) => {
      const { groups } = act.game().folded;
      const groupId = kind === "undone" ? groups.undoable : groups.redoable;
      if (groupId === null) throw kind === "undone" ? GameErrors.nothing_to_undo({}) : GameErrors.nothing_to_redo({});
      await act.write([{ kind, payload: { group_id: groupId } }]);
      const text = `${kind === "undone" ? "Taken back" : "Done again"}: ${sentenceOf(act.game().events, groupId)}`;
      return { ...now(act.game()), groupId, text };
    });
  }

  return {
    async state(caller, gameId, { atMove, atSeq }) {
      await access.requireSeeing(caller, gameId);
      const game = await log.open(gameId);
      if (atSeq === undefined && atMove === undefined) return now(game);
      const events = atSeq === undefined ? game.events : game.events.slice(0, atSeq);
      const folded = foldGame(events, game.pack.rules, { atMove });
      if (atMove !== undefined && folded.atMove < atMove)
        throw MoveErrors.not_found({ asked: atMove, highest: folded.atMove });
      return { game, folded, hash: stateHash(folded.state, sha256Hex) };
    },

    async moves(caller, gameId) {
      await access.requireSeeing(caller, gameId);
      const [game, captures] = await Promise.all([log.open(gameId), createCaptureStore(db).list(gameId)]);
      const thumbnails = captures.flatMap(({ id, thumbnailPath }) =>
        thumbnailPath === null ? [] : [[id, thumbnailPath] as const],
      );
      return { folded: game.folded, thumbnails: new Map(thumbnails) };
    },

    async events(caller, gameId, afterSeq, limit) {
      await access.requireSeeing(caller, gameId);
      const game = await log.open(gameId);
      return { game, events: game.events.slice(afterSeq, afterSeq + limit) };
    },

    async enterMove(caller, gameId, move, expectedSeq) {
      await access.requirePlaying(caller, gameId);
      return log.act(gameId, { actor: actorOf(caller), expectedSeq }, async (act) => {
        const { folded, pack } = act.game();
        requirePlayable(folded.header.status);
        const agreed = { moveId: newId(), move, captureId: null, proposalId: null, confidence: null, outcome: null };
        const base = { rules: pack.rules, state: folded.state, table: folded.table, status: folded.header.status };
        const committed = commitMove(agreed, base);
        if (!committed.ok) throw MoveErrors.conflict({ why: committed.conflict });
        await act.write(committed.events);
        return { move: moveCalled(act.game().folded, agreed.moveId), at: now(act.game()) };
      });
    },

    undo: (caller, gameId, expectedSeq) => take(caller, gameId, expectedSeq, "undone"),
    redo: (caller, gameId, expectedSeq) => take(caller, gameId, expectedSeq, "redone"),
  };
}

/** The state a game has now. */
export const now = (game: OpenGame): StateAt => ({ game, folded: game.folded, hash: game.hash });

/** A move that was just written. */
export function moveCalled(folded: Folded, moveId: string): FoldedMove {
  const move = folded.moves.find((candidate) => candidate.moveId === moveId);
  if (!move) throw new Error(`Move ${moveId} was written but is not in the fold.`);
  return move;
}

/** What an act was, for people. */
function sentenceOf(events: readonly GameEvent[], groupId: string): string {
  const group = events.filter((event) => event.groupId === groupId);
  const move = group.find(
    ({ kind }) => kind === "move_committed" || kind === "move_corrected" || kind === "move_inserted",
  );
  if (move && "text" in move.payload) return move.payload.text;
  return SENTENCES[group[0]?.kind ?? "state_set"] ?? "the last change";
}

const SENTENCES: { readonly [K in NewEvent["kind"]]?: string } = {
  state_set: "the position that was set",
  move_removed: "the removal of a move",
  capture_attached: "the photo that was attached",
  pack_options_set: "the change of the game's options",
  turn_set: "the turn that was set",
  phase_set: "the phase that was set",
  round_set: "the round that was set",
  players_set: "the change of players",
  header_set: "the change of the game's header",
  status_changed: "the change of the game's status",
  reopened: "the reopening of the game",
  result_set: "the result",
};
