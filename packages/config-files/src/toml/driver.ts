import type { FormatDriver } from "../format.ts";
import { editToml } from "./edit.ts";
import { readToml } from "./read.ts";

/** TOML 1.0. */
export const tomlDriver: FormatDriver = {
  read: (text, _dialect, limits) => readToml(text, limits),
  edit: editToml,
};
