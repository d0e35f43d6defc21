import { readdirSync, readFileSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { rulesForRecording } from "@wopr/games";
import { findSample, loadSample } from "@wopr/games/samples";
import { decide, fromCorners, infer, observe, paletteFrom, reasonSentence } from "@wopr/vision";
import { decodeImage } from "@wopr/vision/node";
import { describe, expect, test } from "vitest";

const board = { kind: "grid", rows: 9, cols: 9, points: "cells", origin: "top", letters: "upper" } as const;

/** The shipped sample: photo `n` against the one before, in the true position of the set-up. */
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
  return { observation, decision: decide(observation, inference, { maxChangedCells: 4 }) };
}

describe("VI19: the core uses neither clock nor chance nor I/O", () => {
  test("two runs give equal bytes", async () => {
    const [first, second] = [await look(0, 1), await look(0, 1)];
    expect(JSON.stringify(second)).toBe(JSON.stringify(first));
  }, 30_000);

  test("no file of it names a clock, chance or the environment", () => {
    const src = fileURLToPath(new URL("../src", import.meta.url));
    const core = readdirSync(src, { recursive: true })
      .map(String)
      .filter((file) => file.endsWith(".ts") && !/^(node|web|bench)[\\/]/.test(file) && !file.endsWith(".test.ts"));
    expect(core.length).toBeGreaterThan(30);
    for (const file of core)
      expect(readFileSync(join(src, file), "utf8"), file).not.toMatch(
        /Date\.now|new Date|performance\.|Math\.random|crypto\.|process\.|fetch\(|setTimeout/,
      );
  });

  test("an observation is at most 64 KiB of JSON", async () => {
    const { observation } = await look(0, 3);
    expect(Buffer.byteLength(JSON.stringify(observation))).toBeLessThanOrEqual(64 * 1024);
  }, 30_000);
});

describe("VI36: every outcome but sure says why", () => {
  test("on every pair of photos of the sample, also those far apart and with the hand", async () => {
    for (const [before, after] of [
      [0, 4],
      [0, 6],
      [0, 11],
      [3, 3],
      [5, 6],
      [7, 8],
    ] as const) {
      const { decision } = await look(before, after);
      if (decision.outcome === "sure") continue;
      expect(decision.reasons.length, `${before} → ${after}: ${decision.outcome}`).toBeGreaterThan(0);
      for (const reason of decision.reasons) expect(reasonSentence(reason)).toMatch(/^[A-Z].*\.$/);
    }
  }, 60_000);
});
