import type { Clock, Log, NewId, Secret } from "@wopr/kernel";
import type { Db } from "../../db/db.ts";
import type { EventFeed, Outbox } from "../../events/outbox.ts";
import type { Jobs } from "../../jobs/job.ts";
import type { Feature } from "../feature.ts";
import type { MediaService } from "../media/index.ts";
import { createAccess } from "./access.ts";
import { createCameraSources } from "./camera-sources.ts";
import { createGameLog } from "./game-log.ts";
import { createTabletopReadModel } from "./read-model.ts";
import { createAccuracyReadModel } from "./read-model-accuracy.ts";
import { mountAccuracyRoutes } from "./routes/accuracy.ts";
import { mountAnnotationRoutes } from "./routes/annotations.ts";
import { mountCameraRoutes } from "./routes/cameras.ts";
import { mountCaptureRoutes } from "./routes/captures.ts";
import { mountCorrectionRoutes } from "./routes/corrections.ts";
import { mountExportRoutes } from "./routes/exports.ts";
import { mountGameRoutes } from "./routes/games.ts";
import { mountMarkerRoutes } from "./routes/markers.ts";
import { mountMeasuringRoutes } from "./routes/measuring.ts";
import { mountPackRoutes } from "./routes/packs.ts";
import { mountPictureRoutes } from "./routes/pictures.ts";
import { mountPlayRoutes } from "./routes/play.ts";
import { mountShareRoutes } from "./routes/shares.ts";
import { mountStreamRoute } from "./routes/stream.ts";
import { createAnalysisService } from "./services/analysis.ts";
import { createAnalysisHandler } from "./services/analysis-run.ts";
import { createAnnotationsService } from "./services/annotations.ts";
import { createBundlesService } from "./services/bundles.ts";
import { createCalibrationsService } from "./services/calibrations.ts";
import { type CameraAgents, createCameraAgents } from "./services/camera-agents.ts";
import { createCameraAuto } from "./services/camera-auto.ts";
import { createCameraCare } from "./services/camera-care.ts";
import { createCameraDefaults } from "./services/camera-defaults.ts";
import { listAbilities, listDevices } from "./services/camera-drivers.ts";
import { type CameraPreviews, createCameraPreviews } from "./services/camera-previews.ts";
import { createCamerasService } from "./services/cameras.ts";
import { createCapturesService } from "./services/captures.ts";
import { createCorrectionsService } from "./services/corrections.ts";
import { createDemoService } from "./services/demo.ts";
import { createDescribing, type DescriberSource } from "./services/describing.ts";
import { createDirectCapture } from "./services/direct-capture.ts";
import { createDurations } from "./services/durations.ts";
import { createExportsService, createPackHandler } from "./services/exports.ts";
import { createGamePages } from "./services/game-pages.ts";
import { createGameStream } from "./services/game-stream.ts";
import { createGamesService } from "./services/games.ts";
import { createHistoryService } from "./services/history.ts";
import { createTabletopHousekeeping } from "./services/housekeeping.ts";
import { createImportsService } from "./services/imports.ts";
import { createIntake } from "./services/intake.ts";
import { createLookTasks } from "./services/look-tasks.ts";
import { createMarkersService } from "./services/markers.ts";
import { createMeasuringService } from "./services/measuring.ts";
import { createPackTrial } from "./services/pack-trial.ts";
import { createPacksService } from "./services/packs.ts";
import { createPicturesService } from "./services/pictures.ts";
import { createProposalsService } from "./services/proposals.ts";
import { createProposing } from "./services/proposing.ts";
import { createSelfAgreeing } from "./services/self-agreeing.ts";
import { createSharesService } from "./services/shares.ts";
import { createShots } from "./services/shots.ts";
import { createStatesService } from "./services/states.ts";
import { createThumbnails } from "./services/thumbnails.ts";
import { createCameraStore } from "./store/cameras.ts";
import { topicGuards } from "./topics.ts";
import { createVision } from "./vision.ts";

/** What the feature needs from outside. */
export interface TabletopDeps {
  readonly db: Db;
  readonly outbox: Outbox;
  readonly feed: EventFeed;
  readonly jobs: Jobs;
  readonly media: MediaService;
  readonly clock: Clock;
  readonly newId: NewId;
  readonly randomBytes: (count: number) => Uint8Array;
  readonly log: Log;
  readonly fetch: typeof fetch;
  /** Folder photos are stored in, so that no camera may read it; null for storage that is no folder. */
  readonly storageRoot: string | null;
  /** The model that describes photos; absent: none. */
  readonly describer?: DescriberSource | undefined;
  /** The login of a camera, by name. @throws {AppError} of the `secrets` catalogue */
  readonly secret: (name: string) => Promise<Secret>;
}

/** Wires the feature. Does no work. */
export function createTabletopFeature(deps: TabletopDeps): Feature {
  const { db, outbox, feed, jobs, media, clock, newId, log } = deps;
  const proposing = createProposing({ clock, newId });
  const games = createGameLog({ ...deps, onStateChanged: (act) => proposing.refresh(act) });
  const access = createAccess(games);
  const defaults = createCameraDefaults(deps);
  const tasks = createLookTasks({ db, media, cameras: defaults });
  const vision = createVision(deps);
  const durations = createDurations();
  const analysis = createAnalysisService({ db, log: games, access, jobs, tasks, durations });
  const thumbnails = createThumbnails({ db, media, log });
  const intake = createIntake({
    log: games,
    media,
    thumbnails,
    clock,
    onStored: (act, capture) => analysis.requestFor(act, capture),
  });
  const positionOf = async (id: string) => (await createCameraStore(db).find(id))?.replayPosition ?? null;
  const cameraStore = createCameraStore(db);
  const locks = {
    load: async (id: string) => (await cameraStore.find(id))?.locks ?? undefined,
    save: async (id: string, values: Readonly<Record<string, number | string>> | undefined) => {
      await cameraStore.update(id, { locks: values ? { ...values } : null });
    },
  };
  const sources = createCameraSources({ clock, log, fetch: deps.fetch, positionOf, locks, secret: deps.secret });
  const shots = createShots({ db, sources, intake, outbox, clock, newId, log });
  const captures = createCapturesService({ db, log: games, access, intake, media, shots, clock, newId });
  // A watched camera process is told so by its long-poll, which the service of the processes answers.
  const previews: CameraPreviews = createCameraPreviews({ sources, clock, onWanted: (camera) => agents.ring(camera) });
  const agentDeps = { db, log: games, access, intake, feed, outbox, clock, newId, previews: () => previews };
  const agents: CameraAgents = createCameraAgents(agentDeps);
  const { storageRoot } = deps;
  const cameras = createCamerasService({ db, access, sources, agents, previews, clock, newId, storageRoot });
  const auto = createCameraAuto({ db, sources, captures, clock, log });
  const care = createCameraCare({ db, access, cameras, sources, agents, previews, auto });
  const abilities = async () => {
    const [items, devices] = await Promise.all([listAbilities(), listDevices()]);
    return { items, devices };
  };
  const readModel = createTabletopReadModel(db);
  const packs = createPacksService({ ...deps, log: games, access, analysis });
  const gamesService = createGamesService({
    db,
    log: games,
    access,
    readModel,
    outbox,
    clock,
    newId,
    cameras: defaults,
    packs,
  });
  const proposals = createProposalsService({ db, log: games, access, analysis, jobs, clock, newId });
  const history = createHistoryService({ db, log: games, access, newId });
  const annotations = createAnnotationsService({ log: games, access });
  const measuring = createMeasuringService({ log: games, access });
  const corrections = createCorrectionsService({ log: games, access, newId });
  const states = createStatesService({ log: games, access, clock, newId });
  const calibrations = createCalibrationsService({
    db,
    log: games,
    access,
    analysis,
    tasks,
    vision: vision.port,
    clock,
    newId,
  });
  const pictures = createPicturesService({ db, log: games, access, media, thumbnails, tasks, vision: vision.port });
  const exports = createExportsService({ ...deps, log: games, access, readModel });
  const imports = createImportsService({ ...deps, log: games, games: gamesService });
  const bundles = createBundlesService({ db, log: games, access, tasks, vision: vision.port });
  const trial = createPackTrial({ db, access, packs, tasks, vision: vision.port });
  const shares = createSharesService({ ...deps, log: games, access, annotations, pictures });
  const direct = createDirectCapture({ db, captures, shots, feed, clock });
  const pages = createGamePages({ db, log: games, access, cameras });
  const stream = createGameStream({ db, log: games, access, feed, proposals });
  const demo = createDemoService({ games: gamesService, clock, newId });
  const describing = createDescribing({
    ...{ db, log: games, jobs, tasks, clock, logger: log },
    vision: vision.port,
    source: deps.describer,
  });
  const run = createAnalysisHandler({
    ...{ db, log: games, tasks, proposing, durations, clock, describing },
    vision: vision.port,
  });

  return {
    name: "tabletop",
    mountRoutes(app) {
      // Before the routes of one game, which would take "import" and "study" for an id.
      mountExportRoutes(app, { exports, imports, bundles });
      mountMarkerRoutes(app, {
        markers: createMarkersService({ db, log: games, access, tasks, vision: vision.port }),
      });
      mountAccuracyRoutes(app, { accuracy: createAccuracyReadModel(db) });
      mountGameRoutes(app, { games: gamesService, demo, pages });
      mountCaptureRoutes(app, { captures, analysis });
      mountPlayRoutes(app, { history, proposals, states, calibrations });
      mountCorrectionRoutes(app, { corrections });
      mountPackRoutes(app, { packs, trial });
      mountMeasuringRoutes(app, { measuring });
      mountAnnotationRoutes(app, { annotations });
      mountPictureRoutes(app, { pictures, shares });
      mountShareRoutes(app, { shares, clock });
      mountStreamRoute(app, { stream, clock });
      mountCameraRoutes(app, { cameras, care, agents, direct, abilities, locate: (key) => media.locate(key) });
    },
    jobs: [createPackHandler({ db, log: games, media }), run, describing.handler],
    topics: topicGuards(access),
    parts: [
      vision.pool,
      thumbnails,
      sources,
      shots,
      auto,
      createSelfAgreeing({ db, proposals, outbox, clock, log }),
      createTabletopHousekeeping({ db, log, intake, media, jobs, clock }),
    ],
  };
}
