import { AppError } from "@wopr/kernel";
import type { Db } from "../../../db/db.ts";
import type { Caller } from "../../../http/caller.ts";
import { JobErrors } from "../../../jobs/errors.ts";
import type { Jobs, JobView } from "../../../jobs/job.ts";
import { type Access, actorOf } from "../access.ts";
import { SYSTEM } from "../domain/events.ts";
import { AnalysisErrors, CalibrationErrors, CaptureErrors, GameErrors } from "../errors.ts";
import type { GameAct } from "../game-act.ts";
import type { GameLog } from "../game-log.ts";
import { type AnalysisRequest, analyseCapture, jobIdOf } from "../jobs.ts";
import { type CaptureBrief, type CaptureRow, createCaptureStore } from "../store/captures.ts";
import { createProposalStore } from "../store/proposals.ts";
import type { Durations } from "./durations.ts";
import { captureEvent } from "./intake.ts";
import { type LookTasks, readsPhotos } from "./look-tasks.ts";

/** What somebody wants to know about a photo. */
export interface WantedAnalysis {
  readonly detectChanges: boolean;
  readonly identifyPieces: boolean;
  readonly compareTo?: string | null | undefined;
  /** Model that describes the photo; `none` for no description. */
  readonly model?: string | undefined;
}

/** An analysis and the photo it is about. */
export interface AnalysisView {
  readonly job: JobView;
  readonly capture: CaptureRow;
}

/** Asking for looks at photos and following them. */
export interface AnalysisService {
  /** Has a stored photo looked at, within the act that stored it; waits with a reason where the corners are not known. */
  requestFor(act: GameAct, capture: CaptureRow): Promise<void>;
  /**
   * Corners or colours are known now, or others than before: photos that waited for them are looked at, and what is being
   * looked at or is shown at the moment is looked at once more.
   */
  requestWaiting(act: GameAct): Promise<void>;
  /** Has a photo looked at although a check refuses it. */
  requestAnyway(act: GameAct, capture: CaptureRow): Promise<void>;
  /**
   * Looks at a photo again. Never writes state.
   *
   * @returns Id of the job.
   * @throws {AppError} `game.not_found`, `capture.not_found`, `capture.no_photo`, `calibration.missing`, `analysis.other_game`
   */
  analyse(caller: Caller, gameId: string, captureId: string, wanted: WantedAnalysis): Promise<string>;
  /** As `analyse`, by the photo alone. @throws {AppError} `capture.not_found` for photos of games that are not the caller's. */
  submit(
    caller: Caller,
    captureId: string,
    wanted: WantedAnalysis,
  ): Promise<{ readonly jobId: string; readonly estimatedS: number }>;
  /** @throws {AppError} `job.not_found` */
  read(caller: Caller, published: string): Promise<AnalysisView>;
  /** @throws {AppError} `job.not_found` */
  cancel(caller: Caller, published: string): Promise<AnalysisView>;
}

/** What the service needs from outside. */
export interface AnalysisServiceDeps {
  readonly db: Db;
  readonly log: GameLog;
  readonly access: Access;
  readonly jobs: Jobs;
  readonly tasks: LookTasks;
  readonly durations: Durations;
}

const USUAL = { compareTo: null, detectChanges: true, identifyPieces: true, useAnyway: false } as const;
/** Published when nothing is known yet (TWAT, POST /analysis/vision). */
const USUAL_DURATION_S = 10;

/** The only implementation. */
export function createAnalysisService(deps: AnalysisServiceDeps): AnalysisService {
  const { db, log, access, jobs, tasks, durations } = deps;

  async function enqueue(
    act: GameAct,
    capture: CaptureRow | CaptureBrief,
    differs: Partial<AnalysisRequest> = {},
  ): Promise<string> {
    const payload = { ...USUAL, captureId: capture.id, ...differs };
    const jobId = await jobs.enqueue(act.tx, analyseCapture, payload, {});
    const pending = { analysisStatus: "pending", analysisJobId: jobId, error: null } as const;
    await createCaptureStore(act.tx).update(capture.id, pending);
    act.tell(captureEvent({ ...capture, ...pending }, "capture.analysing"));
    return jobId;
  }

  async function requireOwnPhoto(caller: Caller, captureId: string): Promise<CaptureRow> {
    const capture = await createCaptureStore(db).findById(captureId);
    if (!capture) throw CaptureErrors.not_found({});
    await access.requirePlaying(caller, capture.gameId).catch((failure: unknown) => {
      throw failure instanceof AppError && failure.code === "game.not_found" ? CaptureErrors.not_found({}) : failure;
    });
    return capture;
  }

  async function analyse(caller: Caller, capture: CaptureRow, wanted: WantedAnalysis): Promise<string> {
    if (capture.status !== "stored") throw CaptureErrors.no_photo({ status: capture.status });
    const compareTo = wanted.compareTo ?? null;
    if (compareTo !== null && !(await createCaptureStore(db).find(capture.gameId, compareTo)))
      throw AnalysisErrors.other_game({});
    return log.act(capture.gameId, { actor: actorOf(caller) }, async (act) => {
      if (readsPhotos(act.game()) && !(await tasks.hasCalibration(act.tx, capture)))
        throw CalibrationErrors.missing({});
      const { detectChanges, identifyPieces, model = null } = wanted;
      return enqueue(act, capture, { compareTo, detectChanges, identifyPieces, model });
    });
  }

  async function find(caller: Caller, published: string): Promise<AnalysisView> {
    const job = await jobs.read(jobIdOf(published));
    if (job?.kind !== analyseCapture.id) throw JobErrors.not_found({ id: published });
    const { captureId } = analyseCapture.payload.parse(job.payload);
    const capture = await createCaptureStore(db).findById(captureId);
    if (!capture) throw JobErrors.not_found({ id: published });
    await access.requireSeeing(caller, capture.gameId).catch((failure: unknown) => {
      throw isNotFound(failure) ? JobErrors.not_found({ id: published }) : failure;
    });
    return { job, capture };
  }

  return {
    async requestFor(act, capture) {
      if (!readsPhotos(act.game()) || (await tasks.hasCalibration(act.tx, capture)))
        return void (await enqueue(act, capture));
      const { code, message } = CalibrationErrors.missing({});
      await createCaptureStore(act.tx).update(capture.id, { error: { code, detail: message } });
    },

    async requestWaiting(act) {
      const store = createCaptureStore(act.tx);
      const gameId = act.game().row.id;
      const open = await createProposalStore(act.tx).open(gameId);
      const concerned = (await store.list(gameId)).filter(
        ({ id, status, analysisStatus }) =>
          status === "stored" &&
          (id === open?.captureId || analysisStatus === "pending" || analysisStatus === "processing"),
      );
      for (const capture of concerned) await enqueue(act, capture);
    },

    async requestAnyway(act, capture) {
      await enqueue(act, capture, { useAnyway: true });
    },

    async analyse(caller, gameId, captureId, wanted) {
      await access.requirePlaying(caller, gameId);
      const capture = await createCaptureStore(db).find(gameId, captureId);
      if (!capture) throw CaptureErrors.not_found({});
      return analyse(caller, capture, wanted);
    },

    async submit(caller, captureId, wanted) {
      const capture = await requireOwnPhoto(caller, captureId);
      return { jobId: await analyse(caller, capture, wanted), estimatedS: durations.medianS() ?? USUAL_DURATION_S };
    },

    read: find,

    async cancel(caller, published) {
      const { capture } = await find(caller, published);
      await access.requirePlaying(caller, capture.gameId);
      const job = await jobs.cancel(jobIdOf(published));
      if (!job) throw JobErrors.not_found({ id: published });
      if (job.state === "cancelled") await noteCancelled(capture);
      return { job, capture };
    },
  };

  async function noteCancelled(capture: CaptureRow): Promise<void> {
    const { code, message } = JobErrors.cancelled({ id: capture.analysisJobId ?? "" });
    await log.act(capture.gameId, { actor: SYSTEM }, async (act) => {
      const failed = { analysisStatus: "failed", error: { code, detail: message } } as const;
      await createCaptureStore(act.tx).update(capture.id, failed);
      act.tell(captureEvent({ ...capture, ...failed }, "capture.analysed"));
    });
  }
}

const isNotFound = (failure: unknown): boolean =>
  failure instanceof AppError && failure.code === GameErrors.not_found({}).code;
