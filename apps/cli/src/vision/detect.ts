import { readFile } from "node:fs/promises";
import { cellAt, cellName, type GridSpec } from "@wopr/games";
import { fromCorners, type Observation, observe } from "@wopr/vision";
import { decodeImage } from "@wopr/vision/node";
import { CliErrors } from "../errors.ts";
import { EXIT } from "../exit-code.ts";
import { parseCorners, parseGrid, pathFrom } from "../game/options.ts";
import type { Outside } from "../outside.ts";
import { uprightSize } from "../photo-size.ts";
import { durationText } from "../terminal.ts";

interface DetectOptions {
  readonly grid: string;
  readonly corners: string;
  readonly intersections?: boolean;
}

/** `wopr vision detect BEFORE AFTER`: which cells changed between two photos. */
export async function detect(outside: Outside, options: DetectOptions, before: string, after: string) {
  const board: GridSpec = {
    kind: "grid",
    ...parseGrid(options.grid),
    points: options.intersections ? "intersections" : "cells",
    origin: "top",
    letters: "upper",
  };
  const corners = parseCorners(options.corners);
  const begun = outside.clock.monotonicMs();
  const [first, second] = await Promise.all([readPhoto(outside, before), readPhoto(outside, after)]);
  const calibrated = fromCorners(corners, board, uprightSize(first));
  if (!calibrated.ok) throw CliErrors.usage({ problem: `--corners: ${calibrated.text}` });
  const { imageToBoard } = calibrated.calibration;
  const palette = { entries: [], tooClose: [] };
  const { observation } = observe({ current: second, reference: { image: first, imageToBoard }, board, palette });
  const tookMs = outside.clock.monotonicMs() - begun;
  return { ...detected(observation, board, tookMs), exitCode: observation.stopped ? EXIT.failed : EXIT.ok };
}

async function readPhoto({ cwd }: Outside, path: string) {
  const full = pathFrom(cwd, path);
  const bytes = await readFile(full).catch((cause: unknown) => {
    throw CliErrors.folder_unusable({ folder: full, why: "it is not there or may not be read." }, { cause });
  });
  return decodeImage(bytes);
}

function detected(observation: Observation, board: GridSpec, tookMs: number) {
  const { scores, registration, relight, quality, occlusion, stopped, sameAsReference } = observation;
  const named = (indices: readonly number[]) =>
    indices.map((index) => ({ cell: cellName(board, cellAt(board, index)), score: scores.d[index] ?? 0 }));
  const changed = named(scores.changed);
  const unsure = named(scores.unsure);
  const json = {
    changed,
    unsure,
    stopped,
    same_photo: sameAsReference,
    threshold: scores.threshold,
    registration,
    relight,
    quality,
    occlusion,
    took_ms: tookMs,
  };
  const list = (cells: typeof changed) => cells.map(({ cell, score }) => `${cell} (${score.toFixed(1)})`).join(", ");
  const lines = [
    ...(stopped ? [`Stopped at ${stopped.stage}: ${stopped.reason}.`] : []),
    ...(sameAsReference ? ["Both are the same photo."] : []),
    changed.length > 0 ? `Changed: ${list(changed)}` : "No cell changed.",
    ...(unsure.length > 0 ? [`Unsure: ${list(unsure)}`] : []),
    `Threshold ${scores.threshold.toFixed(1)}, registration ${registration.method} ρ ${registration.rho.toFixed(3)}, moved ${registration.maxCornerMoveCells.toFixed(2)} cells, ${durationText(tookMs)}.`,
  ];
  return { json, lines };
}
