import type { CheckName, Finding } from "../types.ts";
import type { Check, Material } from "./material.ts";
import { namePattern, uniqueness } from "./names.ts";
import { excessive, minority, oddOneOut, outOfRange, zeroOrNull } from "./outliers.ts";
import { cluster, complementary, crossPlugin, performance, security, topology } from "./server-facts.ts";
import { booleanTypo, formatDiffers, typeDiffers } from "./shapes.ts";
import { backToDefault, recentDivergence, role, stale } from "./time.ts";

/** Every check by its name, in the order of gameservers.md 6.7. */
export const CHECKS: Readonly<Record<CheckName, Check>> = {
  odd_one_out: oddOneOut,
  minority,
  uniqueness,
  type: typeDiffers,
  format: formatDiffers,
  boolean_typo: booleanTypo,
  back_to_default: backToDefault,
  complementary,
  performance,
  security,
  recent_divergence: recentDivergence,
  stale,
  role,
  cross_plugin: crossPlugin,
  topology,
  out_of_range: outOfRange,
  zero_or_null: zeroOrNull,
  excessive,
  name_pattern: namePattern,
  cluster,
};

/** Runs all checks; one cell is told once by the check that says most about it. */
export function findingsOf(material: Material): readonly Finding[] {
  return (Object.values(CHECKS) as readonly Check[])
    .flatMap((check) => check(material))
    .toSorted((a, b) => b.confidence - a.confidence || (a.file < b.file ? -1 : 1));
}
