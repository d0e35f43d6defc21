import { AppError, type Clock } from "@wopr/kernel";
import type { Db } from "../../../db/db.ts";
import type { JobContext, JobHandler } from "../../../jobs/job.ts";
import { SYSTEM } from "../domain/events.ts";
import { foldGame } from "../domain/fold.ts";
import { conclude } from "../domain/look.ts";
import { proposeSetup, type SetupReading } from "../domain/setup.ts";
import { concludeTable, proposeTableSetup } from "../domain/table-look.ts";
import { concludeZones, proposeZonesSetup } from "../domain/zones-look.ts";
import { AnalysisErrors, CalibrationErrors } from "../errors.ts";
import type { GameAct } from "../game-act.ts";
import type { GameLog } from "../game-log.ts";
import { type AnalysisRequest, analyseCapture } from "../jobs.ts";
import type { OpenGame } from "../open-game.ts";
import { type CaptureRow, createCaptureStore } from "../store/captures.ts";
import type { StoredLook } from "../stored-look.ts";
import type { BoardRead, TaskOptions, VisionPort } from "../vision-port.ts";
import {
  type AnalysisResults,
  resultsOfComparison,
  resultsOfReading,
  resultsOfZones,
  resultsUnread,
} from "./analysis-results.ts";
import type { Describing } from "./describing.ts";
import type { Durations } from "./durations.ts";
import { captureEvent } from "./intake.ts";
import { gridOf, hasTable, hasZones, type LookTasks, type Reference, readsPhotos } from "./look-tasks.ts";
import { lookBaseOf, type Proposing } from "./proposing.ts";

/** What the job needs from outside. */
export interface AnalysisRunDeps {
  readonly db: Db;
  readonly log: GameLog;
  readonly vision: VisionPort;
  readonly tasks: LookTasks;
  readonly proposing: Proposing;
  readonly durations: Durations;
  readonly clock: Clock;
  readonly describing: Describing;
}

/** Stages of a look, in order; their number gives the share done. */
const STAGES = ["decode", "quality", "register", "rectify", "relight", "occlusion", "scores", "readings"] as const;

/** What a look gave, before it is held against the game as it stands when it is written down. */
type Looked =
  | { readonly kind: "unread"; readonly results: AnalysisResults }
  | { readonly kind: "looked"; readonly look: StoredLook };

/** The job that looks at photos. */
export function createAnalysisHandler(deps: AnalysisRunDeps): JobHandler<typeof analyseCapture.payload> {
  const { db, log, clock } = deps;
  const captures = createCaptureStore(db);

  async function begin(capture: CaptureRow): Promise<void> {
    await log.act(capture.gameId, { actor: SYSTEM }, async (act) => {
      const differs = { analysisStatus: "processing", error: null } as const;
      await createCaptureStore(act.tx).update(capture.id, differs);
      act.tell(captureEvent({ ...capture, ...differs }, "capture.analysing"));
    });
  }

  async function fail(capture: CaptureRow, failure: unknown): Promise<void> {
    const foreseen = failure instanceof AppError ? failure : AnalysisErrors.failed({ stage: "look" });
    await log.act(capture.gameId, { actor: SYSTEM }, async (act) => {
      const error = { code: foreseen.code, detail: foreseen.message };
      const waits = foreseen.code === CalibrationErrors.missing({}).code;
      const differs = { analysisStatus: waits ? "pending" : "failed", analysisJobId: null, error } as const;
      await createCaptureStore(act.tx).update(capture.id, differs);
      act.tell(captureEvent({ ...capture, ...differs }, "capture.analysed"));
    });
  }

  return {
    kind: analyseCapture,
    async run(request, context) {
      const capture = await captures.findById(request.captureId);
      // Somebody asked again in the meantime, for instance because the corners are others now: that look counts.
      if (capture?.status !== "stored" || capture.analysisJobId !== context.jobId) return;
      const begunMs = clock.monotonicMs();
      await begin(capture);
      try {
        const looked = await look(deps, capture, request, context);
        await context.finish((tx) =>
          log.actIn(tx, capture.gameId, { actor: SYSTEM }, async (act) => {
            const now = await createCaptureStore(act.tx).findById(capture.id);
            if (now?.status === "stored" && now.analysisJobId === context.jobId)
              await writeDown(deps, act, now, request, looked);
          }),
        );
        deps.durations.note(clock.monotonicMs() - begunMs);
      } catch (failure) {
        // Cancelled and stopped runs are written down by whoever ended them; what may be repeated is not over yet.
        const isLast =
          context.attempt >= analyseCapture.attempts || (failure instanceof AppError && failure.retry === "never");
        if (!context.signal.aborted && isLast) await fail(capture, failure);
        throw failure;
      }
    },
  };
}

async function look(
  deps: AnalysisRunDeps,
  capture: CaptureRow,
  request: AnalysisRequest,
  context: JobContext,
): Promise<Looked> {
  const { log, tasks, vision, clock } = deps;
  const game = await log.open(capture.gameId);
  if (!readsPhotos(game)) {
    const text = CalibrationErrors.not_a_grid({ title: game.manifest.title }).message;
    return { kind: "unread", results: resultsUnread("ask", text) };
  }
  const reference = request.detectChanges ? await referenceFor(deps.db, game, capture, request.compareTo) : null;
  if (reference && request.compareTo === null && isLate(capture, reference.capture)) {
    return { kind: "unread", results: resultsUnread("late", "This photo is older than the last agreed one.") };
  }
  const options = { signal: context.signal, onStage: (stage: string) => reportStage(context, stage) };
  const calibration = await tasks.calibrationFor(capture);
  const common = { calibrationId: calibration.id, atMs: clock.now().getTime() };
  if (hasTable(game)) return lookAtTable(deps, game, capture, reference, common, options);
  if (hasZones(game)) return lookAtZones(deps, game, capture, reference, common, options);
  if (!reference) {
    const { read, times } = await vision.read(await tasks.read(game, capture), options);
    return { kind: "looked", look: { kind: "read", read, times, ...common } };
  }
  const task = await tasks.compare(game, capture, reference, request.useAnyway);
  const { observation, times } = await vision.compare(task, options);
  const found = { observation, referenceCaptureId: reference.capture.id, referenceState: reference.state };
  return { kind: "looked", look: { kind: "compare", ...found, times, ...common } };
}

/** As the rest of {@link look}, on a measured table. The first photo is only where the next one is compared with. */
async function lookAtTable(
  { tasks, vision }: AnalysisRunDeps,
  game: OpenGame,
  capture: CaptureRow,
  reference: Reference | null,
  common: Pick<StoredLook, "calibrationId" | "atMs">,
  options: TaskOptions,
): Promise<Looked> {
  if (!reference) {
    const { imageToBoard } = await tasks.locate(capture);
    const image = { width: capture.width ?? 0, height: capture.height ?? 0 };
    return { kind: "looked", look: { kind: "table_setup", imageToBoard, image, times: {}, ...common } };
  }
  const { seen, times } = await vision.table(await tasks.table(game, capture, reference), options);
  const found = { ...seen, referenceCaptureId: reference.capture.id, referenceState: reference.state };
  return { kind: "looked", look: { kind: "table", ...found, times, ...common } };
}

/** As the rest of {@link look}, on a board of zones. */
async function lookAtZones(
  { tasks, vision }: AnalysisRunDeps,
  game: OpenGame,
  capture: CaptureRow,
  reference: Reference | null,
  common: Pick<StoredLook, "calibrationId" | "atMs">,
  options: TaskOptions,
): Promise<Looked> {
  if (!reference) {
    const { read, times } = await vision.readZones(await tasks.readZones(game, capture), options);
    return { kind: "looked", look: { kind: "zones_read", read, times, ...common } };
  }
  const { seen, times } = await vision.zones(await tasks.zones(game, capture, reference), options);
  const found = { ...seen, referenceCaptureId: reference.capture.id, referenceState: reference.state };
  return { kind: "looked", look: { kind: "zones", ...found, times, ...common } };
}

function reportStage(context: JobContext, stage: string): void {
  const at = (STAGES as readonly string[]).indexOf(stage);
  context.progress(stage, at < 0 ? 0 : (at + 1) / (STAGES.length + 1));
}

/** The photo agreed to last, or the wanted one; null where there is nothing to compare with. */
async function referenceFor(
  db: Db,
  game: OpenGame,
  capture: CaptureRow,
  compareTo: string | null,
): Promise<Reference | null> {
  const store = createCaptureStore(db);
  const { agreed, moves, state } = game.folded;
  const id = compareTo ?? agreed?.captureId;
  if (id === undefined || id === capture.id) return null;
  const reference = await store.find(game.row.id, id);
  if (reference?.status !== "stored") return null;
  if (id === agreed?.captureId) return { capture: reference, state: agreed.state };
  const move = moves.find(({ captureId }) => captureId === id);
  const then = move ? foldGame(game.events, game.pack.rules, { atMove: move.n }).state : state;
  return { capture: reference, state: then };
}

const isLate = (capture: CaptureRow, reference: CaptureRow): boolean =>
  capture.capturedAt !== null && reference.capturedAt !== null && capture.capturedAt < reference.capturedAt;

/** Holds the look against the game as it stands now, under its lock, and writes both down. */
async function writeDown(
  deps: AnalysisRunDeps,
  act: GameAct,
  capture: CaptureRow,
  request: AnalysisRequest,
  looked: Looked,
): Promise<void> {
  const store = createCaptureStore(act.tx);
  const done = { analysisStatus: "completed", error: null } as const;
  const finish = async (differs: Partial<CaptureRow>) => {
    await store.update(capture.id, { ...done, ...differs });
    act.tell(captureEvent({ ...capture, ...done }, "capture.analysed"));
  };
  if (looked.kind === "unread") return finish({ analysisResults: looked.results });
  const { look } = looked;
  const seen: CaptureRow = { ...capture, look: look as unknown as Record<string, unknown> };
  const wanted = { identifyPieces: request.identifyPieces };
  if (look.kind === "read") {
    await learnColours(act, look.read, capture);
    const reading = readingOf(look.read, act.game(), request.useAnyway);
    const { outcome, content } = proposeSetup(reading, setupBaseOf(act.game()));
    const isSetup = request.detectChanges && act.game().folded.agreed === null;
    const proposal = isSetup ? await deps.proposing.open(act, seen, outcome, content) : null;
    const results = resultsOfReading(content, reading, outcome, { ...wanted, proposalId: proposal?.id ?? null });
    return finish({ analysisResults: results, look: seen.look, quality: { ...look.read.quality } });
  }
  if (look.kind === "zones_read") {
    const { outcome, content } = proposeZonesSetup(look.read, zonesSetupBaseOf(act.game()), request.useAnyway);
    const isSetup = request.detectChanges && act.game().folded.agreed === null;
    const proposal = isSetup ? await deps.proposing.open(act, seen, outcome, content) : null;
    const results = resultsOfZones(content, outcome, { ...wanted, proposalId: proposal?.id ?? null });
    return finish({ analysisResults: results, look: seen.look, quality: { ...look.read.quality } });
  }
  if (look.kind === "table_setup") {
    const { outcome, content } = proposeTableSetup(act.game().folded.state.bases ?? []);
    const isSetup = request.detectChanges && act.game().folded.agreed === null;
    const proposal = isSetup ? await deps.proposing.open(act, seen, outcome, content) : null;
    const results = resultsOfZones(content, outcome, { ...wanted, proposalId: proposal?.id ?? null });
    return finish({ analysisResults: results, look: seen.look });
  }
  if (look.kind === "table") {
    const { outcome, content } = concludeTable(look, lookBaseOf(act.game()));
    const isNext = request.compareTo === null && isNewerThanAgreed(act.game(), await agreedSequence(act), capture);
    const proposal = isNext ? await deps.proposing.open(act, seen, outcome, content) : null;
    const results = resultsOfZones(content, outcome, { ...wanted, proposalId: proposal?.id ?? null });
    return finish({ analysisResults: results, look: seen.look, quality: { ...look.observation.quality } });
  }
  if (look.kind === "zones") {
    const { outcome, content } = concludeZones(look, lookBaseOf(act.game()));
    const isNext = request.compareTo === null && isNewerThanAgreed(act.game(), await agreedSequence(act), capture);
    const proposal = isNext ? await deps.proposing.open(act, seen, outcome, content) : null;
    if (proposal) await deps.describing.request(act, proposal, request.model ?? undefined);
    const results = resultsOfZones(content, outcome, { ...wanted, proposalId: proposal?.id ?? null });
    return finish({ analysisResults: results, look: seen.look, quality: { ...look.observation.quality } });
  }
  const concluded = conclude(look, lookBaseOf(act.game()));
  const isNext = request.compareTo === null && isNewerThanAgreed(act.game(), await agreedSequence(act), capture);
  const proposal = isNext ? await deps.proposing.open(act, seen, concluded.outcome, concluded.content) : null;
  if (proposal) await deps.describing.request(act, proposal, request.model ?? undefined);
  const results = resultsOfComparison(concluded, { ...wanted, proposalId: proposal?.id ?? null });
  return finish({ analysisResults: results, look: seen.look, quality: { ...look.observation.quality } });
}

/** Colours a camera knew beforehand belong to the game once they were seen. */
async function learnColours(act: GameAct, read: BoardRead, capture: CaptureRow): Promise<void> {
  if (act.game().folded.header.palette.length > 0 || read.palette.entries.length === 0) return;
  const entries = read.palette.entries.map((entry) => ({ ...entry, lab: entry.lab }));
  await act.write([{ kind: "palette_set", payload: { capture_id: capture.id, entries } }], { actor: SYSTEM });
}

/** What was read of a photo, on the board of its game. */
const readingOf = (read: BoardRead, game: OpenGame, useAnyway: boolean): SetupReading => ({
  board: gridOf(game),
  image: read.image,
  imageToBoard: read.imageToBoard,
  cells: read.cells,
  coloursKnown: read.palette.entries.length > 0,
  flaw: useAnyway ? null : (read.quality.verdicts.find((verdict) => verdict !== "frozen") ?? null),
});

/** What the set-up of a game is held against. */
const setupBaseOf = (game: OpenGame) => ({
  manifest: game.manifest,
  table: game.folded.table,
  initial: game.pack.rules.initial(game.folded.table),
});

/** What the set-up of a game on a board of zones is held against. */
const zonesSetupBaseOf = (game: OpenGame) => {
  const { manifest, table, initial } = setupBaseOf(game);
  return { manifest, table, state: initial };
};

async function agreedSequence(act: GameAct): Promise<number | null> {
  const { agreed } = act.game().folded;
  if (!agreed) return null;
  const capture = await createCaptureStore(act.tx).find(act.game().row.id, agreed.captureId);
  return capture?.sequence ?? null;
}

/** Only a photo after the agreed one may propose the next move. */
const isNewerThanAgreed = (game: OpenGame, agreedSequence: number | null, capture: CaptureRow): boolean =>
  game.folded.agreed !== null && (agreedSequence === null || (capture.sequence ?? -1) > agreedSequence);
