import { OFFERED_COLORS } from "../board/colors.ts";

/** A player who has not sat down yet. */
export interface DraftPlayer {
  readonly name: string;
  readonly color: string;
  readonly kind: "human" | "bot";
}

/** A game that has not been begun yet; kept on this device so that it can be left and resumed. */
export interface Draft {
  readonly type: string;
  readonly name: string;
  readonly players: readonly DraftPlayer[];
  readonly rows: number;
  readonly cols: number;
  readonly points: "cells" | "intersections";
}

const KEY = "wopr.new_game";

/** What a new game begins as. */
export const EMPTY_DRAFT: Draft = {
  type: "custom_grid",
  name: "",
  players: [
    { name: "", color: OFFERED_COLORS[0], kind: "human" },
    { name: "", color: OFFERED_COLORS[1], kind: "human" },
  ],
  rows: 8,
  cols: 8,
  points: "cells",
};

/** The draft left on this device, or an empty one. */
export function loadDraft(): Draft {
  try {
    const stored: unknown = JSON.parse(localStorage.getItem(KEY) ?? "null");
    return isDraft(stored) ? stored : EMPTY_DRAFT;
  } catch {
    return EMPTY_DRAFT;
  }
}

/** Keeps a draft; `undefined` forgets it. */
export function keepDraft(draft: Draft | undefined): void {
  try {
    if (draft) localStorage.setItem(KEY, JSON.stringify(draft));
    else localStorage.removeItem(KEY);
  } catch {
    // Storage may be forbidden; the draft then lasts as long as the page.
  }
}

function isDraft(value: unknown): value is Draft {
  const draft = value as Partial<Draft> | null;
  return (
    typeof draft === "object" &&
    draft !== null &&
    typeof draft.type === "string" &&
    typeof draft.name === "string" &&
    typeof draft.rows === "number" &&
    typeof draft.cols === "number" &&
    Array.isArray(draft.players) &&
    draft.players.every((player) => typeof player?.name === "string" && typeof player?.color === "string")
  );
}

/** A colour no player has yet. */
export const freeColor = (players: readonly DraftPlayer[]): string =>
  OFFERED_COLORS.find((color) => players.every((player) => player.color !== color)) ?? OFFERED_COLORS[0];

/** What stands in the way of the players as they are, as a sentence; `undefined` when nothing does. */
export function playersProblem(
  players: readonly DraftPlayer[],
  limits: { readonly min: number; readonly max: number },
): string | undefined {
  if (players.length < limits.min) return `This game needs at least ${limits.min} players.`;
  if (players.length > limits.max) return `This game has at most ${limits.max} players.`;
  if (players.some(({ name }) => name.trim() === "")) return "Every player needs a name.";
  const colors = players.map(({ color }) => color);
  const twice = colors.find((color, index) => colors.indexOf(color) !== index);
  return twice ? `Two players have the colour ${twice}. Give one of them another.` : undefined;
}

/** What the server is asked to begin. */
export function gameRequest(draft: Draft, timeZone: string) {
  return {
    name: draft.name.trim(),
    game_type: draft.type,
    players: draft.players.map((player, index) => ({
      name: player.name.trim(),
      position: index + 1,
      color: player.color,
      kind: player.kind,
    })),
    time_zone: timeZone,
    ...(draft.type === "custom_grid"
      ? { pack_options: { rows: draft.rows, cols: draft.cols, points: draft.points } }
      : {}),
  };
}
