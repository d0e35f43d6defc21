import {
  type Cube,
  clothTable,
  createRandom,
  createStudio,
  cubePieces,
  discPieces,
  hex,
  OWNER_COLORS,
  placeCube,
  SCORE_DISCS,
  ZONES,
  zonePolygon,
  zonesBoard,
} from "@wopr/testkit/render";
import { fitHomography } from "../geometry/fit.ts";
import type { LocatedImage } from "../observe/frame.ts";
import { anImage } from "../scenes.testing.ts";
import type { ColourSpot } from "./palette.ts";
import type { OutlinedZone, ZoneCounts } from "./types.ts";

/** Zones of the drawn board as a pack would have them. */
export const TEST_ZONES: readonly OutlinedZone[] = ZONES.map((zone) => ({
  id: zone.id,
  name: zone.id,
  kind: "count",
  polygon: zonePolygon(zone),
}));

/** Where the score discs lie. */
export const TEST_SPOTS: readonly ColourSpot[] = SCORE_DISCS.map(({ seat, x, y }) => ({
  player: seat,
  x: x * 100,
  y: y * 100,
}));

/** A rendered board of zones under a fixed camera. */
export interface ZoneTable {
  readonly photo: (
    cubes: readonly Cube[],
    shot: number,
    differs?: { readonly tilt?: number; readonly azimuth?: number; readonly exposure?: number },
  ) => LocatedImage;
}

/** Opens a table of a seed. */
export function aZoneTable(seed: number, width = 960): ZoneTable {
  const random = createRandom(seed * 31 + 2);
  const board = zonesBoard(seed);
  const table = clothTable(hex("#b9b2a4"), seed);
  const colors = OWNER_COLORS.slice(0, 4);
  const camera = {
    width,
    height: width * 0.75,
    target: [5, 5] as const,
    cellPx: width * 0.066,
    focal: random.between(1.1, 1.5),
    tilt: random.between(2, 18),
    azimuth: random.between(-40, 40),
    roll: random.between(-4, 4),
    k1: 0,
  };
  const light = {
    elevation: random.between(45, 75),
    azimuth: random.between(0, 360),
    ambient: random.between(0.5, 0.75),
    size: 6,
    kelvin: random.between(3000, 6500),
    exposure: random.between(0.8, 1),
    gradient: [random.between(-0.15, 0.15), random.between(-0.15, 0.15)] as const,
  };
  const studio = createStudio();
  return {
    photo(cubes, shot, { exposure = light.exposure, ...view } = {}) {
      const { picture, truth } = studio.render({
        seed: seed * 977 + shot,
        camera: { ...camera, ...view },
        board,
        table,
        pieces: [...cubePieces(cubes, colors), ...discPieces(colors)],
        light: { ...light, exposure },
        sensor: { vignette: 0.2, blur: 0.6, readNoise: 1.5, shotNoise: 2.5, quality: 88 },
        antialias: 1,
        shadowRays: 6,
      });
      const imageToBoard = fitHomography(truth.corners, [
        [0, 0],
        [16, 0],
        [16, 16],
        [0, 16],
      ])!;
      return { image: anImage(picture), imageToBoard };
    },
  };
}

/** Cubes of a seed: some in every store and in the field. */
export function someCubes(seed: number): readonly Cube[] {
  const random = createRandom(seed * 7 + 3);
  const cubes: Cube[] = [];
  for (const [index, zone] of ZONES.entries()) {
    const count =
      zone.id === "field" ? random.whole(3, 9) : zone.id.startsWith("store") ? random.whole(1, 5) : random.whole(0, 1);
    for (let i = 0; i < count; i += 1) {
      const seat = zone.id.startsWith("store") ? index + 1 : random.whole(1, 4);
      cubes.push(placeCube(zone, seat, cubes, seed * 1009 + cubes.length * 17));
    }
  }
  return cubes;
}

/** Counts of cubes as a state has them. */
export function countsOf(cubes: readonly Cube[]): ZoneCounts {
  const counts: Record<string, Record<string, number>> = {};
  for (const { zone, seat } of cubes) {
    counts[zone] ??= {};
    counts[zone][`player_${seat}`] = (counts[zone][`player_${seat}`] ?? 0) + 1;
  }
  return counts;
}

/** One turn: cubes go from stores to the field, are added, or taken away. */
export function editCubes(cubes: readonly Cube[], seed: number): readonly Cube[] {
  const random = createRandom(seed * 53 + 11);
  let after = [...cubes];
  const edits = random.whole(1, 3);
  for (let i = 0; i < edits; i += 1) {
    const zone = random.pick(ZONES);
    const here = after.filter((cube) => cube.zone === zone.id);
    if (random.next() < 0.45 && here.length > 0) {
      const gone = random.pick(here);
      after = after.filter((cube) => cube !== gone);
    } else after.push(placeCube(zone, random.whole(1, 4), after, seed * 3301 + i));
  }
  return after;
}
