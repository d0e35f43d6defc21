import { expect, test } from "vitest";
import { durationText, percentText, progressLine, tableLines } from "./terminal.ts";

test("progress says stage, share and time left", () => {
  expect(progressLine("analyse", 0.3, 12_000, "photo 7")).toBe(
    "analyse  ██████──────────────  30 %  12 s left  photo 7",
  );
  expect(progressLine("analyse", 7)).toContain("████████████████████");
});

test("durations are read at a glance", () => {
  expect([durationText(850), durationText(12_300), durationText(185_000)]).toEqual(["850 ms", "12 s", "3 min 5 s"]);
});

test("columns of a table stand under their heads", () => {
  expect(
    tableLines([
      ["A", "LONG"],
      ["wide", "x"],
    ]),
  ).toEqual(["A     LONG", "wide  x"]);
});

test("what is not certain never reads as certain", () => {
  expect([percentText(1), percentText(0.9999), percentText(0.956)]).toEqual(["100.0 %", "99.9 %", "95.6 %"]);
});
