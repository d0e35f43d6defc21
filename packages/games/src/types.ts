/**
 * The words of a game: boards, positions, moves, packs and their rules. Types only: `vision` imports this file and
 * nothing else of `games`.
 */

/** Seat of a player at the table, 1 to 12. */
export type Seat = number;

/** Column from the left and row from the top of the rectified board, both from 0. */
export interface CellRef {
  readonly col: number;
  readonly row: number;
}

/** A regular board. With `intersections` the pieces stand on the line crossings, and `corners` are the outermost ones. */
export interface GridSpec {
  readonly kind: "grid";
  readonly rows: number;
  readonly cols: number;
  readonly points: "cells" | "intersections";
  /** Where names count from: `top` gives `A1` in the upper left, `bottom` gives chess names (`a1` in the lower left). */
  readonly origin: "top" | "bottom";
  readonly letters: "upper" | "lower";
  /** Checkered boards have a colour model for each of two square colours. */
  readonly checkered?: boolean;
}

/** A zone of a board, polygon in 0–1000 board units. */
export interface ZoneSpec {
  readonly id: string;
  readonly name: string;
  readonly kind: "count" | "occupancy" | "track" | "text";
  readonly polygon?: readonly BoardPoint[];
  readonly owners?: readonly Seat[];
  readonly max?: number;
  /** Of a track: the centre of every step from 0 on; absent where nobody drew them. */
  readonly stops?: readonly BoardPoint[];
  /** Side of one piece that lies here, millimetres; absent: learned from the first agreed pieces. */
  readonly unitMm?: number;
}

/** A place on a board of zones, `[x, y]` in 0–1000 of its width and height; origin top left. */
export type BoardPoint = readonly [number, number];

/** A board of named areas. */
export interface ZonesSpec {
  readonly kind: "zones";
  readonly zones: readonly ZoneSpec[];
  /** Width over height of the board; 1 when absent. */
  readonly aspect?: number;
  /** Width of the board, millimetres; absent where nobody measured it. */
  readonly widthMm?: number;
  /** Fixed marks in the players' colours, to learn those colours from in every photo. */
  readonly discs?: readonly { readonly player: Seat; readonly at: BoardPoint; readonly radius: number }[];
}

/** A free table measured in millimetres; origin top left. */
export interface TableSpec {
  readonly kind: "table";
  readonly widthMm: number;
  readonly heightMm: number;
  /** Height of the rim of a base over the table, millimetres; 4 when absent. */
  readonly rimMm?: number;
}

/** What the camera sees, in board units. */
export type BoardSpec = GridSpec | ZonesSpec | TableSpec;

/** One part of a move. Cells are names of the pack (`E4`, chess `e4`). */
export type SimpleMove =
  | { readonly kind: "place"; readonly player: Seat; readonly piece?: string | undefined; readonly to: string }
  | { readonly kind: "remove"; readonly player: Seat | null; readonly from: string }
  | {
      readonly kind: "move";
      readonly player: Seat;
      readonly from: string;
      readonly to: string;
      readonly san?: string | undefined;
      readonly uci?: string | undefined;
    }
  | {
      readonly kind: "capture";
      readonly player: Seat;
      readonly from: string;
      readonly to: string;
      readonly captured?: string | undefined;
      readonly san?: string | undefined;
      readonly uci?: string | undefined;
    }
  | { readonly kind: "swap"; readonly player: Seat; readonly a: string; readonly b: string }
  | { readonly kind: "count"; readonly player: Seat; readonly zone: string; readonly delta: number }
  | { readonly kind: "track"; readonly player: Seat; readonly track: string; readonly to: number }
  | {
      readonly kind: "relocate";
      readonly player: Seat;
      readonly base_id: string;
      readonly to: { readonly x: number; readonly y: number };
    }
  | { readonly kind: "pass"; readonly player: Seat };

/** A move as it is stored in events and travels on the wire, without its text. */
export type Move =
  | SimpleMove
  | { readonly kind: "composite"; readonly player: Seat; readonly parts: readonly SimpleMove[] };

/** What stands on a cell. `player` is null for pieces that belong to nobody. */
export interface Piece {
  readonly type: string;
  readonly player: Seat | null;
}

/** A base on a table. */
export interface Base {
  readonly id: string;
  readonly type: string;
  readonly player: Seat | null;
  readonly x: number;
  readonly y: number;
  readonly baseMm: number;
  readonly sigmaMm?: number;
}

/**
 * State of a game, as plain data. Equal positions have equal canonical JSON. `grid[row][col]`, row 0 on top, column 0
 * on the left. `extra` belongs to the rule module (chess keeps FEN rights there) and must be plain JSON.
 */
export interface GameState {
  /** Number of committed moves that end a turn. */
  readonly turn: number;
  readonly round: number;
  readonly phase: string;
  /** Whose turn it is; null when anybody may move. */
  readonly turnPlayer: Seat | null;
  readonly grid?: readonly (readonly (Piece | null)[])[];
  readonly zones?: Readonly<Record<string, Readonly<Record<string, number>>>>;
  readonly tracks?: Readonly<Record<string, Readonly<Record<string, number>>>>;
  readonly bases?: readonly Base[];
  /** Key `player_{seat}`. */
  readonly resources: Readonly<Record<string, Readonly<Record<string, number>>>>;
  readonly extra?: unknown;
}

/** What the rules say about a move. Advice only. */
export interface Verdict {
  readonly rule: string;
  readonly result: "ok" | "violation" | "cannot_tell" | "not_checked";
  readonly severity: "info" | "warn";
  readonly text: string;
  readonly measured?: number;
  readonly limit?: number;
  readonly sigma?: number;
}

/** Class of a cell as a camera can tell: nothing there, or a piece of a seat. */
export type CellClass = "empty" | `player_${number}`;

/** What was measured on one cell. */
export interface CellEvidence extends CellRef {
  /** Shift-tolerant colour difference to the agreed frame, 0 to 60. */
  readonly score: number;
  /** By the cut of vision.md 6.8. */
  readonly status: "changed" | "unsure" | "same";
  /** Log likelihood per class relative to the best class (≤ 0); classes never learned are absent. */
  readonly logLik: Readonly<Partial<Record<CellClass, number>>>;
}

/** What a photo says about the pieces of one owner in one zone, or about their marker on a track. */
export interface ZoneOwnerSeen {
  readonly player: Seat;
  /** Count (or step) in the agreed state. */
  readonly before: number;
  /** Most likely count (or step) now. */
  readonly after: number;
  /** What else it could be, both ends included; `least === most` where the photo settles it. */
  readonly least: number;
  readonly most: number;
  /** Probability of `after`, 0 to 1. */
  readonly confidence: number;
}

/** What a photo says about one zone that changed or may have changed. */
export interface ZoneEvidence {
  readonly zone: string;
  readonly owners: readonly ZoneOwnerSeen[];
  /** Something changed here that no piece of a known colour explains. */
  readonly unexplained: boolean;
}

/** A base as a photo shows it. */
export interface BaseEvidence {
  /** The known base it is taken for; null for one nobody knows yet. */
  readonly baseId: string | null;
  /** Centre, millimetres from the top left of the table. */
  readonly x: number;
  readonly y: number;
  readonly baseMm: number;
  readonly sigmaMm: number;
  /** Share of the rim with an edge under it, 0 to 1. */
  readonly support: number;
  readonly status: "same" | "moved" | "appeared" | "gone";
  /** By the colour of the unit; null where it is not known. */
  readonly player: Seat | null;
  /** Other known bases it could be as well. */
  readonly couldBe: readonly string[];
}

/** What a photo says about the board, as far as rules need to know. Filled by `vision`. */
export interface BoardObservation {
  /** All cells, row by row: `cells[row * cols + col]`; empty where the board is no grid. */
  readonly cells: readonly CellEvidence[];
  /** On a board of zones: those that changed or may have. */
  readonly zones?: readonly ZoneEvidence[];
  /** On a table: every base that was found or is missed. */
  readonly bases?: readonly BaseEvidence[];
}

/** A move the pack allows, with what the board would look like where it acts. */
export interface Hypothesis {
  readonly move: Move;
  readonly cells: readonly (CellRef & { readonly before: CellClass; readonly after: CellClass })[];
  /** How many single moves this is; 2 is looked at only where one does not explain the photo. */
  readonly plies: 1 | 2;
}

/** Outcome of {@link RuleModule.apply}. */
export type Applied =
  | { readonly ok: true; readonly state: GameState }
  | { readonly ok: false; readonly conflict: string };

/** End of a game. */
export interface GameResult {
  readonly winner: Seat | null;
  readonly reason: string;
}

/** What a rule module is told about the table. */
export interface Table {
  readonly players: readonly { readonly seat: Seat; readonly name: string; readonly color: string }[];
  readonly options: Readonly<Record<string, unknown>>;
}

/** Rules of a kind of game: pure, total, no clock, no chance. */
export interface RuleModule {
  /** @returns Board this game is played on; custom packs take it from the options. */
  board(options: Readonly<Record<string, unknown>>): BoardSpec;
  initial(table: Table): GameState;
  /** Never throws: a move that cannot be applied is a conflict with its reason. */
  apply(state: GameState, move: Move, table: Table): Applied;
  /**
   * Moves that could explain the photo, best evidence first, at most 5,000.
   * `plies` 2 asks for lines of two moves; packs that allow one only answer with none.
   */
  hypotheses(state: GameState, seen: BoardObservation, table: Table, plies: 1 | 2): readonly Hypothesis[];
  check(state: GameState, move: Move, table: Table): readonly Verdict[];
  /** "Blue: E4 → F5" */
  describe(state: GameState, move: Move, table: Table): string;
  end(state: GameState): GameResult | null;
  /** Whether the move passes the turn on. */
  endsTurn(state: GameState, move: Move): boolean;
}

/** One field of the form people fill in for a turn. */
export interface TurnField {
  readonly id: string;
  readonly name: string;
  readonly kind: "choice" | "text" | "number" | "yes_no";
  readonly options?: readonly { readonly value: string; readonly label: string }[];
  /** Asked of these players only; absent: of all. */
  readonly of?: "human" | "bot";
}

/** One line of the score sheet. */
export interface ScoreField {
  readonly id: string;
  readonly name: string;
  /** What one unit is worth, 1 when absent; 0 for lines that only break ties. */
  readonly points?: number;
  /** Where the value is taken from when nobody wrote another. */
  readonly from?: { readonly track: string } | { readonly resource: string } | { readonly zone: string };
}

/** A kind of game, as data. Immutable per version. */
export interface PackManifest {
  readonly id: string;
  readonly version: string;
  readonly title: string;
  readonly players: { readonly min: number; readonly max: number };
  readonly bggId?: number;
  /** Absent where the options of the game decide (`custom_grid`). */
  readonly board?: BoardSpec;
  readonly pieces: readonly {
    readonly id: string;
    readonly name: string;
    readonly footprint: "flat" | "cube" | "disc" | "tall" | "base";
    readonly baseMm?: number;
  }[];
  readonly turn: {
    readonly phases: readonly { readonly id: string; readonly name: string; readonly photo: boolean }[];
    readonly order: "alternate" | "clockwise" | "round" | "free";
    /** Asked after a move; absent: nothing is. */
    readonly form?: readonly TurnField[];
  };
  /** Absent: a winner can be named, nothing is counted. */
  readonly score?: {
    readonly fields: readonly ScoreField[];
    /** Whether the most points win, or the fewest. */
    readonly highestWins: boolean;
    /** Fields that decide between equal totals, in this order; more is better. */
    readonly tieBreak: readonly string[];
  };
  readonly moves: readonly SimpleMove["kind"][];
  readonly maxChangedCells: number;
  readonly pliesPerCapture: 1 | 2;
  readonly resources: readonly {
    readonly id: string;
    readonly name: string;
    readonly start: number;
    readonly min?: number;
    readonly max?: number;
  }[];
  /** `fixed`: the start position is known; `photo`: it is read from the first photo and confirmed. */
  readonly setup: "fixed" | "photo";
  /** Whether photos are read, or moves are entered by hand. */
  readonly readsPhotos: boolean;
}

/** A kind of game with its rules. */
export interface Pack {
  readonly manifest: PackManifest;
  readonly rules: RuleModule;
}
