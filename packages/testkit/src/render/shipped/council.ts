/** The sample "council": two houses of the desert send cubes to a dispute and rise in rank. A board of zones of our own. */
import { clothTable } from "../boards/tables.ts";
import { type Cube, cubePieces, type DrawnZone, placeCube, zonePolygon, zonesBoard } from "../boards/zones.ts";
import { hex, mix, smoothstep } from "../color.ts";
import type { HandSpec } from "../hand.ts";
import { createRandom } from "../random.ts";
import type { BoardModel, PlacedPiece, Scene } from "../scene.ts";
import { truthOf } from "../truth.ts";
import { fileName, HINTS, RENDERED, type SampleSource, tenths } from "./sample.ts";

const WIDTH = 1600;
const HEIGHT = 1200;
/** Houses: Amber sits at seat 1, Cobalt at seat 2. */
const COLORS = [hex("#d9861f"), hex("#2f5fc4")];

/** Zones in units of a board of 10 × 10; the ids are those of the drawing. */
const ZONES: readonly (DrawnZone & { readonly name: string; readonly owner?: number })[] = [
  { id: "store_1", name: "Well of Amber", x: 1.7, y: 4.2, radius: 0.95, shape: "round", owner: 1 },
  { id: "store_2", name: "Well of Cobalt", x: 8.3, y: 4.2, radius: 0.95, shape: "round", owner: 2 },
  { id: "store_3", name: "Camp of Amber", x: 1.7, y: 8, radius: 0.95, shape: "round", owner: 1 },
  { id: "store_4", name: "Camp of Cobalt", x: 8.3, y: 8, radius: 0.95, shape: "round", owner: 2 },
  { id: "field", name: "The dispute", x: 5, y: 6.1, radius: 2, shape: "square" },
  { id: "space_1", name: "Caravan", x: 2, y: 1.6, radius: 0.6, shape: "square" },
  { id: "space_2", name: "Salt pan", x: 4, y: 1.6, radius: 0.6, shape: "square" },
  { id: "space_3", name: "Archive", x: 6, y: 1.6, radius: 0.6, shape: "square" },
  { id: "space_4", name: "Council seat", x: 8, y: 1.6, radius: 0.6, shape: "square" },
];

const STOPS = 8;
const STOP_RADIUS = 0.24;
const stopX = (step: number) => 1.5 + step * (7 / (STOPS - 1));
/** Rank of a house: along the lower edge for Amber, the upper edge for Cobalt. */
const RANK_Y: Readonly<Record<number, number>> = { 1: 9.5, 2: 0.45 };

/** What is printed, with a row of rings for each rank. */
function board(): BoardModel {
  const drawn = zonesBoard(4);
  const ring = hex("#e9dcc0");
  return {
    ...drawn,
    paint: (x, y) => {
      const below = drawn.paint(x, y);
      const rings = Object.values(RANK_Y).flatMap((rankY) =>
        Array.from({ length: STOPS }, (_, step) => Math.abs(Math.hypot(x - stopX(step), y - rankY) - STOP_RADIUS)),
      );
      return mix(below, ring, 0.8 * smoothstep(0.03, 0.015, Math.min(...rings)));
    },
  };
}

const BOARD = board();
const TABLE = clothTable(hex("#93a0a4"), 21);

/** One change of a count or a rank. */
type Change =
  | { readonly kind: "count"; readonly player: number; readonly zone: string; readonly delta: number }
  | { readonly kind: "track"; readonly player: number; readonly track: string; readonly to: number };

interface Shot {
  readonly about: "setup" | "move" | "hand" | "bump";
  readonly player: number | null;
  readonly changes: readonly Change[];
  readonly hint?: string;
}

const count = (player: number, zone: string, delta: number): Change => ({ kind: "count", player, zone, delta });
const rank = (player: number, to: number): Change => ({ kind: "track", player, track: `rank_${player}`, to });

const SHOTS: readonly Shot[] = [
  { about: "setup", player: null, changes: [], hint: "Every house has four cubes in its well. Agree to begin." },
  {
    about: "move",
    player: 1,
    changes: [count(1, "store_1", -1), count(1, "space_1", 1)],
    hint: "Amber sends a cube to the caravan. Cubes are counted per area and colour.",
  },
  { about: "move", player: 2, changes: [count(2, "store_2", -2), count(2, "field", 2)] },
  { about: "move", player: 1, changes: [count(1, "store_1", -1), count(1, "field", 1), rank(1, 1)] },
  {
    about: "hand",
    player: 2,
    changes: [],
    hint: "A hand is over the board. The photo is refused with its reason; take it again.",
  },
  { about: "move", player: 2, changes: [rank(2, 2)], hint: "Only a marker moved: Cobalt rises to rank 2." },
  { about: "move", player: 1, changes: [count(1, "store_3", 2)] },
  { about: "move", player: 2, changes: [count(2, "store_2", -1), count(2, "space_4", 1)] },
  {
    about: "bump",
    player: 1,
    changes: [count(1, "store_3", -1), count(1, "field", 1)],
    hint: "Somebody knocked against the camera. The photo is laid over the last one and read all the same.",
  },
  { about: "move", player: 2, changes: [count(2, "field", -1), rank(2, 3)] },
  { about: "move", player: 1, changes: [count(1, "space_1", -1), count(1, "store_3", 1)] },
  { about: "move", player: 2, changes: [count(2, "field", 1), count(1, "field", -1)] },
];

interface Position {
  readonly cubes: readonly Cube[];
  readonly ranks: Readonly<Record<number, number>>;
}

const zoneCalled = (id: string) => {
  const zone = ZONES.find((candidate) => candidate.id === id);
  if (!zone) throw new Error(`There is no zone ${id}.`);
  return zone;
};

function withCubes(cubes: readonly Cube[], player: number, zone: string, delta: number, seed: number): readonly Cube[] {
  if (delta > 0) {
    const lying = [...cubes];
    for (let at = 0; at < delta; at += 1) lying.push(apart(zoneCalled(zone), player, lying, seed + at));
    return lying;
  }
  const mine = cubes.filter((cube) => cube.zone === zone && cube.seat === player);
  const gone = new Set(mine.slice(delta));
  return cubes.filter((cube) => !gone.has(cube));
}

/** A cube that touches no other. */
function apart(zone: DrawnZone, seat: number, others: readonly Cube[], seed: number): Cube {
  for (let trial = 0; trial < 400; trial += 1) {
    const cube = placeCube(zone, seat, others, seed * 401 + trial);
    if (others.every((other) => Math.hypot(other.x - cube.x, other.y - cube.y) > 0.48)) return cube;
  }
  throw new Error(`There is no room in ${zone.id}.`);
}

const START: Position = {
  cubes: [1, 2].reduce<readonly Cube[]>(
    (cubes, player) => withCubes(cubes, player, `store_${player}`, 4, 70 + player),
    [],
  ),
  ranks: { 1: 0, 2: 0 },
};

function changed(position: Position, change: Change, seed: number): Position {
  if (change.kind === "track") {
    const { player, to } = change;
    return { ...position, ranks: { ...position.ranks, [player]: to } };
  }
  return { ...position, cubes: withCubes(position.cubes, change.player, change.zone, change.delta, seed) };
}

/** Positions on every photo. */
function positions(): readonly Position[] {
  let position = START;
  return SHOTS.map(({ changes }, shot) => {
    for (const change of changes) position = changed(position, change, 100 + shot * 7);
    return position;
  });
}

const POSITIONS = positions();

const HAND: HandSpec = { x: 4.2, y: 6.4, from: 150, size: 4.6, skin: 4, sleeve: hex("#6b6f52"), left: false };
const BUMPED_FROM = SHOTS.findIndex(({ about }) => about === "bump");

/** Marks in the colours of the houses, printed beside the board. */
const DISCS = [
  { player: 1, x: 0.5, y: 6 },
  { player: 2, x: 9.5, y: 6 },
];
const DISC_RADIUS = 0.2;

function pieces({ cubes, ranks }: Position): readonly PlacedPiece[] {
  const markers = [1, 2].map((player): PlacedPiece => {
    const random = createRandom(player * 31 + (ranks[player] ?? 0));
    return {
      shape: { kind: "disc", radius: 0.19, height: 0.12 },
      surface: { color: COLORS[player - 1] ?? hex("#777777"), gloss: 0.15 },
      x: stopX(ranks[player] ?? 0) + random.between(-0.02, 0.02),
      y: (RANK_Y[player] ?? 0) + random.between(-0.02, 0.02),
    };
  });
  const marks = DISCS.map(
    ({ player, x, y }): PlacedPiece => ({
      shape: { kind: "disc", radius: DISC_RADIUS, height: 0.05 },
      surface: { color: COLORS[player - 1] ?? hex("#777777"), gloss: 0.15 },
      x,
      y,
    }),
  );
  return [...cubePieces(cubes, COLORS), ...markers, ...marks];
}

function scene(shot: number): Scene {
  const random = createRandom(shot + 4_400);
  return {
    seed: 1_300 + shot,
    camera: {
      width: WIDTH,
      height: HEIGHT,
      target: [5, 5.1],
      cellPx: 98,
      focal: 1.5,
      tilt: 9,
      azimuth: -8,
      roll: 0.5,
      k1: -0.02,
      ...(shot >= BUMPED_FROM ? { bump: { dx: -5, dy: 7, roll: -0.25 } } : {}),
    },
    board: BOARD,
    table: TABLE,
    pieces: pieces(POSITIONS[shot] ?? START),
    light: {
      elevation: 58,
      azimuth: 140,
      ambient: 0.5,
      size: 6,
      kelvin: 4900 + random.between(-40, 40),
      exposure: 1.08 + random.between(-0.008, 0.008),
      gradient: [-0.05, 0.05],
    },
    sensor: { vignette: 0.2, blur: 0.55, readNoise: 0.5, shotNoise: 0.8, quality: 78 },
    ...(SHOTS[shot]?.about === "hand" ? { hand: HAND } : {}),
    antialias: 2,
    shadowRays: 16,
  };
}

const files = SHOTS.map((_, shot) => fileName("council", shot));
const corners = () => tenths(truthOf(scene(0)).corners);
const units = (share: number) => Math.round(share * 10_000) / 10;

/** Zones and tracks as the pack editor would have them. */
function drawnZones() {
  const areas = ZONES.map((zone) => ({
    id: zone.id,
    name: zone.name,
    kind: "count",
    polygon: zonePolygon(zone).map(([x, y]) => [Math.round(x * 10) / 10, Math.round(y * 10) / 10]),
    ...(zone.owner === undefined ? {} : { owners: [zone.owner] }),
  }));
  const ranks = [1, 2].map((player) => ({
    id: `rank_${player}`,
    name: `Rank of ${player === 1 ? "Amber" : "Cobalt"}`,
    kind: "track",
    owners: [player],
    stops: Array.from({ length: STOPS }, (_, step) => [units(stopX(step) / 10), units((RANK_Y[player] ?? 0) / 10)]),
  }));
  return [...areas, ...ranks];
}

function countsAt({ cubes }: Position) {
  const counts: Record<string, Record<string, number>> = {};
  for (const { zone, seat } of cubes) {
    const here = counts[zone] ?? {};
    here[`player_${seat}`] = (here[`player_${seat}`] ?? 0) + 1;
    counts[zone] = here;
  }
  return counts;
}

/** Two houses in the desert. */
export const councilSample: SampleSource = {
  id: "council",
  files,
  scene,
  truth: () => ({
    game: "Desert council",
    corners: { file: files[0], order: "TL,TR,BR,BL of the board", px: corners(), by: "rendered" },
    frames: POSITIONS.map((position, shot) => ({
      file: files[shot],
      counts: countsAt(position),
      ranks: position.ranks,
    })),
    pairs: SHOTS.flatMap(({ changes, about }, shot) =>
      shot === 0 || about === "hand"
        ? []
        : [{ before: files[SHOTS[shot - 1]?.about === "hand" ? shot - 2 : shot - 1], after: files[shot], changes }],
    ),
    retakes: SHOTS.flatMap(({ about }, shot) => (about === "hand" ? [{ file: files[shot], reason: "hand" }] : [])),
    notes: [RENDERED],
  }),
  spec: () => ({
    id: "council",
    title: "Desert council",
    about:
      "Two houses send cubes to wells, camps and a dispute, and rise in rank. Areas are counted by colour, markers are followed along their tracks.",
    game: {
      name: "A council in the desert",
      game_type: "custom_zones",
      players: [
        { name: "House Amber", position: 1, color: "orange", kind: "human" },
        { name: "House Cobalt", position: 2, color: "blue", kind: "human" },
      ],
      pack_options: {
        zones: drawnZones(),
        order: "alternate",
        start: countsAt(START),
        discs: DISCS.map(({ player, x, y }) => ({
          player,
          at: [units(x / 10), units(y / 10)],
          radius: DISC_RADIUS * 100,
        })),
      },
    },
    image: { width: WIDTH, height: HEIGHT },
    corners: corners(),
    palette: [],
    start: [],
    photos: SHOTS.map(({ about, player, changes, hint }, shot) => ({
      file: files[shot],
      about,
      player,
      placed: [],
      changes,
      hint: hint ?? null,
    })),
    hints: HINTS,
  }),
};
