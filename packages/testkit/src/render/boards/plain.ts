/** Simple boards for tests: squares, checks, and lines with crossings. */
import { hex, mix, type Rgb, scale, smoothstep } from "../color.ts";
import { fractalNoise } from "../random.ts";
import type { BoardModel } from "../scene.ts";

/** Looks of {@link plainBoard}. */
export type PlainStyle = "squares" | "checks" | "crossings";

/** Colours of a board. */
export interface PlainColors {
  readonly ground: Rgb;
  readonly other: Rgb;
  readonly line: Rgb;
}

/** Sets of colours, light and dark ones. */
export const PLAIN_COLORS: readonly PlainColors[] = [
  { ground: hex("#c9b38a"), other: hex("#8a6a48"), line: hex("#4b3a28") },
  { ground: hex("#d8d2c2"), other: hex("#6f8f7a"), line: hex("#5b5b58") },
  { ground: hex("#7d97a8"), other: hex("#4e6679"), line: hex("#dfe6ea") },
  { ground: hex("#93a57c"), other: hex("#64794f"), line: hex("#e8e2c8") },
  { ground: hex("#d9b36a"), other: hex("#b98c42"), line: hex("#33261a") },
  { ground: hex("#a8463c"), other: hex("#7d2f28"), line: hex("#ecd9b8") },
];

/**
 * A board without ornament.
 *
 * With `crossings` the pieces stand on the crossings of lines: those lie in the middle of the cells, as in cells of a
 * grid with as many rows and columns as there are crossings.
 */
export function plainBoard(
  rows: number,
  cols: number,
  style: PlainStyle,
  colors: PlainColors,
  seed: number,
): BoardModel {
  const frame = 0.6;
  return {
    rows,
    cols,
    box: [-frame, -frame, cols + frame, rows + frame],
    thickness: 0.2,
    corner: 0.08,
    edge: scale(colors.other, 0.6),
    gloss: 0.06,
    paint: (x, y) => {
      const grain = 0.93 + 0.14 * fractalNoise(x * 0.8, y * 9, seed, 3);
      const inside = Math.min(x, y, cols - x, rows - y);
      if (style === "crossings") return scale(crossings(x, y, rows, cols, colors), grain);
      if (inside < 0) return scale(mix(colors.other, colors.line, 0.25), grain);
      const dark = style === "checks" && (Math.floor(x) + Math.floor(y)) % 2 === 1;
      const u = Math.abs(x - Math.floor(x) - 0.5);
      const v = Math.abs(y - Math.floor(y) - 0.5);
      const line = style === "squares" ? smoothstep(0.47, 0.485, Math.max(u, v)) : 0;
      return scale(mix(dark ? colors.other : colors.ground, colors.line, line), grain);
    },
  };
}

function crossings(x: number, y: number, rows: number, cols: number, colors: PlainColors): Rgb {
  const onBoard = x > 0.47 && y > 0.47 && x < cols - 0.47 && y < rows - 0.47;
  if (!onBoard) return colors.ground;
  const u = Math.abs(x - Math.floor(x) - 0.5);
  const v = Math.abs(y - Math.floor(y) - 0.5);
  return mix(colors.ground, colors.line, smoothstep(0.03, 0.015, Math.min(u, v)));
}
