import type { BenchRow } from "../row.ts";
import { archiveRows } from "./archive.ts";
import { foldRows } from "./fold.ts";
import { httpRows } from "./http.ts";

/** The rows of tabletop.md 10 for what exists. */
export const rows: readonly BenchRow[] = [...foldRows, ...httpRows, ...archiveRows];
