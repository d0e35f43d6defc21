/** The rules of chess over the state of a game. */
import { describeMove } from "../generic/describe.ts";
import type { GenericSettings } from "../generic/settings.ts";
import { playerLabel } from "../labels.ts";
import { fixedSettings } from "../packs/fixed-settings.ts";
import type {
  Applied,
  GameResult,
  GameState,
  GridSpec,
  Move,
  PackManifest,
  RuleModule,
  Table,
  Verdict,
} from "../types.ts";
import { formatFen, parseFen, START_FEN } from "./fen.ts";
import { chessHypotheses } from "./hypotheses.ts";
import { standing } from "./legal.ts";
import { applyPly, isPly, legalPlyOf, pliesOf } from "./plies.ts";
import { extraOf, positionOf, repetitionKey, sidesOf, withPosition } from "./position.ts";

/**
 * Chess. The option `start_fen` begins elsewhere than at the usual position. A move that breaks the rules is a verdict,
 * not a conflict, as long as there is a piece to move: people decide what stands on the board.
 */
export function createChessRules(manifest: PackManifest, board: GridSpec): RuleModule {
  const settings = fixedSettings(manifest, board)({});
  return {
    board: () => board,
    initial: (table) => initialState(table),
    apply: (state, move) => applyMove(settings, board, state, move),
    hypotheses: (state, seen, table, plies) => chessHypotheses(board, state, seen, table, plies),
    check: (state, move, table) => checkChess(settings, board, state, move, table),
    describe: (state, move, table) => describeChess(settings, board, state, move, table),
    end: endOf,
    endsTurn: (_state, move) => pliesOf(move).some(isPly),
  };
}

function initialState(table: Table): GameState {
  const wanted = table.options["start_fen"];
  const parsed = parseFen(typeof wanted === "string" ? wanted : START_FEN);
  const start = parsed.ok ? parsed : parseFen(START_FEN);
  const blank: GameState = { turn: 0, round: 1, phase: "play", turnPlayer: null, resources: {} };
  if (!start.ok) return blank;
  return withPosition(blank, start.position, sidesOf(table), [repetitionKey(formatFen(start.position))]);
}

function applyMove(settings: GenericSettings, board: GridSpec, state: GameState, move: Move): Applied {
  let current = state;
  const plies = pliesOf(move);
  for (const ply of plies) {
    const applied = applyPly(settings, board, current, ply);
    if (!applied.ok) return applied;
    current = applied.state;
  }
  return { ok: true, state: plies.some(isPly) ? { ...current, turn: state.turn + 1 } : current };
}

function describeChess(settings: GenericSettings, board: GridSpec, state: GameState, move: Move, table: Table): string {
  const lines: string[] = [];
  let current = state;
  for (const ply of pliesOf(move)) {
    const legal = legalPlyOf(board, current, ply);
    if (legal && ply.player !== null) lines.push(`${playerLabel(table, ply.player)}: ${legal.san}`);
    else lines.push(describeMove(settings, { kind: "composite", player: ply.player ?? 1, parts: ply.parts }, table));
    const applied = applyPly(settings, board, current, ply);
    if (applied.ok) current = applied.state;
  }
  return lines.join(" · ") || describeMove(settings, move, table);
}

function checkChess(
  settings: GenericSettings,
  board: GridSpec,
  state: GameState,
  move: Move,
  table: Table,
): readonly Verdict[] {
  const verdicts: Verdict[] = [];
  let current = state;
  for (const ply of pliesOf(move)) {
    const applied = applyPly(settings, board, current, ply);
    if (!applied.ok) return [...verdicts, illegal(applied.conflict)];
    if (!isPly(ply)) verdicts.push(notChecked());
    else if (legalPlyOf(board, current, ply)) verdicts.push(legalVerdict(applied.state));
    else verdicts.push(illegal(whyIllegal(current, ply.player, table)));
    current = applied.state;
  }
  return verdicts.length > 0 ? verdicts : [notChecked()];
}

const illegal = (why: string): Verdict => ({
  rule: "legal_move",
  result: "violation",
  severity: "warn",
  text: `Illegal move. ${why}`,
});

const notChecked = (): Verdict => ({
  rule: "legal_move",
  result: "not_checked",
  severity: "info",
  text: "Pieces put right by hand are not checked.",
});

function legalVerdict(after: GameState): Verdict {
  const { check, checkmate, stalemate } = standing(formatFen(positionOf(after)));
  const repeated = repetitions(after);
  const notes = [
    checkmate ? "Checkmate." : stalemate ? "Stalemate." : check ? "Check." : "",
    repeated >= 3 ? `This position has come up ${repeated} times; a draw may be claimed.` : "",
    extraOf(after).halfmove >= 100 ? "Fifty moves without pawn move or capture; a draw may be claimed." : "",
  ].filter((note) => note !== "");
  return { rule: "legal_move", result: "ok", severity: "info", text: ["Legal move.", ...notes].join(" ") };
}

function whyIllegal(state: GameState, player: number | null, table: Table): string {
  if (state.turnPlayer !== null && player !== state.turnPlayer)
    return `It is ${playerLabel(table, state.turnPlayer)}'s turn.`;
  if (standing(formatFen(positionOf(state))).check) return "The king is in check and this does not help it.";
  return "The piece does not move that way, or its king would be in check.";
}

function repetitions(state: GameState): number {
  const { repeated } = extraOf(state);
  const now = repeated.at(-1);
  return repeated.filter((key) => key === now).length;
}

/** Ends by themselves: mate, stalemate, dead position, fivefold repetition, 75 moves. Claims and resignations do not. */
function endOf(state: GameState): GameResult | null {
  const position = positionOf(state);
  const extra = extraOf(state);
  const now = standing(formatFen(position));
  if (now.checkmate) return { winner: position.side === "white" ? extra.black : extra.white, reason: "checkmate" };
  if (now.stalemate) return { winner: null, reason: "stalemate" };
  if (now.insufficientMaterial) return { winner: null, reason: "insufficient material" };
  if (repetitions(state) >= 5) return { winner: null, reason: "fivefold repetition" };
  return extra.halfmove >= 150 ? { winner: null, reason: "seventy-five-move rule" } : null;
}
