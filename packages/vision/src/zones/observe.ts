import { occlusionGate } from "../change/occlusion.ts";
import { relight } from "../change/relight.ts";
import { VISION_DEFAULTS } from "../defaults.ts";
import { lumaAtLongSide, lumaOf } from "../image/luma.ts";
import { measureQuality } from "../image/quality.ts";
import { alignTo } from "../observe/align.ts";
import { asFrame, type LocatedImage } from "../observe/frame.ts";
import type { Homography, Image, Occlusion, Quality, ReasonCode, Registration, Relight } from "../types.ts";
import { flatBoard, VIRTUAL_GRID } from "./flat.ts";
import type { OwnerColour } from "./labels.ts";
import { type ColourSpot, zonePalette } from "./palette.ts";
import { readZones, type ZoneState } from "./read.ts";
import { readTracks } from "./tracks.ts";
import type { OutlinedZone, TrackReading, TrackSpec, UnitAreas, ZoneReading } from "./types.ts";

/** What {@link observeZones} compares. Maps take pixels to cells of the virtual grid of 16 × 16. */
export interface ZonesInput {
  readonly reference: LocatedImage;
  readonly current: Image;
  /** Where the board lies in the current photo, as far as known; default as in the reference. */
  readonly start?: Homography;
  readonly zones: readonly OutlinedZone[];
  readonly tracks?: readonly TrackSpec[];
  readonly state: ZoneState & { readonly steps?: Readonly<Record<string, Readonly<Record<string, number>>>> };
  /** Colours of the players where no spot shows them. */
  readonly palette: readonly OwnerColour[];
  /** Pieces in known places; players among them have their colour from each photo itself. */
  readonly spots?: readonly ColourSpot[];
}

/** Everything measured on one photo of a board of zones. */
export interface ZonesObservation {
  readonly quality: Quality;
  readonly registration: Registration;
  readonly imageToBoard: Homography;
  readonly relight: Relight;
  readonly occlusion: Occlusion;
  readonly zones: readonly ZoneReading[];
  readonly tracks: readonly TrackReading[];
  readonly units: UnitAreas;
  readonly sameAsReference: boolean;
  /** Why the photo was not read; else null. */
  readonly stopped: ReasonCode | null;
}

/** Compares two photos of a board of zones: quality, registration, light, occlusion, then counts and tracks. */
export function observeZones(input: ZonesInput): ZonesObservation {
  const { reference, current, start = reference.imageToBoard, zones, tracks = [], state } = input;
  const measured = measureQuality(current, lumaAtLongSide(current, 800));
  const sameAsReference = current.sha256 !== "" && current.sha256 === reference.image.sha256;
  const frame = asFrame(reference, VIRTUAL_GRID);
  const { registration, imageToBoard } = alignTo(frame, current, lumaOf(current), start, VIRTUAL_GRID);
  const seen = asFrame({ image: current, imageToBoard }, VIRTUAL_GRID);
  const relit = relight(frame.rect, seen.rect);
  const gate = occlusionGate(frame.rect, relit.rect, { growCells: 0 });
  const stopped = sameAsReference ? null : reasonToStop(measured, registration, gate.occlusion);
  const nothing = { zones: [], tracks: [], units: state.units ?? {} };
  const read = stopped || sameAsReference ? nothing : readBoth(input, { image: current, imageToBoard });
  return {
    quality: measured,
    registration,
    imageToBoard,
    relight: relit.relight,
    occlusion: gate.occlusion,
    ...read,
    sameAsReference,
    stopped,
  };

  function readBoth({ palette, spots = [] }: ZonesInput, located: LocatedImage) {
    const before = flatBoard(reference);
    const lying = flatBoard(located);
    const spotted = new Set(spots.map(({ player }) => player));
    const plain = palette.filter(({ player }) => !spotted.has(player));
    // Without known pieces in the photo, the palette is that of the reference, and the photo is brought to its light.
    const after = plain.length > 0 ? relight(before, lying).rect : lying;
    const colours = (rect: typeof before): readonly OwnerColour[] => byPlayer([...plain, ...zonePalette(rect, spots)]);
    const { readings, units } = readZones(before, after, zones, colours(before), state, colours(after));
    const moved = readTracks(before, after, tracks, colours(before), state.steps ?? {}, colours(after));
    return { zones: readings, tracks: moved, units };
  }
}

const byPlayer = (colours: readonly OwnerColour[]): readonly OwnerColour[] =>
  [...colours].sort((a, b) => a.player - b.player);

function reasonToStop({ verdicts }: Quality, { method, rho }: Registration, occlusion: Occlusion): ReasonCode | null {
  const bad = verdicts.find((verdict) => verdict !== "frozen");
  if (bad) return bad;
  if (method === "none") return rho < VISION_DEFAULTS.rho.otherBoard ? "not_the_board" : "camera_moved";
  return occlusion.blocked ? "hand" : null;
}
