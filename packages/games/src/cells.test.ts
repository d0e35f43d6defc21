import fc from "fast-check";
import { expect, test } from "vitest";
import { cellAt, cellIndex, cellName, parseCell } from "./cells.ts";
import { anyBoard } from "./games.testing.ts";
import type { GridSpec } from "./types.ts";

const board = (rows: number, cols: number, origin: GridSpec["origin"], letters: GridSpec["letters"]): GridSpec => ({
  kind: "grid",
  rows,
  cols,
  points: "cells",
  origin,
  letters,
});

test("every cell of every board has one name, and the name leads back to it in either case", () => {
  fc.assert(
    fc.property(anyBoard, (spec) => {
      const names = new Set<string>();
      for (let index = 0; index < spec.rows * spec.cols; index++) {
        const cell = cellAt(spec, index);
        const name = cellName(spec, cell);
        names.add(name);
        expect(cellIndex(spec, cell)).toBe(index);
        expect(parseCell(spec, name)).toEqual(cell);
        expect(parseCell(spec, name.toLowerCase())).toEqual(cell);
        expect(parseCell(spec, name.toUpperCase())).toEqual(cell);
      }
      expect(names.size).toBe(spec.rows * spec.cols);
    }),
    { numRuns: 30 },
  );
});

test("names count from the edge the board says", () => {
  expect(cellName(board(9, 9, "top", "upper"), { col: 4, row: 3 })).toBe("E4");
  expect(cellName(board(8, 8, "bottom", "lower"), { col: 4, row: 7 })).toBe("e1");
  expect(cellName(board(40, 40, "top", "upper"), { col: 39, row: 39 })).toBe("AN40");
});

test.each(["", "E", "4", "E0", "E10", "J1", "E4x", "Ä1", "AAA1", "E-1", "__proto__"])(
  "%j is no cell of a 9 × 9 board",
  (name) => {
    expect(parseCell(board(9, 9, "top", "upper"), name)).toBeNull();
  },
);
