import { blurInPlace } from "./blur.ts";

/** D65 white of the sRGB primaries, CIE XYZ. */
const WHITE_X = 0.95047;
const WHITE_Z = 1.08883;
const EPSILON = 216 / 24389;
const KAPPA = 24389 / 27;

const LEVELS = Array.from({ length: 256 }, (_, level) => level);

const ROOT_STEPS = 8192;
/** The compressing function of CIE Lab over 0 to 1.0625, linearly interpolated between {@link ROOT_STEPS} steps. */
const ROOT = Float32Array.from({ length: Math.ceil(ROOT_STEPS * 1.0625) + 2 }, (_, i) => compress(i / ROOT_STEPS));

function compress(t: number): number {
  return t > EPSILON ? Math.cbrt(t) : (KAPPA * t + 16) / 116;
}

/** What one level of one channel adds to X, Y and Z, in steps of {@link ROOT}. */
interface ChannelTable {
  readonly x: Float32Array;
  readonly y: Float32Array;
  readonly z: Float32Array;
}

function channelTable(weights: readonly [number, number, number], gain: number): ChannelTable {
  const per = (weight: number): Float32Array =>
    Float32Array.from(LEVELS, (level) => weight * ROOT_STEPS * linearLight((level * gain) / 255));
  return { x: per(weights[0] / WHITE_X), y: per(weights[1]), z: per(weights[2] / WHITE_Z) };
}

/** Linear light of a gamma-encoded value (IEC 61966-2-1); goes on above 1, where a gain brightens beyond white. */
export function linearLight(v: number): number {
  return v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4;
}

const RED = [0.4124564, 0.2126729, 0.0193339] as const;
const GREEN = [0.3575761, 0.7151522, 0.119192] as const;
const BLUE = [0.1804375, 0.072175, 0.9503041] as const;
const PLAIN = [channelTable(RED, 1), channelTable(GREEN, 1), channelTable(BLUE, 1)] as const;

function root(t: number): number {
  const at = t | 0;
  if (at + 1 >= ROOT.length) return compress(t / ROOT_STEPS);
  const low = ROOT[at]!;
  return low + (ROOT[at + 1]! - low) * (t - at);
}

/** Three channels of one size. `l`: L* · 2.55, 0 to 255. `a`, `b`: CIE units, sRGB and D65. */
export interface Lab {
  readonly width: number;
  readonly height: number;
  readonly l: Float32Array;
  readonly a: Float32Array;
  readonly b: Float32Array;
}

/** One colour of {@link Lab}: `[L* · 2.55, a, b]`. */
export type LabColour = readonly [number, number, number];

/**
 * Lab of every pixel of a picture, through tables; within 0.1 unit of the formula.
 *
 * @param gains Factor per channel before the conversion. Nothing is clipped: L may exceed 255.
 */
export function labOf(
  {
    width,
    height,
    rgb,
  }: {
    readonly width: number;
    readonly height: number;
    readonly rgb: Uint8Array;
  },
  gains?: readonly [number, number, number],
): Lab {
  const [red, green, blue] = gains
    ? [channelTable(RED, gains[0]), channelTable(GREEN, gains[1]), channelTable(BLUE, gains[2])]
    : PLAIN;
  const { x: rx, y: ry, z: rz } = red;
  const { x: gx, y: gy, z: gz } = green;
  const { x: bx, y: by, z: bz } = blue;
  const n = width * height;
  const l = new Float32Array(n);
  const a = new Float32Array(n);
  const b = new Float32Array(n);
  for (let i = 0, p = 0; i < n; i += 1, p += 3) {
    const r = rgb[p]!;
    const g = rgb[p + 1]!;
    const c = rgb[p + 2]!;
    const fx = root(rx[r]! + gx[g]! + bx[c]!);
    const fy = root(ry[r]! + gy[g]! + by[c]!);
    const fz = root(rz[r]! + gz[g]! + bz[c]!);
    l[i] = 295.8 * fy - 40.8;
    a[i] = 500 * (fx - fy);
    b[i] = 200 * (fy - fz);
  }
  return { width, height, l, a, b };
}

/** Lab of one colour, channels 0 to 255, fractions allowed. */
export function labOfColour(red: number, green: number, blue: number): LabColour {
  const linear = (v: number): number => linearLight(Math.min(255, Math.max(0, v)) / 255);
  const [r, g, b] = [linear(red), linear(green), linear(blue)];
  const mix = (k: 0 | 1 | 2): number => RED[k] * r + GREEN[k] * g + BLUE[k] * b;
  const fx = compress(mix(0) / WHITE_X);
  const fy = compress(mix(1));
  const fz = compress(mix(2) / WHITE_Z);
  return [295.8 * fy - 40.8, 500 * (fx - fy), 200 * (fy - fz)];
}

/** Blurs all three channels, overwriting them. @param weights As for `blurInPlace`. */
export function blurLab(lab: Lab, weights: readonly number[]): Lab {
  const { width, height } = lab;
  for (const data of [lab.l, lab.a, lab.b]) blurInPlace({ width, height, data }, weights);
  return lab;
}
