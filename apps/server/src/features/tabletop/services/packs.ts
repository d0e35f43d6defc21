import { CustomPackWire as CustomPackSchema, type CustomPackWire } from "@wopr/contracts";
import { checkOptions, findPack, listPacks, type Pack, type PackManifest } from "@wopr/games";
import type { Clock, NewId } from "@wopr/kernel";
import type { Db } from "../../../db/db.ts";
import type { Caller } from "../../../http/caller.ts";
import { type Access, actorOf } from "../access.ts";
import { type CustomPack, flawsOfPack, type PackFlaw, playableOf } from "../domain/own-packs.ts";
import { seesAllGames } from "../domain/rights.ts";
import { PackErrors } from "../errors.ts";
import type { GameLog } from "../game-log.ts";
import { LayoutErrors } from "../record-errors.ts";
import { createPackStore, type LayoutRow, type PackRow } from "../store/packs.ts";
import type { AnalysisService } from "./analysis.ts";

/** A kind of game, shipped or made here. */
export interface PackView {
  readonly id: string;
  readonly version: string;
  readonly manifest: PackManifest;
  /** Null for those that are shipped. */
  readonly own: { readonly ownerId: string; readonly createdAt: Date; readonly content: CustomPack } | null;
}

/** What a new game of a kind is begun with. */
export interface PackChoice {
  readonly pack: Pack;
  /** Of an own kind; those of the game come on top. */
  readonly options: Readonly<Record<string, unknown>>;
  readonly players: { readonly min: number; readonly max: number } | null;
}

/** A layout to be kept. */
export interface WantedLayout {
  readonly name: string;
  readonly aspect: number;
  readonly zones: CustomPackWire["zones"];
}

/** Kinds of games, and layouts of their boards. */
export interface PacksService {
  list(): Promise<readonly PackView[]>;
  /** @throws {AppError} `pack.not_found` */
  read(id: string, version?: string): Promise<PackView>;
  validate(content: CustomPack): readonly PackFlaw[];
  /** @throws {AppError} `pack.exists`, `pack.invalid` */
  create(caller: Caller, id: string, content: CustomPack): Promise<PackView>;
  /** A new version. @throws {AppError} `pack.not_found`, `pack.not_yours`, `pack.changed`, `pack.invalid` */
  revise(caller: Caller, id: string, content: CustomPack, expectedVersion: string): Promise<PackView>;
  /** What a game of this type is played by. @throws {AppError} `pack.unknown` */
  choose(gameType: string): Promise<PackChoice>;
  /** @throws {AppError} `pack.not_found` */
  layouts(packId: string): Promise<readonly LayoutRow[]>;
  /** @throws {AppError} `pack.not_found`, `pack.invalid` */
  createLayout(caller: Caller, packId: string, wanted: WantedLayout): Promise<LayoutRow>;
  /** @throws {AppError} `layout.not_found`, `layout.not_yours`, `pack.invalid` */
  updateLayout(caller: Caller, packId: string, id: string, wanted: WantedLayout): Promise<LayoutRow>;
  /** @throws {AppError} `layout.not_found`, `layout.not_yours` */
  removeLayout(caller: Caller, packId: string, id: string): Promise<void>;
  /**
   * Gives a game the zones of a layout; photos that waited are looked at.
   *
   * @returns Number of zones and the head of the log.
   * @throws {AppError} `game.not_found`, `layout.not_found`, `pack.invalid`
   */
  useLayout(
    caller: Caller,
    gameId: string,
    layoutId: string,
  ): Promise<{ readonly zones: number; readonly headSeq: number }>;
}

/** What the service needs from outside. */
export interface PacksServiceDeps {
  readonly db: Db;
  readonly log: GameLog;
  readonly access: Access;
  readonly analysis: Pick<AnalysisService, "requestWaiting">;
  readonly clock: Clock;
  readonly newId: NewId;
}

/** The only implementation. */
export function createPacksService(deps: PacksServiceDeps): PacksService {
  const { db, log, access, analysis, clock, newId } = deps;
  const store = createPackStore(db);

  async function versionsOf(id: string): Promise<readonly PackRow[]> {
    const rows = await store.versions(id);
    if (rows.length === 0) throw PackErrors.not_found({ id });
    return rows;
  }

  async function keep(caller: Caller, id: string, version: number, content: CustomPack): Promise<PackView> {
    const row = {
      packId: id,
      version: String(version),
      createdAt: clock.now(),
      ownerId: caller.id,
      content: content as unknown as PackRow["content"],
    };
    if (!(await store.insert(row))) throw PackErrors.changed({ id, version: row.version });
    return viewOf(row);
  }

  async function requireOwnLayout(caller: Caller, packId: string, id: string): Promise<LayoutRow> {
    const layout = await store.findLayout(id);
    if (layout?.packId !== packId) throw LayoutErrors.not_found({});
    if (layout.ownerId !== caller.id && !maySteer(caller)) throw LayoutErrors.not_yours({});
    return layout;
  }

  return {
    async list() {
      return [...listPacks().map(shipped), ...(await store.newest()).map(viewOf)];
    },

    async read(id, version) {
      const pack = findPack(id);
      if (pack) return shipped(pack);
      const rows = await versionsOf(id);
      const row = version === undefined ? rows.at(-1) : rows.find((candidate) => candidate.version === version);
      if (!row) throw PackErrors.not_found({ id: `${id} ${version ?? ""}`.trim() });
      return viewOf(row);
    },

    validate: flawsOfPack,

    async create(caller, id, content) {
      requireSound(content);
      if (findPack(id) || (await store.versions(id)).length > 0) throw PackErrors.exists({ id });
      return keep(caller, id, 1, content);
    },

    async revise(caller, id, content, expectedVersion) {
      if (findPack(id)) throw PackErrors.not_yours({ id });
      const newest = (await versionsOf(id)).at(-1);
      if (newest?.ownerId !== caller.id && !maySteer(caller)) throw PackErrors.not_yours({ id });
      if (newest?.version !== expectedVersion) throw PackErrors.changed({ id, version: newest?.version ?? "0" });
      requireSound(content);
      return keep(caller, id, Number(newest.version) + 1, content);
    },

    async choose(gameType) {
      const pack = findPack(gameType);
      if (pack) return { pack, options: {}, players: null };
      const newest = (await store.versions(gameType)).at(-1);
      if (!newest) {
        const own = (await store.newest()).map(({ packId }) => packId);
        const known = [...listPacks().map(({ manifest }) => manifest.id), ...own];
        throw PackErrors.unknown({ game_type: gameType, known });
      }
      const content = contentOf(newest);
      const playable = playableOf(content, { id: newest.packId, version: newest.version });
      return { pack: playable.pack, options: playable.options, players: content.players };
    },

    async layouts(packId) {
      requireDrawable(packId);
      return store.listLayouts(packId);
    },

    async createLayout(caller, packId, wanted) {
      requireFitting(packId, wanted);
      const now = clock.now();
      const row: LayoutRow = {
        id: newId(),
        createdAt: now,
        updatedAt: now,
        ownerId: caller.id,
        packId,
        ...wanted,
      };
      await store.insertLayout(row);
      return row;
    },

    async updateLayout(caller, packId, id, wanted) {
      const before = await requireOwnLayout(caller, packId, id);
      requireFitting(packId, wanted);
      const differs = { ...wanted, updatedAt: clock.now() };
      await store.updateLayout(id, differs);
      return { ...before, ...differs };
    },

    async removeLayout(caller, packId, id) {
      await requireOwnLayout(caller, packId, id);
      await store.removeLayout(id);
    },

    async useLayout(caller, gameId, layoutId) {
      await access.requirePlaying(caller, gameId);
      const layout = await store.findLayout(layoutId);
      if (!layout) throw LayoutErrors.not_found({});
      return log.act(gameId, { actor: actorOf(caller) }, async (act) => {
        const game = act.game();
        const { zones, aspect } = layout;
        const options = { ...game.folded.header.packOptions, layout: { zones, aspect } };
        if (game.row.packId !== layout.packId)
          throw PackErrors.invalid({ problems: [{ at: "/layout_id", detail: "This layout is for another board." }] });
        requireNoFlaws(checkOptions(game.pack, options).map(({ pointer, text }) => ({ at: pointer, detail: text })));
        await act.write([{ kind: "pack_options_set", payload: { options } }]);
        await analysis.requestWaiting(act);
        return { zones: zones.length, headSeq: act.game().events.length };
      });
    },
  };
}

/** Owners and admins keep everybody's packs in order. */
const maySteer = (caller: Caller): boolean =>
  seesAllGames(caller) && (caller.role === "owner" || caller.role === "admin");

const shipped = ({ manifest }: Pack): PackView => ({
  id: manifest.id,
  version: manifest.version,
  manifest,
  own: null,
});

const contentOf = (row: PackRow): CustomPack => CustomPackSchema.parse(row.content);

function viewOf(row: PackRow): PackView {
  const content = contentOf(row);
  const { manifest } = playableOf(content);
  const own = { ownerId: row.ownerId, createdAt: row.createdAt, content };
  return { id: row.packId, version: row.version, manifest, own };
}

function requireNoFlaws(problems: readonly { readonly at: string; readonly detail: string }[]): void {
  if (problems.length > 0) throw PackErrors.invalid({ problems });
}

function requireSound(content: CustomPack): void {
  const errors = flawsOfPack(content).filter(({ severity }) => severity === "error");
  requireNoFlaws(errors.map(({ at, detail }) => ({ at: `/pack${at}`, detail })));
}

/** The shipped pack a layout can be drawn for. @throws {AppError} `pack.not_found` */
function requireDrawable(packId: string): Pack {
  const pack = findPack(packId);
  if (pack?.manifest.board?.kind !== "zones") throw PackErrors.not_found({ id: packId });
  return pack;
}

function requireFitting(packId: string, { zones, aspect }: WantedLayout): void {
  const problems = checkOptions(requireDrawable(packId), { layout: { zones, aspect } });
  requireNoFlaws(problems.map(({ pointer, text }) => ({ at: pointer.replace(/^\/layout/, ""), detail: text })));
}
