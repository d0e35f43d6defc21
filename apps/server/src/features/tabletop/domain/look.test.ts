import { cellIndex, classOf, findPack, type GameState, manifestFor, type Piece, parseCell } from "@wopr/games";
import type { Decision, FullInference, Observation, Question } from "@wopr/vision";
import { describe, expect, test } from "vitest";
import { TWO_PLAYERS } from "./builders.testing.ts";
import { proposeMove } from "./proposal.ts";
import { questionTexts } from "./questions.ts";
import { rebase } from "./rebase.ts";
import { proposeSetup, type SetupReading } from "./setup.ts";

const pack = findPack("custom_grid");
if (!pack) throw new Error("custom_grid is not shipped");
const { rules } = pack;
const options = { rows: 3, cols: 3, moves: ["place", "remove", "pass"] };
const manifest = manifestFor(pack, options);
const { board } = manifest;
if (board?.kind !== "grid") throw new Error("a grid");
const table = { players: TWO_PLAYERS.map(({ position, name, color }) => ({ seat: position, name, color })), options };
const empty = rules.initial(table);

const at = (name: string) => {
  const cell = parseCell(board, name);
  if (!cell) throw new Error(`no cell ${name}`);
  return cellIndex(board, cell);
};

/** The empty board with pieces of seats on cells. */
const laid = (pieces: Readonly<Record<string, number>>): GameState => ({
  ...empty,
  grid: (empty.grid ?? []).map((row, y) =>
    row.map((_, x): Piece | null => {
      const found = Object.entries(pieces).find(([name]) => at(name) === y * 3 + x);
      return found ? { type: "piece", player: found[1] } : null;
    }),
  ),
});

/** What vision would say of a photo that shows `shown`, compared with one of `reference`. */
function looked(reference: GameState, shown: GameState): { observation: Observation; seen: FullInference } {
  const cells = Array.from({ length: 9 }, (_, cell) => {
    const [row, col] = [Math.floor(cell / 3), cell % 3];
    const was = classOf(reference.grid?.[row]?.[col] ?? null);
    const is = classOf(shown.grid?.[row]?.[col] ?? null) ?? "empty";
    const changed = was !== is;
    return { row, col, score: changed ? 50 : 1, status: changed ? "changed" : "same", logLik: { [is]: 0 } } as const;
  });
  const changed = cells.flatMap(({ status }, cell) => (status === "changed" ? [cell] : []));
  const observation = {
    board,
    scores: { d: cells.map(({ score }) => score), changed, unsure: [], threshold: 19, gapRatio: 3, band: [13, 27] },
    image: { width: 300, height: 300 },
    imageToBoard: [0.01, 0, 0, 0, 0.01, 0, 0, 0, 1],
    occlusion: { blocked: false, tooMuch: false, blobs: [] },
  } as unknown as Observation;
  const seen = { ranked: [], top: [], evidence: { cells } } as unknown as FullInference;
  return { observation, seen };
}

describe("a look held against another position than its reference", () => {
  const reference = laid({ A1: 1 });
  const shown = laid({ A1: 1, B1: 2 });

  test("is the very same where the position has not changed", () => {
    const { observation, seen } = looked(reference, shown);
    expect(rebase(observation, reference, reference, seen)).toBe(observation);
  });

  test.each([
    ["somebody entered what the photo shows", laid({ A1: 1, B1: 2 }), []],
    ["somebody entered something else", laid({ A1: 1, B1: 1 }), ["B1"]],
    ["the move of the reference was taken back", laid({}), ["A1", "B1"]],
    ["a piece was entered that the photo does not show", laid({ A1: 1, C3: 1 }), ["B1", "C3"]],
  ] as const)("differs where the photo and the position do: %s", (_, now, cells) => {
    const { observation, seen } = looked(reference, shown);
    expect(rebase(observation, reference, now, seen).scores.changed).toEqual(cells.map(at));
  });
});

describe("the words of a proposal", () => {
  const facts = (decision: Partial<Decision>, inference: Partial<FullInference> = {}) => {
    const { observation, seen } = looked(empty, laid({ B2: 2 }));
    return {
      observation,
      inference: { ...seen, unexplained: [], ...inference },
      decision: { outcome: "ask", reasons: [], questions: [], confidence: 0.5, ...decision } as Decision,
      state: empty,
      rules,
      manifest,
      table,
      lastMove: 6,
    };
  };
  const believed = {
    hypothesis: {
      move: { kind: "place", player: 2, to: "B2" },
      cells: [{ col: 1, row: 1, before: "empty", after: "player_2" }],
      plies: 1,
    },
    logScore: 9,
    probability: 0.97,
  } as const;

  test("sure: the move, its cells with their place in the photo, and no reason", () => {
    const { outcome, content } = proposeMove(facts({ outcome: "sure" }, { ranked: [believed], top: [believed] }));
    expect(outcome).toBe("sure");
    expect(content).toMatchObject({ text: "Red: places B2", move: { kind: "place", to: "B2" }, reasons: [] });
    expect(content.cells).toEqual([
      { cell: "B2", before: "empty", after: "player_2", score: 50, confidence: 0.97, region: [100, 100, 100, 100] },
    ]);
    expect(content.alternatives).toHaveLength(1);
  });

  test("no change: says since when, and can be agreed to as a pass", () => {
    const { content } = proposeMove(facts({ outcome: "no_change", reasons: ["nothing_changed"] }));
    expect(content).toMatchObject({ text: "Nothing changed since move 6.", move: { kind: "pass", player: 1 } });
    const atFirst = proposeMove({ ...facts({ outcome: "no_change", reasons: ["nothing_changed"] }), lastMove: 0 });
    expect(atFirst.content.text).toBe("Nothing changed since the set-up.");
  });

  test("too much: counts the cells and proposes no move", () => {
    const { content } = proposeMove(
      facts({ outcome: "too_much", reasons: ["too_many_cells"] }, { ranked: [believed], top: [] }),
    );
    expect(content).toMatchObject({ text: "1 cell changed. Several moves?", move: null, alternatives: [] });
  });

  test.each(["ask", "no_change", "retake", "too_much"] as const)("%s names its reason in a sentence", (outcome) => {
    const { content } = proposeMove(facts({ outcome, reasons: ["unsure_cell", "hand"] }));
    for (const { text } of content.reasons) expect(text).toMatch(/^[A-Z].+\.$/);
    expect(content.reasons).toHaveLength(2);
  });
});

describe("questions", () => {
  const ask = (question: Partial<Question>) =>
    questionTexts(
      [
        {
          id: "q",
          kind: "choice",
          reason: "unsure_cell",
          cells: [4],
          options: [{ value: "yes" }, { value: "no" }],
          ...question,
        },
      ],
      { top: [] },
      { board, table, describe: () => "x".repeat(90) },
    )[0];

  test.each([
    [{ reason: "unsure_cell" }, "Did B2 change?"],
    [{ reason: "owner_unclear" }, "Whose piece is on B2?"],
    [{ reason: "unexplained_cell" }, "What happened at B2?"],
    [{ reason: "nothing_legal", id: "nothing_legal" }, "No legal move gives this board. What now?"],
  ] as const)("%o", (question, text) => {
    expect(ask(question)?.text).toBe(text);
  });

  test("are never longer than 80 characters, whatever the moves are called", () => {
    const hypothesis = { move: { kind: "pass", player: 1 }, cells: [], plies: 1 } as const;
    const ranked = { hypothesis, logScore: 1, probability: 0.5 };
    const texts = questionTexts(
      [
        {
          id: "move",
          kind: "choice",
          reason: "close_hypotheses",
          cells: [],
          options: [{ value: "move_1", hypothesis: 0 }],
        },
        {
          id: "confirm",
          kind: "yes_no",
          reason: "low_confidence",
          cells: [],
          options: [{ value: "yes", hypothesis: 0 }],
        },
      ],
      { top: [ranked, ranked] },
      { board, table, describe: () => "x".repeat(90) },
    );
    expect(texts.map(({ text }) => text)).toEqual(["Which move was it?", "Is this move right?"]);
  });

  test("offer players by their colour", () => {
    const options_ = [
      { value: "player_1", cls: "player_1" as const },
      { value: "player_2", cls: "player_2" as const },
    ];
    expect(ask({ reason: "owner_unclear", options: options_ })?.options.map(({ label }) => label)).toEqual([
      "Blue",
      "Red",
    ]);
  });
});

describe("the set-up", () => {
  const reading = (
    owners: Readonly<Record<string, number | null>>,
    differs: Partial<SetupReading> = {},
  ): SetupReading => ({
    board,
    image: { width: 300, height: 300 },
    imageToBoard: [0.01, 0, 0, 0, 0.01, 0, 0, 0, 1],
    cells: Array.from({ length: 9 }, (_, cell) => {
      const found = Object.entries(owners).find(([name]) => at(name) === cell);
      return { cell, occupied: found !== undefined, owner: found?.[1] ?? null, confidence: 0.99 };
    }),
    coloursKnown: true,
    flaw: null,
    ...differs,
  });
  const base = { manifest, table, initial: empty };

  test("that was read whole is shown to be confirmed", () => {
    const { outcome, content } = proposeSetup(reading({ A1: 1, C3: 2 }), base);
    expect(outcome).toBe("setup");
    expect(content.text).toBe("The set-up has 2 pieces: Blue 1, Red 1. Is that right?");
    expect(content.position?.flat().filter(Boolean)).toHaveLength(2);
  });

  test.each([
    [{ coloursKnown: false }, "palette_missing"],
    [{}, "owner_unclear"],
  ])("with a piece nobody is known to own asks whose it is: %o", (differs, code) => {
    expect(proposeSetup(reading({ A1: null }, differs), base).content.reasons[0]?.code).toBe(code);
  });

  test("on a photo that is too dark is to be taken again", () => {
    const { outcome, content } = proposeSetup(reading({}, { flaw: "dark" }), base);
    expect(outcome).toBe("retake");
    expect(content.position).toBeNull();
  });

  test("of a fixed start is held against it and names what differs", () => {
    const chess = findPack("chess");
    if (!chess) throw new Error("chess is not shipped");
    const seats = { players: table.players, options: {} };
    const start = chess.rules.initial(seats);
    const spec = chess.rules.board({});
    if (spec.kind !== "grid") throw new Error("a grid");
    const cells = (start.grid ?? [])
      .flat()
      .map((piece, cell) => ({ cell, occupied: piece !== null, owner: piece?.player ?? null, confidence: 1 }));
    const read: SetupReading = { ...reading({}), board: spec, cells };
    const fixed = { manifest: manifestFor(chess, {}), table: seats, initial: start };
    expect(proposeSetup(read, fixed).content.text).toBe("The start position is there. Begin?");
    const missing = { ...read, cells: cells.map((seen) => (seen.cell === 52 ? { ...seen, occupied: false } : seen)) };
    expect(proposeSetup(missing, fixed).content).toMatchObject({ unexplained: ["e2"], confidence: 0 });
  });
});
