import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { cellIndex } from "../cells.ts";
import { anyGrid, anyGridTable, anyMove, anyObservation, frozen, playersUpTo } from "../games.testing.ts";
import { classOf } from "../labels.ts";
import { findPack, listPacks } from "../packs/index.ts";
import type { GameState, GridSpec, Hypothesis, Table } from "../types.ts";
import { changeEvidence } from "./evidence.ts";

const { rules } = findPack("custom_grid") ?? expect.unreachable();

const boardOf = (table: Table) => rules.board(table.options) as GridSpec;

/** A table with a position in the middle of a game and somebody to move. */
const anyPosition = anyGridTable.chain((table) => {
  const start = rules.initial(table);
  return fc.record({
    table: fc.constant(table),
    state: anyGrid(boardOf(table), table.players.length).map((grid): GameState => ({ ...start, grid })),
  });
});

const classesOf = (state: GameState) => (state.grid ?? []).flat().map(classOf);

const scoreOf = (board: GridSpec, seen: Parameters<typeof rules.hypotheses>[1], { cells }: Hypothesis) =>
  cells.reduce((sum, cell) => {
    const evidence = seen.cells[cellIndex(board, cell)];
    return sum + changeEvidence(evidence?.score ?? 0) + (evidence?.logLik[cell.after] ?? 0);
  }, 0);

describe("laws of every pack", () => {
  const tables: readonly (readonly [string, Table])[] = listPacks().map((pack) => [
    pack.manifest.id,
    { players: playersUpTo(2), options: {} },
  ]);

  test.each(tables)("%s: apply is total and pure, describe and check always say something", (id, table) => {
    const pack = findPack(id) ?? expect.unreachable();
    const board = pack.rules.board(table.options);
    const grid: GridSpec =
      board.kind === "grid"
        ? board
        : { kind: "grid", rows: 8, cols: 8, points: "cells", origin: "top", letters: "upper" };
    fc.assert(
      fc.property(fc.array(anyMove(grid), { maxLength: 12 }), (moves) => {
        let state = frozen(pack.rules.initial(table));
        for (const move of moves.map(frozen)) {
          const applied = pack.rules.apply(state, move, table);
          expect(pack.rules.apply(state, move, table)).toEqual(applied);
          expect(pack.rules.describe(state, move, table)).not.toBe("");
          expect(pack.rules.check(state, move, table).length).toBeGreaterThan(0);
          if (!applied.ok) expect(applied.conflict).toMatch(/\.$/);
          else {
            expect(applied.state.turn - state.turn).toBe(pack.rules.endsTurn(state, move) ? 1 : 0);
            expect(JSON.parse(JSON.stringify(applied.state))).toEqual(applied.state);
            state = frozen(applied.state);
          }
          expect(() => pack.rules.end(state)).not.toThrow();
        }
      }),
      { numRuns: 150 },
    );
  });

  test.each(tables)("%s: a move of a kind nobody knows yet is a conflict", (id, table) => {
    const pack = findPack(id) ?? expect.unreachable();
    const foreign = JSON.parse('{"kind":"teleport","player":1,"to":"A1"}');
    expect(pack.rules.apply(pack.rules.initial(table), foreign, table)).toMatchObject({ ok: false });
  });
});

describe("laws of hypotheses on a grid", () => {
  const anyPhoto = anyPosition.chain(({ table, state }) =>
    anyObservation(boardOf(table), table.players.length, 7).map((seen) => ({ table, state, seen })),
  );

  test("each can be applied, and its cells are exactly the difference of the boards", () => {
    fc.assert(
      fc.property(anyPhoto, ({ table, state, seen }) => {
        const before = classesOf(state);
        const board = boardOf(table);
        for (const hypothesis of rules.hypotheses(state, seen, table, 1).slice(0, 300)) {
          const applied = rules.apply(state, hypothesis.move, table);
          const after = classesOf(applied.ok ? applied.state : expect.fail(applied.conflict));
          const changed = after.flatMap((cls, at) => (cls === before[at] ? [] : [at]));
          expect(hypothesis.cells.map((cell) => cellIndex(board, cell)).toSorted((a, b) => a - b)).toEqual(changed);
          for (const cell of hypothesis.cells) {
            expect(cell.before).toBe(before[cellIndex(board, cell)]);
            expect(cell.after).toBe(after[cellIndex(board, cell)]);
          }
        }
      }),
    );
  });

  test("they come best first, at most 5,000, none twice, none with more cells than the game allows", () => {
    fc.assert(
      fc.property(anyPhoto, ({ table, state, seen }) => {
        const found = rules.hypotheses(state, seen, table, 1);
        expect(found.length).toBeLessThanOrEqual(5_000);
        const scores = found.map((hypothesis) => scoreOf(boardOf(table), seen, hypothesis));
        expect(scores.every((score, at) => at === 0 || score <= (scores[at - 1] ?? 0) + 1e-9)).toBe(true);
        const boards = found.map(({ cells }) =>
          cells
            .map(({ col, row, after }) => `${col},${row},${after}`)
            .sort()
            .join(" "),
        );
        expect(new Set(boards).size).toBe(boards.length);
        const most = Number(table.options["max_changed_cells"]);
        expect(found.every(({ cells }) => cells.length > 0 && cells.length <= most)).toBe(true);
      }),
    );
  });

  test("only changed and unsure cells are moved, only by allowed kinds and by whose turn it is", () => {
    fc.assert(
      fc.property(anyPhoto, ({ table, state, seen }) => {
        const board = boardOf(table);
        for (const { move, cells } of rules.hypotheses(state, seen, table, 1)) {
          expect(cells.every((cell) => seen.cells[cellIndex(board, cell)]?.status !== "same")).toBe(true);
          if (state.turnPlayer !== null) expect(move.player).toBe(state.turnPlayer);
          const verdicts = rules.check(state, move, table);
          expect(verdicts.filter(({ result }) => result === "violation")).toEqual([]);
        }
      }),
    );
  });

  test("two plies in one photo are not looked at where a pack allows one", () => {
    fc.assert(
      fc.property(anyPhoto, ({ table, state, seen }) => {
        expect(rules.hypotheses(state, seen, table, 2)).toEqual([]);
      }),
      { numRuns: 10 },
    );
  });
});

test("a photo full of changes is answered within the limit", () => {
  const table: Table = {
    players: playersUpTo(4),
    options: {
      rows: 40,
      cols: 40,
      order: "free",
      moves: ["place", "remove", "move", "capture", "swap"],
      max_changed_cells: 12,
    },
  };
  const cells = Array.from({ length: 1_600 }, (_, index) => ({
    col: index % 40,
    row: Math.floor(index / 40),
    score: 14 + (index % 30),
    status: "changed" as const,
    logLik: { empty: -1, player_1: 0, player_2: -0.5, player_3: -0.7, player_4: -2 },
  }));
  const found = rules.hypotheses(rules.initial(table), { cells }, table, 1);
  expect(found.length).toBe(5_000);
}, 20_000);
