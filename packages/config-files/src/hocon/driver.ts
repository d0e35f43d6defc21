import type { FormatDriver } from "../format.ts";
import { editHocon } from "./edit.ts";
import { readHocon } from "./read.ts";

/** HOCON, as far as one file tells. */
export const hoconDriver: FormatDriver = {
  read: (text, _dialect, limits) => readHocon(text, limits),
  edit: editHocon,
};
