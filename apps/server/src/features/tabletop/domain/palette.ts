import { classOf, type GameState } from "@wopr/games";
import { colourDistance, learnFrom, type Palette, type PaletteEntry, VISION_DEFAULTS } from "@wopr/vision";
import type { GameEvent } from "./events.ts";
import type { Folded } from "./fold.ts";
import type { ComparedLook } from "./look.ts";

/** Entries with the pairs that a camera can hardly tell apart. */
export function asPalette(entries: readonly PaletteEntry[]): Palette {
  const tooClose = entries.flatMap((a, i) =>
    entries
      .slice(i + 1)
      .filter((b) => colourDistance(a.lab, b.lab) < VISION_DEFAULTS.palette.tooClose)
      .map((b) => [a.player, b.player] as const),
  );
  return { entries, tooClose };
}

/**
 * Colours to read the next photo with: those people tapped, moved along with the light by every photo agreed to since.
 *
 * @param agreedLook Of the agreed photo; absent for a set-up photo.
 */
export function paletteNow(
  folded: Pick<Folded, "header" | "agreed" | "groups">,
  events: readonly GameEvent[],
  agreedLook: ComparedLook | undefined,
): Palette {
  const tapped = asPalette(folded.header.palette);
  const { agreed } = folded;
  if (!agreed || !agreedLook) return tapped;
  const tappedAt = events.findLast(({ kind, groupId }) => kind === "palette_set" && !folded.groups.undone.has(groupId));
  if (tappedAt && tappedAt.seq > agreed.seq) return tapped;
  const { observation, referenceState } = agreedLook;
  return learnFrom(observation.palette, observation, newPieces(referenceState, agreed.state, observation.board.cols));
}

/** Cells that got another owner between two states. */
function newPieces(before: GameState, after: GameState, cols: number) {
  return (after.grid ?? []).flatMap((row, y) =>
    row.flatMap((piece, x) => {
      const cls = classOf(piece);
      const was = classOf(before.grid?.[y]?.[x] ?? null);
      return cls === null || cls === "empty" || cls === was ? [] : [{ cell: y * cols + x, after: cls }];
    }),
  );
}
