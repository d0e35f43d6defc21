/** Settings of packs whose options change nothing. */
import type { GenericSettings, SettingsOf } from "../generic/settings.ts";
import type { BoardSpec, PackManifest } from "../types.ts";

/** Settings for a manifest with a board of its own; `more` replaces the defaults. */
export function fixedSettings(
  manifest: PackManifest,
  board: BoardSpec,
  more: Partial<Pick<GenericSettings, "startCounts" | "bookkeeping">> = {},
): SettingsOf {
  const settings: GenericSettings = {
    manifest,
    board,
    owners: "any",
    start: [],
    startCounts: () => [],
    bookkeeping: "ends_turn",
    ...more,
  };
  return () => settings;
}
