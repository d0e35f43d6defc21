import type { GridSpec } from "@wopr/games";
import {
  boardOfMarkers,
  detectMarkers,
  fromCorners,
  gridLines,
  type Image,
  lumaAtLongSide,
  measureQuality,
  type Point,
} from "@wopr/vision";
import { decodeInBrowser } from "@wopr/vision/web";
import { type RefObject, useEffect, useState } from "react";
import styles from "./live-overlay.module.css";

const IDS = [0, 1, 2, 3] as const;
/** Enough for markers that fill a fiftieth of the picture, and quick enough to follow a hand that moves the camera. */
const LONG_SIDE = 640;

/** What is seen in one frame. Points in pixels of the frame. */
interface Seen {
  readonly width: number;
  readonly height: number;
  readonly lines: readonly (readonly [Point, Point])[];
  readonly text: string;
  /** Frames a second that were looked at. */
  readonly fps: number;
}

/** The grid over a live picture, found by markers frame by frame, here in the browser, and whether there is enough light. */
export function LiveOverlay({
  video,
  board,
}: {
  readonly video: RefObject<HTMLVideoElement | null>;
  readonly board: GridSpec;
}) {
  const [seen, setSeen] = useState<Seen>();
  useEffect(() => {
    const gone = new AbortController();
    void follow(video, board, gone.signal, setSeen);
    return () => gone.abort();
  }, [video, board]);
  if (!seen) return null;
  return (
    <>
      <svg className={styles["overlay"]} viewBox={`0 0 ${seen.width} ${seen.height}`} aria-hidden="true">
        {seen.lines.map(([from, to]) => (
          <line
            key={`${from} ${to}`}
            className={styles["line"]}
            x1={from[0]}
            y1={from[1]}
            x2={to[0]}
            y2={to[1]}
            vectorEffect="non-scaling-stroke"
          />
        ))}
      </svg>
      <output className={`${styles["says"]} small`} data-fps={seen.fps.toFixed(1)}>
        {seen.text}
      </output>
    </>
  );
}

/** Looks at one frame after the other until called off. */
async function follow(
  video: RefObject<HTMLVideoElement | null>,
  board: GridSpec,
  signal: AbortSignal,
  tell: (seen: Seen) => void,
): Promise<void> {
  let before = performance.now();
  let fps = 0;
  while (!signal.aborted) {
    await nextFrame();
    const { current } = video;
    if (!current || current.readyState < HTMLMediaElement.HAVE_CURRENT_DATA) continue;
    const image = await decodeInBrowser(current, { longSidePx: LONG_SIDE }).catch(() => undefined);
    if (!image || signal.aborted) continue;
    const now = performance.now();
    const rate = 1000 / Math.max(1, now - before);
    fps = fps === 0 ? rate : 0.8 * fps + 0.2 * rate;
    before = now;
    tell({ ...lookAt(image, board), fps });
  }
}

function lookAt(image: Image, board: GridSpec): Omit<Seen, "fps"> {
  const { width, height, scale } = image;
  const size = { width, height };
  const marked = boardOfMarkers(detectMarkers({ ...image, scale: 1 }, { family: "aruco4x4", ids: IDS }), IDS);
  if (marked.ok) {
    const full = { width: Math.round(width * scale), height: Math.round(height * scale) };
    const corners = marked.corners.map(([x, y]): Point => [x * scale, y * scale]);
    const calibrated = fromCorners(corners, board, full);
    const shown = fromCorners(marked.corners, board, size);
    const lines = shown.ok ? gridLines(shown.calibration.imageToBoard, board) : [];
    if (!calibrated.ok) return { ...size, lines, text: calibrated.text };
    const cell = Math.round(calibrated.calibration.smallestCellPx);
    return { ...size, lines, text: `The board is found by its markers. The smallest cell is ${cell} pixels.` };
  }
  const { verdicts } = measureQuality(image, lumaAtLongSide(image, LONG_SIDE));
  const light = verdicts.includes("dark")
    ? "It is too dark. "
    : verdicts.includes("bright")
      ? "It is too bright. "
      : "";
  return { ...size, lines: [], text: `${light}All four corners of the board must be seen.` };
}

const nextFrame = () => new Promise((resolve) => requestAnimationFrame(resolve));
