import type { CellClass, GridSpec, Seat, TableSpec, ZoneSpec } from "@wopr/games";
import type {
  ColourSpot,
  Homography,
  KnownBase,
  MarkerFamily,
  Observation,
  Palette,
  PaletteEntry,
  Point,
  Quality,
  TableObservation,
  TrackSpec,
  ZonesInput,
  ZonesObservation,
} from "@wopr/vision";
import type { ZonesRead } from "./domain/zones-look.ts";

/** A photo as viewers get it (upright by its EXIF), and where the board lies in it (upright pixels → cells). */
export interface LocatedPhoto {
  readonly bytes: Uint8Array;
  readonly imageToBoard: Homography;
}

/** Compare a photo with the last agreed one. */
export interface CompareTask {
  readonly kind: "compare";
  readonly current: { readonly bytes: Uint8Array; readonly start: Homography | null };
  readonly reference: LocatedPhoto;
  /** The set-up photo and its empty cells, row by row; null when it is the reference itself. */
  readonly setup: (LocatedPhoto & { readonly empty: readonly boolean[] }) | null;
  readonly board: GridSpec;
  readonly palette: Palette;
  /** Classes in the reference photo, row by row: with an empty palette the colours are learned from it. */
  readonly known: readonly (CellClass | null)[];
  readonly sharpnessHistory: readonly number[];
  /** Whether pieces of the pack are tall, so that their feet are read. */
  readonly tallPieces?: boolean;
  readonly useAnyway: boolean;
}

/** Read a photo that is compared with nothing. */
export interface ReadTask {
  readonly kind: "read";
  readonly photo: LocatedPhoto;
  readonly board: GridSpec;
  readonly palette: Palette;
  /** Cells whose pieces are known beforehand; with an empty palette the colours are learned from them. */
  readonly taps: readonly { readonly cell: number; readonly player: Seat }[];
}

/** What a photo shows on one cell when it is compared with nothing. */
export interface CellSeen {
  readonly cell: number;
  readonly occupied: boolean;
  readonly owner: Seat | null;
  /** Probability that `occupied` and `owner` are right, 0 to 1. */
  readonly confidence: number;
}

/** What a photo shows, compared with nothing. */
export interface BoardRead {
  readonly pipelineVersion: string;
  readonly image: { readonly width: number; readonly height: number };
  readonly imageToBoard: Homography;
  readonly quality: Quality;
  readonly palette: Palette;
  /** All cells, row by row. */
  readonly cells: readonly CellSeen[];
}

/** The colour of a player's pieces, channels 0 to 255. */
export interface OwnerRgb {
  readonly player: Seat;
  readonly rgb: readonly [number, number, number];
}

/** Compare two photos of a board of zones. */
export interface ZonesTask {
  readonly kind: "zones";
  readonly current: { readonly bytes: Uint8Array; readonly start: Homography | null };
  readonly reference: LocatedPhoto;
  /** Those with an outline. */
  readonly zones: readonly ZoneSpec[];
  readonly tracks: readonly TrackSpec[];
  readonly state: ZonesInput["state"];
  readonly palette: readonly OwnerRgb[];
  readonly spots: readonly ColourSpot[];
}

/** What a comparison of two photos of a board of zones gave. */
export interface ZonesSeen {
  readonly observation: ZonesObservation;
  readonly image: { readonly width: number; readonly height: number };
}

/** Compare two photos of a measured table. Maps take pixels to virtual cells, as calibrations have them. */
export interface TableTask {
  readonly kind: "table";
  readonly table: TableSpec;
  readonly current: { readonly bytes: Uint8Array; readonly start: Homography | null };
  readonly reference: LocatedPhoto;
  readonly bases: readonly KnownBase[];
}

/** What a comparison of two photos of a table gave. */
export interface TableSeen {
  readonly observation: TableObservation;
  /** Photo → virtual cells, as calibrations have it. */
  readonly imageToCells: Homography;
  readonly image: { readonly width: number; readonly height: number };
}

/** Guess the counts of a photo of a board of zones that is compared with nothing. */
export interface ZonesReadTask {
  readonly kind: "zones_read";
  readonly photo: LocatedPhoto;
  readonly zones: readonly ZoneSpec[];
  readonly palette: readonly OwnerRgb[];
  readonly spots: readonly ColourSpot[];
}

/** Learn colours from pieces on a board of zones. */
export interface ZonesSampleTask {
  readonly kind: "zones_sample";
  readonly photo: LocatedPhoto;
  readonly spots: readonly ColourSpot[];
}

/** Learn colours from taps. */
export interface SampleTask {
  readonly kind: "sample";
  readonly photo: LocatedPhoto;
  readonly board: GridSpec;
  readonly taps: readonly { readonly cell: number; readonly player: Seat }[];
  /** Cells believed empty: they say what white is. */
  readonly empty: readonly number[];
}

/** Names of debug pictures. */
export type LayerName = "rectified" | "registered" | "heat" | "mask" | "cells" | "overlay" | "board";

/** Draw a debug picture. */
export interface LayerTask {
  readonly kind: "layer";
  readonly name: LayerName;
  /** As it was compared; null draws the photo alone (`rectified`, `board`). */
  readonly compare: CompareTask | null;
  readonly photo: LocatedPhoto;
  readonly board: GridSpec;
}

/** Cut one cell out of a photo, seen straight from above. */
export interface CropTask {
  readonly kind: "crop";
  readonly photo: LocatedPhoto;
  readonly cell: { readonly col: number; readonly row: number };
  /** Side of the picture. */
  readonly sizePx: number;
  /** Surroundings on every side, cells. */
  readonly marginCells: number;
}

/** Find printed markers in a photo. */
export interface MarkersTask {
  readonly kind: "markers";
  readonly bytes: Uint8Array;
  readonly board: GridSpec;
  readonly family: MarkerFamily;
  readonly ids: readonly number[];
  /** Where they lie, millimetres; null: the first four at the corners of the board. */
  readonly layout: {
    readonly sizeMm: number;
    readonly cellMm: number;
    readonly centres: readonly { readonly id: number; readonly x: number; readonly y: number; readonly turn: number }[];
  } | null;
}

/** Markers that were found, and the corners of the board they give. */
export interface MarkersSeen {
  readonly markers: readonly { readonly id: number; readonly corners: readonly Point[] }[];
  readonly corners: readonly Point[] | null;
  readonly image: { readonly width: number; readonly height: number };
  readonly missing: readonly number[];
  readonly problem: string | null;
}

/** A picture for a browser. */
export interface DrawnLayer {
  readonly bytes: Uint8Array;
  readonly mime: "image/jpeg" | "image/png" | "image/svg+xml";
}

/** Milliseconds per stage. */
export type StageTimes = Readonly<Record<string, number>>;

/** How work in a worker thread is watched and given up. */
export interface TaskOptions {
  readonly signal?: AbortSignal | undefined;
  /** Called when a stage begins. */
  readonly onStage?: ((stage: string) => void) | undefined;
}

/** Looks at photos, in worker threads. */
export interface VisionPort {
  /** @throws {AppError} `vision.…` when a photo cannot be read or the worker failed twice. */
  compare(
    task: CompareTask,
    options?: TaskOptions,
  ): Promise<{ readonly observation: Observation; readonly times: StageTimes }>;
  read(task: ReadTask, options?: TaskOptions): Promise<{ readonly read: BoardRead; readonly times: StageTimes }>;
  zones(task: ZonesTask, options?: TaskOptions): Promise<{ readonly seen: ZonesSeen; readonly times: StageTimes }>;
  readZones(
    task: ZonesReadTask,
    options?: TaskOptions,
  ): Promise<{ readonly read: ZonesRead; readonly times: StageTimes }>;
  table(task: TableTask, options?: TaskOptions): Promise<{ readonly seen: TableSeen; readonly times: StageTimes }>;
  sampleZones(task: ZonesSampleTask, options?: TaskOptions): Promise<readonly OwnerRgb[]>;
  sample(task: SampleTask, options?: TaskOptions): Promise<readonly PaletteEntry[]>;
  /** @returns Undefined where the look did not get as far as this picture. */
  layer(task: LayerTask, options?: TaskOptions): Promise<DrawnLayer | undefined>;
  crop(task: CropTask, options?: TaskOptions): Promise<DrawnLayer>;
  markers(task: MarkersTask, options?: TaskOptions): Promise<MarkersSeen>;
}
