import { CaptureErrors, GameErrors } from "../errors.ts";
import type { GameStatus } from "./events.ts";

/** State of a photo. */
export type CaptureStatus = "capturing" | "uploading" | "waiting_for_upload" | "stored" | "failed" | "removed";

type Table<S extends string> = { readonly [From in S]: readonly S[] };

/** What may become what (tabletop.md 4.2); anything else is refused and nothing changes. */
export const GAME_TRANSITIONS: Table<GameStatus> = {
  setup: ["in_progress", "abandoned"],
  in_progress: ["completed", "abandoned"],
  completed: ["in_progress"],
  abandoned: ["in_progress"],
};

/** capture.status (tabletop.md 4.2). */
export const CAPTURE_TRANSITIONS: Table<CaptureStatus> = {
  capturing: ["uploading", "stored", "failed"],
  uploading: ["stored", "failed"],
  waiting_for_upload: ["stored", "failed"],
  stored: ["removed"],
  failed: [],
  removed: [],
};

/** Whether a step is one of the table. */
export const allowed = <S extends string>(table: Table<S>, from: S, to: S): boolean => table[from].includes(to);

/** A finished game that is played on. */
export const isReopening = (from: GameStatus, to: GameStatus): boolean =>
  to === "in_progress" && (from === "completed" || from === "abandoned");

/** @throws {AppError} `game.bad_transition` */
export function requireGameStep(from: GameStatus, to: GameStatus): void {
  if (!allowed(GAME_TRANSITIONS, from, to)) throw GameErrors.bad_transition({ what: "game", from, to });
}

/** @throws {AppError} `capture.bad_transition` */
export function requireCaptureStep(from: CaptureStatus, to: CaptureStatus): void {
  if (!allowed(CAPTURE_TRANSITIONS, from, to)) throw CaptureErrors.bad_transition({ from, to });
}

/** @throws {AppError} `game.not_active` for a game that is over. */
export function requirePlayable(status: GameStatus): void {
  if (status === "completed" || status === "abandoned") throw GameErrors.not_active({ status });
}
