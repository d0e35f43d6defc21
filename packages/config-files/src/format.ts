import type { Dialect, Document, EditError, Limits, Node, Note, Op, Problem, Result, Warning } from "./types.ts";

/** Replaces `[start, end)` of the text. */
export interface TextSplice {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

/** What one op does to the text. */
export interface TextEdit {
  readonly splices: readonly TextSplice[];
  readonly notes: readonly Note[];
}

/**
 * What a format gives to be read and edited. Everything else (leaves, plans, verification, differences, merges) stands
 * on the tree it reads. One folder per format.
 */
export interface FormatDriver {
  read(
    text: string,
    dialect: Dialect,
    limits: Limits,
  ): Result<{ readonly roots: readonly (Node | null)[]; readonly warnings: readonly Warning[] }, Problem>;
  /** What an op means in this format: where everything is text, a number is its digits. Absent: what it says. */
  prepare?(doc: Document, op: Op): Op;
  /** Splices of one op whose preconditions hold; a map or list is never `set` as a whole when it can be by its parts. */
  edit(doc: Document, op: Exclude<Op, { op: "text" }>): Result<TextEdit, EditError>;
}
