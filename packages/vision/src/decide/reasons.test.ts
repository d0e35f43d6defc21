import { readFile } from "node:fs/promises";
import { rulesForRecording } from "@wopr/games";
import { findSample, loadSample } from "@wopr/games/samples";
import { expect, test } from "vitest";
import { fromCorners } from "../geometry/calibrate.ts";
import { decodeImage } from "../node/decode.ts";
import { observe } from "../observe/observe.ts";
import { paletteFrom } from "../read/learn.ts";
import { decide } from "./decide.ts";
import { infer } from "./infer.ts";
import { reasonSentence } from "./reasons.ts";

const board = { kind: "grid", rows: 9, cols: 9, points: "cells", origin: "top", letters: "upper" } as const;

/** The shipped sample: photo `n` against another, in the true position of the set-up. */
async function look(before: number, after: number) {
  const sample = findSample("garden")!;
  const { corners, image, photos } = await loadSample(sample);
  const read = async (n: number) => decodeImage(await readFile(new URL(photos[n]!.file, sample.folder)));
  const calibrated = fromCorners(corners, board, image);
  if (!calibrated.ok) throw new Error(calibrated.text);
  const reference = { image: await read(before), imageToBoard: calibrated.calibration.imageToBoard };
  const palette = paletteFrom(reference, board, []);
  const { observation } = observe({ current: await read(after), reference, board, palette });
  const { pack, table } = rulesForRecording({ board, seats: [1, 2], moves: ["place"], maxChangedCells: 4 });
  const inference = infer(pack.rules.initial(table), observation, pack, table);
  return decide(observation, inference, { maxChangedCells: 4 });
}

test("every outcome but sure says why, on photos that follow, lie far apart, or show a hand (VI36)", async () => {
  const outcomes = new Set<string>();
  for (const [before, after] of [
    [0, 4],
    [0, 6],
    [0, 11],
    [3, 3],
    [5, 6],
    [7, 8],
  ] as const) {
    const { outcome, reasons } = await look(before, after);
    outcomes.add(outcome);
    if (outcome === "sure") continue;
    expect(reasons.length, `${before} → ${after}: ${outcome}`).toBeGreaterThan(0);
    for (const reason of reasons) expect(reasonSentence(reason)).toMatch(/^[A-Z].*\.$/);
  }
  expect(outcomes.size).toBeGreaterThan(1);
}, 60_000);
