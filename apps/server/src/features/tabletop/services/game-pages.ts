import type { CameraWire } from "@wopr/contracts";
import { AppError } from "@wopr/kernel";
import type { Db } from "../../../db/db.ts";
import type { Caller } from "../../../http/caller.ts";
import type { Access } from "../access.ts";
import { GameErrors, PackErrors } from "../errors.ts";
import type { GameLog } from "../game-log.ts";
import type { OpenGame } from "../open-game.ts";
import { createCalibrationStore } from "../store/calibrations.ts";
import { createCaptureStore } from "../store/captures.ts";
import type { GameWithPlayers } from "../store/games.ts";
import { createProposalStore } from "../store/proposals.ts";
import { toCameraWire } from "../wire/cameras.ts";
import type { GameSurroundings } from "../wire/games.ts";
import type { CamerasService } from "./cameras.ts";
import { AGREED_BEFORE_AUTO } from "./games.ts";

/** Everything the page of one game shows. */
export interface GamePages {
  /**
   * A game whose log or pack needs another version opens read-only: `game` is null and the reason is given.
   *
   * @throws {AppError} `game.not_found`
   */
  read(
    caller: Caller,
    gameId: string,
  ): Promise<{ readonly whole: GameWithPlayers; readonly game: OpenGame | null; readonly around: GameSurroundings }>;
}

const NEEDS_OTHER_VERSION: readonly string[] = [
  GameErrors.needs_newer_version({ seq: 0, kind: "", schema: 0, known: 0 }).code,
  PackErrors.gone({ id: "", version: "" }).code,
];

/** The only implementation. */
export function createGamePages(deps: {
  readonly db: Db;
  readonly log: GameLog;
  readonly access: Access;
  readonly cameras: CamerasService;
}): GamePages {
  const { db, log, access, cameras } = deps;

  async function cameraOf(caller: Caller, id: string | null): Promise<CameraWire | null> {
    if (id === null) return null;
    // A camera that was removed leaves its games as they are.
    const view = await cameras.glance(caller, id).catch(() => undefined);
    return view ? toCameraWire(view.row, view.health) : null;
  }

  return {
    async read(caller, gameId) {
      const whole = await access.requireSeeing(caller, gameId);
      const [opened, captures, calibrations, camera, agreed] = await Promise.all([
        log.open(gameId).catch(readOnlyReason),
        createCaptureStore(db).list(gameId),
        createCalibrationStore(db).list(gameId),
        cameraOf(caller, whole.row.cameraId),
        createProposalStore(db).agreedUnchanged(gameId),
      ]);
      const autoOffered = agreed >= AGREED_BEFORE_AUTO;
      const game = typeof opened === "string" ? null : opened;
      const readOnly = typeof opened === "string" ? opened : null;
      const players = game?.folded.header.players ?? whole.players;
      const row = game?.row ?? whole.row;
      return {
        whole: { row, players },
        game,
        around: { captures, calibration: calibrations[0], camera, readOnly, autoOffered },
      };
    },
  };
}

function readOnlyReason(failure: unknown): string {
  if (failure instanceof AppError && NEEDS_OTHER_VERSION.includes(failure.code)) return failure.message;
  throw failure;
}
