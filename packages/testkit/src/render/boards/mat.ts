/** A gaming mat with bases that carry figures. One unit is 50 mm. */
import { hex, mix, scale, smoothstep } from "../color.ts";
import { createRandom, fractalNoise } from "../random.ts";
import type { BoardModel, PlacedPiece } from "../scene.ts";

/** Millimetres per unit of the scene. */
export const MM_PER_UNIT = 50;

const MATS = [
  [hex("#7d7358"), hex("#5c6a44"), hex("#a3987a")],
  [hex("#b39a6b"), hex("#8c7449"), hex("#d2bd90")],
  [hex("#5a5f63"), hex("#43484c"), hex("#7c8185")],
  [hex("#6c7f56"), hex("#4c5f3c"), hex("#8f9f74")],
] as const;

/** A printed mat: ground with patches of another colour and fine grain. */
export function matBoard(seed: number, widthMm: number, heightMm: number): BoardModel {
  const [ground, patch, light] = createRandom(seed * 3 + 1).pick(MATS);
  const cols = widthMm / MM_PER_UNIT;
  const rows = heightMm / MM_PER_UNIT;
  return {
    rows,
    cols,
    box: [0, 0, cols, rows],
    thickness: 0.06,
    corner: 0,
    edge: scale(ground, 0.5),
    gloss: 0.03,
    paint: (x, y) => {
      const patches = smoothstep(0.5, 0.62, fractalNoise(x * 0.22, y * 0.22, seed, 4));
      const tufts = smoothstep(0.62, 0.75, fractalNoise(x * 1.4, y * 1.4, seed + 5, 3));
      const grain = 0.88 + 0.24 * fractalNoise(x * 6, y * 6, seed + 1, 2);
      return scale(mix(mix(ground, patch, patches), light, 0.6 * tufts), grain);
    },
  };
}

/** A base with a figure on it. Millimetres from the upper left corner of the mat. */
export interface TableBase {
  readonly id: string;
  readonly x: number;
  readonly y: number;
  readonly baseMm: number;
  /** From 1; figures of a seat have one colour. */
  readonly seat: number;
  readonly turn: number;
}

const BASE_COLOR = hex("#1b1b1b");
const RIM_MM = 4;
const FIGURES = [hex("#b9b4a8"), hex("#7a4a35"), hex("#4d6a8f")];

/** Bases and figures as pieces of a scene: a low disc, and on it a body that leans over nothing. */
export const tableBases = (bases: readonly TableBase[]): readonly PlacedPiece[] =>
  bases.flatMap(({ x, y, baseMm, seat, turn }): readonly PlacedPiece[] => {
    const radius = baseMm / 2 / MM_PER_UNIT;
    const angle = (turn * Math.PI) / 180;
    const off = radius * 0.15;
    const place = { x: x / MM_PER_UNIT, y: y / MM_PER_UNIT };
    return [
      {
        shape: { kind: "disc", radius, height: RIM_MM / MM_PER_UNIT },
        surface: { color: BASE_COLOR, gloss: 0.04 },
        ...place,
      },
      {
        shape: { kind: "pawn", radius: radius * 0.6, height: Math.min(0.75, radius * 2.4) },
        surface: { color: FIGURES[seat % FIGURES.length] ?? BASE_COLOR, gloss: 0.1 },
        x: place.x + off * Math.cos(angle),
        y: place.y + off * Math.sin(angle),
        z: RIM_MM / MM_PER_UNIT,
      },
    ];
  });
