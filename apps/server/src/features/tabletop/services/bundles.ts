import { findPack, type GameState, manifestFor, type Table } from "@wopr/games";
import { PIPELINE_VERSION } from "@wopr/vision";
import { z } from "zod";
import type { Db } from "../../../db/db.ts";
import type { Caller } from "../../../http/caller.ts";
import type { Access } from "../access.ts";
import { readZip } from "../archive/zip-read.ts";
import { type PackedFile, zip } from "../archive/zip-write.ts";
import { exportedEvents } from "../domain/export-document.ts";
import { foldGame } from "../domain/fold.ts";
import { type ComparedLook, conclude } from "../domain/look.ts";
import type { Proposed } from "../domain/proposal.ts";
import { concludeZones, type ZonesLook } from "../domain/zones-look.ts";
import type { GameLog } from "../game-log.ts";
import type { OpenGame } from "../open-game.ts";
import { ImportErrors } from "../record-errors.ts";
import { createCalibrationStore } from "../store/calibrations.ts";
import { type CaptureRow, createCaptureStore } from "../store/captures.ts";
import { comparedLook, zonesLook } from "../stored-look.ts";
import type { CompareTask, VisionPort, ZonesTask } from "../vision-port.ts";
import type { ExportedFile } from "./exports.ts";
import type { LookTasks } from "./look-tasks.ts";

/** What replaying one photo gave. */
export interface ReplayedCapture {
  readonly captureId: string;
  readonly sequence: number | null;
  readonly recorded: { readonly outcome: string; readonly text: string };
  readonly replayed: { readonly outcome: string; readonly text: string };
  readonly differences: readonly string[];
}

/** What replaying a bundle gave. */
export interface Replayed {
  readonly same: boolean;
  readonly pipelineVersion: string;
  readonly captures: readonly ReplayedCapture[];
  readonly expected: string | null;
}

/** Packing up what the pipeline saw, and looking at it again elsewhere. */
export interface BundlesService {
  /** @param expected What the person thinks the photo shows. @throws {AppError} `game.not_found` */
  make(caller: Caller, gameId: string, expected: string | null): Promise<ExportedFile>;
  /** Looks at the photos of a bundle with this version. Keeps nothing. @throws {AppError} `import.invalid` */
  replay(bytes: Uint8Array): Promise<Replayed>;
}

const BUNDLE_FORMAT = "wopr.bundle/1";
const LAST_CAPTURES = 3;
const LIMITS = { files: 100, totalBytes: 512 * 1024 * 1024 };

type Task = CompareTask | ZonesTask;

const BundleSchema = z.object({
  format: z.literal(BUNDLE_FORMAT),
  pack: z.object({ id: z.string(), options: z.record(z.string(), z.unknown()) }),
  table: z.record(z.string(), z.unknown()),
  expected: z.string().nullable(),
  captures: z
    .array(
      z.object({
        capture_id: z.string(),
        sequence: z.int().nullable(),
        recorded: z.object({ outcome: z.string(), text: z.string() }),
        state: z.record(z.string(), z.unknown()),
        reference_state: z.record(z.string(), z.unknown()),
        last_move: z.int(),
        task: z.record(z.string(), z.unknown()),
      }),
    )
    .max(LAST_CAPTURES),
});

/** The only implementation. */
export function createBundlesService(deps: {
  readonly db: Db;
  readonly log: GameLog;
  readonly access: Access;
  readonly tasks: LookTasks;
  readonly vision: VisionPort;
}): BundlesService {
  const { db, log, access, tasks, vision } = deps;
  const store = createCaptureStore(db);

  /** What a worker was given for a photo, as near as it can be told afterwards. */
  async function taskFor(game: OpenGame, capture: CaptureRow): Promise<Task | null> {
    const look = comparedLook(capture) ?? zonesLook(capture);
    const reference = look && (await store.find(game.row.id, look.referenceCaptureId));
    if (!look || reference?.status !== "stored") return null;
    const against = { capture: reference, state: look.referenceState };
    if (look.kind === "zones") return tasks.zones(game, capture, against);
    const task = await tasks.compare(game, capture, against, look.observation.usedAnyway);
    return { ...task, palette: look.observation.palette };
  }

  async function* entriesOf(game: OpenGame) {
    const rows = (await store.list(game.row.id)).filter(({ status }) => status === "stored").slice(-LAST_CAPTURES);
    for (const { id } of rows) {
      const capture = await store.find(game.row.id, id);
      const task = capture && (await taskFor(game, capture).catch(() => null));
      if (capture && task) yield { capture, task };
    }
  }

  return {
    async make(caller, gameId, expected) {
      await access.requirePlaying(caller, gameId);
      const game = await log.open(gameId);
      const files: PackedFile[] = [];
      const captures: unknown[] = [];
      for await (const { capture, task } of entriesOf(game)) {
        const look = comparedLook(capture) ?? zonesLook(capture);
        if (!look) continue;
        const ground = groundOf(game, capture.id);
        const recorded = concluded(look, game, ground.state, ground.lastMove);
        const { json, photos } = apart(task, capture.id);
        for (const [name, bytes] of photos) files.push({ name, bytes: async () => bytes });
        captures.push({
          capture_id: capture.id,
          sequence: capture.sequence,
          recorded: { outcome: recorded.outcome, text: recorded.content.text },
          state: ground.state,
          reference_state: look.referenceState,
          last_move: ground.lastMove,
          task: json,
          look,
        });
      }
      const calibrations = await createCalibrationStore(db).list(gameId);
      const bundle = {
        format: BUNDLE_FORMAT,
        pipeline_version: PIPELINE_VERSION,
        pack: { id: game.row.packId, version: game.row.packVersion, options: game.folded.table.options },
        table: game.folded.table,
        expected,
        captures,
        palette: game.folded.header.palette,
        calibrations: calibrations.map(({ id, version, kind, content }) => ({ id, version, kind, content })),
        events: exportedEvents(game.events),
      };
      const text = new TextEncoder().encode(JSON.stringify(bundle));
      const body = zip([{ name: "bundle.json", bytes: async () => text }, ...files]);
      return { name: `wopr-bundle-${gameId.slice(-6)}.zip`, mime: "application/zip", body };
    },

    async replay(bytes) {
      const archive = readZip(bytes, LIMITS);
      if (!archive.ok) throw ImportErrors.invalid({ entry: archive.entry, why: archive.why });
      const { files } = archive;
      const bundle = BundleSchema.safeParse(jsonOf(files.get("bundle.json")));
      if (!bundle.success) throw ImportErrors.invalid({ entry: "bundle.json", why: "It is no bundle of WOPR." });
      const pack = findPack(bundle.data.pack.id);
      if (!pack) throw ImportErrors.invalid({ entry: "bundle.json", why: `There is no pack ${bundle.data.pack.id}.` });
      const base = {
        rules: pack.rules,
        manifest: manifestFor(pack, bundle.data.pack.options),
        table: bundle.data.table as unknown as Table,
      };
      const captures: ReplayedCapture[] = [];
      for (const entry of bundle.data.captures) {
        const look = await lookAgain(vision, together(entry.task, files), entry.reference_state);
        const ground = { ...base, state: entry.state as unknown as GameState, lastMove: entry.last_move };
        const again = look.kind === "zones" ? concludeZones(look, ground) : conclude(look, ground);
        const replayed = { outcome: again.outcome, text: again.content.text };
        captures.push({
          captureId: entry.capture_id,
          sequence: entry.sequence,
          recorded: entry.recorded,
          replayed,
          differences: differencesOf(entry.recorded, replayed),
        });
      }
      const same = captures.every(({ differences }) => differences.length === 0);
      return { same, pipelineVersion: PIPELINE_VERSION, captures, expected: bundle.data.expected };
    },
  };
}

/** The position before the move a photo became; the present one for a photo that became none. */
function groundOf(game: OpenGame, captureId: string): { readonly state: GameState; readonly lastMove: number } {
  const move = game.folded.moves.find((candidate) => candidate.captureId === captureId);
  if (!move) return { state: game.folded.state, lastMove: game.folded.atMove };
  const { state } = foldGame(game.events, game.pack.rules, { atMove: move.n - 1 });
  return { state, lastMove: move.n - 1 };
}

function concluded(look: ComparedLook | ZonesLook, game: OpenGame, state: GameState, lastMove: number): Proposed {
  const base = { state, rules: game.pack.rules, manifest: game.manifest, table: game.folded.table, lastMove };
  return look.kind === "zones" ? concludeZones(look, base) : conclude(look, base);
}

async function lookAgain(vision: VisionPort, task: Task, referenceState: unknown): Promise<ComparedLook | ZonesLook> {
  const common = { referenceCaptureId: "", referenceState: referenceState as GameState };
  if (task.kind === "zones") return { kind: "zones", ...(await vision.zones(task)).seen, ...common };
  const { observation } = await vision.compare(task);
  return { kind: "compare", observation, ...common };
}

/** A task as JSON, with its photos beside it. */
function apart(task: Task, captureId: string) {
  const photos = new Map<string, Uint8Array>();
  const json = JSON.parse(
    JSON.stringify(task, function replace(this: unknown, key: string, value: unknown) {
      const raw: unknown = (this as Record<string, unknown>)[key];
      if (!(raw instanceof Uint8Array)) return value;
      const name = `photos/${captureId}-${photos.size}.jpg`;
      photos.set(name, raw);
      return { photo: name };
    }),
  ) as Record<string, unknown>;
  return { json, photos };
}

/** The way back. @throws {AppError} `import.invalid` for a photo that is missing or damaged. */
function together(json: unknown, files: ReadonlyMap<string, () => Uint8Array>): Task {
  const build = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(build);
    if (typeof value !== "object" || value === null) return value;
    const { photo } = value as { photo?: unknown };
    if (typeof photo === "string" && Object.keys(value).length === 1) return photoOf(photo, files);
    return Object.fromEntries(Object.entries(value).map(([key, part]) => [key, build(part)]));
  };
  return build(json) as Task;
}

function photoOf(name: string, files: ReadonlyMap<string, () => Uint8Array>): Uint8Array {
  try {
    const bytes = files.get(name)?.();
    if (bytes) return bytes;
  } catch (cause) {
    throw ImportErrors.invalid({ entry: name, why: "It is damaged." }, { cause });
  }
  throw ImportErrors.invalid({ entry: name, why: "It is missing." });
}

function jsonOf(unpack: (() => Uint8Array) | undefined): unknown {
  try {
    return unpack && JSON.parse(new TextDecoder().decode(unpack()));
  } catch {
    return undefined;
  }
}

function differencesOf(
  recorded: ReplayedCapture["recorded"],
  replayed: ReplayedCapture["replayed"],
): readonly string[] {
  return [
    ...(recorded.outcome === replayed.outcome ? [] : [`outcome: ${recorded.outcome} → ${replayed.outcome}`]),
    ...(recorded.text === replayed.text ? [] : [`text: ${recorded.text} → ${replayed.text}`]),
  ];
}
