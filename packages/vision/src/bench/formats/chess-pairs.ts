import type { CellClass, GridSpec } from "@wopr/games";
import type { Quad } from "../../geometry/quad.ts";
import { createTruthReader, type JsonObject, type TruthReader } from "../json.ts";
import type { Comparison, Recording } from "../recording.ts";

const BOARD: GridSpec = {
  kind: "grid",
  rows: 8,
  cols: 8,
  points: "cells",
  origin: "bottom",
  letters: "lower",
  checkered: true,
};

/** A photo of a chess board with its position. */
interface ChessFrame {
  readonly file: string;
  /** FEN letters of all squares, a8 first; `.` is empty. */
  readonly squares: string;
  readonly placement: string;
  readonly corners: Quad | null;
}

/** Folders of chess: pairs of photos that differ by one legal move. */
export function readChessPairs(dir: string, truth: JsonObject): Recording {
  const reader = createTruthReader(dir);
  const frames = new Map<string, ChessFrame>();
  reader.objects(truth["frames"], "frames").forEach((frame, i) => {
    const read = frameOf(reader, frame, `frames[${i}]`);
    frames.set(read.file, read);
  });
  const pairs = reader.objects(truth["pairs"], "pairs");
  return {
    dir,
    kind: "chess_pairs",
    classes: { player_1: "white", player_2: "black" },
    corners: truth["corners"] === undefined ? null : reader.corners(truth["corners"], "corners"),
    comparisons: pairs.map((pair, i) => pairOf(reader, frames, pair, `pairs[${i}]`)),
    moves: ["move", "capture"],
    maxChangedCells: 6,
    countsOwners: false,
    tall: true,
  };
}

function frameOf(reader: TruthReader, frame: JsonObject, at: string): ChessFrame {
  const placement = reader.text(frame["placement"], `${at}.placement`);
  const squares = placement.replace(/\d/g, (n) => ".".repeat(Number(n))).replaceAll("/", "");
  if (!/^[.kqrbnpKQRBNP]{64}$/.test(squares)) reader.fail(`${at}.placement`, "this is not the first field of FEN");
  return {
    file: reader.text(frame["file"], `${at}.file`),
    squares,
    placement,
    corners: frame["corners"] === undefined ? null : reader.corners(frame["corners"], `${at}.corners`),
  };
}

function pairOf(
  reader: TruthReader,
  frames: ReadonlyMap<string, ChessFrame>,
  pair: JsonObject,
  at: string,
): Comparison {
  const frameAt = (key: string): ChessFrame => {
    const file = reader.text(pair[key], `${at}.${key}`);
    return frames.get(file) ?? reader.fail(`${at}.${key}`, `frames have no file "${file}"`);
  };
  const [before, after] = [frameAt("before"), frameAt("after")];
  const uci = reader.text(pair["move_uci"], `${at}.move_uci`);
  if (!/^[a-h][1-8][a-h][1-8][qrbn]?$/.test(uci)) reader.fail(`${at}.move_uci`, `"${uci}" is no move`);
  const position = [...before.squares].map(classOf);
  return {
    file: after.file,
    before: before.file,
    corners: after.corners,
    beforeCorners: before.corners,
    position,
    changes: [...after.squares].flatMap((man, cell) =>
      man === before.squares[cell] ? [] : [{ cell, after: classOf(man) }],
    ),
    hand: "none",
    board: BOARD,
    fen: fenOf(before, uci, reader, at),
    uci,
  };
}

const classOf = (man: string): CellClass =>
  man === "." ? "empty" : man === man.toUpperCase() ? "player_1" : "player_2";

const cellOf = (square: string): number => (8 - Number(square[1])) * 8 + square.charCodeAt(0) - 97;

/**
 * What a running game would know besides the board: whose turn it is, all castling that the pieces allow, and the pawn
 * that may be taken in passing.
 */
function fenOf({ squares, placement }: ChessFrame, uci: string, reader: TruthReader, at: string): string {
  const [from, to] = [uci.slice(0, 2), uci.slice(2, 4)];
  const man = squares[cellOf(from)] ?? ".";
  if (man === ".") reader.fail(`${at}.move_uci`, `nothing stands on ${from}`);
  const isAt = (square: string, piece: string): boolean => squares[cellOf(square)] === piece;
  const rights = [
    isAt("e1", "K") && isAt("h1", "R") ? "K" : "",
    isAt("e1", "K") && isAt("a1", "R") ? "Q" : "",
    isAt("e8", "k") && isAt("h8", "r") ? "k" : "",
    isAt("e8", "k") && isAt("a8", "r") ? "q" : "",
  ].join("");
  const passing = man.toLowerCase() === "p" && from[0] !== to[0] && isAt(to, ".") ? to : "-";
  return `${placement} ${man === man.toUpperCase() ? "w" : "b"} ${rights || "-"} ${passing} 0 1`;
}
