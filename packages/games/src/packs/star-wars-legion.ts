/** `star_wars_legion`: a free table in millimetres, measured moves and advice with margins. */
import { createLegionRules } from "../table/legion-rules.ts";
import type { Pack, PackManifest, TableSpec } from "../types.ts";
import { fixedSettings } from "./fixed-settings.ts";

/** 72 × 36 inches. */
const board: TableSpec = { kind: "table", widthMm: 1829, heightMm: 914 };

const manifest: PackManifest = {
  id: "star_wars_legion",
  version: "1.0.0",
  title: "Star Wars: Legion",
  players: { min: 2, max: 2 },
  bggId: 234487,
  board,
  pieces: [
    { id: "mini_27", name: "Mini on a 27 mm base", footprint: "base", baseMm: 27 },
    { id: "mini_50", name: "Mini on a 50 mm base", footprint: "base", baseMm: 50 },
    { id: "mini_70", name: "Mini on a 70 mm base", footprint: "base", baseMm: 70 },
    { id: "mini_100", name: "Mini on a 100 mm base", footprint: "base", baseMm: 100 },
    { id: "mini_free", name: "Mini on a base of another size", footprint: "base" },
  ],
  turn: {
    phases: [
      { id: "command", name: "Command", photo: false },
      { id: "activation", name: "Activation", photo: true },
      { id: "end", name: "End", photo: false },
    ],
    order: "alternate",
  },
  moves: ["relocate", "pass"],
  maxChangedCells: 24,
  pliesPerCapture: 1,
  resources: [],
  setup: "photo",
  readsPhotos: true,
};

/** Star Wars: Legion. */
export const starWarsLegion: Pack = { manifest, rules: createLegionRules(fixedSettings(manifest, board)) };
