import type { CameraWire, GameDetailWire, GameStateWire, GameWire, PackWire } from "@wopr/contracts";
import type { PackManifest } from "@wopr/games";
import type { PlayerFact } from "../domain/events.ts";
import type { OpenGame } from "../open-game.ts";
import type { CalibrationRow } from "../store/calibrations.ts";
import type { CaptureBrief } from "../store/captures.ts";
import type { GameWithPlayers } from "../store/games.ts";
import { toCalibrationWire, toPaletteEntryWire } from "./cameras.ts";
import { imageUrl, toCaptureLineWire } from "./captures.ts";
import { toGameStateWire } from "./states.ts";

const toPlayer = (player: PlayerFact) => ({ ...player });

/** A game as listed. */
export function toGameWire({ row, players }: GameWithPlayers): GameWire {
  return {
    id: row.id,
    name: row.name,
    game_type: row.gameType,
    status: row.status,
    created_at: row.createdAt.toISOString(),
    updated_at: row.updatedAt.toISOString(),
    current_turn: row.currentTurn,
    current_phase: row.currentPhase,
    metadata: row.metadata,
    players: players.map(toPlayer),
    pack_id: row.packId,
    pack_version: row.packVersion,
    pack_options: row.packOptions,
    head_seq: row.headSeq,
    agree_policy: row.agreePolicy,
    time_zone: row.timeZone,
    demo: row.demo,
    thumbnail_url: imageUrl(row.thumbnailPath),
  };
}

/** What stands around a game on its page. */
export interface GameSurroundings {
  readonly captures: readonly CaptureBrief[];
  readonly calibration: CalibrationRow | undefined;
  readonly camera: CameraWire | null;
  /** Why the game can only be looked at; then its log could not be read. */
  readonly readOnly: string | null;
  /** Whether WOPR may be allowed to agree by itself. */
  readonly autoOffered: boolean;
}

/** One game with its photos and its state. */
export function toGameDetailWire(
  whole: GameWithPlayers,
  game: OpenGame | null,
  around: GameSurroundings,
): GameDetailWire {
  return {
    ...toGameWire(whole),
    captures: around.captures.map((capture) => toCaptureLineWire(capture, game?.folded ?? null)),
    latest_state: game ? latestState(game) : null,
    calibration: around.calibration ? toCalibrationWire(around.calibration) : null,
    palette: (game?.folded.header.palette ?? []).map(toPaletteEntryWire),
    camera: around.camera,
    agreed_capture_id: game?.folded.agreed?.captureId ?? null,
    can_undo: (game?.folded.groups.undoable ?? null) !== null,
    can_redo: (game?.folded.groups.redoable ?? null) !== null,
    read_only: around.readOnly,
    auto_offered: around.autoOffered,
    altered: game?.altered ?? false,
  };
}

/** Null before the set-up: nothing has been said about the board yet. */
function latestState(game: OpenGame): GameStateWire | null {
  if (game.folded.before === null) return null;
  const bearing = game.events.findLast(
    ({ kind }) => kind === "move_committed" || kind.endsWith("_set") || kind.startsWith("move_"),
  );
  return toGameStateWire(game, bearing ?? null);
}

/** The board of a kind of game, as the pack has it. */
export const boardWire = (manifest: PackManifest): Record<string, unknown> => ({
  ...(manifest.board ?? { kind: manifest.id === "custom_zones" ? "zones" : "grid", by_options: true }),
});

/** A kind of game. */
export function toPackWire(manifest: PackManifest): PackWire {
  return {
    id: manifest.id,
    version: manifest.version,
    title: manifest.title,
    players: { ...manifest.players },
    board: boardWire(manifest),
    phases: manifest.turn.phases.map((phase) => ({ ...phase })),
    pieces: manifest.pieces.map(({ id, name }) => ({ id, name })),
    resources: manifest.resources.map(({ id, name, start }) => ({ id, name, start })),
    reads_photos: manifest.readsPhotos,
    owner_id: null,
  };
}
