/** The board of the garden game: our own drawing. */
import { hex, mix, type Rgb, scale, smoothstep } from "../color.ts";
import { fractalNoise, valueNoise } from "../random.ts";
import type { BoardModel } from "../scene.ts";
import { roundedDistance } from "./flowers.ts";
import { glyphDistance } from "./lettering.ts";

/** Width of the frame around the cells. */
const FRAME = 0.85;

const WALNUT = hex("#6b4527");
const WALNUT_DARK = hex("#4c2f19");
const GRAVEL = hex("#d9c79c");
const GRAVEL_DARK = hex("#b9a373");
const HEDGE = hex("#3f6238");
const HEDGE_LIGHT = hex("#5d8450");
const LAWN = hex("#7fa06a");
const LAWN_OTHER = hex("#739561");
const LAWN_LINE = hex("#5f8150");
const SPRIG = hex("#93b37d");
const CREAM = hex("#efe3c4");
const BLOSSOM: readonly Rgb[] = ["#d8474a", "#f0bd2e", "#4a6fd8", "#b95bb8"].map(hex);

/** A garden plan of beds between gravel paths, framed by a hedge and dark wood, with the names of rows and columns. */
export function gardenBoard(rows: number, cols: number): BoardModel {
  const box = [-FRAME, -FRAME, cols + FRAME, rows + FRAME] as const;
  return {
    rows,
    cols,
    box,
    thickness: 0.16,
    corner: 0.3,
    edge: WALNUT_DARK,
    gloss: 0.05,
    paint: (x, y) => {
      const inside = Math.min(x, y, cols - x, rows - y);
      return inside >= 0 ? paintBeds(x, y) : paintFrame(x, y, rows, cols, -inside);
    },
  };
}

/** One bed per cell, with a sprig in its middle. */
function paintBeds(x: number, y: number): Rgb {
  const col = Math.floor(x);
  const row = Math.floor(y);
  const u = x - col - 0.5;
  const v = y - row - 0.5;
  const speckle = fractalNoise(x * 14, y * 14, 3, 2);
  const path = mix(GRAVEL, GRAVEL_DARK, 0.5 * speckle);
  const edge = roundedDistance(u, v, 0.455, 0.09);
  const mown = 0.5 + 0.5 * Math.sin((u + v) * 22);
  const lawn = scale(mix((row + col) % 2 === 0 ? LAWN : LAWN_OTHER, HEDGE_LIGHT, 0.22 * speckle), 0.97 + 0.05 * mown);
  const lined = mix(lawn, LAWN_LINE, 1 - smoothstep(0.008, 0.026, Math.abs(edge + 0.045)));
  const bed = mix(lined, SPRIG, 0.8 * sprig(u, v));
  return mix(path, bed, smoothstep(0.012, -0.012, edge));
}

/** Four small leaves in a cross. */
function sprig(u: number, v: number): number {
  const along = Math.max(Math.abs(u), Math.abs(v));
  const across = Math.min(Math.abs(u), Math.abs(v));
  const share = (along - 0.035) / 0.13;
  if (share <= 0 || share >= 1) return smoothstep(0.03, 0.02, Math.hypot(u, v));
  return smoothstep(0.008, -0.008, across - 0.032 * Math.sin(Math.PI * share));
}

/** From the cells outwards: gravel, hedge with blossoms, cream line, wood with names. */
function paintFrame(x: number, y: number, rows: number, cols: number, out: number): Rgb {
  const wood = paintWood(x, y);
  if (out < 0.07) return mix(GRAVEL, GRAVEL_DARK, 0.5 * fractalNoise(x * 14, y * 14, 3, 2));
  if (out < 0.3) return paintHedge(x, y, rows, cols, out);
  const line = smoothstep(0.02, 0.008, Math.abs(out - 0.33));
  const lettered = mix(wood, CREAM, 0.92 * lettering(x, y, rows, cols));
  return mix(lettered, CREAM, 0.8 * line);
}

function paintWood(x: number, y: number): Rgb {
  const upright = Math.abs(y - 4.5) < Math.abs(x - 4.5);
  const grain = upright ? fractalNoise(x * 16, y * 0.9, 21, 3) : fractalNoise(x * 0.9, y * 16, 21, 3);
  return mix(WALNUT, WALNUT_DARK, 0.75 * grain);
}

function paintHedge(x: number, y: number, rows: number, cols: number, out: number): Rgb {
  const leaves = fractalNoise(x * 8, y * 8, 5, 2);
  const rim = smoothstep(0.07, 0.1, out) * smoothstep(0.3, 0.26, out);
  const green = mix(scale(HEDGE, 0.75), mix(HEDGE, HEDGE_LIGHT, leaves), rim);
  const corner = (x < 0 || x > cols) && (y < 0 || y > rows);
  if (corner) return green;
  // A blossom at every crossing of a path with the hedge, in the four colours by turns.
  const along = x < 0 || x > cols ? y : x;
  const place = Math.round(along);
  if (place <= 0 || place >= (x < 0 || x > cols ? rows : cols)) return green;
  const reach = Math.hypot(along - place, out - 0.185);
  const petal = 0.062 * (0.78 + 0.22 * Math.cos(5 * Math.atan2(out - 0.185, along - place)));
  const side = x < 0 ? 1 : x > cols ? 3 : y < 0 ? 0 : 2;
  const blossom = BLOSSOM[(place + side) % BLOSSOM.length] ?? CREAM;
  const heart = smoothstep(0.024, 0.016, reach);
  return mix(green, mix(blossom, CREAM, heart), smoothstep(petal + 0.006, petal - 0.006, reach));
}

const LETTER_HEIGHT = 0.26;

/** Columns by letters above and below, rows by numbers on both sides. */
function lettering(x: number, y: number, rows: number, cols: number): number {
  const band = FRAME - 0.36;
  const middle = 0.36 + band / 2;
  const onTop = y < 0 || y > rows;
  const onSide = x < 0 || x > cols;
  if (onTop === onSide) return 0;
  const place = Math.floor(onTop ? x : y);
  const sign = onTop ? String.fromCharCode("A".charCodeAt(0) + place) : String(place + 1);
  const cx = onTop ? place + 0.5 : x < 0 ? -middle : cols + middle;
  const cy = onTop ? (y < 0 ? -middle : rows + middle) : place + 0.5;
  if (Math.abs(x - cx) > LETTER_HEIGHT || Math.abs(y - cy) > LETTER_HEIGHT) return 0;
  const distance = glyphDistance(sign, (x - cx) / LETTER_HEIGHT, (y - cy) / LETTER_HEIGHT) * LETTER_HEIGHT;
  return smoothstep(0.026, 0.012, distance) * (0.85 + 0.15 * valueNoise(x * 30, y * 30, 8));
}
