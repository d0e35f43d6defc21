import { VISION_DEFAULTS } from "../defaults.ts";
import { labOfColour } from "../image/lab.ts";
import { interquartileRange, median } from "../image/stats.ts";
import type { Rect, Relight } from "../types.ts";
import { type CellMedians, cellMedians } from "./cell-medians.ts";
import { fitLight, type LightModel, lightAt, offsetModel } from "./light-model.ts";
import { unitOf } from "./surface.ts";

/** One model per channel. */
type Light = readonly [LightModel, LightModel, LightModel];

/**
 * Brings the light of the current frame to that of the reference (vision.md 6.6).
 *
 * A small even change is taken off as an offset. Beyond 4 levels, or where it is uneven, a smooth gain with an offset is
 * fitted per channel, and used if it brings the cells closer than the offset alone: always fitting would cost clean
 * moves.
 */
export function relight(reference: Rect, current: Rect): { readonly rect: Rect; readonly relight: Relight } {
  const before = cellMedians(reference);
  const after = cellMedians(current);
  const gaps = channels((c) => differences(before[c], after[c]));
  const shift = channels((c) => median(gaps[c]) || 0);
  const spread = Math.max(...gaps.map((gap) => interquartileRange(gap) || 0));
  const { switchLevels, switchIqr } = VISION_DEFAULTS.relight;
  const small = shift.every((s) => Math.abs(s) <= switchLevels) && spread <= switchIqr;
  const offset: Light = channels((c) => offsetModel(shift[c]));
  const chosen = small ? offset : bestLight(before, after, current, offset);
  if (chosen === offset && shift.every((s) => s === 0)) {
    return { rect: current, relight: { applied: "none", shift, residualIqr: spread } };
  }
  const rect = applyLight(current, chosen);
  const left = cellMedians(rect);
  const residualIqr = Math.max(...channels((c) => interquartileRange(differences(before[c], left[c])) || 0));
  return { rect, relight: { applied: chosen === offset ? "offset" : "surface", shift, residualIqr } };
}

function channels<T>(value: (c: 0 | 1 | 2) => T): readonly [T, T, T] {
  return [value(0), value(1), value(2)];
}

/** First minus second, without cells that only one frame shows. */
const differences = (a: Float64Array, b: Float64Array): Float64Array =>
  a.map((v, i) => v - b[i]!).filter((v) => Number.isFinite(v));

/** The simplest light that explains the cells: a more complex one must bring them closer by a seventh. */
function bestLight(before: CellMedians, after: CellMedians, rect: Rect, offset: Light): Light {
  let best = offset;
  let least = misfit(before, after, rect, offset);
  for (const even of [true, false]) {
    const light = fitChannels(before, after, rect, even);
    const left = light ? misfit(before, after, rect, light) : Number.POSITIVE_INFINITY;
    if (!light || left > 0.86 * least) continue;
    best = light;
    least = left;
  }
  return best;
}

function fitChannels(before: CellMedians, after: CellMedians, size: Rect, even: boolean): Light | undefined {
  const { rounds, inlierLevels: inlier } = VISION_DEFAULTS.relight;
  const models = channels((c) => fitLight(before[c], after[c], size, { inlier, rounds, even }));
  return models.every((m) => m !== undefined) ? (models as Light) : undefined;
}

/** A cell that is farther off than this has changed; how far does not matter, Lab units. */
const CHANGED = 20;

/**
 * How far the cells are from the reference under a light, Lab units on average. Every cell counts, but a changed one no
 * more than any light could make it: a light that fits most cells and spoils a few is no light.
 */
function misfit(before: CellMedians, after: CellMedians, { rows, cols }: Rect, light: Light): number {
  let sum = 0;
  let seen = 0;
  for (let i = 0; i < rows * cols; i += 1) {
    if (!Number.isFinite(before[0][i]! + after[0][i]!)) continue;
    const x = unitOf(i % cols, cols);
    const y = unitOf(Math.floor(i / cols), rows);
    const [l1, a1, b1] = labOfColour(before[0][i]!, before[1][i]!, before[2][i]!);
    const [l2, a2, b2] = labOfColour(...channels((c) => lightAt(light[c], x, y, after[c][i]!)));
    sum += Math.min(CHANGED, 0.6 * Math.abs(l1 - l2) + Math.abs(a1 - a2) + Math.abs(b1 - b2));
    seen += 1;
  }
  return sum / seen;
}

const clamp = (v: number): number => (v < 0 ? 0 : v > 255 ? 255 : Math.round(v));

function applyLight(rect: Rect, light: Light): Rect {
  const { width, height, cellPx, marginCells, rows, cols } = rect;
  const rgb = new Uint8Array(rect.rgb.length);
  const across = Float64Array.from({ length: width }, (_, x) => unitOf((x + 0.5) / cellPx - marginCells - 0.5, cols));
  light.forEach((m, c) => {
    for (let y = 0; y < height; y += 1) {
      const v = unitOf((y + 0.5) / cellPx - marginCells - 0.5, rows);
      const flat = m[0] + m[2] * v + m[5] * v * v;
      const slope = m[1] + m[3] * v;
      for (let x = 0, p = y * width * 3 + c; x < width; x += 1, p += 3) {
        const u = across[x]!;
        rgb[p] = clamp((flat + u * (slope + u * m[4])) * rect.rgb[p]! + m[6]);
      }
    }
  });
  return { ...rect, rgb };
}
