/** Flower tiles of the garden game: our own drawings, made of petals in polar coordinates. */
import { hex, mix, type Rgb, scale, smoothstep } from "../color.ts";
import { fractalNoise } from "../random.ts";
import type { Surface } from "../scene.ts";
import type { Paint } from "../texture.ts";

/** Flowers a tile can show; each belongs to one colour. */
export const FLOWERS = ["poppy", "sunflower", "cornflower", "aster"] as const;
/** One of {@link FLOWERS}. */
export type Flower = (typeof FLOWERS)[number];

/** Ring of equal petals. */
interface Petals {
  readonly count: number;
  readonly turn: number;
  /** Distances from the centre at which petals begin and end. */
  readonly from: number;
  readonly to: number;
  /** Widest half-width of a petal, and where along it: 0 at the centre, 1 at the tip. */
  readonly width: number;
  readonly widest: number;
  /** Depth of a notch in the tip. */
  readonly notch: number;
  readonly inner: Rgb;
  readonly outer: Rgb;
  readonly edge: Rgb;
}

interface Drawing {
  readonly rings: readonly Petals[];
  readonly heart: { readonly radius: number; readonly color: Rgb; readonly dots: Rgb; readonly count: number };
  readonly line: Rgb;
}

const IVORY = hex("#f4ecd8");
const IVORY_SHADE = hex("#e3d6b8");
const LEAF = hex("#5c8a48");
const LEAF_VEIN = hex("#86ab6a");

const DRAWINGS: Readonly<Record<Flower, Drawing>> = {
  poppy: {
    rings: [
      petals(4, 0.4, 0.02, 0.335, 0.215, 0.66, 0.02, "#8e0f16", "#d8232a", "#a3151c"),
      petals(4, 1.185, 0.02, 0.31, 0.185, 0.68, 0.02, "#7c0c13", "#e8363a", "#b01a20"),
    ],
    heart: { radius: 0.07, color: hex("#23201f"), dots: hex("#7e8c4a"), count: 9 },
    line: hex("#cf2a2e"),
  },
  sunflower: {
    rings: [
      petals(14, 0, 0.06, 0.345, 0.066, 0.45, 0, "#d98a06", "#f2b705", "#c98205"),
      petals(14, 0.224, 0.06, 0.315, 0.058, 0.45, 0, "#e69a07", "#ffd21f", "#d79a0a"),
    ],
    heart: { radius: 0.105, color: hex("#4e2f17"), dots: hex("#8a5a24"), count: 14 },
    line: hex("#e0a406"),
  },
  cornflower: {
    rings: [
      petals(10, 0.1, 0.05, 0.345, 0.088, 0.82, 0.075, "#1c2f8f", "#2f56d6", "#1b2f9a"),
      petals(8, 0.35, 0.03, 0.23, 0.07, 0.8, 0.05, "#2a3fa8", "#4b78ee", "#2440b0"),
    ],
    heart: { radius: 0.055, color: hex("#2b1a66"), dots: hex("#8d7be0"), count: 7 },
    line: hex("#2e53c8"),
  },
  aster: {
    rings: [
      petals(8, 0, 0.05, 0.34, 0.125, 0.66, 0.012, "#8a1f86", "#c24fc0", "#8f2a90"),
      petals(8, 0.39, 0.05, 0.3, 0.1, 0.66, 0.012, "#9b2f9a", "#d77ad4", "#a03aa2"),
    ],
    heart: { radius: 0.068, color: hex("#f0c23c"), dots: hex("#b57d17"), count: 8 },
    line: hex("#b146b0"),
  },
};

function petals(
  count: number,
  turn: number,
  from: number,
  to: number,
  width: number,
  widest: number,
  notch: number,
  inner: string,
  outer: string,
  edge: string,
): Petals {
  return { count, turn, from, to, width, widest, notch, inner: hex(inner), outer: hex(outer), edge: hex(edge) };
}

/** Width of a tile in cells. */
export const TILE_WIDTH = 0.86;

/** Glazed tiles, one per flower. */
export const FLOWER_TILES: Readonly<Record<Flower, Surface>> = {
  poppy: glazed("poppy"),
  sunflower: glazed("sunflower"),
  cornflower: glazed("cornflower"),
  aster: glazed("aster"),
};

function glazed(flower: Flower): Surface {
  return { color: hex("#e9dec4"), gloss: 0.22, top: flowerPaint(flower) };
}

/** The face of a tile, origin in its middle. */
export function flowerPaint(flower: Flower): Paint {
  const drawing = DRAWINGS[flower];
  return (x, y) => {
    const ground = tileGround(x, y, drawing.line);
    const leafy = paintLeaves(x, y, ground);
    let color = leafy;
    for (const ring of drawing.rings) color = paintPetals(x, y, ring, color);
    return paintHeart(x, y, drawing.heart, color);
  };
}

function tileGround(x: number, y: number, line: Rgb): Rgb {
  const glaze = fractalNoise(x * 9 + 40, y * 9 + 40, 11, 2);
  const ground = mix(IVORY, IVORY_SHADE, 0.55 * glaze);
  const half = TILE_WIDTH / 2;
  const corner = 0.1;
  const inset = roundedDistance(x, y, half - 0.045, corner);
  return mix(ground, line, 0.85 * (1 - smoothstep(0.006, 0.016, Math.abs(inset))));
}

/** Distance to a rounded square around the origin, negative inside. */
export function roundedDistance(x: number, y: number, half: number, corner: number): number {
  const ax = Math.abs(x) - half + corner;
  const ay = Math.abs(y) - half + corner;
  const ox = Math.max(ax, 0);
  const oy = Math.max(ay, 0);
  return Math.sqrt(ox * ox + oy * oy) + Math.min(Math.max(ax, ay), 0) - corner;
}

/** Four leaves towards the corners of the tile. */
function paintLeaves(x: number, y: number, ground: Rgb): Rgb {
  const ax = (Math.abs(x) + Math.abs(y)) / Math.SQRT2;
  const across = Math.abs(Math.abs(x) - Math.abs(y)) / Math.SQRT2;
  const along = (ax - 0.2) / 0.25;
  if (along <= 0 || along >= 1) return ground;
  const width = 0.075 * Math.sin(Math.PI * along ** 0.8);
  const inside = smoothstep(0.008, -0.008, across - width);
  const vein = smoothstep(0.01, 0.004, across);
  return mix(ground, mix(LEAF, LEAF_VEIN, vein * 0.8), inside);
}

function paintPetals(x: number, y: number, ring: Petals, under: Rgb): Rgb {
  const distance = Math.hypot(x, y);
  if (distance > ring.to + 0.01 || distance < 0.001) return under;
  const step = (2 * Math.PI) / ring.count;
  const angle = Math.atan2(y, x) - ring.turn;
  const offset = angle - Math.round(angle / step) * step;
  const along = distance * Math.cos(offset);
  const across = Math.abs(distance * Math.sin(offset));
  const share = (along - ring.from) / (ring.to - ring.from);
  if (share <= 0) return under;
  const notch = ring.notch * Math.max(0, 1 - across / (ring.width * 0.55));
  const end = 1 - notch / (ring.to - ring.from);
  // Width grows to the widest place and closes in a round tip.
  const grow = Math.sin((Math.PI / 2) * Math.min(1, share / ring.widest));
  const close =
    share < ring.widest ? 1 : Math.sqrt(Math.max(0, 1 - ((share - ring.widest) / (end - ring.widest)) ** 2));
  const width = ring.width * grow * close;
  const inside = smoothstep(0.004, -0.004, across - width);
  if (inside === 0) return under;
  const rim = smoothstep(0.022, 0.002, width - across);
  const streak = 0.5 + 0.5 * Math.cos((across / ring.width) * 14);
  const body = mix(ring.inner, ring.outer, smoothstep(0.05, 0.75, share));
  return mix(under, mix(scale(body, 0.94 + 0.1 * streak), ring.edge, rim * 0.75), inside);
}

function paintHeart(x: number, y: number, heart: Drawing["heart"], under: Rgb): Rgb {
  const distance = Math.hypot(x, y);
  const inside = smoothstep(heart.radius + 0.004, heart.radius - 0.004, distance);
  if (inside === 0) return under;
  const step = (2 * Math.PI) / heart.count;
  const angle = Math.atan2(y, x);
  const offset = angle - Math.round(angle / step) * step;
  const ring = Math.hypot(distance * Math.cos(offset) - heart.radius * 0.72, distance * Math.sin(offset));
  const dot = smoothstep(heart.radius * 0.24, heart.radius * 0.1, ring);
  return mix(under, mix(heart.color, heart.dots, dot), inside);
}
