import type { MoveInputWire, ProposalWire, QuestionWire } from "@wopr/contracts";
import type { GridSpec } from "@wopr/games";
import { describe, expect, test } from "vitest";
import { decideFromTruth, type Moment } from "./decide.ts";

const grid: GridSpec = { kind: "grid", rows: 2, cols: 2, points: "cells", origin: "top", letters: "upper" };
const place = (to: string, player = 1): MoveInputWire => ({ kind: "place", player, to });
const withText = (move: MoveInputWire) => ({ ...move, text: "text" });

/** A proposal that blue was laid on A1; a test states what differs. */
function aProposal(differs: Partial<ProposalWire> = {}): ProposalWire {
  return {
    id: "p",
    capture_id: "c",
    outcome: "ask",
    text: "Blue: A1",
    move: withText(place("A1")),
    alternatives: [],
    cells: [],
    unexplained: [],
    questions: [],
    reasons: [],
    verdicts: [],
    confidence: 0.5,
    base_seq: 1,
    base_hash: "h",
    layers: {},
    status: "open",
    pipeline_version: "1",
    auto_at: null,
    ...differs,
  };
}

/** The board was empty and blue (seat 1) was laid on A1. */
function aMoment(differs: Partial<Moment> = {}): Moment {
  return {
    grid,
    agreed: new Map(),
    truth: new Map([["A1", 1]]),
    sameAgain: false,
    hidden: false,
    pieceType: "piece",
    ...differs,
  };
}

const ask = (id: string, values: readonly string[], cell = "A1"): Partial<ProposalWire> => {
  const options = values.map((value) => ({ value, label: value }));
  return { questions: [{ id, text: id, kind: "choice", options, cells: [cell] } satisfies QuestionWire] };
};

const correct = { kind: "correct", move: place("A1") };

test.each([
  [
    "sure is agreed to, whatever the truth: the end position tells",
    { outcome: "sure" },
    {},
    { kind: "agree", how: "sure" },
  ],
  ["a set-up is confirmed with the true position", { outcome: "setup" }, {}, { kind: "position" }],
  [
    "no change that is true is put aside",
    { outcome: "no_change" },
    { truth: new Map() },
    { kind: "reject", reason: "ignore" },
  ],
  ["no change that is not true is corrected", { outcome: "no_change" }, {}, correct],
  ["a refused photo is used anyway", { outcome: "retake" }, {}, { kind: "reject", reason: "use_anyway" }],
  [
    "unless the next photo shows the same",
    { outcome: "retake" },
    { sameAgain: true },
    { kind: "reject", reason: "retake" },
  ],
  [
    "a hidden board is photographed again, whatever was read",
    { outcome: "sure" },
    { hidden: true },
    { kind: "reject", reason: "retake" },
  ],
  ["too much is taken over as a position", { outcome: "too_much" }, {}, { kind: "position" }],
  ["a late photo is entered by hand", { outcome: "late" }, {}, correct],
] as const)("%s", (_, proposal, moment, decision) => {
  expect(decideFromTruth(aProposal(proposal), aMoment(moment))).toMatchObject(decision);
});

describe("questions are answered from the truth", () => {
  test.each([
    ["a cell that changed", ask("unsure:0", ["yes", "no"]), { "unsure:0": "yes" }],
    ["a cell that did not", ask("unsure:1", ["yes", "no"], "B1"), { "unsure:1": "no" }],
    ["whose piece it is", ask("owner:0", ["player_1", "player_2"]), { "owner:0": "player_1" }],
    ["a cell that was only bumped", ask("unexplained:1", ["bumped", "piece"], "B1"), { "unexplained:1": "bumped" }],
    ["whether it is right", ask("confirm", ["yes", "no"]), { confirm: "yes" }],
  ])("%s", (_, differs, answers) => {
    expect(decideFromTruth(aProposal(differs), aMoment())).toEqual({ kind: "answer", answers });
  });

  test("which of the moves it was", () => {
    const alternatives = [place("B1"), place("A1")].map((move) => ({
      move: withText(move),
      text: "",
      probability: 0.5,
    }));
    const proposal = aProposal({ ...ask("move", ["move_1", "move_2", "none"]), alternatives });
    expect(decideFromTruth(proposal, aMoment())).toEqual({ kind: "answer", answers: { move: "move_2" } });
  });

  test.each([
    ["none of the moves is right", ask("move", ["move_1", "none"])],
    ["the move asked about is wrong", { ...ask("confirm", ["yes", "no"]), move: withText(place("B2")) }],
    ["a piece moved that the proposal does not know of", ask("unexplained:0", ["bumped", "piece"])],
    ["the true owner is not offered", ask("owner:0", ["player_2"])],
    ["nothing legal", ask("nothing_legal", ["enter", "retake"])],
    ["a question of a newer server", ask("horoscope", ["leo"])],
  ])("%s: the truth is entered by hand", (_, differs) => {
    expect(decideFromTruth(aProposal(differs), aMoment())).toEqual(correct);
  });

  test("without a truth nobody guesses", () => {
    const proposal = aProposal(ask("unsure:0", ["yes", "no"]));
    expect(decideFromTruth(proposal, aMoment({ truth: undefined }))).toEqual({ kind: "stop", question: "unsure:0" });
  });
});
