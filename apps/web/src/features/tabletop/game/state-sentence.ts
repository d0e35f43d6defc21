import { countText } from "../../../ui/words.ts";
import { playerName } from "../words.ts";
import type { GameView } from "./use-game.ts";

/** One sentence about where a game stands. @param reads Whether photos of this kind of game are read. */
export function stateSentence(
  view: Pick<GameView, "game" | "state" | "proposal" | "running" | "moves">,
  reads: boolean,
): string {
  const { game, state, proposal, running, moves } = view;
  if (game.status === "completed") return `Finished after ${countText(moves.length, "move")}.`;
  if (game.status === "abandoned") return `Left after ${countText(moves.length, "move")}.`;
  if (running) return "A photo is being read.";
  if (proposal && proposal.questions.length > 0) return "WOPR has a question.";
  if (proposal) return "A proposal waits for you.";
  if (reads && game.agreed_capture_id === null && moves.length === 0) {
    return game.demo ? "Nothing agreed yet. Take the first photo." : "No agreed photo yet. Take the setup photo.";
  }
  const turn = state?.turn_player ?? null;
  return turn === null ? `After ${countText(moves.length, "move")}.` : `${playerName(game.players, turn)} is to move.`;
}
