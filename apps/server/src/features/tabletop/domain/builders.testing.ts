import { createHash } from "node:crypto";
import { findPack, type Move, type RuleModule } from "@wopr/games";
import { EVENT_SCHEMAS, type GameEvent, type NewEvent, type PlayerFact } from "./events.ts";
import type { Sha256 } from "./state-hash.ts";

/** SHA-256 for tests of the domain. */
export const sha256: Sha256 = (text) => createHash("sha256").update(text).digest("hex");

/** Rules of `custom_grid`. */
export const gridRules: RuleModule = (() => {
  const pack = findPack("custom_grid");
  if (!pack) throw new Error("custom_grid is not shipped");
  return pack.rules;
})();

const uuid = (n: number) => `00000000-0000-7000-8000-${n.toString(16).padStart(12, "0")}`;

/** Two players, blue and red. */
export const TWO_PLAYERS: readonly PlayerFact[] = [
  { id: uuid(1), name: "Bob", position: 1, color: "blue", kind: "human", user_id: null },
  { id: uuid(2), name: "Alice", position: 2, color: "red", kind: "human", user_id: null },
];

/** A log under construction: every `add` is one act of one author. */
export interface LogBuilder {
  readonly events: readonly GameEvent[];
  /** @returns Id of the group. */
  add(...events: readonly NewEvent[]): string;
  /** Adds a move that ends the turn. @returns Its id. */
  move(move: Move, captureId?: string | null): string;
}

/** A game of `custom_grid` that has just been created. */
export function aLog(options: Readonly<Record<string, unknown>> = { rows: 6, cols: 6 }): LogBuilder {
  const events: GameEvent[] = [];
  let ids = 100;
  const nextId = () => uuid(ids++);
  const add = (...added: readonly NewEvent[]) => {
    const groupId = nextId();
    for (const event of added) {
      const seq = events.length + 1;
      events.push({
        ...event,
        seq,
        eventId: nextId(),
        groupId,
        schema: EVENT_SCHEMAS[event.kind],
        at: new Date(Date.UTC(2026, 0, 1) + seq * 1000),
        actor: { id: "u1", kind: "user", name: "Bob" },
        reason: null,
      });
    }
    return groupId;
  };
  add(
    {
      kind: "game_created",
      payload: {
        name: "Bob vs Alice",
        game_type: "custom_grid",
        pack_id: "custom_grid",
        pack_version: "1.0.0",
        agree_policy: "ask",
        time_zone: "Europe/Berlin",
        demo: false,
        camera_id: null,
      },
    },
    { kind: "players_set", payload: { players: TWO_PLAYERS } },
    { kind: "pack_options_set", payload: { options } },
  );
  return {
    events,
    add,
    move(move, captureId = null) {
      const moveId = nextId();
      add({
        kind: "move_committed",
        payload: {
          move_id: moveId,
          move,
          capture_id: captureId,
          proposal_id: null,
          confidence: null,
          text: "",
          ends_turn: true,
          outcome: null,
        },
      });
      return moveId;
    },
  };
}
