import {
  cellAt,
  cellName,
  type GameState,
  type GridSpec,
  type PackManifest,
  type Piece,
  playerLabel,
  type Table,
} from "@wopr/games";
import { cellRegion, type Homography, reasonSentence } from "@wopr/vision";
import { pieceWord } from "./changes.ts";
import type { ProposalCell, ProposalContent } from "./proposal.ts";
import { emptyGrid, type SeenPiece } from "./reading.ts";

/** One cell of a photo that is compared with nothing. */
export interface SeenCell {
  readonly cell: number;
  readonly occupied: boolean;
  readonly owner: number | null;
  readonly confidence: number;
}

/** What was read of the set-up photo. */
export interface SetupReading {
  readonly board: GridSpec;
  readonly image: { readonly width: number; readonly height: number };
  readonly imageToBoard: Homography;
  readonly cells: readonly SeenCell[];
  /** Whether anybody has shown WOPR the players' colours. */
  readonly coloursKnown: boolean;
  /** Why the photo itself is no good, if it is not. */
  readonly flaw: "blurred" | "dark" | "bright" | null;
}

/** The game the set-up is for. */
export interface SetupBase {
  readonly manifest: PackManifest;
  readonly table: Table;
  /** The initial state of the pack. */
  readonly initial: GameState;
}

type Grid = NonNullable<GameState["grid"]>;
type Reason = ProposalContent["reasons"][number];

/**
 * What to show people of the set-up photo. A fixed start position is checked against it; any other is read and shown to
 * be confirmed.
 */
export function proposeSetup(
  reading: SetupReading,
  base: SetupBase,
): { readonly outcome: "setup" | "retake"; readonly content: ProposalContent } {
  const { flaw } = reading;
  if (flaw) return { outcome: "retake", content: { ...EMPTY, text: reasonSentence(flaw), reasons: [reasonOf(flaw)] } };
  return { outcome: "setup", content: setupContent(reading, base) };
}

const EMPTY: ProposalContent = {
  text: "",
  move: null,
  moveText: null,
  alternatives: [],
  cells: [],
  unexplained: [],
  questions: [],
  reasons: [],
  verdicts: [],
  confidence: 0,
  position: null,
};

const reasonOf = (code: NonNullable<SetupReading["flaw"]>): Reason => ({ code, text: reasonSentence(code) });

function setupContent(reading: SetupReading, base: SetupBase): ProposalContent {
  const fixed = base.manifest.setup === "fixed";
  const seen = positionSeen(reading, base.manifest);
  const position = fixed ? (base.initial.grid ?? seen) : seen;
  const odd = fixed ? mismatches(reading, position) : [];
  return {
    ...EMPTY,
    text: fixed ? fixedText(odd, reading.board) : readText(reading, base.table),
    cells: cellsToShow(reading, position, fixed ? odd : undefined),
    unexplained: odd.map((cell) => nameOf(reading.board, cell)),
    reasons: fixed ? fixedReasons(odd, reading.board) : readReasons(reading),
    confidence: confidenceOf(reading, odd),
    position,
  };
}

/** Whether the reading knows an owner for every piece, so that it can be agreed to as it is. */
export const isComplete = ({ cells }: SetupReading): boolean =>
  cells.every(({ occupied, owner }) => !occupied || owner !== null);

/** The position as it was read. */
export function positionSeen({ board, cells }: SetupReading, manifest: PackManifest): Grid {
  const type = manifest.pieces[0]?.id ?? "piece";
  const grid = emptyGrid(board).map((row) => [...row]);
  for (const { cell, occupied, owner } of cells) {
    const { col, row } = cellAt(board, cell);
    const line = grid[row];
    if (occupied && line) line[col] = { type, player: owner };
  }
  return grid;
}

/** Pieces with the probability that they stand there. */
export function piecesOfSetup(position: Grid, { board, cells }: SetupReading): readonly SeenPiece[] {
  return position.flatMap((row, y) =>
    row.flatMap((piece, x) => {
      const seen = cells[y * board.cols + x];
      return piece ? [{ ...piece, position: { x, y }, confidence: rounded(seen?.confidence ?? 0) }] : [];
    }),
  );
}

/** Cells that are not occupied as the start position says. */
const mismatches = ({ board, cells }: SetupReading, position: Grid): readonly number[] =>
  cells.filter(({ cell, occupied }) => occupied !== (pieceAt(position, board, cell) !== null)).map(({ cell }) => cell);

const pieceAt = (grid: Grid, board: GridSpec, cell: number): Piece | null => {
  const { col, row } = cellAt(board, cell);
  return grid[row]?.[col] ?? null;
};

const nameOf = (board: GridSpec, cell: number) => cellName(board, cellAt(board, cell));

function fixedText(odd: readonly number[], board: GridSpec): string {
  if (odd.length === 0) return "The start position is there. Begin?";
  return `Not as at the start: ${someNames(odd, board)}. Begin all the same?`;
}

function readText({ cells }: SetupReading, table: Table): string {
  const pieces = cells.filter(({ occupied }) => occupied);
  if (pieces.length === 0) return "The board is empty. Is that the set-up?";
  const perPlayer = table.players
    .map(({ seat }) => ({ seat, count: pieces.filter(({ owner }) => owner === seat).length }))
    .filter(({ count }) => count > 0)
    .map(({ seat, count }) => `${playerLabel(table, seat)} ${count}`);
  const nobody = pieces.filter(({ owner }) => owner === null).length;
  const parts = [...perPlayer, ...(nobody > 0 ? [`unclear ${nobody}`] : [])].join(", ");
  return `The set-up has ${pieces.length} ${pieces.length === 1 ? "piece" : "pieces"}: ${parts}. Is that right?`;
}

const someNames = (cells: readonly number[], board: GridSpec): string => {
  const names = cells.slice(0, 6).map((cell) => nameOf(board, cell));
  return cells.length > 6 ? `${names.join(", ")} and ${cells.length - 6} more` : names.join(", ");
};

const CONFIRM: Reason = { code: "setup", text: "The set-up is the ground of the whole game, so a person confirms it." };

function fixedReasons(odd: readonly number[], board: GridSpec): readonly Reason[] {
  if (odd.length === 0) return [CONFIRM];
  return [{ code: "setup_differs", text: `These cells do not look as at the start: ${someNames(odd, board)}.` }];
}

function readReasons(reading: SetupReading): readonly Reason[] {
  if (isComplete(reading)) return [CONFIRM];
  if (!reading.coloursKnown) {
    const text = "Whose pieces these are is not known yet. Tap one piece of every player, or fill the position in.";
    return [{ code: "palette_missing", text }];
  }
  const unclear = reading.cells.filter(({ occupied, owner }) => occupied && owner === null).map(({ cell }) => cell);
  return [
    { code: "owner_unclear", text: `It is not clear what lies on ${someNames(unclear, reading.board)}. Fill it in.` },
  ];
}

/** The chance that every cell was read right. */
function confidenceOf({ cells }: SetupReading, odd: readonly number[]): number {
  if (odd.length > 0) return 0;
  return rounded(cells.reduce((product, { confidence }) => product * confidence, 1));
}

function cellsToShow(
  reading: SetupReading,
  position: Grid,
  only: readonly number[] | undefined,
): readonly ProposalCell[] {
  const { board, cells, image, imageToBoard } = reading;
  const shown = only ?? cells.filter(({ occupied }) => occupied).map(({ cell }) => cell);
  return shown.map((cell) => {
    const seen = cells[cell];
    const { col, row } = cellAt(board, cell);
    const [x, y, width, height] = cellRegion(imageToBoard, col, row, image);
    return {
      cell: nameOf(board, cell),
      before: only ? pieceWord(pieceAt(position, board, cell)) : "empty",
      after: seen?.occupied ? (seen.owner === null ? "unknown" : `player_${seen.owner}`) : "empty",
      score: 0,
      confidence: rounded(seen?.confidence ?? 0),
      region: [Math.round(x), Math.round(y), Math.round(width), Math.round(height)],
    };
  });
}

const rounded = (value: number) => Math.round(value * 1000) / 1000;
