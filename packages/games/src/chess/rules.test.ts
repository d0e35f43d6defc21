import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { cellIndex, parseCell } from "../cells.ts";
import { anyObservation } from "../games.testing.ts";
import { findPack } from "../packs/index.ts";
import type { BoardObservation, GameState, GridSpec, Hypothesis, Move, Table } from "../types.ts";
import { CHESS_TABLE, playRandomly, STARTS } from "./chess.testing.ts";
import { formatFen, START_FEN } from "./fen.ts";
import { positionOf } from "./position.ts";

const { rules } = findPack("chess") ?? expect.unreachable();
const board = rules.board({}) as GridSpec;

const at = (fen: string): { readonly table: Table; readonly state: GameState } => {
  const table = { ...CHESS_TABLE, options: { start_fen: fen } };
  return { table, state: rules.initial(table) };
};

const ply = (player: number, from: string, to: string, uci?: string): Move => ({
  kind: "move",
  player,
  from,
  to,
  ...(uci ? { uci } : {}),
});

function play(state: GameState, ...moves: readonly Move[]): GameState {
  return moves.reduce((before, move) => {
    const applied = rules.apply(before, move, CHESS_TABLE);
    return applied.ok ? applied.state : expect.fail(applied.conflict);
  }, state);
}

const fenOf = (state: GameState) => formatFen(positionOf(state));

/** A photo on which the named squares changed to a class. */
function photo(changes: Readonly<Record<string, "empty" | "player_1" | "player_2">>): BoardObservation {
  const cells = Array.from({ length: 64 }, (_, index) => {
    const cell = { col: index % 8, row: Math.floor(index / 8) };
    const [, cls] =
      Object.entries(changes).find(
        ([name]) => cellIndex(board, parseCell(board, name) ?? cell) === index && parseCell(board, name),
      ) ?? [];
    const logLik = { empty: -6, player_1: -6, player_2: -6, ...(cls ? { [cls]: 0 } : {}) };
    return { ...cell, score: cls ? 45 : 3, status: cls ? ("changed" as const) : ("same" as const), logLik };
  });
  return { cells };
}

const names = (hypothesis: Hypothesis | undefined) =>
  hypothesis?.cells.map(({ col, row, before, after }) => `${"abcdefgh"[col]}${8 - row} ${before}→${after}`).toSorted();

describe("what a photo shows", () => {
  test.each<[string, string, Parameters<typeof photo>[0], string, readonly string[]]>([
    [
      "a pawn's two steps",
      START_FEN,
      { e2: "empty", e4: "player_1" },
      "White: e4",
      ["e2 player_1→empty", "e4 empty→player_1"],
    ],
    [
      "castling, with the cells of king and rook",
      STARTS[1] ?? "",
      { e1: "empty", g1: "player_1", h1: "empty", f1: "player_1" },
      "White: O-O",
      ["e1 player_1→empty", "f1 empty→player_1", "g1 empty→player_1", "h1 player_1→empty"],
    ],
    [
      "en passant, with the cell of the pawn that vanishes",
      "4k3/8/8/3pP3/8/8/8/4K3 w - d6 0 2",
      { e5: "empty", d6: "player_1", d5: "empty" },
      "White: exd6",
      ["d5 player_2→empty", "d6 empty→player_1", "e5 player_1→empty"],
    ],
    [
      "a capture",
      "4k3/8/8/3p4/4P3/8/8/4K3 w - - 0 2",
      { e4: "empty", d5: "player_1" },
      "White: exd5",
      ["d5 player_2→player_1", "e4 player_1→empty"],
    ],
  ])("%s", (_name, fen, seen, text, cells) => {
    const { table, state } = at(fen);
    const [first] = rules.hypotheses(state, photo(seen), table, 1);
    expect(first && rules.describe(state, first.move, table)).toBe(text);
    expect(names(first)).toEqual(cells);
    expect(first?.plies).toBe(1);
  });

  test("the four promotions look alike, so all four stand at the top, the queen first", () => {
    const { table, state } = at("4k3/P7/8/8/8/8/8/4K3 w - - 0 1");
    const found = rules.hypotheses(state, photo({ a7: "empty", a8: "player_1" }), table, 1);
    expect(found.slice(0, 4).map(({ move }) => (move.kind === "move" ? move.uci : ""))).toEqual([
      "a7a8q",
      "a7a8r",
      "a7a8b",
      "a7a8n",
    ]);
  });

  test("lines of two plies are composite moves of both players", () => {
    const { table, state } = at(START_FEN);
    const seen = photo({ e2: "empty", e4: "player_1", c7: "empty", c5: "player_2" });
    const found = rules.hypotheses(state, seen, table, 2);
    expect(found).toHaveLength(400);
    const [first] = found;
    expect(first?.plies).toBe(2);
    expect(first && rules.describe(state, first.move, table)).toBe("White: e4 · Black: c5");
    const after = play(state, first?.move ?? expect.unreachable());
    expect(fenOf(after)).toBe("rnbqkbnr/pp1ppppp/8/2p5/4P3/8/PPPP1PPP/RNBQKBNR w KQkq - 0 2");
    expect(after.turn).toBe(1);
  });

  test("every hypothesis of random positions applies as a legal move, and its cells are the difference of the boards", () => {
    const positions = fc.record({
      start: fc.constantFrom(...STARTS),
      picks: fc.array(fc.nat({ max: 100_000 }), { maxLength: 12 }),
      seen: anyObservation(board, 2, 6),
      plies: fc.constantFrom(1 as const, 1 as const, 1 as const, 2 as const),
    });
    fc.assert(
      fc.property(positions, ({ start, picks, seen, plies }) => {
        const game = playRandomly(start, picks);
        const { table, state: first } = at(start);
        const state = play(first, ...game.moves);
        for (const { move, cells } of rules.hypotheses(state, seen, table, plies).slice(0, 25)) {
          const after = play(state, move);
          const changed = (state.grid ?? []).flatMap((row, y) =>
            row.flatMap((piece, x) =>
              JSON.stringify(piece) === JSON.stringify(after.grid?.[y]?.[x]) ? [] : [8 * y + x],
            ),
          );
          expect(cells.map((cell) => cellIndex(board, cell))).toEqual(changed);
          expect(rules.check(state, move, table).map(({ result }) => result)).toEqual(Array(plies).fill("ok"));
        }
      }),
      { numRuns: 40 },
    );
  }, 60_000);
});

describe("moves that break the rules", () => {
  const { table, state } = at(START_FEN);
  const verdict = (before: GameState, move: Move) => rules.check(before, move, table)[0];

  test("are advised against but carried out, because people decide", () => {
    const jump = ply(1, "e2", "e5");
    expect(verdict(state, jump)).toMatchObject({ rule: "legal_move", result: "violation" });
    expect(verdict(state, jump)?.text).toBe(
      "Illegal move. The piece does not move that way, or its king would be in check.",
    );
    expect(fenOf(play(state, jump))).toBe("rnbqkbnr/pppppppp/8/4P3/8/8/PPPP1PPP/RNBQKBNR b KQkq - 0 1");
    expect(rules.describe(state, jump, table)).toBe("White: e2 → e5");
  });

  test("say whose turn it is", () => {
    expect(verdict(state, ply(2, "e7", "e5"))?.text).toBe("Illegal move. It is White's turn.");
  });

  test("say when the king is in check", () => {
    const mated = at("4k3/8/8/8/8/8/4r3/4K2R w K - 0 1");
    expect(verdict(mated.state, ply(1, "h1", "h2"))?.text).toMatch(/king is in check/);
  });

  test("are conflicts only where nothing stands on the square they come from", () => {
    expect(rules.apply(state, ply(1, "e4", "e5"), table)).toEqual({ ok: false, conflict: "Nothing stands on e4." });
    expect(verdict(state, ply(1, "e4", "e5"))?.text).toBe("Illegal move. Nothing stands on e4.");
  });

  test("castling rights go with the rook, also when it was taken off by hand", () => {
    const castling = at(STARTS[1] ?? "");
    const after = play(castling.state, { kind: "remove", player: null, from: "h1" });
    expect(fenOf(after).split(" ")[2]).toBe("Qkq");
    expect(after.turnPlayer).toBe(castling.state.turnPlayer);
    expect(after.turn).toBe(0);
  });

  test("a board without a king is still a board: moves are carried out by hand, nobody is mated", () => {
    const bare = play(state, { kind: "remove", player: null, from: "e1" }, ply(1, "e2", "e4"));
    expect(rules.end(bare)).toBeNull();
    expect(rules.hypotheses(bare, photo({}), table, 1)).toEqual([]);
    expect(bare.turnPlayer).toBe(2);
  });
});

describe("special moves", () => {
  test("castling may be written as two moves of one player", () => {
    const { state } = at(STARTS[1] ?? "");
    const parts = [ply(1, "e1", "c1"), ply(1, "a1", "d1")] as Extract<Move, { kind: "composite" }>["parts"];
    const after = play(state, { kind: "composite", player: 1, parts });
    expect(after).toEqual(play(state, ply(1, "e1", "c1")));
    expect(fenOf(after).split(" ").slice(1, 3)).toEqual(["b", "kq"]);
  });

  test("a promotion is to the piece that is named, to a queen when none is", () => {
    const { state } = at("4k3/P7/8/8/8/8/8/4K3 w - - 0 1");
    expect(fenOf(play(state, ply(1, "a7", "a8", "a7a8n")))).toMatch(/^N3k3/);
    expect(fenOf(play(state, ply(1, "a7", "a8")))).toMatch(/^Q3k3/);
  });

  test("the sides are taken from the players' colours, else White sits first", () => {
    const turned = {
      players: [
        { seat: 1, name: "Ada", color: "black" },
        { seat: 2, name: "Bo", color: "white" },
      ],
      options: {},
    };
    expect(rules.initial(turned).turnPlayer).toBe(2);
    const other = { ...turned, players: turned.players.map((player) => ({ ...player, color: "#123456" })) };
    expect(rules.initial(other).turnPlayer).toBe(1);
  });
});

describe("the end", () => {
  test.each<[string, string, ReturnType<typeof rules.end>]>([
    ["mate", "rnb1kbnr/pppp1ppp/8/4p3/6Pq/5P2/PPPPP2P/RNBQKBNR w KQkq - 1 3", { winner: 2, reason: "checkmate" }],
    ["stalemate", "7k/5Q2/6K1/8/8/8/8/8 b - - 0 1", { winner: null, reason: "stalemate" }],
    ["dead position", "4k3/8/8/8/8/8/8/4K1N1 w - - 0 1", { winner: null, reason: "insufficient material" }],
    ["75 moves", "4k3/8/8/8/8/8/8/R3K3 w - - 150 120", { winner: null, reason: "seventy-five-move rule" }],
    ["the start", START_FEN, null],
  ])("%s", (_name, fen, result) => {
    expect(rules.end(at(fen).state)).toEqual(result);
  });

  test("three times the same position may be claimed, five times ends the game", () => {
    const { table, state } = at(START_FEN);
    const round = [ply(1, "g1", "f3"), ply(2, "g8", "f6"), ply(1, "f3", "g1"), ply(2, "f6", "g8")];
    const nearly = play(state, ...round, ...round.slice(0, 3));
    const last = round[3] ?? expect.unreachable();
    expect(rules.check(nearly, last, table)[0]?.text).toMatch(/come up 3 times; a draw may be claimed/);
    expect(rules.end(play(nearly, last))).toBeNull();
    expect(rules.end(play(state, ...round, ...round, ...round, ...round))).toEqual({
      winner: null,
      reason: "fivefold repetition",
    });
  });

  test("check and mate are told with the move", () => {
    const { table, state } = at("7k/8/6K1/8/8/8/8/R7 w - - 0 1");
    expect(rules.check(state, ply(1, "a1", "a8"), table)[0]?.text).toBe("Legal move. Checkmate.");
  });
});
