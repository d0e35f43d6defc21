import type { Move } from "@wopr/games";
import fc from "fast-check";
import { expect, test } from "vitest";
import { aLog, gridRules, type LogBuilder, sha256 } from "./builders.testing.ts";
import type { NewEvent } from "./events.ts";
import { foldGame, SNAPSHOT_EVERY, snapshotOf } from "./fold.ts";
import { stateHash } from "./state-hash.ts";

const SIZE = 6;
const cell = fc
  .integer({ min: 0, max: SIZE * SIZE - 1 })
  .map((n) => `${"ABCDEF"[n % SIZE]}${1 + Math.floor(n / SIZE)}`);
const seat = fc.constantFrom(1, 2);
const anyMove: fc.Arbitrary<Move> = fc.oneof(
  { weight: 6, arbitrary: fc.record({ kind: fc.constant("place" as const), player: seat, to: cell }) },
  fc.record({ kind: fc.constant("remove" as const), player: seat, from: cell }),
  fc.record({ kind: fc.constant("move" as const), player: seat, from: cell, to: cell }),
  fc.record({ kind: fc.constant("pass" as const), player: seat }),
);

/** Something people do; `pick` chooses among what is there, so that shrinking keeps acts meaningful. */
type Act =
  | { readonly act: "move"; readonly move: Move; readonly endsTurn: boolean }
  | { readonly act: "correct" | "insert"; readonly pick: number; readonly move: Move }
  | { readonly act: "remove" | "undo" | "redo"; readonly pick: number }
  | { readonly act: "set"; readonly event: NewEvent };

const handSet: fc.Arbitrary<NewEvent> = fc.oneof(
  fc.record({ kind: fc.constant("turn_set" as const), payload: fc.record({ turn: fc.nat(40) }) }),
  fc.record({ kind: fc.constant("phase_set" as const), payload: fc.record({ phase: fc.constantFrom("a", "b") }) }),
  fc.record({ kind: fc.constant("round_set" as const), payload: fc.record({ round: fc.nat(9) }) }),
  fc.record({
    kind: fc.constant("resource_set" as const),
    payload: fc.record({ player: seat, resource: fc.constant("spice"), value: fc.nat(9) }),
  }),
  fc.record({
    kind: fc.constant("state_set" as const),
    payload: fc.record({
      phase: fc.constantFrom("a", "b"),
      source: fc.constant("manual" as const),
      capture_id: fc.constant(null),
      proposal_id: fc.constant(null),
    }),
  }),
);

const anyAct: fc.Arbitrary<Act> = fc.oneof(
  { weight: 8, arbitrary: fc.record({ act: fc.constant("move" as const), move: anyMove, endsTurn: fc.boolean() }) },
  {
    weight: 2,
    arbitrary: fc.record({
      act: fc.constantFrom("correct" as const, "insert" as const),
      pick: fc.nat(99),
      move: anyMove,
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      act: fc.constantFrom("remove" as const, "undo" as const, "redo" as const),
      pick: fc.nat(99),
    }),
  },
  { weight: 2, arbitrary: fc.record({ act: fc.constant("set" as const), event: handSet }) },
);

const pickFrom = <T>(items: readonly T[], pick: number): T | undefined => items[pick % Math.max(1, items.length)];

function play(log: LogBuilder, acts: readonly Act[], afterEach: () => void = () => {}): readonly string[] {
  const moves: string[] = [];
  const groups: string[] = [];
  for (const act of acts) {
    const id = `m${log.events.length}`;
    const target = "pick" in act ? pickFrom(moves, act.pick) : undefined;
    if (act.act === "move") {
      const payload = { move_id: id, move: act.move, capture_id: null, proposal_id: null, confidence: null };
      groups.push(
        log.add({ kind: "move_committed", payload: { ...payload, text: "", ends_turn: act.endsTurn, outcome: null } }),
      );
      moves.push(id);
    } else if (act.act === "correct" && target) {
      groups.push(
        log.add({ kind: "move_corrected", payload: { move_id: target, move: act.move, text: "", ends_turn: true } }),
      );
    } else if (act.act === "insert") {
      const payload = { move_id: id, after_move_id: target ?? null, move: act.move, text: "", ends_turn: true };
      groups.push(log.add({ kind: "move_inserted", payload }));
      moves.push(id);
    } else if (act.act === "remove" && target) {
      groups.push(log.add({ kind: "move_removed", payload: { move_id: target } }));
    } else if (act.act === "undo" || act.act === "redo") {
      const group = pickFrom(groups, act.pick);
      if (group) log.add({ kind: act.act === "undo" ? "undone" : "redone", payload: { group_id: group } });
    } else if (act.act === "set") {
      groups.push(log.add(act.event));
    }
    afterEach();
  }
  return groups;
}

const hashOf = (log: LogBuilder) => stateHash(foldGame(log.events, gridRules).state, sha256);

test("a fold is the same with and without snapshots taken at any earlier time, over 1,000 random histories", () => {
  let used = 0;
  fc.assert(
    fc.property(fc.array(anyAct, { minLength: 40, maxLength: 140 }), (acts) => {
      const log = aLog({ rows: SIZE, cols: SIZE });
      const kept = new Map<number, ReturnType<typeof snapshotOf>>();
      play(log, acts, () => {
        const folded = foldGame(log.events, gridRules, { snapshots: [...kept.values()] });
        for (const passed of folded.passed) {
          // Only new ones: an old snapshot stays beside the log exactly as the store keeps it.
          if (!kept.has(passed.atMove)) kept.set(passed.atMove, snapshotOf(folded, passed));
        }
      });
      const plain = foldGame(log.events, gridRules);
      const quick = foldGame(log.events, gridRules, { snapshots: [...kept.values()] });
      if (quick.passed.length < plain.passed.length) used += 1;
      expect(quick.state).toEqual(plain.state);
      expect(quick.moves).toEqual(plain.moves);
      expect(stateHash(quick.state, sha256)).toBe(stateHash(plain.state, sha256));
    }),
    { numRuns: 1000 },
  );
  expect(used, `snapshots (every ${SNAPSHOT_EVERY} moves) must really have been used`).toBeGreaterThan(50);
}, 120_000);

test("undo then redo of any act, and undo of a new act, restore the hash, over 1,000 random histories", () => {
  fc.assert(
    fc.property(fc.array(anyAct, { minLength: 1, maxLength: 40 }), fc.nat(99), anyAct, (acts, pick, last) => {
      const log = aLog({ rows: SIZE, cols: SIZE });
      const groups = play(log, acts);
      const before = hashOf(log);
      const target = pickFrom(groups, pick);
      if (target && !foldGame(log.events, gridRules).groups.undone.has(target)) {
        log.add({ kind: "undone", payload: { group_id: target } });
        log.add({ kind: "redone", payload: { group_id: target } });
        expect(hashOf(log)).toBe(before);
      }
      const [added] = play(log, [last]);
      if (!added) return;
      log.add({ kind: "undone", payload: { group_id: added } });
      expect(hashOf(log)).toBe(before);
    }),
    { numRuns: 1000 },
  );
}, 120_000);

test("undo takes the newest act that counts, redo the one taken back last until something new is written", () => {
  fc.assert(
    fc.property(fc.array(fc.constantFrom("move", "undo", "redo"), { maxLength: 40 }), (acts) => {
      const log = aLog({ rows: SIZE, cols: SIZE });
      const done: string[] = [];
      const takenBack: string[] = [];
      for (const act of acts) {
        const { groups } = foldGame(log.events, gridRules);
        expect(groups.undoable).toBe(done.at(-1) ?? null);
        expect(groups.redoable).toBe(takenBack.at(-1) ?? null);
        if (act === "move") {
          log.move({ kind: "pass", player: 1 });
          done.push(log.events.at(-1)?.groupId ?? "");
          takenBack.length = 0;
        } else if (act === "undo" && groups.undoable) {
          log.add({ kind: "undone", payload: { group_id: groups.undoable } });
          takenBack.push(done.pop() ?? "");
        } else if (act === "redo" && groups.redoable) {
          log.add({ kind: "redone", payload: { group_id: groups.redoable } });
          done.push(takenBack.pop() ?? "");
        }
      }
    }),
    { numRuns: 300 },
  );
});
