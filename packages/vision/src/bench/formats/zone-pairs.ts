import type { Quad } from "../../geometry/quad.ts";
import { createTruthReader, isObject, type JsonObject, type TruthReader } from "../json.ts";

/** One comparison of two photos of a board of zones. */
export interface ZonePair {
  readonly before: string;
  readonly after: string;
  readonly beforeCorners: Quad;
  readonly afterCorners: Quad;
  /** Pieces per zone and colour in the photo before, as the folder names them. */
  readonly counts: Readonly<Record<string, Readonly<Record<string, number>>>>;
  readonly changes: readonly { readonly zone: string; readonly colour: string; readonly delta: number }[];
}

/** A folder of photos of a board of zones. */
export interface ZoneRecording {
  readonly dir: string;
  /** In the order of seats. */
  readonly colours: readonly string[];
  readonly pairs: readonly ZonePair[];
}

interface ZoneFrame {
  readonly file: string;
  readonly corners: Quad;
  readonly counts: ZonePair["counts"];
}

/** Folders of zones: `pairs` with their changes; without them the photos are views of one position, in any order. */
export function readZonePairs(dir: string, truth: JsonObject): ZoneRecording {
  const reader = createTruthReader(dir);
  const colours = new Set<string>();
  const frames = reader
    .objects(truth["frames"], "frames")
    .map((frame, i) => frameOf(reader, truth, frame, `frames[${i}]`, colours));
  const at = (file: unknown, place: string): ZoneFrame =>
    frames.find((frame) => frame.file === file) ?? reader.fail(place, `frames have no file "${String(file)}"`);
  const pairs =
    truth["pairs"] === undefined
      ? frames.slice(1).map((frame, i) => pairOf(frames[i]!, frame, []))
      : reader.objects(truth["pairs"], "pairs").map((pair, i) => {
          const place = `pairs[${i}]`;
          const changes = reader.objects(pair["changes"], `${place}.changes`).map((change, k) => ({
            zone: reader.text(change["zone"], `${place}.changes[${k}].zone`),
            colour: reader.text(change["colour"], `${place}.changes[${k}].colour`),
            delta: reader.whole(change["delta"], `${place}.changes[${k}].delta`),
          }));
          for (const { colour } of changes) colours.add(colour);
          return pairOf(at(pair["before"], `${place}.before`), at(pair["after"], `${place}.after`), changes);
        });
  return { dir, colours: [...colours], pairs };
}

function frameOf(
  reader: TruthReader,
  truth: JsonObject,
  frame: JsonObject,
  place: string,
  colours: Set<string>,
): ZoneFrame {
  const counts: Record<string, Record<string, number>> = {};
  const cubes = isObject(frame["cubes"]) ? frame["cubes"] : {};
  for (const [colour, zones] of Object.entries(cubes)) {
    colours.add(colour);
    if (!isObject(zones)) return reader.fail(`${place}.cubes.${colour}`, "an object is missing");
    for (const [zone, count] of Object.entries(zones)) {
      counts[zone] = { ...counts[zone], [colour]: reader.whole(count, `${place}.cubes.${colour}.${zone}`) };
    }
  }
  const corners = frame["board_corners"] ?? frame["corners"] ?? truth["board_corners"] ?? truth["corners"];
  return {
    file: reader.text(frame["file"], `${place}.file`),
    corners: reader.corners(corners, `${place}.board_corners`),
    counts,
  };
}

const pairOf = (before: ZoneFrame, after: ZoneFrame, changes: ZonePair["changes"]): ZonePair => ({
  before: before.file,
  after: after.file,
  beforeCorners: before.corners,
  afterCorners: after.corners,
  counts: before.counts,
  changes,
});
