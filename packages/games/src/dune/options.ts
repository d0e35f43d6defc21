/** Options of `dune_imperium`: where the zones of one's own printing lie, and what places cost. */
import { errorAt, isRecord, type Problem, pointerToken } from "../problems.ts";
import type { ZoneSpec, ZonesSpec } from "../types.ts";
import { checkOutline, readAspect, readDiscs, readPoints } from "../zones/outline.ts";
import { type Cost, type Costs, SHIPPED_COSTS } from "./costs.ts";

type Raw = Readonly<Record<string, unknown>>;

/** A layout drawn once per printing: outlines and stops of zones the pack knows by their ids. */
interface Layout {
  readonly zones: ReadonlyMap<string, Pick<ZoneSpec, "polygon" | "stops" | "unitMm">>;
  readonly aspect: number;
  readonly discs: NonNullable<ZonesSpec["discs"]>;
}

/**
 * Reads the options. Total: every fault is listed, and what is faulty is left out.
 *
 * Keys: `layout` {zones [{id, polygon, stops, unit_mm}], aspect, discs} · `costs` {place: {resources, tracks}}.
 */
export function readDuneOptions(
  raw: Raw,
  board: ZonesSpec,
): { readonly layout: Layout | null; readonly costs: Costs; readonly problems: readonly Problem[] } {
  const problems: Problem[] = [];
  for (const key of Object.keys(raw))
    if (key !== "layout" && key !== "costs")
      problems.push(errorAt(`/${pointerToken(key)}`, `There is no option "${key}". Known: layout, costs.`));
  return { layout: readLayout(raw["layout"], board, problems), costs: readCosts(raw["costs"], problems), problems };
}

function readLayout(value: unknown, board: ZonesSpec, problems: Problem[]): Layout | null {
  if (value === undefined) return null;
  const raw: Raw = isRecord(value) ? value : {};
  const drawn = raw["zones"];
  if (!Array.isArray(drawn)) {
    problems.push(errorAt("/layout/zones", "A layout has a list of zones."));
    return null;
  }
  const zones = new Map<string, Pick<ZoneSpec, "polygon" | "stops" | "unitMm">>();
  for (const [at, item] of drawn.entries()) {
    const zone: Raw = isRecord(item) ? item : {};
    const pointer = `/layout/zones/${at}`;
    const id = String(zone["id"]);
    if (!board.zones.some((known) => known.id === id))
      problems.push(errorAt(`${pointer}/id`, `The board has no zone "${id}".`));
    if (zones.has(id)) problems.push(errorAt(`${pointer}/id`, `"${id}" is drawn twice.`));
    const polygon = readPoints(zone["polygon"], `${pointer}/polygon`, problems);
    const stops = readPoints(zone["stops"], `${pointer}/stops`, problems);
    checkOutline(polygon, pointer, problems);
    const unit = zone["unit_mm"];
    zones.set(id, {
      ...(polygon ? { polygon } : {}),
      ...(stops ? { stops } : {}),
      ...(typeof unit === "number" && unit > 0 ? { unitMm: unit } : {}),
    });
  }
  return { zones, aspect: readAspect(raw["aspect"], problems), discs: readDiscs(raw["discs"], problems) };
}

function readCosts(value: unknown, problems: Problem[]): Costs {
  if (value === undefined) return SHIPPED_COSTS;
  if (!isRecord(value)) {
    problems.push(errorAt("/costs", `"costs" must say {place: {resources: {spice: 4}}}.`));
    return SHIPPED_COSTS;
  }
  const own = Object.entries(value).flatMap(([place, cost]): readonly (readonly [string, Cost])[] => {
    const { resources = {}, tracks = {} }: Raw = isRecord(cost) ? cost : { resources: null };
    if (areAmounts(resources) && areAmounts(tracks)) return [[place, { resources, tracks }]];
    problems.push(errorAt(`/costs/${pointerToken(place)}`, "A cost is {resources: {…}, tracks: {…}} with numbers."));
    return [];
  });
  return { ...SHIPPED_COSTS, ...Object.fromEntries(own) };
}

const areAmounts = (value: unknown): value is Readonly<Record<string, number>> =>
  isRecord(value) && Object.values(value).every((amount) => typeof amount === "number" && amount >= 0);

/** The board with what a layout says of its zones. */
export function withLayout(board: ZonesSpec, layout: Layout | null): ZonesSpec {
  if (!layout) return board;
  return {
    ...board,
    aspect: layout.aspect,
    ...(layout.discs.length > 0 ? { discs: layout.discs } : {}),
    zones: board.zones.map((zone) => ({ ...zone, ...layout.zones.get(zone.id) })),
  };
}
