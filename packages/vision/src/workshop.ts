// What is done once, beside the games: measuring a lens, printing sheets. Apart from the core, which browsers load.
export { chessboardPattern, findChessboard, type PatternSize } from "./lens/chessboard.ts";
export { type LensFit, type LensProblem, type LensView, lensFromViews } from "./lens/fit.ts";
export type { Lens } from "./lens/model.ts";
export { straighten } from "./lens/straighten.ts";
export { chessSheetPdf } from "./sheet/chess-sheet.ts";
export { MARKER_SIZES_MM, type MarkerSheet, markerSheetPdf } from "./sheet/marker-sheet.ts";
