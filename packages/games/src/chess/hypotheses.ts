/** Legal plies, or lines of two, that could explain a photo. */
import { cellIndex } from "../cells.ts";
import { changeEvidence } from "../generic/evidence.ts";
import { classOf } from "../labels.ts";
import type {
  BoardObservation,
  GameState,
  GridSpec,
  Hypothesis,
  Move,
  Piece,
  Seat,
  SimpleMove,
  Table,
} from "../types.ts";
import { formatFen } from "./fen.ts";
import { type LegalPly, legalLines, legalPlies, positionAfter } from "./legal.ts";
import { extraOf, positionOf, withPosition } from "./position.ts";

const MOST_HYPOTHESES = 5_000;

/** Log likelihood assumed for a class no colour was learned for. */
const UNLEARNED = -3;

/** Legal plies or lines, best evidence first. The four promotions of a pawn look alike, so all of them come out, queen first. */
export function chessHypotheses(
  board: GridSpec,
  state: GameState,
  seen: BoardObservation,
  _table: Table,
  plies: 1 | 2,
): readonly Hypothesis[] {
  const sides = extraOf(state);
  const position = positionOf(state);
  const fen = formatFen(position);
  const mover = sides[position.side];
  const other = mover === sides.white ? sides.black : sides.white;
  const gridAfter = (ply: LegalPly) => withPosition(state, positionAfter(ply, position), sides, []).grid ?? [];
  const found =
    plies === 1
      ? legalPlies(fen).map((ply) => ({ move: toMove(ply, mover), grid: gridAfter(ply) }))
      : legalLines(fen).flatMap(({ first, answers }) =>
          answers.map((answer) => ({ move: line(first, answer, mover, other), grid: gridAfter(answer) })),
        );
  return found
    .map(({ move, grid }) => ({ move, cells: differences(state.grid ?? [], grid), plies }))
    .map((hypothesis) => ({ hypothesis, score: scoreOf(board, seen, hypothesis) }))
    .sort((a, b) => b.score - a.score || queenFirst(a.hypothesis.move) - queenFirst(b.hypothesis.move))
    .slice(0, MOST_HYPOTHESES)
    .map(({ hypothesis }) => hypothesis);
}

/** The move of a ply as it is stored. */
export function toMove(ply: LegalPly, player: Seat): SimpleMove {
  const common = { player, from: ply.from, to: ply.to, san: ply.san, uci: ply.uci };
  if (ply.captured === null) return { kind: "move", ...common };
  return ply.captured === ply.to
    ? { kind: "capture", ...common }
    : { kind: "capture", ...common, captured: ply.captured };
}

const line = (first: LegalPly, answer: LegalPly, mover: Seat, other: Seat): Move => ({
  kind: "composite",
  player: mover,
  parts: [toMove(first, mover), toMove(answer, other)],
});

type Grid = readonly (readonly (Piece | null)[])[];

/** Cells on which the pieces differ. A piece taken back by the same colour counts: it may look different. */
function differences(before: Grid, after: Grid): Hypothesis["cells"] {
  return after.flatMap((rank, row) =>
    rank.flatMap((piece, col) => {
      const was = before[row]?.[col] ?? null;
      if (was?.type === piece?.type && was?.player === piece?.player) return [];
      return [{ col, row, before: classOf(was) ?? "empty", after: classOf(piece) ?? "empty" }];
    }),
  );
}

function scoreOf(board: GridSpec, seen: BoardObservation, { cells }: Hypothesis): number {
  return cells.reduce((sum, cell) => {
    const evidence = seen.cells[cellIndex(board, cell)];
    return evidence ? sum + changeEvidence(evidence.score) + (evidence.logLik[cell.after] ?? UNLEARNED) : sum;
  }, 0);
}

const queenFirst = (move: Move): number =>
  move.kind === "move" || move.kind === "capture" ? "qrbn".indexOf(move.uci?.[4] ?? "q") : 0;
