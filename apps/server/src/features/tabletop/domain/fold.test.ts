import type { Move } from "@wopr/games";
import { describe, expect, test } from "vitest";
import { aLog, gridRules, sha256, TWO_PLAYERS } from "./builders.testing.ts";
import { readable, type StoredEvent } from "./events.ts";
import { foldGame, snapshotOf } from "./fold.ts";
import { stateHash } from "./state-hash.ts";

const place = (player: number, to: string): Move => ({ kind: "place", player, to });
const pieceAt = (fold: ReturnType<typeof foldGame>, row: number, col: number) => fold.state.grid?.[row]?.[col] ?? null;

describe("foldGame", () => {
  test("a new game is an empty board in its set-up", () => {
    const folded = foldGame(aLog().events, gridRules);
    expect(folded.header).toMatchObject({ name: "Bob vs Alice", status: "setup", players: TWO_PLAYERS });
    expect(folded).toMatchObject({ atMove: 0, headSeq: 3, agreed: null, conflicts: [] });
    expect(folded.state).toMatchObject({ turn: 0, turnPlayer: 1 });
  });

  test("moves are applied in order and count turns", () => {
    const log = aLog();
    log.move(place(1, "A1"));
    log.move(place(2, "B1"));
    const folded = foldGame(log.events, gridRules);
    expect(folded.state.turn).toBe(2);
    expect(pieceAt(folded, 0, 1)).toMatchObject({ player: 2 });
  });

  test("a move that cannot be applied is a conflict, and the fold goes on", () => {
    const log = aLog();
    log.move(place(1, "A1"));
    log.move(place(2, "A1"));
    log.move(place(2, "B1"));
    const folded = foldGame(log.events, gridRules);
    expect(folded.conflicts).toEqual([{ move: 2, reason: "A1 is taken." }]);
    expect(folded.state.turn).toBe(2);
    expect(folded.atMove).toBe(3);
  });

  test("a correction acts in place and later moves replay on top of it", () => {
    const log = aLog();
    const first = log.move(place(1, "A1"));
    log.move(place(2, "B1"));
    log.add({ kind: "move_corrected", payload: { move_id: first, move: place(1, "B1"), text: "", ends_turn: true } });
    const folded = foldGame(log.events, gridRules);
    expect(pieceAt(folded, 0, 0)).toBeNull();
    expect(pieceAt(folded, 0, 1)).toMatchObject({ player: 1 });
    expect(folded.conflicts).toEqual([{ move: 2, reason: "B1 is taken." }]);
  });

  test("an inserted move stands right after its anchor, a removed one is gone", () => {
    const log = aLog();
    const first = log.move(place(1, "A1"));
    const second = log.move(place(2, "B1"));
    log.add({
      kind: "move_inserted",
      payload: { move_id: "inserted", after_move_id: first, move: place(1, "C1"), text: "", ends_turn: true },
    });
    log.add({ kind: "move_removed", payload: { move_id: second } });
    const folded = foldGame(log.events, gridRules);
    expect(folded.moves.map(({ n, moveId }) => [n, moveId])).toEqual([
      [1, first],
      [2, "inserted"],
    ]);
    expect(pieceAt(folded, 0, 1)).toBeNull();
  });

  test("a move inserted before all others comes after the set-up", () => {
    const log = aLog();
    const grid = Array.from({ length: 6 }, () => Array.from({ length: 6 }, () => null));
    log.add({ kind: "state_set", payload: { grid, source: "vision_analysis", capture_id: "c0", proposal_id: null } });
    log.move(place(2, "B1"));
    log.add({
      kind: "move_inserted",
      payload: { move_id: "early", after_move_id: null, move: place(1, "C1"), text: "", ends_turn: true },
    });
    const folded = foldGame(log.events, gridRules);
    expect(folded.moves[0]?.moveId).toBe("early");
    expect(pieceAt(folded, 0, 2)).toMatchObject({ player: 1 });
  });

  test("values set by hand win until the next item that changes them, and later moves count on from a set turn", () => {
    const log = aLog();
    log.move(place(1, "A1"));
    log.add({ kind: "turn_set", payload: { turn: 10, turn_player: 2 } });
    log.add({ kind: "phase_set", payload: { phase: "late" } });
    log.add({ kind: "round_set", payload: { round: 4 } });
    log.add({ kind: "resource_set", payload: { player: 1, resource: "spice", value: 5 } });
    log.add({ kind: "track_set", payload: { track: "fremen", player: 2, value: 3 } });
    log.move(place(2, "B1"));
    expect(foldGame(log.events, gridRules).state).toMatchObject({
      turn: 11,
      phase: "late",
      resources: { player_1: { spice: 5 } },
      tracks: { fremen: { player_2: 3 } },
    });
  });

  test("the agreed frame is the photo of the newest act that counts, and goes back with undo", () => {
    const log = aLog();
    log.add({ kind: "state_set", payload: { source: "vision_analysis", capture_id: "c0", proposal_id: null } });
    log.move(place(1, "A1"), "c1");
    const group = log.events.at(-1)?.groupId ?? "";
    expect(foldGame(log.events, gridRules).agreed?.captureId).toBe("c1");
    log.add({ kind: "undone", payload: { group_id: group } });
    expect(foldGame(log.events, gridRules).agreed?.captureId).toBe("c0");
  });

  test("time travel: the state after move n includes what was set by hand before move n + 1", () => {
    const log = aLog();
    log.move(place(1, "A1"));
    log.add({ kind: "phase_set", payload: { phase: "late" } });
    log.move(place(2, "B1"));
    const at1 = foldGame(log.events, gridRules, { atMove: 1 });
    expect(at1.state).toMatchObject({ turn: 1, phase: "late" });
    expect(at1.atMove).toBe(1);
    expect(foldGame(log.events, gridRules, { atMove: 0 }).state.turn).toBe(0);
  });

  test("an unknown kind or a newer form fails loudly and says what is needed", () => {
    const event = aLog().events[0] as StoredEvent;
    expect(() => readable({ ...event, kind: "teleported" })).toThrow(/kind "teleported".*Update WOPR/);
    expect(() => readable({ ...event, schema: 2 })).toThrow(/form 2.*reads up to 1/);
  });

  test("a snapshot saves applying the moves before it", () => {
    const log = aLog({ rows: 40, cols: 40 });
    for (let n = 0; n < 60; n += 1)
      log.move(place((n % 2) + 1, `${String.fromCharCode(65 + (n % 26))}${1 + Math.floor(n / 26)}`));
    const whole = foldGame(log.events, gridRules);
    const [, second] = whole.passed;
    if (!second) throw new Error("60 moves pass two snapshots");
    let applied = 0;
    const counting = {
      ...gridRules,
      apply: (...args: Parameters<typeof gridRules.apply>) => {
        applied += 1;
        return gridRules.apply(...args);
      },
    };
    const again = foldGame(log.events, counting, { snapshots: [snapshotOf(whole, second)] });
    expect(applied).toBe(10);
    expect(stateHash(again.state, sha256)).toBe(stateHash(whole.state, sha256));
    expect(again.moves).toEqual(whole.moves);
  });
});
