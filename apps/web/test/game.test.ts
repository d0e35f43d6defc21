import type { CaptureLineWire, MoveLineWire, ProposalWire } from "@wopr/contracts";
import { expect, test } from "vitest";
import { comparable, pairOf } from "../src/features/tabletop/compare/pair.ts";
import { NO_ZOOM, panned, zoomed } from "../src/features/tabletop/compare/view.ts";
import { captureShare, captureStages, isUnderWay } from "../src/features/tabletop/game/capture-stages.ts";
import { failedCapture } from "../src/features/tabletop/game/failed-capture.ts";
import { allAnswered, captureLabel, isPageAnswer, otherMoves } from "../src/features/tabletop/game/proposal-words.ts";
import { ALL, passes, stepped, stopsOf } from "../src/features/tabletop/history/timeline.ts";
import { outcomeMark } from "../src/features/tabletop/words.ts";

const capture = (id: string, part: Partial<CaptureLineWire> = {}): CaptureLineWire => ({
  id,
  sequence: 1,
  thumbnail_url: null,
  captured_at: null,
  status: "stored",
  label: "Turn 1",
  image_url: null,
  analysis_status: "completed",
  outcome: "sure",
  move: null,
  ...part,
});
const move = (n: number, player = 1, part: Partial<MoveLineWire> = {}): MoveLineWire => ({
  n,
  move_id: `m${n}`,
  move: { kind: "place", player, to: "A1", text: "Blue: places A1" },
  capture_id: `c${n}`,
  thumbnail_url: null,
  decided_by: { id: "u", kind: "user", name: "Ana" },
  confidence: 1,
  at: "2026-11-20T12:00:00.000Z",
  conflict: null,
  verdicts: [],
  corrected: false,
  outcome: "sure",
  flag: null,
  comments: [],
  glyph: null,
  arrows: [],
  notes: null,
  ...part,
});

test("a photo is taken, uploaded, compared, and then there is a proposal", () => {
  const states = (part: Partial<CaptureLineWire> | undefined) =>
    captureStages(part === undefined ? undefined : capture("c", part)).map(({ state }) => state);
  expect(states(undefined)).toEqual(["running", "waiting", "waiting", "waiting"]);
  expect(states({ status: "capturing" })).toEqual(["running", "waiting", "waiting", "waiting"]);
  expect(states({ status: "uploading", analysis_status: "pending" })).toEqual([
    "done",
    "running",
    "waiting",
    "waiting",
  ]);
  expect(states({ analysis_status: "processing" })).toEqual(["done", "done", "running", "waiting"]);
  expect(states({ analysis_status: "completed" })).toEqual(["done", "done", "done", "done"]);
  expect(states({ analysis_status: "failed" })).toEqual(["done", "done", "failed", "waiting"]);
  expect(states({ status: "failed" })).toEqual(["failed", "waiting", "waiting", "waiting"]);
});

test("a photo is on its way until it is read, and where nothing reads it until it is stored", () => {
  const underWay = (part: Partial<CaptureLineWire>, read = true) => isUnderWay(capture("c", part), read);
  expect(isUnderWay(undefined, true)).toBe(true);
  expect([underWay({ status: "capturing" }), underWay({ analysis_status: "pending" }), underWay({})]).toEqual([
    true,
    true,
    false,
  ]);
  expect([underWay({ status: "failed" }), underWay({ analysis_status: "failed" })]).toEqual([false, false]);
  expect(underWay({ analysis_status: "pending" }, false)).toBe(false);
});

test("the share of the way never goes back and ends at 1", () => {
  const at = (part: Partial<CaptureLineWire>, share: number) => captureShare(captureStages(capture("c", part)), share);
  const way = [
    at({ status: "capturing" }, 0),
    at({ status: "uploading", analysis_status: "pending" }, 0),
    at({ analysis_status: "processing" }, 0),
    at({ analysis_status: "processing" }, 0.5),
    at({ analysis_status: "processing" }, 7),
    at({ analysis_status: "completed" }, 0),
  ];
  expect(way).toEqual(way.toSorted((a, b) => a - b));
  expect(way.at(-1)).toBe(1);
});

test("a photo that failed is shown until something else wants attention", () => {
  const failed = { captures: [capture("a"), capture("b", { status: "failed" })] };
  expect(failedCapture(failed, false)).toBe("b");
  expect(failedCapture(failed, true)).toBeUndefined();
  expect(failedCapture({ captures: [...failed.captures, capture("c")] }, false)).toBeUndefined();
});

test("an answer counts once every question has one; acts of the page are no answers", () => {
  const questions = [{ id: "a" }, { id: "b" }] as ProposalWire["questions"];
  expect(allAnswered(questions, { a: "yes" })).toBe(false);
  expect(allAnswered(questions, { a: "yes", b: "no" })).toBe(true);
  expect([isPageAnswer("retake"), isPageAnswer("yes")]).toEqual([true, false]);
});

test("alternatives are what it may have been besides the proposal", () => {
  const mine = { kind: "pass", player: 1, text: "Blue: passes" } as const;
  const other = { kind: "pass", player: 2, text: "Red: passes" } as const;
  const alternatives = [mine, other].map((line) => ({ move: line, text: line.text, probability: 0.5 }));
  expect(otherMoves({ outcome: "ask", move: mine, alternatives }).map(({ text }) => text)).toEqual(["Red: passes"]);
});

test("the big button says what the next photo is", () => {
  expect(captureLabel({ demo: false, agreed: false })).toBe("Take setup photo");
  expect(captureLabel({ demo: false, agreed: true })).toBe("Capture move");
  expect(captureLabel({ demo: true, agreed: true })).toBe("Take photo");
  expect(captureLabel({ demo: true, agreed: false })).toBe("Take photo");
});

test("the timeline begins with the setup and knows the photo of every move", () => {
  const stops = stopsOf(
    [move(1), move(2, 2, { conflict: "taken" })],
    [capture("s", { sequence: 0, outcome: "setup" }), capture("c1"), capture("c2", { outcome: "ask" })],
  );
  expect(stops.map(({ at, label, photo }) => [at, label, photo?.id])).toEqual([
    [0, "Setup", "s"],
    [1, "Move 1", "c1"],
    [2, "Move 2", "c2"],
  ]);
  expect(stops.filter((stop) => passes(stop, { ...ALL, player: 2 })).map(({ at }) => at)).toEqual([0, 2]);
  expect(stops.filter((stop) => passes(stop, { ...ALL, only: "asked" })).map(({ at }) => at)).toEqual([0, 2]);
  expect(stops.filter((stop) => passes(stop, { ...ALL, only: "conflict" })).map(({ at }) => at)).toEqual([0, 2]);
  expect([stepped(stops, 1, 1), stepped(stops, 2, 1), stepped(stops, 0, -1), stepped(stops, 9, -1)]).toEqual([
    2, 2, 0, 1,
  ]);
});

test("two photos are compared: those asked for, else the newest agreed ones", () => {
  const photos = comparable([
    capture("s", { outcome: "setup", label: "Setup" }),
    capture("a", { move: 1 }),
    capture("h", { outcome: "retake", label: "Photo 2" }),
    capture("x", { status: "failed" }),
  ]);
  expect(photos.map(({ id }) => id)).toEqual(["s", "a", "h"]);
  expect(pairOf(photos, {})).toEqual({ left: "s", right: "a" });
  expect(pairOf(photos, { left: "h", right: "s" })).toEqual({ left: "h", right: "s" });
  expect(pairOf(photos, { left: "gone" })).toEqual({ left: "s", right: "a" });
  expect(pairOf(photos.slice(0, 1), {})).toBeUndefined();
});

test("photos of one label can be told apart", () => {
  expect(comparable([capture("a"), capture("b")]).map(({ label }) => label)).toEqual(["Turn 1", "Turn 1 (2)"]);
});

test("zooming keeps the point under the finger and never shows beyond the picture", () => {
  const close = zoomed(NO_ZOOM, 4, [0.5, 0.5]);
  expect(close).toEqual({ scale: 4, x: -1.5, y: -1.5 });
  expect(panned(close, [9, -9])).toEqual({ scale: 4, x: 0, y: -3 });
  expect(zoomed(close, 0.01, [0, 0])).toEqual(NO_ZOOM);
});

test("every way a photo can end has a shape and words", () => {
  const words = (part: Partial<CaptureLineWire>) => outcomeMark(capture("c", part)).text;
  expect([
    words({ move: 3 }),
    words({ status: "failed" }),
    words({ status: "capturing" }),
    words({ outcome: "retake" }),
    words({ outcome: null, analysis_status: "processing" }),
  ]).toEqual(["Agreed", "No photo", "On its way", "Retake", "Being read"]);
});
