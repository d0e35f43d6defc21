/** Colours of the renderer: linear light, 0 to 1 per channel. */

/** Linear red, green, blue. */
export type Rgb = readonly [number, number, number];

/** `#rrggbb` as linear light. */
export function hex(code: string): Rgb {
  const channel = (at: number) => toLinear(Number.parseInt(code.slice(at, at + 2), 16) / 255);
  return [channel(1), channel(3), channel(5)];
}

/** sRGB value (0–1) → linear light. */
export const toLinear = (value: number): number =>
  value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;

/** Linear light → sRGB value (0–1). */
export const toSrgb = (value: number): number =>
  value <= 0.0031308 ? value * 12.92 : 1.055 * value ** (1 / 2.4) - 0.055;

/** `share` 0 gives `a`, 1 gives `b`. */
export const mix = (a: Rgb, b: Rgb, share: number): Rgb => [
  a[0] + (b[0] - a[0]) * share,
  a[1] + (b[1] - a[1]) * share,
  a[2] + (b[2] - a[2]) * share,
];

/** Every channel times a factor. */
export const scale = (a: Rgb, factor: number): Rgb => [a[0] * factor, a[1] * factor, a[2] * factor];

/** 0 below `from`, 1 above `to`, smooth between. */
export function smoothstep(from: number, to: number, value: number): number {
  const t = Math.min(1, Math.max(0, (value - from) / (to - from)));
  return t * t * (3 - 2 * t);
}

/**
 * Channel gains of a picture taken under light of a colour temperature with the camera set to 5000 K.
 *
 * A table of the black-body locus, green kept at 1; between the rows it is linear.
 */
export function kelvinGains(kelvin: number): Rgb {
  const rows: readonly (readonly [number, number, number])[] = [
    [2500, 1.42, 0.52],
    [3000, 1.28, 0.66],
    [4000, 1.11, 0.86],
    [5000, 1, 1],
    [6000, 0.93, 1.1],
    [7000, 0.89, 1.17],
  ];
  const above = Math.max(
    1,
    rows.findIndex(([row]) => row >= kelvin),
  );
  const [low, high] = [rows[above - 1], rows[above]];
  if (!low || !high) return [1, 1, 1];
  const share = Math.min(1, Math.max(0, (kelvin - low[0]) / (high[0] - low[0])));
  return [low[1] + (high[1] - low[1]) * share, 1, low[2] + (high[2] - low[2]) * share];
}
