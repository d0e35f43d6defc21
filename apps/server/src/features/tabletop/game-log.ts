import type { Log } from "@wopr/kernel";
import { sha256Hex } from "@wopr/kernel/node";
import type { Db } from "../../db/db.ts";
import { type Actor, changesGame, type GameEvent, type NewEvent, readable } from "./domain/events.ts";
import { foldGame, snapshotOf } from "./domain/fold.ts";
import { stateHash } from "./domain/state-hash.ts";
import { GameErrors } from "./errors.ts";
import { type ActDeps, beginAct, type GameAct, project } from "./game-act.ts";
import { type LogFacts, type OpenGame, openGame, packOf } from "./open-game.ts";
import { createEventStore, type EventStore } from "./store/events.ts";
import { createGameStore, type GameRow, type GameWithPlayers } from "./store/games.ts";

/** Who acts, and on what they had seen. */
export interface ActOptions {
  readonly actor: Actor;
  /** Head the caller saw; refused when the game has changed since. Records of photos and proposals are no change. */
  readonly expectedSeq?: number | undefined;
}

/** The logs of all games: reading folds them, writing is one transaction with the row, the log and the outbox. */
export interface GameLog {
  /** @throws {AppError} `game.not_found`, `game.needs_newer_version`, `pack.gone` */
  open(gameId: string): Promise<OpenGame>;
  /** As `open`, without the log: enough to ask who may see it. Games in the trash are not found. */
  row(gameId: string): Promise<GameWithPlayers>;
  /**
   * Runs `work` under the lock of the game, in one transaction. All or nothing is written.
   *
   * @throws {AppError} `game.changed`, and what `open` throws.
   */
  act<T>(gameId: string, options: ActOptions, work: (act: GameAct) => Promise<T>): Promise<T>;
  /** As `act` in a transaction the caller has begun, for jobs. */
  actIn<T>(tx: Db, gameId: string, options: ActOptions, work: (act: GameAct) => Promise<T>): Promise<T>;
  /** Writes the first events of a new game, whose row the caller has inserted in `tx`. */
  begin(tx: Db, gameId: string, actor: Actor, events: readonly NewEvent[]): Promise<OpenGame>;
  /** Takes over a whole log from elsewhere, for a game whose row the caller has inserted in `tx`. */
  adopt(tx: Db, gameId: string, events: readonly GameEvent[]): Promise<OpenGame>;
}

/** What the log needs from outside. */
export interface GameLogDeps extends ActDeps {
  readonly db: Db;
  readonly log: Log;
  /** Called within the act when it changed the state, before it is committed. */
  readonly onStateChanged: (act: GameAct) => Promise<void>;
}

/** Logs of this many games are kept in memory; they are immutable, so only newer events are read. */
const KEPT_GAMES = 64;

/** The only implementation; tests use it with a test database. */
export function createGameLog(deps: GameLogDeps): GameLog {
  const { db } = deps;
  const known = new Map<string, LogFacts>();

  const remember = (gameId: string, facts: LogFacts) => {
    known.delete(gameId);
    known.set(gameId, facts);
    const oldest = known.keys().next();
    if (known.size > KEPT_GAMES && !oldest.done) known.delete(oldest.value);
  };

  /** Committed events up to the head of the row; what is known already is not read again. */
  async function load(via: Db, row: GameRow): Promise<LogFacts> {
    const store = createEventStore(via);
    const before = known.get(row.id);
    const seen = before && before.events.length <= row.headSeq ? before : undefined;
    if (seen?.events.length === row.headSeq) return seen;
    const newer = (await store.readAfter(row.id, seen?.events.length ?? 0)).map(readable);
    const events = [...(seen?.events ?? []), ...newer];
    return seen ? { ...seen, events } : await checked(store, row, events);
  }

  /** A log read for the first time is folded from scratch and held against its newest snapshot. */
  async function checked(store: EventStore, row: GameRow, events: readonly GameEvent[]): Promise<LogFacts> {
    const snapshots = await store.snapshots(row.id);
    const newest = snapshots.toSorted((a, b) => b.seq - a.seq)[0];
    if (!newest) return { events, snapshots, altered: false };
    const past = foldGame(events.slice(0, newest.seq), packOf(row).rules);
    const passed = past.passed.find(({ atMove }) => atMove === newest.atMove);
    if (passed && stateHash(passed.state, sha256Hex) === newest.stateHash) return { events, snapshots, altered: false };
    deps.log.error({ game_id: row.id, at_move: newest.atMove }, "the log of a game does not give its snapshot");
    return { events, snapshots: [], altered: true };
  }

  async function row(gameId: string): Promise<GameWithPlayers> {
    const found = await createGameStore(db).find(gameId);
    if (!found || found.row.deletedAt) throw GameErrors.not_found({});
    return found;
  }

  async function actWithFacts<T>(
    tx: Db,
    gameId: string,
    options: ActOptions,
    work: (act: GameAct) => Promise<T>,
  ): Promise<{ readonly result: T; readonly facts: LogFacts }> {
    const locked = await createGameStore(tx).lock(gameId);
    if (!locked || locked.row.deletedAt) throw GameErrors.not_found({});
    const facts = await load(tx, locked.row);
    requireUnchanged(facts.events, options.expectedSeq);
    const { act, stateChanged, finish } = beginAct(tx, deps, options.actor, openGame(locked, facts), facts);
    const result = await work(act);
    if (stateChanged()) await deps.onStateChanged(act);
    await finish();
    await persistSnapshot(tx, facts, act.game());
    return { result, facts: withPassed(facts, act.game()) };
  }

  return {
    row,

    async open(gameId) {
      const found = await row(gameId);
      const facts = await load(db, found.row);
      const game = openGame(found, facts);
      remember(gameId, withPassed(facts, game));
      return game;
    },

    async act(gameId, options, work) {
      const { result, facts } = await db.transaction((tx) => actWithFacts(tx, gameId, options, work));
      remember(gameId, facts);
      return result;
    },

    actIn: async (tx, gameId, options, work) => (await actWithFacts(tx, gameId, options, work)).result,

    async begin(tx, gameId, actor, events) {
      const locked = await createGameStore(tx).lock(gameId);
      if (!locked) throw GameErrors.not_found({});
      const nothing: LogFacts = { events: [], snapshots: [], altered: false };
      const { act, finish } = beginAct(tx, deps, actor, openGame(locked, nothing), nothing);
      await act.write(events);
      await finish();
      return act.game();
    },

    async adopt(tx, gameId, events) {
      const locked = await createGameStore(tx).lock(gameId);
      if (!locked) throw GameErrors.not_found({});
      await createEventStore(tx).append(gameId, events);
      const nothing: LogFacts = { events: [], snapshots: [], altered: false };
      return project(tx, openGame(locked, nothing), events, nothing, locked.row.updatedAt);
    },
  };
}

function requireUnchanged(events: readonly GameEvent[], expectedSeq: number | undefined): void {
  if (expectedSeq === undefined) return;
  const missed = events.some((event) => event.seq > expectedSeq && changesGame(event.kind));
  if (missed || expectedSeq > events.length)
    throw GameErrors.changed({ expected_seq: expectedSeq, head_seq: events.length });
}

/** Keeps the states a fold came by, so that the next fold need not. */
function withPassed(facts: LogFacts, game: OpenGame): LogFacts {
  const fresh = game.folded.passed.map((passed) => snapshotOf(game.folded, passed));
  const kept = facts.snapshots.filter(({ atMove }) => !fresh.some((snapshot) => snapshot.atMove === atMove));
  return { ...facts, events: game.events, snapshots: [...kept, ...fresh] };
}

/** Writes the newest state a fold came by, unless it stands there already. */
async function persistSnapshot(tx: Db, before: LogFacts, after: OpenGame): Promise<void> {
  const newest = after.folded.passed.at(-1);
  // A log that does not give its snapshots is left as it is found, for people to look at.
  if (!newest || before.altered) return;
  const hash = stateHash(newest.state, sha256Hex);
  const kept = before.snapshots.find(({ atMove }) => atMove === newest.atMove);
  if (kept && stateHash(kept.state, sha256Hex) === hash) return;
  await createEventStore(tx).putSnapshot(after.row.id, snapshotOf(after.folded, newest), hash);
}
