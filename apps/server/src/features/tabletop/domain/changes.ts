import { cellName, type GameState, type PackManifest, type Piece, playerKey } from "@wopr/games";

/** One difference between two states, in words. */
export interface StateChange {
  readonly cell?: string;
  readonly zone?: string;
  readonly before: string;
  readonly after: string;
}

/** "empty", "player_1 knight", or the piece alone when it belongs to nobody. */
export const pieceWord = (piece: Piece | null): string =>
  piece === null ? "empty" : piece.player === null ? piece.type : `${playerKey(piece.player)} ${piece.type}`;

/** What differs between two states of one game: cells first, then zones and tracks. */
export function changesBetween(manifest: PackManifest, before: GameState, after: GameState): readonly StateChange[] {
  return [
    ...cellChanges(manifest, before, after),
    ...countChanges(before.zones ?? {}, after.zones ?? {}),
    ...countChanges(before.tracks ?? {}, after.tracks ?? {}),
  ];
}

function cellChanges(manifest: PackManifest, before: GameState, after: GameState): readonly StateChange[] {
  const { board } = manifest;
  if (board?.kind !== "grid") return [];
  return Array.from({ length: board.rows * board.cols }, (_, i) => ({
    col: i % board.cols,
    row: Math.floor(i / board.cols),
  })).flatMap((cell) => {
    const was = pieceWord(before.grid?.[cell.row]?.[cell.col] ?? null);
    const is = pieceWord(after.grid?.[cell.row]?.[cell.col] ?? null);
    return was === is ? [] : [{ cell: cellName(board, cell), before: was, after: is }];
  });
}

type Counts = Readonly<Record<string, Readonly<Record<string, number>>>>;

function countChanges(before: Counts, after: Counts): readonly StateChange[] {
  const zones = [...new Set([...Object.keys(before), ...Object.keys(after)])].sort();
  return zones.flatMap((zone) => {
    const [was, is] = [wordOf(before[zone]), wordOf(after[zone])];
    return was === is ? [] : [{ zone, before: was, after: is }];
  });
}

const wordOf = (counts: Readonly<Record<string, number>> | undefined): string =>
  Object.entries(counts ?? {})
    .filter(([, count]) => count !== 0)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([owner, count]) => `${owner} ${count}`)
    .join(", ") || "0";
