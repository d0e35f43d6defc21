/** `chess`: manifest and board; the rules are in `chess/`. */
import { createChessRules } from "../chess/rules.ts";
import type { GridSpec, Pack, PackManifest } from "../types.ts";

const board: GridSpec = {
  kind: "grid",
  rows: 8,
  cols: 8,
  points: "cells",
  origin: "bottom",
  letters: "lower",
  checkered: true,
};

const manifest: PackManifest = {
  id: "chess",
  version: "1.0.0",
  title: "Chess",
  players: { min: 2, max: 2 },
  bggId: 171,
  board,
  pieces: [
    { id: "pawn", name: "Pawn", footprint: "tall" },
    { id: "knight", name: "Knight", footprint: "tall" },
    { id: "bishop", name: "Bishop", footprint: "tall" },
    { id: "rook", name: "Rook", footprint: "tall" },
    { id: "queen", name: "Queen", footprint: "tall" },
    { id: "king", name: "King", footprint: "tall" },
  ],
  turn: { phases: [{ id: "play", name: "Play", photo: true }], order: "alternate" },
  moves: ["move", "capture"],
  maxChangedCells: 6,
  pliesPerCapture: 2,
  resources: [],
  setup: "fixed",
  readsPhotos: true,
};

/** Chess by the rules of FIDE. */
export const chess: Pack = { manifest, rules: createChessRules(manifest, board) };
