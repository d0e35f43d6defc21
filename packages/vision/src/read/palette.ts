import type { Seat } from "@wopr/games";
import { VISION_DEFAULTS } from "../defaults.ts";
import type { LabColour } from "../image/lab.ts";
import type { Palette, PaletteEntry } from "../types.ts";
import { medianColour } from "./piece.ts";

/** Colour seen on a piece that is known to be a player's. */
export interface ColourSample {
  readonly player: Seat;
  /** L 0–255 (L* · 2.55), a and b in CIE units; white-referenced, as {@link pieceColour} gives it. */
  readonly lab: LabColour;
}

/** Distance of two colours with the weights of vision.md 6.9: (0.5, 1, 1) on (L, a, b). */
export function colourDistance(a: LabColour, b: LabColour): number {
  return Math.hypot(VISION_DEFAULTS.reading.lWeight * (a[0] - b[0]), a[1] - b[1], a[2] - b[2]);
}

/** Palette from taps: one entry per player with samples, ordered by player. */
export function learnPalette(samples: readonly ColourSample[]): Palette {
  const players = [...new Set(samples.map((s) => s.player))].sort((a, b) => a - b);
  return paletteOf(
    players.map((player) => {
      const colours = samples.filter((s) => s.player === player).map((s) => s.lab);
      const lab = medianColour(colours);
      const spread = Math.sqrt(colours.reduce((sum, c) => sum + colourDistance(c, lab) ** 2, 0) / colours.length);
      return { player, lab, spread: Math.max(VISION_DEFAULTS.palette.minSpread, spread), samples: colours.length };
    }),
  );
}

/** Warning sentences for pairs of players whose colours a camera can hardly tell apart. */
export function paletteWarnings(palette: Palette, nameOf: (player: Seat) => string): readonly string[] {
  return palette.tooClose.map(
    ([a, b]) =>
      `The colours of ${nameOf(a)} and ${nameOf(b)} are hard to tell apart. Choose others, or expect questions.`,
  );
}

/**
 * Moves the palette by a fifth towards colours of agreed pieces, so that it follows slow changes of light. An entry
 * never moves by more than half its distance to the nearest other colour; players not seen before are added.
 *
 * A colour that lies nearer to another player than to its own teaches nothing: there the piece was misread.
 */
export function followPalette(palette: Palette, agreed: readonly ColourSample[]): Palette {
  const moved = palette.entries.map((entry) => {
    const colours = agreed.filter((s) => s.player === entry.player && teaches(s, palette)).map((s) => s.lab);
    return colours.length === 0 ? entry : follow(entry, medianColour(colours), colours.length, palette.entries);
  });
  const known = new Set(palette.entries.map((e) => e.player));
  const added = learnPalette(agreed.filter((s) => !known.has(s.player))).entries;
  return paletteOf([...moved, ...added].sort((a, b) => a.player - b.player));
}

function teaches({ player, lab }: ColourSample, palette: Palette): boolean {
  const { owner, distance } = nearestOwner(lab, palette);
  return owner === player && distance <= VISION_DEFAULTS.reading.nearest;
}

function follow(entry: PaletteEntry, seen: LabColour, count: number, all: readonly PaletteEntry[]): PaletteEntry {
  const others = all.filter((e) => e.player !== entry.player).map((e) => colourDistance(entry.lab, e.lab));
  const limit = Math.min(...others) / 2;
  const distance = colourDistance(entry.lab, seen);
  const share = distance === 0 ? 0 : Math.min(VISION_DEFAULTS.palette.follow, limit / distance);
  const [l, a, b] = entry.lab;
  const lab: LabColour = [l + share * (seen[0] - l), a + share * (seen[1] - a), b + share * (seen[2] - b)];
  return { ...entry, lab, samples: entry.samples + count };
}

function paletteOf(entries: readonly PaletteEntry[]): Palette {
  const tooClose: (readonly [Seat, Seat])[] = [];
  entries.forEach((a, i) => {
    for (const b of entries.slice(i + 1)) {
      if (colourDistance(a.lab, b.lab) < VISION_DEFAULTS.palette.tooClose) tooClose.push([a.player, b.player]);
    }
  });
  return { entries, tooClose };
}

/** Nearest palette entry of a colour. */
export interface OwnerReading {
  readonly owner: Seat | null;
  readonly distance: number;
  /** 1 − d₁/d₂; 1 when only one colour is known, 0 when none is. */
  readonly margin: number;
}

/** Whose colour this is, by distance to the palette. */
export function nearestOwner(lab: LabColour, palette: Palette): OwnerReading {
  const ranked = palette.entries
    .map((entry) => ({ player: entry.player, distance: colourDistance(lab, entry.lab) }))
    .sort((a, b) => a.distance - b.distance || a.player - b.player);
  const [first, second] = ranked;
  if (!first) return { owner: null, distance: Number.POSITIVE_INFINITY, margin: 0 };
  const margin = second ? (second.distance > 0 ? 1 - first.distance / second.distance : 0) : 1;
  return { owner: first.player, distance: first.distance, margin };
}
