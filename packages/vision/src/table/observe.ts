import type { TableSpec } from "@wopr/games";
import { occlusionGate } from "../change/occlusion.ts";
import { relight } from "../change/relight.ts";
import { VISION_DEFAULTS } from "../defaults.ts";
import { invert, mapPoint } from "../geometry/homography.ts";
import { halve } from "../image/halve.ts";
import { lumaAtLongSide } from "../image/luma.ts";
import { measureQuality } from "../image/quality.ts";
import { alignTo } from "../observe/align.ts";
import { asFrame, type LocatedImage, originalSize } from "../observe/frame.ts";
import type { Homography, Image, Occlusion, Point, Quality, ReasonCode, Registration, Relight } from "../types.ts";
import { flatTable, tableGrid, toMillimetres, toVirtualCells } from "./flat-table.ts";
import { cameraPose } from "./pose.ts";
import { trackBases } from "./track.ts";
import type { BaseTrack, KnownBase, NewBase, TrackOptions } from "./types.ts";

/** What {@link observeTable} compares. Maps take pixels of the upright original to millimetres. */
export interface TableInput {
  readonly table: TableSpec;
  readonly reference: LocatedImage;
  readonly current: Image;
  readonly bases: readonly KnownBase[];
  readonly options?: Omit<TrackOptions, "pose">;
  /** Focal length in pixels, when a lens calibration knows it. */
  readonly focalPx?: number;
}

/** Everything measured on one photo of a table. */
export interface TableObservation {
  readonly quality: Quality;
  readonly registration: Registration;
  /** Photo (upright original, pixels) → millimetres. */
  readonly imageToTable: Homography;
  readonly relight: Relight;
  readonly occlusion: Occlusion;
  readonly tracks: readonly BaseTrack[];
  readonly added: readonly NewBase[];
  readonly sameAsReference: boolean;
  /** Why the photo was not read; else null. */
  readonly stopped: ReasonCode | null;
}

/** Figures are larger than pieces of a grid: what blocks is thicker than this, in virtual cells of 50 mm. */
const BLOCKING_RADIUS_CELLS = 2;

/** Compares two photos of a table: quality, registration, light, occlusion, then where the bases are. */
export function observeTable({ table, bases, options = {}, focalPx, ...photos }: TableInput): TableObservation {
  const grid = tableGrid(table);
  const reference = {
    ...photos.reference,
    image: noDenser(photos.reference.image, photos.reference.imageToBoard, table),
  };
  const current = noDenser(photos.current, photos.reference.imageToBoard, table);
  const luma = lumaAtLongSide(current, 1600);
  const quality = measureQuality(current, lumaAtLongSide(current, 800));
  const sameAsReference = current.sha256 !== "" && current.sha256 === reference.image.sha256;
  const start = toVirtualCells(reference.imageToBoard, table);
  const frame = asFrame({ image: reference.image, imageToBoard: start }, grid);
  const { registration, imageToBoard } = alignTo(frame, current, luma, start, grid);
  const seen = asFrame({ image: current, imageToBoard }, grid);
  const relit = relight(frame.rect, seen.rect);
  const gate = occlusionGate(frame.rect, relit.rect, { growCells: 0, radiusCells: BLOCKING_RADIUS_CELLS });
  const imageToTable = toMillimetres(imageToBoard, table);
  const measured = {
    quality,
    registration,
    imageToTable,
    relight: relit.relight,
    occlusion: gate.occlusion,
    sameAsReference,
  };
  const stopped = sameAsReference ? null : reasonToStop(quality, registration, gate.occlusion);
  if (stopped || sameAsReference) return { ...measured, tracks: [], added: [], stopped };
  const pose = cameraPose(imageToTable, originalSize(current), focalPx);
  const before = flatTable(reference, table);
  const after = relight(before, flatTable({ image: current, imageToBoard: imageToTable }, table)).rect;
  const { tracks, added } = trackBases(before, after, bases, { ...options, ...(pose ? { pose } : {}) });
  return { ...measured, tracks, added, stopped };
}

/** Halves a photo while it shows two pixels per millimetre or more: everything below works on one. */
function noDenser(image: Image, imageToTable: Homography, { widthMm, heightMm }: TableSpec): Image {
  const back = invert(imageToTable);
  const at = (x: number, y: number): Point | undefined => back && mapPoint(back, [x, y]);
  const [from, to] = [at(0.45 * widthMm, heightMm / 2), at(0.55 * widthMm, heightMm / 2)];
  if (!from || !to) return image;
  const perMm = Math.hypot(to[0] - from[0], to[1] - from[1]) / (0.1 * widthMm);
  let small = image;
  while (perMm / small.scale >= 1.9) small = halve(small);
  return small;
}

function reasonToStop({ verdicts }: Quality, { method, rho }: Registration, occlusion: Occlusion): ReasonCode | null {
  const bad = verdicts.find((verdict) => verdict !== "frozen");
  if (bad) return bad;
  if (method === "none") return rho < VISION_DEFAULTS.rho.otherBoard ? "not_the_board" : "camera_moved";
  return occlusion.blocked ? "hand" : null;
}
