import type { GridSpec } from "@wopr/games";
import { nameOfCell } from "../cells.ts";
import { scoringLab } from "../change/scores.ts";
import { VISION_DEFAULTS } from "../defaults.ts";
import { gridLines } from "../geometry/grid.ts";
import type { ComparedPictures } from "../observe/observe.ts";
import type { Observation, Rect } from "../types.ts";
import type { Picture } from "./picture.ts";

/** Debug pictures of one look (vision.md 1: every stage shows its work). */
export interface Layers {
  /** The current photo laid flat, as it was taken. */
  readonly rectified: Picture;
  /** The same under the light of the reference: what was compared. */
  readonly registered: Picture;
  /** Colour difference per pixel over the registered picture: clear, yellow, red. */
  readonly heat: Picture;
  /** What the occlusion gate saw: white pixels differ. */
  readonly mask: Picture;
  /** Score, status and name of every cell, as SVG in the pixels of `rectified`. */
  readonly cells: string;
}

/** Draws the layers of a look. */
export function drawLayers(observation: Observation, pictures: ComparedPictures): Layers {
  const { reference, current, relit, mask } = pictures;
  return {
    rectified: pictureOf(current),
    registered: pictureOf(relit),
    heat: heatOf(reference, relit),
    mask: maskPicture(mask.width, mask.height, mask.data),
    cells: cellsSvg(observation, current),
  };
}

/** A rectified frame as a picture; where the photo ended it is see-through. */
export function pictureOf({ width, height, rgb, valid }: Rect): Picture {
  const data = new Uint8Array(width * height * 4);
  for (let i = 0, p = 0, q = 0; i < valid.length; i += 1, p += 3, q += 4) {
    data[q] = rgb[p]!;
    data[q + 1] = rgb[p + 1]!;
    data[q + 2] = rgb[p + 2]!;
    data[q + 3] = valid[i]! * 255;
  }
  return { width, height, channels: 4, data };
}

/** A rectified frame without its margin. */
export function boardPicture(rect: Rect): Picture {
  const { cellPx, marginCells, rows, cols, rgb } = rect;
  const inset = Math.round(marginCells * cellPx);
  const width = Math.round(cols * cellPx);
  const height = Math.round(rows * cellPx);
  const data = new Uint8Array(width * height * 3);
  for (let y = 0; y < height; y += 1) {
    const from = ((y + inset) * rect.width + inset) * 3;
    data.set(rgb.subarray(from, from + width * 3), y * width * 3);
  }
  return { width, height, channels: 3, data };
}

function heatOf(reference: Rect, relit: Rect): Picture {
  const a = scoringLab(reference);
  const b = scoringLab(relit);
  const data = new Uint8Array(a.l.length * 4);
  for (let i = 0; i < a.l.length; i += 1) {
    const d = 0.6 * Math.abs(a.l[i]! - b.l[i]!) + Math.abs(a.a[i]! - b.a[i]!) + Math.abs(a.b[i]! - b.b[i]!);
    const heat = Math.min(1, d / VISION_DEFAULTS.score.clip);
    const seen = reference.valid[i]! & relit.valid[i]!;
    data.set([255, Math.round(220 * (1 - heat)), 0, seen * Math.round(255 * Math.min(1, 1.4 * heat))], i * 4);
  }
  return { width: a.width, height: a.height, channels: 4, data };
}

function maskPicture(width: number, height: number, set: Uint8Array): Picture {
  const data = new Uint8Array(set.length * 3);
  for (let i = 0; i < set.length; i += 1) data.fill(set[i]! * 255, i * 3, i * 3 + 3);
  return { width, height, channels: 3, data };
}

function cellsSvg({ board, scores }: Observation, { width, height, cellPx, marginCells }: Rect): string {
  const changed = new Set(scores.changed);
  const unsure = new Set(scores.unsure);
  const cells = scores.d.map((d, cell) => {
    const x = ((cell % board.cols) + marginCells) * cellPx;
    const y = (Math.floor(cell / board.cols) + marginCells) * cellPx;
    const status = changed.has(cell) ? "changed" : unsure.has(cell) ? "unsure" : "same";
    const stroke = { changed: "#d22", unsure: "#d80", same: "#888" }[status];
    const strong = status === "same" ? 0.5 : 2;
    return `<g class="${status}"><title>${nameOfCell(board, cell)}: D ${d.toFixed(1)}</title><rect x="${x + 1}" y="${y + 1}" width="${cellPx - 2}" height="${cellPx - 2}" fill="none" stroke="${stroke}" stroke-width="${strong}"/><text x="${x + cellPx / 2}" y="${y + cellPx / 2 + 3}" font-size="8" text-anchor="middle" fill="${stroke}">${Math.round(d)}</text></g>`;
  });
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" font-family="sans-serif">${cells.join("")}</svg>`;
}

/** The grid over the photo itself, as SVG in pixels of the upright original. */
export function overlaySvg({
  board,
  image,
  imageToBoard,
}: Pick<Observation, "board" | "image" | "imageToBoard">): string {
  return gridSvg(board, image, imageToBoard);
}

function gridSvg(board: GridSpec, image: Observation["image"], imageToBoard: Observation["imageToBoard"]): string {
  const lines = gridLines(imageToBoard, board).map(
    ([[x1, y1], [x2, y2]]) =>
      `<line x1="${x1.toFixed(1)}" y1="${y1.toFixed(1)}" x2="${x2.toFixed(1)}" y2="${y2.toFixed(1)}"/>`,
  );
  const stroke = Math.max(1, Math.round(Math.max(image.width, image.height) / 800));
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${image.width} ${image.height}" fill="none" stroke="#0c6" stroke-width="${stroke}">${lines.join("")}</svg>`;
}
