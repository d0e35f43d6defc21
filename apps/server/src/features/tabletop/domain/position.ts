import type { BoardStateWire } from "@wopr/contracts";
import {
  type Base,
  checkState,
  type GameState,
  type PackManifest,
  type Piece,
  playerKey,
  type Table,
} from "@wopr/games";
import type { StateParts } from "./events.ts";

/** Something wrong with a position, with a JSON pointer into what was sent. */
export interface PositionProblem {
  readonly at: string;
  readonly detail: string;
}

type Sent = { readonly [K in keyof BoardStateWire]?: BoardStateWire[K] | undefined };
type SentPiece = NonNullable<BoardStateWire["pieces"]>[number];
type Counts = Readonly<Record<string, Readonly<Record<string, number>>>>;

/**
 * Turns a board as clients send it into parts of a state.
 *
 * A board of cells may be sent as `grid` or as `pieces` (column and row); both say the whole board, `grid` wins. On
 * other boards pieces that name a zone are counted there, the others are kept where they lie.
 */
export function partsOfBoard(
  board: Sent,
  manifest: PackManifest,
): { readonly parts: StateParts; readonly problems: readonly PositionProblem[] } {
  const { grid, pieces, zones, tracks } = board;
  const counts = { ...(zones ? { zones } : {}), ...(tracks ? { tracks } : {}) };
  if (manifest.board?.kind === "grid") {
    if (grid) return { parts: { ...counts, grid: cleanGrid(grid) }, problems: [] };
    if (!pieces) return { parts: counts, problems: [] };
    const laid = layPieces(pieces, manifest.board.rows, manifest.board.cols);
    return { parts: { ...counts, grid: laid.grid }, problems: laid.problems };
  }
  // A board without cells may be sent with an empty grid beside it, as the published example does.
  if (grid?.some((row) => row.some((piece) => piece !== null)))
    return { parts: {}, problems: [{ at: "/board_state/grid", detail: `${manifest.title} has no grid.` }] };
  if (!pieces) return { parts: counts, problems: [] };
  const inZones = zones ?? countInZones(pieces);
  const lying = pieces.filter((piece) => piece.zone === undefined).map(baseOf);
  return { parts: { ...counts, ...(inZones ? { zones: inZones } : {}), bases: lying }, problems: [] };
}

/** What is wrong with parts of a state that somebody sets; pointers as in the body of `POST state`. */
export function problemsOfParts(manifest: PackManifest, table: Table, parts: StateParts): readonly PositionProblem[] {
  const { phase, grid, zones, tracks, resources, bases } = parts;
  const part = {
    ...(phase === undefined ? {} : { phase }),
    ...(grid ? { grid } : {}),
    ...(zones ? { zones } : {}),
    ...(tracks ? { tracks } : {}),
    ...(resources ? { resources } : {}),
    ...(bases ? { bases } : {}),
  };
  return checkState(manifest, table, part)
    .filter(({ severity }) => severity === "error")
    .map(({ pointer, text }) => ({
      at: /^\/(phase|resources)/.test(pointer) ? pointer : `/board_state${pointer}`,
      detail: text,
    }));
}

const cleanGrid = (grid: NonNullable<BoardStateWire["grid"]>): readonly (readonly (Piece | null)[])[] =>
  grid.map((row) => row.map((piece) => piece && { type: piece.type, player: piece.player }));

function layPieces(pieces: readonly SentPiece[], rows: number, cols: number) {
  const grid = Array.from({ length: rows }, () => new Array<Piece | null>(cols).fill(null));
  const problems: PositionProblem[] = [];
  for (const [i, { type, player, position }] of pieces.entries()) {
    const row = grid[position.y];
    const at = `/board_state/pieces/${i}/position`;
    if (!row || !(position.x in row))
      problems.push({ at, detail: `Column ${position.x}, row ${position.y} is not on the board.` });
    else if (row[position.x])
      problems.push({ at, detail: `Two pieces lie on column ${position.x}, row ${position.y}.` });
    else row[position.x] = { type, player };
  }
  return { grid, problems };
}

function countInZones(pieces: readonly SentPiece[]): Counts | undefined {
  const zones: Record<string, Record<string, number>> = {};
  for (const { zone, player } of pieces) {
    if (zone === undefined || player === null) continue;
    const counts = zones[zone] ?? {};
    counts[playerKey(player)] = (counts[playerKey(player)] ?? 0) + 1;
    zones[zone] = counts;
  }
  return Object.keys(zones).length > 0 ? zones : undefined;
}

const baseOf = (piece: SentPiece, index: number): Base => ({
  id: piece.id ?? `${piece.type}_${index + 1}`,
  type: piece.type,
  player: piece.player,
  x: piece.position.x,
  y: piece.position.y,
  baseMm: piece.base_mm ?? 0,
  ...(piece.sigma_mm === undefined ? {} : { sigmaMm: piece.sigma_mm }),
});

/** Where everything is, as clients read it. */
export function boardOfState(state: GameState): BoardStateWire {
  const { grid, zones, tracks, bases } = state;
  const pieces = [...piecesOfGrid(grid ?? []), ...(bases ?? []).map(pieceOfBase)];
  return {
    ...(grid ? { grid: grid.map((row) => [...row]) } : {}),
    pieces,
    ...(zones ? { zones } : {}),
    ...(tracks ? { tracks } : {}),
  };
}

/** Pieces of a grid, row by row. */
export const piecesOfGrid = (grid: NonNullable<GameState["grid"]>) =>
  grid.flatMap((row, y) =>
    row.flatMap((piece, x) => (piece ? [{ type: piece.type, player: piece.player, position: { x, y } }] : [])),
  );

const pieceOfBase = ({ id, type, player, x, y, baseMm, sigmaMm }: Base): SentPiece => ({
  id,
  type,
  player,
  position: { x, y },
  ...(baseMm > 0 ? { base_mm: baseMm } : {}),
  ...(sigmaMm === undefined ? {} : { sigma_mm: sigmaMm }),
});

/** Whether two grids show the same owners in the same cells; types do not matter, a camera cannot tell them apart. */
export function sameOwners(a: NonNullable<GameState["grid"]>, b: NonNullable<GameState["grid"]>): boolean {
  const owner = (piece: Piece | null | undefined) => (piece ? (piece.player ?? "nobody") : null);
  return a.length === b.length && a.every((row, y) => row.every((piece, x) => owner(piece) === owner(b[y]?.[x])));
}
