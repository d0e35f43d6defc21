import { type BoardPoint, classOf, type GameState, type GridSpec, parseCell } from "@wopr/games";
import { type Calibration, type Homography, mapForSize, tableGrid, VIRTUAL_GRID } from "@wopr/vision";
import type { Db } from "../../../db/db.ts";
import type { MediaService } from "../../media/index.ts";
import { asPalette, paletteNow } from "../domain/palette.ts";
import { CalibrationErrors, CaptureErrors } from "../errors.ts";
import type { OpenGame } from "../open-game.ts";
import { asOrientation } from "../photo/orientation.ts";
import { viewable } from "../photo/strip-metadata.ts";
import { type CalibrationRow, createCalibrationStore } from "../store/calibrations.ts";
import { type CaptureRow, createCaptureStore } from "../store/captures.ts";
import { comparedLook, lookOf, mapOf } from "../stored-look.ts";
import type { CompareTask, LocatedPhoto, ReadTask, TableTask, ZonesReadTask, ZonesTask } from "../vision-port.ts";
import type { CameraDefaults } from "./camera-defaults.ts";

/** A photo to compare with, and what was believed to stand on the board then. */
export interface Reference {
  readonly capture: CaptureRow;
  readonly state: GameState;
}

/** Gathers what a worker needs to look at photos. */
export interface LookTasks {
  /** Bytes of a photo as viewers get them. @throws {AppError} `capture.no_photo` */
  bytesOf(capture: CaptureRow): Promise<Uint8Array>;
  /** The newest calibration for a photo's camera. @throws {AppError} `calibration.missing` */
  calibrationFor(capture: CaptureRow): Promise<CalibrationRow>;
  hasCalibration(via: Db, capture: Pick<CaptureRow, "gameId" | "cameraId">): Promise<boolean>;
  /** Where the board lies in a photo: as its own look found it, else by calibration. @throws {AppError} `calibration.missing` */
  locate(capture: CaptureRow): Promise<LocatedPhoto>;
  /** @throws {AppError} `calibration.missing`, `capture.no_photo` */
  compare(game: OpenGame, capture: CaptureRow, reference: Reference, useAnyway: boolean): Promise<CompareTask>;
  /** @throws {AppError} `calibration.missing`, `capture.no_photo` */
  read(game: OpenGame, capture: CaptureRow): Promise<ReadTask>;
  /** As `compare`, on a board of zones. @throws {AppError} `calibration.missing`, `capture.no_photo` */
  zones(game: OpenGame, capture: CaptureRow, reference: Reference): Promise<ZonesTask>;
  /** As `compare`, on a measured table. @throws {AppError} `calibration.missing`, `capture.no_photo` */
  table(game: OpenGame, capture: CaptureRow, reference: Reference): Promise<TableTask>;
  /** As `read`, on a board of zones. @throws {AppError} `calibration.missing`, `capture.no_photo` */
  readZones(game: OpenGame, capture: CaptureRow): Promise<ZonesReadTask>;
}

/** How many agreed frames sharpness is compared with. */
const SHARPNESS_FRAMES = 5;

/** The only implementation. */
export function createLookTasks(deps: {
  readonly db: Db;
  readonly media: MediaService;
  readonly cameras: CameraDefaults;
}): LookTasks {
  const { db, media, cameras } = deps;
  const captures = createCaptureStore(db);

  async function bytesOf(capture: CaptureRow): Promise<Uint8Array> {
    if (capture.status !== "stored" || capture.imagePath === null)
      throw CaptureErrors.no_photo({ status: capture.status });
    return viewable(await media.read(capture.imagePath), capture.mime ?? "", asOrientation(capture.orientation));
  }

  async function newestCalibration(via: Db, capture: Pick<CaptureRow, "gameId" | "cameraId">) {
    const all = await createCalibrationStore(via).list(capture.gameId);
    // Corners dragged on another camera's picture say nothing; corners of no camera are taken for any.
    return all.find(({ cameraId }) => cameraId === null || capture.cameraId === null || cameraId === capture.cameraId);
  }

  async function calibrationFor(capture: CaptureRow): Promise<CalibrationRow> {
    const found = await newestCalibration(db, capture);
    if (!found) throw CalibrationErrors.missing({});
    return found;
  }

  const mapOfCalibration = (calibration: CalibrationRow, capture: CaptureRow): Homography => {
    const { imageToBoard, image } = calibration.content as unknown as Calibration;
    const photo = { width: capture.width ?? image.width, height: capture.height ?? image.height };
    // Another shape of picture: another mode of the camera, for which nobody has dragged the corners.
    const map = mapForSize(imageToBoard, image, photo);
    if (!map) throw CalibrationErrors.missing({});
    return map;
  };

  const locate = async (capture: CaptureRow): Promise<LocatedPhoto> => ({
    bytes: await bytesOf(capture),
    imageToBoard: mapOf(lookOf(capture)) ?? mapOfCalibration(await calibrationFor(capture), capture),
  });

  /** Corners dragged after the reference was looked at are about the photos since; else the reference says where. */
  async function startOf(capture: CaptureRow, reference: CaptureRow): Promise<Homography | null> {
    const calibration = await calibrationFor(capture);
    const look = lookOf(reference);
    return look && look.atMs >= calibration.createdAt.getTime() ? null : mapOfCalibration(calibration, capture);
  }

  async function setupOf(game: OpenGame, reference: CaptureRow): Promise<CompareTask["setup"]> {
    const first = firstAgreed(game);
    if (first === undefined || first.captureId === reference.id) return null;
    const capture = await captures.find(game.row.id, first.captureId);
    if (capture?.status !== "stored") return null;
    return { ...(await locate(capture)), empty: emptyCells(first.state) };
  }

  async function sharpness(game: OpenGame): Promise<readonly number[]> {
    const agreed = new Set(game.folded.moves.slice(-SHARPNESS_FRAMES).map(({ captureId }) => captureId));
    const all = await captures.list(game.row.id);
    return all.flatMap(({ id, quality }) => {
      const value = quality?.["sharpness"];
      return agreed.has(id) && typeof value === "number" ? [value] : [];
    });
  }

  return {
    bytesOf,
    calibrationFor,
    hasCalibration: async (via, capture) => (await newestCalibration(via, capture)) !== undefined,
    locate,

    async compare(game, capture, reference, useAnyway) {
      const board = gridOf(game);
      return {
        kind: "compare",
        current: { bytes: await bytesOf(capture), start: await startOf(capture, reference.capture) },
        reference: await locate(reference.capture),
        setup: await setupOf(game, reference.capture),
        board,
        palette: paletteNow(game.folded, game.events, comparedLook(reference.capture)),
        known: classesOf(reference.state, board),
        sharpnessHistory: await sharpness(game),
        tallPieces: game.manifest.pieces.some(({ footprint }) => footprint === "tall"),
        useAnyway,
      };
    },

    async zones(game, capture, reference) {
      const { zones: counts = {}, tracks: steps = {} } = reference.state;
      return {
        kind: "zones",
        current: { bytes: await bytesOf(capture), start: await startOf(capture, reference.capture) },
        reference: await locate(reference.capture),
        ...drawnOn(game),
        state: { counts, steps },
      };
    },

    async table(game, capture, reference) {
      const { board } = game.manifest;
      if (board?.kind !== "table") throw CalibrationErrors.not_a_grid({ title: game.manifest.title });
      return {
        kind: "table",
        table: board,
        current: { bytes: await bytesOf(capture), start: await startOf(capture, reference.capture) },
        reference: await locate(reference.capture),
        bases: reference.state.bases ?? [],
      };
    },

    async readZones(game, capture) {
      const imageToBoard = mapOfCalibration(await calibrationFor(capture), capture);
      const { zones, palette, spots } = drawnOn(game);
      return { kind: "zones_read", photo: { bytes: await bytesOf(capture), imageToBoard }, zones, palette, spots };
    },

    async read(game, capture) {
      const board = gridOf(game);
      const taps = tappedOn(game, capture.id) ?? (await cameras.paletteTaps(capture.cameraId));
      return {
        kind: "read",
        photo: {
          bytes: await bytesOf(capture),
          imageToBoard: mapOfCalibration(await calibrationFor(capture), capture),
        },
        board,
        palette: asPalette(game.folded.header.palette),
        taps: taps.flatMap(({ player, cell }) => {
          const at = cell === undefined ? null : parseCell(board, cell);
          return at ? [{ player, cell: at.row * board.cols + at.col }] : [];
        }),
      };
    },
  };
}

/** The cells photos are registered by; boards of zones have a grid nobody sees. @throws {AppError} `calibration.not_a_grid` */
export function gridOf(game: OpenGame): GridSpec {
  if (!game.manifest.readsPhotos) throw CalibrationErrors.not_a_grid({ title: game.manifest.title });
  return groundOf(game);
}

/**
 * The cells corners are dragged for, also before photos can be read: the areas of a printed board are drawn on a photo
 * whose corners are known.
 *
 * @throws {AppError} `calibration.not_a_grid`
 */
export function groundOf({ manifest: { board, title, readsPhotos } }: OpenGame): GridSpec {
  if (!board || (board.kind !== "zones" && !readsPhotos)) throw CalibrationErrors.not_a_grid({ title });
  if (board.kind === "grid") return board;
  return board.kind === "table" ? tableGrid(board) : VIRTUAL_GRID;
}

/** How wide a stop of a track is, as a share of the way to the next. */
const STOP_SHARE = 0.35;
const WIDEST_STOP = 30;

/** What is drawn on a board of zones, and how its colours are known. */
function drawnOn(game: OpenGame): Pick<ZonesTask, "zones" | "tracks" | "palette" | "spots"> {
  const { board } = game.manifest;
  const zones = board?.kind === "zones" ? board.zones : [];
  const discs = board?.kind === "zones" ? (board.discs ?? []) : [];
  return {
    zones: zones.filter(({ kind, polygon }) => kind !== "track" && kind !== "text" && polygon !== undefined),
    tracks: zones.flatMap(({ id, kind, stops, owners }) =>
      kind === "track" && stops ? [{ id, stops, radius: radiusOf(stops), ...(owners ? { owners } : {}) }] : [],
    ),
    palette: game.folded.header.palette.flatMap(({ player, rgb }) => (rgb ? [{ player, rgb }] : [])),
    spots: discs.map(({ player, at: [x, y] }) => ({ player, x, y })),
  };
}

function radiusOf(stops: readonly BoardPoint[]): number {
  const steps = stops.slice(1).map(([x, y], at) => Math.hypot(x - (stops[at]?.[0] ?? x), y - (stops[at]?.[1] ?? y)));
  return Math.min(WIDEST_STOP, STOP_SHARE * Math.min(...steps));
}

/** What people pointed at on a photo; undefined when they did not. */
function tappedOn(game: OpenGame, captureId: string) {
  const set = game.events.findLast(
    (event) => event.kind === "palette_set" && !game.folded.groups.undone.has(event.groupId),
  );
  return set?.kind === "palette_set" && set.payload.capture_id === captureId ? set.payload.taps : undefined;
}

/** Whether photos of a game are read at all. */
export const readsPhotos = (game: OpenGame): boolean => game.manifest.readsPhotos && game.manifest.board !== undefined;

/** Whether photos of a game show bases on a table. */
export const hasTable = (game: OpenGame): boolean => game.manifest.board?.kind === "table";

/** Whether photos of a game are read zone by zone. */
export const hasZones = (game: OpenGame): boolean => game.manifest.board?.kind === "zones";

/** Classes of all cells, row by row; null for a piece that belongs to nobody. */
export const classesOf = (state: GameState, board: GridSpec) =>
  Array.from({ length: board.rows * board.cols }, (_, cell) =>
    classOf(state.grid?.[Math.floor(cell / board.cols)]?.[cell % board.cols] ?? null),
  );

const emptyCells = (state: GameState): readonly boolean[] =>
  (state.grid ?? []).flatMap((row) => row.map((piece) => piece === null));

/** The first photo that still counts as agreed to, and the position it was agreed as. */
function firstAgreed(game: OpenGame): { readonly captureId: string; readonly state: GameState } | undefined {
  const event = game.events.find(
    (candidate) =>
      candidate.kind === "state_set" &&
      candidate.payload.capture_id !== null &&
      !game.folded.groups.undone.has(candidate.groupId),
  );
  if (event?.kind !== "state_set" || event.payload.capture_id === null) return undefined;
  const initial = game.pack.rules.initial(game.folded.table);
  const state = event.payload.grid ? { ...initial, grid: event.payload.grid } : initial;
  return { captureId: event.payload.capture_id, state };
}
