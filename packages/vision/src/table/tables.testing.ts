import type { TableSpec } from "@wopr/games";
import {
  clothTable,
  createRandom,
  createStudio,
  hex,
  matBoard,
  type PlacedPiece,
  type TableBase,
  tableBases,
} from "@wopr/testkit/render";
import { fitHomography } from "../geometry/fit.ts";
import type { LocatedImage } from "../observe/frame.ts";
import { anImage } from "../scenes.testing.ts";

/** The table of skirmish games. */
export const TABLE: TableSpec = { kind: "table", widthMm: 1829, heightMm: 914 };

/** A rendered table; maps take pixels to millimetres. */
export interface RenderedTabletop {
  photo(bases: readonly TableBase[], shot: number): LocatedImage;
}

/** Opens a table of a seed. */
export function aTabletop(seed: number, width = 2000): RenderedTabletop {
  const random = createRandom(seed * 41 + 3);
  const board = matBoard(seed, TABLE.widthMm, TABLE.heightMm);
  const floor = clothTable(hex("#6d6a66"), seed);
  const camera = {
    width,
    height: Math.round(width * 0.6),
    target: [board.cols / 2, board.rows / 2] as const,
    cellPx: (width * 0.9) / board.cols,
    focal: random.between(0.9, 1.3),
    tilt: random.between(3, 15),
    azimuth: random.between(-30, 30),
    roll: random.between(-2, 2),
    k1: 0,
  };
  const light = {
    elevation: random.between(50, 75),
    azimuth: random.between(0, 360),
    ambient: random.between(0.55, 0.75),
    size: 8,
    kelvin: random.between(3200, 6000),
    exposure: 0.95,
    gradient: [random.between(-0.1, 0.1), random.between(-0.1, 0.1)] as const,
  };
  const studio = createStudio();
  return {
    photo(bases, shot) {
      const pieces: readonly PlacedPiece[] = tableBases(bases);
      const { picture, truth } = studio.render({
        seed: seed * 613 + shot,
        camera,
        board,
        table: floor,
        pieces,
        light,
        sensor: { vignette: 0.2, blur: 0.6, readNoise: 1.5, shotNoise: 2.5, quality: 90 },
        antialias: 1,
        shadowRays: 5,
      });
      const imageToBoard = fitHomography(truth.corners, [
        [0, 0],
        [TABLE.widthMm, 0],
        [TABLE.widthMm, TABLE.heightMm],
        [0, TABLE.heightMm],
      ])!;
      return { image: anImage(picture), imageToBoard };
    },
  };
}

/** Bases of a seed, none on another. */
export function someBases(seed: number, count: number): readonly TableBase[] {
  const random = createRandom(seed * 19 + 1);
  const bases: TableBase[] = [];
  while (bases.length < count)
    bases.push(freePlace(random.pick([27, 27, 27, 50, 70, 100]), bases, random.next, bases.length));
  return bases;
}

/** The same with every `step`-th base moved. */
export function moveBases(seed: number, bases: readonly TableBase[], step: number): readonly TableBase[] {
  const random = createRandom(seed * 23 + 7);
  return bases.reduce<readonly TableBase[]>((after, base, i) => {
    if (i % step !== 0) return after;
    const others = after.filter((other) => other.id !== base.id);
    for (;;) {
      const angle = random.between(0, 2 * Math.PI);
      const mm = random.between(40, 190);
      const moved = {
        ...base,
        x: base.x + mm * Math.cos(angle),
        y: base.y + mm * Math.sin(angle),
        turn: random.between(0, 360),
      };
      if (isFree(moved, others)) return after.map((other) => (other.id === base.id ? moved : other));
    }
  }, bases);
}

function freePlace(baseMm: number, others: readonly TableBase[], next: () => number, index: number): TableBase {
  for (;;) {
    const base = {
      id: `b${index}`,
      baseMm,
      x: TABLE.widthMm * next(),
      y: TABLE.heightMm * next(),
      seat: 1 + (index % 2),
      turn: 360 * next(),
    };
    if (isFree(base, others)) return base;
  }
}

const isFree = (base: TableBase, others: readonly TableBase[]): boolean =>
  base.x > base.baseMm &&
  base.y > base.baseMm &&
  base.x < TABLE.widthMm - base.baseMm &&
  base.y < TABLE.heightMm - base.baseMm &&
  others.every((other) => Math.hypot(other.x - base.x, other.y - base.y) > (other.baseMm + base.baseMm) / 2 + 3);
