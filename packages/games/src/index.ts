export { cellAt, cellIndex, cellName, parseCell } from "./cells.ts";
export { type ChessMan, type ChessPosition, formatFen, type ParsedFen, parseFen, START_FEN } from "./chess/fen.ts";
export { type AsPgn, movesOfPgn, type PlayedGame, toPgnGame } from "./chess/pgn-game.ts";
export { type PgnFile, type PgnGame, type PgnMove, readPgn } from "./chess/pgn-read.ts";
export type { PgnProblem, PgnResult } from "./chess/pgn-tokens.ts";
export { writePgn } from "./chess/pgn-write.ts";
export { positionOf as chessPositionOf, sidesOf as chessSidesOf } from "./chess/position.ts";
export { classOf, playerKey, playerLabel, seatOf } from "./labels.ts";
export { checkOptions, findPack, listPacks, manifestFor } from "./packs/index.ts";
export type { Problem } from "./problems.ts";
export { type RecordedGame, rulesForRecording } from "./recorded.ts";
export { checkScore, type ScoreEntry, type ScoreLine, scoreFields, scoreSheet } from "./score.ts";
export { checkState, type StatePart } from "./state-check.ts";
export { readLegionOptions, readTerrain, type Terrain } from "./table/legion-options.ts";
export { type MeasureAnswer, type MeasuredThing, type MeasureQuestion, measureOn, reachOn } from "./table/measure.ts";
export type {
  Applied,
  Base,
  BaseEvidence,
  BoardObservation,
  BoardPoint,
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
  ScoreField,
  Seat,
  SimpleMove,
  Table,
  TableSpec,
  TurnField,
  Verdict,
  ZoneEvidence,
  ZoneOwnerSeen,
  ZoneSpec,
  ZonesSpec,
} from "./types.ts";
