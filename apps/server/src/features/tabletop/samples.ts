import { fileURLToPath } from "node:url";
import { findSample, listSamples, loadSample, type Sample, type SampleSpec } from "@wopr/games/samples";
import { CameraErrors } from "./errors.ts";

/** @throws {AppError} `camera.sample_unknown` */
export function requireSample(name: string): Sample {
  const found = findSample(name);
  if (!found) throw CameraErrors.sample_unknown({ sample: name, known: listSamples().map(({ id }) => id) });
  return found;
}

/** Folder with the photos of a sample. @throws {AppError} `camera.sample_unknown` */
export const folderOfSample = (name: string): string => fileURLToPath(requireSample(name).folder);

/** What one must know to play a sample. @throws {AppError} `camera.sample_unknown` */
export const readSample = (name: string): Promise<SampleSpec> => loadSample(requireSample(name));
