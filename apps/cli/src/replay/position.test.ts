import type { GridSpec } from "@wopr/games";
import fc from "fast-check";
import { expect, test } from "vitest";
import { changesBetween, effectOf, fromBoardWire, makes, moveFor, type Position, toBoardWire } from "./position.ts";

const grid: GridSpec = { kind: "grid", rows: 4, cols: 5, points: "cells", origin: "top", letters: "upper" };
const cell = fc.tuple(fc.constantFrom(..."ABCDE"), fc.integer({ min: 1, max: 4 })).map(([col, row]) => `${col}${row}`);
const position = fc
  .array(fc.tuple(cell, fc.integer({ min: 1, max: 6 })), { maxLength: 20 })
  .map((pairs): Position => new Map(pairs));

test("a position survives the way to the server and back", () => {
  fc.assert(
    fc.property(position, (one) => {
      expect(new Map(fromBoardWire(grid, toBoardWire(grid, one, "piece")))).toEqual(new Map(one));
    }),
  );
});

test("the move for the changes between two positions makes exactly these changes", () => {
  fc.assert(
    fc.property(position, position, (from, to) => {
      const changes = changesBetween(grid, from, to);
      const move = moveFor(changes);
      expect(move === undefined).toBe(changes.length === 0);
      if (!move) return;
      expect(makes(move, changes)).toBe(true);
      const after = new Map(from);
      for (const [where, seat] of effectOf(move)!) seat === null ? after.delete(where) : after.set(where, seat);
      expect(changesBetween(grid, after, to)).toEqual([]);
    }),
  );
});

test("a move that does more, less or something else does not make the changes", () => {
  const changes = [{ cell: "A1", before: null, after: 1 }];
  expect(makes({ kind: "place", player: 1, to: "A1" }, changes)).toBe(true);
  expect(makes({ kind: "place", player: 2, to: "A1" }, changes)).toBe(false);
  expect(makes({ kind: "move", player: 1, from: "B1", to: "A1" }, changes)).toBe(false);
  expect(makes({ kind: "pass", player: 1 }, changes)).toBe(false);
  expect(makes({ kind: "count", player: 1, zone: "z", delta: 1 }, changes)).toBe(false);
});
