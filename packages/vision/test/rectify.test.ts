import { readFile } from "node:fs/promises";
import { findSample, loadSample } from "@wopr/games/samples";
import { compose, fromCorners, rectify, scaling, translation } from "@wopr/vision";
import { decodeImage } from "@wopr/vision/node";
import { expect, test } from "vitest";
import { loadOpenCv } from "./opencv.testing.ts";

/** Dense enough that one sample per pixel is taken, as OpenCV does. */
const CELL_PX = 88;

test("VI22: rectifying agrees with warpPerspective within 2 levels on 99.9 % of the pixels", async () => {
  const { cv } = await loadOpenCv();
  const sample = findSample("garden")!;
  const { corners, image, photos } = await loadSample(sample);
  const photo = await decodeImage(await readFile(new URL(photos[5]!.file, sample.folder)));
  const board = { kind: "grid", rows: 9, cols: 9, points: "cells", origin: "top", letters: "upper" } as const;
  const calibrated = fromCorners(corners, board, image);
  if (!calibrated.ok) throw new Error(calibrated.text);
  const { imageToBoard } = calibrated.calibration;
  const ours = rectify(photo, imageToBoard, board, { cellPx: CELL_PX, marginCells: 0 });

  // OpenCV counts pixels from their centres, we from their edges.
  const toRect = compose(imageToBoard, scaling(CELL_PX, CELL_PX));
  const map = compose(compose(translation(0.5, 0.5), toRect), translation(-0.5, -0.5));
  const from = new cv.Mat(photo.height, photo.width, cv.CV_8UC3);
  from.data.set(photo.rgb);
  const to = new cv.Mat();
  const matrix = cv.matFromArray(3, 3, cv.CV_64F, map);
  cv.warpPerspective(from, to, matrix, new cv.Size(ours.width, ours.height), cv.INTER_LINEAR);
  let near = 0;
  for (let i = 0; i < ours.rgb.length; i += 3) {
    const differs = [0, 1, 2].some((c) => Math.abs(ours.rgb[i + c]! - to.data[i + c]!) > 2);
    if (!differs) near += 1;
  }
  for (const mat of [from, to, matrix]) mat.delete();
  expect(near / (ours.width * ours.height)).toBeGreaterThanOrEqual(0.999);
}, 60_000);
