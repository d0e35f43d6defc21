import { existsSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { median } from "../image/stats.ts";
import { decodeImage } from "../node/index.ts";
import type { Point } from "../types.ts";
import { detectMarkers } from "./detect.ts";
import { cornerErrors } from "./markers.testing.ts";

const ROOT = fileURLToPath(new URL("../../../../../shared/data/tabletop/", import.meta.url));
const FOLDERS = ["aruco", "go-aruco"].filter((folder) => existsSync(`${ROOT}${folder}/truth.json`));

interface Recorded {
  readonly dictionary?: string;
  readonly frames: readonly {
    readonly file: string;
    readonly dictionary?: string;
    readonly markers: readonly { readonly id: number; readonly corners: readonly Point[] }[];
  }[];
}

test.skipIf(FOLDERS.length < 2)(
  "recorded photos (skipped where they are absent): every listed marker, corners within 2 px of the reference",
  async () => {
    for (const folder of FOLDERS) {
      const truth = JSON.parse(readFileSync(`${ROOT}${folder}/truth.json`, "utf8")) as Recorded;
      for (const frame of truth.frames) {
        const family = (frame.dictionary ?? truth.dictionary ?? "").includes("6X6") ? "aruco6x6" : "aruco4x4";
        const image = await decodeImage(readFileSync(`${ROOT}${folder}/${frame.file}`));
        const ids = frame.markers.map(({ id }) => id);
        const found = detectMarkers(image, { family, ids });
        expect(found.map(({ id }) => id)).toEqual([...ids].sort((a, b) => a - b));
        const errors = frame.markers.flatMap(({ id, corners }) => {
          // The reference counts pixel centres as whole numbers.
          const reference = corners.map(([x, y]): Point => [x + 0.5, y + 0.5]) as never;
          return cornerErrors(found.find((marker) => marker.id === id)!.corners, reference);
        });
        expect(median(errors)).toBeLessThan(2);
      }
    }
  },
);
