import { describe, expect, test } from "vitest";
import { tablePhoto } from "./photos.testing.ts";
import { quarterGrey } from "./sharpest.ts";
import { createStillnessWatch, type Sight } from "./stillness.ts";

const size = { width: 640, height: 480 };
const seen = async (seed: number, extra = "") =>
  quarterGrey(await tablePhoto(seed, size, extra), { width: 640 * 4, height: 480 * 4 });

const arm = '<path d="M250 480V220h120v260z" fill="#fcb"/>';
const moved = '<rect x="300" y="200" width="40" height="40" fill="#fff"/>';

/** Shows pictures half a second apart. */
async function watch(pictures: readonly Awaited<ReturnType<typeof seen>>[]): Promise<readonly Sight[]> {
  const stillness = createStillnessWatch();
  return pictures.map((picture, i) => stillness.see(picture, i * 500));
}

describe("auto mode", () => {
  test("a table where nothing happens is never photographed", async () => {
    const table = await seen(1);
    expect(new Set(await watch(Array.from({ length: 20 }, () => table)))).toEqual(new Set(["quiet"]));
  });

  test("a piece that was put down is photographed once, after 1.5 s of rest", async () => {
    const [before, after] = [await seen(1), await seen(1, moved)];
    const sights = await watch([before, before, after, after, after, after, after, after]);
    expect(sights).toEqual(["quiet", "quiet", "moving", "settling", "settling", "shoot", "quiet", "quiet"]);
  });

  test("a hand that rests on the table is waited for, however long", async () => {
    const [before, hand, after] = [await seen(1), await seen(1, moved + arm), await seen(1, moved)];
    const sights = await watch([before, before, hand, hand, hand, hand, hand, after, after, after, after, after]);
    expect(sights.indexOf("shoot")).toBe(10);
    expect(sights.filter((sight) => sight === "shoot")).toHaveLength(1);
    expect(sights[5]).toBe("hand");
  });

  test("a piece that is put back where it was brings no photo", async () => {
    const [before, after] = [await seen(1), await seen(1, moved)];
    const sights = await watch([before, before, after, after, before, before, before, before, before, before]);
    expect(sights).not.toContain("shoot");
  });
});
