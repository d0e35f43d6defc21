import type { GridSpec } from "@wopr/games";
import { colourDistance, type LabColour, nearestOwner, type Palette, VISION_DEFAULTS } from "@wopr/vision";
import type { SeenCell } from "./setup.ts";

/** With no colour learned, whatever is this far from the colour of the board is a piece, Lab units. */
const STRANGE = 30;
/** How steeply the belief in a piece grows with its distance from the board against that from its own colour. */
const STEEPNESS = 8;

/**
 * Tells pieces from board on a photo that is compared with nothing, by the colours of the cells' middles alone: most
 * cells of a board are empty at the beginning, so the board is the colour most cells have.
 *
 * @param colours Of all cells, row by row, white-referenced.
 */
export function seeCells(colours: readonly LabColour[], palette: Palette, board: GridSpec): readonly SeenCell[] {
  const boardColour = boardColours(colours, board);
  return colours.map((lab, cell) => {
    const toBoard = colourDistance(lab, boardColour(cell));
    const { owner, distance, margin } = nearestOwner(lab, palette);
    const spread = palette.entries.find((entry) => entry.player === owner)?.spread ?? 0;
    const isOwners = owner !== null && distance <= Math.max(VISION_DEFAULTS.reading.nearest, 4 * spread);
    const toPiece = isOwners ? distance : STRANGE;
    const lead = (toBoard - toPiece) / Math.max(1, toBoard + toPiece);
    const belief = 1 / (1 + Math.exp(-STEEPNESS * lead));
    const occupied = belief > 0.5;
    return {
      cell,
      occupied,
      owner: occupied && isOwners ? owner : null,
      confidence: occupied ? belief * (isOwners ? 0.5 + margin / 2 : 1) : 1 - belief,
    };
  });
}

/** The usual colour of a cell; checkered boards have two. */
function boardColours(colours: readonly LabColour[], board: GridSpec): (cell: number) => LabColour {
  const shade = (cell: number) =>
    board.checkered === true ? (Math.floor(cell / board.cols) + (cell % board.cols)) % 2 : 0;
  const usual = [0, 1].map((wanted) => middleOf(colours.filter((_, cell) => shade(cell) === wanted)));
  return (cell) => usual[shade(cell)] ?? [0, 0, 0];
}

const middleOf = (colours: readonly LabColour[]): LabColour => [
  median(colours.map(([l]) => l)),
  median(colours.map(([, a]) => a)),
  median(colours.map(([, , b]) => b)),
];

const median = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
