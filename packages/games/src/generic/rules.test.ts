import { describe, expect, test } from "vitest";
import { playersUpTo } from "../games.testing.ts";
import { findPack } from "../packs/index.ts";
import type { BoardObservation, GameState, Move, Piece, Table } from "../types.ts";

const { rules } = findPack("custom_grid") ?? expect.unreachable();

const tableOf = (options: Readonly<Record<string, unknown>>, seats = 2): Table => ({
  players: playersUpTo(seats),
  options: { rows: 5, cols: 5, ...options },
});

/** A position from rows of signs: `.` empty, `1`–`4` a piece of that seat, `n` a piece of nobody. */
function position(table: Table, ...rows: readonly string[]): GameState {
  const piece = (sign: string): Piece | null =>
    sign === "." ? null : { type: "piece", player: sign === "n" ? null : Number(sign) };
  return { ...rules.initial(table), grid: rows.map((row) => [...row].map(piece)) };
}

const rowsOf = (state: GameState) =>
  (state.grid ?? []).map((row) => row.map((piece) => (piece ? (piece.player ?? "n") : ".")).join(""));

/** A photo in which the named signs differ from the position: capital letters are clear changes. */
function photo(state: GameState, ...after: readonly string[]): BoardObservation {
  const cells = after.flatMap((row, y) =>
    [...row].map((sign, x) => {
      const was = state.grid?.[y]?.[x] ?? null;
      const changed = sign !== (was ? String(was.player) : ".");
      const seen = sign === "." ? "empty" : (`player_${Number(sign)}` as const);
      const logLik = { empty: -9, player_1: -9, player_2: -9, player_3: -9, [seen]: 0 };
      return {
        col: x,
        row: y,
        score: changed ? 50 : 3,
        status: changed ? ("changed" as const) : ("same" as const),
        logLik,
      };
    }),
  );
  return { cells };
}

const best = (state: GameState, seen: BoardObservation, table: Table): Move | undefined =>
  rules.hypotheses(state, seen, table, 1)[0]?.move;

describe("moves read from a photo", () => {
  test.each<[string, Readonly<Record<string, unknown>>, readonly string[], readonly string[], string]>([
    ["one piece laid", {}, ["....."], ["..1.."], "Red: places C1"],
    ["three pieces laid", {}, ["....."], ["1.11."], "Red: places A1, C1, D1"],
    ["a piece moved", { moves: ["move"] }, ["1...."], ["...1."], "Red: A1 → D1"],
    ["a piece captured", { moves: ["move", "capture"] }, ["1..2."], ["...1."], "Red: A1 × D1"],
    ["a piece jumped over", { moves: ["move", "capture"] }, ["12..."], ["..1.."], "Red: A1 → C1 × B1"],
    ["two pieces swapped", { moves: ["swap"] }, ["1...2"], ["2...1"], "Red: A1 ↔ E1"],
    [
      "a stone laid and two taken",
      { moves: ["place", "remove"] },
      ["22..."],
      ["..1.."],
      "Red: takes away A1, B1 · Red: places C1",
    ],
    [
      "a piece turned over",
      { moves: ["place", "remove"] },
      ["2...."],
      ["1...."],
      "Red: takes away A1 · Red: places A1",
    ],
    [
      "a capture that takes two",
      { moves: ["capture", "remove"] },
      ["12.2."],
      ["..1.."],
      "Red: A1 → C1 × B1 · Red: takes away D1",
    ],
  ])("%s", (_name, options, before, after, text) => {
    const table = tableOf({ rows: 2, ...options });
    const state = position(table, ...before, ".....");
    const move = best(state, photo(state, ...after, "....."), table) ?? expect.unreachable();
    expect(rules.describe(state, move, table)).toBe(text);
    const applied = rules.apply(state, move, table);
    expect(applied.ok && rowsOf(applied.state)).toEqual([...after, "....."]);
  });

  test("pieces of several colours laid in one move are read where anybody's pieces may be laid", () => {
    const table = tableOf({ rows: 2, order: "free" }, 3);
    const state = position(table, ".....", ".....");
    const move = best(state, photo(state, "1.2..", "..3.."), table) ?? expect.unreachable();
    expect(rules.describe(state, move, table)).toBe("Red: places A1 · Blue: places C1 · Green: places C2");
  });

  test("in turn, somebody else's colour is laid by whoever's turn it is, and the move says so", () => {
    const table = tableOf({ rows: 2, owners: "any" });
    const state = position(table, ".....", ".....");
    const move = best(state, photo(state, "2....", "....."), table);
    expect(move).toEqual({
      kind: "composite",
      player: 1,
      parts: [{ kind: "place", player: 2, piece: "piece", to: "A1" }],
    });
  });

  test("nothing is read from a photo without changes", () => {
    const table = tableOf({ rows: 2 });
    const state = position(table, ".....", "..1..");
    expect(rules.hypotheses(state, photo(state, ".....", "..1.."), table, 1)).toEqual([]);
  });
});

describe("conflicts say what is in the way", () => {
  const table = tableOf({ moves: ["place", "remove", "move", "capture", "swap"] });
  const state = position(table, "1....", ".....", "..2..", ".....", "....n");

  test.each<[string, Move, string]>([
    ["a taken cell", { kind: "place", player: 1, to: "C3" }, "C3 is taken."],
    ["a cell that is not there", { kind: "place", player: 1, to: "F1" }, "There is no cell F1 on this board."],
    ["nothing to remove", { kind: "remove", player: 1, from: "B2" }, "Nothing stands on B2."],
    ["nothing to move", { kind: "move", player: 1, from: "B2", to: "B3" }, "Nothing stands on B2."],
    ["moving onto a piece", { kind: "move", player: 1, from: "A1", to: "C3" }, "C3 is taken."],
    ["moving nowhere", { kind: "move", player: 1, from: "A1", to: "A1" }, "A1 is where it stands already."],
    ["capturing nothing", { kind: "capture", player: 1, from: "A1", to: "B2" }, "Nothing stands on B2."],
    [
      "capturing itself",
      { kind: "capture", player: 1, from: "A1", to: "B2", captured: "A1" },
      "A1 cannot capture itself.",
    ],
    ["jumping onto a piece", { kind: "capture", player: 1, from: "A1", to: "E5", captured: "C3" }, "E5 is taken."],
    ["swapping with nothing", { kind: "swap", player: 1, a: "A1", b: "B1" }, "Nothing stands on B1."],
    ["swapping with itself", { kind: "swap", player: 1, a: "A1", b: "A1" }, "A piece cannot be swapped with itself."],
    [
      "a zone on a grid",
      { kind: "count", player: 1, zone: "garrison_1", delta: 1 },
      'This board has no zone called "garrison_1" that counts.',
    ],
    [
      "a base on a grid",
      { kind: "relocate", player: 1, base_id: "x", to: { x: 1, y: 1 } },
      "This board is not a free table.",
    ],
  ])("%s", (_name, move, conflict) => {
    expect(rules.apply(state, move, table)).toEqual({ ok: false, conflict });
    expect(rules.check(state, move, table)).toMatchObject([{ rule: "possible", result: "violation", text: conflict }]);
  });

  test("a composite move is applied whole or not at all", () => {
    const parts = [
      { kind: "place", player: 1, to: "B1" },
      { kind: "place", player: 1, to: "C3" },
    ] as const;
    expect(rules.apply(state, { kind: "composite", player: 1, parts }, table)).toEqual({
      ok: false,
      conflict: "C3 is taken.",
    });
    expect(rowsOf(state)[0]).toBe("1....");
  });
});

describe("advice", () => {
  const table = tableOf({ moves: ["place", "move"] });
  const state = position(table, "12...", ".....", ".....", ".....", ".....");
  const rule = (move: Move) => rules.check(state, move, table).map(({ rule: name, result }) => `${name} ${result}`);

  test.each<[string, Move, readonly string[]]>([
    ["a fine move", { kind: "place", player: 1, to: "C1" }, ["generic ok"]],
    ["out of turn", { kind: "place", player: 2, to: "C1" }, ["turn_order violation"]],
    ["an empty seat", { kind: "pass", player: 7 }, ["turn_order violation"]],
    ["somebody else's piece", { kind: "move", player: 1, from: "B1", to: "C1" }, ["own_pieces violation"]],
    ["a kind the game does not have", { kind: "remove", player: 1, from: "A1" }, ["move_kind violation"]],
  ])("%s", (_name, move, expected) => {
    expect(rule(move)).toEqual(expected);
  });

  test("what is only advised against is applied all the same: people decide", () => {
    expect(rules.apply(state, { kind: "move", player: 2, from: "A1", to: "C1" }, table)).toMatchObject({ ok: true });
  });
});

describe("turns", () => {
  const play = (table: Table, players: readonly number[]) => {
    let state = rules.initial(table);
    const log = [`${state.turnPlayer} ${state.round}`];
    for (const player of players) {
      const applied = rules.apply(state, { kind: "pass", player }, table);
      state = applied.ok ? applied.state : expect.fail(applied.conflict);
      log.push(`${state.turnPlayer} ${state.round}`);
    }
    return log;
  };

  test("clockwise: seat after seat, a round ends with the last", () => {
    expect(play(tableOf({ order: "clockwise" }, 3), [1, 2, 3, 1])).toEqual(["1 1", "2 1", "3 1", "1 2", "2 2"]);
  });

  test("after a move out of turn it goes on from whoever moved", () => {
    expect(play(tableOf({ order: "clockwise" }, 3), [2, 3])).toEqual(["1 1", "3 1", "1 2"]);
  });

  test("rounds in any order: the round ends when everybody has moved once", () => {
    const table = tableOf({ order: "round" }, 3);
    expect(play(table, [3, 1, 2, 2])).toEqual(["null 1", "null 1", "null 1", "null 2", "null 2"]);
    const once = rules.apply(rules.initial(table), { kind: "pass", player: 3 }, table);
    expect(once.ok && rules.check(once.state, { kind: "pass", player: 3 }, table)[0]?.text).toBe(
      "Green has moved in this round already.",
    );
  });

  test("free: nobody's turn in particular", () => {
    expect(play(tableOf({ order: "free" }), [2, 2])).toEqual(["null 1", "null 1", "null 1"]);
  });
});
