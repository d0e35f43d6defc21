import type { GridSpec } from "@wopr/games";
import { cutScores } from "../change/cut.ts";
import { type Gate, type GateOptions, occlusionGate } from "../change/occlusion.ts";
import { relight } from "../change/relight.ts";
import { cellScores, scoringLab } from "../change/scores.ts";
import { unshadow } from "../change/unshadow.ts";
import { VISION_DEFAULTS } from "../defaults.ts";
import { mapForSize } from "../geometry/calibrate.ts";
import { footShifts, groundPoint } from "../geometry/ground-point.ts";
import { lumaAtLongSide } from "../image/luma.ts";
import type { Mask } from "../image/mask.ts";
import type { Plane } from "../image/plane.ts";
import { measureQuality } from "../image/quality.ts";
import { packLooks } from "../read/features.ts";
import type { Homography, Image, Observation, Palette, Point, ReasonCode, Rect, Relight, StageName } from "../types.ts";
import { alignTo, anchorTo } from "./align.ts";
import { asFrame, type Frame, type LocatedImage, originalSize } from "./frame.ts";
import { notMeasured } from "./not-measured.ts";
import { readCells, readColours } from "./readings.ts";

/** What {@link observe} looks at. */
export interface ObserveInput {
  readonly current: Image;
  /** The last agreed photo; a {@link Frame} of it saves time. */
  readonly reference: Frame | LocatedImage;
  readonly board: GridSpec;
  readonly palette: Palette;
  /** The setup photo, and which cells were empty there, row by row: tells a removed piece from a changed one. */
  readonly setup?: { readonly photo: Frame | LocatedImage; readonly empty: readonly boolean[] };
  /** Cells that are empty in the agreed position, row by row: they say what white is. */
  readonly emptyBefore?: readonly boolean[];
  /** Where the board lies in the current photo, when markers or corners of its own say so; else as in the reference. */
  readonly start?: Homography;
  /** Sharpness of the last agreed frames, newest last. */
  readonly sharpnessHistory?: readonly number[];
  /** Least inscribed radius of an occluder, cells; packs with large pieces raise it. */
  readonly occluderRadiusCells?: number;
  /** Pieces are tall and lean outwards: their feet are read, towards where the camera stands. */
  readonly tallPieces?: boolean;
  /** Go on although a stage refuses, because a person said so; the outcome is then at most `ask`. */
  readonly useAnyway?: boolean;
  /** Called when a stage begins, so that whoever has a clock can measure and show progress. */
  readonly onStage?: (stage: StageName) => void;
}

/** An observation and the pictures it was read from, as far as the run came. */
export interface Observed {
  readonly observation: Observation;
  /** The current photo laid flat: the next reference once it is agreed. */
  readonly frame?: Frame;
  readonly pictures?: ComparedPictures;
}

/** What layers are drawn from: both frames after registration and relighting, and the mask of the occlusion gate. */
export interface ComparedPictures {
  readonly reference: Rect;
  readonly current: Rect;
  readonly relit: Rect;
  /** 16 px per cell, margin included. */
  readonly mask: Mask;
}

/**
 * Measures what changed between the reference and the current photo: quality, register, rectify, relight, occlusion,
 * scores, readings (vision.md 6). Pure: no clock, no chance, no I/O; same input, same bytes.
 *
 * A stage that refuses ends the run; what was measured so far is in the observation.
 */
export function observe(input: ObserveInput): Observed {
  const begin = input.onStage ?? (() => {});
  begin("quality");
  const reference = asFrame(input.reference, input.board);
  const luma = lumaAtLongSide(input.current, 800);
  const seen = look(input, reference, luma);
  if (seen.sameAsReference) return { observation: seen, frame: reference };
  if (mustStop(seen)) return { observation: seen };

  begin("register");
  const located = locate(input, reference, luma, seen);
  if (mustStop(located)) return { observation: located };

  begin("rectify");
  const frame = asFrame({ image: input.current, imageToBoard: located.imageToBoard }, input.board);
  begin("relight");
  const lit = relight(reference.rect, frame.rect);
  begin("occlusion");
  const gate = occlusionGate(reference.rect, lit.rect, gateOptions(input));
  const lifted = unshadow(reference.rect, lit.rect, gate.shadow);
  const light = lifted.cells2 > 0 ? { ...lit.relight, shadowCells2: lifted.cells2 } : lit.relight;
  const gated = withGate(located, light, gate);
  const pictures = { reference: reference.rect, current: frame.rect, relit: lifted.rect, mask: gate.mask };
  if (mustStop(gated)) return { observation: gated, frame, pictures };

  const compared = compare(input, reference, lifted.rect, gated, begin);
  if (mustStop(compared)) return { observation: compared, frame, pictures };
  const observation = { ...compared, imageToBoard: anchored(input, luma, frame.imageToBoard) };
  const kept = observation.imageToBoard === frame.imageToBoard;
  const next = kept ? frame : asFrame({ image: input.current, imageToBoard: observation.imageToBoard }, input.board);
  return { observation, frame: next, pictures };
}

const gateOptions = ({ board, occluderRadiusCells }: ObserveInput): GateOptions => ({
  ...(board.points === "intersections" ? { growCells: 0 } : {}),
  ...(occluderRadiusCells === undefined ? {} : { radiusCells: occluderRadiusCells }),
});

const mustStop = ({ stopped, usedAnyway }: Observation): boolean => stopped !== null && !usedAnyway;

/** Notes the first refusal; later ones are its consequences. */
const refused = (observation: Observation, stage: StageName, reason: ReasonCode): Observation =>
  observation.stopped ? observation : { ...observation, stopped: { stage, reason } };

function look(input: ObserveInput, reference: Frame, luma: Plane): Observation {
  const { current, sharpnessHistory } = input;
  const quality = measureQuality(current, luma, {
    reference: reference.photo,
    ...(sharpnessHistory ? { sharpnessHistory } : {}),
  });
  // Live frames have no bytes and so no hash.
  const sameBytes = current.sha256 !== "" && current.sha256 === reference.photo.sha256;
  const [verdict] = quality.verdicts;
  const observation: Observation = {
    ...notMeasured(input.board),
    image: originalSize(current),
    quality,
    imageToBoard: reference.imageToBoard,
    palette: input.palette,
    sameAsReference: sameBytes || quality.verdicts.includes("frozen"),
    usedAnyway: input.useAnyway === true,
  };
  if (sameBytes) return refused(observation, "quality", "same_photo");
  return verdict ? refused(observation, "quality", verdict) : observation;
}

function locate(input: ObserveInput, reference: Frame, luma: Plane, seen: Observation): Observation {
  const { current, board } = input;
  const start = input.start ?? mapForSize(reference.imageToBoard, originalSize(reference.photo), originalSize(current));
  // Another shape of picture means another camera mode, or a phone turned on its side: nothing but features can help.
  const { registration, imageToBoard } = alignTo(reference, current, luma, start, board);
  const located = { ...seen, registration, imageToBoard };
  if (registration.method !== "none") return located;
  if (!start) return { ...refused(seen, "register", "camera_moved"), usedAnyway: false };
  return refused(located, "register", lostReason(input, reference, start, registration.rho));
}

/** Whether a hand hides so much that nothing fits, or the camera really stands elsewhere. */
function lostReason(input: ObserveInput, reference: Frame, start: Homography, rho: number): ReasonCode {
  const frame = asFrame({ image: input.current, imageToBoard: start }, input.board);
  const { occlusion, mask } = occlusionGate(
    reference.rect,
    relight(reference.rect, frame.rect).rect,
    gateOptions(input),
  );
  const share = mask.data.reduce((sum, v) => sum + v, 0) / mask.data.length;
  if (occlusion.blocked && share < VISION_DEFAULTS.gate.handShare) return "hand";
  return rho < VISION_DEFAULTS.rho.otherBoard ? "not_the_board" : "camera_moved";
}

function withGate(located: Observation, relit: Relight, { occlusion }: Gate): Observation {
  const gated = { ...located, relight: relit, occlusion };
  return occlusion.blocked ? refused(gated, "occlusion", "hand") : gated;
}

function compare(
  input: ObserveInput,
  reference: Frame,
  relit: Rect,
  gated: Observation,
  begin: (stage: StageName) => void,
): Observation {
  begin("scores");
  const lab = scoringLab(relit);
  const { d } = cellScores(reference.rect, scoringLab(reference.rect), relit, lab);
  const scores = cutScores(d, gated.registration.weak || gated.registration.moved === true);
  const hidden = d.reduce((count, score) => (Number.isNaN(score) ? count + 1 : count), 0);
  if (hidden > VISION_DEFAULTS.hiddenShare * d.length) {
    return { ...refused(gated, "scores", "camera_moved"), usedAnyway: false };
  }
  begin("readings");
  const touched = [...scores.changed, ...scores.unsure].sort((a, b) => a - b);
  const empty = (input.emptyBefore ?? []).flatMap((isEmpty, i) => (isEmpty && !touched.includes(i) ? [i] : []));
  const seen = readColours(relit, lab, empty, windowShifts(input, gated));
  const known = input.setup && touched.some((cell) => input.setup?.empty[cell]);
  const setup = known && {
    rect: relight(relit, asFrame(input.setup.photo, input.board).rect).rect,
    empty: input.setup.empty,
  };
  const readings = readCells(relit, lab, touched, seen.colours, input.palette, setup || undefined);
  return { ...gated, scores, looks: packLooks(seen.looks, seen.colours), readings };
}

function windowShifts({ board, tallPieces }: ObserveInput, { imageToBoard, image }: Observation): readonly Point[] {
  const ground = tallPieces ? groundPoint(imageToBoard, image) : undefined;
  return ground ? footShifts(ground, board, VISION_DEFAULTS.reading.footShift) : [];
}

function anchored(input: ObserveInput, luma: Plane, imageToBoard: Homography): Homography {
  if (!input.setup) return imageToBoard;
  return anchorTo(asFrame(input.setup.photo, input.board), input.current, luma, imageToBoard, input.board);
}
