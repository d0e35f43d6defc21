import { blur5 } from "../image/blur.ts";
import { emptyPlane, type Plane } from "../image/plane.ts";
import { type Corner, findCorners } from "./corners.ts";
import { createDice } from "./dice.ts";

/** Corners of a picture with what they look like. */
export interface Features {
  /** Pixels of the picture, pixel centres at .5: x and y in turn. */
  readonly points: Float32Array;
  /** Direction of each, radians. */
  readonly angles: Float32Array;
  /** Eight 32-bit words per corner. */
  readonly bits: Int32Array;
  readonly count: number;
}

/** Words of a descriptor. */
export const WORDS = 8;
/** Each level of the pyramid is this much smaller than the one below: what is nearer or farther is still found. */
const SHRINK = 1.2;
const LEVELS = 6;
const PATCH = 30;

/**
 * Oriented 256-bit BRIEF of up to `most` corners over six levels of size.
 *
 * @param isWanted Whether a point of the picture may be used; all when absent.
 * @see Rublee et al., ORB: an efficient alternative to SIFT or SURF, 2011.
 */
export function describeCorners(
  picture: Plane,
  most: number,
  isWanted: (x: number, y: number) => boolean = () => true,
): Features {
  const points: number[] = [];
  const angles: number[] = [];
  const bits: number[] = [];
  let level = picture;
  const shares = Array.from({ length: LEVELS }, (_, i) => SHRINK ** (-2 * i));
  const total = shares.reduce((a, b) => a + b, 0);
  for (let i = 0; i < LEVELS && Math.min(level.width, level.height) > 4 * PATCH; i += 1) {
    const smooth = blur5(level);
    const kx = picture.width / level.width;
    const ky = picture.height / level.height;
    for (const corner of findCorners(level, (most * shares[i]!) / total)) {
      const x = (corner.x + 0.5) * kx;
      const y = (corner.y + 0.5) * ky;
      if (!isWanted(x, y)) continue;
      const direction = orientation(smooth, corner.x, corner.y);
      points.push(x, y);
      angles.push(Math.atan2(direction[1], direction[0]));
      bits.push(...brief(smooth, corner, direction));
    }
    level = shrink(picture, SHRINK ** (i + 1));
  }
  return {
    points: Float32Array.from(points),
    angles: Float32Array.from(angles),
    bits: Int32Array.from(bits),
    count: points.length / 2,
  };
}

/** 256 pairs of points of a patch, drawn once from a Gaussian: x1 y1 x2 y2 in turn. */
const PAIRS = drawPairs();

function drawPairs(): Float64Array {
  const dice = createDice(0x5eed);
  const limit = PATCH * 0.9;
  const draw = (): number => {
    for (;;) {
      const v = PATCH * 0.42 * Math.sqrt(-2 * Math.log(1 - dice())) * Math.cos(2 * Math.PI * dice());
      if (Math.abs(v) <= limit * Math.SQRT1_2) return v;
    }
  };
  return Float64Array.from({ length: 32 * WORDS * 4 }, draw);
}

/** Which of the two points of every pair is darker, the patch turned upright by its centre of light. */
function brief({ width, data }: Plane, { x, y }: Corner, [cos, sin]: readonly [number, number]): readonly number[] {
  const at = (px: number, py: number): number =>
    data[(y + Math.round(sin * px + cos * py)) * width + x + Math.round(cos * px - sin * py)]!;
  const words = new Array<number>(WORDS).fill(0);
  for (let pair = 0; pair < 32 * WORDS; pair += 1) {
    const p = pair * 4;
    if (at(PAIRS[p]!, PAIRS[p + 1]!) < at(PAIRS[p + 2]!, PAIRS[p + 3]!)) words[pair >> 5]! |= 1 << (pair & 31);
  }
  return words;
}

/** Direction from the corner to the centre of light of the disc around it, as cosine and sine. */
function orientation({ width, data }: Plane, x: number, y: number): readonly [number, number] {
  let mx = 0;
  let my = 0;
  for (let v = -PATCH; v <= PATCH; v += 1) {
    const reach = Math.floor(Math.sqrt(PATCH * PATCH - v * v));
    for (let u = -reach; u <= reach; u += 1) {
      const level = data[(y + v) * width + x + u]!;
      mx += u * level;
      my += v * level;
    }
  }
  const size = Math.hypot(mx, my);
  return size > 0 ? [mx / size, my / size] : [1, 0];
}

/** The picture made smaller, each pixel the mean of what it covers (2 × 2 samples). */
function shrink(picture: Plane, by: number): Plane {
  const out = emptyPlane(Math.round(picture.width / by), Math.round(picture.height / by));
  const kx = picture.width / out.width;
  const ky = picture.height / out.height;
  for (let j = 0, i = 0; j < out.height; j += 1) {
    for (let col = 0; col < out.width; col += 1, i += 1) {
      let sum = 0;
      for (const dv of [0.25, 0.75])
        for (const du of [0.25, 0.75]) sum += bilinear(picture, (col + du) * kx, (j + dv) * ky);
      out.data[i] = sum / 4;
    }
  }
  return out;
}

function bilinear({ width, height, data }: Plane, x: number, y: number): number {
  const fx = Math.min(width - 1.001, Math.max(0, x - 0.5));
  const fy = Math.min(height - 1.001, Math.max(0, y - 0.5));
  const left = Math.floor(fx);
  const top = Math.floor(fy);
  const ax = fx - left;
  const ay = fy - top;
  const at = top * width + left;
  return (
    (1 - ay) * ((1 - ax) * data[at]! + ax * data[at + 1]!) +
    ay * ((1 - ax) * data[at + width]! + ax * data[at + width + 1]!)
  );
}
