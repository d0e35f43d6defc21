import type { Clock, NewId } from "@wopr/kernel";
import type { Db } from "../../../db/db.ts";
import type { Caller } from "../../../http/caller.ts";
import type { JobHandler, Jobs, JobView } from "../../../jobs/job.ts";
import type { MediaService } from "../../media/index.ts";
import type { Access } from "../access.ts";
import { type PackedFile, zip } from "../archive/zip-write.ts";
import { bgStatsLink, bgStatsOf } from "../domain/bgstats.ts";
import { csvOf, fenOf, pgnOf, pgnText, studiesOf } from "../domain/export-texts.ts";
import type { GameLog } from "../game-log.ts";
import { packGame } from "../jobs.ts";
import type { OpenGame } from "../open-game.ts";
import type { TabletopReadModel } from "../read-model.ts";
import { ExportErrors } from "../record-errors.ts";
import { createExportStore, type ExportRow } from "../store/exports.ts";
import { writeGame } from "./game-documents.ts";

/** Small formats that are made at once. */
export type ExportFormat = "json" | "pgn" | "fen" | "csv" | "bgstats" | "bgstats_link";

/** A file for a browser. */
export interface ExportedFile {
  readonly name: string;
  readonly mime: string;
  readonly body: Uint8Array | AsyncIterable<Uint8Array>;
}

/** An export and the job that makes it. */
export interface ExportView {
  readonly row: ExportRow;
  readonly job: JobView | undefined;
}

/** Taking games out. */
export interface ExportsService {
  /** @throws {AppError} `game.not_found`, `export.not_chess` */
  now(caller: Caller, gameId: string, format: ExportFormat): Promise<ExportedFile>;
  /** Several chess games as study files. @throws {AppError} `game.not_found`, `export.not_chess`, `export.not_found` */
  study(
    caller: Caller,
    wanted: { readonly name: string; readonly ids: readonly string[] | null; readonly part: number },
  ): Promise<ExportedFile>;
  /** Asks for an archive with photos. @throws {AppError} `game.not_found` */
  request(caller: Caller, gameId: string): Promise<ExportView>;
  /** @throws {AppError} `game.not_found`, `export.not_found` */
  read(caller: Caller, gameId: string, exportId: string): Promise<ExportView>;
  /** The archive, packed while it is sent. @throws {AppError} `game.not_found`, `export.not_found`, `export.not_ready` */
  download(caller: Caller, gameId: string, exportId: string): Promise<ExportedFile>;
}

/** What the service needs from outside. */
export interface ExportsServiceDeps {
  readonly db: Db;
  readonly log: GameLog;
  readonly access: Access;
  readonly readModel: TabletopReadModel;
  readonly media: MediaService;
  readonly jobs: Jobs;
  readonly clock: Clock;
  readonly newId: NewId;
}

const MOST_GAMES = 500;

const utf8 = (text: string) => new TextEncoder().encode(text);

/** "At the opera, 1858" → `at-the-opera-1858` */
const slug = (name: string): string =>
  name
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, "-")
    .replaceAll(/^-+|-+$/g, "")
    .slice(0, 60) || "game";

/** The only implementation. */
export function createExportsService(deps: ExportsServiceDeps): ExportsService {
  const { db, log, access, readModel, media, jobs, clock, newId } = deps;
  const store = createExportStore(db);

  async function find(caller: Caller, gameId: string, exportId: string): Promise<ExportView> {
    await access.requireSeeing(caller, gameId);
    const row = await store.find(gameId, exportId);
    if (!row) throw ExportErrors.not_found({});
    return { row, job: await jobs.read(row.jobId) };
  }

  return {
    async now(caller, gameId, format) {
      await access.requireSeeing(caller, gameId);
      return fileOf(db, await log.open(gameId), format);
    },

    async study(caller, { name, ids, part }) {
      const mine = ids ?? (await ownChessGames(readModel, caller));
      const games: { title: string; game: ReturnType<typeof asPgn> }[] = [];
      for (const id of mine) {
        await access.requireSeeing(caller, id);
        const game = await log.open(id);
        games.push({ title: game.folded.header.name, game: asPgn(game) });
      }
      const files = studiesOf(name, games);
      const chosen = files[part - 1];
      if (!chosen) throw ExportErrors.not_found({});
      return { name: `${slug(name)}-${part}.pgn`, mime: "application/x-chess-pgn", body: utf8(pgnText(chosen)) };
    },

    async request(caller, gameId) {
      await access.requireSeeing(caller, gameId);
      const id = newId();
      const row = await db.transaction(async (tx) => {
        const jobId = await jobs.enqueue(tx, packGame, { exportId: id, gameId }, { createdBy: caller.id });
        const made: ExportRow = {
          id,
          createdAt: clock.now(),
          gameId,
          requestedBy: caller.id,
          format: "zip",
          jobId,
          path: null,
          sizeBytes: null,
        };
        await createExportStore(tx).insert(made);
        return made;
      });
      return { row, job: await jobs.read(row.jobId) };
    },

    read: find,

    async download(caller, gameId, exportId) {
      const { row } = await find(caller, gameId, exportId);
      if (row.sizeBytes === null) throw ExportErrors.not_ready({});
      const game = await log.open(gameId);
      const body = zip(await filesOf(db, media, game));
      return { name: `${slug(game.folded.header.name)}.zip`, mime: "application/zip", body };
    },
  };
}

async function ownChessGames(readModel: TabletopReadModel, caller: Caller): Promise<readonly string[]> {
  const { games } = await readModel.listGames(caller, { gameType: "chess", limit: MOST_GAMES, offset: 0 });
  return games.map(({ row }) => row.id).toReversed();
}

async function fileOf(db: Db, game: OpenGame, format: ExportFormat): Promise<ExportedFile> {
  const { folded, row, manifest } = game;
  const name = slug(folded.header.name);
  const play = () => bgStatsOf({ id: row.id, createdAt: row.createdAt, folded, manifest });
  switch (format) {
    case "json": {
      const { document } = await writeGame(db, game, false);
      return { name: `${name}.json`, mime: "application/json", body: utf8(JSON.stringify(document, null, 1)) };
    }
    case "pgn":
      return { name: `${name}.pgn`, mime: "application/x-chess-pgn", body: utf8(pgnText([asPgn(game)])) };
    case "fen":
      requireChess(game);
      return { name: `${name}.fen`, mime: "text/plain; charset=utf-8", body: utf8(`${fenOf(folded)}\n`) };
    case "csv":
      return { name: `${name}.csv`, mime: "text/csv; charset=utf-8", body: utf8(csvOf(folded)) };
    case "bgstats":
      return { name: `${name}-bgstats.json`, mime: "application/json", body: utf8(JSON.stringify(play(), null, 1)) };
    case "bgstats_link":
      return { name: `${name}.txt`, mime: "text/plain; charset=utf-8", body: utf8(bgStatsLink(play())) };
  }
}

function requireChess(game: OpenGame): void {
  if (game.row.packId !== "chess") throw ExportErrors.not_chess({ why: `${game.manifest.title} is not chess.` });
}

/** @throws {AppError} `export.not_chess` for another game, or one with moves PGN cannot say. */
function asPgn(game: OpenGame) {
  requireChess(game);
  const { folded, row } = game;
  const written = pgnOf({ folded, createdAt: row.createdAt, site: "WOPR" });
  if (!written.ok) throw ExportErrors.not_chess({ why: `Move ${written.move}: ${written.problem}` });
  return written.game;
}

/** Everything an archive holds; photos are read when their turn comes. */
async function filesOf(db: Db, media: MediaService, game: OpenGame): Promise<readonly PackedFile[]> {
  const { document, photos } = await writeGame(db, game, true);
  const listed = new Map(document.captures.map(({ id, file }) => [id, file]));
  const texts: readonly PackedFile[] = [
    { name: "game.json", bytes: async () => utf8(JSON.stringify(document)) },
    { name: "moves.csv", bytes: async () => utf8(csvOf(game.folded)) },
  ];
  const pictures = photos.flatMap(({ id, imagePath }): readonly PackedFile[] => {
    const name = listed.get(id);
    return name && imagePath ? [{ name, bytes: () => media.read(imagePath) }] : [];
  });
  return [...texts, ...pictures];
}

/** The job that makes sure that an archive can be packed: every photo is read once and held against its checksum. */
export function createPackHandler(
  deps: Pick<ExportsServiceDeps, "db" | "log" | "media">,
): JobHandler<typeof packGame.payload> {
  const { db, log, media } = deps;
  return {
    kind: packGame,
    async run({ exportId, gameId }, context) {
      const game = await log.open(gameId);
      const { photos } = await writeGame(db, game, true);
      let bytes = 0;
      for (const [at, { imagePath }] of photos.entries()) {
        context.signal.throwIfAborted();
        context.progress("checking photos", at / Math.max(1, photos.length));
        if (imagePath) bytes += (await media.read(imagePath)).length;
      }
      await context.finish((tx) => createExportStore(tx).update(exportId, { sizeBytes: bytes }));
    },
  };
}
