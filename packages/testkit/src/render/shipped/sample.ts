/** What every shipped sample is made of. */
import type { Scene } from "../scene.ts";

/** A sample as it is rendered and described. */
export interface SampleSource {
  readonly id: string;
  /** Photos in the order they were taken. */
  readonly files: readonly string[];
  /** Scene of one photo. */
  readonly scene: (shot: number) => Scene;
  /** `truth.json` */
  readonly truth: () => unknown;
  /** `sample.json` */
  readonly spec: () => unknown;
}

/** `chess_07.jpg` */
export const fileName = (id: string, shot: number): string => `${id}_${String(shot).padStart(2, "0")}.jpg`;

/** Pixels to a tenth. */
export const tenths = (points: readonly (readonly number[])[]): readonly (readonly number[])[] =>
  points.map((point) => point.map((value) => Math.round(value * 10) / 10));

/** Three sentences for somebody who has never seen this before. */
export const HINTS: readonly string[] = [
  "Press Take photo, or the space bar: the next photo of the sample arrives as if a camera had taken it.",
  "Agree to what was read, choose another reading, or take the photo again. Nothing is written before you agree.",
  "Everything can be undone, and an old move can be corrected later.",
];

/** Remark in every truth file. */
export const RENDERED = "rendered from drawings of this project; nothing in it is a photograph";
