/** The game that the sample "garden" shows: who plays, what lies where, and what each photo is about. */
import type { Flower } from "../boards/flowers.ts";

/** Rows and columns of the board. */
export const GARDEN_SIZE = 9;

/** A player of the sample. */
export interface GardenPlayer {
  readonly name: string;
  readonly position: number;
  readonly color: string;
  readonly flower: Flower;
}

/** Seats in playing order. */
export const GARDEN_PLAYERS: readonly GardenPlayer[] = [
  { name: "Rosa", position: 1, color: "red", flower: "poppy" },
  { name: "Sol", position: 2, color: "yellow", flower: "sunflower" },
  { name: "Iris", position: 3, color: "blue", flower: "cornflower" },
  { name: "Viola", position: 4, color: "purple", flower: "aster" },
];

/** A tile on a cell; `offset` and `turn` where it was not laid down neatly. */
export interface GardenTile {
  readonly cell: string;
  readonly position: number;
  readonly offset?: readonly [number, number];
  readonly turn?: number;
}

/** One photo. */
export interface GardenShot {
  readonly file: string;
  /** Whose move it shows; null for the set-up. */
  readonly position: number | null;
  /** Tiles laid since the agreed photo before. */
  readonly placed: readonly GardenTile[];
  /** A tile that was pushed aside by accident; it stays that way. */
  readonly pushed?: Pick<GardenTile, "cell" | "offset" | "turn">;
  readonly about: "setup" | "move" | "hand" | "question" | "bump";
  /** Shown to a newcomer beside the photo. */
  readonly hint?: string;
}

const tiles = (position: number, ...cells: readonly string[]): readonly GardenTile[] =>
  cells.map((cell) => ({ cell, position }));

/** A pinwheel of two tiles per player. */
export const GARDEN_START: readonly GardenTile[] = [
  ...tiles(1, "D3", "E3"),
  ...tiles(2, "G4", "G5"),
  ...tiles(3, "E7", "F7"),
  ...tiles(4, "C5", "C6"),
];

/** All photos in the order they were taken. */
export const GARDEN_SHOTS: readonly GardenShot[] = [
  {
    file: "garden_00.jpg",
    position: null,
    placed: [],
    about: "setup",
    hint: "This is the board before the first move. Check what was read and confirm it.",
  },
  {
    file: "garden_01.jpg",
    position: 1,
    placed: tiles(1, "E4", "E5"),
    about: "move",
    hint: "Take a photo after every move. What changed is shown; you agree, and it is written down.",
  },
  { file: "garden_02.jpg", position: 2, placed: tiles(2, "H4"), about: "move" },
  { file: "garden_03.jpg", position: 3, placed: tiles(3, "G7", "H7"), about: "move" },
  {
    file: "garden_04.jpg",
    position: 4,
    placed: tiles(4, "C7", "C8", "C9"),
    about: "hand",
    hint: "Viola's hand is still over the board. Such a photo is not read: take another one.",
  },
  { file: "garden_05.jpg", position: 4, placed: tiles(4, "C7", "C8", "C9"), about: "move" },
  {
    file: "garden_06.jpg",
    position: 1,
    placed: tiles(1, "D4"),
    pushed: { cell: "E5", offset: [0.16, 0.14], turn: 18 },
    about: "question",
    hint: "Rosa laid a tile on D4, and her sleeve pushed the one on E5. WOPR does not guess what that means, it asks.",
  },
  { file: "garden_07.jpg", position: 2, placed: tiles(2, "H5", "H6"), about: "move" },
  {
    file: "garden_08.jpg",
    position: 3,
    placed: tiles(3, "F8", "F9"),
    about: "bump",
    hint: "Somebody knocked against the camera. The photo is laid over the one before and read all the same.",
  },
  { file: "garden_09.jpg", position: 4, placed: tiles(4, "B4", "B5"), about: "move" },
  { file: "garden_10.jpg", position: 1, placed: tiles(1, "F3", "G3"), about: "move" },
  { file: "garden_11.jpg", position: 2, placed: tiles(2, "I5", "I6"), about: "move" },
];

/** Tiles on the board when a photo was taken. */
export function tilesAt(shot: number): readonly GardenTile[] {
  const before = GARDEN_SHOTS.slice(0, shot + 1);
  const laid = before.filter(({ about }, at) => about !== "hand" || at === shot).flatMap(({ placed }) => placed);
  const pushed = before.flatMap((earlier) => earlier.pushed ?? []);
  return [...GARDEN_START, ...laid].map((tile) => ({ ...tile, ...pushed.find(({ cell }) => cell === tile.cell) }));
}
