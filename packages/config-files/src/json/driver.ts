import type { FormatDriver } from "../format.ts";
import { editJson } from "./edit.ts";
import { readJson } from "./read.ts";

const driver = (five: boolean): FormatDriver => ({
  read: (text, _dialect, limits) => readJson(text, limits, five),
  edit: (doc, op) => editJson(doc, op, five),
});

/** JSON, with comments and trailing commas where a file has them. */
export const jsonDriver = driver(false);

/** JSON5. */
export const json5Driver = driver(true);
