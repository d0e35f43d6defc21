/** A board of zones with cubes, drawn for tests. */
import { hex, mix, type Rgb, scale, smoothstep } from "../color.ts";
import { createRandom, fractalNoise } from "../random.ts";
import type { BoardModel, PlacedPiece } from "../scene.ts";

/** A round or square zone in units of the board, which measures 10 × 10. */
export interface DrawnZone {
  readonly id: string;
  readonly x: number;
  readonly y: number;
  readonly radius: number;
  readonly shape: "round" | "square";
}

/** Four corners for stores, a field in the middle, a row of spaces above. */
export const ZONES: readonly DrawnZone[] = [
  { id: "store_1", x: 1.7, y: 4.2, radius: 0.95, shape: "round" },
  { id: "store_2", x: 8.3, y: 4.2, radius: 0.95, shape: "round" },
  { id: "store_3", x: 1.7, y: 8, radius: 0.95, shape: "round" },
  { id: "store_4", x: 8.3, y: 8, radius: 0.95, shape: "round" },
  { id: "field", x: 5, y: 6.1, radius: 2, shape: "square" },
  { id: "space_1", x: 2, y: 1.6, radius: 0.6, shape: "square" },
  { id: "space_2", x: 4, y: 1.6, radius: 0.6, shape: "square" },
  { id: "space_3", x: 6, y: 1.6, radius: 0.6, shape: "square" },
  { id: "space_4", x: 8, y: 1.6, radius: 0.6, shape: "square" },
];

/** Outline of a zone in 0 to 1000 board units. */
export function zonePolygon({ x, y, radius, shape }: DrawnZone): readonly (readonly [number, number])[] {
  const count = shape === "round" ? 24 : 4;
  const reach = shape === "round" ? radius : radius * Math.SQRT2;
  return Array.from({ length: count }, (_, i) => {
    const angle = ((i + (shape === "round" ? 0 : 0.5)) * 2 * Math.PI) / count;
    return [100 * (x + reach * Math.cos(angle)), 100 * (y + reach * Math.sin(angle))] as const;
  });
}

const GROUNDS: readonly (readonly [Rgb, Rgb])[] = [
  [hex("#8c7a63"), hex("#b6a486")],
  [hex("#41464c"), hex("#6a6f74")],
  [hex("#a79e8e"), hex("#7b7468")],
  [hex("#5d6657"), hex("#8f9684")],
];

/** A printed board with outlines of the zones and soft clouds of colour. Seeds give different boards. */
export function zonesBoard(seed: number): BoardModel {
  const random = createRandom(seed * 13 + 5);
  const [ground, light] = random.pick(GROUNDS);
  return {
    rows: 10,
    cols: 10,
    box: [-0.2, -0.2, 10.2, 10.2],
    thickness: 0.08,
    corner: 0.05,
    edge: scale(ground, 0.5),
    gloss: 0.05,
    paint: (x, y) => {
      const clouds = fractalNoise(x * 0.5, y * 0.5, seed, 4);
      const grain = 0.94 + 0.12 * fractalNoise(x * 5, y * 5, seed + 1, 2);
      const base = scale(mix(ground, light, clouds), grain);
      const edge = Math.min(...ZONES.map((zone) => Math.abs(depth(zone, x, y))));
      return mix(base, scale(light, 1.25), 0.7 * smoothstep(0.035, 0.02, edge));
    },
  };
}

/** Distance to the outline of a zone, positive inside. */
function depth({ x, y, radius, shape }: DrawnZone, px: number, py: number): number {
  const dx = Math.abs(px - x);
  const dy = Math.abs(py - y);
  return radius - (shape === "round" ? Math.hypot(dx, dy) : Math.max(dx, dy));
}

/** A cube in a zone. */
export interface Cube {
  readonly zone: string;
  /** From 1. */
  readonly seat: number;
  readonly x: number;
  readonly y: number;
  readonly turn: number;
}

/** Side of a cube, units of the board. */
export const CUBE_SIDE = 0.26;

/** A free place for another cube in a zone; cubes may touch but not overlap. */
export function placeCube(zone: DrawnZone, seat: number, others: readonly Cube[], seed: number): Cube {
  const random = createRandom(seed);
  const room = zone.radius - 0.22;
  for (;;) {
    const x = zone.x + random.between(-room, room);
    const y = zone.y + random.between(-room, room);
    if (zone.shape === "round" && Math.hypot(x - zone.x, y - zone.y) > room) continue;
    if (others.some((other) => Math.hypot(other.x - x, other.y - y) < 1.3 * CUBE_SIDE)) continue;
    return { zone: zone.id, seat, x, y, turn: random.between(0, 90) };
  }
}

/** Cubes as pieces of a scene. @param colors Of the seats from 1. */
export const cubePieces = (cubes: readonly Cube[], colors: readonly Rgb[]): readonly PlacedPiece[] =>
  cubes.map(({ x, y, turn, seat }) => ({
    shape: { kind: "cube", width: CUBE_SIDE },
    surface: { color: colors[seat - 1] ?? hex("#777777"), gloss: 0.15 },
    x,
    y,
    turn,
  }));

/** Score discs at the right edge, one of each seat: they show the colours on every photo. */
export const SCORE_DISCS: readonly { readonly seat: number; readonly x: number; readonly y: number }[] = [
  1, 2, 3, 4,
].map((seat) => ({ seat, x: 9.65, y: 3 + seat }));

/** Score discs as pieces of a scene. */
export const discPieces = (colors: readonly Rgb[]): readonly PlacedPiece[] =>
  SCORE_DISCS.slice(0, colors.length).map(({ seat, x, y }) => ({
    shape: { kind: "disc", radius: 0.24, height: 0.15 },
    surface: { color: colors[seat - 1] ?? hex("#777777"), gloss: 0.15 },
    x,
    y,
  }));
