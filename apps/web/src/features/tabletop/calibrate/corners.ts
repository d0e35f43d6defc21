import type { Point } from "@wopr/vision";

/** Four corners in order: top left, top right, bottom right, bottom left of the board. Pixels of the upright photo. */
export type Corners = readonly [Point, Point, Point, Point];

/** Size of a picture in pixels. */
export interface Size {
  readonly width: number;
  readonly height: number;
}

/** Where the handles begin when nothing is known: a rectangle a little inside the picture. */
export function firstCorners({ width, height }: Size): Corners {
  const [x, y] = [width * 0.18, height * 0.15];
  return [
    [x, y],
    [width - x, y],
    [width - x, height - y],
    [x, height - y],
  ];
}

/** Corners with one moved; it stays inside the picture. */
export function moved(corners: Corners, index: number, to: Point, size: Size): Corners {
  const [x, y] = [Math.min(size.width, Math.max(0, to[0])), Math.min(size.height, Math.max(0, to[1]))];
  return corners.map((corner, at) => (at === index ? ([x, y] as const) : corner)) as unknown as Corners;
}

/** The same quadrilateral with the next corner as the board's top left: the board turned by 90°. */
export const turned = ([a, b, c, d]: Corners): Corners => [b, c, d, a];

/** Corners of a picture of another size, when both have the same shape; else `undefined`. */
export function scaledTo(corners: readonly Point[], from: Size, to: Size): Corners | undefined {
  const [kx, ky] = [to.width / from.width, to.height / from.height];
  if (corners.length !== 4 || Math.abs(kx / ky - 1) > 0.01) return undefined;
  return corners.map(([x, y]) => [x * kx, y * ky] as const) as unknown as Corners;
}

/** How far an arrow key moves a corner, pixels of the photo. */
export const NUDGE_PX = 0.2;

/** The way an arrow key moves a corner; `undefined` for other keys. With Shift 25 times as far. */
export function nudge(key: string, shift: boolean): Point | undefined {
  const step = shift ? NUDGE_PX * 25 : NUDGE_PX;
  const ways: Readonly<Record<string, Point>> = {
    ArrowLeft: [-step, 0],
    ArrowRight: [step, 0],
    ArrowUp: [0, -step],
    ArrowDown: [0, step],
  };
  return ways[key];
}

/** Width over height of a board as it seems in a photo: mean of opposite sides. Good enough to draw on from above. */
export function seemingAspect([a, b, c, d]: Corners): number {
  const side = (from: Point, to: Point) => Math.hypot(to[0] - from[0], to[1] - from[1]);
  const aspect = (side(a, b) + side(d, c)) / Math.max(1, side(a, d) + side(b, c));
  return Math.round(Math.min(10, Math.max(0.1, aspect)) * 100) / 100;
}
