/** Options of a game on a measured table: units, own tools, and what stands on it. */
import { errorAt, isRecord, type Problem, pointerToken } from "../problems.ts";
import type { Base, Seat } from "../types.ts";
import { areaOf, isSimple, type Polygon } from "./plane.ts";

/** A unit: its minis, one of which leads. */
export interface Unit {
  readonly id: string;
  readonly name: string;
  readonly player: Seat;
  readonly baseIds: readonly string[];
  readonly leader: string;
  /** Movement tool, 1 to 3; null where nobody said. */
  readonly speed: number | null;
}

/** A movement tool. */
export interface Tool {
  readonly mm: number;
  /** How far its length may be off, both ways. */
  readonly toleranceMm: number;
}

/** Something that stands on the table. */
export interface Terrain {
  readonly id: string;
  readonly name: string;
  readonly kind: "open" | "difficult" | "impassable";
  readonly heightMm: number;
  readonly polygon: Polygon;
}

/** Options as they are used; wire names are snake_case. */
export interface LegionOptions {
  readonly tools: ReadonlyMap<number, Tool>;
  readonly units: readonly Unit[];
  readonly terrain: readonly Terrain[];
  /** Where the bases stand at the start; empty where people say so in the game. */
  readonly start: readonly Base[];
}

/** Community measurements of the plastic tools; they differ by up to 8 mm, so every limit does until one's own is measured. */
const SHIPPED_TOOLS: ReadonlyMap<number, Tool> = new Map([
  [1, { mm: 76, toleranceMm: 8 }],
  [2, { mm: 130, toleranceMm: 8 }],
  [3, { mm: 185, toleranceMm: 8 }],
]);

const KNOWN = ["tools", "units", "terrain", "start"];
type Raw = Readonly<Record<string, unknown>>;

/**
 * Reads the options. Total: every fault is listed, and what is faulty is left out.
 *
 * Keys: `tools` [{speed 1–3, mm, sigma_mm}] · `units` [{id, name, player, base_ids, leader, speed}] · `terrain` [{id, name,
 * kind, height_mm, polygon}] · `start` [{id, type, player, position {x, y}, base_mm}].
 */
export function readLegionOptions(raw: Raw): {
  readonly options: LegionOptions;
  readonly problems: readonly Problem[];
} {
  const problems: Problem[] = [];
  for (const key of Object.keys(raw))
    if (!KNOWN.includes(key))
      problems.push(errorAt(`/${pointerToken(key)}`, `There is no option "${key}". Known: ${KNOWN.join(", ")}.`));
  const options = {
    tools: readTools(raw["tools"], problems),
    units: listOf(raw["units"], "units", problems).flatMap((item, at) => readUnit(item, `/units/${at}`, problems)),
    terrain: readTerrain(raw["terrain"], problems),
    start: listOf(raw["start"], "start", problems).flatMap((item, at) => readBase(item, `/start/${at}`, problems)),
  };
  return { options, problems };
}

function listOf(value: unknown, name: string, problems: Problem[]): readonly Raw[] {
  if (value === undefined) return [];
  if (Array.isArray(value) && value.every(isRecord)) return value;
  problems.push(errorAt(`/${name}`, `"${name}" must be a list of objects.`));
  return [];
}

function readTools(value: unknown, problems: Problem[]): ReadonlyMap<number, Tool> {
  const tools = new Map(SHIPPED_TOOLS);
  for (const [at, { speed, mm, sigma_mm: sigma }] of listOf(value, "tools", problems).entries()) {
    const fits = typeof speed === "number" && SHIPPED_TOOLS.has(speed) && typeof mm === "number" && mm > 0;
    if (fits && typeof sigma === "number" && sigma >= 0) tools.set(speed, { mm, toleranceMm: 2 * sigma });
    else problems.push(errorAt(`/tools/${at}`, "A tool has a speed from 1 to 3, its length mm and sigma_mm."));
  }
  return tools;
}

function readUnit({ id, name, player, base_ids: bases, leader, speed }: Raw, at: string, problems: Problem[]) {
  const ids = Array.isArray(bases) && bases.every((base) => typeof base === "string") ? (bases as string[]) : null;
  if (typeof id !== "string" || typeof player !== "number" || !ids || ids.length === 0) {
    problems.push(errorAt(at, "A unit has an id, a player and base_ids."));
    return [];
  }
  const leads = typeof leader === "string" ? leader : (ids[0] ?? "");
  if (!ids.includes(leads)) problems.push(errorAt(`${at}/leader`, `"${leads}" is no mini of this unit.`));
  const title = typeof name === "string" ? name : id;
  const unit: Unit = { id, name: title, player, baseIds: ids, leader: leads, speed: speedOf(speed, at, problems) };
  return [unit];
}

function readBase({ id, type, player, position, base_mm: baseMm }: Raw, at: string, problems: Problem[]) {
  const { x, y }: Raw = isRecord(position) ? position : {};
  const isPlace = typeof x === "number" && typeof y === "number";
  if (typeof id !== "string" || typeof player !== "number" || typeof baseMm !== "number" || !isPlace) {
    problems.push(errorAt(at, "A base has an id, a player, a position {x, y} in millimetres and base_mm."));
    return [];
  }
  const base: Base = { id, type: typeof type === "string" ? type : "mini_free", player, x, y, baseMm };
  return [base];
}

function speedOf(speed: unknown, at: string, problems: Problem[]): number | null {
  if (speed === undefined || speed === null) return null;
  if (typeof speed === "number" && SHIPPED_TOOLS.has(speed)) return speed;
  problems.push(errorAt(`${at}/speed`, "A speed is 1, 2 or 3."));
  return null;
}

/** Reads polygons of terrain; used for the option and for what is drawn later. */
export function readTerrain(value: unknown, problems: Problem[]): readonly Terrain[] {
  return listOf(value, "terrain", problems).flatMap((item, index) => {
    const at = `/terrain/${index}`;
    const { id, name, kind, height_mm: height, polygon } = item;
    const points = isPolygon(polygon) ? polygon : null;
    if (typeof id !== "string" || !points) {
      problems.push(errorAt(at, "Terrain has an id and a polygon of at least three corners."));
      return [];
    }
    if (areaOf(points) < 1) problems.push(errorAt(`${at}/polygon`, "This outline encloses nothing."));
    else if (!isSimple(points)) problems.push(errorAt(`${at}/polygon`, "This outline crosses itself."));
    const terrain: Terrain = {
      id,
      name: typeof name === "string" ? name : "",
      kind: kind === "impassable" || kind === "difficult" ? kind : "open",
      heightMm: typeof height === "number" ? height : 0,
      polygon: points,
    };
    return [terrain];
  });
}

const isPolygon = (value: unknown): value is Polygon =>
  Array.isArray(value) &&
  value.length >= 3 &&
  value.every((point) => Array.isArray(point) && point.length === 2 && point.every(Number.isFinite));
