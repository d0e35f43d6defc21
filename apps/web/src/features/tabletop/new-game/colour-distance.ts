import type { GameDetailWire, PlayerWire } from "@wopr/contracts";
import { colourDistance } from "@wopr/vision";
import { playerLabel } from "../words.ts";

type Entry = GameDetailWire["palette"][number];

/** Colours closer than this are confused now and then (vision.md 6.9). */
const NEAR = 18;

/** How far a learned colour lies from the nearest of another player: "62 from Yellow". Empty when it is the only one. */
export function distanceText(entry: Entry, all: readonly Entry[], players: readonly PlayerWire[]): string {
  const others = all
    .filter(({ player }) => player !== entry.player)
    .map((other) => ({ player: other.player, distance: colourDistance(entry.lab, other.lab) }))
    .sort((a, b) => a.distance - b.distance);
  const [nearest] = others;
  if (!nearest) return "learned";
  const far = `${Math.round(nearest.distance)} from ${playerLabel(players, nearest.player)}`;
  return nearest.distance < NEAR ? `${far}: close` : far;
}
