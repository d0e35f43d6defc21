/** Where a ray meets a solid. */
import type { Ellipsoid, Frustum, Prism, Solid } from "./solids.ts";

/** Where a ray met a solid. Reused between rays. */
export interface Hit {
  distance: number;
  nx: number;
  ny: number;
  nz: number;
  /** Position on the piece, origin in its middle, turned with it. */
  localX: number;
  localY: number;
  /** Height above the foot as a share of the whole, 0 to 1. */
  share: number;
}

const NEAR = 1e-7;

/**
 * Intersects a ray with a solid.
 *
 * @returns Whether it is hit nearer than `hit.distance`; only then `hit` is changed.
 */
export function intersect(
  shape: Solid["shape"],
  ox: number,
  oy: number,
  oz: number,
  dx: number,
  dy: number,
  dz: number,
  hit: Hit,
): boolean {
  if (shape.kind === "prism") return intersectPrism(shape, ox, oy, oz, dx, dy, dz, hit);
  if (shape.kind === "frustum") return intersectFrustum(shape, ox, oy, oz, dx, dy, dz, hit);
  return intersectEllipsoid(shape, ox, oy, oz, dx, dy, dz, hit);
}

function intersectPrism(
  shape: Prism,
  ox: number,
  oy: number,
  oz: number,
  dx: number,
  dy: number,
  dz: number,
  hit: Hit,
): boolean {
  const { cos, sin, halfWidth, halfHeight, corner } = shape;
  const px = cos * (ox - shape.x) + sin * (oy - shape.y);
  const py = -sin * (ox - shape.x) + cos * (oy - shape.y);
  const qx = cos * dx + sin * dy;
  const qy = -sin * dx + cos * dy;

  const atTop = (shape.topZ - oz) / dz;
  const tx = px + qx * atTop;
  const ty = py + qy * atTop;
  if (insideRounded(tx, ty, halfWidth, halfHeight, corner)) {
    if (atTop < NEAR || atTop >= hit.distance) return false;
    return record(hit, atTop, 0, 0, 1, tx, ty, 1);
  }
  const side = enterRounded(px, py, qx, qy, halfWidth, halfHeight, corner);
  if (side < NEAR || side >= hit.distance) return false;
  const z = oz + dz * side;
  if (z > shape.topZ || z < shape.bottom) return false;
  const sx = px + qx * side;
  const sy = py + qy * side;
  // The normal points away from the rectangle of which the corners are rounded.
  let nx = sx - Math.min(halfWidth - corner, Math.max(corner - halfWidth, sx));
  let ny = sy - Math.min(halfHeight - corner, Math.max(corner - halfHeight, sy));
  const length = Math.hypot(nx, ny) || 1;
  nx /= length;
  ny /= length;
  const share = (z - shape.bottom) / (shape.topZ - shape.bottom);
  return record(hit, side, cos * nx - sin * ny, sin * nx + cos * ny, 0, sx, sy, share);
}

function record(
  hit: Hit,
  distance: number,
  nx: number,
  ny: number,
  nz: number,
  localX: number,
  localY: number,
  share: number,
): true {
  hit.distance = distance;
  hit.nx = nx;
  hit.ny = ny;
  hit.nz = nz;
  hit.localX = localX;
  hit.localY = localY;
  hit.share = share;
  return true;
}

/** Whether a point lies in a rectangle with round corners around the origin. */
export function insideRounded(x: number, y: number, halfWidth: number, halfHeight: number, corner: number): boolean {
  const ax = Math.abs(x) - (halfWidth - corner);
  const ay = Math.abs(y) - (halfHeight - corner);
  if (ax > corner || ay > corner) return false;
  return ax <= 0 || ay <= 0 || ax * ax + ay * ay <= corner * corner;
}

/** Where a line enters the rounded rectangle: the first of two crossed boxes and four circles. Infinity: it does not. */
function enterRounded(
  px: number,
  py: number,
  qx: number,
  qy: number,
  halfWidth: number,
  halfHeight: number,
  corner: number,
): number {
  let first = Math.min(
    enterBox(px, py, qx, qy, halfWidth, halfHeight - corner),
    enterBox(px, py, qx, qy, halfWidth - corner, halfHeight),
  );
  if (corner > 0) {
    for (let at = 0; at < 4; at++) {
      const cx = (halfWidth - corner) * (at & 1 ? 1 : -1);
      const cy = (halfHeight - corner) * (at & 2 ? 1 : -1);
      first = Math.min(first, enterCircle(px - cx, py - cy, qx, qy, corner));
    }
  }
  return first;
}

function enterBox(px: number, py: number, qx: number, qy: number, halfWidth: number, halfHeight: number): number {
  const x1 = (-halfWidth - px) / qx;
  const x2 = (halfWidth - px) / qx;
  const y1 = (-halfHeight - py) / qy;
  const y2 = (halfHeight - py) / qy;
  const enter = Math.max(Math.min(x1, x2), Math.min(y1, y2));
  const leave = Math.min(Math.max(x1, x2), Math.max(y1, y2));
  return enter <= leave ? enter : Number.POSITIVE_INFINITY;
}

function enterCircle(px: number, py: number, qx: number, qy: number, radius: number): number {
  const a = qx * qx + qy * qy;
  const b = px * qx + py * qy;
  const c = px * px + py * py - radius * radius;
  const root = b * b - a * c;
  return root < 0 || a === 0 ? Number.POSITIVE_INFINITY : (-b - Math.sqrt(root)) / a;
}

function intersectFrustum(
  shape: Frustum,
  ox: number,
  oy: number,
  oz: number,
  dx: number,
  dy: number,
  dz: number,
  hit: Hit,
): boolean {
  const px = ox - shape.x;
  const py = oy - shape.y;
  const atTop = (shape.topZ - oz) / dz;
  const tx = px + dx * atTop;
  const ty = py + dy * atTop;
  if (tx * tx + ty * ty <= shape.topRadius * shape.topRadius) {
    if (atTop < NEAR || atTop >= hit.distance) return false;
    return record(hit, atTop, 0, 0, 1, tx, ty, 1);
  }
  // Radius as a linear function of height turns the cone into one quadratic equation along the ray.
  const slope = (shape.topRadius - shape.bottomRadius) / (shape.topZ - shape.bottom);
  const base = shape.bottomRadius + slope * (oz - shape.bottom);
  const grow = slope * dz;
  const a = dx * dx + dy * dy - grow * grow;
  const b = px * dx + py * dy - base * grow;
  const c = px * px + py * py - base * base;
  const root = b * b - a * c;
  if (root < 0 || a === 0) return false;
  const distance = (-b - Math.sqrt(root)) / a;
  const z = oz + dz * distance;
  if (distance < NEAR || distance >= hit.distance || z < shape.bottom || z > shape.topZ) return false;
  const sx = px + dx * distance;
  const sy = py + dy * distance;
  const radius = Math.hypot(sx, sy) || 1;
  const length = Math.hypot(1, slope);
  const share = (z - shape.bottom) / (shape.topZ - shape.bottom);
  return record(hit, distance, sx / radius / length, sy / radius / length, -slope / length, sx, sy, share);
}

function intersectEllipsoid(
  shape: Ellipsoid,
  ox: number,
  oy: number,
  oz: number,
  dx: number,
  dy: number,
  dz: number,
  hit: Hit,
): boolean {
  const px = (ox - shape.x) / shape.radius;
  const py = (oy - shape.y) / shape.radius;
  const pz = (oz - shape.z) / shape.halfHeight;
  const qx = dx / shape.radius;
  const qy = dy / shape.radius;
  const qz = dz / shape.halfHeight;
  const a = qx * qx + qy * qy + qz * qz;
  const b = px * qx + py * qy + pz * qz;
  const root = b * b - a * (px * px + py * py + pz * pz - 1);
  if (root < 0) return false;
  const distance = (-b - Math.sqrt(root)) / a;
  if (distance < NEAR || distance >= hit.distance) return false;
  const ux = px + qx * distance;
  const uy = py + qy * distance;
  const uz = pz + qz * distance;
  const nx = ux / shape.radius;
  const ny = uy / shape.radius;
  const nz = uz / shape.halfHeight;
  const length = Math.hypot(nx, ny, nz);
  return record(
    hit,
    distance,
    nx / length,
    ny / length,
    nz / length,
    ux * shape.radius,
    uy * shape.radius,
    (uz + 1) / 2,
  );
}
