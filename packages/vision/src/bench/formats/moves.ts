import type { CellClass, GridSpec } from "@wopr/games";
import { createTruthReader, isObject, type JsonObject, type TruthReader } from "../json.ts";
import type { Comparison, Recording } from "../recording.ts";

interface Change {
  readonly cell: number;
  readonly after: CellClass;
}

/** Most players a pack can seat, so most colours that can be told apart. */
const MOST_CLASSES = 12;

/**
 * Folders of moves: one photo after each move, the camera fixed. Tiles are told apart by colour; letter tiles all look
 * alike to a camera and are one class.
 */
export function readMoves(dir: string, truth: JsonObject, kind: "tile_moves" | "letter_moves"): Recording {
  const reader = createTruthReader(dir);
  const grid = isObject(truth["grid"]) ? truth["grid"] : reader.fail("grid", "an object is missing");
  const board: GridSpec = {
    kind: "grid",
    rows: reader.whole(grid["rows"], "grid.rows"),
    cols: reader.whole(grid["cols"], "grid.cols"),
    points: "cells",
    origin: "top",
    letters: "upper",
  };
  const frames = reader.objects(truth["frames"], "frames");
  const classes = new Map<string, CellClass>();
  const initial = truth["initial"] === undefined ? [] : reader.objects(truth["initial"], "initial");
  const start = initial.map((cell, i) => changeOf(reader, board, kind, classes, cell, `initial[${i}]`));
  const steps = frames.map((frame, i) => changesOf(reader, board, kind, classes, frame, `frames[${i}]`));
  return {
    dir,
    kind,
    classes: Object.fromEntries([...classes].map(([name, cls]) => [cls, name])),
    corners: truth["corners"] === undefined ? null : reader.corners(truth["corners"], "corners"),
    comparisons: compare(reader, board, frames, start, steps, kind),
    moves: kind === "letter_moves" ? ["place", "remove"] : ["place"],
    maxChangedCells: 7,
    countsOwners: kind === "tile_moves",
  };
}

function compare(
  reader: TruthReader,
  board: GridSpec,
  frames: readonly JsonObject[],
  start: readonly Change[],
  steps: readonly (readonly Change[])[],
  kind: Recording["kind"],
): readonly Comparison[] {
  const position = new Array<CellClass>(board.rows * board.cols).fill("empty");
  const apply = (changes: readonly Change[]): void => {
    for (const { cell, after } of changes) position[cell] = after;
  };
  apply(start);
  // Letter moves begin with move 1 on the first photo, tile moves with the set-up photo: either way the first photo
  // shows what its own frame says.
  apply(steps[0] ?? []);
  const cornersOf = (frame: JsonObject | undefined, at: string) =>
    frame?.["corners"] === undefined ? null : reader.corners(frame["corners"], at);
  return frames.slice(1).map((frame, i): Comparison => {
    const before = frames[i]!;
    const changes = steps[i + 1]!;
    const comparison: Comparison = {
      file: reader.text(frame["file"], `frames[${i + 1}].file`),
      before: reader.text(before["file"], `frames[${i}].file`),
      corners: cornersOf(frame, `frames[${i + 1}].corners`),
      beforeCorners: cornersOf(before, `frames[${i}].corners`),
      position: [...position],
      changes: kind === "letter_moves" ? changes.filter(({ cell, after }) => position[cell] !== after) : changes,
      hand: "none",
      board,
    };
    apply(changes);
    return comparison;
  });
}

function changesOf(
  reader: TruthReader,
  board: GridSpec,
  kind: "tile_moves" | "letter_moves",
  classes: Map<string, CellClass>,
  frame: JsonObject,
  at: string,
): readonly Change[] {
  const placed = frame["placed"] === undefined ? [] : reader.objects(frame["placed"], `${at}.placed`);
  const taken = [frame["removed"], frame["withdrawn"]].flatMap((list) =>
    list === undefined ? [] : reader.objects(list, `${at}.removed`),
  );
  return [
    ...taken.map((cell, i): Change => ({ cell: cellOf(reader, board, cell, `${at}.removed[${i}]`), after: "empty" })),
    ...placed.map((cell, i) => changeOf(reader, board, kind, classes, cell, `${at}.placed[${i}]`)),
  ];
}

function changeOf(
  reader: TruthReader,
  board: GridSpec,
  kind: "tile_moves" | "letter_moves",
  classes: Map<string, CellClass>,
  cell: JsonObject,
  at: string,
): Change {
  const name = kind === "letter_moves" ? "tile" : reader.text(cell["colour"], `${at}.colour`);
  const known = classes.get(name);
  const cls: CellClass = known ?? `player_${classes.size + 1}`;
  if (!known && classes.size >= MOST_CLASSES) reader.fail(`${at}.colour`, `more than ${MOST_CLASSES} colours`);
  classes.set(name, cls);
  return { cell: cellOf(reader, board, cell, at), after: cls };
}

/** Rows count from 1 at the top; columns are numbers from 1 or letters from A. */
function cellOf(reader: TruthReader, board: GridSpec, cell: JsonObject, at: string): number {
  const row = reader.whole(cell["row"], `${at}.row`) - 1;
  const col =
    typeof cell["col"] === "string"
      ? [...cell["col"].toUpperCase()].reduce((sum, letter) => sum * 26 + letter.charCodeAt(0) - 64, 0) - 1
      : reader.whole(cell["col"], `${at}.col`) - 1;
  const onBoard = row >= 0 && row < board.rows && col >= 0 && col < board.cols;
  return onBoard ? row * board.cols + col : reader.fail(at, "the cell is not on the board");
}
