import { readFile } from "node:fs/promises";
import type { GridSpec } from "@wopr/games";
import { findSample, loadSample } from "@wopr/games/samples";
import { type Calibration, fromCorners } from "@wopr/vision";
import { decodeImage } from "@wopr/vision/node";

/** Two photos of the shipped sample and where the board lies in them; a 16 × 16 grid is laid over it. */
export async function photoPair() {
  const sample = findSample("garden")!;
  const { corners, image, photos } = await loadSample(sample);
  const bytes = await Promise.all([0, 1].map((i) => readFile(new URL(photos[i]!.file, sample.folder))));
  const board: GridSpec = { kind: "grid", rows: 16, cols: 16, points: "cells", origin: "top", letters: "upper" };
  const calibrated = fromCorners(corners, board, image);
  if (!calibrated.ok) throw new Error("the shipped sample has unusable corners");
  const calibration: Calibration = calibrated.calibration;
  const [before, after] = [await decodeImage(bytes[0]!), await decodeImage(bytes[1]!)];
  return { bytes, before, after, board, calibration };
}
