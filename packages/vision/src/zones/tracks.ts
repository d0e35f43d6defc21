import type { Rect } from "../types.ts";
import { type Labels, labelPixels, medianRgb, type OwnerColour } from "./labels.ts";
import type { TrackReading, TrackSpec } from "./types.ts";

/** Share of a stop that must become, or cease to be, a player's colour. */
const CHANGED = 0.15;

/**
 * Reads where the players' markers stand on tracks: the stop that took on the player's colour while the old stop lost it
 * (vision.md 6.10).
 *
 * @param steps Step of every player before: `steps[track][player_n]`.
 * @returns Markers that moved, or may have.
 */
export function readTracks(
  reference: Rect,
  current: Rect,
  tracks: readonly TrackSpec[],
  palette: readonly OwnerColour[],
  steps: Readonly<Record<string, Readonly<Record<string, number>>>>,
  currentPalette: readonly OwnerColour[] = palette,
): readonly TrackReading[] {
  return tracks.flatMap((track) => {
    const before = stopShares(reference, track, palette);
    const after = stopShares(current, track, currentPalette);
    return palette.flatMap(({ player }, owner): readonly TrackReading[] => {
      if (track.owners && track.owners.length > 0 && !track.owners.includes(player)) return [];
      const from = steps[track.id]?.[`player_${player}`] ?? 0;
      const gains = track.stops.map((_, stop) => after[stop]![owner]! - before[stop]![owner]!);
      const gained = gains.flatMap((gain, stop) => (gain >= CHANGED ? [stop] : []));
      const lost = (gains[from] ?? 0) <= -CHANGED;
      if (gained.length === 0 && !lost) return [];
      const sure = gained.length === 1 && lost && gained[0] !== from;
      return [{ track: track.id, player, before: from, after: sure ? gained[0]! : null }];
    });
  });
}

/** Share of every stop in the colour of every player. */
function stopShares(
  rect: Rect,
  { stops, radius }: TrackSpec,
  palette: readonly OwnerColour[],
): readonly (readonly number[])[] {
  const boxes = stops.map(([x, y]) => ({
    left: Math.max(0, Math.round(x - radius)),
    top: Math.max(0, Math.round(y - radius)),
    right: Math.min(rect.width, Math.round(x + radius)),
    bottom: Math.min(rect.height, Math.round(y + radius)),
  }));
  const around = {
    left: Math.min(...boxes.map(({ left }) => left)),
    top: Math.min(...boxes.map(({ top }) => top)),
    right: Math.max(...boxes.map(({ right }) => right)),
    bottom: Math.max(...boxes.map(({ bottom }) => bottom)),
  };
  const labels: Labels = new Uint8Array(rect.width * rect.height);
  return boxes.map((box) => {
    labelPixels(rect, box, () => true, palette, [medianRgb(rect, around)], labels);
    const counts = palette.map(() => 0);
    for (let y = box.top; y < box.bottom; y += 1) {
      for (let x = box.left; x < box.right; x += 1) {
        const label = labels[y * rect.width + x]!;
        if (label > 0) counts[label - 1]! += 1;
      }
    }
    const area = (box.right - box.left) * (box.bottom - box.top);
    return counts.map((count) => count / Math.max(1, area));
  });
}
