import type { MoveLineWire } from "@wopr/contracts";
import { expect, test } from "vitest";
import { nextSpeed, SPEEDS, stepMs } from "../src/features/tabletop/history/speeds.ts";
import { ALL, passes, type Stop, stepped } from "../src/features/tabletop/history/timeline.ts";

const stop = (at: number, differs: Partial<MoveLineWire> = {}): Stop => ({
  at,
  label: `Move ${at}`,
  photo: undefined,
  move: {
    ...{ n: at, move_id: String(at), capture_id: null, thumbnail_url: null, confidence: null, conflict: null },
    ...{
      verdicts: [],
      corrected: false,
      outcome: "sure",
      flag: null,
      comments: [],
      glyph: null,
      arrows: [],
      notes: null,
    },
    move: { kind: "pass", player: (at % 2) + 1, text: "passes" },
    decided_by: { id: "a", kind: "user", name: "Ada" },
    at: "2026-11-20T18:00:00.000Z",
    ...differs,
  },
});

test("the timeline shows what was corrected, asked, flagged or commented, and the setup always", () => {
  const setup: Stop = { at: 0, label: "Setup", move: undefined, photo: undefined };
  const stops = [setup, stop(1), stop(2, { corrected: true }), stop(3, { outcome: "ask" }), stop(4, { flag: "Look." })];
  const shown = (only: (typeof ALL)["only"]) =>
    stops.filter((one) => passes(one, { ...ALL, only })).map(({ at }) => at);
  expect(shown("all")).toEqual([0, 1, 2, 3, 4]);
  expect(shown("corrected")).toEqual([0, 2]);
  expect(shown("asked")).toEqual([0, 3]);
  expect(shown("conflict")).toEqual([0, 4]);
  expect(stops.filter((one) => passes(one, { ...ALL, player: 1 })).map(({ at }) => at)).toEqual([0, 2, 4]);
});

test("stepping walks over what is shown and stays at the ends", () => {
  const stops = [stop(1), stop(3)];
  expect(stepped(stops, 1, 1)).toBe(3);
  expect(stepped(stops, 3, 1)).toBe(3);
  expect(stepped(stops, 1, -1)).toBe(1);
});

test("a replay runs at half speed to sixteen times, and no further", () => {
  expect(SPEEDS.map((speed) => stepMs(speed))).toEqual([3200, 1600, 800, 400, 200, 100]);
  expect(nextSpeed(16, 1)).toBe(16);
  expect(nextSpeed(0.5, -1)).toBe(0.5);
  expect(nextSpeed(1, 1)).toBe(2);
});
