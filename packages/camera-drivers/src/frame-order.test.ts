import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { naturalOrder, planFromDescription, planFromNames } from "./frame-order.ts";

test("photos are played as people count, whatever else lies in the folder", () => {
  const files = [
    "image-10.jpg",
    "image-2.jpg",
    "notes.txt",
    ".image-3.jpg",
    "image-1.JPEG",
    "~image-4.jpg",
    "a.jpg.part",
  ];
  expect(planFromNames(files).map((frame) => frame.file)).toEqual(["image-1.JPEG", "image-2.jpg", "image-10.jpg"]);
});

test("the natural order is a total order", () => {
  const name = fc.string({ maxLength: 12 });
  fc.assert(
    fc.property(name, name, name, (a, b, c) => {
      expect(Math.sign(naturalOrder(a, b)) + Math.sign(naturalOrder(b, a))).toBe(0);
      if (naturalOrder(a, b) === 0) expect(a).toBe(b);
      if (naturalOrder(a, b) <= 0 && naturalOrder(b, c) <= 0) expect(naturalOrder(a, c)).toBeLessThanOrEqual(0);
    }),
  );
});

describe("planFromDescription", () => {
  const files = new Set(["a.jpg", "b.jpg"]);

  test("plays the order it says, with notes and faults", () => {
    const plan = planFromDescription(
      { frames: [{ file: "b.jpg", notes: "after tea" }, "a.jpg", { file: "a.jpg", fault: "black", times: 2 }] },
      files,
    );
    expect(plan).toEqual({
      ok: true,
      frames: [
        { file: "b.jpg", notes: "after tea", fault: null },
        { file: "a.jpg", notes: null, fault: null },
        { file: "a.jpg", notes: null, fault: { kind: "black", times: 2 } },
      ],
    });
  });

  test("the photos of a sample are its frames", () => {
    expect(planFromDescription({ photos: [{ file: "a.jpg", hint: "Look" }] }, files)).toMatchObject({ ok: true });
  });

  test.each([
    [null, "no list"],
    [{ frames: [] }, "no list"],
    [{ frames: [{}] }, "names no file"],
    [{ frames: ["../secret.jpg"] }, "not in the folder"],
    [{ frames: [{ file: "a.jpg", fault: "melted" }] }, "unknown fault melted"],
  ])("refuses %j and says why", (description, why) => {
    expect(planFromDescription(description, files)).toEqual({ ok: false, why: expect.stringContaining(why) });
  });

  test("never throws, whatever the file holds", () => {
    fc.assert(fc.property(fc.jsonValue(), (value) => void planFromDescription(value, files)));
    fc.assert(fc.property(fc.jsonValue(), (frames) => void planFromDescription({ frames: [frames] }, files)));
  });
});
