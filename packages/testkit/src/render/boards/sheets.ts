/** Flat sheets for calibration: markers, chessboards, dots. */
import { hex, mix, type Rgb, smoothstep } from "../color.ts";
import type { BoardModel } from "../scene.ts";
import type { Paint } from "../texture.ts";

/** A marker that lies on a board. */
export interface PrintedMarker {
  /** Cells of the code row by row, 1 = white. */
  readonly bits: ArrayLike<number>;
  /** Centre, in cells of the board. */
  readonly x: number;
  readonly y: number;
  /** Side of the black square, in cells of the board. */
  readonly size: number;
  /** Degrees, clockwise as seen from above. */
  readonly turn?: number;
}

const INK = hex("#1b1b1d");
const PAPER = hex("#ecebe6");
/** White around a marker, as a share of its side. */
const QUIET = 0.18;

/** Lays markers over another painting, each on a white square. */
export function withMarkers(ground: Paint, markers: readonly PrintedMarker[]): Paint {
  const placed = markers.map((marker) => {
    const angle = ((marker.turn ?? 0) * Math.PI) / 180;
    return {
      ...marker,
      cos: Math.cos(angle),
      sin: Math.sin(angle),
      cells: Math.round(Math.sqrt(marker.bits.length)) + 2,
    };
  });
  return (x, y) => {
    for (const { bits, cells, cos, sin, size, ...marker } of placed) {
      const dx = x - marker.x;
      const dy = y - marker.y;
      const u = (dx * cos + dy * sin) / size + 0.5;
      const v = (dy * cos - dx * sin) / size + 0.5;
      if (u < -QUIET || v < -QUIET || u > 1 + QUIET || v > 1 + QUIET) continue;
      if (u < 0 || v < 0 || u >= 1 || v >= 1) return PAPER;
      const col = Math.floor(u * cells) - 1;
      const row = Math.floor(v * cells) - 1;
      const side = cells - 2;
      const inside = col >= 0 && row >= 0 && col < side && row < side;
      return inside && bits[row * side + col] === 1 ? PAPER : INK;
    }
    return ground(x, y);
  };
}

/** A sheet of squares, `cols` × `rows` of one unit each, with a white edge of half a unit. */
export function chessSheet(rows: number, cols: number): BoardModel {
  return sheet(rows, cols, (x, y) => {
    if (x < 0 || y < 0 || x >= cols || y >= rows) return PAPER;
    return (Math.floor(x) + Math.floor(y)) % 2 === 0 ? INK : PAPER;
  });
}

/** A sheet of dots of radius 0.3 in the middle of `cols` × `rows` units. */
export function dotSheet(rows: number, cols: number): BoardModel {
  return sheet(rows, cols, (x, y) => {
    if (x < 0 || y < 0 || x >= cols || y >= rows) return PAPER;
    const off = Math.hypot(x - Math.floor(x) - 0.5, y - Math.floor(y) - 0.5);
    return mix(INK, PAPER, smoothstep(0.295, 0.305, off));
  });
}

function sheet(rows: number, cols: number, paint: (x: number, y: number) => Rgb): BoardModel {
  const edge = 0.5;
  return {
    rows,
    cols,
    box: [-edge, -edge, cols + edge, rows + edge],
    thickness: 0.02,
    corner: 0,
    edge: PAPER,
    gloss: 0,
    paint,
  };
}
