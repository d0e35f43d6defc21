import type { CellClass, GridSpec } from "@wopr/games";
import type { Quad } from "../../geometry/quad.ts";
import { createTruthReader, type JsonObject, type TruthReader } from "../json.ts";
import type { Comparison, Recording } from "../recording.ts";

/** A photo of a whole board of crossings. */
export interface BoardFrame {
  readonly file: string;
  readonly board: GridSpec;
  readonly position: readonly CellClass[];
  readonly corners: Quad | null;
}

/** Letters of a board: `.` is empty. */
export const STONES: Readonly<Record<string, string>> = { player_1: "B", player_2: "W" };

/** Folders of full boards: every photo with the whole position, compared with the photo before. */
export function readFullBoards(dir: string, truth: JsonObject): Recording {
  const reader = createTruthReader(dir);
  const frames = reader
    .objects(truth["frames"], "frames")
    .flatMap((frame, i) => (frame["board"] === undefined ? [] : [readBoardFrame(reader, frame, `frames[${i}]`)]));
  const corners = truth["corners"] === undefined ? null : reader.corners(truth["corners"], "corners");
  return {
    dir,
    kind: "full_boards",
    classes: STONES,
    corners,
    comparisons: frames.slice(1).map((frame, i) => comparisonOf(reader, frames[i]!, frame)),
    moves: ["place", "remove"],
    maxChangedCells: 40,
    countsOwners: true,
  };
}

/** Reads a frame with `board` rows of `.`, `B` and `W`. */
export function readBoardFrame(reader: TruthReader, frame: JsonObject, at: string): BoardFrame {
  const rows = frame["board"];
  if (!Array.isArray(rows) || rows.length < 2 || !rows.every((row) => typeof row === "string")) {
    return reader.fail(`${at}.board`, "a list of texts is missing");
  }
  const cols = String(rows[0]).length;
  const position = rows.flatMap((row: string, y): CellClass[] => {
    if (row.length !== cols) reader.fail(`${at}.board[${y}]`, "the rows differ in length");
    return [...row].map((letter) => stoneOf(reader, letter, `${at}.board[${y}]`));
  });
  const given = frame["grid_corners"] ?? frame["corners"];
  return {
    file: reader.text(frame["file"], `${at}.file`),
    board: { kind: "grid", rows: rows.length, cols, points: "intersections", origin: "top", letters: "upper" },
    position,
    corners: given === undefined ? null : reader.corners(given, `${at}.corners`),
  };
}

function stoneOf(reader: TruthReader, letter: string, at: string): CellClass {
  if (letter === ".") return "empty";
  const found = Object.entries(STONES).find(([, name]) => name === letter.toUpperCase());
  return (found?.[0] as CellClass | undefined) ?? reader.fail(at, `"${letter}" is neither ".", "B" nor "W"`);
}

/** Two boards in a row, with the crossings in which they differ. */
export function comparisonOf(reader: TruthReader, before: BoardFrame, frame: BoardFrame): Comparison {
  if (before.position.length !== frame.position.length) reader.fail(frame.file, "the size of the board changes");
  return {
    file: frame.file,
    before: before.file,
    corners: frame.corners,
    beforeCorners: before.corners,
    position: before.position,
    changes: frame.position.flatMap((after, cell) => (after === before.position[cell] ? [] : [{ cell, after }])),
    hand: "none",
    board: frame.board,
  };
}
