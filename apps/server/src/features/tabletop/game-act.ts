import type { Clock, NewId } from "@wopr/kernel";
import type { Db } from "../../db/db.ts";
import type { Outbox, OutboxEvent } from "../../events/outbox.ts";
import { type Actor, EVENT_SCHEMAS, type GameEvent, type NewEvent } from "./domain/events.ts";
import { checkPayload } from "./event-payloads.ts";
import { type LogFacts, type OpenGame, openGame, peopleOf } from "./open-game.ts";
import { createEventStore } from "./store/events.ts";
import { createGameStore } from "./store/games.ts";

/** What one act may do to a game: look at it, write to its log, and use the same transaction for rows of its own. */
export interface GameAct {
  readonly tx: Db;
  /** The game as it stands now, own writes included. */
  readonly game: () => OpenGame;
  /** Appends events as one group. @returns Id of the group. */
  write(events: readonly NewEvent[], by?: { readonly actor?: Actor; readonly reason?: string | null }): Promise<string>;
  /** Tells those who watch the game, once the act is committed. */
  tell(...events: readonly OutboxEvent[]): void;
}

/** Topic of everything that happens in one game. */
export const gameTopic = (gameId: string): string => `game:${gameId}`;
/** Tells that the list of games is another one. It names no game: whoever hears it reads the list they may see. */
export const GAMES_CHANGED: OutboxEvent = {
  topic: "games",
  kind: "games.changed",
  object: { kind: "games", id: "all" },
  data: {},
};

/** What an act needs from outside. */
export interface ActDeps {
  readonly outbox: Outbox;
  readonly clock: Clock;
  readonly newId: NewId;
}

/**
 * Begins an act on a game whose row is locked in `tx`. Nothing is told before `finish`, which ends the act inside the
 * transaction.
 */
export function beginAct(tx: Db, deps: ActDeps, actor: Actor, opened: OpenGame, facts: LogFacts) {
  const { clock, newId, outbox } = deps;
  let game = opened;
  const kinds = new Set<string>();
  const told: OutboxEvent[] = [];

  const act: GameAct = {
    tx,
    game: () => game,
    async write(added, by = {}) {
      const groupId = newId();
      const at = clock.now();
      const events = added.map(
        (event, index): GameEvent => ({
          ...checkPayload(event),
          seq: game.events.length + index + 1,
          eventId: newId(),
          groupId,
          schema: EVENT_SCHEMAS[event.kind],
          at,
          actor: by.actor ?? actor,
          reason: by.reason ?? null,
        }),
      );
      await createEventStore(tx).append(game.row.id, events);
      game = await project(tx, game, [...game.events, ...events], facts, at);
      for (const { kind } of added) kinds.add(kind);
      return groupId;
    },
    tell: (...events) => told.push(...events),
  };

  return {
    act,
    stateChanged: () => game.hash !== opened.hash,
    async finish() {
      const whole = kinds.size > 0 ? [...announcements(opened, game, [...kinds]), ...told] : told;
      if (whole.length > 0) await outbox.append(tx, whole);
    },
  };
}

/** Folds the longer log and carries what it says into the row and the players, where lists and searches find it. */
export async function project(
  tx: Db,
  before: OpenGame,
  events: readonly GameEvent[],
  facts: LogFacts,
  at: Date,
): Promise<OpenGame> {
  const playersBefore = before.folded.header.players;
  const next = openGame({ row: before.row, players: playersBefore }, { ...facts, events });
  const { header, state } = next.folded;
  const differs = {
    headSeq: events.length,
    updatedAt: at,
    name: header.name,
    status: header.status,
    packOptions: header.packOptions as Record<string, unknown>,
    metadata: header.metadata as Record<string, unknown>,
    agreePolicy: header.agreePolicy,
    cameraId: header.cameraId,
    currentTurn: state.turn,
    currentPhase: state.phase,
  };
  const store = createGameStore(tx);
  await store.update(next.row.id, differs);
  if (JSON.stringify(playersBefore) !== JSON.stringify(header.players))
    await store.replacePlayers(next.row.id, header.players, at);
  const row = { ...next.row, ...differs };
  return { ...next, row, people: peopleOf({ row, players: header.players }) };
}

const LISTED = ["name", "status", "currentTurn", "currentPhase"] as const;

function announcements(before: OpenGame, after: OpenGame, kinds: readonly string[]): readonly OutboxEvent[] {
  const { id } = after.row;
  const object = { kind: "game", id };
  const listed = LISTED.some((key) => before.row[key] !== after.row[key]);
  return [
    { topic: gameTopic(id), kind: "game.event", object, data: { seq: after.events.length, kinds } },
    ...(listed ? [GAMES_CHANGED] : []),
  ];
}
