/** The words of vision.md 4. Every type is plain data that survives structured clone. */
import type { CellClass, CellRef, GridSpec, Hypothesis, Seat } from "@wopr/games";

/** A point of a photo or frame, `[x, y]`; origin top left, x right, y down, pixel centres at .5. */
export type Point = readonly [number, number];

/** A 3×3 projective map, row by row; h33 = 1 where it comes from a calibration. */
export type Homography = readonly [number, number, number, number, number, number, number, number, number];

/** An upright sRGB picture: `rgb[3 * (y * width + x) + channel]`. */
export interface Image {
  readonly width: number;
  readonly height: number;
  readonly rgb: Uint8Array;
  /** Pixels of the upright original per pixel of this picture, ≥ 1. */
  readonly scale: number;
  /** Lower-case hex of the bytes that were decoded. */
  readonly sha256: string;
  /** 64-bit difference hash as 16 hex digits. */
  readonly dhash: string;
}

/** How good the photo is (6.2). */
export interface Quality {
  /** Variance of the Laplacian of luma at 800 px on the long side. */
  readonly sharpness: number;
  /** To the median of the last agreed frames; 1 when there is none. */
  readonly sharpnessRatio: number;
  readonly meanLuma: number;
  readonly clippedShare: number;
  readonly verdicts: readonly ("blurred" | "dark" | "bright" | "frozen")[];
}

/** Where the board lies in the picture. `corners`: TL, TR, BR, BL in pixels of the upright original. */
export interface Calibration {
  readonly kind: "corners" | "fiducials" | "table";
  readonly image: { readonly width: number; readonly height: number };
  readonly corners: readonly [Point, Point, Point, Point];
  /** Photo (upright original, pixels) → board (cells; 0,0 = outer top left corner of the grid). */
  readonly imageToBoard: Homography;
  /** Shortest side of the smallest cell in the photo, pixels. */
  readonly smallestCellPx: number;
  readonly warnings: readonly string[];
}

/** A board seen straight from above, with a margin. */
export interface Rect {
  readonly width: number;
  readonly height: number;
  readonly cellPx: number;
  readonly marginCells: number;
  readonly rows: number;
  readonly cols: number;
  readonly rgb: Uint8Array;
  /** 1 where the photo had a pixel, else 0. */
  readonly valid: Uint8Array;
}

/** How the current frame was laid over the reference (6.5). */
export interface Registration {
  /** Reference photo → current photo, pixels of the upright originals. */
  readonly homography: Homography;
  /** Correlation registration ended with, 0 to 1. */
  readonly rho: number;
  readonly maxCornerMoveCells: number;
  readonly method: "ecc" | "features" | "none";
  readonly weak: boolean;
  readonly iterations: number;
  /** Matches that agree with the map, where features found it. */
  readonly inliers?: number;
  /** The board lies in the photo by more than a right angle's half otherwise than before; a person is asked. */
  readonly turned?: boolean;
  /** The board lies elsewhere in the photo than in the reference, as in hand-held photos. */
  readonly moved?: boolean;
}

/** What was done about changed light (6.6). */
export interface Relight {
  readonly applied: "none" | "offset" | "tone" | "surface";
  readonly shift: readonly [number, number, number];
  readonly residualIqr: number;
  /** Area of large shadows that were taken off, cells²; absent where there was none. */
  readonly shadowCells2?: number;
}

/** Something large that does not belong to the board (6.7). */
export interface Occlusion {
  readonly blocked: boolean;
  readonly tooMuch: boolean;
  readonly blobs: readonly {
    readonly insideCells2: number;
    readonly outsideCells2: number;
    readonly inscribedRadiusCells: number;
    readonly touchesEdge: boolean;
    /** Bounding box in cells of the board, may reach outside it. */
    readonly box: readonly [number, number, number, number];
    readonly side: "left" | "right" | "top" | "bottom" | "inside";
  }[];
}

/** Scores of all cells and the cut between changed and not (6.8). */
export interface Scores {
  readonly d: readonly number[];
  readonly threshold: number;
  readonly gapRatio: number;
  readonly band: readonly [number, number];
  readonly changed: readonly number[];
  readonly unsure: readonly number[];
}

/** State of one cell, read from the photo (6.9). */
export interface CellReading extends CellRef {
  readonly kind: "empty" | "occupied" | "unknown";
  readonly owner: Seat | null;
  /** Distance to the nearest palette colour, Lab units. */
  readonly distance: number;
  /** 1 − d₁/d₂; 1 when only one colour is known. */
  readonly ownerMargin: number;
  readonly lab: readonly [number, number, number];
  /** Score D against the same cell of the setup frame, when that cell was empty there; else null. */
  readonly emptyScore: number | null;
}

/** A learned colour of a player. Lab: L 0–255 (L* · 2.55), a and b in CIE units. */
export interface PaletteEntry {
  readonly player: Seat;
  readonly lab: readonly [number, number, number];
  readonly spread: number;
  readonly samples: number;
}

/** Colours of all players. */
export interface Palette {
  readonly entries: readonly PaletteEntry[];
  /** Pairs whose colours are closer than 18 units. */
  readonly tooClose: readonly (readonly [Seat, Seat])[];
}

/** Milliseconds per stage, measured by whoever runs the stages (the core has no clock). */
export type StageTimes = Readonly<Record<string, number>>;

/** Everything measured on one capture; enough to infer again on another base without the photo. JSON ≤ 64 KiB. */
export interface Observation {
  readonly pipelineVersion: string;
  readonly board: GridSpec;
  /** Size of the upright original the photo was decoded from, pixels. */
  readonly image: { readonly width: number; readonly height: number };
  readonly quality: Quality;
  readonly registration: Registration;
  /**
   * This photo (upright original, pixels) → board cells: the calibration with every registration since. Once the photo
   * is agreed this is the map of the next reference.
   */
  readonly imageToBoard: Homography;
  readonly relight: Relight;
  readonly occlusion: Occlusion;
  readonly scores: Scores;
  /** Looks and piece colours of all cells, packed (see `unpackLooks`); empty when the run stopped before. */
  readonly looks: string;
  /** Readings of changed and unsure cells. */
  readonly readings: readonly CellReading[];
  /** The palette the readings were made with. */
  readonly palette: Palette;
  /** Set when the photo's bytes or pixels equal the reference's. */
  readonly sameAsReference: boolean;
  /** Whether a person asked to use the photo although a stage refused it; then the outcome is at most `ask`. */
  readonly usedAnyway: boolean;
  /** The stage that refused; with `usedAnyway` the run went on all the same. */
  readonly stopped: { readonly stage: StageName; readonly reason: ReasonCode } | null;
}

/** Stages of a run, in order. */
export type StageName =
  | "decode"
  | "quality"
  | "rectify"
  | "register"
  | "relight"
  | "occlusion"
  | "scores"
  | "readings"
  | "infer"
  | "decide";

/** One believed move with its weight. */
export interface Ranked {
  readonly hypothesis: Hypothesis;
  readonly logScore: number;
  readonly probability: number;
}

/** What the rules make of an observation (6.12). */
export interface Inference {
  readonly top: readonly Ranked[];
  /** Nats between the first and whatever comes next, "none of these" included; 999 when there is no hypothesis. */
  readonly marginNats: number;
  /** Changed cells outside the best hypothesis, as indices `row * cols + col`. */
  readonly unexplained: readonly number[];
  readonly hypothesesCounted: number;
}

/** Why an outcome is not `sure`. */
export type ReasonCode =
  | "blurred"
  | "dark"
  | "bright"
  | "frozen"
  | "hand"
  | "camera_moved"
  | "board_turned"
  | "not_the_board"
  | "weak_registration"
  | "unsure_cell"
  | "close_hypotheses"
  | "owner_unclear"
  | "count_unclear"
  | "base_unclear"
  | "unexplained_cell"
  | "nothing_legal"
  | "too_many_cells"
  | "light_changed"
  | "two_moves"
  | "only_removed"
  | "low_confidence"
  | "same_photo"
  | "nothing_changed"
  | "used_anyway"
  | "late";

/** Something to ask a person; `id` is stable for equal input. */
export interface Question {
  readonly id: string;
  readonly kind: "choice" | "yes_no" | "cell" | "number";
  readonly reason: ReasonCode;
  /** Indices `row * cols + col`. */
  readonly cells: readonly number[];
  /** Hypotheses or classes to choose from. */
  readonly options: readonly { readonly value: string; readonly hypothesis?: number; readonly cls?: CellClass }[];
}

/** What to do with a photo. */
export interface Decision {
  readonly outcome: "sure" | "ask" | "no_change" | "retake" | "too_much";
  readonly reasons: readonly ReasonCode[];
  readonly questions: readonly Question[];
  /** Calibrated probability that the best hypothesis is exactly right, 0 to 1. */
  readonly confidence: number;
}
