import type { CaptureLineWire, MoveLineWire } from "@wopr/contracts";

/** One stop of the timeline: the board after `at` moves. */
export interface Stop {
  readonly at: number;
  /** "Setup", "Turn 3", or what the move says. */
  readonly label: string;
  readonly move: MoveLineWire | undefined;
  readonly photo: CaptureLineWire | undefined;
}

/** What the timeline shows. */
export interface TimelineFilter {
  readonly player: number | undefined;
  readonly only: "all" | "photo" | "asked" | "corrected" | "commented" | "verdict" | "conflict";
}

/** A timeline that hides nothing. */
export const ALL: TimelineFilter = { player: undefined, only: "all" };

/** Stops of a game: the setup, then one per move, each with the photo it was agreed on. */
export function stopsOf(moves: readonly MoveLineWire[], captures: readonly CaptureLineWire[]): readonly Stop[] {
  const setup = captures.find(({ move, outcome }) => move === 0 || outcome === "setup");
  return [
    { at: 0, label: "Setup", move: undefined, photo: setup },
    ...moves.map((move) => ({
      at: move.n,
      label: `Move ${move.n}`,
      move,
      photo: captures.find(({ id }) => id === move.capture_id),
    })),
  ];
}

/** Whether a stop passes a filter. The setup always does. */
export function passes(stop: Stop, filter: TimelineFilter): boolean {
  const { move, photo } = stop;
  if (!move) return true;
  if (filter.player !== undefined && move.move.player !== filter.player) return false;
  if (filter.only === "photo") return photo !== undefined;
  if (filter.only === "asked") return [move.outcome, photo?.outcome].some((one) => one === "ask" || one === "too_much");
  if (filter.only === "corrected") return move.corrected;
  if (filter.only === "commented") return move.comments.length > 0 || move.glyph !== null;
  if (filter.only === "verdict")
    return move.verdicts.some(({ result, dismissed }) => result === "violation" && !dismissed);
  if (filter.only === "conflict") return move.conflict !== null || move.flag !== null;
  return true;
}

/** Number of the stop before or after; stays at the ends. */
export function stepped(stops: readonly Stop[], at: number, by: number): number {
  const index = stops.findIndex((stop) => stop.at === at);
  const next = stops[Math.min(stops.length - 1, Math.max(0, (index < 0 ? stops.length - 1 : index) + by))];
  return next?.at ?? at;
}
