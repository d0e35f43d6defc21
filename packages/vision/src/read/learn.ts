import type { CellClass, GridSpec } from "@wopr/games";
import { asFrame, type LocatedImage } from "../observe/frame.ts";
import type { Observation, Palette } from "../types.ts";
import { unpackLooks } from "./features.ts";
import { type ColourSample, followPalette, learnPalette } from "./palette.ts";
import { balance, pieceColour } from "./piece.ts";
import { whiteGains } from "./white.ts";

/** Colours of some cells of a photo, as taps on pieces give them. @param empty Cells believed empty. */
export function sampleCells(
  photo: LocatedImage,
  board: GridSpec,
  taps: readonly { readonly cell: number; readonly player: number }[],
  empty: readonly number[] = [],
): readonly ColourSample[] {
  const { rect } = asFrame(photo, board);
  const balanced = balance(rect, whiteGains(rect, empty));
  return taps.map(({ cell, player }) => ({ player, lab: pieceColour(balanced, cell) }));
}

/** Palette from a photo whose position is known, row by row. */
export function paletteFrom(photo: LocatedImage, board: GridSpec, position: readonly CellClass[]): Palette {
  const taps = position.flatMap((cls, cell) => (cls === "empty" ? [] : [{ cell, player: playerOf(cls) }]));
  const empty = position.flatMap((cls, cell) => (cls === "empty" ? [cell] : []));
  return learnPalette(sampleCells(photo, board, taps, empty));
}

/** Palette moved towards the pieces people agreed to; colours not known before are added. No photo is needed. */
export function learnFrom(
  palette: Palette,
  observation: Observation,
  agreed: readonly { readonly cell: number; readonly after: CellClass }[],
): Palette {
  const { colours } = unpackLooks(observation.looks);
  const samples = agreed.flatMap(({ cell, after }): ColourSample[] => {
    const lab = colours[cell];
    return lab && after !== "empty" ? [{ player: playerOf(after), lab }] : [];
  });
  return samples.length === 0 ? palette : followPalette(palette, samples);
}

const playerOf = (cls: CellClass): number => Number(cls.slice("player_".length));
