import { refuse } from "../edit/refuse.ts";
import type { FormatDriver } from "../format.ts";

/** Text without a format that is known: only `text` ops and whole files. */
export const textDriver: FormatDriver = {
  read: () => ({ ok: true, value: { roots: [null], warnings: [] } }),
  edit: (_doc, op) =>
    refuse("type_unsupported", op.path, "This file has no format that is known; replace a piece of its text instead."),
};
