/** `dune_imperium`: zones, tracks, resources, turn forms, costs as hints; photos are read once a layout is drawn. */
import { readDuneOptions, withLayout } from "../dune/options.ts";
import { createDuneRules } from "../dune/rules.ts";
import type { SettingsOf } from "../generic/settings.ts";
import type { Pack, PackManifest, TurnField, ZoneSpec, ZonesSpec } from "../types.ts";
import { isDrawn } from "./custom-zones.ts";
import { fixedSettings } from "./fixed-settings.ts";

const SEATS = [1, 2, 3, 4] as const;

/** The 22 places an agent can be sent to. */
const AGENT_SPACES: readonly (readonly [id: string, name: string])[] = [
  ["conspire", "Conspire"],
  ["wealth", "Wealth"],
  ["heighliner", "Heighliner"],
  ["foldspace", "Foldspace"],
  ["selective_breeding", "Selective Breeding"],
  ["secrets", "Secrets"],
  ["hardy_warriors", "Hardy Warriors"],
  ["stillsuits", "Stillsuits"],
  ["high_council", "High Council"],
  ["mentat", "Mentat"],
  ["swordmaster", "Swordmaster"],
  ["rally_troops", "Rally Troops"],
  ["hall_of_oratory", "Hall of Oratory"],
  ["secure_contract", "Secure Contract"],
  ["sell_melange", "Sell Melange"],
  ["arrakeen", "Arrakeen"],
  ["carthag", "Carthag"],
  ["research_station", "Research Station"],
  ["sietch_tabr", "Sietch Tabr"],
  ["imperial_basin", "Imperial Basin"],
  ["hagga_basin", "Hagga Basin"],
  ["great_flat", "The Great Flat"],
];

const TRACKS: readonly (readonly [id: string, name: string, max: number])[] = [
  ["influence_emperor", "Influence with the Emperor", 6],
  ["influence_spacing_guild", "Influence with the Spacing Guild", 6],
  ["influence_bene_gesserit", "Influence with the Bene Gesserit", 6],
  ["influence_fremen", "Influence with the Fremen", 6],
  ["victory_points", "Victory points", 14],
  ["combat", "Combat strength", 20],
];

const zones: readonly ZoneSpec[] = [
  ...SEATS.map(
    (seat): ZoneSpec => ({ id: `garrison_${seat}`, name: `Garrison ${seat}`, kind: "count", owners: [seat] }),
  ),
  ...SEATS.map(
    (seat): ZoneSpec => ({ id: `conflict_${seat}`, name: `Conflict ${seat}`, kind: "count", owners: [seat] }),
  ),
  ...AGENT_SPACES.map(([id, name]): ZoneSpec => ({ id, name, kind: "occupancy" })),
  ...TRACKS.map(([id, name, max]): ZoneSpec => ({ id, name, kind: "track", max })),
  ...["arrakeen", "carthag", "imperial_basin"].map(
    (id): ZoneSpec => ({ id: `control_${id}`, name: `Control of ${title(id)}`, kind: "count", max: 1 }),
  ),
  ...["imperial_basin", "hagga_basin", "great_flat"].map(
    (id): ZoneSpec => ({ id: `bonus_spice_${id}`, name: `Bonus spice at ${title(id)}`, kind: "count" }),
  ),
  { id: "high_council_seats", name: "Seats in the High Council", kind: "count", max: 4 },
  { id: "mentat_taken", name: "Mentat taken", kind: "count", max: 1 },
];

function title(id: string): string {
  return AGENT_SPACES.find(([space]) => space === id)?.[1] ?? id;
}

const board: ZonesSpec = { kind: "zones", zones };

const PLACES = AGENT_SPACES.map(([value, label]) => ({ value, label }));

/** What people note of a turn; the bot draws a card and has no hand. */
const FORM: readonly TurnField[] = [
  {
    id: "turn",
    name: "Turn",
    kind: "choice",
    options: [
      { value: "agent", label: "Agent turn" },
      { value: "reveal", label: "Reveal turn" },
    ],
    of: "human",
  },
  { id: "card", name: "Card played", kind: "text" },
  { id: "place", name: "Place", kind: "choice", options: PLACES },
  { id: "action", name: "What was done", kind: "text" },
  { id: "deployed", name: "Troops sent to the conflict", kind: "number" },
  { id: "bot_priority", name: "Line of the bot's card", kind: "text", of: "bot" },
];

const manifest: PackManifest = {
  id: "dune_imperium",
  version: "1.0.0",
  title: "Dune: Imperium",
  players: { min: 1, max: 4 },
  bggId: 316554,
  board,
  pieces: [
    { id: "agent", name: "Agent", footprint: "tall" },
    { id: "troop", name: "Troop", footprint: "cube" },
    { id: "control_marker", name: "Control marker", footprint: "flat" },
  ],
  turn: {
    phases: [
      { id: "round_start", name: "Round start", photo: false },
      { id: "agent_placement", name: "Agent placement", photo: true },
      { id: "reveal", name: "Reveal", photo: false },
      { id: "combat", name: "Combat", photo: true },
      { id: "makers", name: "Makers", photo: false },
      { id: "recall", name: "Recall", photo: false },
    ],
    order: "clockwise",
    form: FORM,
  },
  score: {
    fields: [
      { id: "points", name: "Victory points", from: { track: "victory_points" } },
      { id: "spice", name: "Spice", points: 0, from: { resource: "spice" } },
      { id: "solari", name: "Solari", points: 0, from: { resource: "solari" } },
      { id: "water", name: "Water", points: 0, from: { resource: "water" } },
      { id: "garrison", name: "Troops in the garrison", points: 0 },
    ],
    highestWins: true,
    tieBreak: ["spice", "solari", "water", "garrison"],
  },
  moves: ["count", "track", "pass"],
  maxChangedCells: 12,
  pliesPerCapture: 1,
  resources: [
    { id: "spice", name: "Spice", start: 0, min: 0 },
    { id: "solari", name: "Solari", start: 0, min: 0 },
    { id: "water", name: "Water", start: 1, min: 0 },
  ],
  setup: "fixed",
  readsPhotos: false,
};

const GARRISON_AT_START = 3;

const printed = fixedSettings(manifest, board, {
  bookkeeping: "agents",
  startCounts: (seats) => seats.map((seat) => ({ zone: `garrison_${seat}`, seat, count: GARRISON_AT_START })),
})({});

/** With the layout of the printing a game is played on; photos are read where one was drawn. */
export const duneSettings: SettingsOf = (options) => {
  const drawn = withLayout(board, readDuneOptions(options, board).layout);
  const readsPhotos = isDrawn(drawn);
  return { ...printed, board: drawn, manifest: { ...manifest, board: drawn, readsPhotos } };
};

/** Faults of the options of a game. */
export const duneProblems = (options: Readonly<Record<string, unknown>>) => readDuneOptions(options, board).problems;

/** Dune: Imperium. */
export const duneImperium: Pack = { manifest, rules: createDuneRules(duneSettings, board) };
