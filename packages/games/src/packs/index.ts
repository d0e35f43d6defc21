/** The packs that are shipped. */

import { parseFen } from "../chess/fen.ts";
import { isPlayable, UNPLAYABLE } from "../chess/legal.ts";
import { errorAt, isRecord, type Problem, pointerToken } from "../problems.ts";
import { readLegionOptions } from "../table/legion-options.ts";
import type { Pack, PackManifest } from "../types.ts";
import { chess } from "./chess.ts";
import { customGrid, customGridSettings } from "./custom-grid.ts";
import { readCustomGridOptions } from "./custom-grid-options.ts";
import { customZones, customZonesSettings, readCustomZonesOptions } from "./custom-zones.ts";
import { duneImperium, duneProblems, duneSettings } from "./dune-imperium.ts";
import { starWarsLegion } from "./star-wars-legion.ts";

const PACKS: readonly Pack[] = [customGrid, chess, customZones, duneImperium, starWarsLegion];

/** All shipped packs; `custom_grid` first, because it is the default. */
export const listPacks = (): readonly Pack[] => PACKS;

/** The pack of an id, null for an id nobody ships. */
export const findPack = (id: string): Pack | null => PACKS.find((pack) => pack.manifest.id === id) ?? null;

/** The manifest of one game: what the pack leaves to the options (`custom_grid`) is filled in. `board` is then present. */
export function manifestFor(pack: Pack, options: Readonly<Record<string, unknown>>): PackManifest {
  const { id } = pack.manifest;
  if (id === customGrid.manifest.id) return customGridSettings(options).manifest;
  if (id === customZones.manifest.id) return customZonesSettings(options).manifest;
  if (id === duneImperium.manifest.id) return duneSettings(options).manifest;
  return { ...pack.manifest, board: pack.rules.board(options) };
}

/** What is wrong with the options of a game, with JSON pointers into them; empty when they can be used. */
export function checkOptions(pack: Pack, options: unknown): readonly Problem[] {
  if (!isRecord(options)) return [errorAt("", "The options of a game are an object.")];
  if (pack.manifest.id === customGrid.manifest.id) return readCustomGridOptions(options).problems;
  if (pack.manifest.id === customZones.manifest.id) return readCustomZonesOptions(options).problems;
  if (pack.manifest.id === duneImperium.manifest.id) return duneProblems(options);
  if (pack.manifest.id === starWarsLegion.manifest.id) return readLegionOptions(options).problems;
  const known = pack.manifest.id === chess.manifest.id ? ["start_fen"] : [];
  const unknown = Object.keys(options).filter((key) => !known.includes(key));
  const problems = unknown.map((key) =>
    errorAt(`/${pointerToken(key)}`, `${pack.manifest.title} has no option "${key}".`),
  );
  const fen = options["start_fen"];
  if (fen === undefined || !known.includes("start_fen")) return problems;
  const parsed = typeof fen === "string" ? parseFen(fen) : { ok: false as const, problem: "FEN is a text." };
  if (!parsed.ok) return [...problems, errorAt("/start_fen", parsed.problem)];
  return isPlayable(String(fen)) ? problems : [...problems, errorAt("/start_fen", UNPLAYABLE)];
}
