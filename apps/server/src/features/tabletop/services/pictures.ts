import { cellAt, cellName, type GridSpec, parseCell } from "@wopr/games";
import type { Db } from "../../../db/db.ts";
import type { Caller } from "../../../http/caller.ts";
import type { MediaService } from "../../media/index.ts";
import type { Access } from "../access.ts";
import { gameOfKey } from "../domain/file-names.ts";
import { foldGame } from "../domain/fold.ts";
import { boxOf, CELLS_PER_UNIT } from "../domain/zone-regions.ts";
import { AnalysisErrors, CaptureErrors, LayerErrors, PhotoErrors, StateErrors } from "../errors.ts";
import type { GameLog } from "../game-log.ts";
import type { OpenGame } from "../open-game.ts";
import { asOrientation } from "../photo/orientation.ts";
import { viewable } from "../photo/strip-metadata.ts";
import { type CaptureRow, createCaptureStore } from "../store/captures.ts";
import { lookOf, referenceOf } from "../stored-look.ts";
import type { CompareTask, CropTask, DrawnLayer, LayerName, VisionPort } from "../vision-port.ts";
import { gridOf, type LookTasks } from "./look-tasks.ts";
import type { Thumbnails } from "./thumbnails.ts";

/** A picture for a browser. */
export interface Picture {
  readonly bytes: Uint8Array;
  readonly mime: string;
  /** Changes when the picture does. */
  readonly etag: string;
}

/** Two photos laid over each other. */
export interface Comparison {
  readonly width: number;
  readonly height: number;
  readonly cells: readonly {
    readonly cell: string;
    readonly score: number;
    readonly region: readonly [number, number, number, number];
  }[];
}

/** Photos and what can be drawn of them. All of it only for people who may see the game. */
export interface PicturesService {
  /** A stored photo or thumbnail, upright for viewers. @throws {AppError} `game.not_found`, `media.not_found` */
  image(caller: Caller, gameId: string, file: string): Promise<Picture>;
  /** As `image`, for whoever was let in by a link. @throws {AppError} `media.not_found` */
  fileOf(gameId: string, file: string): Promise<Picture>;
  /** A whole photo, for whoever was let in by a link. @throws {AppError} `capture.not_found`, `capture.no_photo` */
  photoOf(gameId: string, captureId: string): Promise<Picture>;
  /** The board alone, for whoever was let in by a link. @throws {AppError} `capture.not_found`, `calibration.missing` */
  boardOf(gameId: string, captureId: string): Promise<Picture>;
  /**
   * @param against Photo it is laid over; absent: the one it was compared with.
   * @throws {AppError} `game.not_found`, `capture.not_found`, `calibration.missing`, `layer.not_found`
   */
  layer(
    caller: Caller,
    gameId: string,
    captureId: string,
    name: LayerName,
    against: string | undefined,
  ): Promise<Picture>;
  /** One cell with a margin, 256 px. @throws {AppError} `game.not_found`, `capture.not_found`, `calibration.missing` */
  crop(caller: Caller, gameId: string, captureId: string, cell: string, side: "before" | "after"): Promise<Picture>;
  /** Every number of the last look. @throws {AppError} `game.not_found`, `capture.not_found`, `analysis.none` */
  observation(caller: Caller, gameId: string, captureId: string): Promise<Readonly<Record<string, unknown>>>;
  /** @throws {AppError} `game.not_found`, `capture.not_found`, `calibration.missing` */
  compare(caller: Caller, gameId: string, left: string, right: string): Promise<Comparison>;
}

/** What the service needs from outside. */
export interface PicturesServiceDeps {
  readonly db: Db;
  readonly log: GameLog;
  readonly access: Access;
  readonly media: MediaService;
  readonly thumbnails: Thumbnails;
  readonly tasks: LookTasks;
  readonly vision: VisionPort;
}

const CROP_PX = 256;
const CROP_MARGIN_CELLS = 0.35;
/** This many drawn pictures are kept in memory, each some tens of kilobytes. */
const KEPT_PICTURES = 200;

/** The only implementation. */
export function createPicturesService(deps: PicturesServiceDeps): PicturesService {
  const { db, log, access, media, thumbnails, tasks, vision } = deps;
  const captures = createCaptureStore(db);
  const kept = new Map<string, Promise<DrawnLayer>>();

  async function find(caller: Caller, gameId: string, captureId: string): Promise<CaptureRow> {
    await access.requireSeeing(caller, gameId);
    return findIn(gameId, captureId);
  }

  async function findIn(gameId: string, captureId: string): Promise<CaptureRow> {
    const capture = await captures.find(gameId, captureId);
    if (!capture) throw CaptureErrors.not_found({});
    return capture;
  }

  /** Drawn once: the same look gives the same picture. */
  function drawn(key: string, draw: () => Promise<DrawnLayer>): Promise<DrawnLayer> {
    const known = kept.get(key);
    if (known) return known;
    const fresh = draw();
    kept.set(key, fresh);
    fresh.catch(() => kept.delete(key));
    if (kept.size > KEPT_PICTURES) kept.delete(kept.keys().next().value ?? "");
    return fresh;
  }

  async function compareTask(game: OpenGame, capture: CaptureRow, against: CaptureRow): Promise<CompareTask> {
    const state = stateAt(game, against.id);
    return tasks.compare(game, capture, { capture: against, state }, true);
  }

  async function fileOf(gameId: string, file: string): Promise<Picture> {
    const key = `games/${gameId}/${file}`;
    if (gameOfKey(key) !== gameId) throw PhotoErrors.not_found({});
    const capture = await captures.findByPath(key);
    if (capture?.gameId !== gameId) throw PhotoErrors.not_found({});
    if (key === capture.thumbnailPath) {
      const etag = `thumb-${capture.sha256 ?? ""}`;
      return { bytes: await thumbnails.read(capture), mime: "image/jpeg", etag };
    }
    const bytes = viewable(await media.read(key), capture.mime ?? "", asOrientation(capture.orientation));
    return { bytes, mime: capture.mime ?? "image/jpeg", etag: capture.sha256 ?? "" };
  }

  async function layer(capture: CaptureRow, name: LayerName, against: string | undefined): Promise<Picture> {
    const { gameId, id: captureId } = capture;
    const game = await log.open(gameId);
    const board = gridOf(game);
    const look = lookOf(capture);
    const otherId = against ?? referenceOf(capture);
    const other = otherId === undefined ? undefined : await captures.find(gameId, otherId);
    if (against !== undefined && !other) throw CaptureErrors.not_found({});
    const alone = name === "rectified" || (name === "board" && against === undefined);
    if (!alone && !other) throw LayerErrors.not_found({ name });
    const key = [captureId, name, otherId ?? "", look?.atMs ?? 0, (await tasks.calibrationFor(capture)).id].join(":");
    const picture = await drawn(key, async () => {
      const compare = alone || !other ? null : await compareTask(game, capture, other);
      const photo = await tasks.locate(capture);
      const found = await vision.layer({ kind: "layer", name, board, photo, compare });
      if (!found) throw LayerErrors.not_found({ name });
      return found;
    });
    return { ...picture, etag: key };
  }

  return {
    async image(caller, gameId, file) {
      await access.requireSeeing(caller, gameId);
      return fileOf(gameId, file);
    },

    fileOf,

    async photoOf(gameId, captureId) {
      const capture = await findIn(gameId, captureId);
      return { bytes: await tasks.bytesOf(capture), mime: capture.mime ?? "image/jpeg", etag: capture.sha256 ?? "" };
    },

    boardOf: async (gameId, captureId) => layer(await findIn(gameId, captureId), "board", undefined),

    layer: async (caller, gameId, captureId, name, against) =>
      layer(await find(caller, gameId, captureId), name, against),

    async crop(caller, gameId, captureId, cell, side) {
      const capture = await find(caller, gameId, captureId);
      const at = placeOf(await log.open(gameId), cell);
      if (!at) throw StateErrors.invalid({ problems: [{ at: "/path/cell", detail: `There is no cell ${cell}.` }] });
      const referenceId = referenceOf(capture);
      const before = side === "before" && referenceId ? await captures.find(gameId, referenceId) : undefined;
      const shown = side === "before" ? (before ?? capture) : capture;
      const photo = await tasks.locate(shown);
      const crop = { kind: "crop", photo, sizePx: CROP_PX, ...at } as const;
      const key = ["crop", shown.id, cell, lookOf(shown)?.atMs ?? 0, (await tasks.calibrationFor(shown)).id].join(":");
      const drawnCrop = await drawn(key, () => vision.crop(crop));
      return { ...drawnCrop, etag: key };
    },

    async observation(caller, gameId, captureId) {
      const capture = await find(caller, gameId, captureId);
      const look = lookOf(capture);
      if (!look) throw AnalysisErrors.none({});
      const { referenceState: _, ...shown } = "referenceState" in look ? look : { ...look, referenceState: null };
      return { ...shown, outcome: (capture.analysisResults?.["outcome"] as string | undefined) ?? null };
    },

    async compare(caller, gameId, left, right) {
      const [a, b] = [await find(caller, gameId, left), await find(caller, gameId, right)];
      const game = await log.open(gameId);
      const board = gridOf(game);
      const { observation } = await vision.compare(await compareTask(game, b, a));
      const { scores } = observation;
      const differing = [...scores.changed, ...scores.unsure].sort((x, y) => x - y);
      return {
        width: board.cols * BOARD_CELL_PX,
        height: board.rows * BOARD_CELL_PX,
        cells: differing.map((cell) => ({
          cell: cellName(board, cellAt(board, cell)),
          score: Math.round((scores.d[cell] ?? 0) * 1000) / 1000,
          region: regionOnBoard(board, cell),
        })),
      };
    },
  };
}

/** Around a base its own size is shown on every side, so that a short move is seen too. */
const BASE_MARGIN = 1;

/** Where a cell, a zone or a base lies, in cells, with what is shown around it. */
export function placeOf(game: OpenGame, name: string): Pick<CropTask, "cell" | "marginCells"> | null {
  const { board } = game.manifest;
  if (board?.kind === "table") {
    const base = game.folded.state.bases?.find(({ id }) => id === name);
    const { rows, cols } = gridOf(game);
    const sizeCells = ((base?.baseMm ?? 0) / board.widthMm) * cols;
    return base
      ? {
          cell: { col: (base.x / board.widthMm) * cols - 0.5, row: (base.y / board.heightMm) * rows - 0.5 },
          marginCells: Math.max(0, sizeCells * (0.5 + BASE_MARGIN) - 0.5),
        }
      : null;
  }
  if (board?.kind !== "zones") {
    const cell = parseCell(gridOf(game), name);
    return cell && { cell, marginCells: CROP_MARGIN_CELLS };
  }
  const zone = board.zones.find(({ id }) => id === name);
  const box = boxOf(zone?.polygon ?? zone?.stops ?? []);
  if (!box) return null;
  const [left, top, right, bottom] = box.map((value) => value * CELLS_PER_UNIT) as [number, number, number, number];
  const side = Math.max(right - left, bottom - top);
  return {
    cell: { col: (left + right) / 2 - 0.5, row: (top + bottom) / 2 - 0.5 },
    marginCells: Math.max(0, (side - 1) / 2),
  };
}

/** Pixels per cell of board pictures (vision.md 6.4); they show the cells alone. */
const BOARD_CELL_PX = 24;

/** Where a cell lies in a board picture. */
function regionOnBoard(board: GridSpec, cell: number): readonly [number, number, number, number] {
  const { col, row } = cellAt(board, cell);
  return [col * BOARD_CELL_PX, row * BOARD_CELL_PX, BOARD_CELL_PX, BOARD_CELL_PX];
}

/** What was believed to stand on the board in a photo. */
function stateAt(game: OpenGame, captureId: string) {
  const { agreed, moves, state } = game.folded;
  if (agreed?.captureId === captureId) return agreed.state;
  const move = moves.find((candidate) => candidate.captureId === captureId);
  if (move) return foldGame(game.events, game.pack.rules, { atMove: move.n }).state;
  const setup = game.events.some((event) => event.kind === "state_set" && event.payload.capture_id === captureId);
  return setup ? foldGame(game.events, game.pack.rules, { atMove: 0 }).state : state;
}
