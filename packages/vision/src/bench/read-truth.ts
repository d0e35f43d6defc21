import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { BenchErrors } from "./errors.ts";
import { readChessPairs } from "./formats/chess-pairs.ts";
import { readFullBoards } from "./formats/full-boards.ts";
import { readHands } from "./formats/hands.ts";
import { readMoves } from "./formats/moves.ts";
import { isObject } from "./json.ts";
import type { Recording, RecordingKind } from "./recording.ts";

/**
 * Reads `truth.json` of a folder of photos; the format is recognised by its fields.
 *
 * @throws {AppError} `bench.no_truth`, `bench.unknown_format`, `bench.not_measured`, `bench.bad_truth`,
 *   `bench.nothing_to_compare`
 */
export async function readRecording(dir: string): Promise<Recording> {
  const truth = await readTruth(dir);
  const kind = recognise(truth);
  if (kind === undefined) {
    throw BenchErrors.unknown_format({ dir, reason: "neither its cells nor its frames have fields of a known format" });
  }
  const recording = readers[kind]?.(dir, truth);
  if (!recording) throw BenchErrors.not_measured({ dir, kind: NAMES[kind] });
  if (recording.comparisons.length === 0) throw BenchErrors.nothing_to_compare({ dir });
  return recording;
}

const NAMES: Readonly<Record<RecordingKind, string>> = {
  tile_moves: "tile moves",
  letter_moves: "letter moves",
  full_boards: "full boards",
  hands: "hands",
  chess_pairs: "pairs of chess positions",
  markers: "markers",
  zones: "zones",
};

type Reader = (dir: string, truth: Readonly<Record<string, unknown>>) => Recording;

const readers: Readonly<Partial<Record<RecordingKind, Reader>>> = {
  tile_moves: (dir, truth) => readMoves(dir, truth, "tile_moves"),
  letter_moves: (dir, truth) => readMoves(dir, truth, "letter_moves"),
  full_boards: readFullBoards,
  chess_pairs: readChessPairs,
  hands: readHands,
};

/** Which format a truth file has, by its fields; `undefined` for none of the known. */
export function recognise(truth: Readonly<Record<string, unknown>>): RecordingKind | undefined {
  const frames = Array.isArray(truth["frames"]) ? truth["frames"].filter(isObject) : [];
  const has = (key: string): boolean => frames.some((frame) => frame[key] !== undefined);
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
