import { VISION_DEFAULTS } from "../defaults.ts";
import { FIVE } from "../image/blur.ts";
import { blurLab, type Lab, labOf } from "../image/lab.ts";
import { type Component, close, components, dilate, distanceInside, type Mask, open } from "../image/mask.ts";
import { shrinkToTwoThirds } from "../image/shrink.ts";
import type { Occlusion, Rect } from "../types.ts";
import { shadowPixels } from "./shadow.ts";

/** Verdict of the gate with the mask it was read from (16 px per cell, margin included). */
export interface Gate {
  readonly occlusion: Occlusion;
  readonly mask: Mask;
  /** What differs although the pattern of the board shows: shadows and their opposite. */
  readonly shadow: Mask;
}

/** What a board or pack changes about the gate. */
export interface GateOptions {
  /** Least inscribed radius that blocks, cells; packs with large pieces raise it. */
  readonly radiusCells?: number;
  /** How far the board reaches beyond its cells; 0 where cells are centred on crossings, because they do already. */
  readonly growCells?: number;
}

/** Side of the square by which what is no shadow is grown back, pixels. */
const RIM = 13;

type Blob = Occlusion["blobs"][number];

/**
 * Looks for a hand, a sleeve or a cup (vision.md 6.7): difference blobs that reach across the edge of the board, are
 * thicker than any piece, or come in from the edge of the picture. Shadows do not count: the board shows through them.
 *
 * @param current Registered and relit.
 */
export function occlusionGate(reference: Rect, current: Rect, options: GateOptions = {}): Gate {
  const { radiusCells = VISION_DEFAULTS.gate.radius, growCells = VISION_DEFAULTS.gate.boardGrowCells } = options;
  const before = shrinkToTwoThirds(reference);
  const after = shrinkToTwoThirds(current);
  const visible = before.valid.map((v, i) => v & after.valid[i]!);
  const [labBefore, labAfter] = [blurredLab(before), blurredLab(after)];
  const differing = close(open(differenceMask(labBefore, labAfter, visible), 3), 7);
  const weigh = (mask: Mask): Occlusion => {
    const distance = distanceInside(mask);
    const blobs = components(mask)
      .map((blob) => describe(blob, before, visible, distance, growCells))
      .filter((blob) => blob.insideCells2 + blob.outsideCells2 >= 0.1);
    const blocked = blobs.some((blob) => isOccluder(blob, radiusCells));
    const tooMuch = !blocked && blobs.some((blob) => blob.insideCells2 > VISION_DEFAULTS.gate.tooMuch);
    return { blocked, tooMuch, blobs };
  };
  const plain = weigh(differing);
  const none = { ...differing, data: new Uint8Array(differing.data.length) };
  // Nothing here that a shadow could explain.
  if (!plain.blocked && !plain.tooMuch) return { occlusion: plain, mask: differing, shadow: none };
  const shadow = shadowPixels(labBefore, labAfter, differing);
  const mask = withoutShadow(differing, shadow);
  return { occlusion: weigh(mask), mask, shadow };
}

/** Of a blob in which the board shows only near its rim, the rim stays: there the pattern seen is that beside it. */
function withoutShadow(differing: Mask, shadow: Mask): Mask {
  const solid = open({ ...differing, data: differing.data.map((v, i) => v & ~shadow.data[i]!) }, 5);
  const grown = dilate(solid, RIM);
  return { ...differing, data: grown.data.map((v, i) => v & differing.data[i]!) };
}

/** Whether a blob hides part of the board and is no piece. */
export function isOccluder(blob: Blob, radiusCells: number = VISION_DEFAULTS.gate.radius): boolean {
  const { inside, outside, edgeInside } = VISION_DEFAULTS.gate;
  return (
    (blob.insideCells2 >= inside && blob.outsideCells2 >= outside) ||
    (blob.insideCells2 > 0 && blob.inscribedRadiusCells >= radiusCells) ||
    (blob.touchesEdge && blob.insideCells2 >= edgeInside)
  );
}

const blurredLab = (rect: Rect): Lab => blurLab(labOf(rect), FIVE);

/** Pixels whose colour is found nowhere within ±2 px in the other picture. */
function differenceMask(a: Lab, b: Lab, visible: Uint8Array): Mask {
  const { width, height } = a;
  const data = new Uint8Array(width * height);
  const { pixel, shiftPx } = VISION_DEFAULTS.gate;
  const differs = (i: number, j: number): boolean =>
    0.6 * Math.abs(a.l[i]! - b.l[j]!) + Math.abs(a.a[i]! - b.a[j]!) + Math.abs(a.b[i]! - b.b[j]!) > pixel;
  for (let y = 0, i = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1, i += 1) {
      // Most pixels match in place; the search is for the few that do not.
      if (visible[i] === 0 || !differs(i, i)) continue;
      let matched = false;
      for (let v = Math.max(0, y - shiftPx); v <= Math.min(height - 1, y + shiftPx) && !matched; v += 1) {
        for (let u = Math.max(0, x - shiftPx); u <= Math.min(width - 1, x + shiftPx); u += 1) {
          if (differs(i, v * width + u)) continue;
          matched = true;
          break;
        }
      }
      if (!matched) data[i] = 1;
    }
  }
  return { width, height, data };
}

function describe(blob: Component, rect: Rect, visible: Uint8Array, distance: Float32Array, grow: number): Blob {
  const { width, height, cellPx, marginCells, rows, cols } = rect;
  const left = (marginCells - grow) * cellPx;
  const top = (marginCells - grow) * cellPx;
  const right = (marginCells + cols + grow) * cellPx;
  const bottom = (marginCells + rows + grow) * cellPx;
  let inside = 0;
  let outsideX = 0;
  let outsideY = 0;
  let outside = 0;
  let radius = 0;
  let touchesEdge = false;
  for (const at of blob.pixels) {
    const x = at % width;
    const y = (at - x) / width;
    if (distance[at]! > radius) radius = distance[at]!;
    if (x === 0 || y === 0 || x === width - 1 || y === height - 1) touchesEdge = true;
    else if ((visible[at - 1]! & visible[at + 1]! & visible[at - width]! & visible[at + width]!) === 0)
      touchesEdge = true;
    if (x + 0.5 >= left && x + 0.5 < right && y + 0.5 >= top && y + 0.5 < bottom) {
      inside += 1;
    } else {
      outside += 1;
      outsideX += (x + 0.5) / width - 0.5;
      outsideY += (y + 0.5) / height - 0.5;
    }
  }
  const cell = cellPx * cellPx;
  const inCells = (px: number): number => round2(px / cellPx - marginCells);
  return {
    insideCells2: round2(inside / cell),
    outsideCells2: round2(outside / cell),
    inscribedRadiusCells: round2(radius / cellPx),
    touchesEdge,
    box: [inCells(blob.minX), inCells(blob.minY), inCells(blob.maxX + 1), inCells(blob.maxY + 1)],
    side: sideOf(outside, outsideX, outsideY),
  };
}

function sideOf(outside: number, x: number, y: number): Blob["side"] {
  if (outside === 0) return "inside";
  if (Math.abs(x) >= Math.abs(y)) return x < 0 ? "left" : "right";
  return y < 0 ? "top" : "bottom";
}

const round2 = (v: number): number => Math.round(v * 100) / 100;
