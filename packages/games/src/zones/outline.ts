/** Checks what people draw on a board of zones. */
import { errorAt, isRecord, type Problem } from "../problems.ts";
import { areaOf, isSimple } from "../table/plane.ts";
import type { BoardPoint, Seat, ZoneSpec, ZonesSpec } from "../types.ts";

/** An outline smaller than this was a slip of the finger, square board units. */
const LEAST_AREA = 25;
const KINDS = ["count", "occupancy", "track", "text"] as const;
const MOST_ZONES = 200;

type Raw = Readonly<Record<string, unknown>>;

/** Whether a value is a point in 0–1000. */
const isPoint = (value: unknown): value is BoardPoint =>
  Array.isArray(value) &&
  value.length === 2 &&
  value.every((part: unknown) => typeof part === "number" && part >= 0 && part <= 1000);

/** Reads a list of points. Absent stays absent; what is no list of points is a problem. */
export function readPoints(value: unknown, at: string, problems: Problem[]): readonly BoardPoint[] | undefined {
  if (value === undefined) return undefined;
  if (Array.isArray(value) && value.length <= MOST_ZONES && value.every(isPoint)) return value;
  problems.push(errorAt(at, "A place on the board is [x, y] from 0 to 1000."));
  return undefined;
}

/** Reads zones as people drew them. Total: every fault is listed; a zone without an id is left out. */
export function readZoneSpecs(value: unknown, problems: Problem[]): readonly ZoneSpec[] {
  if (!Array.isArray(value) || value.length === 0 || value.length > MOST_ZONES) {
    problems.push(errorAt("/zones", `Draw at least one zone and at most ${MOST_ZONES}.`));
    return [];
  }
  const zones = value.flatMap((item: unknown, at) => readZone(item, `/zones/${at}`, problems));
  for (const [at, { id, name }] of zones.entries()) {
    const earlier = zones.slice(0, at);
    if (earlier.some((other) => other.id === id)) problems.push(errorAt(`/zones/${at}/id`, `"${id}" is listed twice.`));
    if (earlier.some((other) => other.name.toLowerCase() === name.toLowerCase()))
      problems.push(errorAt(`/zones/${at}/name`, `Two zones are called "${name}".`));
  }
  return zones;
}

function readZone(item: unknown, at: string, problems: Problem[]): readonly ZoneSpec[] {
  const raw: Raw = isRecord(item) ? item : {};
  const { id, name = id } = raw;
  if (typeof id !== "string" || !/^[a-z][a-z0-9_]{0,59}$/.test(id)) {
    problems.push(errorAt(`${at}/id`, "The id of a zone must be lower-case letters, digits and _, at most 60."));
    return [];
  }
  if (typeof name !== "string" || name.trim().length < 1 || name.length > 60)
    problems.push(errorAt(`${at}/name`, "The name of a zone must have 1 to 60 characters."));
  const kind = KINDS.find((candidate) => candidate === raw["kind"]);
  if (!kind) problems.push(errorAt(`${at}/kind`, `The kind of a zone is one of: ${KINDS.join(", ")}.`));
  const polygon = readPoints(raw["polygon"], `${at}/polygon`, problems);
  const stops = readPoints(raw["stops"], `${at}/stops`, problems);
  checkOutline(polygon, at, problems);
  if (kind === "track" && stops && stops.length < 2)
    problems.push(errorAt(`${at}/stops`, "A track has at least two stops."));
  const max = wholeOrNone(raw["max"], 1, 999, `${at}/max`, problems) ?? (stops ? stops.length - 1 : undefined);
  const owners = readOwners(raw["owners"], `${at}/owners`, problems);
  const unit = raw["unit_mm"];
  return [
    {
      id,
      name: String(name),
      kind: kind ?? "count",
      ...(polygon ? { polygon } : {}),
      ...(stops ? { stops } : {}),
      ...(max === undefined ? {} : { max }),
      ...(owners ? { owners } : {}),
      ...(typeof unit === "number" && unit > 0 ? { unitMm: unit } : {}),
    },
  ];
}

/** What is wrong with an outline, if there is one. */
export function checkOutline(polygon: readonly BoardPoint[] | undefined, at: string, problems: Problem[]): void {
  if (!polygon) return;
  if (polygon.length < 3) problems.push(errorAt(`${at}/polygon`, "An outline has at least three corners."));
  else if (areaOf(polygon) < LEAST_AREA) problems.push(errorAt(`${at}/polygon`, "This outline encloses nothing."));
  else if (!isSimple(polygon)) problems.push(errorAt(`${at}/polygon`, "This outline crosses itself."));
}

/** A whole number between two, or nothing. */
function wholeOrNone(value: unknown, min: number, max: number, at: string, problems: Problem[]): number | undefined {
  if (value === undefined) return undefined;
  if (typeof value === "number" && Number.isInteger(value) && value >= min && value <= max) return value;
  problems.push(errorAt(at, `This must be a whole number from ${min} to ${max}.`));
  return undefined;
}

function readOwners(value: unknown, at: string, problems: Problem[]): readonly Seat[] | undefined {
  if (value === undefined) return undefined;
  const isSeat = (seat: unknown): seat is Seat =>
    typeof seat === "number" && Number.isInteger(seat) && seat >= 1 && seat <= 12;
  if (Array.isArray(value) && value.every(isSeat)) return value;
  problems.push(errorAt(at, "Owners are seats from 1 to 12."));
  return undefined;
}

/** Marks in the players' colours. */
export function readDiscs(value: unknown, problems: Problem[]): NonNullable<ZonesSpec["discs"]> {
  if (value === undefined) return [];
  if (!Array.isArray(value)) {
    problems.push(errorAt("/discs", `"discs" must be a list of {player, at, radius}.`));
    return [];
  }
  return value.flatMap((item: unknown, index) => {
    const { player, at, radius }: Raw = isRecord(item) ? item : {};
    const fits = typeof player === "number" && isPoint(at) && typeof radius === "number" && radius > 0;
    if (fits) return [{ player, at, radius }];
    problems.push(errorAt(`/discs/${index}`, "A disc has a player, a place on the board and a radius."));
    return [];
  });
}

/** Width over height of the board. */
export function readAspect(value: unknown, problems: Problem[]): number {
  if (value === undefined) return 1;
  if (typeof value === "number" && value >= 0.1 && value <= 10) return value;
  problems.push(errorAt("/aspect", `"aspect" is the width of the board over its height, from 0.1 to 10.`));
  return 1;
}
