/** `custom_zones`: any game on a board of zones, as its options describe it. */
import { createGenericRules } from "../generic/rules.ts";
import type { SettingsOf } from "../generic/settings.ts";
import { errorAt, isRecord, type Problem, pointerToken } from "../problems.ts";
import type { Pack, PackManifest, Seat, ZonesSpec } from "../types.ts";
import { readAspect, readDiscs, readZoneSpecs } from "../zones/outline.ts";

const ORDERS = ["alternate", "clockwise", "round", "free"] as const;
const KNOWN = ["zones", "aspect", "width_mm", "discs", "order", "phases", "resources", "start", "made_from"];

/** Options as they are used; wire names are snake_case. */
interface CustomZonesOptions {
  readonly board: ZonesSpec;
  readonly order: PackManifest["turn"]["order"];
  readonly phases: PackManifest["turn"]["phases"];
  readonly resources: PackManifest["resources"];
  /** `start[zone][player_n]`; absent: read from the first photo and confirmed. */
  readonly start: Readonly<Record<string, Readonly<Record<string, number>>>> | null;
}

type Raw = Readonly<Record<string, unknown>>;

/**
 * Reads the options of a `custom_zones` game. Total: every fault is listed, and what is faulty has its default.
 *
 * Keys: `zones` [{id, name, kind, polygon, stops, owners, max}] · `aspect` · `width_mm` · `discs` · `order` · `phases` ·
 * `resources` · `start` {zone: {player_1: n}} · `made_from` (the pack of a user they come from).
 */
export function readCustomZonesOptions(raw: Raw): {
  readonly options: CustomZonesOptions;
  readonly problems: readonly Problem[];
} {
  const problems: Problem[] = [];
  for (const key of Object.keys(raw))
    if (!KNOWN.includes(key))
      problems.push(errorAt(`/${pointerToken(key)}`, `There is no option "${key}". Known: ${KNOWN.join(", ")}.`));
  const zones = readZoneSpecs(raw["zones"], problems);
  const discs = readDiscs(raw["discs"], problems);
  const width = raw["width_mm"];
  const board: ZonesSpec = {
    kind: "zones",
    zones,
    aspect: readAspect(raw["aspect"], problems),
    ...(typeof width === "number" && width > 0 ? { widthMm: width } : {}),
    ...(discs.length > 0 ? { discs } : {}),
  };
  const order = raw["order"] === undefined ? "clockwise" : ORDERS.find((known) => known === raw["order"]);
  if (!order) problems.push(errorAt("/order", `"order" must be one of: ${ORDERS.join(", ")}.`));
  const options = {
    board,
    order: order ?? "clockwise",
    phases: readPhases(raw["phases"], problems),
    resources: readResources(raw["resources"], problems),
    start: readStart(raw["start"], board, problems),
  };
  return { options, problems };
}

function namedList(value: unknown, key: string, problems: Problem[]): readonly Raw[] {
  if (value === undefined) return [];
  const isNamed = (item: unknown): item is Raw =>
    isRecord(item) && typeof item["id"] === "string" && typeof item["name"] === "string";
  if (Array.isArray(value) && value.every(isNamed)) {
    const ids = value.map(({ id }) => id);
    if (new Set(ids).size !== ids.length)
      problems.push(errorAt(`/${key}`, `Two entries of "${key}" have the same id.`));
    return value;
  }
  problems.push(errorAt(`/${key}`, `"${key}" must be a list of {id, name}.`));
  return [];
}

function readPhases(value: unknown, problems: Problem[]): PackManifest["turn"]["phases"] {
  const phases = namedList(value, "phases", problems).map(({ id, name, photo }) => ({
    id: String(id),
    name: String(name),
    photo: photo !== false,
  }));
  return phases.length > 0 ? phases : [{ id: "play", name: "Play", photo: true }];
}

const readResources = (value: unknown, problems: Problem[]): PackManifest["resources"] =>
  namedList(value, "resources", problems).map(({ id, name, start }) => ({
    id: String(id),
    name: String(name),
    start: typeof start === "number" ? start : 0,
  }));

function readStart(value: unknown, { zones }: ZonesSpec, problems: Problem[]): CustomZonesOptions["start"] {
  if (value === undefined) return null;
  if (!isRecord(value)) {
    problems.push(errorAt("/start", `"start" must say {zone: {player_1: count}}.`));
    return null;
  }
  const start: Record<string, Record<string, number>> = {};
  for (const [zone, counts] of Object.entries(value)) {
    const known = zones.some(({ id }) => id === zone);
    const fits =
      isRecord(counts) && Object.values(counts).every((count) => Number.isInteger(count) && Number(count) >= 0);
    if (known && fits) start[zone] = counts as Record<string, number>;
    else problems.push(errorAt(`/start/${pointerToken(zone)}`, `"${zone}" must be a zone with counts per player.`));
  }
  return start;
}

const manifest: PackManifest = {
  id: "custom_zones",
  version: "1.0.0",
  title: "Own board of areas",
  players: { min: 1, max: 12 },
  pieces: [{ id: "piece", name: "Piece", footprint: "cube" }],
  turn: { phases: [{ id: "play", name: "Play", photo: true }], order: "clockwise" },
  moves: ["count", "track", "pass"],
  maxChangedCells: 24,
  pliesPerCapture: 1,
  resources: [],
  setup: "photo",
  readsPhotos: true,
};

const seatOfKey = (key: string): Seat => Number(key.slice("player_".length));

/** The manifest with what the options of a game say. */
export const customZonesSettings: SettingsOf = (raw) => {
  const { options } = readCustomZonesOptions(raw);
  const { board, order, phases, resources, start } = options;
  const counts = Object.entries(start ?? {}).flatMap(([zone, perPlayer]) =>
    Object.entries(perPlayer).map(([key, count]) => ({ zone, seat: seatOfKey(key), count })),
  );
  return {
    manifest: {
      ...manifest,
      board,
      turn: { phases, order },
      resources,
      setup: start ? "fixed" : "photo",
      readsPhotos: isDrawn(board),
    },
    board,
    owners: "any",
    start: [],
    startCounts: (seats) => counts.filter(({ seat }) => seats.includes(seat)),
    bookkeeping: "ends_turn",
  };
};

/** Whether anything on a board has a place, so that photos can be read. */
export const isDrawn = ({ zones }: ZonesSpec): boolean => zones.some(({ polygon, stops }) => polygon ?? stops);

/** Any game on a board of zones. */
export const customZones: Pack = { manifest, rules: createGenericRules(customZonesSettings) };
