import type { BenchRow } from "../row.ts";

/** The rows of tabletop.md 10 for what exists. */
export const rows: readonly BenchRow[] = [];
