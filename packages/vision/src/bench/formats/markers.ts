import type { Quad } from "../../geometry/quad.ts";
import { MARKER_FAMILIES, type MarkerFamily } from "../../markers/families.ts";
import { createTruthReader, type JsonObject, type TruthReader } from "../json.ts";

/** A folder of photos with the markers they show. */
export interface MarkerRecording {
  readonly dir: string;
  readonly frames: readonly {
    readonly file: string;
    readonly family: MarkerFamily;
    /** Corners count pixel centres as whole numbers, as the reference detector does. */
    readonly markers: readonly { readonly id: number; readonly corners: Quad }[];
  }[];
}

/** Folders of markers: every photo with ids and corners. */
export function readMarkerFrames(dir: string, truth: JsonObject): MarkerRecording {
  const reader = createTruthReader(dir);
  const frames = reader.objects(truth["frames"], "frames").flatMap((frame, i) => {
    if (frame["markers"] === undefined) return [];
    const at = `frames[${i}]`;
    const markers = reader.objects(frame["markers"], `${at}.markers`).map((marker, k) => ({
      id: reader.whole(marker["id"], `${at}.markers[${k}].id`),
      corners: reader.corners(marker["corners"], `${at}.markers[${k}].corners`),
    }));
    const family = familyOf(reader, frame["dictionary"] ?? truth["dictionary"], at);
    return [{ file: reader.text(frame["file"], `${at}.file`), family, markers }];
  });
  return { dir, frames };
}

/** From `DICT_4X4_50`, `ArUco 4x4 (…)`, `AprilTag 36h11`. */
function familyOf(reader: TruthReader, name: unknown, at: string): MarkerFamily {
  const text = String(name ?? "").toLowerCase();
  const size = /([456])x\1/.exec(text)?.[1];
  const wanted = /36h11/.test(text) ? "36h11" : size ? `${size}x${size}` : undefined;
  const found = (Object.keys(MARKER_FAMILIES) as MarkerFamily[]).find((f) => wanted && f.includes(wanted));
  return found ?? reader.fail(`${at}.dictionary`, `"${text}" is no known family of markers`);
}
