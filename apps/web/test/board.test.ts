import type { PackWire } from "@wopr/contracts";
import { findPack, type GameState, type GridSpec, type Move, type Table } from "@wopr/games";
import fc from "fast-check";
import { expect, test } from "vitest";
import { hexOf, inkOn, OFFERED_COLORS, seatLetters } from "../src/features/tabletop/board/colors.ts";
import { moveBetween } from "../src/features/tabletop/board/edit.ts";
import {
  cellsOfMove,
  differing,
  neighbour,
  pieceAt,
  type Rows,
  rowsOf,
  withPiece,
} from "../src/features/tabletop/board/position.ts";
import { boardOf, gridFromOptions, piecesOf, placeName } from "../src/features/tabletop/board/spec.ts";
import { gridOf, positionOf, seatIn } from "../src/features/tabletop/game/proposal-position.ts";
import { moveText } from "../src/features/tabletop/move-words.ts";

const board: GridSpec = gridFromOptions({ rows: 4, cols: 4 });
const empty = rowsOf(board, undefined);
const laid = (...pieces: readonly (readonly [string, number])[]): Rows =>
  pieces.reduce((rows, [cell, player]) => withPiece(board, rows, cell, { type: "piece", player }), empty);

test("what changed on the board is told as people would tell it", () => {
  const between = (before: Rows, after: Rows) => moveBetween(board, before, after, 1);
  expect(between(empty, empty)).toBeUndefined();
  expect(between(empty, laid(["B2", 1]))).toEqual({ kind: "place", player: 1, piece: "piece", to: "B2" });
  expect(between(laid(["B2", 2]), empty)).toEqual({ kind: "remove", player: 2, from: "B2" });
  expect(between(laid(["A1", 1]), laid(["C3", 1]))).toEqual({ kind: "move", player: 1, from: "A1", to: "C3" });
  expect(between(laid(["A1", 1], ["C3", 2]), laid(["C3", 1]))).toEqual({
    kind: "capture",
    player: 1,
    from: "A1",
    to: "C3",
  });
  expect(between(laid(["A1", 1], ["C3", 2]), laid(["A1", 2], ["C3", 1]))).toEqual({
    kind: "swap",
    player: 1,
    a: "A1",
    b: "C3",
  });
  expect(between(empty, laid(["A1", 1], ["B1", 1]))).toMatchObject({ kind: "composite", player: 1 });
});

const table: Table = {
  players: [1, 2].map((seat) => ({ seat, name: `P${seat}`, color: "red" })),
  options: { rows: 4, cols: 4 },
};
const rules = findPack("custom_grid")?.rules;
const aBoard = fc
  .array(fc.constantFrom(null, 1, 2), { minLength: 16, maxLength: 16 })
  .map(
    (cells): Rows =>
      Array.from({ length: 4 }, (_, row) =>
        cells.slice(row * 4, row * 4 + 4).map((player) => (player === null ? null : { type: "piece", player })),
      ),
  );

test("for any two positions the move told leads from the one to the other by the rules themselves", () => {
  fc.assert(
    fc.property(aBoard, aBoard, (before, after) => {
      const move = moveBetween(board, before, after, 1);
      if (move === undefined) {
        expect(differing(board, before, after)).toEqual([]);
        return;
      }
      const state = { turn: 0, round: 1, phase: "play", turnPlayer: 1, resources: {}, grid: before } as GameState;
      const applied = rules?.apply(state, move as Move, table);
      expect(applied).toMatchObject({ ok: true, state: { grid: after } });
    }),
  );
});

test("a move not sent yet is told in the words the server will use", () => {
  const players = [
    { id: "1", position: 1, name: "Ana", color: "blue", kind: "human", user_id: null },
    { id: "2", position: 2, name: "Ben", color: "#123456", kind: "human", user_id: null },
  ] as const;
  const place = (player: number, to: string) => ({ kind: "place", player, to }) as const;
  const told = (move: Parameters<typeof moveText>[0]) => moveText(move, [...players]);
  expect(told(place(1, "E4"))).toBe("Blue: places E4");
  expect(told({ kind: "composite", player: 1, parts: [place(1, "E4"), place(1, "E5"), place(2, "A1")] })).toBe(
    "Blue: places E4, E5 · Ben: places A1",
  );
  expect(told({ kind: "capture", player: 2, from: "A1", to: "B2" })).toBe("Ben: A1 × B2");
  expect(told({ kind: "pass", player: 1 })).toBe("Blue: passes");
});

test("cells of a move are those it touches, also in parts", () => {
  const place = { kind: "place", player: 1, to: "A1" } as const;
  const taken = { kind: "capture", player: 1, from: "A1", to: "B2", captured: "B1" } as const;
  expect(cellsOfMove(taken)).toEqual({ from: ["A1", "B1"], to: ["B2"] });
  expect(cellsOfMove({ kind: "composite", player: 1, parts: [place, taken] })).toEqual({
    from: ["A1", "B1"],
    to: ["A1", "B2"],
  });
  expect(cellsOfMove({ kind: "pass", player: 1 })).toEqual({ from: [], to: [] });
});

test("arrow keys walk over the board and stop at its edges", () => {
  expect([
    neighbour(board, "B2", "ArrowUp"),
    neighbour(board, "A1", "ArrowLeft"),
    neighbour(board, "D4", "ArrowDown"),
  ]).toEqual(["B1", "A1", "D4"]);
  expect(neighbour(board, "B2", "x")).toBeUndefined();
});

test("the position a proposal believes in keeps what it says nothing about", () => {
  const before = laid(["A1", 1], ["B1", 2]);
  const cell = { score: 30, confidence: 1, region: [0, 0, 1, 1] as [number, number, number, number], before: "" };
  const seen = positionOf(
    board,
    before,
    {
      cells: [
        { ...cell, cell: "A1", after: "empty" },
        { ...cell, cell: "C2", after: "player_2" },
        { ...cell, cell: "D4", after: "unknown" },
      ],
    },
    "piece",
  );
  expect(pieceAt(board, seen, "A1")).toBeNull();
  expect(pieceAt(board, seen, "B1")).toEqual({ type: "piece", player: 2 });
  expect(pieceAt(board, seen, "C2")).toEqual({ type: "piece", player: 2 });
  expect(pieceAt(board, seen, "D4")).toBeNull();
  expect(gridOf(seen)).toHaveLength(4);
  expect([seatIn("player_12"), seatIn("empty"), seatIn("piece")]).toEqual([12, null, undefined]);
});

test("every offered colour has a hex code and ink that can be read on it", () => {
  const luminance = (hex: string) =>
    [1, 3, 5]
      .map((at) => Number.parseInt(hex.slice(at, at + 2), 16) / 255)
      .map((v) => (v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4))
      .reduce((sum, v, i) => sum + v * ([0.2126, 0.7152, 0.0722][i] ?? 0), 0);
  for (const color of OFFERED_COLORS) {
    const [a, b] = [luminance(hexOf(color)), luminance(inkOn(hexOf(color)))].sort((x, y) => y - x) as [number, number];
    expect((a + 0.05) / (b + 0.05), color).toBeGreaterThanOrEqual(4.5);
  }
  expect(hexOf("#AbCdEf")).toBe("#abcdef");
  expect(hexOf("heliotrope of the evening")).toBe("#8a919b");
});

test("letters double the colours and are never shared", () => {
  const players = [
    { position: 1, name: "Ana", color: "blue" },
    { position: 2, name: "Ben", color: "black" },
    { position: 3, name: "Cem", color: "#123456" },
  ];
  expect([...seatLetters(players)]).toEqual([
    [1, "1"],
    [2, "2"],
    [3, "C"],
  ]);
});

test("kinds of pieces come from the options of the game, else from its pack", () => {
  const options = { piece_types: [{ id: "flower_tile", name: "Flower tile" }, { id: "stone" }, "nonsense"] };
  expect(piecesOf({ pack_id: "custom_grid", pack_options: options }, undefined)).toEqual([
    { id: "flower_tile", name: "Flower tile" },
    { id: "stone", name: "stone" },
  ]);
  expect(piecesOf({ pack_id: "custom_grid", pack_options: {} }, undefined)).toEqual([{ id: "piece", name: "Piece" }]);
});

test("the board of a game comes from its options, or from its pack", () => {
  const pack = (id: string, raw: Record<string, unknown>): PackWire[] => [
    {
      id,
      version: "1",
      title: id,
      players: { min: 1, max: 2 },
      board: raw,
      phases: [],
      pieces: [],
      resources: [],
      reads_photos: true,
      owner_id: null,
    },
  ];
  expect(
    boardOf(
      { pack_id: "custom_grid", pack_options: { rows: 9, cols: 3 } },
      pack("custom_grid", { kind: "grid", by_options: true }),
    ),
  ).toMatchObject({ rows: 9, cols: 3 });
  expect(boardOf({ pack_id: "custom_grid", pack_options: { rows: 9.5, cols: "x" } }, undefined)).toMatchObject({
    rows: 8,
    cols: 8,
  });
  expect(
    boardOf({ pack_id: "t", pack_options: {} }, pack("t", { kind: "table", widthMm: 1829, heightMm: 914 })),
  ).toEqual({ kind: "table", widthMm: 1829, heightMm: 914 });
  expect(boardOf({ pack_id: "unknown", pack_options: {} }, [])).toBeUndefined();
});

test("a game on areas of its own has their board, and its areas their names", () => {
  const zones = [
    {
      id: "store_1",
      name: "Well of Amber",
      kind: "count",
      polygon: [
        [0, 0],
        [10, 0],
        [0, 10],
      ],
    },
  ];
  const board = boardOf({ pack_id: "custom_zones", pack_options: { zones, aspect: 1.5 } }, undefined);
  expect(board).toEqual({ kind: "zones", zones, aspect: 1.5 });
  expect([placeName(board, "store_1"), placeName(board, "gone"), placeName(undefined, "E4")]).toEqual([
    "Well of Amber",
    "gone",
    "E4",
  ]);
});
