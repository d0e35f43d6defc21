import type { CustomPackWire, ZoneWire } from "@wopr/contracts";

/** A place on a board, 0–1000 of its width and height. */
export type BoardPlace = readonly [number, number];

/** A piece whose owner is known. */
export interface Sample {
  readonly player: number;
  readonly at: BoardPlace;
}

/** What the editor works on. */
export interface PackDraft {
  readonly title: string;
  readonly kind: CustomPackWire["kind"];
  readonly min: number;
  readonly max: number;
  readonly rows: number;
  readonly cols: number;
  readonly points: "cells" | "intersections";
  readonly aspect: number;
  readonly zones: readonly ZoneWire[];
}

/** A new kind of game. */
export const NEW_PACK: PackDraft = {
  ...{ title: "", kind: "grid", min: 2, max: 4, rows: 8, cols: 8, points: "cells", aspect: 1, zones: [] },
};

/** The draft of a pack that was made here before. */
export function draftOf(custom: CustomPackWire): PackDraft {
  const { title, kind, players, options, zones, aspect } = custom;
  const whole = (key: string) => (typeof options[key] === "number" ? options[key] : 8);
  return {
    ...{ title, kind, min: players.min, max: players.max, zones, aspect },
    ...{ rows: whole("rows"), cols: whole("cols") },
    points: options["points"] === "intersections" ? "intersections" : "cells",
  };
}

/** What is sent. What the editor does not show stays as it was. */
export const packOf = (draft: PackDraft, before: CustomPackWire | null): CustomPackWire => ({
  ...(before ?? { discs: [], phases: [], resources: [], order: "clockwise" as const }),
  kind: draft.kind,
  title: draft.title.trim(),
  players: { min: draft.min, max: draft.max },
  options:
    draft.kind === "grid"
      ? { ...before?.options, rows: draft.rows, cols: draft.cols, points: draft.points }
      : (before?.options ?? {}),
  zones: draft.kind === "zones" ? [...draft.zones] : [],
  aspect: draft.aspect,
});

/** Id made of a title: lower-case letters, digits and _, a letter first. */
export function idOf(title: string): string {
  const plain = title
    .toLowerCase()
    .replaceAll("ß", "ss")
    .normalize("NFKD")
    .replaceAll(/[̀-ͯ]/g, "")
    .replaceAll(/[^a-z0-9]+/g, "_")
    .replaceAll(/^[_0-9]+|_+$/g, "")
    .slice(0, 40);
  return plain.length >= 2 ? plain : "own_game";
}

const MIDDLE = [400, 600] as const;

/** A new zone that nobody shares its id with: an area in the middle, or a track across it with `stops` stops. */
export function newZone(zones: readonly ZoneWire[], kind: ZoneWire["kind"], stops = 8): ZoneWire {
  const number = zones.length + 1;
  const id = freeId(zones, kind === "track" ? `track_${number}` : `area_${number}`);
  const name = kind === "track" ? `Track ${number}` : `Area ${number}`;
  const [a, b] = MIDDLE;
  return kind === "track"
    ? { id, name, kind, stops: spread([150, 500], [850, 500], stops) }
    : {
        ...{ id, name, kind },
        polygon: [
          [a, a],
          [b, a],
          [b, b],
          [a, b],
        ],
      };
}

function freeId(zones: readonly ZoneWire[], wanted: string): string {
  const taken = new Set(zones.map(({ id }) => id));
  let id = wanted;
  for (let n = 2; taken.has(id); n += 1) id = `${wanted}_${n}`;
  return id;
}

/** `count` places from one end to the other, evenly. */
export const spread = (from: BoardPlace, to: BoardPlace, count: number): [number, number][] =>
  Array.from({ length: Math.max(2, count) }, (_, i) => {
    const share = i / (Math.max(2, count) - 1);
    return [round(from[0] + (to[0] - from[0]) * share), round(from[1] + (to[1] - from[1]) * share)];
  });

/** Corners of an area, or stops of a track. */
export const placesOf = (zone: ZoneWire): readonly BoardPlace[] => zone.stops ?? zone.polygon ?? [];

/** The zone with other corners or stops, all on the board. */
export function withPlaces(zone: ZoneWire, places: readonly BoardPlace[]): ZoneWire {
  const kept = places.map(([x, y]): [number, number] => [clamp(x), clamp(y)]);
  return zone.kind === "track" ? { ...zone, stops: kept } : { ...zone, polygon: kept };
}

/** Moves all of a zone; it stays on the board as it is. */
export function shifted(zone: ZoneWire, [dx, dy]: BoardPlace): ZoneWire {
  const places = placesOf(zone);
  const inside = places.every(([x, y]) => x + dx >= 0 && x + dx <= 1000 && y + dy >= 0 && y + dy <= 1000);
  return inside
    ? withPlaces(
        zone,
        places.map(([x, y]) => [x + dx, y + dy]),
      )
    : zone;
}

/** A copy a little beside the zone. */
export function copied(zones: readonly ZoneWire[], zone: ZoneWire): ZoneWire {
  const twin = { ...zone, id: freeId(zones, zone.id), name: `${zone.name} copy` };
  const beside = shifted(twin, [40, 40]);
  return beside === twin ? shifted(twin, [-40, -40]) : beside;
}

/** A copy on the other side of the board: left and right are exchanged. */
export const mirrored = (zones: readonly ZoneWire[], zone: ZoneWire): ZoneWire =>
  withPlaces(
    { ...zone, id: freeId(zones, zone.id), name: `${zone.name} mirrored` },
    placesOf(zone).map(([x, y]) => [1000 - x, y]),
  );

/** Adds a corner where it belongs: into the side it is nearest to, for a track at its end. */
export function withPlace(zone: ZoneWire, at: BoardPlace): ZoneWire {
  const places = placesOf(zone);
  if (zone.kind === "track" || places.length < 3) return withPlaces(zone, [...places, at]);
  const detours = places.map((place, i) => {
    const next = places[(i + 1) % places.length] ?? place;
    return distance(place, at) + distance(at, next) - distance(place, next);
  });
  const side = detours.indexOf(Math.min(...detours));
  return withPlaces(zone, [...places.slice(0, side + 1), at, ...places.slice(side + 1)]);
}

const distance = (a: BoardPlace, b: BoardPlace) => Math.hypot(a[0] - b[0], a[1] - b[1]);
const round = (value: number) => Math.round(value * 10) / 10;
const clamp = (value: number) => round(Math.min(1000, Math.max(0, value)));
