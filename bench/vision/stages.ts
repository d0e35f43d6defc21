import { rulesForRecording } from "@wopr/games";
import {
  alignEcc,
  cellScores,
  decide,
  IDENTITY,
  infer,
  learnPalette,
  lumaOf,
  observe,
  type Rect,
  rectify,
  scoringLab,
} from "@wopr/vision";
import { decodeImage } from "@wopr/vision/node";
import sharp from "sharp";
import { loadOpenCv } from "../../packages/vision/src/opencv.testing.ts";
import { timePair } from "../median.ts";
import type { BenchRow } from "../row.ts";
import { photoPair } from "./material.ts";

const SOURCE = "vision.md 10";
const ROUNDS = 15;

/** Every stage on its own, and all together, beside a peer on the same picture. */
export const stageRows: readonly BenchRow[] = [
  {
    source: SOURCE,
    what: "decode → proposal, 1600 px, 16 × 16, one thread",
    peer: "sharp decode of the same JPEG to 1600 px",
    target: { kind: "at most", value: 15, of: "ratio" },
    unit: "ms",
    async measure() {
      const { bytes, before, board, calibration } = await photoPair();
      const { pack, table } = rulesForRecording({ board, seats: [1, 2], moves: ["place"], maxChangedCells: 6 });
      const state = pack.rules.initial(table);
      const reference = { image: before, imageToBoard: calibration.imageToBoard };
      const palette = learnPalette([
        { player: 1, lab: [120, 50, 30] },
        { player: 2, lab: [90, 10, -50] },
      ]);
      const whole = async () => {
        const current = await decodeImage(bytes[1]!);
        const { observation } = observe({ current, reference, board, palette });
        return decide(observation, infer(state, observation, pack, table), { maxChangedCells: 6 });
      };
      return timePair(whole, () => sharp(bytes[1]!).resize({ width: 1600 }).raw().toBuffer(), ROUNDS);
    },
  },
  {
    source: SOURCE,
    what: "rectify to 384 × 384",
    peer: "opencv-js warpPerspective",
    target: { kind: "at most", value: 1.5, of: "ratio" },
    unit: "ms",
    async measure() {
      const { cv } = await loadOpenCv();
      const { after, board, calibration } = await photoPair();
      const from = new cv.Mat(after.height, after.width, cv.CV_8UC3);
      from.data.set(after.rgb);
      const scale = [24, 0, 0, 0, 24, 0, 0, 0, 1];
      const h = calibration.imageToBoard;
      const map = cv.matFromArray(
        3,
        3,
        cv.CV_64F,
        Array.from({ length: 9 }, (_, i) => scale[4 * Math.floor(i / 3)]! * h[i]!),
      );
      const to = new cv.Mat();
      const size = new cv.Size(384, 384);
      const times = await timePair(
        () => rectify(after, h, board, { marginCells: 0 }),
        () => cv.warpPerspective(from, to, map, size, cv.INTER_LINEAR),
        ROUNDS,
      );
      for (const mat of [from, map, to]) mat.delete();
      return { ...times, note: "ours averages several samples where the photo is denser" };
    },
  },
  {
    source: SOURCE,
    what: "register half of 384 × 384",
    peer: "opencv-js findTransformECC",
    target: { kind: "at most", value: 1.5, of: "ratio" },
    unit: "ms",
    async measure() {
      const { cv } = await loadOpenCv();
      const [reference, current] = (await rects()).map((rect) => halfLuma(rect)) as [Float, Float];
      const full = new Uint8Array(reference.width * reference.height).fill(1);
      const mat = ({ width, height, data }: Float) => {
        const made = new cv.Mat(height, width, cv.CV_8UC1);
        made.data.set(data.map((v) => Math.round(v)));
        return made;
      };
      const [template, input, mask] = [mat(reference), mat(current), new cv.Mat()];
      const limits = new cv.TermCriteria(3, 40, 1e-5);
      const times = await timePair(
        () => alignEcc(reference, full, current, full, IDENTITY, { iterations: 40, stopRho: 1e-5 }),
        () => {
          const map = cv.Mat.eye(3, 3, cv.CV_32F);
          cv.findTransformECC(template, input, map, cv.MOTION_HOMOGRAPHY, limits, mask, 5);
          map.delete();
        },
        ROUNDS,
      );
      for (const made of [template, input, mask]) made.delete();
      return times;
    },
  },
  {
    source: SOURCE,
    what: "scores of 16 × 16 cells, 25 shifts",
    peer: "sum of absolute differences over the same floats, × 25",
    target: { kind: "at most", value: 4, of: "ratio" },
    unit: "ms",
    async measure() {
      const [reference, current] = await rects();
      const [a, b] = [scoringLab(reference), scoringLab(current)];
      const sad = () => {
        let sum = 0;
        for (let pass = 0; pass < 25; pass += 1) {
          for (const plane of ["l", "a", "b"] as const) {
            const [left, right] = [a[plane], b[plane]];
            for (let i = 0; i < left.length; i += 1) sum += Math.abs(left[i]! - right[i]!);
          }
        }
        return sum;
      };
      return timePair(() => cellScores(reference, a, current, b), sad, ROUNDS);
    },
  },
];

interface Float {
  readonly width: number;
  readonly height: number;
  readonly data: Float32Array;
}

async function rects(): Promise<[Rect, Rect]> {
  const { before, after, board, calibration } = await photoPair();
  // A camera that was nudged: the board lies 5 px right and 4 px up of where it was.
  const nudged = calibration.imageToBoard;
  const moved = [...nudged] as unknown as typeof nudged;
  const shift = (i: number) => nudged[i]! * 5 - nudged[i + 1]! * 4;
  const bumped = moved.map((v, i) => (i % 3 === 2 ? v + shift(i - 2) : v)) as unknown as typeof nudged;
  return [rectify(before, nudged, board, { marginCells: 0 }), rectify(after, bumped, board, { marginCells: 0 })];
}

function halfLuma(rect: Rect): Float {
  const whole = lumaOf(rect);
  const [width, height] = [rect.width >> 1, rect.height >> 1];
  const data = new Float32Array(width * height);
  for (let y = 0; y < height; y += 1)
    for (let x = 0; x < width; x += 1) {
      const at = 2 * y * rect.width + 2 * x;
      data[y * width + x] =
        (whole.data[at]! + whole.data[at + 1]! + whole.data[at + rect.width]! + whole.data[at + rect.width + 1]!) / 4;
    }
  return { width, height, data };
}
