import type { Move } from "@wopr/games";
import type { NewId } from "@wopr/kernel";
import { sha256Hex } from "@wopr/kernel/node";
import type { Caller } from "../../../http/caller.ts";
import { type Access, actorOf } from "../access.ts";
import { type Change, type Correction, type CorrectionBase, correct, type Refusal } from "../domain/correct.ts";
import { stateHash } from "../domain/state-hash.ts";
import { CaptureErrors, MoveErrors } from "../errors.ts";
import type { GameAct } from "../game-act.ts";
import type { GameLog } from "../game-log.ts";
import type { OpenGame } from "../open-game.ts";
import { createCaptureStore } from "../store/captures.ts";
import { comparedLook, tableLook, zonesLook } from "../stored-look.ts";
import type { StateAt } from "./history.ts";

/** A change of an earlier move somebody wants. */
export type WantedChange =
  | { readonly kind: "correct" | "insert"; readonly n: number; readonly move: Move }
  | { readonly kind: "remove"; readonly n: number };

/** How it is to be made. */
export interface ChangeOptions {
  readonly expectedSeq: number;
  /** Works everything out and writes nothing. */
  readonly dryRun: boolean;
  readonly reason?: string | undefined;
}

/** What a change led to, or would. */
export interface Corrected extends Pick<Correction, "later" | "asksAgain">, StateAt {
  /** Null for a preview. */
  readonly groupId: string | null;
}

/** Correcting the list of moves. */
export interface CorrectionsService {
  /**
   * Corrects, inserts or removes a move; photos of later moves are read again from what was measured on them. One group,
   * so that one undo takes all of it back.
   *
   * @throws {AppError} `game.not_found`, `game.changed`, `move.not_found`, `move.conflict`
   */
  change(caller: Caller, gameId: string, wanted: WantedChange, options: ChangeOptions): Promise<Corrected>;
  /**
   * Attaches a photo that came late to a move that has none.
   *
   * @returns Id of the move.
   * @throws {AppError} `game.not_found`, `game.changed`, `move.not_found`, `move.has_photo`, `capture.not_found`
   */
  attach(caller: Caller, gameId: string, captureId: string, n: number, expectedSeq: number): Promise<string>;
}

/** The only implementation. */
export function createCorrectionsService(deps: {
  readonly log: GameLog;
  readonly access: Access;
  readonly newId: NewId;
}): CorrectionsService {
  const { log, access, newId } = deps;

  function worked(base: CorrectionBase, wanted: WantedChange): Correction {
    const change: Change = wanted.kind === "insert" ? { ...wanted, kind: "insert", moveId: newId() } : asIs(wanted);
    const found = correct(base, change);
    if (!("refused" in found)) return found;
    throw failureOf(found, wanted.n, base.folded.moves.length);
  }

  return {
    async change(caller, gameId, wanted, { expectedSeq, dryRun, reason }) {
      await access.requirePlaying(caller, gameId);
      return log.act(gameId, { actor: actorOf(caller), expectedSeq }, async (act) => {
        const correction = worked(await baseOf(act), wanted);
        const { later, asksAgain, folded, events } = correction;
        if (dryRun) {
          const hash = stateHash(folded.state, sha256Hex);
          return { later, asksAgain, groupId: null, game: act.game(), folded, hash };
        }
        const groupId = await act.write(events, { reason: reason ?? null });
        const game: OpenGame = act.game();
        return { later, asksAgain, groupId, game, folded: game.folded, hash: game.hash };
      });
    },

    async attach(caller, gameId, captureId, n, expectedSeq) {
      await access.requirePlaying(caller, gameId);
      return log.act(gameId, { actor: actorOf(caller), expectedSeq }, async (act) => {
        const { moves } = act.game().folded;
        const move = moves[n - 1];
        if (!move) throw MoveErrors.not_found({ asked: n, highest: moves.length });
        if (move.captureId !== null) throw MoveErrors.has_photo({ n });
        const capture = await createCaptureStore(act.tx).find(gameId, captureId);
        if (!capture) throw CaptureErrors.not_found({});
        if (capture.status !== "stored") throw CaptureErrors.no_photo({ status: capture.status });
        const payload = { move_id: move.moveId, capture_id: captureId };
        await act.write([{ kind: "capture_attached", payload }]);
        return move.moveId;
      });
    },
  };
}

const asIs = (wanted: WantedChange): Change =>
  wanted.kind === "remove" ? { kind: "remove", n: wanted.n } : { kind: "correct", n: wanted.n, move: wanted.move };

function failureOf(refusal: Refusal, asked: number, highest: number) {
  if (refusal.refused === "conflict") return MoveErrors.conflict({ why: refusal.why });
  return MoveErrors.not_found({ asked, highest });
}

/** The game with the measurements of every photo that became a move. */
async function baseOf(act: GameAct): Promise<CorrectionBase> {
  const { events, folded, pack, manifest } = act.game();
  const ids = folded.moves.flatMap(({ captureId }) => (captureId === null ? [] : [captureId]));
  const rows = await createCaptureStore(act.tx).looksOf(ids);
  const looks = new Map(
    rows.flatMap((row) => {
      const look = comparedLook(row) ?? zonesLook(row) ?? tableLook(row);
      return look ? [[row.id, look] as const] : [];
    }),
  );
  return { events, folded, rules: pack.rules, manifest, looks };
}
