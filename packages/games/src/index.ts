export { cellAt, cellIndex, cellName, parseCell } from "./cells.ts";
export { type ChessMan, type ChessPosition, formatFen, type ParsedFen, parseFen, START_FEN } from "./chess/fen.ts";
export { positionOf as chessPositionOf } from "./chess/position.ts";
export { classOf, playerKey, playerLabel, seatOf } from "./labels.ts";
export { checkOptions, findPack, listPacks, manifestFor } from "./packs/index.ts";
export type { Problem } from "./problems.ts";
export { checkState, type StatePart } from "./state-check.ts";
export type {
  Applied,
  Base,
  BoardObservation,
  BoardSpec,
  CellClass,
  CellEvidence,
  CellRef,
  GameResult,
  GameState,
  GridSpec,
  Hypothesis,
  Move,
  Pack,
  PackManifest,
  Piece,
  RuleModule,
  Seat,
  SimpleMove,
  Table,
  TableSpec,
  Verdict,
  ZoneSpec,
  ZonesSpec,
} from "./types.ts";
