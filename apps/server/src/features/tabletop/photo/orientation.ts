/** How stored pixels are turned to stand upright: the eight values of EXIF tag 0x0112. */
export type Orientation = 1 | 2 | 3 | 4 | 5 | 6 | 7 | 8;

/** Row by row, acting on (x right, y down). */
type Turn = readonly [number, number, number, number];

const TURNS: { readonly [O in Orientation]: Turn } = {
  1: [1, 0, 0, 1],
  2: [-1, 0, 0, 1],
  3: [-1, 0, 0, -1],
  4: [1, 0, 0, -1],
  5: [0, 1, 1, 0],
  6: [0, -1, 1, 0],
  7: [0, -1, -1, 0],
  8: [0, 1, -1, 0],
};

const QUARTERS: { readonly [Degrees in 0 | 90 | 180 | 270]: Orientation } = { 0: 1, 90: 6, 180: 3, 270: 8 };

const times = ([a, b, c, d]: Turn, [e, f, g, h]: Turn): Turn => [
  a * e + b * g,
  a * f + b * h,
  c * e + d * g,
  c * f + d * h,
];

const isSame = (a: Turn, b: Turn) => a.every((value, i) => value === b[i]);

/**
 * What a photo's own orientation and the mounting of its camera give together: first the photo is stood upright, then
 * turned clockwise by `rotate` degrees, then mirrored left to right when `flip`.
 */
export function mountedOrientation(
  own: Orientation,
  mounting: { readonly rotate: 0 | 90 | 180 | 270; readonly flip: boolean },
): Orientation {
  const turned = times(TURNS[QUARTERS[mounting.rotate]], TURNS[own]);
  const whole = mounting.flip ? times(TURNS[2], turned) : turned;
  const found = Object.entries(TURNS).find(([, turn]) => isSame(turn, whole));
  return Number(found?.[0] ?? 1) as Orientation;
}

/** Whether width and height change places. */
export const isSideways = (orientation: Orientation): boolean => orientation >= 5;

/** Reads a number as an orientation; anything else is upright. */
export const asOrientation = (value: number): Orientation =>
  Number.isInteger(value) && value >= 1 && value <= 8 ? (value as Orientation) : 1;
