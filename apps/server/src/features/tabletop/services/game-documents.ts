import type { Db } from "../../../db/db.ts";
import { exportedEvents, GAME_FORMAT, type GameDocument } from "../domain/export-document.ts";
import type { OpenGame } from "../open-game.ts";
import { createCalibrationStore } from "../store/calibrations.ts";
import { type CaptureRow, createCaptureStore } from "../store/captures.ts";

/** A game as a document, and the photos that belong to it. */
export interface WrittenGame {
  readonly document: GameDocument;
  readonly photos: readonly CaptureRow[];
}

/** Name of a photo inside an archive. */
const fileOf = ({ imagePath }: Pick<CaptureRow, "imagePath">): string | null =>
  imagePath === null ? null : `photos/${imagePath.split("/").at(-1)}`;

/** Writes a game down whole. @param withPhotos Whether photos go along; else they are named by their hash alone. */
export async function writeGame(db: Db, game: OpenGame, withPhotos: boolean): Promise<WrittenGame> {
  const store = createCaptureStore(db);
  const brief = await store.list(game.row.id);
  const looks = new Map((await store.looksOf(brief.map(({ id }) => id))).map(({ id, look }) => [id, look]));
  const captures = brief.map((capture): CaptureRow => ({ ...capture, look: looks.get(capture.id) ?? null }));
  const calibrations = await createCalibrationStore(db).list(game.row.id);
  const { header } = game.folded;
  const instant = (at: Date | null) => at?.toISOString() ?? null;
  const document: GameDocument = {
    format: GAME_FORMAT,
    game: {
      name: header.name,
      game_type: header.gameType,
      status: header.status,
      created_at: game.row.createdAt.toISOString(),
      time_zone: header.timeZone,
    },
    players: header.players.map(({ name, position, color, kind }) => ({ name, position, color, kind })),
    pack: { id: game.row.packId, version: game.row.packVersion, manifest: game.manifest },
    events: exportedEvents(game.events),
    captures: captures.map((capture) => ({
      id: capture.id,
      set_id: capture.setId,
      sequence: capture.sequence,
      status: capture.status,
      file: withPhotos && capture.status === "stored" ? fileOf(capture) : null,
      sha256: capture.sha256,
      mime: capture.mime,
      width: capture.width,
      height: capture.height,
      orientation: capture.orientation,
      captured_at: instant(capture.capturedAt),
      received_at: instant(capture.receivedAt),
      time_uncertain: capture.timeUncertain,
      notes: capture.notes,
      analysis_status: capture.analysisStatus,
      analysis_results: capture.analysisResults,
      look: capture.look,
      quality: capture.quality,
    })),
    calibrations: calibrations.toReversed().map(({ id, version, kind, content, createdAt }) => ({
      id,
      version,
      kind,
      content,
      created_at: createdAt.toISOString(),
    })),
    state_hash: game.hash,
  };
  return { document, photos: captures.filter((capture) => capture.status === "stored" && capture.imagePath !== null) };
}
