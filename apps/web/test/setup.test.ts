import { expect, test } from "vitest";
import { eventText } from "../src/features/history/event-words.ts";
import { codeInHash, passwordHint, placeAfterSignIn } from "../src/features/identity/next.ts";
import { keyState } from "../src/features/system/key-words.ts";
import { gridFromOptions } from "../src/features/tabletop/board/spec.ts";
import { firstCorners, moved, NUDGE_PX, nudge, scaledTo, turned } from "../src/features/tabletop/calibrate/corners.ts";
import { judge } from "../src/features/tabletop/calibrate/quality.ts";
import { EMPTY_DRAFT, freeColor, gameRequest, playersProblem } from "../src/features/tabletop/new-game/draft.ts";
import { nextSeat, toggled } from "../src/features/tabletop/new-game/samples.ts";
import { reasonProblem } from "../src/ui/reason-rules.ts";

const size = { width: 1000, height: 800 };
const board = gridFromOptions({ rows: 8, cols: 8 });

test("a link after sign-in leads into the product and nowhere else", () => {
  expect(placeAfterSignIn("/play/1?x=2")).toBe("/play/1?x=2");
  for (const trap of [
    undefined,
    "https://evil.example",
    "//evil.example",
    "/\\evil.example",
    "javascript:alert(1)",
    "/sign-in",
    "/setup",
  ]) {
    expect(placeAfterSignIn(trap), String(trap)).toBe("/play");
  }
});

test("the set-up code is read from the part of the address no server sees", () => {
  expect(codeInHash("#code=forest-mosaic")).toBe("forest-mosaic");
  expect(codeInHash("code=forest%20mosaic")).toBe("forest mosaic");
  expect(codeInHash("")).toBe("");
});

test("a password is said to be long enough exactly from 12 characters on", () => {
  expect([passwordHint("x".repeat(11)), passwordHint("x".repeat(12))]).toEqual(["1 more character.", "Long enough."]);
});

test("corners that can be read are good, small cells are warned of, impossible ones are refused with the reason", () => {
  const good = judge(firstCorners(size), board, size);
  expect(good).toMatchObject({ state: "works", refused: false });
  expect(good.lines).toHaveLength(18);
  const small = judge(
    [
      [100, 100],
      [200, 100],
      [200, 200],
      [100, 200],
    ].map(([x, y]) => [x, y]) as never,
    board,
    { width: 400, height: 400 },
  );
  expect(small).toMatchObject({ state: "attention", refused: false });
  const crossed = judge(
    [
      [100, 100],
      [900, 700],
      [900, 100],
      [100, 700],
    ] as never,
    board,
    size,
  );
  expect(crossed).toMatchObject({ state: "failed", refused: true, lines: [] });
  expect(crossed.text).toMatch(/cross/);
});

test("a corner stays inside the picture", () => {
  expect(moved(firstCorners(size), 0, [-50, 9000], size)[0]).toEqual([0, 800]);
});

test("arrow keys move a corner by 0.2 pixels, with Shift by 5", () => {
  expect([nudge("ArrowLeft", false), nudge("ArrowDown", true), nudge("x", false)]).toEqual([
    [-NUDGE_PX, 0],
    [0, 5],
    undefined,
  ]);
});

test("four turns of the board are none", () => {
  const corners = firstCorners(size);
  expect(turned(turned(turned(turned(corners))))).toEqual(corners);
  expect(turned(corners)).not.toEqual(corners);
});

test("corners of another picture are taken over when it has the same shape", () => {
  expect(scaledTo(firstCorners(size), size, { width: 2000, height: 1600 })).toEqual(
    firstCorners({ width: 2000, height: 1600 }),
  );
  expect(scaledTo(firstCorners(size), size, { width: 1600, height: 2000 })).toBeUndefined();
});

test("players are complete before a game begins, and the reason is said", () => {
  const limits = { min: 2, max: 3 };
  const [first, second] = EMPTY_DRAFT.players as [(typeof EMPTY_DRAFT.players)[0], (typeof EMPTY_DRAFT.players)[0]];
  const ana = { ...first, name: "Ana" };
  const ben = { ...second, name: "Ben" };
  expect(playersProblem([ana, ben], limits)).toBeUndefined();
  expect(playersProblem([ana], limits)).toMatch(/at least 2/);
  expect(playersProblem([ana, ben, ana, ben], limits)).toMatch(/at most 3/);
  expect(playersProblem([ana, { ...ben, name: " " }], limits)).toMatch(/name/);
  expect(playersProblem([ana, { ...ben, color: ana.color }], limits)).toMatch(/blue/);
  expect(freeColor([ana, ben])).toBe("green");
});

test("the request for a new game says what was typed, and the board only where it is the players' own", () => {
  const draft = {
    ...EMPTY_DRAFT,
    name: " Evening ",
    players: [{ name: " Ana ", color: "blue", kind: "human" as const }],
  };
  expect(gameRequest(draft, "Europe/Berlin")).toEqual({
    name: "Evening",
    game_type: "custom_grid",
    players: [{ name: "Ana", position: 1, color: "blue", kind: "human" }],
    time_zone: "Europe/Berlin",
    pack_options: { rows: 8, cols: 8, points: "cells" },
  });
  expect(gameRequest({ ...draft, type: "chess" }, "UTC")).not.toHaveProperty("pack_options");
});

test("tapping goes from player to player, and a second tap takes the first back", () => {
  const seats = [{ position: 1 }, { position: 2 }, { position: 3 }];
  const one = toggled([], { player: 1, cell: "A1" });
  expect(nextSeat(seats, one, 1)).toBe(2);
  expect(toggled(one, { player: 2, cell: "A1" })).toEqual([{ player: 2, cell: "A1" }]);
  expect(toggled(one, { player: 1, cell: "A1" })).toEqual([]);
  const all = [1, 2, 3].map((player) => ({ player, cell: `A${player}` }));
  expect(nextSeat(seats, all, 3)).toBe(3);
});

test("a reason has 3 to 500 characters", () => {
  expect([reasonProblem("  ab "), reasonProblem("abc"), reasonProblem("x".repeat(501))]).toEqual([
    expect.any(String),
    undefined,
    expect.any(String),
  ]);
});

test("every event of the log is a sentence, also of a kind nobody here knows", () => {
  expect(eventText({ kind: "move_committed", payload: { move: { text: "Blue: E4 → F5" } } })).toBe(
    "Move: Blue: E4 → F5",
  );
  expect(eventText({ kind: "status_changed", payload: { to: "in_progress" } })).toBe("The game is now in progress.");
  expect(eventText({ kind: "comet_seen", payload: {} })).toBe("comet seen.");
});

test("a key works until it expires or is revoked", () => {
  const now = new Date("2026-11-20T12:00:00Z");
  const key = { expires_at: "2027-11-20T12:00:00Z", revoked_at: null };
  expect(keyState(key, now).state).toBe("works");
  expect(keyState({ ...key, expires_at: "2026-11-20T11:59:59Z" }, now).text).toBe("Expired");
  expect(keyState({ ...key, revoked_at: "2026-11-20T11:59:59Z" }, now).text).toBe("Revoked");
});
