/** Follows one ray into a scene and says how bright it is there. */
import type { Rgb } from "./color.ts";
import { type Hit, intersect } from "./intersect.ts";
import { lightAt } from "./shadows.ts";
import type { Solid } from "./solids.ts";
import type { Stage } from "./stage.ts";
import { sampleTexture } from "./texture.ts";
import { createHandTracer } from "./trace-hand.ts";

/** Ids of what is not a piece. */
export const TABLE_ID = 1;
/** Upper side of the board. */
export const BOARD_ID = 2;
/** Rim of the board. */
export const RIM_ID = 3;
/** The hand and its sleeve. */
export const HAND_ID = 4;

/** Traces rays of one stage. Not to be shared: it keeps scratch space. */
export interface Tracer {
  /** Writes linear light of the pixel position into `out`. @returns Id of what is seen there. */
  trace(x: number, y: number, out: Float64Array): number;
}

const FAR = 1e9;

/** Prepares tracing. */
export function createTracer(stage: Stage): Tracer {
  const { camera, board, boardTexture, tableTexture, tableZ, scene, sun } = stage;
  const [ox, oy, oz] = camera.position;
  const direction = new Float64Array(3);
  const albedo = new Float64Array(3);
  const hit: Hit = { distance: FAR, nx: 0, ny: 0, nz: 1, localX: 0, localY: 0, share: 0 };
  const hand = stage.hand ? createHandTracer(stage, stage.hand) : null;
  const { ambient } = scene.light;
  const direct = 1 - ambient;

  /** Light on a surface: `sunSeen` and `skySeen` are shares that nothing blocks. */
  const shade = (
    out: Float64Array,
    nx: number,
    ny: number,
    nz: number,
    sunSeen: number,
    skySeen: number,
    gloss: number,
  ) => {
    const facing = Math.max(0, nx * sun[0] + ny * sun[1] + nz * sun[2]);
    const lambert = Math.min(1.5, facing / sun[2]);
    const level = ambient * skySeen * (0.55 + 0.45 * nz) + direct * sunSeen * lambert;
    out[0] = albedo[0]! * level;
    out[1] = albedo[1]! * level;
    out[2] = albedo[2]! * level;
    if (gloss === 0 || sunSeen === 0) return;
    const length = Math.sqrt(direction[0]! ** 2 + direction[1]! ** 2 + direction[2]! ** 2);
    const hx = sun[0] - direction[0]! / length;
    const hy = sun[1] - direction[1]! / length;
    const hz = sun[2] - direction[2]! / length;
    const aligned = Math.max(0, (nx * hx + ny * hy + nz * hz) / Math.sqrt(hx * hx + hy * hy + hz * hz));
    const shine = gloss * sunSeen * (0.55 * aligned ** 60 + 0.05 * aligned ** 6);
    for (let channel = 0; channel < 3; channel++) out[channel] = out[channel]! + shine;
  };

  const paint = (color: Rgb) => {
    albedo[0] = color[0];
    albedo[1] = color[1];
    albedo[2] = color[2];
  };

  /** The nearest solid; looks only into cells the ray crosses between the highest piece and the table. */
  const nearestSolid = (dx: number, dy: number, dz: number): Solid | null => {
    const { buckets, solids } = stage;
    const high = (buckets.crown - oz) / dz;
    const low = (tableZ - oz) / dz;
    const x1 = ox + dx * high;
    const x2 = ox + dx * low;
    const y1 = oy + dy * high;
    const y2 = oy + dy * low;
    const fromCol = Math.max(0, Math.floor(Math.min(x1, x2)) - buckets.left);
    const toCol = Math.min(buckets.cols - 1, Math.floor(Math.max(x1, x2)) - buckets.left);
    const fromRow = Math.max(0, Math.floor(Math.min(y1, y2)) - buckets.top);
    const toRow = Math.min(buckets.rows - 1, Math.floor(Math.max(y1, y2)) - buckets.top);
    let found: Solid | null = null;
    for (let row = fromRow; row <= toRow; row++) {
      for (let col = fromCol; col <= toCol; col++) {
        for (const index of buckets.lists[row * buckets.cols + col]!) {
          const solid = solids[index]!;
          if (intersect(solid.shape, ox, oy, oz, dx, dy, dz, hit)) found = solid;
        }
      }
    }
    return found;
  };

  const shadeSolid = (solid: Solid, x: number, y: number, out: Float64Array): number => {
    const { shape } = solid;
    let { nx, ny } = hit;
    let { nz } = hit;
    const top = hit.nz > 0.99;
    if (top && solid.texture) sampleTexture(solid.texture, hit.localX, hit.localY, albedo);
    else paint(solid.color);
    if (top && shape.kind === "prism") {
      // The edge of a tile is rounded off: its light rim is what makes it look like a solid thing.
      const bevel = Math.max(0.02, shape.corner * 0.45);
      const ex = Math.max(0, Math.abs(hit.localX) - (shape.halfWidth - bevel)) / bevel;
      const ey = Math.max(0, Math.abs(hit.localY) - (shape.halfHeight - bevel)) / bevel;
      if (ex > 0 || ey > 0) {
        const lx = ex * Math.sign(hit.localX) * 0.75;
        const ly = ey * Math.sign(hit.localY) * 0.75;
        const length = Math.hypot(lx, ly, 1);
        nx = (shape.cos * lx - shape.sin * ly) / length;
        ny = (shape.sin * lx + shape.cos * ly) / length;
        nz = 1 / length;
      }
    }
    const foot = shape.kind === "ellipsoid" ? Math.min(1, hit.share * 1.6) : hit.share;
    const skySeen = top ? 1 : 0.45 + 0.55 * foot;
    const shadow = stage.belowHand;
    const height = oz + direction[2]! * hit.distance;
    const sunX = x - (sun[0] / sun[2]) * height;
    const sunY = y - (sun[1] / sun[2]) * height;
    const sunSeen = shadow ? lightAt(shadow, shadow.sun, sunX, sunY) : 1;
    const sky = skySeen * (shadow ? lightAt(shadow, shadow.sky, x, y) : 1);
    shade(out, nx, ny, nz, sunSeen, sky, solid.gloss);
    return solid.id + (top ? 0 : 4);
  };

  const shadeGround = (isBoard: boolean, x: number, y: number, out: Float64Array): number => {
    const map = isBoard ? stage.onBoard : stage.onTable;
    sampleTexture(isBoard ? boardTexture : tableTexture, x, y, albedo);
    const gloss = isBoard ? scene.board.gloss : 0.06;
    shade(out, 0, 0, 1, lightAt(map, map.sun, x, y), lightAt(map, map.sky, x, y), gloss);
    return isBoard ? BOARD_ID : TABLE_ID;
  };

  return {
    trace(px, py, out) {
      camera.ray(px, py, direction);
      const dx = direction[0]!;
      const dy = direction[1]!;
      const dz = direction[2]!;
      hit.distance = (tableZ - oz) / dz;
      const ground = hit.distance;
      const onBoard = intersect(board, ox, oy, oz, dx, dy, dz, hit);
      const boardTop = onBoard && hit.nz > 0.99;
      const boardDistance = hit.distance;
      const solid = nearestSolid(dx, dy, dz);
      if (hand?.trace(px, py, direction, hit.distance, out)) return HAND_ID;
      const far = solid ? hit.distance : onBoard ? boardDistance : ground;
      const x = ox + dx * far;
      const y = oy + dy * far;
      if (solid) return shadeSolid(solid, x, y, out);
      if (onBoard && !boardTop) {
        paint(scene.board.edge);
        shade(out, hit.nx, hit.ny, hit.nz, 1, 0.7, 0.05);
        return RIM_ID;
      }
      return shadeGround(boardTop, x, y, out);
    },
  };
}
