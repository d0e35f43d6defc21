/** What games bring to a table besides plain men: tiles with letters or marks, boards with coloured squares, held phones. */
import { glyphDistance } from "./boards/lettering.ts";
import type { CameraSpec } from "./camera.ts";
import { mix, type Rgb, smoothstep } from "./color.ts";
import { createRandom, type Random } from "./random.ts";
import type { BoardModel, Surface } from "./scene.ts";

/** A tile with a letter, in cells; its height is about half a cell. */
export function letterTile(letter: string, ground: Rgb, ink: Rgb): Surface {
  return {
    color: ground,
    gloss: 0.15,
    top: (x, y) => mix(ground, ink, smoothstep(0.06, 0.02, glyphDistance(letter, x / 0.42, y / 0.42))),
  };
}

/** Marks of {@link markTile}. */
export const MARKS = ["disc", "square", "rhombus", "plus", "star", "ring"] as const;

/** A dark tile with a coloured mark. */
export function markTile(mark: (typeof MARKS)[number], ground: Rgb, color: Rgb): Surface {
  return {
    color: ground,
    gloss: 0.2,
    top: (x, y) => mix(ground, color, smoothstep(0.02, 0, markDistance(mark, x, y))),
  };
}

function markDistance(mark: (typeof MARKS)[number], x: number, y: number): number {
  const [u, v] = [Math.abs(x), Math.abs(y)];
  const away = Math.hypot(x, y);
  switch (mark) {
    case "disc":
      return away - 0.28;
    case "square":
      return Math.max(u, v) - 0.25;
    case "rhombus":
      return (u + v) * Math.SQRT1_2 - 0.22;
    case "plus":
      return Math.max(Math.min(u, v) - 0.1, Math.max(u, v) - 0.3);
    case "star":
      return away - 0.2 - 0.1 * Math.cos(6 * Math.atan2(y, x));
    case "ring":
      return Math.abs(away - 0.22) - 0.07;
  }
}

/** A board of which some squares are painted in other colours, alike in all four quarters. */
export function patchwork(board: BoardModel, colors: readonly Rgb[], seed: number): BoardModel {
  const { rows, cols } = board;
  const random = createRandom(seed);
  const half = Math.ceil(Math.max(rows, cols) / 2);
  const patches = Array.from({ length: half * half }, () => (random.next() < 0.22 ? random.pick(colors) : null));
  return {
    ...board,
    paint: (x, y) => {
      const under = board.paint(x, y);
      if (x < 0 || y < 0 || x >= cols || y >= rows) return under;
      const [col, row] = [Math.floor(x), Math.floor(y)];
      const patch = patches[Math.min(row, rows - 1 - row) * half + Math.min(col, cols - 1 - col)];
      const rim = Math.max(Math.abs(x - col - 0.5), Math.abs(y - row - 0.5));
      return patch ? mix(patch, under, smoothstep(0.44, 0.46, rim)) : under;
    },
  };
}

/** The camera of a phone that is held by hand: a little elsewhere in every photo. */
export function heldCamera(camera: CameraSpec, random: Random): CameraSpec {
  const room = camera.width / camera.cellPx;
  return {
    ...camera,
    tilt: Math.min(25, Math.max(0, camera.tilt + random.between(-4, 4))),
    azimuth: camera.azimuth + random.between(-6, 6),
    roll: camera.roll + random.between(-6, 6),
    cellPx: camera.cellPx * random.between(0.86, 0.96),
    target: [
      camera.target[0] + random.between(-0.03, 0.03) * room,
      camera.target[1] + random.between(-0.03, 0.03) * room,
    ],
  };
}
