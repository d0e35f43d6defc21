/** `custom_grid`: any game on a regular board, as its options describe it. */
import { createGenericRules } from "../generic/rules.ts";
import type { SettingsOf } from "../generic/settings.ts";
import type { Pack, PackManifest } from "../types.ts";
import { readCustomGridOptions } from "./custom-grid-options.ts";

const manifest: PackManifest = {
  id: "custom_grid",
  version: "1.0.0",
  title: "Own grid game",
  players: { min: 1, max: 12 },
  pieces: [{ id: "piece", name: "Piece", footprint: "flat" }],
  turn: { phases: [{ id: "play", name: "Play", photo: true }], order: "clockwise" },
  moves: ["place", "pass"],
  maxChangedCells: 6,
  pliesPerCapture: 1,
  resources: [],
  setup: "photo",
  readsPhotos: true,
};

/** The manifest with what the options of a game say. */
export const customGridSettings: SettingsOf = (raw) => {
  const { options } = readCustomGridOptions(raw);
  return {
    manifest: {
      ...manifest,
      board: options.board,
      pieces: options.pieces,
      turn: { ...manifest.turn, order: options.order },
      moves: options.moves,
      maxChangedCells: options.maxChangedCells,
      setup: options.setup,
    },
    board: options.board,
    owners: options.owners,
    start: options.start,
    startCounts: () => [],
    bookkeeping: "ends_turn",
  };
};

/** Any game on a regular board. */
export const customGrid: Pack = { manifest, rules: createGenericRules(customGridSettings) };
