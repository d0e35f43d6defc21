import { expect, test } from "vitest";
import { isAffected } from "../src/api/affected.ts";

const game = (id: string, path = "/games/:id") => ["GET", path, { params: { id } }] as const;

test("an event of a game reads again what shows that game, and nothing else", () => {
  const event = { topic: "game:1" };
  expect(isAffected(game("1"), event)).toBe(true);
  expect(isAffected(game("1", "/games/:id/proposals/current"), event)).toBe(true);
  expect(isAffected(game("2"), event)).toBe(false);
  expect(isAffected(["GET", "/games", { query: { limit: 10 } }], event)).toBe(false);
  expect(isAffected(["GET", "/cameras", {}], event)).toBe(false);
});

test("a photo on its way does not read moves and position again; a move does", () => {
  const state = game("1", "/games/:id/state");
  const photo = { topic: "game:1", kind: "capture.stored", data: {} };
  const noted = { topic: "game:1", kind: "game.event", data: { kinds: ["capture_added", "proposal_made"] } };
  const moved = { topic: "game:1", kind: "game.event", data: { kinds: ["move_committed"] } };
  const unknown = { topic: "game:1", kind: "game.event", data: {} };
  expect([photo, noted, moved, unknown].map((event) => isAffected(state, event))).toEqual([false, false, true, true]);
  expect([photo, noted, moved].every((event) => isAffected(game("1"), event))).toBe(true);
});

test("an event of the list reads the list and the counts", () => {
  const event = { topic: "games" };
  expect(isAffected(["GET", "/games", { query: {} }], event)).toBe(true);
  expect(isAffected(["GET", "/games/stats", {}], event)).toBe(true);
  expect(isAffected(game("1"), event)).toBe(false);
});

test("after a break in the stream everything is read again", () => {
  expect(isAffected(game("1"), undefined)).toBe(true);
  expect(isAffected(["GET", "/me", {}], undefined)).toBe(true);
});

test("unknown topics and foreign keys touch nothing", () => {
  expect(isAffected(game("1"), { topic: "weather" })).toBe(false);
  expect(isAffected([], { topic: "game:1" })).toBe(false);
  expect(isAffected(["GET", "/games/:id", undefined], { topic: "game:1" })).toBe(false);
});
