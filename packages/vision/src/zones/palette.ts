import type { Rect } from "../types.ts";
import type { Box, OwnerColour } from "./labels.ts";
import { medianRgb } from "./labels.ts";

/** Where a piece of a player lies for certain: a score disc, or a tap. Board units. */
export interface ColourSpot {
  readonly player: number;
  readonly x: number;
  readonly y: number;
}

/** How far around a spot colour is taken from, board units. */
const RADIUS = 5;

/** Colours of the players on this very photo, from pieces in known places: then owners are never confused. */
export function zonePalette(rect: Rect, spots: readonly ColourSpot[]): readonly OwnerColour[] {
  const players = [...new Set(spots.map(({ player }) => player))].sort((a, b) => a - b);
  return players.map((player) => {
    const seen = spots.filter((spot) => spot.player === player).map((spot) => medianRgb(rect, boxOf(spot, rect)));
    const mean = (c: 0 | 1 | 2): number => seen.reduce((sum, rgb) => sum + rgb[c], 0) / seen.length;
    return { player, rgb: [mean(0), mean(1), mean(2)] as const };
  });
}

const boxOf = ({ x, y }: ColourSpot, { width, height }: Rect): Box => ({
  left: Math.max(0, Math.round(x - RADIUS)),
  top: Math.max(0, Math.round(y - RADIUS)),
  right: Math.min(width, Math.round(x + RADIUS)),
  bottom: Math.min(height, Math.round(y + RADIUS)),
});
