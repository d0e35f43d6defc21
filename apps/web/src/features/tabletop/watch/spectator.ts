import type { PlayerWire, SharedGameWire } from "@wopr/contracts";

/** Players of a shared game as boards want them; a link tells neither accounts nor kinds. */
export const asPlayers = (players: SharedGameWire["players"]): readonly PlayerWire[] =>
  players.map((player) => ({
    ...player,
    id: `00000000-0000-4000-8000-${String(player.position).padStart(12, "0")}`,
    kind: "human",
    user_id: null,
  }));

/** The photo that belongs to a point of a shared game: of its move, else the newest before it. */
export function photoAt(
  game: Pick<SharedGameWire, "captures" | "moves">,
  at: number,
): { readonly url: string; readonly label: string; readonly at: string | null } | undefined {
  const shown = game.captures.filter((capture) => (capture.board_url ?? capture.photo_url) !== null);
  const newest = at >= game.moves.length;
  const capture =
    shown.find(({ move }) => move === at) ??
    (newest ? shown.at(-1) : shown.filter(({ move }) => move !== null && move <= at).at(-1));
  const url = capture?.photo_url ?? capture?.board_url;
  return capture && url ? { url, label: capture.label, at: capture.captured_at } : undefined;
}
