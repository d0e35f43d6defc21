import { Chess } from "chess.js";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { findPack } from "../packs/index.ts";
import { CHESS_TABLE, playRandomly, STARTS } from "./chess.testing.ts";
import { formatFen, parseFen, START_FEN } from "./fen.ts";
import { movesOfPgn, toPgnGame } from "./pgn-game.ts";
import { readPgn } from "./pgn-read.ts";
import { writePgn } from "./pgn-write.ts";
import { positionOf } from "./position.ts";

const rules = (findPack("chess") ?? expect.unreachable()).rules;

describe("PGN and FEN round trips", () => {
  test("1,000 random games survive PGN, FEN and the rules of the game, special moves included (TT16)", () => {
    const seen = { castling: 0, enPassant: 0, promotion: 0, check: 0, mate: 0 };
    const games = fc.record({
      start: fc.nat({ max: STARTS.length - 1 }),
      picks: fc.array(fc.nat({ max: 1_000_000 }), { minLength: 2, maxLength: 44, size: "max" }),
    });
    fc.assert(
      fc.property(games, ({ start, picks }) => {
        const game = playRandomly(STARTS[start] ?? START_FEN, picks);
        for (const san of game.sans) {
          if (san.startsWith("O-O")) seen.castling += 1;
          if (san.includes("=")) seen.promotion += 1;
          if (san.endsWith("+")) seen.check += 1;
          if (san.endsWith("#")) seen.mate += 1;
        }
        const played = toPgnGame({
          startFen: game.startFen,
          moves: game.moves.map((move) => ({ move })),
          tags: [],
          result: "*",
        });
        const text = played.ok ? writePgn([played.game]) : expect.fail(played.problem);
        const back = readPgn(text);
        expect(back.problems).toEqual([]);
        const moves = movesOfPgn(back.games[0] ?? expect.unreachable(), { white: 1, black: 2 });
        expect(moves.map((move) => ("san" in move ? move.san : ""))).toEqual(game.sans);

        const table = { ...CHESS_TABLE, options: { start_fen: game.startFen } };
        let state = rules.initial(table);
        for (const [at, move] of moves.entries()) {
          if (move.kind === "capture" && move.captured !== undefined) seen.enPassant += 1;
          const applied = rules.apply(state, move, table);
          state = applied.ok ? applied.state : expect.fail(applied.conflict);
          const fen = formatFen(positionOf(state));
          expect(fen).toBe(game.fens[at]);
          const parsed = parseFen(fen);
          expect(parsed.ok && formatFen(parsed.position)).toBe(fen);
        }
      }),
      { numRuns: 1_000, seed: 1858 },
    );
    for (const [what, count] of Object.entries(seen)) expect(count, what).toBeGreaterThan(5);
  }, 120_000);

  test("what we write is read by an independent reader", () => {
    for (let seed = 1; seed <= 20; seed++) {
      const picks = Array.from({ length: 40 }, (_, at) => (seed * 7919 + at * 104_729) % 1_000_003);
      const game = playRandomly(START_FEN, picks);
      const played = toPgnGame({
        moves: game.moves.map((move, at) => ({
          move,
          comment: at % 7 === 0 ? 'He said "so [be] it".' : "",
          nags: at % 5 ? [] : [1, 14],
        })),
        tags: [
          ["Event", "Garden Cup"],
          ["White", "Ada"],
        ],
        result: "1/2-1/2",
      });
      const text = played.ok ? writePgn([played.game]) : expect.fail(played.problem);
      expect(Math.max(...text.split("\n").map((line) => line.length))).toBeLessThanOrEqual(80);
      const other = new Chess();
      other.loadPgn(text);
      expect(other.history()).toEqual(game.sans);
      expect(other.fen()).toBe(game.fens.at(-1));
    }
  });

  test("comments, NAGs, tags and the set-up position come back as they were written", () => {
    const text = [
      "%ignored by everybody",
      '[Event "Club \\"A\\""]',
      '[SetUp "1"]',
      '[FEN "4k3/P7/8/8/8/8/8/4K3 w - - 0 1"]',
      '[Result "1-0"]',
      "",
      "{Before} 1. a8=Q+ $3 {first} {second} Kd7 ; to the end of the line",
      "2. Qb7+!? (2. Qa7+ {not {kept} Kc6 (2... Kd6)) Kd6 1-0",
      "",
    ].join("\n");
    const { games, problems } = readPgn(text);
    expect(problems.map(({ code, severity, line }) => ({ code, severity, line }))).toEqual([
      { code: "variation_dropped", severity: "warning", line: 8 },
    ]);
    const [game] = games;
    expect(game?.comment).toBe("Before");
    expect(game?.moves.map(({ ply, nags, comment }) => [ply.san, nags, comment])).toEqual([
      ["a8=Q+", [3], "first second"],
      ["Kd7", [], "to the end of the line"],
      ["Qb7+", [5], ""],
      ["Kd6", [], ""],
    ]);
    const again = readPgn(writePgn(games));
    expect(again.problems).toEqual([]);
    expect(again.games[0]?.moves).toEqual(game?.moves);
    expect(new Map(again.games[0]?.tags).get("Event")).toBe('Club "A"');
    expect(again.games[0]?.startFen).toBe("4k3/P7/8/8/8/8/8/4K3 w - - 0 1");
  });

  test("several games in one text are told apart, with and without tags", () => {
    const { games, problems } = readPgn(
      '1. e4 e5 1-0 1. d4 *\n[Event "x"]\n[Result "0-1"]\n\n1. c4 0-1\n[Event "y"]\n\n*',
    );
    expect(problems).toEqual([]);
    expect(games.map((game) => [game.moves.map(({ ply }) => ply.san), game.result])).toEqual([
      [["e4", "e5"], "1-0"],
      [["d4"], "*"],
      [["c4"], "0-1"],
      [[], "*"],
    ]);
  });
});

describe("bad PGN", () => {
  const codes = (text: string) => readPgn(text).problems.map(({ code, line, column }) => `${code} ${line}:${column}`);

  test.each([
    ["nothing at all", " \n ", ["no_game 1:1"]],
    ["an illegal move", "1. e4 e5\n2. Ke3 Nc6 *", ["illegal_move 2:4"]],
    [
      "a move that only one of two rooks can make",
      '[FEN "4k3/8/8/8/8/8/8/R3K2R w - - 0 1"]\n\n1. Rd1 Ke7 2. Rf1 *',
      [],
    ],
    ["an ambiguous move", '[FEN "4k3/8/8/8/8/4K3/8/R6R w - - 0 1"]\n\n1. Rd1 *', ["illegal_move 3:4"]],
    ["a comment that never ends", "1. e4 {and so on", ["unclosed_comment 1:7"]],
    ["a variation that never ends", "1. e4 (1. d4 d5", ["variation_dropped 1:7", "unclosed_variation 1:16"]],
    ["a closing bracket too many", "1. e4 ) e5 *", ["unexpected_text 1:7"]],
    ["a broken tag", "[Event Cup]\n\n1. e4 *", ["bad_tag 1:1"]],
    ["a position that is none", '[FEN "8/8/8/8 w - - 0 1"]\n\n1. e4 *', ["bad_fen 1:1"]],
    ["two results", '[Result "1-0"]\n\n1. e4 0-1', ["result_differs 3:7"]],
    ["letters of no meaning", "1. e4 é e5 *", ["unexpected_text 1:7"]],
    ["a null move", "1. e4 -- 2. d4 *", ["illegal_move 1:7"]],
  ])("%s", (_name, text, expected) => {
    expect(codes(text)).toEqual(expected);
  });

  test("any text is read without an exception, and the moves before the fault are kept", () => {
    fc.assert(
      fc.property(
        fc.string({ unit: fc.constantFrom(...'[]{}();$ \n"\\%.e4d5NfO-0=1/2*#+x!?'.split("")), maxLength: 120 }),
        (text) => {
          const { games, problems } = readPgn(text);
          expect(games.length + problems.length).toBeGreaterThan(0);
        },
      ),
    );
    expect(readPgn("1. e4 e5 2. Zz9 *").games[0]?.moves.map(({ ply }) => ply.san)).toEqual(["e4", "e5"]);
  });

  test("a game with a move that breaks the rules cannot be written, and the move is named", () => {
    const played = toPgnGame({
      moves: [
        { move: { kind: "move", player: 1, from: "e2", to: "e4" } },
        { move: { kind: "move", player: 2, from: "e7", to: "e4" } },
      ],
      tags: [],
      result: "*",
    });
    expect(played).toMatchObject({ ok: false, move: 2 });
  });
});

describe("FEN", () => {
  test.each([
    ["seven ranks", "8/8/8/8/8/8/8 w - - 0 1"],
    ["nine squares", "9/8/8/8/8/8/8/8 w - - 0 1"],
    ["a rank too long", "ppppppppp/8/8/8/8/8/8/8 w - - 0 1"],
    ["a foreign letter", "7x/8/8/8/8/8/8/8 w - - 0 1"],
    ["no side", "8/8/8/8/8/8/8/8 x - - 0 1"],
    ["odd castling", "8/8/8/8/8/8/8/8 w QK - 0 1"],
    ["odd en passant", "8/8/8/8/8/8/8/8 w - e4 0 1"],
    ["no number", "8/8/8/8/8/8/8/8 w - - x 1"],
    ["too many fields", "8/8/8/8/8/8/8/8 w - - 0 1 2"],
    ["nothing", ""],
  ])("%s is refused with a sentence", (_name, fen) => {
    const parsed = parseFen(fen);
    expect(parsed.ok).toBe(false);
    expect(!parsed.ok && parsed.problem.endsWith(".")).toBe(true);
  });
});
