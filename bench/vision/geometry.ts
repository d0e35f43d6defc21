import {
  clothTable,
  createStudio,
  hex,
  matBoard,
  PLAIN_COLORS,
  plainBoard,
  tableBases,
  withMarkers,
} from "@wopr/testkit/render";
import { detectMarkers, fitHomography, type Homography, type Image, markerBits, observeTable } from "@wopr/vision";
import sharp from "sharp";
import { loadOpenCv, type OpenCv } from "../../packages/vision/src/opencv.testing.ts";
import { timePair } from "../median.ts";
import type { BenchRow } from "../row.ts";

const SOURCE = "vision.md 10";
const TABLE = { kind: "table", widthMm: 1829, heightMm: 914 } as const;
const IDS = [4, 7, 14, 25];
const MEGAPIXELS_12 = { width: 4400, height: 2640 } as const;

/** What OpenCV has for markers, beyond what the tests use. */
interface MarkerCv extends OpenCv {
  readonly DICT_4X4_50: number;
  readonly MatVector: new () => { size(): number; delete(): void };
  readonly aruco_DetectorParameters: new () => unknown;
  readonly aruco_RefineParameters: new (a: number, b: number, c: boolean) => unknown;
  readonly aruco_ArucoDetector: new (
    dictionary: unknown,
    parameters: unknown,
    refine: unknown,
  ) => {
    detectMarkers(image: unknown, corners: unknown, ids: unknown, rejected: unknown): void;
  };
  getPredefinedDictionary(name: number): unknown;
}

const light = {
  elevation: 60,
  azimuth: 40,
  ambient: 0.6,
  size: 6,
  kelvin: 5000,
  exposure: 0.9,
  gradient: [0.1, 0.1],
} as const;
const sensor = { vignette: 0.2, blur: 0.6, readNoise: 1.5, shotNoise: 2, quality: 90 };

/** Markers and tables, each beside OpenCV on the same picture. */
export const geometryRows: readonly BenchRow[] = [
  {
    source: SOURCE,
    what: "markers at 800 px",
    peer: "opencv-js ArucoDetector",
    target: { kind: "at most", value: 3, of: "ratio" },
    unit: "ms",
    async measure() {
      const { cv } = (await loadOpenCv()) as { readonly cv: MarkerCv };
      const picture = markerPhoto();
      const gray = new cv.Mat(picture.height, picture.width, cv.CV_8UC1);
      picture.rgb.forEach((_, i) => {
        if (i % 3 === 0)
          gray.data[i / 3] = 0.299 * picture.rgb[i]! + 0.587 * picture.rgb[i + 1]! + 0.114 * picture.rgb[i + 2]!;
      });
      const detector = new cv.aruco_ArucoDetector(
        cv.getPredefinedDictionary(cv.DICT_4X4_50),
        new cv.aruco_DetectorParameters(),
        new cv.aruco_RefineParameters(10, 3, true),
      );
      let seen = 0;
      let found = 0;
      const peer = () => {
        const [corners, ids, rejected] = [new cv.MatVector(), new cv.Mat(), new cv.MatVector()];
        detector.detectMarkers(gray, corners, ids, rejected);
        seen = corners.size();
        for (const each of [corners, ids, rejected]) each.delete();
      };
      const ours = () => {
        found = detectMarkers({ ...picture, scale: 1 }, { family: "aruco4x4", ids: IDS }).length;
      };
      const times = await timePair(ours, peer, 15);
      gray.delete();
      return {
        ...times,
        note: `ours finds ${found} of ${IDS.length}, the peer ${seen}; ours from colour, the peer from grey`,
      };
    },
  },
  {
    source: SOURCE,
    what: "table 1829 × 914 mm at 12 MP, 40 bases",
    peer: "opencv-js warpPerspective of the same picture",
    target: { kind: "at most", value: 6, of: "ratio" },
    unit: "ms",
    async measure() {
      const { cv } = await loadOpenCv();
      const { reference, current, bases } = await tablePhotos();
      const from = new cv.Mat(current.height, current.width, cv.CV_8UC3);
      from.data.set(current.rgb);
      const map = cv.matFromArray(3, 3, cv.CV_64F, reference.imageToBoard);
      const to = new cv.Mat();
      const size = new cv.Size(TABLE.widthMm, TABLE.heightMm);
      let moved = 0;
      const times = await timePair(
        () => {
          const { tracks } = observeTable({ table: TABLE, reference, current, bases });
          moved = tracks.filter(({ status }) => status === "moved").length;
        },
        () => cv.warpPerspective(from, to, map, size, cv.INTER_LINEAR),
        3,
      );
      for (const mat of [from, map, to]) mat.delete();
      return { ...times, note: `${moved} bases moved; at most 3 s` };
    },
  },
];

function markerPhoto() {
  const base = plainBoard(10, 10, "squares", PLAIN_COLORS[0]!, 1);
  const spots = [
    [0.8, 0.8],
    [9.2, 0.8],
    [9.2, 9.2],
    [0.8, 9.2],
  ] as const;
  const printed = spots.map(([x, y], i) => ({ x, y, size: 1.2, bits: markerBits("aruco4x4", IDS[i]!) }));
  return createStudio().render({
    seed: 3,
    camera: { width: 800, height: 600, target: [5, 5], cellPx: 42, focal: 1.4, tilt: 25, azimuth: 20, roll: 5, k1: 0 },
    board: { ...base, paint: withMarkers(base.paint, printed) },
    table: clothTable(hex("#8a8478"), 1),
    pieces: [],
    light,
    sensor,
    antialias: 1,
    shadowRays: 2,
  }).picture;
}

/** Two photos of a table with 40 bases of which four moved, enlarged to 12 megapixels. */
async function tablePhotos() {
  const board = matBoard(2, TABLE.widthMm, TABLE.heightMm);
  const places = Array.from({ length: 40 }, (_, i) => ({
    id: `b${i}`,
    baseMm: [27, 27, 50, 27][i % 4]!,
    x: 110 + (i % 10) * 175,
    y: 110 + Math.floor(i / 10) * 220,
    seat: 1 + (i % 2),
    turn: i * 40,
  }));
  const after = places.map((base, i) => (i % 10 === 3 ? { ...base, x: base.x + 70, y: base.y + 60 } : base));
  const studio = createStudio();
  const camera = {
    width: 1600,
    height: 960,
    target: [board.cols / 2, board.rows / 2] as const,
    cellPx: 1440 / board.cols,
  };
  const [first, second] = [places, after].map((bases, shot) =>
    studio.render({
      seed: 60 + shot,
      camera: { ...camera, focal: 1.1, tilt: 6, azimuth: 10, roll: 1, k1: 0 },
      board,
      table: clothTable(hex("#6d6a66"), 2),
      pieces: tableBases(bases),
      light,
      sensor,
      antialias: 1,
      shadowRays: 3,
    }),
  ) as [ReturnType<typeof studio.render>, ReturnType<typeof studio.render>];
  const k = MEGAPIXELS_12.width / camera.width;
  const corners = first.truth.corners.map(([x, y]) => [x * k, y * k] as const);
  const imageToBoard: Homography = fitHomography(corners, [
    [0, 0],
    [TABLE.widthMm, 0],
    [TABLE.widthMm, TABLE.heightMm],
    [0, TABLE.heightMm],
  ])!;
  const [before, current] = [await enlarged(first.picture, "a"), await enlarged(second.picture, "b")];
  const bases = places.map(({ seat, ...base }) => ({ ...base, player: seat }));
  return { reference: { image: before, imageToBoard }, current, bases };
}

async function enlarged(
  { width, height, rgb }: Pick<Image, "width" | "height" | "rgb">,
  sha256: string,
): Promise<Image> {
  const data = await sharp(rgb, { raw: { width, height, channels: 3 } })
    .resize(MEGAPIXELS_12)
    .raw()
    .toBuffer();
  return { ...MEGAPIXELS_12, rgb: new Uint8Array(data), scale: 1, sha256, dhash: "0" };
}
