import { blurInPlace } from "./blur.ts";

/** D65 white of the sRGB primaries, CIE XYZ. */
const WHITE_X = 0.95047;
const WHITE_Z = 1.08883;
const EPSILON = 216 / 24389;
const KAPPA = 24389 / 27;

/** Linear light of an 8-bit sRGB value, 0 to 1 (IEC 61966-2-1). */
const LINEAR = Float64Array.from({ length: 256 }, (_, i) => {
  const v = i / 255;
  return v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4;
});

const ROOT_STEPS = 8192;
/** The compressing function of CIE Lab over 0 to 1.0625, linearly interpolated between {@link ROOT_STEPS} steps. */
const ROOT = Float32Array.from({ length: Math.ceil(ROOT_STEPS * 1.0625) + 2 }, (_, i) => compress(i / ROOT_STEPS));

function compress(t: number): number {
  return t > EPSILON ? Math.cbrt(t) : (KAPPA * t + 16) / 116;
}

const RX = Float32Array.from(LINEAR, (v) => (0.4124564 * v * ROOT_STEPS) / WHITE_X);
const GX = Float32Array.from(LINEAR, (v) => (0.3575761 * v * ROOT_STEPS) / WHITE_X);
const BX = Float32Array.from(LINEAR, (v) => (0.1804375 * v * ROOT_STEPS) / WHITE_X);
const RY = Float32Array.from(LINEAR, (v) => 0.2126729 * v * ROOT_STEPS);
const GY = Float32Array.from(LINEAR, (v) => 0.7151522 * v * ROOT_STEPS);
const BY = Float32Array.from(LINEAR, (v) => 0.072175 * v * ROOT_STEPS);
const RZ = Float32Array.from(LINEAR, (v) => (0.0193339 * v * ROOT_STEPS) / WHITE_Z);
const GZ = Float32Array.from(LINEAR, (v) => (0.119192 * v * ROOT_STEPS) / WHITE_Z);
const BZ = Float32Array.from(LINEAR, (v) => (0.9503041 * v * ROOT_STEPS) / WHITE_Z);

function root(t: number): number {
  const at = t | 0;
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

/** Lab of every pixel of a picture, through tables; within 0.1 unit of the formula. */
export function labOf({
  width,
  height,
  rgb,
}: {
  readonly width: number;
  readonly height: number;
  readonly rgb: Uint8Array;
}): Lab {
  const n = width * height;
  const l = new Float32Array(n);
  const a = new Float32Array(n);
  const b = new Float32Array(n);
  for (let i = 0, p = 0; i < n; i += 1, p += 3) {
    const red = rgb[p]!;
    const green = rgb[p + 1]!;
    const blue = rgb[p + 2]!;
    const fx = root(RX[red]! + GX[green]! + BX[blue]!);
    const fy = root(RY[red]! + GY[green]! + BY[blue]!);
    const fz = root(RZ[red]! + GZ[green]! + BZ[blue]!);
    l[i] = 295.8 * fy - 40.8;
    a[i] = 500 * (fx - fy);
    b[i] = 200 * (fy - fz);
  }
  return { width, height, l, a, b };
}

/** Lab of one colour, channels 0 to 255, fractions allowed. */
export function labOfColour(red: number, green: number, blue: number): LabColour {
  const linear = (v: number): number => {
    const unit = Math.min(255, Math.max(0, v)) / 255;
    return unit <= 0.04045 ? unit / 12.92 : ((unit + 0.055) / 1.055) ** 2.4;
  };
  const [r, g, b] = [linear(red), linear(green), linear(blue)];
  const fx = compress((0.4124564 * r + 0.3575761 * g + 0.1804375 * b) / WHITE_X);
  const fy = compress(0.2126729 * r + 0.7151522 * g + 0.072175 * b);
  const fz = compress((0.0193339 * r + 0.119192 * g + 0.9503041 * b) / WHITE_Z);
  return [295.8 * fy - 40.8, 500 * (fx - fy), 200 * (fy - fz)];
}

/** Blurs all three channels, overwriting them. @param weights As for `blurInPlace`. */
export function blurLab(lab: Lab, weights: readonly number[]): Lab {
  const { width, height } = lab;
  for (const data of [lab.l, lab.a, lab.b]) blurInPlace({ width, height, data }, weights);
  return lab;
}
