import { type Clock, type Log, type Runnable, repeatedly } from "@wopr/kernel";
import type { Db } from "../../../db/db.ts";
import type { Jobs } from "../../../jobs/job.ts";
import type { MediaService } from "../../media/index.ts";
import { AnalysisErrors, CameraErrors, CaptureErrors } from "../errors.ts";
import { createCaptureStore } from "../store/captures.ts";
import { createGameStore } from "../store/games.ts";
import type { Intake } from "./intake.ts";

/** What keeping order needs. */
export interface HousekeepingDeps {
  readonly db: Db;
  readonly log: Log;
  readonly intake: Intake;
  readonly media: MediaService;
  readonly jobs: Jobs;
  readonly clock: Clock;
}

const MINUTE_MS = 60_000;
const EVERY_MS = MINUTE_MS;
/** A photo that is on its way for longer belongs to a process that is gone. */
const SHOT_MS = 180_000;
/** An upload that was announced is waited for this long (tabletop.md 4.2). */
const UPLOAD_MS = 60 * MINUTE_MS;
/** Games stay in the trash for 30 days. */
const TRASH_MS = 30 * 24 * 60 * MINUTE_MS;

/**
 * Puts right what a killed process left behind, ends waiting that has lasted too long, and empties the trash. Every step
 * may run in several processes at once and any number of times.
 */
export function createTabletopHousekeeping(deps: HousekeepingDeps): Runnable & { sweep(): Promise<void> } {
  const { db, log, intake, media, jobs, clock } = deps;
  const captures = createCaptureStore(db);
  const ago = (ms: number) => new Date(clock.now().getTime() - ms);

  async function failOld(status: "capturing" | "uploading" | "waiting_for_upload", olderThan: Date, failure: Error) {
    for (const { gameId, id } of await captures.unfinishedSince(status, olderThan))
      await intake
        .fail(gameId, id, failure)
        .catch((err: unknown) => log.warn({ err, capture_id: id }, "stale capture not ended"));
  }

  /** A job that ended without its handler (cancelled, lost three times) leaves its photo as it was. */
  async function endLostAnalyses() {
    for (const capture of await captures.underAnalysis(ago(MINUTE_MS))) {
      const job = capture.analysisJobId ? await jobs.read(capture.analysisJobId) : undefined;
      if (job && (job.state === "queued" || job.state === "processing")) continue;
      const { code, message } = AnalysisErrors.failed({ stage: "look" });
      const error = job?.error ?? { code, detail: message };
      await captures.update(capture.id, { analysisStatus: "failed", analysisJobId: null, error });
    }
  }

  async function purge() {
    const store = createGameStore(db);
    for (const gameId of await store.trashedBefore(ago(TRASH_MS))) {
      const photos = await captures.list(gameId);
      await db.transaction(async (tx) => {
        for (const { imagePath, thumbnailPath } of photos) {
          if (imagePath) await media.trash(tx, imagePath);
          if (thumbnailPath) await media.trash(tx, thumbnailPath);
        }
        await createGameStore(tx).purge(gameId);
      });
      log.info({ game_id: gameId, photos: photos.length }, "game purged from the trash");
    }
  }

  async function sweep(): Promise<void> {
    await failOld("capturing", ago(SHOT_MS), CameraErrors.interrupted({}));
    await failOld("uploading", ago(SHOT_MS), CameraErrors.interrupted({}));
    await failOld("waiting_for_upload", ago(UPLOAD_MS), CaptureErrors.upload_missing({}));
    await endLostAnalyses();
    await purge();
  }

  const sweeping = repeatedly("tabletop housekeeping", {
    everyMs: EVERY_MS,
    clock,
    act: sweep,
    onFailure: (err) => log.warn({ err }, "tabletop housekeeping failed, will try again"),
  });
  return { ...sweeping, sweep };
}
