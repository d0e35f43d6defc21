import { type CameraTest, CameraErrors as DriverErrors } from "@wopr/camera-drivers";
import type { Clock, NewId } from "@wopr/kernel";
import { sha256Hex } from "@wopr/kernel/node";
import type { Db } from "../../../db/db.ts";
import type { EventFeed, Outbox } from "../../../events/outbox.ts";
import type { Caller } from "../../../http/caller.ts";
import type { Access } from "../access.ts";
import { maySee } from "../domain/rights.ts";
import { CameraErrors, CaptureErrors, GameErrors, PhotoErrors } from "../errors.ts";
import type { GameLog } from "../game-log.ts";
import { peopleOf } from "../open-game.ts";
import { preparePhoto } from "../photo/prepare.ts";
import { type CameraCommandRow, type CameraRow, createCameraStore } from "../store/cameras.ts";
import { type CaptureRow, createCaptureStore } from "../store/captures.ts";
import type { CameraPreviews } from "./camera-previews.ts";
import type { CameraHealth } from "./cameras.ts";
import { newCapture } from "./captures.ts";
import type { Intake } from "./intake.ts";
import { cameraTopic } from "./shots.ts";

/** What a camera process says about itself. */
export interface CameraReport {
  readonly status: "ready" | "busy" | "error";
  readonly detail: string | null;
  readonly model: string;
  readonly sizes: Readonly<Record<string, readonly [number, number]>>;
  readonly spoolFiles: number;
  readonly spoolBytes: number;
  /** What is held; `undefined` where the camera cannot be locked. */
  readonly locks?: Readonly<Record<string, number | string>> | null | undefined;
  readonly advice: string | null;
  /** Ids of commands that were carried out. */
  readonly done: readonly string[];
  readonly failed: readonly { readonly commandId: string; readonly code: string; readonly detail: string }[];
}

/** What a camera process does already, and how long it waits for something else. */
export interface KnownWants {
  readonly waitMs: number;
  readonly previewing: boolean;
  readonly autoGameId: string | null;
}

/** What is wanted of a camera process now. */
export interface CameraOrders {
  readonly commands: readonly CameraCommandRow[];
  readonly wants: { readonly preview: boolean; readonly autoGameId: string | null };
}

/** A photo out of a spool. */
export interface SpooledPhoto {
  readonly uploadId: string;
  readonly captureId: string | undefined;
  readonly gameId: string | undefined;
  /** By the camera's monotonic clock, milliseconds. */
  readonly ageMs: number;
  readonly timeUncertain: boolean;
  readonly bytes: Uint8Array;
  /** `sha-256=:…:` (RFC 9530). */
  readonly digest: string | undefined;
}

/** Camera processes: they call out, so they work behind NAT. */
export interface CameraAgents {
  /** What is wanted of a camera; waits up to `waitMs` for something new. @throws {AppError} `camera.not_found` */
  commands(caller: Caller, cameraId: string, known: KnownWants, signal: AbortSignal): Promise<CameraOrders>;
  /** A live frame of a camera process. @returns Whether somebody watches. @throws {AppError} `camera.not_found` */
  showFrame(caller: Caller, cameraId: string, jpeg: Uint8Array): Promise<boolean>;
  /**
   * Has the process lock or unlock its camera and waits until it did.
   *
   * @throws {AppError} `camera.reported` with what the process says, `camera.unreachable`
   */
  order(camera: CameraRow, kind: "lock" | "unlock", signal: AbortSignal): Promise<void>;
  /** Wakes the long-poll of a camera process. */
  ring(camera: CameraRow): Promise<void>;
  /** @throws {AppError} `camera.not_found` */
  report(caller: Caller, cameraId: string, report: CameraReport): Promise<void>;
  /**
   * Takes a photo out of a spool. The same upload arrives once, however often it is sent.
   *
   * @throws {AppError} `camera.not_found`, `game.not_found`, `capture.not_found`, `media.digest_mismatch`,
   * `media.digest_missing`, `media.not_an_image`, `media.too_large`, `media.no_space`
   */
  upload(
    caller: Caller,
    cameraId: string,
    photo: SpooledPhoto,
  ): Promise<{ readonly captureId: string; readonly sha256: string; readonly alreadyThere: boolean }>;
  healthOf(camera: CameraRow): CameraHealth;
  /** Has the process test its camera and waits for what it says. */
  test(camera: CameraRow, signal: AbortSignal): Promise<CameraTest>;
}

/** What the service needs from outside. */
export interface CameraAgentsDeps {
  readonly db: Db;
  readonly log: GameLog;
  readonly access: Access;
  readonly intake: Intake;
  readonly feed: EventFeed;
  readonly outbox: Outbox;
  readonly previews: () => Pick<CameraPreviews, "wanted" | "offer">;
  readonly clock: Clock;
  readonly newId: NewId;
}

/** A camera process reports every 10 s; after three silent rounds it counts as away. */
const SILENT_MS = 35_000;
/** A command that was handed out and brought no photo is handed out again. */
const REDELIVER_MS = 15_000;
/** What a lost wake-up costs at most. */
const LOOK_EVERY_MS = 5_000;
const TEST_MS = 45_000;
const TEST_LOOK_MS = 250;
const GRACE_MS = 1_000;

/** The only implementation. */
export function createCameraAgents(deps: CameraAgentsDeps): CameraAgents {
  const { db, log, intake, feed, outbox, clock, newId } = deps;
  const store = createCameraStore(db);
  const captures = createCaptureStore(db);

  async function find(caller: Caller, cameraId: string): Promise<CameraRow> {
    const camera = await store.find(cameraId);
    if (camera?.driver !== "agent" || !caller.permissions.has("tabletop:operate")) throw CameraErrors.not_found({});
    return camera;
  }

  async function take(cameraId: string): Promise<readonly CameraCommandRow[]> {
    const at = clock.now();
    return store.takeCommands(cameraId, at, new Date(at.getTime() - REDELIVER_MS));
  }

  /** A photo for a capture that is still wanted, or a capture of its own. */
  async function placeFor(caller: Caller, camera: CameraRow, photo: SpooledPhoto): Promise<CaptureRow> {
    const wanted = photo.captureId === undefined ? undefined : await captures.findById(photo.captureId);
    const commanded = wanted?.cameraId === camera.id;
    if (commanded && (wanted.status === "capturing" || wanted.status === "uploading")) return wanted;
    const gameId = wanted?.gameId ?? photo.gameId;
    if (gameId === undefined) throw wanted ? GameErrors.not_found({}) : CaptureErrors.not_found({});
    const game = await log.row(gameId);
    // The camera of a game may send to it whoever its key belongs to; any other game must be the caller's own.
    if (!commanded && game.row.cameraId !== camera.id && !maySee(caller, peopleOf(game)))
      throw GameErrors.not_found({});
    const row = { ...newCapture(newId(), gameId, clock.now()), cameraId: camera.id, status: "uploading" as const };
    await captures.insert(row);
    return row;
  }

  return {
    async commands(caller, cameraId, known, signal) {
      const camera = await find(caller, cameraId);
      await store.update(camera.id, { reportedAt: clock.now() });
      const wake = createWake();
      const stop = await feed.subscribe({ topics: [cameraTopic(cameraId)], listener: wake.ring, onReset: wake.ring });
      const untilMs = clock.monotonicMs() + known.waitMs;
      try {
        for (;;) {
          const found = await take(cameraId);
          const autoGameId = (await store.find(cameraId))?.autoGameId ?? null;
          const wants = { preview: deps.previews().wanted(cameraId), autoGameId };
          const news = wants.preview !== known.previewing || wants.autoGameId !== known.autoGameId;
          const leftMs = untilMs - clock.monotonicMs();
          if (found.length > 0 || news || leftMs <= 0 || signal.aborted) return { commands: found, wants };
          await wake.wait(clock, Math.min(leftMs, LOOK_EVERY_MS), signal);
        }
      } finally {
        stop();
      }
    },

    async report(caller, cameraId, report) {
      const camera = await find(caller, cameraId);
      const { status, detail, model, sizes, spoolFiles, spoolBytes, locks, advice } = report;
      const spool = { spool_files: spoolFiles, spool_bytes: spoolBytes };
      const health = { status, detail, model, sizes, ...spool, advice, lockable: locks !== undefined };
      await store.update(camera.id, { health, locks: locks ?? null, reportedAt: clock.now() });
      for (const id of report.done) await store.endCommand(id, "done", null);
      for (const { commandId, code, detail: why } of report.failed) {
        const command = await store.findCommand(camera.id, commandId);
        if (!command) continue;
        await store.endCommand(command.id, "failed", `${why}`);
        if (!command.captureId || !command.gameId) continue;
        const failure =
          code === "camera.unreachable"
            ? DriverErrors.unreachable({ camera: camera.name, waited_s: 30 })
            : CameraErrors.reported({ camera: camera.name, detail: why });
        await intake.fail(command.gameId, command.captureId, failure);
      }
    },

    async upload(caller, cameraId, photo) {
      const camera = await find(caller, cameraId);
      requireDigest(photo);
      const known = await store.findUpload(camera.id, photo.uploadId);
      if (known) return { captureId: known.captureId, sha256: known.sha256, alreadyThere: true };
      const prepared = await preparePhoto(photo.bytes, camera);
      const capture = await placeFor(caller, camera, photo);
      const capturedAt = new Date(clock.now().getTime() - photo.ageMs);
      try {
        await intake.store(
          capture.gameId,
          { id: camera.id, kind: "camera", name: camera.name },
          {
            captureId: capture.id,
            photo: prepared,
            capturedAt,
            timeUncertain: photo.timeUncertain,
            alongside: async (tx) => {
              const arrived = createCameraStore(tx);
              await arrived.addUpload({
                cameraId: camera.id,
                uploadId: photo.uploadId,
                createdAt: clock.now(),
                captureId: capture.id,
                sha256: prepared.originalSha256,
              });
              await arrived.endCommands(capture.id, "done");
            },
          },
        );
      } catch (failure) {
        const raced = await store.findUpload(camera.id, photo.uploadId);
        if (raced) return { captureId: raced.captureId, sha256: raced.sha256, alreadyThere: true };
        await intake.fail(capture.gameId, capture.id, failure);
        throw failure;
      }
      return { captureId: capture.id, sha256: prepared.originalSha256, alreadyThere: false };
    },

    async showFrame(caller, cameraId, jpeg) {
      return deps.previews().offer(await find(caller, cameraId), jpeg);
    },

    ring: (camera) => ring(camera),

    async order(camera, kind, signal) {
      const id = await command(camera, kind);
      const begunMs = clock.monotonicMs();
      while (clock.monotonicMs() - begunMs < TEST_MS && !signal.aborted) {
        const told = await store.findCommand(camera.id, id);
        if (told?.state === "done") return;
        if (told?.state === "failed")
          throw CameraErrors.reported({ camera: camera.name, detail: told.detail ?? "It did not say why." });
        await clock.sleep(TEST_LOOK_MS, signal).catch(() => undefined);
      }
      await store.endCommand(id, "withdrawn", null);
      throw DriverErrors.unreachable({ camera: camera.name, waited_s: Math.round(TEST_MS / 1000) });
    },

    healthOf(camera) {
      const health = (camera.health ?? {}) as Partial<CameraReport>;
      const silentMs = camera.reportedAt
        ? clock.now().getTime() - camera.reportedAt.getTime()
        : Number.POSITIVE_INFINITY;
      const stored = (camera.health ?? {}) as { spool_files?: number; spool_bytes?: number; lockable?: boolean };
      const common = {
        queue: 0,
        model: health.model ?? "Camera process",
        sizes: health.sizes ?? {},
        locks: camera.locks,
        lockable: stored.lockable ?? null,
        advice: health.advice ?? null,
        spool: { files: stored.spool_files ?? 0, bytes: stored.spool_bytes ?? 0 },
      };
      if (silentMs <= SILENT_MS) return { status: health.status ?? "ready", detail: health.detail ?? null, ...common };
      const since = camera.reportedAt ? `since ${camera.reportedAt.toISOString()}` : "so far";
      return { status: "error", detail: `The camera process has not been heard of ${since}.`, ...common };
    },

    async test(camera, signal) {
      const begunMs = clock.monotonicMs();
      const id = await command(camera, "test");
      const outcome = await outcomeOf(camera, id, begunMs, signal);
      const { nativeWidth: width, nativeHeight: height } = camera;
      return {
        passed: outcome.passed,
        checks: [{ name: "answers", ...outcome }],
        width,
        height,
        tookMs: clock.monotonicMs() - begunMs,
      };
    },
  };

  async function ring(camera: CameraRow, tx: Db = db): Promise<void> {
    const object = { kind: "camera", id: camera.id };
    await outbox.append(tx, [{ topic: cameraTopic(camera.id), kind: "camera.command", object, data: {} }]);
  }

  async function command(camera: CameraRow, kind: "test" | "lock" | "unlock"): Promise<string> {
    const at = clock.now();
    const id = newId();
    const none = { captureId: null, gameId: null, resolution: null, deliveredAt: null, detail: null };
    const expiresAt = new Date(at.getTime() + TEST_MS);
    await db.transaction(async (tx) => {
      await createCameraStore(tx).addCommand({
        ...none,
        ...{ id, createdAt: at, cameraId: camera.id, kind, expiresAt, state: "queued" },
      });
      await ring(camera, tx);
    });
    return id;
  }

  /** The report of a failure and the next question of the process are on their way at the same time. */
  async function afterGrace(camera: CameraRow, id: string, signal: AbortSignal) {
    await clock.sleep(GRACE_MS, signal).catch(() => undefined);
    const command = await store.findCommand(camera.id, id);
    if (command?.state === "failed") return failedTest(command);
    return { passed: true, text: "The camera process has looked through its camera." };
  }

  /** A process reports failed tests only; one that asks for new commands has passed. */
  async function outcomeOf(camera: CameraRow, id: string, begunMs: number, signal: AbortSignal) {
    while (clock.monotonicMs() - begunMs < TEST_MS && !signal.aborted) {
      const command = await store.findCommand(camera.id, id);
      if (command?.state === "done") return afterGrace(camera, id, signal);
      if (command?.state === "failed") return failedTest(command);
      await clock.sleep(TEST_LOOK_MS, signal).catch(() => undefined);
    }
    await store.endCommand(id, "withdrawn", null);
    return { passed: false, text: `The camera process has not answered for ${TEST_MS / 1000} s.` };
  }
}

const failedTest = (command: CameraCommandRow) => ({ passed: false, text: command.detail ?? "The test failed." });

function requireDigest({ digest, bytes }: SpooledPhoto): void {
  const announced = /(?:^|,)\s*sha-256=:([A-Za-z0-9+/=]+):/.exec(digest ?? "")?.[1];
  if (!announced) throw PhotoErrors.digest_missing({});
  const expected = Buffer.from(announced, "base64").toString("hex");
  const actual = sha256Hex(bytes);
  if (expected !== actual) throw PhotoErrors.digest_mismatch({ expected, actual });
}

/** Lets one waiter sleep until somebody rings; a ring that nobody waited for is not lost. */
function createWake() {
  let rung = false;
  let wakeUp: () => void = () => {};
  return {
    ring: () => {
      rung = true;
      wakeUp();
    },
    async wait(clock: Clock, ms: number, signal: AbortSignal): Promise<void> {
      const over = new AbortController();
      wakeUp = () => over.abort();
      if (!rung) await clock.sleep(ms, AbortSignal.any([over.signal, signal])).catch(() => undefined);
      rung = false;
    },
  };
}
