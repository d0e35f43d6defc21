/** What a picture is made of, as plain data. Lengths are in cells unless they say otherwise. */
import type { CameraSpec } from "./camera.ts";
import type { Rgb } from "./color.ts";
import type { HandSpec } from "./hand.ts";
import type { Paint } from "./texture.ts";

/** A surface: plain, or painted with its origin in the middle of the piece. */
export interface Surface {
  readonly color: Rgb;
  /** Painted top; pieces that share the function share the picture. */
  readonly top?: Paint;
  /** Strength of the highlight, 0 to 1. */
  readonly gloss?: number;
}

/** Shape of a piece, standing on the board with its centre at 0, 0. */
export type PieceShape =
  | { readonly kind: "tile"; readonly width: number; readonly height: number; readonly corner: number }
  | { readonly kind: "cube"; readonly width: number }
  | { readonly kind: "disc"; readonly radius: number; readonly height: number }
  | { readonly kind: "cylinder"; readonly radius: number; readonly height: number }
  | { readonly kind: "stone"; readonly radius: number; readonly height: number }
  | { readonly kind: "pawn"; readonly radius: number; readonly height: number };

/** A piece somewhere in the scene. */
export interface PlacedPiece {
  readonly shape: PieceShape;
  readonly surface: Surface;
  /** Centre. A piece in the middle of the cell in column 0, row 0 is at 0.5, 0.5. */
  readonly x: number;
  readonly y: number;
  /** Degrees, clockwise as seen from above. */
  readonly turn?: number;
  /** Height of what it stands on: 0 is the board; default the board. */
  readonly z?: number;
}

/** The board: a slab whose upper side is at height 0. */
export interface BoardModel {
  readonly rows: number;
  readonly cols: number;
  /** Outer box `[left, top, right, bottom]`; the grid is `[0, 0, cols, rows]`. */
  readonly box: readonly [number, number, number, number];
  readonly thickness: number;
  /** Radius of its corners. */
  readonly corner: number;
  readonly paint: Paint;
  readonly edge: Rgb;
  /** Strength of the highlight, 0 to 1. */
  readonly gloss: number;
}

/** Where light comes from. */
export interface Light {
  /** Degrees above the table. */
  readonly elevation: number;
  /** Side it comes from, degrees clockwise from the upper edge of the board. */
  readonly azimuth: number;
  /** Share of the light that comes from the whole sky, 0 to 1. */
  readonly ambient: number;
  /** Angular radius of the sun or lamp in degrees: how soft shadows are. */
  readonly size: number;
  /** 2700 to 6500. */
  readonly kelvin: number;
  readonly exposure: number;
  /** Brightness from left to right and top to bottom: −0.3 is 30 % darker on the right than in the middle. */
  readonly gradient: readonly [number, number];
}

/** What the sensor and its file format do. */
export interface Sensor {
  /** Darkening in the corners, 0 to 1. */
  readonly vignette: number;
  /** Standard deviation of the blur in pixels. */
  readonly blur: number;
  /** Standard deviation of noise that is always there, in levels of 255. */
  readonly readNoise: number;
  /** Standard deviation of noise that grows with light, in levels of 255 at full white. */
  readonly shotNoise: number;
  /** JPEG quality, 1 to 100. */
  readonly quality: number;
}

/** A picture to be taken. Equal scenes give equal pictures. */
export interface Scene {
  readonly seed: number;
  readonly camera: CameraSpec;
  readonly board: BoardModel;
  readonly table: Paint;
  readonly pieces: readonly PlacedPiece[];
  readonly light: Light;
  readonly sensor: Sensor;
  readonly hand?: HandSpec;
  /** Extra samples along edges: 1 none, 2 or 3 times as many in both directions. */
  readonly antialias: 1 | 2 | 3;
  /** Directions of light that shadows are the mean of; more is smoother and slower. */
  readonly shadowRays: number;
}
