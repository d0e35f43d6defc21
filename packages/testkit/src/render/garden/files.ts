/** The JSON files that go with the photos of the sample "garden". */
import { truthOf } from "../truth.ts";
import { GARDEN_PLAYERS, GARDEN_SHOTS, GARDEN_SIZE, GARDEN_START, type GardenTile } from "./game.ts";
import { gardenScene } from "./scenes.ts";

const colourOf = (position: number) => GARDEN_PLAYERS.find((player) => player.position === position);

const cellOf = ({ cell, position }: GardenTile) => ({
  row: Number(cell.slice(1)),
  col: cell[0],
  shape: colourOf(position)?.flower,
  colour: colourOf(position)?.color,
});

function cornersOfFirst(): readonly (readonly number[])[] {
  return truthOf(gardenScene(0)).corners.map(([x, y]) => [Math.round(x * 10) / 10, Math.round(y * 10) / 10]);
}

/** Truth of every move in the format of tile moves. The photo with the hand stands apart: it shows no finished move. */
export function gardenTruth(): unknown {
  const frames = GARDEN_SHOTS.filter(({ about }) => about !== "hand");
  return {
    game: "Garden",
    grid: { rows: GARDEN_SIZE, cols: GARDEN_SIZE, row: "1 = top", col: "A = left" },
    corners: {
      file: GARDEN_SHOTS[0]?.file,
      order: "TL,TR,BR,BL of the outer edge of the cells",
      px: cornersOfFirst(),
      by: "rendered",
    },
    initial: GARDEN_START.map(cellOf),
    initial_by: "rendered",
    frames: frames.map(({ file, placed, about }, move) => ({
      file,
      move,
      placed: placed.map(cellOf),
      ...(about === "question" ? { question: "What happened at E5?", answer: "bumped" } : {}),
      ...(about === "bump" ? { note: "the camera was knocked by (6, -4) px and 0.3 degrees and stays there" } : {}),
    })),
    retakes: GARDEN_SHOTS.flatMap(({ file, about }, at) =>
      about === "hand" ? [{ file, reason: "hand", photo_before: GARDEN_SHOTS[at - 1]?.file }] : [],
    ),
    notes: ["rendered from drawings of this project; nothing in it is a photograph"],
  };
}

/** What a server needs to begin the sample and what a newcomer is told. */
export function gardenSample(): unknown {
  const { camera } = gardenScene(0);
  return {
    id: "garden",
    title: "Garden",
    about:
      "Four players lay flower tiles on a garden plan: one to three of their own colour in a row or column, next to a tile that lies there. A camera above the table takes a photo after every move.",
    game: {
      name: "A game of garden",
      game_type: "custom_grid",
      players: GARDEN_PLAYERS.map(({ name, position, color }) => ({ name, position, color, kind: "human" })),
      pack_options: {
        rows: GARDEN_SIZE,
        cols: GARDEN_SIZE,
        piece_types: [{ id: "flower_tile", name: "Flower tile", footprint: "flat" }],
        order: "clockwise",
        moves: ["place", "pass"],
        max_changed_cells: 4,
        setup: "photo",
      },
    },
    image: { width: camera.width, height: camera.height },
    corners: cornersOfFirst(),
    palette: GARDEN_START.map(({ cell, position }) => ({ player: position, cell })),
    start: GARDEN_START.map(({ cell, position }) => ({ cell, player: position, piece: "flower_tile" })),
    photos: GARDEN_SHOTS.map(({ file, position, placed, about, hint }) => ({
      file,
      about,
      player: position,
      placed: placed.map(({ cell }) => cell),
      hint: hint ?? null,
    })),
    hints: [
      "Press Take photo, or the space bar: the next photo of the sample arrives as if a camera had taken it.",
      "Agree to what was read, choose another reading, or take the photo again. Nothing is written before you agree.",
      "Everything can be undone, and an old move can be corrected later.",
    ],
  };
}
