import { chessSidesOf, findPack, movesOfPgn, type PgnGame, readPgn, START_FEN } from "@wopr/games";
import { AppError, type Clock, type NewId } from "@wopr/kernel";
import type { Db } from "../../../db/db.ts";
import type { Outbox } from "../../../events/outbox.ts";
import type { Caller } from "../../../http/caller.ts";
import type { MediaService } from "../../media/index.ts";
import { actorOf } from "../access.ts";
import { type ReadDocument, readDocument, withIds } from "../archive/game-document.ts";
import { readZip } from "../archive/zip-read.ts";
import { commitMove } from "../domain/commit.ts";
import type { GameEvent, NewEvent } from "../domain/events.ts";
import { photoKeys } from "../domain/file-names.ts";
import { GAMES_CHANGED, type GameAct } from "../game-act.ts";
import type { GameLog } from "../game-log.ts";
import { preparePhoto } from "../photo/prepare.ts";
import { ImportErrors } from "../record-errors.ts";
import { createCalibrationStore } from "../store/calibrations.ts";
import { type CaptureRow, createCaptureStore } from "../store/captures.ts";
import { createGameStore, type GameRow, type GameWithPlayers } from "../store/games.ts";
import { newCapture } from "./captures.ts";
import type { GamesService } from "./games.ts";

/** What came in, and what was left out. */
export interface Imported {
  readonly games: readonly GameWithPlayers[];
  readonly notes: readonly string[];
}

/** Bringing games in. */
export interface ImportsService {
  /**
   * Reads an archive or document of WOPR, or a PGN. All of it is imported or nothing.
   *
   * @throws {AppError} `import.invalid` naming the entry that stands in the way, `media.no_space`
   */
  take(caller: Caller, bytes: Uint8Array): Promise<Imported>;
}

/** What the service needs from outside. */
export interface ImportsServiceDeps {
  readonly db: Db;
  readonly log: GameLog;
  readonly games: GamesService;
  readonly media: MediaService;
  readonly outbox: Outbox;
  readonly clock: Clock;
  readonly newId: NewId;
}

const LIMITS = { files: 5_000, totalBytes: 512 * 1024 * 1024 };
const MOST_PGN_GAMES = 200;

type Photos = ReadonlyMap<string, () => Uint8Array>;

/** The only implementation. */
export function createImportsService(deps: ImportsServiceDeps): ImportsService {
  const { db, log, games, media, outbox, clock, newId } = deps;

  async function takeArchive(caller: Caller, bytes: Uint8Array): Promise<Imported> {
    const archive = readZip(bytes, LIMITS);
    if (!archive.ok) throw ImportErrors.invalid({ entry: archive.entry, why: archive.why });
    const document = archive.files.get("game.json");
    if (!document) throw ImportErrors.invalid({ entry: "game.json", why: "It is missing." });
    return takeDocument(caller, parseJson(unpacked("game.json", document)), archive.files);
  }

  async function takeDocument(caller: Caller, value: unknown, photos: Photos): Promise<Imported> {
    const read = readDocument(value);
    if ("why" in read) throw ImportErrors.invalid(read);
    const { document } = read;
    const pack = findPack(document.pack.id);
    if (pack?.manifest.version !== document.pack.version)
      throw ImportErrors.invalid({
        entry: "pack",
        why: `It needs ${document.pack.id} ${document.pack.version}, which this installation does not have.`,
      });
    const known = [...document.captures, ...document.calibrations].map(({ id }) => id);
    const ids = new Map([...known, ...playerIds(document)].map((id) => [id, newId()]));
    const gameId = newId();
    const prepared = await preparedPhotos(document, photos);
    await db.transaction(async (tx) => {
      await createGameStore(tx).insert(rowOf(document, gameId, caller), []);
      await insertCalibrations(tx, document, gameId, ids);
      for (const capture of document.captures) await insertCapture(tx, capture, gameId, ids, prepared.get(capture.id));
      const opened = await log.adopt(tx, gameId, eventsOf(document, ids));
      if (opened.hash !== document.state_hash)
        throw ImportErrors.invalid({
          entry: "state_hash",
          why: "The events lead to another position than the file says: somebody altered it.",
        });
      await outbox.append(tx, [GAMES_CHANGED]);
    });
    const left = document.captures.filter(({ id, status }) => status === "stored" && !prepared.has(id)).length;
    return {
      games: [await log.row(gameId)],
      notes: left > 0 ? [`${left} photos are not in the file; their moves are there without them.`] : [],
    };
  }

  async function preparedPhotos(document: ReadDocument, photos: Photos) {
    const found = new Map<string, Awaited<ReturnType<typeof preparePhoto>>>();
    for (const { id, file, sha256, status } of document.captures) {
      if (file === null || status !== "stored") continue;
      const packed = photos.get(file);
      if (!packed) throw ImportErrors.invalid({ entry: file, why: "The archive lists it and does not hold it." });
      const photo = await preparePhoto(unpacked(file, packed)).catch((failure: unknown) => {
        const why = failure instanceof AppError ? failure.message : "It is no photo.";
        throw ImportErrors.invalid({ entry: file, why });
      });
      if (photo.sha256 !== sha256)
        throw ImportErrors.invalid({ entry: file, why: "Its bytes are not those the game was played with." });
      found.set(id, photo);
    }
    return found;
  }

  async function insertCapture(
    tx: Db,
    capture: ReadDocument["captures"][number],
    gameId: string,
    ids: ReadonlyMap<string, string>,
    photo: Awaited<ReturnType<typeof preparePhoto>> | undefined,
  ): Promise<void> {
    const id = ids.get(capture.id) ?? newId();
    const capturedAt = capture.captured_at === null ? null : new Date(capture.captured_at);
    const row: CaptureRow = {
      ...newCapture(id, gameId, clock.now()),
      status: "removed",
      sequence: capture.sequence,
      capturedAt,
      receivedAt: capture.received_at === null ? null : new Date(capture.received_at),
      timeUncertain: capture.time_uncertain,
      triggeredBy: "import",
      notes: capture.notes,
      analysisStatus: capture.analysis_status === "processing" ? "failed" : capture.analysis_status,
      analysisResults: withIds(capture.analysis_results, ids) as CaptureRow["analysisResults"],
      look: withIds(capture.look, ids) as CaptureRow["look"],
      quality: capture.quality,
    };
    if (!photo || capture.sequence === null || capturedAt === null) return createCaptureStore(tx).insert(row);
    const keys = photoKeys({ gameId, sequence: capture.sequence, capturedAt, extension: photo.extension });
    const size = { width: photo.width, height: photo.height };
    const owner = { feature: "tabletop", ownerObject: `game:${gameId}` };
    await media.put(tx, { key: keys.image, bytes: photo.bytes, mime: photo.mime, ...size, ...owner });
    await createGameStore(tx).update(gameId, { thumbnailPath: keys.thumbnail });
    await createCaptureStore(tx).insert({
      ...row,
      status: "stored",
      imagePath: keys.image,
      thumbnailPath: keys.thumbnail,
      ...size,
      orientation: photo.orientation,
      mime: photo.mime,
      sizeBytes: photo.bytes.length,
      sha256: photo.sha256,
      originalSha256: photo.originalSha256,
    });
  }

  function eventsOf({ events }: ReadDocument, ids: ReadonlyMap<string, string>): readonly GameEvent[] {
    const groups = new Map<string, string>();
    const groupOf = (id: string) => {
      const known = groups.get(id) ?? newId();
      groups.set(id, known);
      return known;
    };
    const renamed = (value: unknown) => withIds(value, new Map([...ids, ...groups]));
    return events.map(({ seq, group_id: group, kind, schema, at, actor, reason, payload }) => {
      const groupId = groupOf(group);
      return {
        seq,
        eventId: newId(),
        groupId,
        kind,
        schema,
        at: new Date(at),
        actor: { id: "imported", kind: actor.kind, name: actor.name },
        reason,
        payload: renamed(payload),
      } as GameEvent;
    });
  }

  async function takePgn(caller: Caller, text: string): Promise<Imported> {
    const { games: found, problems } = readPgn(text);
    const [wrong] = problems.filter(({ severity }) => severity === "error");
    if (wrong) throw ImportErrors.invalid({ entry: `Line ${wrong.line}`, why: wrong.text });
    if (found.length === 0) throw ImportErrors.invalid({ entry: "The file", why: "It holds no game." });
    if (found.length > MOST_PGN_GAMES)
      throw ImportErrors.invalid({ entry: "The file", why: `It holds more than ${MOST_PGN_GAMES} games. Split it.` });
    const made: GameWithPlayers[] = [];
    for (const game of found) made.push(await takeChess(caller, game));
    return { games: made, notes: problems.map(({ line, text: sentence }) => `Line ${line}: ${sentence}`) };
  }

  async function takeChess(caller: Caller, pgn: PgnGame): Promise<GameWithPlayers> {
    const tags = new Map(pgn.tags);
    const [white, black] = [nameOf(tags.get("White"), "White"), nameOf(tags.get("Black"), "Black")];
    const person = (name: string, position: number, color: string) =>
      ({ name, position, color, kind: "human", user_id: null }) as const;
    const { row } = await games.create(caller, {
      name: `${white} – ${black}`.slice(0, 120),
      gameType: "chess",
      players: [person(white, 1, "white"), person(black, 2, "black")],
      packOptions: pgn.startFen === START_FEN ? {} : { start_fen: pgn.startFen },
      cameraId: null,
    });
    await log.act(row.id, { actor: actorOf(caller) }, (act) => act.write(movesAsEvents(act, pgn, newId)));
    return log.row(row.id);
  }

  return {
    async take(caller, bytes) {
      if (bytes[0] === 0x50 && bytes[1] === 0x4b) return takeArchive(caller, bytes);
      const text = new TextDecoder().decode(bytes);
      if (text.trimStart().startsWith("{")) return takeDocument(caller, parseJson(bytes), new Map());
      return takePgn(caller, text);
    },
  };
}

const nameOf = (tag: string | undefined, otherwise: string): string =>
  tag === undefined || tag.trim() === "" || tag === "?" ? otherwise : tag.trim().slice(0, 60);

function parseJson(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder().decode(bytes));
  } catch (cause) {
    throw ImportErrors.invalid({ entry: "game.json", why: "It is no JSON." }, { cause });
  }
}

function unpacked(entry: string, unpack: () => Uint8Array): Uint8Array {
  try {
    return unpack();
  } catch (cause) {
    throw ImportErrors.invalid({ entry, why: "It is damaged: its bytes do not match its checksum." }, { cause });
  }
}

async function insertCalibrations(
  tx: Db,
  { calibrations }: ReadDocument,
  gameId: string,
  ids: ReadonlyMap<string, string>,
): Promise<void> {
  const store = createCalibrationStore(tx);
  for (const { id, kind, content, created_at: createdAt } of calibrations)
    await store.insert({
      id: ids.get(id) ?? id,
      createdAt: new Date(createdAt),
      gameId,
      cameraId: null,
      kind,
      content,
      rmsPx: null,
      rmsMm: null,
    });
}

function rowOf({ game, pack, captures }: ReadDocument, id: string, caller: Caller): GameRow {
  const createdAt = new Date(game.created_at);
  return {
    id,
    createdAt,
    updatedAt: createdAt,
    ownerId: caller.id,
    name: game.name,
    gameType: game.game_type,
    packId: pack.id,
    packVersion: pack.version,
    packOptions: {},
    status: "setup",
    currentTurn: 0,
    currentPhase: "play",
    metadata: {},
    headSeq: 0,
    nextSequence: Math.max(-1, ...captures.map(({ sequence }) => sequence ?? -1)) + 1,
    agreePolicy: "ask",
    timeZone: game.time_zone,
    demo: false,
    cameraId: null,
    thumbnailPath: null,
    deletedAt: null,
  };
}

/** Ids of everybody who ever sat at the table. */
function playerIds({ events }: ReadDocument): readonly string[] {
  return events.flatMap(({ kind, payload }) =>
    kind === "players_set" ? (payload["players"] as readonly { readonly id: string }[]).map(({ id }) => id) : [],
  );
}

const GLYPHS = ["!", "?", "!!", "??", "!?", "?!"] as const;

/** The moves of a PGN game as one act, with what was said about them. */
function movesAsEvents(act: GameAct, pgn: PgnGame, newId: NewId): readonly NewEvent[] {
  const { folded, pack } = act.game();
  const { table } = folded;
  let { state } = folded;
  let { status } = folded.header;
  const events: NewEvent[] = [];
  const sides = chessSidesOf(table);
  for (const [at, move] of movesOfPgn(pgn, sides).entries()) {
    const moveId = newId();
    const agreed = { moveId, move, captureId: null, proposalId: null, confidence: null, outcome: null };
    const committed = commitMove(agreed, { rules: pack.rules, state, table, status });
    const applied = pack.rules.apply(state, move, table);
    if (!committed.ok || !applied.ok)
      throw ImportErrors.invalid({ entry: `Move ${at + 1}`, why: "It does not fit the board." });
    events.push(...committed.events);
    state = applied.state;
    status = "in_progress";
    const { comment, nags } = pgn.moves[at] ?? { comment: "", nags: [] };
    if (comment !== "") events.push({ kind: "comment", payload: { move_id: moveId, text: comment.slice(0, 2_000) } });
    const glyph = GLYPHS[(nags[0] ?? 0) - 1];
    if (glyph) events.push({ kind: "glyph", payload: { move_id: moveId, glyph } });
  }
  return [...events, ...resultEvents(pgn, status, sides)];
}

function resultEvents(
  { result }: PgnGame,
  status: "setup" | "in_progress" | "completed" | "abandoned",
  { white, black }: ReturnType<typeof chessSidesOf>,
): readonly NewEvent[] {
  if (result === "*" || status !== "in_progress") return [];
  const winner = result === "1-0" ? white : result === "0-1" ? black : null;
  const players = [white, black].map((position) => ({
    position,
    fields: {},
    total: null,
    rank: winner === null ? null : position === winner ? 1 : 2,
    winner: position === winner,
  }));
  return [
    { kind: "result_set", payload: { result: { players, reason: result } } },
    { kind: "status_changed", payload: { from: status, to: "completed", reason: null } },
  ];
}
