import type { Clock, NewId } from "@wopr/kernel";
import { sha256Hex } from "@wopr/kernel/node";
import type { Db } from "../../../db/db.ts";
import type { EventFeed } from "../../../events/outbox.ts";
import type { Caller } from "../../../http/caller.ts";
import type { Access } from "../access.ts";
import type { Comment } from "../domain/annotations.ts";
import { type Folded, foldGame } from "../domain/fold.ts";
import { stateHash } from "../domain/state-hash.ts";
import { CaptureErrors, MoveErrors } from "../errors.ts";
import { gameTopic } from "../game-act.ts";
import type { GameLog } from "../game-log.ts";
import type { OpenGame } from "../open-game.ts";
import { ShareErrors } from "../record-errors.ts";
import { type CaptureBrief, createCaptureStore } from "../store/captures.ts";
import { createShareStore, type ShareRow } from "../store/shares.ts";
import type { AnnotationsService } from "./annotations.ts";
import type { Picture, PicturesService } from "./pictures.ts";

/** What a link is to allow. */
export interface WantedShare {
  readonly label: string;
  readonly scope: ShareRow["scope"];
  readonly photos: ShareRow["photos"];
  readonly days: number;
}

/** A shared game at one moment. */
export interface SharedGame {
  readonly link: ShareRow;
  readonly game: OpenGame;
  readonly folded: Folded;
  readonly hash: string;
  readonly captures: readonly CaptureBrief[];
}

/** Links for people without an account, and what they see through them. */
export interface SharesService {
  /** @returns The link, and its token: it is kept nowhere and shown this once. @throws {AppError} `game.not_found` */
  create(
    caller: Caller,
    gameId: string,
    wanted: WantedShare,
  ): Promise<{ readonly link: ShareRow; readonly token: string }>;
  /** @throws {AppError} `game.not_found` */
  list(caller: Caller, gameId: string): Promise<readonly ShareRow[]>;
  /** @throws {AppError} `game.not_found`, `share.not_found` */
  revoke(caller: Caller, gameId: string, linkId: string): Promise<void>;
  /** @throws {AppError} `share.gone`, `move.not_found` */
  read(token: string, atMove: number | undefined): Promise<SharedGame>;
  /** @throws {AppError} `share.gone`, `capture.not_found` also where the link shows no such photos */
  photo(token: string, captureId: string, kind: "board" | "photo"): Promise<Picture>;
  /** A stored picture by its file name, for links that show whole photos. @throws {AppError} `share.gone`, `media.not_found` */
  image(token: string, gameId: string, file: string): Promise<Picture>;
  /** @throws {AppError} `share.gone`, `share.view_only`, `move.not_found` */
  comment(token: string, name: string, moveId: string | null, text: string): Promise<Comment>;
  /**
   * Calls `tell` with the newest seq whenever something happens, until the returned function is called; `gone` once when
   * the link no longer works. Ask `check` now and then: an expiry tells nobody.
   *
   * @throws {AppError} `share.gone`
   */
  follow(
    token: string,
    tell: (seq: number) => void,
    gone: () => void,
  ): Promise<{ readonly stop: () => void; check(): Promise<void> }>;
}

/** What the service needs from outside. */
export interface SharesServiceDeps {
  readonly db: Db;
  readonly log: GameLog;
  readonly access: Access;
  readonly feed: EventFeed;
  readonly annotations: Pick<AnnotationsService, "commentAs">;
  readonly pictures: PicturesService;
  readonly clock: Clock;
  readonly newId: NewId;
  readonly randomBytes: (count: number) => Uint8Array;
}

const DAY_MS = 86_400_000;
/** 128 bits: nobody guesses one. */
const TOKEN_BYTES = 16;
/** The last use is written at most this often. */
const USED_EVERY_MS = 60_000;

/** The only implementation. */
export function createSharesService(deps: SharesServiceDeps): SharesService {
  const { db, log, access, feed, annotations, pictures, clock, newId } = deps;
  const store = createShareStore(db);

  async function requireLink(token: string): Promise<ShareRow> {
    const link = await store.findByHash(sha256Hex(token));
    const now = clock.now();
    if (!link || link.revokedAt !== null || link.expiresAt <= now) throw ShareErrors.gone({});
    if ((link.lastUsedAt?.getTime() ?? 0) < now.getTime() - USED_EVERY_MS) await store.used(link.id, now);
    return link;
  }

  /** A game in the trash is gone for spectators too. */
  const openShared = (link: ShareRow): Promise<OpenGame> =>
    log.open(link.gameId).catch((failure: unknown) => {
      throw ShareErrors.gone({}, { cause: failure });
    });

  return {
    async create(caller, gameId, { label, scope, photos, days }) {
      await access.requirePlaying(caller, gameId);
      const token = Buffer.from(deps.randomBytes(TOKEN_BYTES)).toString("base64url");
      const now = clock.now();
      const link: ShareRow = {
        id: newId(),
        createdAt: now,
        createdBy: caller.id,
        gameId,
        label,
        tokenHash: sha256Hex(token),
        scope,
        photos,
        expiresAt: new Date(now.getTime() + days * DAY_MS),
        revokedAt: null,
        lastUsedAt: null,
      };
      await store.insert(link);
      return { link, token };
    },

    async list(caller, gameId) {
      await access.requirePlaying(caller, gameId);
      return store.list(gameId);
    },

    async revoke(caller, gameId, linkId) {
      await access.requirePlaying(caller, gameId);
      if (!(await store.revoke(gameId, linkId, clock.now()))) throw ShareErrors.not_found({});
    },

    async read(token, atMove) {
      const link = await requireLink(token);
      const game = await openShared(link);
      const folded = atMove === undefined ? game.folded : foldGame(game.events, game.pack.rules, { atMove });
      if (atMove !== undefined && folded.atMove < atMove)
        throw MoveErrors.not_found({ asked: atMove, highest: folded.atMove });
      const captures = link.photos === "none" ? [] : await createCaptureStore(db).list(link.gameId);
      const stored = captures.filter(({ status }) => status === "stored");
      return { link, game, folded, hash: stateHash(folded.state, sha256Hex), captures: stored };
    },

    async photo(token, captureId, kind) {
      const link = await requireLink(token);
      await openShared(link);
      if (link.photos === "none" || (kind === "photo" && link.photos !== "full")) throw CaptureErrors.not_found({});
      return kind === "photo" ? pictures.photoOf(link.gameId, captureId) : pictures.boardOf(link.gameId, captureId);
    },

    async image(token, gameId, file) {
      const link = await requireLink(token);
      await openShared(link);
      // Stored photos and their thumbnails show what lies beside the board as well.
      if (link.gameId !== gameId || link.photos !== "full") throw ShareErrors.gone({});
      return pictures.fileOf(gameId, file);
    },

    async comment(token, name, moveId, text) {
      const link = await requireLink(token);
      if (link.scope !== "comment") throw ShareErrors.view_only({});
      await openShared(link);
      return annotations.commentAs({ id: link.id, kind: "link", name }, link.gameId, moveId, text);
    },

    async follow(token, tell, gone) {
      const link = await requireLink(token);
      const { gameId } = link;
      await openShared(link);
      let ended = false;
      const end = () => {
        if (!ended) gone();
        ended = true;
      };
      const check = () => requireLink(token).then(() => undefined, end);
      const look = async () => {
        const { row } = await log.row(gameId);
        await check();
        if (!ended) tell(row.headSeq);
      };
      const stop = await feed.subscribe({
        topics: [gameTopic(gameId)],
        listener: () => look().catch(end),
        onReset: () => void look().catch(end),
      });
      await look();
      return { stop, check };
    },
  };
}
