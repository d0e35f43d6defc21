import { systemClock } from "@wopr/kernel";
import sharp from "sharp";
import { expect, test } from "vitest";
import { DEFAULT_BURST, MOTION_NOTE, takeSharpest } from "./burst.ts";
import { tablePhoto } from "./photos.testing.ts";
import type { Frame } from "./types.ts";

const quick = { ...DEFAULT_BURST, spacingMs: 0, pauseMs: 0 };
const deps = { clock: systemClock, signal: new AbortController().signal };
const size = { width: 320, height: 240 };
const frameOf = (bytes: Uint8Array, origin: string): Frame => ({
  ...{ bytes, ...size, takenAtMonotonicMs: 0, origin, notes: null },
});
const blurred = async (photo: Uint8Array, sigma: number) =>
  new Uint8Array(await sharp(photo).blur(sigma).jpeg({ quality: 90 }).toBuffer());

/** Delivers frames in turn, then the last for ever. */
const delivering = (frames: readonly Frame[]) => {
  let at = 0;
  return async () => frames[Math.min(at++, frames.length - 1)]!;
};

test("TT27: of 100 bursts with planted blurred frames the sharpest is chosen at least 98 times", async () => {
  const scenes = await Promise.all([1, 2, 3, 4, 5].map((seed) => tablePhoto(seed, size)));
  const dull = await Promise.all(scenes.flatMap((scene) => [0.8, 1.2, 2].map((sigma) => blurred(scene, sigma))));
  let right = 0;
  for (let n = 0; n < 100; n += 1) {
    const scene = n % scenes.length;
    const sharpAt = n % 5;
    const frames = [0, 1, 2, 3, 4].map((i) =>
      i === sharpAt ? frameOf(scenes[scene]!, "sharp") : frameOf(dull[scene * 3 + ((n + i) % 3)]!, "blurred"),
    );
    const chosen = await takeSharpest(delivering(frames), { ...quick, motionShare: 1 }, deps);
    if (chosen.origin === "sharp") right += 1;
  }
  expect(right).toBeGreaterThanOrEqual(98);
});

test("something that moves gets two more tries, and the still burst is the photo", async () => {
  const [still, hand] = [frameOf(await tablePhoto(1, size), "still"), frameOf(await tablePhoto(2, size), "hand")];
  const moving = [still, hand, still, hand, still];
  const chosen = await takeSharpest(delivering([...moving, still]), quick, deps);
  expect(chosen).toMatchObject({ origin: "still", notes: null });
});

test("what never comes to rest is photographed all the same, and says so", async () => {
  const [one, other] = [frameOf(await tablePhoto(1, size), "one"), frameOf(await tablePhoto(2, size), "other")];
  let n = 0;
  const chosen = await takeSharpest(async () => (n++ % 2 === 0 ? one : other), quick, deps);
  expect(chosen.notes).toBe(MOTION_NOTE);
  expect(n).toBe(15);
});

test("a burst of one takes the first frame as it comes", async () => {
  const frame = frameOf(new Uint8Array([1]), "first");
  expect(await takeSharpest(async () => frame, { ...quick, frames: 1 }, deps)).toBe(frame);
});
