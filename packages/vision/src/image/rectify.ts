import type { GridSpec } from "@wopr/games";
import { VISION_DEFAULTS } from "../defaults.ts";
import { compose, invert, mapPoint } from "../geometry/homography.ts";
import type { Homography, Image, Point, Rect } from "../types.ts";
import type { Plane } from "./plane.ts";

/** What {@link rectify} may be told; the defaults are those of vision.md 6.4. */
export interface RectifyOptions {
  readonly cellPx?: number;
  /** Cells of the surroundings shown on every side. */
  readonly marginCells?: number;
}

/**
 * Photo → board seen straight from above.
 *
 * Pixel (i, j) of the result shows the board point ((i + ½) / cellPx − margin, (j + ½) / cellPx − margin). Where the
 * photo is more than 1.5 times denser than the result, several samples are averaged per pixel.
 *
 * @param imageToBoard Photo pixels (of this picture, not of its original) → board cells.
 * @returns A picture of (cols + 2 · margin) × (rows + 2 · margin) cells; `valid` is 0 where the photo ends.
 */
export function rectify(
  image: Image,
  imageToBoard: Homography,
  board: Pick<GridSpec, "rows" | "cols">,
  options: RectifyOptions = {},
): Rect {
  const { cellPx = VISION_DEFAULTS.cellPx, marginCells = VISION_DEFAULTS.marginCells } = options;
  const width = Math.round((board.cols + 2 * marginCells) * cellPx);
  const height = Math.round((board.rows + 2 * marginCells) * cellPx);
  const rgb = new Uint8Array(width * height * 3);
  const valid = new Uint8Array(width * height);
  const toImage = rectToImage(imageToBoard, cellPx, marginCells);
  if (toImage) warpRgb(image, toImage, samplesPerSide(toImage, width, height), { width, height, rgb, valid });
  return { width, height, cellPx, marginCells, rows: board.rows, cols: board.cols, rgb, valid };
}

/** Rectified pixels → photo pixels; `undefined` when the calibration cannot be turned round. */
export function rectToImage(imageToBoard: Homography, cellPx: number, marginCells: number): Homography | undefined {
  const toBoard: Homography = [1 / cellPx, 0, -marginCells, 0, 1 / cellPx, -marginCells, 0, 0, 1];
  const back = invert(imageToBoard);
  return back && compose(toBoard, back);
}

/** How many samples each way one pixel is made of: 1 up to a density of 1.5, 2 up to 3, then 3. */
export function samplesPerSide(toImage: Homography, width: number, height: number): number {
  const at = (x: number, y: number): Point => mapPoint(toImage, [x, y]) ?? [0, 0];
  const cx = width / 2;
  const cy = height / 2;
  const [x0, y0] = at(cx, cy);
  const [x1, y1] = at(cx + 1, cy);
  const [x2, y2] = at(cx, cy + 1);
  const density = Math.max(Math.hypot(x1 - x0, y1 - y0), Math.hypot(x2 - x0, y2 - y0));
  if (density <= 1.5) return 1;
  return density <= 3 ? 2 : 3;
}

interface RgbTarget {
  readonly width: number;
  readonly height: number;
  readonly rgb: Uint8Array;
  readonly valid: Uint8Array;
}

function warpRgb(image: Image, toImage: Homography, samples: number, target: RgbTarget): void {
  const { rgb: source, width: sw, height: sh } = image;
  const [h0, h1, h2, h3, h4, h5, h6, h7, h8] = toImage;
  const step = 1 / samples;
  const share = 1 / (samples * samples);
  const stride = sw * 3;
  let out = 0;
  for (let j = 0; j < target.height; j += 1) {
    for (let i = 0; i < target.width; i += 1, out += 1) {
      let red = 0;
      let green = 0;
      let blue = 0;
      let inside = true;
      for (let s = 0; s < samples && inside; s += 1) {
        const y = j + (s + 0.5) * step;
        for (let r = 0; r < samples; r += 1) {
          const x = i + (r + 0.5) * step;
          const w = 1 / (h6 * x + h7 * y + h8);
          const u = (h0 * x + h1 * y + h2) * w;
          const v = (h3 * x + h4 * y + h5) * w;
          if (!(w > 0 && u >= 0 && v >= 0 && u <= sw && v <= sh)) {
            inside = false;
            break;
          }
          // Pixel centres lie at .5; beyond the outermost centres the edge pixel goes on.
          let fx = u - 0.5;
          let fy = v - 0.5;
          if (fx < 0) fx = 0;
          else if (fx > sw - 1) fx = sw - 1;
          if (fy < 0) fy = 0;
          else if (fy > sh - 1) fy = sh - 1;
          const left = fx | 0;
          const top = fy | 0;
          const ax = fx - left;
          const ay = fy - top;
          const p = top * stride + left * 3;
          const right = left < sw - 1 ? 3 : 0;
          const below = top < sh - 1 ? stride : 0;
          const w11 = ax * ay;
          const w10 = ax - w11;
          const w01 = ay - w11;
          const w00 = 1 - ax - w01;
          const q = p + below;
          red += w00 * source[p]! + w10 * source[p + right]! + w01 * source[q]! + w11 * source[q + right]!;
          green +=
            w00 * source[p + 1]! + w10 * source[p + right + 1]! + w01 * source[q + 1]! + w11 * source[q + right + 1]!;
          blue +=
            w00 * source[p + 2]! + w10 * source[p + right + 2]! + w01 * source[q + 2]! + w11 * source[q + right + 2]!;
        }
      }
      if (!inside) continue;
      target.valid[out] = 1;
      target.rgb[out * 3] = red * share + 0.5;
      target.rgb[out * 3 + 1] = green * share + 0.5;
      target.rgb[out * 3 + 2] = blue * share + 0.5;
    }
  }
}

/** One channel, warped like {@link rectify} does; outside the source `valid` is 0 and the value 0. */
export function warpPlane(
  source: Plane,
  toSource: Homography,
  width: number,
  height: number,
): { readonly plane: Plane; readonly valid: Uint8Array } {
  const { data, width: sw, height: sh } = source;
  const [h0, h1, h2, h3, h4, h5, h6, h7, h8] = toSource;
  const samples = samplesPerSide(toSource, width, height);
  const step = 1 / samples;
  const share = 1 / (samples * samples);
  const out = new Float32Array(width * height);
  const valid = new Uint8Array(width * height);
  let at = 0;
  for (let j = 0; j < height; j += 1) {
    for (let i = 0; i < width; i += 1, at += 1) {
      let sum = 0;
      let inside = true;
      for (let s = 0; s < samples && inside; s += 1) {
        const y = j + (s + 0.5) * step;
        for (let r = 0; r < samples; r += 1) {
          const x = i + (r + 0.5) * step;
          const w = 1 / (h6 * x + h7 * y + h8);
          const u = (h0 * x + h1 * y + h2) * w;
          const v = (h3 * x + h4 * y + h5) * w;
          if (!(w > 0 && u >= 0 && v >= 0 && u <= sw && v <= sh)) {
            inside = false;
            break;
          }
          let fx = u - 0.5;
          let fy = v - 0.5;
          if (fx < 0) fx = 0;
          else if (fx > sw - 1) fx = sw - 1;
          if (fy < 0) fy = 0;
          else if (fy > sh - 1) fy = sh - 1;
          const left = fx | 0;
          const top = fy | 0;
          const ax = fx - left;
          const ay = fy - top;
          const p = top * sw + left;
          const right = left < sw - 1 ? 1 : 0;
          const q = top < sh - 1 ? p + sw : p;
          sum +=
            (1 - ay) * (data[p]! + ax * (data[p + right]! - data[p]!)) +
            ay * (data[q]! + ax * (data[q + right]! - data[q]!));
        }
      }
      if (!inside) continue;
      valid[at] = 1;
      out[at] = sum * share;
    }
  }
  return { plane: { width, height, data: out }, valid };
}
