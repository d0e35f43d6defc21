import type { Clock } from "@wopr/kernel";
import type { Quad } from "../geometry/quad.ts";
import { median } from "../image/stats.ts";
import { detectMarkers } from "../markers/detect.ts";
import type { MarkerRecording } from "./formats/markers.ts";
import { type Perturbation, perturb } from "./perturb.ts";
import type { PhotoShelf } from "./photos.ts";
import type { Counted } from "./report.ts";
import { createStopwatch } from "./stopwatch.ts";

/** Corners farther than this from the reference detector's are wrong, pixels (median of a photo). */
const CORNERS_PX = 2;

/** How markers are measured. */
interface MarkerRun {
  readonly recording: MarkerRecording;
  readonly photos: PhotoShelf;
  readonly clock: Pick<Clock, "monotonicMs">;
  readonly perturbation: Perturbation | null;
}

/** Looks for the listed markers on every photo: exact where all are found, once each, with the right corners. */
export async function* runMarkers({ recording, photos, clock, perturbation }: MarkerRun): AsyncGenerator<Counted> {
  for (const { file, family, markers } of recording.frames) {
    const watch = createStopwatch(clock);
    watch.begin("decode");
    const clean = await photos.read(file);
    const image = perturbation === null ? clean : perturb(clean, perturbation);
    watch.begin("markers");
    const ids = markers.map(({ id }) => id);
    const found = detectMarkers(image, { family, ids });
    const seconds = watch.end();
    const shift = perturbation === "bump" ? undefined : markers;
    const errors = found.flatMap(({ id, corners }) => {
      const truth = shift?.find((marker) => marker.id === id)?.corners;
      return truth ? distances(corners, truth) : [];
    });
    const hits = [...new Set(found.map(({ id }) => id))].filter((id) => ids.includes(id)).length;
    const right = errors.length === 0 ? perturbation === "bump" : median(errors) <= CORNERS_PX;
    const exact = found.length === ids.length && hits === ids.length && (ids.length === 0 || right);
    const outcome = hits === ids.length && found.length === ids.length ? "sure" : hits >= 3 ? "ask" : "retake";
    yield {
      report: {
        file,
        exact,
        outcome,
        found: found.map(({ id }) => String(id)),
        true: ids.map(String),
        owners_wrong: [],
        reasons: [],
        confidence: 1,
      },
      tally: {
        exact,
        outcome,
        wrongOwners: 0,
        ownerRight: 0,
        ownerTotal: 0,
        found: found.length,
        true: ids.length,
        hits,
        absdiff: { exact: false, found: 0, hits: 0 },
      },
      seconds,
    };
  }
}

const distances = (found: Quad, truth: Quad): readonly number[] =>
  found.map(([x, y], i) => Math.hypot(x - truth[i]![0] - 0.5, y - truth[i]![1] - 0.5));
