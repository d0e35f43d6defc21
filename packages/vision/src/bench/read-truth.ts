import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { BenchErrors } from "./errors.ts";
import { readChessPairs } from "./formats/chess-pairs.ts";
import { readFullBoards } from "./formats/full-boards.ts";
import { readHands } from "./formats/hands.ts";
import { type MarkerRecording, readMarkerFrames } from "./formats/markers.ts";
import { readMoves } from "./formats/moves.ts";
import { readZonePairs, type ZoneRecording } from "./formats/zone-pairs.ts";
import { isObject, type JsonObject } from "./json.ts";
import type { Recording, RecordingKind } from "./recording.ts";

/** One set of measurements of a folder. */
export type Folder =
  | { readonly kind: "grid"; readonly recording: Recording }
  | { readonly kind: "markers"; readonly recording: MarkerRecording }
  | { readonly kind: "zones"; readonly recording: ZoneRecording };

/**
 * Reads `truth.json` of a folder of photos; the format is recognised by its fields. Photos with boards and markers make
 * two sets.
 *
 * @throws {AppError} `bench.no_truth`, `bench.unknown_format`, `bench.bad_truth`, `bench.nothing_to_compare`
 */
export async function readFolder(dir: string): Promise<readonly Folder[]> {
  const truth = await readTruth(dir);
  const kind = recognise(truth);
  if (kind === undefined) {
    throw BenchErrors.unknown_format({ dir, reason: "neither its cells nor its frames have fields of a known format" });
  }
  const main = folderOf(dir, kind, truth);
  const also = kind !== "markers" && hasFrames(truth, "markers") ? [folderOf(dir, "markers", truth)] : [];
  const found = [main, ...also].filter((folder) => sizeOf(folder) > 0);
  if (found.length === 0) throw BenchErrors.nothing_to_compare({ dir });
  return found;
}

function folderOf(dir: string, kind: RecordingKind, truth: JsonObject): Folder {
  if (kind === "markers") return { kind, recording: readMarkerFrames(dir, truth) };
  if (kind === "zones") return { kind, recording: readZonePairs(dir, truth) };
  return { kind: "grid", recording: readers[kind](dir, truth) };
}

function sizeOf(folder: Folder): number {
  if (folder.kind === "markers") return folder.recording.frames.length;
  return folder.kind === "zones" ? folder.recording.pairs.length : folder.recording.comparisons.length;
}

type GridKind = Exclude<RecordingKind, "markers" | "zones">;

const readers: Readonly<Record<GridKind, (dir: string, truth: JsonObject) => Recording>> = {
  tile_moves: (dir, truth) => readMoves(dir, truth, "tile_moves"),
  letter_moves: (dir, truth) => readMoves(dir, truth, "letter_moves"),
  full_boards: readFullBoards,
  chess_pairs: readChessPairs,
  hands: readHands,
};

const framesOf = (truth: JsonObject): readonly JsonObject[] =>
  Array.isArray(truth["frames"]) ? truth["frames"].filter(isObject) : [];

const hasFrames = (truth: JsonObject, key: string): boolean =>
  framesOf(truth).some((frame) => frame[key] !== undefined);

/** Which format a truth file has, by its fields; `undefined` for none of the known. */
export function recognise(truth: Readonly<Record<string, unknown>>): RecordingKind | undefined {
  const frames = framesOf(truth);
  const has = (key: string): boolean => hasFrames(truth, key);
  if (has("hand")) return "hands";
  const cells = [truth["initial"], ...frames.map((frame) => frame["placed"])].flat().filter(isObject);
  if (cells.some((cell) => cell["letter"] !== undefined)) return "letter_moves";
  if (cells.some((cell) => cell["shape"] !== undefined)) return "tile_moves";
  const pairs = Array.isArray(truth["pairs"]) ? truth["pairs"].filter(isObject) : [];
  if (pairs.some((pair) => pair["move_uci"] !== undefined)) return "chess_pairs";
  if (has("board")) return "full_boards";
  if (has("cubes") || pairs.some((pair) => pair["changes"] !== undefined)) return "zones";
  if (has("markers")) return "markers";
  return undefined;
}

async function readTruth(dir: string): Promise<Readonly<Record<string, unknown>>> {
  const text = await readFile(join(dir, "truth.json"), "utf8").catch((cause: NodeJS.ErrnoException) => {
    throw BenchErrors.no_truth({ dir, reason: cause.code === "ENOENT" ? "it is not there" : cause.message }, { cause });
  });
  const parsed = parse(dir, text);
  if (!isObject(parsed)) throw BenchErrors.no_truth({ dir, reason: "it holds no object" });
  return parsed;
}

function parse(dir: string, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw BenchErrors.no_truth({ dir, reason: "it is no JSON" }, { cause });
  }
}
