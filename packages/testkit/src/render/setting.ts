/** Random tables for tests: a board, a camera, light and pieces, and the photos of a game played on it. */
import type { Point } from "@wopr/vision";
import { PLAIN_COLORS, type PlainStyle, plainBoard } from "./boards/plain.ts";
import { clothTable, oakTable } from "./boards/tables.ts";
import type { CameraSpec } from "./camera.ts";
import { hex, type Rgb } from "./color.ts";
import type { HandSpec } from "./hand.ts";
import { SKIN_TONES } from "./hand.ts";
import { createRandom, type Random } from "./random.ts";
import type { Light, PieceShape, PlacedPiece, Scene, Sensor } from "./scene.ts";
import type { Paint } from "./texture.ts";

/** Colours of players that are told apart well. Seat 1 has the first. */
export const OWNER_COLORS: readonly Rgb[] = ["#c22f2f", "#2f5fc4", "#e3b21c", "#2f8f4a", "#f0efe9", "#26262a"].map(hex);

/** Colours of sleeves. */
export const SLEEVES: readonly Rgb[] = [
  "#27364f",
  "#7a1f24",
  "#e9e6df",
  "#1e1e20",
  "#4b6b3c",
  "#b98b3e",
  "#6f4a7d",
  "#8c8f94",
  "#2f7f86",
  "#d0714a",
  "#c7b69b",
  "#3b2a22",
].map(hex);

/** What stays the same over a game. */
export interface Setting {
  readonly seed: number;
  readonly board: Scene["board"];
  readonly table: Paint;
  readonly camera: CameraSpec;
  readonly light: Light;
  readonly sensor: Sensor;
  readonly shape: PieceShape;
  /** Colour by seat − 1. */
  readonly owners: readonly Rgb[];
}

/** What may be asked of a random setting; all else is drawn. */
export interface SettingWishes {
  readonly rows?: number;
  readonly cols?: number;
  /** Width of the picture, its height is three quarters. Default 640. */
  readonly width?: number;
  readonly style?: PlainStyle;
  readonly shape?: PieceShape["kind"];
  readonly players?: number;
}

/** Ranges of vision.md 6.13: tilt 0–25°, roll ± 5°, k1 −0.12 to 0.05, 2700–6500 K, noise 2–8 levels, JPEG 75–92. */
export function randomSetting(seed: number, wishes: SettingWishes = {}): Setting {
  const random = createRandom(seed);
  const rows = wishes.rows ?? random.whole(6, 16);
  const cols = wishes.cols ?? rows;
  const width = wishes.width ?? 640;
  const style = wishes.style ?? random.pick<PlainStyle>(["squares", "checks"]);
  const colors = random.pick(PLAIN_COLORS);
  const flat = random.next() < 0.5;
  return {
    seed,
    board: plainBoard(rows, cols, style, colors, seed),
    table: random.next() < 0.5 ? oakTable(seed) : clothTable(random.pick(PLAIN_COLORS).ground, seed),
    camera: randomCamera(random, rows, cols, width),
    light: {
      elevation: random.between(35, 75),
      azimuth: random.between(0, 360),
      ambient: random.between(0.4, 0.75),
      size: random.between(1.5, 9),
      kelvin: random.between(2700, 6500),
      exposure: random.between(0.75, 1.05),
      gradient: [random.between(-0.2, 0.2), random.between(-0.2, 0.2)],
    },
    sensor: {
      vignette: random.between(0, 0.35),
      blur: random.between(0.4, 0.9),
      readNoise: random.between(1, 3),
      shotNoise: random.between(1.5, 6),
      quality: random.whole(75, 92),
    },
    shape: randomShape(
      random,
      wishes.shape ?? (flat ? "tile" : random.pick(["disc", "cube", "cylinder", "stone"] as const)),
    ),
    owners: random.shuffled(OWNER_COLORS).slice(0, wishes.players ?? 2),
  };
}

function randomCamera(random: Random, rows: number, cols: number, width: number): CameraSpec {
  const height = Math.round(width * 0.75);
  const room = random.between(0.7, 0.8);
  return {
    width,
    height,
    target: [cols / 2 + random.between(-0.3, 0.3), rows / 2 + random.between(-0.3, 0.3)],
    cellPx: Math.min((height * room) / rows, (width * room) / cols),
    focal: random.between(1, 1.5),
    tilt: random.between(0, 25),
    azimuth: random.between(-180, 180),
    roll: random.between(-5, 5),
    k1: random.between(-0.12, 0.05),
  };
}

function randomShape(random: Random, kind: PieceShape["kind"]): PieceShape {
  const radius = random.between(0.3, 0.4);
  switch (kind) {
    case "tile":
      return {
        kind,
        width: random.between(0.78, 0.9),
        height: random.between(0.1, 0.2),
        corner: random.between(0.04, 0.12),
      };
    case "cube":
      return { kind, width: random.between(0.5, 0.65) };
    case "disc":
      return { kind, radius, height: random.between(0.1, 0.2) };
    case "cylinder":
      return { kind, radius, height: random.between(0.4, 0.7) };
    case "stone":
      return { kind, radius: random.between(0.4, 0.47), height: random.between(0.25, 0.4) };
    case "pawn":
      return { kind, radius: random.between(0.28, 0.36), height: random.between(1, 1.4) };
  }
}

/** A piece of a player on a cell. */
export interface Man {
  readonly col: number;
  readonly row: number;
  /** From 1. */
  readonly seat: number;
  /** Set down away from the middle of the cell, in cells. */
  readonly offset?: Point;
}

/** What is special about one photo. */
export interface Moment {
  /** Number of the photo: noise differs from photo to photo, nothing else does. */
  readonly shot: number;
  readonly hand?: HandSpec;
  readonly bump?: NonNullable<CameraSpec["bump"]>;
  readonly light?: Partial<Light>;
  readonly sensor?: Partial<Sensor>;
}

/** The scene of one photo. A piece that stays on its cell lies exactly where it lay in the photo before. */
export function sceneOf(setting: Setting, men: readonly Man[], moment: Moment): Scene {
  return {
    seed: setting.seed * 1_009 + moment.shot,
    camera: moment.bump ? { ...setting.camera, bump: moment.bump } : setting.camera,
    board: setting.board,
    table: setting.table,
    pieces: men.map((man) => standing(setting, man)),
    light: { ...setting.light, ...moment.light },
    sensor: { ...setting.sensor, ...moment.sensor },
    ...(moment.hand ? { hand: moment.hand } : {}),
    antialias: 1,
    shadowRays: 8,
  };
}

function standing(setting: Setting, { col, row, seat, offset }: Man): PlacedPiece {
  const random = createRandom(setting.seed * 7_919 + row * 97 + col);
  const slack = 0.05;
  return {
    shape: setting.shape,
    surface: { color: setting.owners[seat - 1] ?? hex("#777777"), gloss: 0.2 },
    x: col + 0.5 + (offset?.[0] ?? random.between(-slack, slack)),
    y: row + 0.5 + (offset?.[1] ?? random.between(-slack, slack)),
    turn: random.between(-4, 4),
  };
}

/** A hand that reaches for a cell from a random side. */
export function randomHand(
  seed: number,
  setting: Setting,
  wishes: { readonly skin?: number; readonly sleeve?: Rgb } = {},
): HandSpec {
  const random = createRandom(seed + 77);
  const { rows, cols } = setting.board;
  return {
    x: random.between(0.2, 0.8) * cols,
    y: random.between(0.2, 0.8) * rows,
    from: random.between(0, 360),
    size: Math.max(rows, cols) * random.between(0.38, 0.55),
    skin: wishes.skin ?? random.whole(0, SKIN_TONES.length - 1),
    sleeve: wishes.sleeve ?? random.pick(SLEEVES),
    left: random.next() < 0.5,
  };
}
