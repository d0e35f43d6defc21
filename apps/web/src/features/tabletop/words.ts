import type { CaptureLineWire, GameWire, Outcome, PackWire, PlayerWire } from "@wopr/contracts";
import type { StateName } from "../../ui/state-mark.tsx";
import { countText, listText } from "../../ui/words.ts";

const TYPE_NAMES: Readonly<Record<string, string>> = {
  custom_grid: "Own grid game",
  chess: "Chess",
  dune_imperium: "Dune: Imperium",
  star_wars_legion: "Star Wars: Legion",
};

/** Name of a kind of game; the pack's own title where it is known. */
export function gameTypeName(id: string, packs?: readonly PackWire[]): string {
  return packs?.find((pack) => pack.id === id)?.title ?? TYPE_NAMES[id] ?? id.replaceAll("_", " ");
}

/** State of a game as shape and words. */
export function gameStatus(game: Pick<GameWire, "status" | "current_turn">): { state: StateName; text: string } {
  if (game.status === "setup") return { state: "planned", text: "Being set up" };
  if (game.status === "in_progress") return { state: "running", text: turnText(game.current_turn) };
  if (game.status === "completed")
    return { state: "works", text: `Finished after ${countText(game.current_turn, "turn")}` };
  return { state: "unknown", text: `Left after ${countText(game.current_turn, "turn")}` };
}

const turnText = (turn: number) => (turn === 0 ? "Before the first move" : `${countText(turn, "turn")} played`);

/** "Ana and Ben · 4 turns played" */
export function describeGame(game: Pick<GameWire, "players" | "status" | "current_turn">): string {
  return `${listText(bySeat(game.players).map(({ name }) => name))} · ${gameStatus(game).text}`;
}

/** Players in the order they sit. */
export const bySeat = (players: readonly PlayerWire[]): readonly PlayerWire[] =>
  [...players].sort((a, b) => a.position - b.position);

/** "Blue" where the colour is a word, else the name: as the moves are told. */
export function playerLabel(players: readonly PlayerWire[], seat: number | null): string {
  if (seat === null) return "Nobody";
  const player = players.find(({ position }) => position === seat);
  if (!player) return `Player ${seat}`;
  return /^[a-z][a-z ]*$/i.test(player.color)
    ? player.color.charAt(0).toUpperCase() + player.color.slice(1)
    : player.name;
}

/** "Ana (Blue)", or just the name where the colour has none. */
export function playerName(players: readonly PlayerWire[], seat: number): string {
  const player = players.find(({ position }) => position === seat);
  if (!player) return `Player ${seat}`;
  const label = playerLabel(players, seat);
  return label === player.name ? player.name : `${player.name} (${label})`;
}

/** How a photo ended, as shape and words. */
export function outcomeMark(capture: Pick<CaptureLineWire, "status" | "outcome" | "move" | "analysis_status">): {
  readonly state: StateName;
  readonly text: string;
} {
  if (capture.status === "failed") return { state: "failed", text: "No photo" };
  if (capture.status === "removed") return { state: "unknown", text: "Erased" };
  if (capture.status !== "stored") return { state: "running", text: "On its way" };
  if (capture.move !== null) return { state: "works", text: "Agreed" };
  if (capture.analysis_status === "failed") return { state: "failed", text: "Not read" };
  if (capture.outcome === null) return { state: "running", text: "Being read" };
  return OUTCOMES[capture.outcome];
}

const OUTCOMES: Readonly<Record<Outcome, { readonly state: StateName; readonly text: string }>> = {
  sure: { state: "attention", text: "Read, not agreed" },
  ask: { state: "attention", text: "Asked" },
  no_change: { state: "unknown", text: "No change" },
  retake: { state: "attention", text: "Retake" },
  too_much: { state: "attention", text: "Too much changed" },
  late: { state: "unknown", text: "Came late" },
  failed: { state: "failed", text: "Not read" },
  setup: { state: "works", text: "Setup" },
};
