import { type GridSpec, parseCell, playerLabel } from "@wopr/games";
import type { Clock, NewId } from "@wopr/kernel";
import { fromCorners, labOfColour, type PaletteEntry, paletteWarnings } from "@wopr/vision";
import type { Db } from "../../../db/db.ts";
import type { Caller } from "../../../http/caller.ts";
import { type Access, actorOf } from "../access.ts";
import { asPalette } from "../domain/palette.ts";
import { CalibrationErrors, CaptureErrors, StateErrors } from "../errors.ts";
import type { GameLog } from "../game-log.ts";
import { type CalibrationRow, createCalibrationStore } from "../store/calibrations.ts";
import { createCaptureStore } from "../store/captures.ts";
import type { LocatedPhoto, VisionPort } from "../vision-port.ts";
import type { AnalysisService } from "./analysis.ts";
import { gridOf, groundOf, hasZones, type LookTasks } from "./look-tasks.ts";

/** Corners somebody dragged: TL, TR, BR, BL in pixels of the upright photo. */
export interface DraggedCorners {
  readonly cameraId: string | null;
  readonly corners: readonly (readonly [number, number])[];
  readonly image: { readonly width: number; readonly height: number };
}

/** Colours of the players, and what is doubtful about them. */
export interface LearnedPalette {
  readonly entries: readonly PaletteEntry[];
  readonly warnings: readonly string[];
}

/** Saying where the board lies and what the players' colours are. */
export interface CalibrationsService {
  /**
   * Sets the corners; photos that waited for them are looked at.
   *
   * @param dryRun Checks only; the answer has version 0 and nothing is written.
   * @throws {AppError} `game.not_found`, `calibration.invalid`, `calibration.not_a_grid`
   */
  set(caller: Caller, gameId: string, dragged: DraggedCorners, dryRun: boolean): Promise<CalibrationRow>;
  /** Newest first. @throws {AppError} `game.not_found` */
  list(caller: Caller, gameId: string): Promise<readonly CalibrationRow[]>;
  /**
   * Learns the players' colours from taps on a photo; players that were not tapped keep theirs.
   *
   * @throws {AppError} `game.not_found`, `capture.not_found`, `capture.no_photo`, `calibration.missing`, `state.invalid`
   */
  learnPalette(caller: Caller, gameId: string, captureId: string, taps: readonly Tap[]): Promise<LearnedPalette>;
}

/** A piece of a player somebody pointed at: by cell, or by place in board units on a board of zones. */
export interface Tap {
  readonly player: number;
  readonly cell?: string | undefined;
  readonly at?: readonly [number, number] | undefined;
}

/** What the service needs from outside. */
export interface CalibrationsServiceDeps {
  readonly db: Db;
  readonly log: GameLog;
  readonly access: Access;
  readonly analysis: AnalysisService;
  readonly tasks: LookTasks;
  readonly vision: VisionPort;
  readonly clock: Clock;
  readonly newId: NewId;
}

/** The only implementation. */
export function createCalibrationsService(deps: CalibrationsServiceDeps): CalibrationsService {
  const { db, log, access, analysis, tasks, vision, clock, newId } = deps;

  async function sampleCells(photo: LocatedPhoto, board: GridSpec, taps: readonly Tap[]) {
    const cells = taps.flatMap(({ player, cell = "" }) => {
      const at = parseCell(board, cell);
      return at ? [{ player, cell: at.row * board.cols + at.col }] : [];
    });
    return vision.sample({ kind: "sample", photo, board, taps: cells, empty: [] });
  }

  async function sampleZones(photo: LocatedPhoto, taps: readonly Tap[]) {
    const spots = taps.flatMap(({ player, at }) => (at ? [{ player, x: at[0], y: at[1] }] : []));
    const colours = await vision.sampleZones({ kind: "zones_sample", photo, spots });
    return colours.map(({ player, rgb }) => {
      const samples = spots.filter((spot) => spot.player === player).length;
      return { player, lab: labOfColour(...rgb), rgb, spread: 0, samples };
    });
  }

  return {
    async set(caller, gameId, dragged, dryRun) {
      await access.requirePlaying(caller, gameId);
      const board = groundOf(await log.open(gameId));
      const calibrated = fromCorners(dragged.corners, board, dragged.image);
      if (!calibrated.ok) throw CalibrationErrors.invalid({ why: calibrated.text });
      const row = {
        id: newId(),
        createdAt: clock.now(),
        gameId,
        cameraId: dragged.cameraId,
        kind: "corners" as const,
        content: calibrated.calibration as unknown as Record<string, unknown>,
        rmsPx: null,
        rmsMm: null,
      };
      if (dryRun) return { ...row, version: 0 };
      return log.act(gameId, { actor: actorOf(caller) }, async (act) => {
        const version = await createCalibrationStore(act.tx).insert(row);
        const payload = { calibration_id: row.id, camera_id: row.cameraId };
        await act.write([{ kind: "calibration_set", payload }]);
        await analysis.requestWaiting(act);
        return { ...row, version };
      });
    },

    async list(caller, gameId) {
      await access.requireSeeing(caller, gameId);
      return createCalibrationStore(db).list(gameId);
    },

    async learnPalette(caller, gameId, captureId, taps) {
      await access.requirePlaying(caller, gameId);
      const game = await log.open(gameId);
      const board = gridOf(game);
      const capture = await createCaptureStore(db).find(gameId, captureId);
      if (!capture) throw CaptureErrors.not_found({});
      const { players } = game.folded.header;
      const zones = hasZones(game);
      const problems = taps.flatMap(({ player, cell, at }, i) => [
        ...(zones && !at ? [{ at: `/samples/${i}/at`, detail: "Say where on the board the piece lies." }] : []),
        ...(zones || (cell !== undefined && parseCell(board, cell))
          ? []
          : [{ at: `/samples/${i}/cell`, detail: `There is no cell ${cell ?? "without a name"}.` }]),
        ...(players.some(({ position }) => position === player)
          ? []
          : [{ at: `/samples/${i}/player`, detail: `Nobody sits at seat ${player}.` }]),
      ]);
      if (problems.length > 0) throw StateErrors.invalid({ problems });
      const photo = await tasks.locate(capture);
      const learned = zones ? await sampleZones(photo, taps) : await sampleCells(photo, board, taps);
      return log.act(gameId, { actor: actorOf(caller) }, async (act) => {
        const kept = act
          .game()
          .folded.header.palette.filter(({ player }) => !learned.some((entry) => entry.player === player));
        const entries = [...kept, ...learned].sort((a, b) => a.player - b.player);
        await act.write([{ kind: "palette_set", payload: { capture_id: captureId, entries, taps } }]);
        await analysis.requestWaiting(act);
        const { table } = act.game().folded;
        return { entries, warnings: paletteWarnings(asPalette(entries), (seat) => playerLabel(table, seat)) };
      });
    },
  };
}
