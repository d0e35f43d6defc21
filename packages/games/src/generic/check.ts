/** Advice of the generic rules: turn order, kinds of moves, whose piece it is, and whether it can be done at all. */
import { parseCell } from "../cells.ts";
import { playerLabel } from "../labels.ts";
import type { GameState, Move, Seat, SimpleMove, Table, Verdict } from "../types.ts";
import { applyToBoard } from "./apply.ts";
import type { GenericSettings } from "./settings.ts";
import { movedThisRound, partsOf, seatsOf } from "./turns.ts";

/** One verdict per rule that has something to say; never empty. */
export function checkMove(settings: GenericSettings, state: GameState, move: Move, table: Table): readonly Verdict[] {
  const applied = applyToBoard(settings, state, move);
  if (!applied.ok) return [violation("possible", applied.conflict)];
  const verdicts = [turnOrder(state, move, table), kinds(settings, move), owners(settings, state, move, table)];
  const found = verdicts.filter((verdict) => verdict !== null);
  if (settings.manifest.readsPhotos) return found.length > 0 ? found : [ok("generic", "Nothing speaks against it.")];
  return [...found, notChecked(`The rules of ${settings.manifest.title} are not checked.`)];
}

const violation = (rule: string, text: string): Verdict => ({ rule, result: "violation", severity: "warn", text });
const ok = (rule: string, text: string): Verdict => ({ rule, result: "ok", severity: "info", text });
const notChecked = (text: string): Verdict => ({ rule: "rules", result: "not_checked", severity: "info", text });

function turnOrder(state: GameState, move: Move, table: Table): Verdict | null {
  const { player } = move;
  if (player === null) return null;
  if (!seatsOf(table).includes(player)) return violation("turn_order", `Nobody sits at seat ${player}.`);
  if (state.turnPlayer !== null && state.turnPlayer !== player)
    return violation(
      "turn_order",
      `It is ${playerLabel(table, state.turnPlayer)}'s turn, not ${playerLabel(table, player)}'s.`,
    );
  if (movedThisRound(state).includes(player))
    return violation("turn_order", `${playerLabel(table, player)} has moved in this round already.`);
  return null;
}

function kinds(settings: GenericSettings, move: Move): Verdict | null {
  const odd = partsOf(move).find((part) => part.kind !== "pass" && !settings.manifest.moves.includes(part.kind));
  return odd ? violation("move_kind", `This game was set up without moves of the kind "${odd.kind}".`) : null;
}

function owners(settings: GenericSettings, state: GameState, move: Move, table: Table): Verdict | null {
  if (settings.owners === "any") return null;
  for (const part of partsOf(move)) {
    const owner = ownerMoved(settings, state, part);
    if (owner === null || owner === move.player) continue;
    return violation("own_pieces", `The piece is ${playerLabel(table, owner)}'s.`);
  }
  return null;
}

/** Whose piece a part lays or moves; null where that is nobody's or does not matter. */
function ownerMoved(settings: GenericSettings, state: GameState, part: SimpleMove): Seat | null {
  if (part.kind === "place") return part.player;
  if ((part.kind !== "move" && part.kind !== "capture") || settings.board.kind !== "grid") return null;
  const cell = parseCell(settings.board, part.from);
  return cell ? (state.grid?.[cell.row]?.[cell.col]?.player ?? null) : null;
}
