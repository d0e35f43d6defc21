import type { CellClass, GridSpec, SimpleMove } from "@wopr/games";
import type { Quad } from "../geometry/quad.ts";

/** Formats a folder may have. */
export type RecordingKind =
  | "tile_moves"
  | "letter_moves"
  | "full_boards"
  | "hands"
  | "chess_pairs"
  | "markers"
  | "zones";

/** What a hand does in a photo, where a folder says so. */
export type Hand = "on_board" | "beside_board" | "none";

/** One comparison: a photo with the one before it, and what is true. */
export interface Comparison {
  readonly file: string;
  readonly before: string;
  /** Corners of the board in each photo, where the folder gives them per photo. */
  readonly corners: Quad | null;
  readonly beforeCorners: Quad | null;
  /** True position when the photo before was taken, row by row; null where the folder does not say. */
  readonly position: readonly CellClass[] | null;
  /** True changes; null where the folder does not say. */
  readonly changes: readonly { readonly cell: number; readonly after: CellClass }[] | null;
  readonly hand: Hand;
  readonly board: GridSpec;
  /** Of chess: the position before with side and rights, and the move that was played. */
  readonly fen?: string;
  readonly uci?: string;
}

/** A folder as the bench measures it, whatever format it had. */
export interface Recording {
  readonly dir: string;
  readonly kind: RecordingKind;
  /** Class of the JSON → what the folder calls it: `player_1` → `red`. */
  readonly classes: Readonly<Record<string, string>>;
  /** Corners valid for the first photo and, as far as the camera stays, for all. */
  readonly corners: Quad | null;
  readonly comparisons: readonly Comparison[];
  /** Kinds of moves the game has. */
  readonly moves: readonly SimpleMove["kind"][];
  /** Most cells one move changes. */
  readonly maxChangedCells: number;
  /** Whether the owner of a piece can be told from the photo, so that owners are counted. */
  readonly countsOwners: boolean;
  /** Whether the pieces are tall: they lean over neighbouring cells. */
  readonly tall?: boolean;
}
