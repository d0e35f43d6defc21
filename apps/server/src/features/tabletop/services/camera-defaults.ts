import type { PackManifest } from "@wopr/games";
import type { Clock, NewId } from "@wopr/kernel";
import { fromCorners, tableGrid, VIRTUAL_GRID } from "@wopr/vision";
import type { Db } from "../../../db/db.ts";
import { checkSettings } from "../camera-settings.ts";
import type { NewEvent } from "../domain/events.ts";
import { CameraErrors } from "../errors.ts";
import { readSample } from "../samples.ts";
import { createCalibrationStore } from "../store/calibrations.ts";
import { type CameraRow, createCameraStore } from "../store/cameras.ts";

/** What a camera brings to a new game. */
export interface CameraForGame {
  readonly id: string;
  readonly gameType: string | undefined;
  readonly packOptions: Readonly<Record<string, unknown>> | undefined;
  readonly corners: readonly (readonly [number, number])[] | undefined;
  readonly image: { readonly width: number; readonly height: number } | undefined;
  readonly palette: Extract<NewEvent, { kind: "palette_set" }>["payload"]["entries"] | undefined;
  /** Cells of the set-up photo whose pieces are known: the palette is learned from them. */
  readonly paletteTaps: readonly { readonly player: number; readonly cell: string }[];
}

/** Chooses the camera of a new game and carries over what it knows. */
export interface CameraDefaults {
  /**
   * @param wanted Absent: the default camera, if there is one. `null`: none.
   * @throws {AppError} `camera.not_found`
   */
  forNewGame(tx: Db, wanted: string | null | undefined): Promise<CameraForGame | null>;
  /** @throws {AppError} `camera.not_found` */
  require(cameraId: string): Promise<void>;
  /** Cells of the set-up photo whose pieces a camera knows beforehand; none for most. */
  paletteTaps(cameraId: string | null): Promise<CameraForGame["paletteTaps"]>;
  /** Calibrates a new game by what its camera knows, as far as that fits its board. @returns Events for its log. */
  ground(tx: Db, gameId: string, camera: CameraForGame | null, manifest: PackManifest): Promise<readonly NewEvent[]>;
}

/** The only implementation. */
export function createCameraDefaults(deps: {
  readonly db: Db;
  readonly clock: Clock;
  readonly newId: NewId;
}): CameraDefaults {
  const { db, clock, newId } = deps;

  const find = async (via: Db, id: string): Promise<CameraRow> => {
    const camera = await createCameraStore(via).find(id);
    if (!camera) throw CameraErrors.not_found({});
    return camera;
  };

  return {
    async forNewGame(tx, wanted) {
      if (wanted === null) return null;
      const camera = wanted === undefined ? await createCameraStore(tx).defaultCamera() : await find(tx, wanted);
      return camera ? suggestionsOf(camera) : null;
    },

    async require(cameraId) {
      await find(db, cameraId);
    },

    async paletteTaps(cameraId) {
      const camera = cameraId === null ? undefined : await createCameraStore(db).find(cameraId);
      return camera ? (await suggestionsOf(camera)).paletteTaps : [];
    },

    async ground(tx, gameId, camera, manifest) {
      const { board } = manifest;
      const cells =
        board?.kind === "grid" ? board : board?.kind === "zones" ? VIRTUAL_GRID : board ? tableGrid(board) : null;
      if (!camera?.corners || !camera.image || !cells) return [];
      const calibrated = fromCorners(camera.corners, cells, camera.image);
      // Another board than the one the camera was set up for: then people drag the corners themselves.
      if (!calibrated.ok) return [];
      const id = newId();
      const content = calibrated.calibration as unknown as Record<string, unknown>;
      const row = { id, gameId, cameraId: camera.id, kind: "corners" as const, content, rmsPx: null, rmsMm: null };
      await createCalibrationStore(tx).insert({ ...row, createdAt: clock.now() });
      return [
        { kind: "calibration_set", payload: { calibration_id: id, camera_id: camera.id } },
        ...(camera.palette
          ? [{ kind: "palette_set" as const, payload: { capture_id: null, entries: camera.palette } }]
          : []),
      ];
    },
  };
}

async function suggestionsOf(camera: CameraRow): Promise<CameraForGame> {
  const { defaults, sample } = checkSettings(camera.name, camera.driver, camera.settings);
  const shipped = sample === null ? undefined : await readSample(sample);
  return {
    id: camera.id,
    gameType: defaults.game_type ?? shipped?.game.game_type,
    packOptions: defaults.pack_options ?? shipped?.game.pack_options,
    corners: defaults.corners ?? shipped?.corners,
    image: defaults.image ?? shipped?.image,
    palette: defaults.palette,
    paletteTaps: defaults.palette_taps ?? shipped?.palette ?? [],
  };
}
