import { VISION_DEFAULTS } from "../defaults.ts";
import { interquartileRange, median } from "../image/stats.ts";
import type { Rect, Relight } from "../types.ts";
import { type CellMedians, cellMedians } from "./cell-medians.ts";
import { fitSurface, type Surface, unitOf } from "./surface.ts";

/** Offset before the logarithm: keeps noise in the dark from weighing more than light. */
const LOG_OFFSET = 8;
const LOG = Float64Array.from({ length: 256 }, (_, i) => Math.log(i + LOG_OFFSET));

/**
 * Brings the light of the current frame to that of the reference (vision.md 6.6).
 *
 * A small even change is taken off as an offset; more than 4 levels, or an uneven change, is fitted as a smooth
 * surface in the logarithm. Always fitting would cost clean moves, hence the switch.
 */
export function relight(reference: Rect, current: Rect): { readonly rect: Rect; readonly relight: Relight } {
  const before = cellMedians(reference);
  const after = cellMedians(current);
  const shift = channels((c) => median(differences(before[c], after[c]).filter(Number.isFinite)) || 0);
  const spread = Math.max(
    ...channels((c) => interquartileRange(differences(before[c], after[c]).filter(Number.isFinite)) || 0),
  );
  const { switchLevels, switchIqr } = VISION_DEFAULTS.relight;
  if (shift.every((s) => Math.abs(s) <= switchLevels) && spread <= switchIqr) {
    const applied = shift.every((s) => s === 0) ? "none" : "offset";
    const rect = applied === "none" ? current : mapLevels(current, shift);
    return { rect, relight: { applied, shift, residualIqr: spread } };
  }
  const rect = applySurface(current, fitChannels(before, after, current));
  return { rect, relight: { applied: "surface", shift, residualIqr: residualSpread(before, cellMedians(rect)) } };
}

function channels(value: (c: 0 | 1 | 2) => number): readonly [number, number, number] {
  return [value(0), value(1), value(2)];
}

const differences = (a: Float64Array, b: Float64Array): Float64Array => a.map((v, i) => v - b[i]!);

function residualSpread(before: CellMedians, after: CellMedians): number {
  return Math.max(
    ...channels((c) => interquartileRange(differences(before[c], after[c]).filter(Number.isFinite)) || 0),
  );
}

function mapLevels(rect: Rect, shift: readonly [number, number, number]): Rect {
  const rgb = new Uint8Array(rect.rgb.length);
  const tables = shift.map((s) => Uint8Array.from({ length: 256 }, (_, i) => clamp(i + s)));
  const [red, green, blue] = tables as [Uint8Array, Uint8Array, Uint8Array];
  for (let p = 0; p < rgb.length; p += 3) {
    rgb[p] = red[rect.rgb[p]!]!;
    rgb[p + 1] = green[rect.rgb[p + 1]!]!;
    rgb[p + 2] = blue[rect.rgb[p + 2]!]!;
  }
  return { ...rect, rgb };
}

const clamp = (v: number): number => (v < 0 ? 0 : v > 255 ? 255 : Math.round(v));

function fitChannels(before: CellMedians, after: CellMedians, { rows, cols }: Rect): readonly (Surface | undefined)[] {
  const { rounds, inlierLog } = VISION_DEFAULTS.relight;
  const logOf = (v: number): number => (Number.isFinite(v) ? LOG[v]! : Number.NaN);
  return [0, 1, 2].map((c) => {
    const ratio = before[c]!.map((v, i) => logOf(v) - logOf(after[c]![i]!));
    return fitSurface(ratio, rows, cols, inlierLog, rounds);
  });
}

function applySurface(rect: Rect, surfaces: readonly (Surface | undefined)[]): Rect {
  const { width, height, cellPx, marginCells, rows, cols } = rect;
  const rgb = new Uint8Array(rect.rgb.length);
  for (let c = 0; c < 3; c += 1) {
    const s = surfaces[c];
    for (let y = 0; y < height; y += 1) {
      const v = unitOf((y + 0.5) / cellPx - marginCells - 0.5, rows);
      for (let x = 0, p = y * width * 3 + c; x < width; x += 1, p += 3) {
        const level = rect.rgb[p]!;
        if (!s) {
          rgb[p] = level;
          continue;
        }
        const u = unitOf((x + 0.5) / cellPx - marginCells - 0.5, cols);
        const q = s[0] + s[1] * u + s[2] * v + s[3] * u * v + s[4] * u * u + s[5] * v * v;
        rgb[p] = clamp((level + LOG_OFFSET) * Math.exp(q) - LOG_OFFSET);
      }
    }
  }
  return { ...rect, rgb };
}
