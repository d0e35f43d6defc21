import { checkOptions, manifestFor, type Pack } from "@wopr/games";
import type { Clock, NewId } from "@wopr/kernel";
import type { Db } from "../../../db/db.ts";
import type { Outbox } from "../../../events/outbox.ts";
import type { Caller } from "../../../http/caller.ts";
import { type Access, actorOf } from "../access.ts";
import type { NewEvent, PlayerFact } from "../domain/events.ts";
import { changedPlayers, isTimeZone, type PlayerChange, problemsOfPlayers } from "../domain/players.ts";
import { isReopening, requireGameStep } from "../domain/transitions.ts";
import { GameErrors, PackErrors } from "../errors.ts";
import { GAMES_CHANGED, type GameAct } from "../game-act.ts";
import type { GameLog } from "../game-log.ts";
import type { GameFilter, GameStats, TabletopReadModel } from "../read-model.ts";
import { createGameStore, type GameRow, type GameWithPlayers } from "../store/games.ts";
import { createProposalStore } from "../store/proposals.ts";
import type { CameraDefaults } from "./camera-defaults.ts";
import type { PackChoice, PacksService } from "./packs.ts";

/** What somebody gives to begin a game. */
export interface NewGame {
  readonly name: string;
  readonly gameType: string;
  readonly players: readonly Omit<PlayerFact, "id">[];
  /** Absent: what the camera suggests, else the defaults of the pack. */
  readonly packOptions?: Readonly<Record<string, unknown>> | undefined;
  readonly timeZone?: string | undefined;
  readonly agreePolicy?: "ask" | "auto_when_sure" | undefined;
  /** Absent: the default camera. `null`: none. */
  readonly cameraId?: string | null | undefined;
  readonly demo?: boolean | undefined;
}

/** What somebody wants different about a game. */
export interface GameChange {
  readonly status?: GameRow["status"] | undefined;
  readonly currentTurn?: number | undefined;
  readonly currentPhase?: string | undefined;
  readonly name?: string | undefined;
  readonly metadata?: Readonly<Record<string, unknown>> | undefined;
  readonly agreePolicy?: "ask" | "auto_when_sure" | undefined;
  readonly players?: readonly PlayerChange[] | undefined;
  readonly cameraId?: string | null | undefined;
  readonly reason?: string | undefined;
  readonly expectedSeq?: number | undefined;
}

/** Beginning, listing and changing games. */
export interface GamesService {
  /**
   * @param before Runs in the transaction that makes the game, before its log begins.
   * @throws {AppError} `pack.unknown`, `pack.options_invalid`, `game.players_invalid`, `game.time_zone_unknown`,
   * `game.policy_unavailable`, `camera.not_found`
   */
  create(
    caller: Caller,
    game: NewGame,
    before?: (tx: Db, gameId: string) => Promise<string | null>,
  ): Promise<GameWithPlayers>;
  list(caller: Caller, filter: GameFilter): ReturnType<TabletopReadModel["listGames"]>;
  stats(caller: Caller): Promise<GameStats>;
  /**
   * @throws {AppError} `game.not_found`, `game.changed`, `game.bad_transition`, `game.players_invalid`,
   * `game.phase_unknown`, `game.metadata_too_large`, `game.policy_unavailable`, `camera.not_found`
   */
  update(caller: Caller, gameId: string, change: GameChange): Promise<GameWithPlayers>;
  /** Into the trash for 30 days. @throws {AppError} `game.not_found`, `game.not_yours` */
  remove(caller: Caller, gameId: string): Promise<void>;
  /** Out of the trash. Idempotent. @throws {AppError} `game.not_found`, `game.not_yours` */
  restore(caller: Caller, gameId: string): Promise<GameWithPlayers>;
}

/** What the service needs from outside. */
export interface GamesServiceDeps {
  readonly db: Db;
  readonly log: GameLog;
  readonly access: Access;
  readonly readModel: TabletopReadModel;
  readonly outbox: Outbox;
  readonly clock: Clock;
  readonly newId: NewId;
  readonly cameras: CameraDefaults;
  readonly packs: Pick<PacksService, "choose">;
}

const MAX_METADATA_BYTES = 64 * 1024;

/** The only implementation. */
export function createGamesService(deps: GamesServiceDeps): GamesService {
  const { db, log, access, readModel, outbox, clock, newId, cameras, packs } = deps;

  return {
    async create(caller, wanted, before = async () => null) {
      const { pack, options: own, players: range } = await packs.choose(wanted.gameType);
      requireUsual(wanted);
      const people = wanted.players.map((player) => ({ ...player, id: newId() }));
      const id = newId();
      await db.transaction(async (tx) => {
        const bound = await before(tx, id);
        const camera = await cameras.forNewGame(tx, bound ?? wanted.cameraId);
        const suggested = camera && camera.gameType === wanted.gameType ? camera.packOptions : undefined;
        const options = { ...own, ...(wanted.packOptions ?? suggested ?? {}) };
        requireUsable(pack, options, people, range);
        await createGameStore(tx).insert(emptyRow(id, caller, wanted, pack, options, camera?.id ?? null), people);
        const ground = await cameras.ground(tx, id, camera, manifestFor(pack, options));
        await log.begin(tx, id, actorOf(caller), [
          ...firstEvents(wanted, pack, options, people, camera?.id ?? null),
          ...ground,
        ]);
        await outbox.append(tx, [GAMES_CHANGED]);
      });
      return log.row(id);
    },

    list: (caller, filter) => readModel.listGames(caller, filter),
    stats: (caller) => readModel.stats(caller),

    async update(caller, gameId, change) {
      await access.requirePlaying(caller, gameId);
      if (change.agreePolicy === "auto_when_sure") await requireEarned(db, gameId);
      if (JSON.stringify(change.metadata ?? {}).length > MAX_METADATA_BYTES)
        throw GameErrors.metadata_too_large({ max_bytes: MAX_METADATA_BYTES });
      if (change.cameraId) await cameras.require(change.cameraId);
      const options = { actor: actorOf(caller), expectedSeq: change.expectedSeq };
      await log.act(gameId, options, (act) => applyChange(act, change));
      return log.row(gameId);
    },

    async remove(caller, gameId) {
      access.requireDisposing(caller, await log.row(gameId));
      await putTrash(db, outbox, gameId, clock.now());
    },

    async restore(caller, gameId) {
      const found = await createGameStore(db).find(gameId);
      if (!found) throw GameErrors.not_found({});
      access.requireDisposing(caller, found);
      if (found.row.deletedAt) await putTrash(db, outbox, gameId, null);
      return log.row(gameId);
    },
  };

  function emptyRow(
    id: string,
    caller: Caller,
    wanted: NewGame,
    pack: Pack,
    options: Readonly<Record<string, unknown>>,
    cameraId: string | null,
  ): GameRow {
    const now = clock.now();
    return {
      id,
      createdAt: now,
      updatedAt: now,
      ownerId: caller.id,
      name: wanted.name,
      gameType: wanted.gameType,
      packId: pack.manifest.id,
      packVersion: pack.manifest.version,
      packOptions: { ...options },
      status: "setup",
      currentTurn: 0,
      currentPhase: pack.manifest.turn.phases[0]?.id ?? "play",
      metadata: {},
      headSeq: 0,
      nextSequence: 0,
      agreePolicy: "ask",
      timeZone: wanted.timeZone ?? "UTC",
      demo: wanted.demo ?? false,
      cameraId,
      thumbnailPath: null,
      deletedAt: null,
    };
  }
}

function requireUsual(wanted: NewGame): void {
  if (wanted.timeZone !== undefined && !isTimeZone(wanted.timeZone))
    throw GameErrors.time_zone_unknown({ time_zone: wanted.timeZone });
  if (wanted.agreePolicy === "auto_when_sure")
    throw GameErrors.policy_unavailable({ agreed: 0, needed: AGREED_BEFORE_AUTO });
}

/** Agreeing by itself is offered after this many proposals of a game were agreed to unchanged (tabletop.md 6.1). */
export const AGREED_BEFORE_AUTO = 5;

/** @throws {AppError} `game.policy_unavailable` */
async function requireEarned(db: Db, gameId: string): Promise<void> {
  const agreed = await createProposalStore(db).agreedUnchanged(gameId);
  if (agreed < AGREED_BEFORE_AUTO) throw GameErrors.policy_unavailable({ agreed, needed: AGREED_BEFORE_AUTO });
}

function requireUsable(
  pack: Pack,
  options: Readonly<Record<string, unknown>>,
  people: readonly PlayerFact[],
  range: PackChoice["players"],
): void {
  const problems = checkOptions(pack, options)
    .filter(({ severity }) => severity === "error")
    .map(({ pointer, text }) => ({ at: `/pack_options${pointer}`, detail: text }));
  if (problems.length > 0) throw PackErrors.options_invalid({ problems });
  const manifest = manifestFor(pack, options);
  const wrong = problemsOfPlayers(people, range ? { ...manifest, players: range } : manifest);
  if (wrong.length > 0) throw GameErrors.players_invalid({ problems: wrong });
}

function firstEvents(
  wanted: NewGame,
  pack: Pack,
  options: Readonly<Record<string, unknown>>,
  players: readonly PlayerFact[],
  cameraId: string | null,
): readonly NewEvent[] {
  return [
    {
      kind: "game_created",
      payload: {
        name: wanted.name,
        game_type: wanted.gameType,
        pack_id: pack.manifest.id,
        pack_version: pack.manifest.version,
        agree_policy: "ask",
        time_zone: wanted.timeZone ?? "UTC",
        demo: wanted.demo ?? false,
        camera_id: cameraId,
      },
    },
    { kind: "players_set", payload: { players } },
    { kind: "pack_options_set", payload: { options } },
  ];
}

async function applyChange(act: GameAct, change: GameChange): Promise<void> {
  const events = eventsOfChange(act, change);
  if (events.length === 0) return;
  await act.write(events, { reason: change.reason ?? null });
  const { id, status } = act.game().row;
  const ended = events.some(({ kind }) => kind === "status_changed") && status === "completed";
  if (ended) act.tell({ topic: "tabletop", kind: "tabletop.game_completed", object: { kind: "game", id }, data: {} });
}

function eventsOfChange(act: GameAct, change: GameChange): readonly NewEvent[] {
  const { manifest, folded } = act.game();
  const { header, state } = folded;
  const events: NewEvent[] = [];
  const { name, metadata, agreePolicy, cameraId } = change;
  const head = {
    ...(name === undefined || name === header.name ? {} : { name }),
    ...(metadata === undefined ? {} : { metadata }),
    ...(agreePolicy === undefined || agreePolicy === header.agreePolicy ? {} : { agree_policy: agreePolicy }),
    ...(cameraId === undefined || cameraId === header.cameraId ? {} : { camera_id: cameraId }),
  };
  if (Object.keys(head).length > 0) events.push({ kind: "header_set", payload: head });
  if (change.players) {
    const changed = changedPlayers(header.players, change.players);
    const problems = [...changed.problems, ...problemsOfPlayers(changed.players, manifest)];
    if (problems.length > 0) throw GameErrors.players_invalid({ problems });
    events.push({ kind: "players_set", payload: { players: changed.players } });
  }
  if (change.currentPhase !== undefined && change.currentPhase !== state.phase) {
    const known = manifest.turn.phases.map(({ id }) => id);
    if (!known.includes(change.currentPhase)) throw GameErrors.phase_unknown({ phase: change.currentPhase, known });
    events.push({ kind: "phase_set", payload: { phase: change.currentPhase } });
  }
  if (change.currentTurn !== undefined && change.currentTurn !== state.turn)
    events.push({ kind: "turn_set", payload: { turn: change.currentTurn } });
  if (change.status !== undefined && change.status !== header.status)
    events.push(statusEvent(header.status, change.status, change.reason));
  return events;
}

/** A reason is never demanded: the route was published without one. */
function statusEvent(from: GameRow["status"], to: GameRow["status"], reason: string | undefined): NewEvent {
  requireGameStep(from, to);
  return isReopening(from, to)
    ? { kind: "reopened", payload: { from, reason: reason ?? "via PATCH /games" } }
    : { kind: "status_changed", payload: { from, to, reason: reason ?? null } };
}

async function putTrash(db: Db, outbox: Outbox, gameId: string, deletedAt: Date | null): Promise<void> {
  await db.transaction(async (tx) => {
    await createGameStore(tx).update(gameId, { deletedAt });
    await outbox.append(tx, [GAMES_CHANGED]);
  });
}
