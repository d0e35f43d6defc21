import { showValue } from "../rows.ts";
import type { CheckName, Finding, Row } from "../types.ts";

/** Below this a finding is not shown (gameservers.md 6.7). */
const LEAST = 0.7;
const HIGH = 0.9;

/** A finding about some instances of a row; `undefined` when it is not sure enough to be shown. */
export function findingOf(
  check: CheckName,
  row: Pick<Row, "plugin" | "file" | "key" | "cells">,
  instances: readonly string[],
  confidence: number,
  text: string,
): Finding | undefined {
  if (confidence < LEAST) return undefined;
  return {
    check,
    instances,
    plugin: row.plugin,
    file: row.file,
    key: row.key,
    confidence: Math.round(confidence * 1_000) / 1_000,
    level: confidence > HIGH ? "high" : "medium",
    text,
    evidence: [...row.cells].map(([instance, { value, line }]) => ({ instance, value: showValue(value), line })),
  };
}
