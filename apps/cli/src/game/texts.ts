import type { BoardStateWire, GameDetailWire, GameWire, MoveLineWire, PlayerWire, ProposalWire } from "@wopr/contracts";
import { percentText, tableLines } from "../terminal.ts";
import { shortId } from "./find-game.ts";

/** Games as a table. */
export const gameTable = (games: readonly GameWire[]): readonly string[] =>
  tableLines([
    ["ID", "NAME", "KIND", "STATUS", "TURN", "PLAYERS"],
    ...games.map((game) => [
      shortId(game.id),
      game.name,
      game.game_type,
      game.status,
      String(game.current_turn),
      game.players.map((player) => player.name).join(", "),
    ]),
  ]);

/** What a proposal says, with what is asked and why. */
export function proposalLines(proposal: ProposalWire): readonly string[] {
  return [
    `${outcomeText(proposal)}: ${proposal.text}`,
    ...proposal.reasons.map((reason) => `  because: ${reason.text}`),
    ...proposal.questions.flatMap((question) => [
      `  ? ${question.text}  (--answer ${question.id}=…)`,
      ...question.options.map((option) => `      ${option.value}: ${option.label}`),
    ]),
    ...proposal.alternatives.map((one, i) => `  ${i + 1}. ${one.text}  ${percentText(one.probability)}`),
  ];
}

/** `sure 99.8 %`, `ask`, … */
export const outcomeText = (proposal: Pick<ProposalWire, "outcome" | "confidence">): string =>
  proposal.outcome === "sure" ? `sure ${percentText(proposal.confidence)}` : proposal.outcome;

/** Moves, newest last. */
export const moveLines = (moves: readonly MoveLineWire[]): readonly string[] =>
  moves.map(
    (line) =>
      `${String(line.n).padStart(3)}. ${line.move.text}${line.conflict ? `  (does not fit: ${line.conflict})` : ""}`,
  );

/** A grid as text: the first letter of the owner's colour, `·` where nothing stands, `?` for nobody's piece. */
export function gridLines(board: BoardStateWire, players: readonly PlayerWire[]): readonly string[] {
  const letters = new Map(
    players.map((player) => [player.position, player.color.replace("#", "")[0]?.toUpperCase() ?? "?"]),
  );
  return (board.grid ?? []).map((row) =>
    row.map((piece) => (piece ? (letters.get(piece.player ?? 0) ?? "?") : "·")).join(" "),
  );
}

/** Head of a game. */
export const gameHead = (game: GameDetailWire): readonly string[] => [
  `${game.name}  ${game.id}`,
  `${game.game_type}, ${game.status}, turn ${game.current_turn}, phase ${game.current_phase}`,
  `players: ${game.players.map((player) => `${player.position} ${player.name} (${player.color})`).join(", ")}`,
  `photos: ${game.captures.length}${game.camera ? `, camera ${game.camera.name}` : ", no camera"}${game.calibration ? "" : ", corners not set"}`,
];
