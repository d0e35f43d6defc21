import type { CorrectionWire, LaterMoveWire } from "@wopr/contracts";
import { correctionText, type LaterMove } from "../domain/correct.ts";
import type { Corrected } from "../services/corrections.ts";
import { toMoveWire } from "./moves.ts";
import { toStateWire } from "./states.ts";

/** What a correction leads to. */
export const toCorrectionWire = (done: Corrected): CorrectionWire => ({
  dry_run: done.groupId === null,
  text: correctionText(done.later),
  later: done.later.map(toLaterMoveWire),
  state: toStateWire(done.game.row, done.folded, done.hash),
  group_id: done.groupId,
  asks_again: done.asksAgain,
});

const toLaterMoveWire = ({ n, moveId, result, before, after, text }: LaterMove): LaterMoveWire => ({
  n,
  move_id: moveId,
  result,
  before: toMoveWire(before.move, before.text),
  after: after && toMoveWire(after.move, after.text),
  text,
});
