import type { CustomPackWire } from "@wopr/contracts";
import { cellAt, cellName, type GridSpec, parseCell, playerLabel, type ZoneSpec } from "@wopr/games";
import { cellRegion, fromCorners, type Homography, labOfColour, paletteWarnings, VIRTUAL_GRID } from "@wopr/vision";
import type { Db } from "../../../db/db.ts";
import type { Caller } from "../../../http/caller.ts";
import type { Access } from "../access.ts";
import { playableOf } from "../domain/own-packs.ts";
import { asPalette } from "../domain/palette.ts";
import { CalibrationErrors, CaptureErrors, PackErrors } from "../errors.ts";
import { asOrientation } from "../photo/orientation.ts";
import { preparePhoto } from "../photo/prepare.ts";
import { viewable } from "../photo/strip-metadata.ts";
import { createCaptureStore } from "../store/captures.ts";
import type { LocatedPhoto, OwnerRgb, VisionPort } from "../vision-port.ts";
import type { LookTasks } from "./look-tasks.ts";
import type { PacksService } from "./packs.ts";

/** A photo and a kind of game to read it with. */
export interface Trial {
  readonly photo: { readonly captureId: string } | { readonly bytes: Uint8Array };
  readonly corners: readonly (readonly [number, number])[];
  /** As it is drawn at the moment; absent: the stored one. */
  readonly content?: CustomPackWire | undefined;
  readonly samples: readonly {
    readonly player: number;
    readonly cell?: string | undefined;
    readonly at?: readonly [number, number] | undefined;
  }[];
}

/** What one photo shows. */
export interface TrialReading {
  readonly cells: readonly {
    readonly cell: string;
    readonly player: number | null;
    readonly confidence: number;
    readonly region: readonly [number, number, number, number];
  }[];
  readonly zones: readonly {
    readonly zone: string;
    readonly player: number | null;
    readonly count: number;
    readonly least: number;
    readonly most: number;
  }[];
  readonly warnings: readonly string[];
}

/** Reading one photo with a kind of game that is being made. Keeps nothing. */
export interface PackTrial {
  /**
   * @throws {AppError} `pack.not_found`, `pack.invalid`, `capture.not_found`, `calibration.invalid`, `media.not_an_image`
   */
  run(caller: Caller, packId: string, trial: Trial): Promise<TrialReading>;
}

/** The only implementation. */
export function createPackTrial(deps: {
  readonly db: Db;
  readonly access: Access;
  readonly packs: PacksService;
  readonly tasks: LookTasks;
  readonly vision: VisionPort;
}): PackTrial {
  const { db, access, packs, tasks, vision } = deps;

  async function photoOf(caller: Caller, photo: Trial["photo"]) {
    if ("bytes" in photo) {
      const { bytes, mime, orientation, width, height } = await preparePhoto(photo.bytes);
      return { bytes: viewable(bytes, mime, asOrientation(orientation)), width, height };
    }
    const capture = await createCaptureStore(db).findById(photo.captureId);
    if (!capture) throw CaptureErrors.not_found({});
    await access.requireSeeing(caller, capture.gameId).catch(() => {
      throw CaptureErrors.not_found({});
    });
    return { bytes: await tasks.bytesOf(capture), width: capture.width ?? 0, height: capture.height ?? 0 };
  }

  async function readGrid(photo: LocatedPhoto, board: GridSpec, { samples }: Trial): Promise<TrialReading> {
    const taps = samples.flatMap(({ player, cell = "" }) => {
      const at = parseCell(board, cell);
      return at ? [{ player, cell: at.row * board.cols + at.col }] : [];
    });
    const palette = { entries: [], tooClose: [] };
    const { read } = await vision.read({ kind: "read", photo, board, palette, taps });
    const cells = read.cells
      .filter(({ occupied }) => occupied)
      .map(({ cell, owner, confidence }) => {
        const { col, row } = cellAt(board, cell);
        return {
          cell: cellName(board, { col, row }),
          player: owner,
          confidence,
          region: cellRegion(read.imageToBoard, col, row, read.image),
        };
      });
    const unknown = taps.length === 0 ? ["Tap one piece of every player to learn their colours."] : [];
    return { cells, zones: [], warnings: [...read.quality.verdicts, ...unknown] };
  }

  async function readZones(
    photo: LocatedPhoto,
    zones: readonly ZoneSpec[],
    discs: readonly { readonly player: number; readonly at: readonly [number, number] }[],
    { samples }: Trial,
  ): Promise<TrialReading> {
    const taps = samples.flatMap(({ player, at }) => (at ? [{ player, x: at[0], y: at[1] }] : []));
    const palette = taps.length > 0 ? await vision.sampleZones({ kind: "zones_sample", photo, spots: taps }) : [];
    const spots = discs.map(({ player, at: [x, y] }) => ({ player, x, y }));
    const drawn = zones.filter(({ kind, polygon }) => kind !== "track" && kind !== "text" && polygon !== undefined);
    const { read } = await vision.readZones({ kind: "zones_read", photo, zones: drawn, palette, spots });
    const counted = Object.entries(read.counts).flatMap(([zone, perPlayer]) =>
      Object.entries(perPlayer).map(([key, count]) => ({
        zone,
        player: Number(key.slice("player_".length)),
        count,
        // Pieces that touch look like one: a single photo is only a guess.
        least: count,
        most: count + (count > 1 ? 1 : 0),
      })),
    );
    return { cells: [], zones: counted, warnings: [...zoneWarnings(zones, palette, read.coloursKnown)] };
  }

  return {
    async run(caller, packId, trial) {
      const content = trial.content ?? (await packs.read(packId)).own?.content;
      if (!content)
        throw PackErrors.invalid({ problems: [{ at: "/pack", detail: "Shipped packs are tried in a game." }] });
      const errors = packs.validate(content).filter(({ severity }) => severity === "error");
      if (errors.length > 0)
        throw PackErrors.invalid({ problems: errors.map(({ at, detail }) => ({ at: `/pack${at}`, detail })) });
      const { board } = playableOf(content).manifest;
      const { bytes, width, height } = await photoOf(caller, trial.photo);
      const grid = board?.kind === "grid" ? board : VIRTUAL_GRID;
      const calibrated = fromCorners(trial.corners, grid, { width, height });
      if (!calibrated.ok) throw CalibrationErrors.invalid({ why: calibrated.text });
      const imageToBoard: Homography = calibrated.calibration.imageToBoard;
      const photo = { bytes, imageToBoard };
      if (board?.kind !== "zones") return readGrid(photo, grid, trial);
      return readZones(photo, board.zones, board.discs ?? [], trial);
    },
  };
}

function zoneWarnings(
  zones: readonly ZoneSpec[],
  palette: readonly OwnerRgb[],
  coloursKnown: boolean,
): readonly string[] {
  const entries = palette.map(({ player, rgb }) => ({ player, lab: labOfColour(...rgb), spread: 0, samples: 1 }));
  const table = { players: [], options: {} };
  return [
    ...(coloursKnown ? [] : ["Tap one piece of every player to learn their colours."]),
    ...paletteWarnings(asPalette(entries), (seat) => playerLabel(table, seat)),
    ...(zones.some(({ kind }) => kind === "track")
      ? ["Markers on tracks are followed from photo to photo; a single photo does not show them."]
      : []),
  ];
}
