import { expect, test } from "vitest";
import {
  agoText,
  bytesText,
  countText,
  durationText,
  exactText,
  listText,
  quoted,
  shareText,
} from "../src/ui/words.ts";

const now = new Date("2026-11-20T12:00:00Z");
const before = (ms: number) => new Date(now.getTime() - ms);

test("ages are told in the unit people would use", () => {
  const told = [0, 4_999, 40_000, 180_000, 5 * 3_600_000, 26 * 3_600_000, 50 * 3_600_000].map((ms) =>
    agoText(before(ms), now),
  );
  expect(told).toEqual(["just now", "just now", "40 s ago", "3 min ago", "5 h ago", "yesterday", "2 days ago"]);
});

test("a time a little in the future, from a clock that runs ahead, counts as now", () => {
  expect(agoText(before(-30_000), now)).toBe("just now");
});

test("the exact time names its zone", () => {
  expect(exactText(now, "Europe/Berlin")).toBe("20 Nov 2026, 13:00:00 CET");
});

test("numbers carry units and the right plural", () => {
  expect([durationText(840), durationText(9_940), durationText(12_400), durationText(200_000)]).toEqual([
    "0.8 s",
    "9.9 s",
    "12 s",
    "3 min",
  ]);
  expect([countText(1, "photo"), countText(0, "photo"), countText(2, "camera does", "cameras do")]).toEqual([
    "1 photo",
    "0 photos",
    "2 cameras do",
  ]);
  expect([bytesText(999), bytesText(4_500), bytesText(3_400_000)]).toEqual(["999 B", "5 kB", "3.4 MB"]);
  expect(listText(["A", "B", "C"])).toBe("A, B and C");
});

test("names the server marks with stars stand in quotes", () => {
  expect(quoted("Camera *desk* has not answered for 40 s. 3 * 4 = 12")).toBe(
    "Camera “desk” has not answered for 40 s. 3 * 4 = 12",
  );
});

test("a share never claims certainty it does not have", () => {
  expect([shareText(1), shareText(0.9996), shareText(0.97), shareText(0.004), shareText(0)]).toEqual([
    "100 %",
    "> 99 %",
    "97 %",
    "< 1 %",
    "0 %",
  ]);
});
