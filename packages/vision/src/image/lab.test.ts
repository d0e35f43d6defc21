import { expect, test } from "vitest";
import { labOf, labOfColour } from "./lab.ts";

/** CIE Lab as the standard writes it, L* in 0–100; independent of the tables under test. */
function byFormula(red: number, green: number, blue: number): readonly [number, number, number] {
  const linear = (v: number) => (v / 255 <= 0.04045 ? v / 255 / 12.92 : ((v / 255 + 0.055) / 1.055) ** 2.4);
  const [r, g, b] = [linear(red), linear(green), linear(blue)];
  const f = (t: number) => (t > (6 / 29) ** 3 ? Math.cbrt(t) : t / (3 * (6 / 29) ** 2) + 4 / 29);
  const fx = f((0.4124564 * r + 0.3575761 * g + 0.1804375 * b) / 0.95047);
  const fy = f(0.2126729 * r + 0.7151522 * g + 0.072175 * b);
  const fz = f((0.0193339 * r + 0.119192 * g + 0.9503041 * b) / 1.08883);
  return [2.55 * (116 * fy - 16), 500 * (fx - fy), 200 * (fy - fz)];
}

const LEVELS = Array.from({ length: 17 }, (_, i) => Math.min(255, i * 16));

test("Lab agrees with the formula within 0.1 unit on 17³ colours (VI25)", () => {
  const colours = LEVELS.flatMap((r) => LEVELS.flatMap((g) => LEVELS.map((b) => [r, g, b] as const)));
  const lab = labOf({ width: colours.length, height: 1, rgb: Uint8Array.from(colours.flat()) });
  let worst = 0;
  colours.forEach((colour, i) => {
    const [l, a, b] = byFormula(...colour);
    worst = Math.max(worst, Math.abs(lab.l[i]! - l), Math.abs(lab.a[i]! - a), Math.abs(lab.b[i]! - b));
  });
  expect(worst).toBeLessThanOrEqual(0.1);
});

test("one colour gives the same as a picture of it", () => {
  for (const colour of [
    [0, 0, 0],
    [255, 255, 255],
    [12, 200, 77],
  ] as [number, number, number][]) {
    const { l, a, b } = labOf({ width: 1, height: 1, rgb: Uint8Array.from(colour) });
    const [l1, a1, b1] = labOfColour(...colour);
    expect(l[0]).toBeCloseTo(l1, 2);
    expect(a[0]).toBeCloseTo(a1, 2);
    expect(b[0]).toBeCloseTo(b1, 2);
  }
});

test("gains act before the conversion and do not clip", () => {
  const rgb = Uint8Array.from([200, 100, 50]);
  const { l } = labOf({ width: 1, height: 1, rgb }, [1.5, 1.5, 1.5]);
  expect(l[0]).toBeCloseTo(byFormula(300, 150, 75)[0], 1);
});
