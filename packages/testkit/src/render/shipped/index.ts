import { gardenSample, gardenTruth } from "../garden/files.ts";
import { GARDEN_SHOTS } from "../garden/game.ts";
import { gardenScene } from "../garden/scenes.ts";
import { chessSample } from "./chess.ts";
import { councilSample } from "./council.ts";
import type { SampleSource } from "./sample.ts";
import { skirmishSample } from "./skirmish.ts";

const garden: SampleSource = {
  id: "garden",
  files: GARDEN_SHOTS.map(({ file }) => file),
  scene: gardenScene,
  truth: gardenTruth,
  spec: gardenSample,
};

/** All samples that are shipped. */
export const SAMPLE_SOURCES: readonly SampleSource[] = [garden, chessSample, councilSample, skirmishSample];
