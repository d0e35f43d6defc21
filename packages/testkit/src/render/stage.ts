/** A scene made ready for tracing: solids in buckets, painted textures, shadows. */
import { type Camera, createCamera, type Vec3 } from "./camera.ts";
import { createHand, type Hand } from "./hand.ts";
import type { Scene } from "./scene.ts";
import { type Caster, castShadows, type LightMap, skySlants, sunSlants } from "./shadows.ts";
import { crown, type Prism, reach, type Solid, solidsOf } from "./solids.ts";
import { type Paint, paintTexture, type Texture } from "./texture.ts";

/** Everything a ray needs to know. */
export interface Stage {
  readonly scene: Scene;
  readonly camera: Camera;
  readonly board: Prism;
  readonly boardTexture: Texture;
  readonly tableTexture: Texture;
  readonly tableZ: number;
  /** Light on the board, with the shadows of everything above it. */
  readonly onBoard: LightMap;
  readonly onTable: LightMap;
  /** Light on top of pieces: they are shaded by the hand only. Null without a hand. */
  readonly belowHand: LightMap | null;
  readonly solids: readonly Solid[];
  readonly buckets: Buckets;
  readonly hand: Hand | null;
  /** Towards the sun, length 1. */
  readonly sun: Vec3;
}

/** Solids by the unit cells they may be seen in. */
export interface Buckets {
  readonly left: number;
  readonly top: number;
  readonly cols: number;
  readonly rows: number;
  readonly lists: readonly (readonly number[])[];
  /** Highest point of all solids. */
  readonly crown: number;
}

/** Painted surfaces that several pictures share; pictures of one game paint their board once. */
export type PaintShop = (paint: Paint, box: Box, texelsPerUnit: number, quality: number) => Texture;

/** A paint shop that remembers: the same paint in the same size is painted once. */
export function createPaintShop(): PaintShop {
  const painted = new WeakMap<Paint, Map<string, Texture>>();
  return (paint, box, texelsPerUnit, quality) => {
    const sizes = painted.get(paint) ?? new Map<string, Texture>();
    painted.set(paint, sizes);
    const key = [...box, texelsPerUnit, quality].join(" ");
    const known = sizes.get(key) ?? paintTexture(paint, box, texelsPerUnit, quality);
    sizes.set(key, known);
    return known;
  };
}

/** Builds the stage of a scene. */
export function setStage(scene: Scene, shop: PaintShop): Stage {
  const camera = createCamera(scene.camera);
  const tableZ = -scene.board.thickness;
  const ground = visibleGround(camera, tableZ);
  const texels = scene.camera.cellPx * (scene.antialias > 1 ? 1.25 : 1);
  const solids = buildSolids(scene, texels, shop);
  const board = boardPrism(scene);
  const hand = scene.hand ? createHand(scene.hand) : null;
  const sun = sunSlants(scene.light, scene.shadowRays, scene.seed);
  const sky = skySlants(scene.shadowRays, scene.seed);
  const density = Math.min(40, Math.max(10, scene.camera.cellPx / 3));
  const handCasters: readonly Caster[] = hand?.capsules ?? [];
  const casters = [...solids.map((solid) => solid.shape), ...handCasters];
  const shadows = (list: readonly Caster[], z: number, box: Box) => castShadows(list, z, box, density, sun, sky);
  return {
    scene,
    camera,
    board,
    boardTexture: shop(scene.board.paint, scene.board.box, texels, 2),
    tableTexture: shop(scene.table, ground, Math.min(56, texels / 2), scene.antialias > 1 ? 2 : 1),
    tableZ,
    onBoard: shadows(casters, 0, scene.board.box),
    onTable: shadows([board, ...casters], tableZ, ground),
    belowHand: hand ? shadows(handCasters, 0, grow(scene.board.box, 3)) : null,
    solids,
    buckets: fillBuckets(solids, ground),
    hand,
    sun: towardsSun(scene),
  };
}

type Box = readonly [number, number, number, number];

const grow = (box: Box, by: number): Box => [box[0] - by, box[1] - by, box[2] + by, box[3] + by];

/** Box of the table that the picture shows. */
function visibleGround(camera: Camera, z: number): Box {
  const { width, height } = camera.spec;
  const direction = new Float64Array(3);
  const points = [0, 0.25, 0.5, 0.75, 1].flatMap((share) =>
    [
      [share * width, 0],
      [share * width, height],
      [0, share * height],
      [width, share * height],
    ].map(([x = 0, y = 0]) => {
      camera.ray(x, y, direction);
      const far = (z - camera.position[2]) / direction[2]!;
      return [camera.position[0] + direction[0]! * far, camera.position[1] + direction[1]! * far] as const;
    }),
  );
  const xs = points.map(([x]) => x);
  const ys = points.map(([, y]) => y);
  return grow([Math.min(...xs), Math.min(...ys), Math.max(...xs), Math.max(...ys)], 0.5);
}

function boardPrism(scene: Scene): Prism {
  const [left, top, right, bottom] = scene.board.box;
  return {
    kind: "prism",
    x: (left + right) / 2,
    y: (top + bottom) / 2,
    cos: 1,
    sin: 0,
    halfWidth: (right - left) / 2,
    halfHeight: (bottom - top) / 2,
    corner: scene.board.corner,
    bottom: -scene.board.thickness,
    topZ: 0,
  };
}

const IDS_PER_PIECE = 8;

/** Ids below this belong to the table and the board. */
export const FIRST_SOLID_ID = 16;

function buildSolids(scene: Scene, texels: number, shop: PaintShop): readonly Solid[] {
  return scene.pieces.flatMap((piece, at) => {
    const { top } = piece.surface;
    const half = pieceReach(piece.shape);
    const texture = top ? shop(top, [-half, -half, half, half], texels, 3) : null;
    return solidsOf(piece, texture, FIRST_SOLID_ID + at * IDS_PER_PIECE);
  });
}

function pieceReach(shape: Scene["pieces"][number]["shape"]): number {
  return shape.kind === "tile" || shape.kind === "cube" ? shape.width / 2 : shape.radius;
}

function fillBuckets(solids: readonly Solid[], ground: Box): Buckets {
  const left = Math.floor(ground[0]) - 1;
  const top = Math.floor(ground[1]) - 1;
  const cols = Math.ceil(ground[2]) + 1 - left;
  const rows = Math.ceil(ground[3]) + 1 - top;
  const lists = Array.from({ length: cols * rows }, (): number[] => []);
  for (const [index, { shape }] of solids.entries()) {
    const far = reach(shape);
    for (let row = Math.floor(shape.y - far) - top; row <= Math.floor(shape.y + far) - top; row++) {
      for (let col = Math.floor(shape.x - far) - left; col <= Math.floor(shape.x + far) - left; col++) {
        if (row >= 0 && row < rows && col >= 0 && col < cols) lists[row * cols + col]?.push(index);
      }
    }
  }
  return { left, top, cols, rows, lists, crown: Math.max(0, ...solids.map(({ shape }) => crown(shape))) };
}

function towardsSun({ light }: Scene): Vec3 {
  const elevation = (light.elevation * Math.PI) / 180;
  const azimuth = (light.azimuth * Math.PI) / 180;
  return [Math.sin(azimuth) * Math.cos(elevation), -Math.cos(azimuth) * Math.cos(elevation), Math.sin(elevation)];
}
