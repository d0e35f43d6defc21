/** Moves of a generic grid game that could explain a photo. */
import { cellIndex, cellName } from "../cells.ts";
import { playerKey, seatOf } from "../labels.ts";
import type {
  BoardObservation,
  CellClass,
  GameState,
  GridSpec,
  Hypothesis,
  Move,
  Seat,
  SimpleMove,
  Table,
} from "../types.ts";
import { bestCombinations, type Slot } from "./combinations.ts";
import { type Candidate, candidatesOf, gainOf } from "./evidence.ts";
import type { GenericSettings } from "./settings.ts";
import { seatsOf } from "./turns.ts";

const MOST_HYPOTHESES = 5_000;

/** Hypotheses this many nats behind the best have a probability below 1e-10 and are not worth their time. */
const HOPELESS_NATS = 25;

/** One cell with what it becomes, and the single moves that do it. */
interface Change {
  readonly candidate: Candidate;
  readonly after: CellClass;
  readonly parts: readonly SimpleMove[];
}

interface Scored {
  readonly parts: readonly SimpleMove[];
  readonly cells: Hypothesis["cells"];
  readonly score: number;
}

/**
 * All templates over changed and unsure cells: best evidence first, at most 5,000, none that changes more cells than
 * the pack allows.
 */
export function gridHypotheses(
  settings: GenericSettings,
  board: GridSpec,
  state: GameState,
  seen: BoardObservation,
  table: Table,
): readonly Hypothesis[] {
  const candidates = candidatesOf(board, state, seen);
  const found = moversOf(settings, state, table).flatMap((mover) => {
    const bases = [EMPTY, ...twoCellMoves(settings, board, candidates, mover, state, table)];
    return bases.flatMap((base) => withSingleCells(settings, board, candidates, base, mover, state, table));
  });
  return distinct(board, found)
    .slice(0, MOST_HYPOTHESES)
    .map(({ parts, cells }) => ({ move: moveOf(parts, state, table), cells, plies: 1 }));
}

const EMPTY: Scored = { parts: [], cells: [], score: 0 };

/** Who may have moved; null stands for "pieces of every colour", so that one pass is enough. */
function moversOf(settings: GenericSettings, state: GameState, table: Table): readonly (Seat | null)[] {
  if (settings.owners === "any") return [null];
  return state.turnPlayer === null ? seatsOf(table) : [state.turnPlayer];
}

const allows = (settings: GenericSettings, kind: SimpleMove["kind"]) => settings.manifest.moves.includes(kind);

/** Adds placed and removed pieces to a move, best combinations first. */
function withSingleCells(
  settings: GenericSettings,
  board: GridSpec,
  candidates: readonly Candidate[],
  base: Scored,
  mover: Seat | null,
  state: GameState,
  table: Table,
): readonly Scored[] {
  const free = candidates.filter((candidate) => !base.cells.some((cell) => isAt(cell, candidate)));
  const most = settings.manifest.maxChangedCells - base.cells.length;
  if (most < 0) return [];
  const slots = free.map(
    (candidate): Slot<Change> => ({
      choices: changesOf(settings, board, candidate, mover, state, table).map((choice) => ({
        choice,
        gain: gainOf(candidate, choice.after),
      })),
    }),
  );
  const found: Scored[] = [];
  for (const { chosen, sum } of bestCombinations(slots, most)) {
    const score = base.score + sum;
    if (found.length >= MOST_HYPOTHESES || score < (found[0]?.score ?? score) - HOPELESS_NATS) break;
    if (base.parts.length + chosen.length === 0) continue;
    const inOrder = [...chosen].sort((a, b) => cellIndex(board, a.candidate) - cellIndex(board, b.candidate));
    const cells = inOrder.map(({ candidate, after }) => cellOf(candidate, after));
    const parts = [...base.parts, ...inOrder.flatMap((change) => change.parts)];
    found.push({ parts, cells: [...base.cells, ...cells], score });
  }
  return found;
}

/** What a single cell may become without another cell taking part. */
function changesOf(
  settings: GenericSettings,
  board: GridSpec,
  candidate: Candidate,
  mover: Seat | null,
  state: GameState,
  table: Table,
): readonly Change[] {
  const name = cellName(board, candidate);
  const owners = mover === null ? seatsOf(table) : [mover];
  const piece = settings.manifest.pieces[0]?.id;
  const placed = !allows(settings, "place")
    ? []
    : owners
        .filter((owner) => playerKey(owner) !== candidate.before)
        .map(
          (player): Change => ({
            candidate,
            after: playerKey(player),
            parts: [{ kind: "place", player, piece, to: name }],
          }),
        );
  if (candidate.before === "empty") return placed;
  if (!allows(settings, "remove")) return [];
  const taker = mover ?? state.turnPlayer;
  const removal: SimpleMove = { kind: "remove", player: taker, from: name };
  const replaced = placed.map((change) => ({ ...change, parts: [removal, ...change.parts] }));
  return [{ candidate, after: "empty", parts: [removal] }, ...replaced];
}

/** Moves, captures and swaps between candidate cells. */
function twoCellMoves(
  settings: GenericSettings,
  board: GridSpec,
  candidates: readonly Candidate[],
  mover: Seat | null,
  state: GameState,
  table: Table,
): readonly Scored[] {
  const found: Scored[] = [];
  for (const from of candidates) {
    const owner = seatOf(from.before);
    if (owner === null || (mover !== null && owner !== mover)) continue;
    const player = mover ?? state.turnPlayer ?? owner;
    for (const to of candidates) {
      if (to === from) continue;
      found.push(...movesBetween(settings, board, from, to, player));
      if (to.before === "empty" && allows(settings, "capture"))
        found.push(...jumps(board, candidates, from, to, player));
    }
  }
  return found.filter((move) => move.cells.length <= settings.manifest.maxChangedCells && table.players.length > 0);
}

function movesBetween(
  settings: GenericSettings,
  board: GridSpec,
  from: Candidate,
  to: Candidate,
  player: Seat,
): readonly Scored[] {
  const [fromName, toName] = [cellName(board, from), cellName(board, to)];
  const leaves: readonly [Candidate, CellClass] = [from, "empty"];
  const arrives: readonly [Candidate, CellClass] = [to, from.before];
  if (to.before === "empty")
    return allows(settings, "move")
      ? [scored({ kind: "move", player, from: fromName, to: toName }, [leaves, arrives])]
      : [];
  if (to.before === from.before) return [];
  const captures = allows(settings, "capture")
    ? [scored({ kind: "capture", player, from: fromName, to: toName }, [leaves, arrives])]
    : [];
  const swaps = allows(settings, "swap")
    ? [scored({ kind: "swap", player, a: fromName, b: toName }, [[from, to.before], arrives])]
    : [];
  return [...captures, ...swaps];
}

/** Captures of a piece that stands elsewhere than where the capturing piece lands. */
function jumps(
  board: GridSpec,
  candidates: readonly Candidate[],
  from: Candidate,
  to: Candidate,
  player: Seat,
): readonly Scored[] {
  return candidates
    .filter((taken) => taken !== from && taken !== to && taken.before !== "empty" && taken.before !== from.before)
    .map((taken) =>
      scored(
        {
          kind: "capture",
          player,
          from: cellName(board, from),
          to: cellName(board, to),
          captured: cellName(board, taken),
        },
        [
          [from, "empty"],
          [to, from.before],
          [taken, "empty"],
        ],
      ),
    );
}

function scored(move: SimpleMove, changes: readonly (readonly [Candidate, CellClass])[]): Scored {
  return {
    parts: [move],
    cells: changes.map(([candidate, after]) => cellOf(candidate, after)),
    score: changes.reduce((sum, [candidate, after]) => sum + gainOf(candidate, after), 0),
  };
}

const cellOf = ({ col, row, before }: Candidate, after: CellClass) => ({ col, row, before, after });

const isAt = (a: { col: number; row: number }, b: { col: number; row: number }) => a.col === b.col && a.row === b.row;

/** Best first; of moves that lead to the same board the one with the fewest parts is kept. */
function distinct(board: GridSpec, found: readonly Scored[]): readonly Scored[] {
  const simplest = new Map<string, Scored>();
  for (const scoredMove of found) {
    const key = scoredMove.cells
      .map((cell) => `${cellIndex(board, cell)}:${cell.after}`)
      .sort()
      .join(" ");
    const known = simplest.get(key);
    if (!known || scoredMove.parts.length < known.parts.length) simplest.set(key, scoredMove);
  }
  return [...simplest.values()].sort((a, b) => b.score - a.score || a.parts.length - b.parts.length);
}

/** A single part stands for itself unless somebody else's piece was laid: then the mover is named around it. */
function moveOf(parts: readonly SimpleMove[], state: GameState, table: Table): Move {
  const [first] = parts;
  const player = state.turnPlayer ?? parts.find((part) => part.player !== null)?.player ?? seatsOf(table)[0] ?? 1;
  const byMover = first && (first.player === player || first.player === null);
  return parts.length === 1 && first && byMover ? first : { kind: "composite", player, parts };
}
