import type { BenchRow } from "../row.ts";
import { accuracyRows } from "./accuracy.ts";
import { geometryRows } from "./geometry.ts";
import { inferenceRows } from "./inference.ts";
import { sizeRows } from "./size.ts";
import { stageRows } from "./stages.ts";

/** The rows of vision.md 10 for what exists. */
export const rows: readonly BenchRow[] = [
  ...stageRows,
  ...geometryRows,
  ...inferenceRows,
  ...accuracyRows,
  ...sizeRows,
];
