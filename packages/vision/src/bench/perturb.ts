import { warpImage } from "../image/warp-image.ts";
import type { Homography, Image } from "../types.ts";

/** Changes of light, camera and sensor a fixed camera must survive (vision.md 9), for photos of 1600 px. */
export const PERTURBATIONS = ["dim", "bright", "warm", "cool", "gradient", "bump", "noise"] as const;

/** Name of a perturbation. */
export type Perturbation = (typeof PERTURBATIONS)[number];

/** The photo as it would have come under the perturbation. Same input, same bytes: noise is seeded by the photo. */
export function perturb(image: Image, name: Perturbation): Image {
  const rgb = CHANGES[name](image);
  // Another file: a perturbed photo is never "the same photo" as its original.
  return { ...image, rgb, sha256: `${image.sha256}+${name}` };
}

const CHANGES: Readonly<Record<Perturbation, (image: Image) => Uint8Array>> = {
  dim: (image) => scaled(image, [0.7, 0.7, 0.7]),
  bright: (image) => scaled(image, [1.15, 1.15, 1.15]),
  warm: (image) => scaled(image, [1.12, 0.97, 0.82]),
  cool: (image) => scaled(image, [0.85, 1, 1.12]),
  gradient: leftToRight,
  bump: bumped,
  noise: noisy,
};

const clamp = (v: number): number => (v < 0 ? 0 : v > 255 ? 255 : Math.round(v));

function scaled({ rgb }: Image, gains: readonly [number, number, number]): Uint8Array {
  const tables = gains.map((gain) => Uint8Array.from({ length: 256 }, (_, i) => clamp(i * gain)));
  const [red, green, blue] = tables as [Uint8Array, Uint8Array, Uint8Array];
  const out = new Uint8Array(rgb.length);
  for (let p = 0; p < rgb.length; p += 3) {
    out[p] = red[rgb[p]!]!;
    out[p + 1] = green[rgb[p + 1]!]!;
    out[p + 2] = blue[rgb[p + 2]!]!;
  }
  return out;
}

function leftToRight({ width, height, rgb }: Image): Uint8Array {
  const out = new Uint8Array(rgb.length);
  for (let y = 0, p = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1) {
      const gain = 0.65 + (0.5 * x) / Math.max(1, width - 1);
      for (let c = 0; c < 3; c += 1, p += 1) out[p] = clamp(rgb[p]! * gain);
    }
  }
  return out;
}

/** The camera turned by 0.23° about the middle of the picture and shifted by (5, −4) px. */
function bumped(image: Image): Uint8Array {
  const angle = (0.23 * Math.PI) / 180;
  const cos = Math.cos(angle);
  const sin = Math.sin(angle);
  const cx = image.width / 2;
  const cy = image.height / 2;
  const back: Homography = [
    cos,
    sin,
    cx - cos * (cx + 5) - sin * (cy - 4),
    -sin,
    cos,
    cy + sin * (cx + 5) - cos * (cy - 4),
    0,
    0,
    1,
  ];
  return warpImage(image, back);
}

/** Gaussian noise of σ 8 on every channel (Box & Muller), from a generator seeded by the photo. */
function noisy({ rgb, sha256 }: Image): Uint8Array {
  const next = mulberry32(Number.parseInt(sha256.slice(0, 8), 16));
  const out = new Uint8Array(rgb.length);
  for (let p = 0; p < rgb.length; p += 2) {
    const radius = 8 * Math.sqrt(-2 * Math.log(1 - next()));
    const angle = 2 * Math.PI * next();
    out[p] = clamp(rgb[p]! + radius * Math.cos(angle));
    if (p + 1 < rgb.length) out[p + 1] = clamp(rgb[p + 1]! + radius * Math.sin(angle));
  }
  return out;
}

/** Small seeded generator of uniform numbers in 0–1 (Tommy Ettinger's mulberry32). */
function mulberry32(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}
