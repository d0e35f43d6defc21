/** What the photos of the sample "garden" look like. */
import { FLOWER_TILES, TILE_WIDTH } from "../boards/flowers.ts";
import { gardenBoard } from "../boards/garden.ts";
import { oakTable, withRunner } from "../boards/tables.ts";
import { hex, mix, type Rgb, smoothstep } from "../color.ts";
import type { HandSpec } from "../hand.ts";
import { createRandom } from "../random.ts";
import type { PlacedPiece, Scene } from "../scene.ts";
import { GARDEN_PLAYERS, GARDEN_SHOTS, GARDEN_SIZE, type GardenTile, tilesAt } from "./game.ts";

const WIDTH = 1600;
const HEIGHT = 1200;
const BOARD = gardenBoard(GARDEN_SIZE, GARDEN_SIZE);
const TABLE = withRunner(oakTable(3), -1.75, 10.75, hex("#b7c4c1"), hex("#6d8b8d"), 4);
const TABLE_Z = -BOARD.thickness;
const TILE_HEIGHT = 0.17;

/** First photo after somebody knocked against the camera; it stays where it was pushed. */
const BUMPED_FROM = GARDEN_SHOTS.findIndex(({ about }) => about === "bump");

const HAND: HandSpec = {
  x: 2.5,
  y: 8.4,
  from: 232,
  size: 4.5,
  skin: 2,
  sleeve: hex("#4d3a63"),
  left: true,
};

/** Scene of one photo; all photos share board, table and light up to what a real table would change. */
export function gardenScene(shot: number): Scene {
  const random = createRandom(shot + 500);
  const bumped = shot >= BUMPED_FROM;
  const about = GARDEN_SHOTS[shot]?.about;
  return {
    seed: 40 + shot,
    camera: {
      width: WIDTH,
      height: HEIGHT,
      target: [5.2, 4.62],
      cellPx: 102,
      focal: 1.3,
      tilt: 11,
      azimuth: 14,
      roll: 0.8,
      k1: -0.025,
      ...(bumped ? { bump: { dx: 6, dy: -4, roll: 0.3 } } : {}),
    },
    board: BOARD,
    table: TABLE,
    pieces: [...tilesAt(shot).map(layTile), ...SUPPLY, ...TEA],
    light: {
      elevation: 47,
      azimuth: -52,
      ambient: 0.4,
      size: 3.4,
      kelvin: 4650 + random.between(-40, 40),
      exposure: 1.22 + random.between(-0.008, 0.008),
      gradient: [-0.06, 0.04],
    },
    sensor: { vignette: 0.24, blur: 0.6, readNoise: 0.5, shotNoise: 0.8, quality: 76 },
    ...(about === "hand" ? { hand: HAND } : {}),
    antialias: 3,
    shadowRays: 36,
  };
}

/** A tile keeps the place and turn it was given by the hand that laid it, photo after photo. */
function layTile({ cell, position, offset, turn }: GardenTile): PlacedPiece {
  const col = cell.charCodeAt(0) - "A".charCodeAt(0);
  const row = Number(cell.slice(1)) - 1;
  const random = createRandom(row * 31 + col * 7 + 3);
  const flower = GARDEN_PLAYERS.find((player) => player.position === position)?.flower ?? "poppy";
  return {
    shape: { kind: "tile", width: TILE_WIDTH, height: TILE_HEIGHT, corner: 0.1 },
    surface: FLOWER_TILES[flower],
    x: col + 0.5 + (offset?.[0] ?? random.between(-0.025, 0.025)),
    y: row + 0.5 + (offset?.[1] ?? random.between(-0.025, 0.025)),
    turn: turn ?? random.between(-2.6, 2.6),
  };
}

/** Tiles that are still to be laid, in a stack per player beside the board. */
const SUPPLY: readonly PlacedPiece[] = GARDEN_PLAYERS.flatMap((player, at) =>
  [0, 1, 2].map((level): PlacedPiece => {
    const random = createRandom(at * 10 + level + 900);
    return {
      shape: { kind: "tile", width: TILE_WIDTH, height: TILE_HEIGHT, corner: 0.1 },
      surface: FLOWER_TILES[player.flower],
      x: 11.6 + random.between(-0.05, 0.05) + 0.06 * Math.sin(at * 2),
      y: 0.9 + at * 1.22 + random.between(-0.05, 0.05),
      turn: random.between(-9, 9) + at * 3,
      z: TABLE_Z + level * TILE_HEIGHT,
    };
  }),
);

const GLAZE = hex("#e8e2d3");
const GLAZE_BLUE = hex("#5f7f9c");
const TEA_DARK = hex("#6b3512");
const TEA_LIGHT = hex("#b8702b");

/** A bowl of tea on a saucer. */
const TEA: readonly PlacedPiece[] = [
  round(0.98, 0.08, TABLE_Z, (distance) =>
    mix(GLAZE, GLAZE_BLUE, smoothstep(0.03, 0.012, Math.abs(distance - 0.86)) + 0.25 * smoothstep(0.7, 0.55, distance)),
  ),
  round(0.62, 0.62, TABLE_Z + 0.08, (distance, x, y) => {
    const rim = smoothstep(0.54, 0.56, distance);
    const wall = smoothstep(0.5, 0.535, distance);
    const tea = mix(TEA_DARK, TEA_LIGHT, smoothstep(-0.5, 0.55, (x + y) * 0.8));
    return mix(mix(tea, mix(GLAZE, TEA_DARK, 0.35), wall), GLAZE, rim);
  }),
];

function round(
  radius: number,
  height: number,
  z: number,
  paint: (distance: number, x: number, y: number) => Rgb,
): PlacedPiece {
  return {
    shape: { kind: "cylinder", radius, height },
    surface: { color: GLAZE_BLUE, gloss: 0.3, top: (x, y) => paint(Math.hypot(x, y), x, y) },
    x: 11.55,
    y: 7.55,
    z,
  };
}
