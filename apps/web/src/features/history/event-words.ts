import type { GameEventWire } from "@wopr/contracts";

const text = (value: unknown): string | undefined => (typeof value === "string" && value !== "" ? value : undefined);

const moveOf = (payload: Readonly<Record<string, unknown>>): string | undefined => {
  const move = payload["move"];
  return typeof move === "object" && move !== null && "text" in move ? text(move.text) : text(payload["text"]);
};

const SENTENCES: Readonly<Record<string, (payload: Readonly<Record<string, unknown>>) => string>> = {
  game_created: () => "The game was begun.",
  players_set: () => "Players were set.",
  pack_options_set: () => "The board was described.",
  calibration_set: () => "Corners of the board were set.",
  palette_set: () => "Colours of the players were learned.",
  terrain_set: () => "Terrain was drawn.",
  capture_added: (payload) => `A photo came in${payload["sequence"] === 0 ? ": the setup" : ""}.`,
  capture_rejected: () => "A photo was set aside.",
  capture_removed: () => "A photo was erased.",
  proposal_made: (payload) => `WOPR proposed${text(payload["text"]) ? `: ${payload["text"]}` : " a move."}`,
  proposal_rejected: () => "A proposal was refused.",
  question_answered: () => "A question was answered.",
  state_set: () => "The position was set.",
  move_committed: (payload) => `Move: ${moveOf(payload) ?? "agreed"}`,
  move_corrected: (payload) => `A move was corrected${moveOf(payload) ? `: ${moveOf(payload)}` : "."}`,
  move_inserted: (payload) => `A move was put in between${moveOf(payload) ? `: ${moveOf(payload)}` : "."}`,
  move_removed: () => "A move was taken out.",
  turn_set: () => "The turn was set.",
  phase_set: (payload) => `Phase: ${String(payload["phase"] ?? "").replaceAll("_", " ")}.`,
  round_set: () => "The round was set.",
  resource_set: () => "Resources were set.",
  track_set: () => "A track was set.",
  turn_note: () => "A note was written.",
  comment: (payload) => `Comment: ${text(payload["text"]) ?? ""}`,
  glyph: () => "A move was marked.",
  arrow: () => "An arrow was drawn.",
  adjudicated: () => "The rules had their say.",
  result_set: () => "The result was entered.",
  status_changed: (payload) => `The game is now ${String(payload["to"] ?? "changed").replaceAll("_", " ")}.`,
  reopened: () => "The game was reopened.",
  undone: () => "The last change was taken back.",
  redone: () => "What was taken back was done again.",
};

/** What an event of a game's log says, as a sentence. */
export function eventText(event: Pick<GameEventWire, "kind" | "payload">): string {
  return SENTENCES[event.kind]?.(event.payload) ?? `${event.kind.replaceAll("_", " ")}.`;
}

/** Kinds that are noise to whoever wants to know what was done. */
export const isDetail = (kind: string): boolean =>
  kind === "proposal_made" || kind === "capture_added" || kind === "adjudicated";
