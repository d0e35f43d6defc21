/** Solids that pieces are made of. */
import type { Rgb } from "./color.ts";
import type { PlacedPiece } from "./scene.ts";
import type { Texture } from "./texture.ts";

/** Upright prism over a rounded rectangle. */
export interface Prism {
  readonly kind: "prism";
  readonly x: number;
  readonly y: number;
  readonly cos: number;
  readonly sin: number;
  readonly halfWidth: number;
  readonly halfHeight: number;
  readonly corner: number;
  readonly bottom: number;
  readonly topZ: number;
}

/** Upright cylinder or cone frustum. */
export interface Frustum {
  readonly kind: "frustum";
  readonly x: number;
  readonly y: number;
  readonly bottom: number;
  readonly topZ: number;
  readonly bottomRadius: number;
  readonly topRadius: number;
}

/** Ellipsoid with upright axis. */
export interface Ellipsoid {
  readonly kind: "ellipsoid";
  readonly x: number;
  readonly y: number;
  readonly z: number;
  readonly radius: number;
  readonly halfHeight: number;
}

/** One convex part of a piece with its looks. */
export interface Solid {
  readonly shape: Prism | Frustum | Ellipsoid;
  readonly color: Rgb;
  readonly gloss: number;
  /** Looked up with the coordinates of the piece. */
  readonly texture: Texture | null;
  /** Number that tells solids apart along edges. */
  readonly id: number;
}

/** Half-size of the box a solid fills when seen from above. */
export function reach(shape: Solid["shape"]): number {
  if (shape.kind === "prism") return Math.hypot(shape.halfWidth, shape.halfHeight);
  return shape.kind === "frustum" ? Math.max(shape.bottomRadius, shape.topRadius) : shape.radius;
}

/** Highest point of a solid. */
export const crown = (shape: Solid["shape"]): number =>
  shape.kind === "ellipsoid" ? shape.z + shape.halfHeight : shape.topZ;

/** The convex parts of a piece. `ids` gives each its number. */
export function solidsOf(piece: PlacedPiece, texture: Texture | null, firstId: number): readonly Solid[] {
  const { shape, surface, x, y } = piece;
  const foot = piece.z ?? 0;
  const angle = ((piece.turn ?? 0) * Math.PI) / 180;
  const look = { color: surface.color, gloss: surface.gloss ?? 0.15 };
  const prism = (width: number, height: number, corner: number): Prism => ({
    kind: "prism",
    x,
    y,
    cos: Math.cos(angle),
    sin: Math.sin(angle),
    halfWidth: width / 2,
    halfHeight: width / 2,
    corner,
    bottom: foot,
    topZ: foot + height,
  });
  const frustum = (from: number, to: number, bottomRadius: number, topRadius: number): Frustum => ({
    kind: "frustum",
    x,
    y,
    bottom: foot + from,
    topZ: foot + to,
    bottomRadius,
    topRadius,
  });
  const one = (solid: Solid["shape"]): readonly Solid[] => [{ ...look, shape: solid, texture, id: firstId }];
  switch (shape.kind) {
    case "tile":
      return one(prism(shape.width, shape.height, shape.corner));
    case "cube":
      return one(prism(shape.width, shape.width, shape.width * 0.08));
    case "disc":
    case "cylinder":
      return one(frustum(0, shape.height, shape.radius, shape.radius));
    case "stone":
      return one({
        kind: "ellipsoid",
        x,
        y,
        z: foot + shape.height / 2,
        radius: shape.radius,
        halfHeight: shape.height / 2,
      });
    case "pawn": {
      const { radius, height } = shape;
      const parts: readonly Solid["shape"][] = [
        frustum(0, height * 0.16, radius, radius * 0.92),
        frustum(height * 0.16, height * 0.7, radius * 0.7, radius * 0.3),
        frustum(height * 0.66, height * 0.72, radius * 0.55, radius * 0.55),
        { kind: "ellipsoid", x, y, z: foot + height * 0.84, radius: radius * 0.5, halfHeight: height * 0.16 },
      ];
      return parts.map((part, at) => ({ ...look, shape: part, texture: null, id: firstId + at }));
    }
  }
}
