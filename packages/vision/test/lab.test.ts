import { labOf } from "@wopr/vision";
import { expect, test } from "vitest";

/** CIE 1976 L*a*b* of an sRGB colour under D65 (IEC 61966-2-1), L scaled to 0–255. */
function formula(r: number, g: number, b: number): readonly [number, number, number] {
  const linear = (v: number) => (v / 255 <= 0.04045 ? v / 255 / 12.92 : ((v / 255 + 0.055) / 1.055) ** 2.4);
  const [lr, lg, lb] = [linear(r), linear(g), linear(b)];
  const f = (t: number) => (t > 216 / 24389 ? Math.cbrt(t) : ((24389 / 27) * t + 16) / 116);
  const x = f((0.4124564 * lr + 0.3575761 * lg + 0.1804375 * lb) / 0.95047);
  const y = f(0.2126729 * lr + 0.7151522 * lg + 0.072175 * lb);
  const z = f((0.0193339 * lr + 0.119192 * lg + 0.9503041 * lb) / 1.08883);
  return [(116 * y - 16) * 2.55, 500 * (x - y), 200 * (y - z)];
}

test("VI25: Lab through tables is within 0.1 unit of the formula on 17³ colours", () => {
  const levels = Array.from({ length: 17 }, (_, i) => Math.round((i * 255) / 16));
  const colours = levels.flatMap((r) => levels.flatMap((g) => levels.map((b) => [r, g, b] as const)));
  const lab = labOf({ width: colours.length, height: 1, rgb: Uint8Array.from(colours.flat()) });
  let worst = 0;
  for (const [i, [r, g, b]] of colours.entries()) {
    const [l, a, c] = formula(r, g, b);
    worst = Math.max(worst, Math.abs(lab.l[i]! - l), Math.abs(lab.a[i]! - a), Math.abs(lab.b[i]! - c));
  }
  expect(worst).toBeLessThanOrEqual(0.1);
});
