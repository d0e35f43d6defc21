import { signedArea } from "../geometry/quad.ts";
import { median } from "../image/stats.ts";
import type { Rect } from "../types.ts";
import { type Group, groupsOf } from "./blobs.ts";
import { type Box, type Labels, labelPixels, medianRgb, type OwnerColour } from "./labels.ts";
import { fillPolygon } from "./polygon.ts";
import { keepTops } from "./tops.ts";
import type { OutlinedZone, UnitAreas, ZoneChange, ZoneCounts, ZoneReading } from "./types.ts";

/** What is known before a photo of a zone board is read. */
export interface ZoneState {
  readonly counts: ZoneCounts;
  /** Areas learned before, by `player_n`. */
  readonly units?: UnitAreas;
}

/** Zones as they were read. */
export interface ZonesRead {
  /** Zones in which something changed, or may have. */
  readonly readings: readonly ZoneReading[];
  /** Areas as seen on this pair, by `player_n`, to be kept once the photo is agreed to. */
  readonly units: UnitAreas;
}

/** A change of less than this share of a piece is none; one nearer to a whole piece than this is that many. */
const CLEAR = 0.3;
/** Specks below this share of a piece are not looked at. */
const SPECK = 0.3;
/** How much larger or smaller all pieces may look from another viewpoint. */
const VIEW_SCALE = [0.7, 1.4] as const;
/** Area of a piece nobody has shown yet, square board units. */
const DEFAULT_UNIT = 400;

/**
 * Counts what was added and taken in zones (vision.md 6.10).
 *
 * Counts are carried in the state; the photos give the change. Pieces of one player that touch are compared as a group: the
 * difference of their areas, measured in pieces, is the change. From another viewpoint all pieces look larger or smaller
 * by the same factor, which is taken out.
 *
 * @param current Registered and relit, as `reference` one pixel per board unit.
 * @param palette Colours of the players on the reference.
 * @param currentPalette The same on the current photo, where pieces in known places show them.
 */
export function readZones(
  reference: Rect,
  current: Rect,
  zones: readonly OutlinedZone[],
  palette: readonly OwnerColour[],
  state: ZoneState,
  currentPalette: readonly OwnerColour[] = palette,
): ZonesRead {
  const { width, height } = reference;
  const zoneOf = zoneNumbers(zones, width, height);
  const before = labelZones(reference, zones, zoneOf, palette);
  const after = labelZones(current, zones, zoneOf, currentPalette);
  const owners = palette.map(({ player }, i) => ({
    player,
    key: `player_${player}`,
    groups: groupsOf(before, after, i + 1, zoneOf, width, height),
  }));
  const units = unitAreas(owners, zones, state);
  const scale = viewScale(owners.flatMap(({ groups, key }) => groups.filter((g) => g.before > SPECK * units[key]!)));
  const readings = zones.map((zone, z): ZoneReading => {
    const changes = owners.flatMap(({ player, key, groups }) => {
      if (zone.owners && zone.owners.length > 0 && !zone.owners.includes(player)) return [];
      const mine = groups.filter((group) => zoneOfGroup(group) === z + 1);
      const change = changeOf(player, state.counts[zone.id]?.[key] ?? 0, mine, units[key]!, scale, zone.max);
      return change ? [change] : [];
    });
    return { zone: zone.id, changes };
  });
  return { readings: readings.filter(({ changes }) => changes.length > 0), units };
}

/** Guess of the counts of a first photo, for a person to confirm: touching pieces merge. */
export function guessCounts(
  photo: Rect,
  zones: readonly OutlinedZone[],
  palette: readonly OwnerColour[],
  units: UnitAreas,
): ZoneCounts {
  const zoneOf = zoneNumbers(zones, photo.width, photo.height);
  const labels = labelZones(photo, zones, zoneOf, palette);
  const nothing = new Uint8Array(labels.length);
  return Object.fromEntries(
    zones.map((zone, z) => {
      const counts = palette.map(({ player }, i) => {
        const key = `player_${player}`;
        const unit = units[key] ?? DEFAULT_UNIT;
        const groups = groupsOf(nothing, labels, i + 1, zoneOf, photo.width, photo.height);
        const mine = groups.filter((group) => zoneOfGroup(group) === z + 1 && group.after > SPECK * unit);
        return [key, mine.reduce((sum, { after }) => sum + Math.max(1, Math.round(after / unit)), 0)] as const;
      });
      return [zone.id, Object.fromEntries(counts.filter(([, count]) => count > 0))];
    }),
  );
}

function changeOf(
  player: number,
  before: number,
  groups: readonly Group[],
  unit: number,
  scale: number,
  max: number | undefined,
): ZoneChange | undefined {
  let low = 0;
  let high = 0;
  let likely = 0;
  let blobs = 0;
  for (const group of groups) {
    if (group.before + group.after < SPECK * unit || group.changed < SPECK * unit) continue;
    const pieces = (group.after / scale - group.before) / unit;
    const whole = Math.round(pieces);
    // A larger group hides more of its own sides, so its area is less certain.
    const clear = whole === 0 ? CLEAR + 0.1 : CLEAR;
    likely += whole;
    if (whole !== 0) blobs += 1;
    if (Math.abs(pieces - whole) <= clear) {
      low += whole;
      high += whole;
    } else {
      low += Math.floor(pieces);
      high += Math.ceil(pieces);
    }
  }
  const limit = (count: number): number => Math.min(max ?? Number.POSITIVE_INFINITY, Math.max(0, count));
  const range = [limit(before + low), limit(before + high)] as const;
  const after = limit(before + likely);
  if (range[0] === range[1] && after === before) return undefined;
  return { player, before, after, delta: after - before, blobs, range: range[0] === range[1] ? null : range };
}

/** Number of the zone of every pixel, from 1 in the order of the zones. A small zone inside a large one is its own. */
function zoneNumbers(zones: readonly OutlinedZone[], width: number, height: number): Uint8Array {
  const numbers = new Uint8Array(width * height);
  const largestFirst = zones
    .map(({ polygon }, z) => ({ polygon, z, area: Math.abs(signedArea(polygon)) }))
    .sort((a, b) => b.area - a.area);
  for (const { polygon, z } of largestFirst) fillPolygon(polygon, width, height, numbers, z + 1);
  return numbers;
}

const zoneOfGroup = ({ perZone }: Group): number =>
  [...perZone].reduce((best, entry) => (entry[1] > best[1] ? entry : best), [0, 0] as [number, number])[0];

/** Labels pixels in and close around the zones, each against the colours of the board there. */
function labelZones(
  rect: Rect,
  zones: readonly OutlinedZone[],
  zoneOf: Uint8Array,
  palette: readonly OwnerColour[],
): Labels {
  const labels = new Uint8Array(zoneOf.length);
  zones.forEach(({ polygon }, z) => {
    const around = boxAround(polygon, rect, REACH);
    const ground = [
      medianRgb(rect, around, (i) => zoneOf[i] === z + 1),
      ...quarters(polygon, rect).map((box) => medianRgb(rect, box)),
    ];
    // Pieces stand out over the edge of their zone; what lies in another zone is read there.
    const mine = (i: number): boolean => zoneOf[i] === z + 1 || zoneOf[i] === 0;
    labelPixels(rect, around, mine, palette, ground, labels);
  });
  return keepTops(labels, rect, palette.length);
}

/** How far around a zone pieces that stand in it are looked for, board units. */
const REACH = 14;

function boxAround(polygon: OutlinedZone["polygon"], { width, height }: Rect, reach: number): Box {
  const xs = polygon.map(([x]) => x);
  const ys = polygon.map(([, y]) => y);
  return {
    left: Math.max(0, Math.floor(Math.min(...xs) - reach)),
    top: Math.max(0, Math.floor(Math.min(...ys) - reach)),
    right: Math.min(width, Math.ceil(Math.max(...xs) + reach)),
    bottom: Math.min(height, Math.ceil(Math.max(...ys) + reach)),
  };
}

/** Quarters of the box around a zone: the light on a large zone is not the same all over. */
function quarters(polygon: OutlinedZone["polygon"], rect: Rect): readonly Box[] {
  const { left, top, right, bottom } = boxAround(polygon, rect, 2 * REACH);
  const x = Math.round((left + right) / 2);
  const y = Math.round((top + bottom) / 2);
  return [
    { left, top, right: x, bottom: y },
    { left: x, top, right, bottom: y },
    { left, top: y, right: x, bottom },
    { left: x, top: y, right, bottom },
  ];
}

/** Area of one piece per player: of the pieces known to lie there, else as learned before, else as of the others. */
function unitAreas(
  owners: readonly { readonly key: string; readonly groups: readonly Group[] }[],
  zones: readonly OutlinedZone[],
  { counts, units = {} }: ZoneState,
): UnitAreas {
  const seen = owners.map(({ key, groups }) => {
    const perPiece = zones.flatMap((zone, z) => {
      const count = counts[zone.id]?.[key] ?? 0;
      const area = groups.filter((g) => zoneOfGroup(g) === z + 1).reduce((sum, { before }) => sum + before, 0);
      return count > 0 && area > 0 ? [{ count, unit: area / count }] : [];
    });
    const total = perPiece.reduce((sum, { count }) => sum + count, 0);
    const unit = perPiece.reduce((sum, entry) => sum + (entry.unit * entry.count) / total, 0);
    return { key, unit: total > 0 ? unit : undefined };
  });
  const others = median(seen.flatMap(({ unit }) => (unit === undefined ? [] : [unit])));
  const learned = median(Object.values(units));
  const fallback = Number.isFinite(others) ? others : Number.isFinite(learned) ? learned : DEFAULT_UNIT;
  return Object.fromEntries(seen.map(({ key, unit }) => [key, unit ?? units[key] ?? fallback]));
}

/** By how much all pieces look larger in the second photo. */
function viewScale(groups: readonly Group[]): number {
  const still = groups.filter(({ after }) => after > 0);
  if (still.length < 3) return 1;
  const ratio = median(still.map(({ before, after }) => after / before));
  return Math.min(VIEW_SCALE[1], Math.max(VIEW_SCALE[0], ratio));
}
