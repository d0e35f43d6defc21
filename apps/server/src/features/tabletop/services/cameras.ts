import { realpath } from "node:fs/promises";
import { sep } from "node:path";
import { type CameraTest, CameraErrors as DriverErrors, testFrameSource, withDeadline } from "@wopr/camera-drivers";
import type { CameraDriver } from "@wopr/contracts";
import type { Clock, NewId } from "@wopr/kernel";
import type { Db } from "../../../db/db.ts";
import type { Caller } from "../../../http/caller.ts";
import type { Access } from "../access.ts";
import { checkSettings, slugOf } from "../camera-settings.ts";
import type { CameraSources } from "../camera-sources.ts";
import { CameraErrors } from "../errors.ts";
import { asOrientation, mountedOrientation } from "../photo/orientation.ts";
import { stripMetadata, viewable } from "../photo/strip-metadata.ts";
import { requireSample } from "../samples.ts";
import { type CameraRow, createCameraStore } from "../store/cameras.ts";
import { createGameStore } from "../store/games.ts";
import type { CameraAgents } from "./camera-agents.ts";
import type { CameraPreviews } from "./camera-previews.ts";
import { sizesOf } from "./shots.ts";

/** A camera somebody adds. */
export interface NewCamera {
  readonly name: string;
  readonly driver: CameraDriver;
  readonly settings: Readonly<Record<string, unknown>>;
  readonly rotate: 0 | 90 | 180 | 270;
  readonly flip: boolean;
  readonly isDefault: boolean;
}

/** How a camera is doing at the moment. */
export interface CameraHealth {
  readonly status: "ready" | "busy" | "error";
  readonly detail: string | null;
  readonly queue: number;
  readonly model: string;
  readonly sizes: Readonly<Record<string, readonly [number, number]>>;
  readonly locks: Readonly<Record<string, number | string>> | null;
  /** Null while it is not known. */
  readonly lockable: boolean | null;
  readonly advice: string | null;
  /** Of a camera process; null for others. */
  readonly spool: { readonly files: number; readonly bytes: number } | null;
}

/** A camera and how it is doing. */
export interface CameraView {
  readonly row: CameraRow;
  readonly health: CameraHealth;
}

/** Cameras of this installation. The camera of a sample game is seen by those who see the game. */
export interface CamerasService {
  list(caller: Caller): Promise<readonly CameraView[]>;
  /** A camera as it is known, without looking through it. @throws {AppError} `camera.not_found` */
  glance(caller: Caller, id: string): Promise<CameraView>;
  /** The wanted camera, else the default; opened when it was not, so that "ready" is true. @throws {AppError} `camera.not_found`, `camera.none_configured` */
  view(caller: Caller, id: string | undefined): Promise<CameraView>;
  /** @throws {AppError} `camera.name_taken`, `camera.settings_invalid`, `camera.defaults_invalid`, `camera.folder_forbidden`, `camera.sample_unknown` */
  create(caller: Caller, camera: NewCamera): Promise<CameraView>;
  /** @throws {AppError} as `create`, `camera.not_found` */
  update(caller: Caller, id: string, differs: Partial<Omit<NewCamera, "driver">>): Promise<CameraView>;
  /** @throws {AppError} `camera.not_found`, `camera.in_use` */
  remove(caller: Caller, id: string): Promise<void>;
  /** The functional check: a real frame, new, not black, not frozen. @throws {AppError} `camera.not_found` */
  test(caller: Caller, id: string, signal: AbortSignal): Promise<CameraTest>;
  /** A fresh frame without metadata that is not kept. @throws {AppError} `camera.not_found`, `camera.unreachable`, `camera.snapshot_unavailable` */
  snapshot(caller: Caller, id: string, signal: AbortSignal): Promise<Uint8Array>;
}

/** What the service needs from outside. */
export interface CamerasServiceDeps {
  readonly db: Db;
  readonly access: Access;
  readonly sources: CameraSources;
  readonly agents: Pick<CameraAgents, "healthOf" | "test">;
  readonly previews: Pick<CameraPreviews, "watch">;
  readonly clock: Clock;
  readonly newId: NewId;
  /** Absolute path of the storage of photos, which no camera may read; null for storage that is no folder. */
  readonly storageRoot: string | null;
}

/** How long a question about a camera waits for the camera to open. */
const OPENING_MS = 1_500;

/** The only implementation. */
export function createCamerasService(deps: CamerasServiceDeps): CamerasService {
  const { db, access, sources, agents, clock, newId } = deps;
  const store = createCameraStore(db);

  async function find(caller: Caller, id: string): Promise<CameraRow> {
    const row = await store.find(id);
    if (!row || !(await mayUse(caller, row))) throw CameraErrors.not_found({});
    return row;
  }

  const mayUse = async (caller: Caller, { boundGameId }: CameraRow): Promise<boolean> =>
    boundGameId === null ||
    access.requireSeeing(caller, boundGameId).then(
      () => true,
      () => false,
    );

  function healthOf(row: CameraRow): CameraHealth {
    if (row.driver === "agent") return agents.healthOf(row);
    const source = sources.peek(row.id);
    const sizes = sizesOf(row, source) as CameraHealth["sizes"];
    const native = row.nativeWidth && row.nativeHeight ? { native: [row.nativeWidth, row.nativeHeight] as const } : {};
    const known = Object.keys(sizes).length > 0 ? sizes : native;
    const trouble = sources.trouble(row.id);
    if (!source || trouble !== null)
      return {
        status: trouble === null ? "ready" : "error",
        detail: trouble,
        queue: 0,
        model: modelOf(row),
        sizes: known,
        locks: row.locks,
        lockable: LOCKABLE.includes(row.driver) ? null : false,
        advice: null,
        spool: null,
      };
    const { status, detail, waiting, advice } = source.health();
    const locks = source.locked();
    return {
      ...{ status, detail, queue: waiting + (status === "busy" ? 1 : 0), model: source.model, sizes: known },
      ...{ locks: locks ?? null, lockable: locks !== undefined, advice, spool: null },
    };
  }

  /** A camera is only called ready once it could be opened; a slow one is not waited for. */
  async function lookThrough(row: CameraRow): Promise<void> {
    if (row.driver === "agent" || row.driver === "browser" || sources.peek(row.id)) return;
    const answered = new AbortController();
    const opening = sources.open(row).then(
      () => answered.abort(),
      () => answered.abort(),
    );
    await Promise.race([opening, clock.sleep(OPENING_MS, answered.signal).catch(() => undefined)]);
  }

  async function oneFrame(row: CameraRow, signal: AbortSignal): Promise<Uint8Array> {
    const late = () => DriverErrors.unreachable({ camera: row.name, waited_s: SNAPSHOT_MS / 1000 });
    return withDeadline(clock, { ms: SNAPSHOT_MS, onLate: late, signal }, async (inner) => {
      let leave = () => {};
      const frame = new Promise<Uint8Array>((resolve, reject) => {
        inner.addEventListener("abort", () => reject(inner.reason as Error), { once: true });
        deps.previews.watch(row, resolve).then((stop) => {
          leave = stop;
          if (inner.aborted) stop();
        }, reject);
      });
      return frame.finally(() => leave());
    });
  }

  const viewOf = (row: CameraRow): CameraView => ({ row, health: healthOf(row) });

  /** @throws for settings that can never work, before anything is written. */
  async function requireUsable(name: string, driver: CameraDriver, settings: NewCamera["settings"]): Promise<void> {
    const checked = checkSettings(name, driver, settings);
    if (checked.sample !== null) requireSample(checked.sample);
    if (checked.driver && "folder" in checked.driver) await forbidStorage(checked.driver.folder, deps.storageRoot);
  }

  return {
    async list(caller) {
      const rows = await store.list();
      const usable = await Promise.all(rows.map((row) => mayUse(caller, row)));
      return rows.filter((_, i) => usable[i]).map(viewOf);
    },

    glance: async (caller, id) => viewOf(await find(caller, id)),

    async view(caller, id) {
      const row = id === undefined ? await store.defaultCamera() : await find(caller, id);
      if (!row) throw CameraErrors.none_configured({});
      await lookThrough(row);
      return viewOf(row);
    },

    async create(caller, camera) {
      await requireUsable(camera.name, camera.driver, camera.settings);
      const row: CameraRow = {
        ...emptyCamera(newId(), clock.now(), caller.id),
        ...camera,
        settings: { ...camera.settings },
        slug: slugOf(camera.name),
      };
      const added = await db.transaction(async (tx) => {
        const within = createCameraStore(tx);
        if (camera.isDefault) await within.clearDefault();
        return within.insert(row);
      });
      if (!added) throw CameraErrors.name_taken({ name: camera.name });
      return viewOf(row);
    },

    async update(caller, id, differs) {
      const row = await find(caller, id);
      const next = { ...row, ...differs, settings: { ...(differs.settings ?? row.settings) } };
      await requireUsable(next.name, row.driver, next.settings);
      const changed = await db.transaction(async (tx) => {
        const within = createCameraStore(tx);
        if (differs.isDefault) await within.clearDefault();
        const { name, settings, rotate, flip, isDefault } = next;
        return within.update(id, { name, settings, rotate, flip, isDefault, slug: slugOf(name) });
      });
      if (!changed) throw CameraErrors.name_taken({ name: next.name });
      if (differs.settings || differs.name) await sources.drop(id);
      return viewOf({ ...next, slug: slugOf(next.name) });
    },

    async remove(caller, id) {
      await find(caller, id);
      const games = await createGameStore(db).namesUsing(id);
      if (games.length > 0) throw CameraErrors.in_use({ games });
      await sources.drop(id);
      await store.remove(id);
    },

    async test(caller, id, signal) {
      const row = await find(caller, id);
      if (row.driver === "agent") return agents.test(row, signal);
      if (row.driver === "browser") throw CameraErrors.upload_only({ camera: row.name });
      const source = await sources.open(row).catch((failure: unknown) => failure);
      if (source instanceof Error || !isSource(source)) return unopened(source);
      return testFrameSource(source, { clock, signal });
    },

    async snapshot(caller, id, signal) {
      const row = await find(caller, id);
      if (row.driver === "browser") throw CameraErrors.snapshot_unavailable({ camera: row.name });
      if (row.driver === "agent") return oneFrame(row, signal);
      const source = await sources.open(row);
      const frame = await source.preview({ signal });
      const stripped = stripMetadata(frame.bytes);
      if (!stripped.ok) return frame.bytes;
      return viewable(stripped.bytes, stripped.mime, mountedOrientation(asOrientation(stripped.orientation), row));
    },
  };
}

/** A camera process shows live frames only; the next one is the snapshot. */
const SNAPSHOT_MS = 15_000;

type Source = Awaited<ReturnType<CameraSources["open"]>>;
const isSource = (value: unknown): value is Source => typeof value === "object" && value !== null && "capture" in value;

/** A camera that cannot be opened has failed the test; that is a result, not an error. */
const unopened = (failure: unknown): CameraTest => ({
  passed: false,
  checks: [
    { name: "answers", passed: false, text: failure instanceof Error ? failure.message : "It cannot be opened." },
  ],
  width: null,
  height: null,
  tookMs: 0,
});

const MODELS: { readonly [D in CameraDriver]: string } = {
  replay: "Replay of a folder",
  watch: "Watched folder",
  http: "Network camera",
  mjpeg: "Network camera that streams",
  rtsp: "RTSP camera",
  v4l2: "USB camera",
  rpicam: "Raspberry Pi camera",
  browser: "Camera of a browser",
  agent: "Camera process",
};

/** Drivers that can hold exposure. */
const LOCKABLE: readonly CameraDriver[] = ["v4l2", "rpicam"];

const modelOf = (row: CameraRow): string => MODELS[row.driver];

/** A camera before anything was said about it. */
export const emptyCamera = (id: string, createdAt: Date, createdBy: string): CameraRow => ({
  id,
  createdAt,
  createdBy,
  name: "",
  slug: "",
  driver: "replay",
  settings: {},
  deviceId: null,
  nativeWidth: null,
  nativeHeight: null,
  rotate: 0,
  flip: false,
  isDefault: false,
  boundGameId: null,
  health: null,
  reportedAt: null,
  lastFrameAt: null,
  replayPosition: null,
  locks: null,
  autoGameId: null,
});

/** A folder camera on the storage would show photos of games that are not the caller's. */
async function forbidStorage(folder: string, storageRoot: string | null): Promise<void> {
  if (storageRoot === null) return;
  const [inside, root] = await Promise.all([
    realpath(folder).catch(() => folder),
    realpath(storageRoot).catch(() => storageRoot),
  ]);
  if (inside === root || inside.startsWith(root + sep)) throw CameraErrors.folder_forbidden({});
}
