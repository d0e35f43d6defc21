import {
  createRandom,
  createStudio,
  oakTable,
  PLAIN_COLORS,
  type PrintedMarker,
  plainBoard,
  withMarkers,
} from "@wopr/testkit/render";
import type { Quad } from "../geometry/quad.ts";
import { anImage } from "../scenes.testing.ts";
import type { Image, Point } from "../types.ts";
import { type MarkerFamily, markerBits } from "./families.ts";

/** What a test asks of a photo with markers. */
export interface MarkerScene {
  readonly seed: number;
  readonly family: MarkerFamily;
  /** Centres in cells of a board of 10 × 10 cells, side of the black square in cells. */
  readonly placed: readonly { readonly id: number; readonly x: number; readonly y: number; readonly turn?: number }[];
  readonly size?: number;
  /** Degrees from straight above. */
  readonly tilt?: number;
  readonly width?: number;
  /** Standard deviation of the blur, pixels. */
  readonly blur?: number;
  readonly noise?: number;
  /** Change of brightness across and down the picture, −1 to 1. */
  readonly gradient?: readonly [number, number];
  readonly exposure?: number;
}

/** Places beside the corners of the board. */
export const CORNER_SPOTS: readonly Point[] = [
  [0.8, 0.8],
  [9.2, 0.8],
  [9.2, 9.2],
  [0.8, 9.2],
];

/** A rendered photo of a board with markers, and where their corners truly are. */
export function photoOfMarkers(wishes: MarkerScene): {
  readonly image: Image;
  readonly corners: readonly Quad[];
  readonly board: Quad;
} {
  const { seed, family, placed, size = 1.2, tilt = 10, width = 560, blur = 0.6, noise = 2 } = wishes;
  const random = createRandom(seed);
  const base = plainBoard(10, 10, random.pick(["squares", "checks"] as const), random.pick(PLAIN_COLORS), seed);
  const printed = placed.map(({ id, ...place }): PrintedMarker => ({ ...place, bits: markerBits(family, id), size }));
  const { picture, truth } = createStudio().render({
    seed,
    camera: {
      width,
      height: width * 0.75,
      target: [5, 5],
      cellPx: width * 0.049,
      focal: 1.6,
      tilt,
      azimuth: random.between(0, 360),
      roll: random.between(-180, 180),
      k1: random.between(-0.06, 0.03),
    },
    board: { ...base, paint: withMarkers(base.paint, printed) },
    table: oakTable(seed),
    pieces: [],
    light: {
      elevation: 55,
      azimuth: random.between(0, 360),
      ambient: 0.6,
      size: 4,
      kelvin: random.between(2700, 6500),
      exposure: wishes.exposure ?? 0.9,
      gradient: wishes.gradient ?? [0, 0],
    },
    sensor: { vignette: 0.2, blur, readNoise: noise, shotNoise: noise, quality: 85 },
    antialias: 1,
    shadowRays: 2,
  });
  const corners = placed.map(({ x, y, turn = 0 }) => {
    const angle = (turn * Math.PI) / 180;
    const at = (u: number, v: number): Point =>
      truth.boardPoint(
        x + (size / 2) * (u * Math.cos(angle) - v * Math.sin(angle)),
        y + (size / 2) * (u * Math.sin(angle) + v * Math.cos(angle)),
      );
    return [at(-1, -1), at(1, -1), at(1, 1), at(-1, 1)] as const;
  });
  return { image: anImage(picture), corners, board: truth.corners };
}

/** Distances between corners that belong together, pixels. */
export const cornerErrors = (a: Quad, b: Quad): readonly number[] =>
  a.map(([x, y], i) => Math.hypot(x - b[i]![0], y - b[i]![1]));
