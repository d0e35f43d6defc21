import type { GridSpec } from "@wopr/games";
import { createTruthReader, type JsonObject, type TruthReader } from "../json.ts";
import type { Comparison, Hand, Recording } from "../recording.ts";
import { comparisonOf, readBoardFrame, STONES } from "./full-boards.ts";

const HANDS: readonly unknown[] = ["on_board", "beside_board", "none"] satisfies readonly Hand[];

/** Folders of hands: photos with a hand, each with a clean photo just before. */
export function readHands(dir: string, truth: JsonObject): Recording {
  const reader = createTruthReader(dir);
  const frames = reader.objects(truth["frames"], "frames");
  const byFile = new Map(frames.map((frame, i) => [reader.text(frame["file"], `frames[${i}].file`), frame]));
  const comparisons = frames.flatMap((frame, i): Comparison[] => {
    const before = byFile.get(String(frame["clean_photo_before"] ?? ""));
    return before ? [pairOf(reader, before, frame, `frames[${i}]`)] : [];
  });
  return {
    dir,
    kind: "hands",
    classes: STONES,
    corners: null,
    comparisons,
    moves: ["place", "remove"],
    maxChangedCells: 7,
    countsOwners: false,
  };
}

function pairOf(reader: TruthReader, before: JsonObject, frame: JsonObject, at: string): Comparison {
  const hand = HANDS.includes(frame["hand"]) ? (frame["hand"] as Hand) : reader.fail(`${at}.hand`, "unknown word");
  if (before["board"] !== undefined && frame["board"] !== undefined) {
    return { ...comparisonOf(reader, readBoardFrame(reader, before, at), readBoardFrame(reader, frame, at)), hand };
  }
  return {
    file: reader.text(frame["file"], `${at}.file`),
    before: reader.text(before["file"], `${at}.clean_photo_before`),
    corners: reader.corners(frame["corners"], `${at}.corners`),
    beforeCorners: reader.corners(before["corners"], `${at}.clean_photo_before`),
    position: null,
    changes: hand === "on_board" ? [] : null,
    hand,
    board: boardOf(reader, frame, at),
  };
}

/** Size of the board from the name of the game: "Scrabble 15x15". */
function boardOf(reader: TruthReader, frame: JsonObject, at: string): GridSpec {
  const size = /(\d+)\s*x\s*(\d+)/.exec(String(frame["game"] ?? ""));
  if (!size) return reader.fail(`${at}.game`, 'the size of the board is missing, as in "15x15"');
  return {
    kind: "grid",
    rows: Number(size[1]),
    cols: Number(size[2]),
    points: frame["grid_corners"] === undefined ? "cells" : "intersections",
    origin: "top",
    letters: "upper",
  };
}
