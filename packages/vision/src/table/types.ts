import type { Base } from "@wopr/games";
import type { CameraPose } from "./pose.ts";

/** A known base: where it lies and, as tie-break between equal ones, what colour its unit has. */
export type KnownBase = Pick<Base, "id" | "player" | "x" | "y" | "baseMm">;

/** What became of a base. */
export interface BaseTrack {
  readonly id: string;
  /** Centre on the table, millimetres. */
  readonly xMm: number;
  readonly yMm: number;
  readonly rMm: number;
  /** Share of the rim with an edge, 0 to 1. */
  readonly support: number;
  /** Standard deviation of the place in either direction, millimetres. */
  readonly sigmaMm: number;
  readonly status: "still" | "moved" | "gone";
  /** Ids of bases that this one may have changed places with: a question. */
  readonly unclear: readonly string[];
}

/** A base nobody knew, for a person to name. */
export interface NewBase {
  readonly xMm: number;
  readonly yMm: number;
  readonly rMm: number;
  readonly support: number;
  readonly sigmaMm: number;
}

/** How bases are tracked. */
export interface TrackOptions {
  /** Longest possible move of a base in one photo, millimetres; default across the whole table. */
  readonly longestMoveMm?: number;
  /** Root mean square error of the calibration, millimetres. */
  readonly rmsMm?: number;
  /** Where the camera stands; without it parallax is not corrected and weighs on the error. */
  readonly pose?: CameraPose;
  /** Radii that a base nobody knew may have; default the radii of the known ones. */
  readonly newRadiiMm?: readonly number[];
}
