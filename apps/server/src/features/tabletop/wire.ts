import type {
  CalibrationWire,
  CameraWire,
  CaptureLineWire,
  CaptureWire,
  GameDetailWire,
  GameEventWire,
  GameStateWire,
  GameWire,
  MoveLineWire,
  MoveWire,
  PackWire,
  ProposalWire,
  StateWire,
} from "@wopr/contracts";
import type { Move, PackManifest, Verdict } from "@wopr/games";
import type { Calibration, PaletteEntry } from "@wopr/vision";
import { changesBetween } from "./domain/changes.ts";
import type { GameEvent, PlayerFact } from "./domain/events.ts";
import type { Folded, FoldedMove } from "./domain/fold.ts";
import { boardOfState } from "./domain/position.ts";
import type { OpenGame } from "./open-game.ts";
import type { CalibrationRow } from "./store/calibrations.ts";
import type { CameraRow } from "./store/cameras.ts";
import type { CaptureBrief } from "./store/captures.ts";
import type { GameRow, GameWithPlayers } from "./store/games.ts";
import type { ProposalRow } from "./store/proposals.ts";

/** Address of a stored picture; `/images/` stands outside `/api/v1` as published. */
export const imageUrl = (key: string | null): string | null => (key === null ? null : `/images/${key}`);

const instant = (at: Date | null): string | null => at?.toISOString() ?? null;

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

/** The GameState of TWAT. @param source The event it came from; null when nobody wrote one. */
export function toGameStateWire(game: OpenGame, source: GameEvent | null): GameStateWire {
  const { state, before, agreed, moves, annotations } = game.folded;
  const last = moves.at(-1);
  const verdicts = last ? (annotations.get(last.moveId)?.verdicts ?? []) : [];
  return {
    id: source?.eventId ?? game.row.id,
    game_id: game.row.id,
    capture_id: agreed?.captureId ?? null,
    turn: state.turn,
    phase: state.phase,
    board_state: boardOfState(state),
    resources: resourcesOf(state.resources),
    detected_changes: before ? changesBetween(game.manifest, before, state).map((change) => ({ ...change })) : [],
    validation_notes: verdicts.map(toVerdictWire),
    created_at: (source?.at ?? game.row.updatedAt).toISOString(),
  };
}

const resourcesOf = (resources: Folded["state"]["resources"]) =>
  Object.fromEntries(Object.entries(resources).map(([player, amounts]) => [player, { ...amounts }]));

const toVerdictWire = (verdict: Verdict) => ({ ...verdict, dismissed: false });

/** State of a game, now or at an earlier move. @param hash Of `folded.state`. */
export function toStateWire(row: GameRow, folded: Folded, hash: string): StateWire {
  const { state } = folded;
  return {
    current_turn: state.turn,
    phase: state.phase,
    board_state: boardOfState(state),
    resources: resourcesOf(state.resources),
    seq: folded.headSeq,
    at_move: folded.atMove,
    round: state.round,
    turn_player: state.turnPlayer,
    state_hash: hash,
    conflicts: folded.conflicts.map((conflict) => ({ ...conflict })),
    result: folded.header.result,
    pack: { id: row.packId, version: row.packVersion },
  };
}

/** A move with its sentence. */
export const toMoveWire = (move: Move, text: string): MoveWire =>
  ({ ...(move.kind === "composite" ? { ...move, parts: [...move.parts] } : move), text }) as MoveWire;

/** A line of the list of moves. @param thumbnail Storage key of the photo it was agreed on. */
export function toMoveLineWire(move: FoldedMove, folded: Folded, thumbnail: string | null): MoveLineWire {
  return {
    n: move.n,
    move_id: move.moveId,
    move: toMoveWire(move.move, move.text),
    capture_id: move.captureId,
    thumbnail_url: imageUrl(thumbnail),
    decided_by: { ...move.decidedBy },
    confidence: move.confidence,
    at: move.at.toISOString(),
    conflict: move.conflict,
    verdicts: (folded.annotations.get(move.moveId)?.verdicts ?? []).map(toVerdictWire),
  };
}

/** "Setup", "Turn 3", or "Photo 4" for one that was not agreed to. */
function labelOf(capture: Pick<CaptureBrief, "id" | "sequence">, folded: Folded | null): string {
  const move = folded?.moves.find(({ captureId }) => captureId === capture.id);
  if (move) return `Turn ${move.turn}`;
  if (capture.sequence === 0) return "Setup";
  return capture.sequence === null ? "Photo" : `Photo ${capture.sequence}`;
}

const outcomeOf = (capture: CaptureBrief) =>
  (capture.analysisResults as CaptureWire["analysis_results"])?.outcome ?? null;

/** A line of the list of photos. */
export function toCaptureLineWire(capture: CaptureBrief, folded: Folded | null): CaptureLineWire {
  return {
    id: capture.id,
    sequence: capture.sequence,
    thumbnail_url: imageUrl(capture.thumbnailPath),
    captured_at: instant(capture.capturedAt),
    status: capture.status,
    label: labelOf(capture, folded),
    image_url: imageUrl(capture.imagePath),
    analysis_status: capture.analysisStatus,
    outcome: outcomeOf(capture),
    move: folded?.moves.find(({ captureId }) => captureId === capture.id)?.n ?? null,
  };
}

/** One photo, whole. */
export function toCaptureWire(capture: CaptureBrief, folded: Folded | null): CaptureWire {
  return {
    id: capture.id,
    game_id: capture.gameId,
    camera_id: capture.cameraId,
    sequence: capture.sequence,
    status: capture.status,
    image_url: imageUrl(capture.imagePath),
    thumbnail_url: imageUrl(capture.thumbnailPath),
    width: capture.width,
    height: capture.height,
    size_bytes: capture.sizeBytes,
    sha256: capture.sha256,
    captured_at: instant(capture.capturedAt),
    received_at: instant(capture.receivedAt),
    triggered_by: capture.triggeredBy,
    notes: capture.notes,
    analysis_status: capture.analysisStatus,
    analysis_results: capture.analysisResults as CaptureWire["analysis_results"],
    error: capture.error,
    label: labelOf(capture, folded),
  };
}

/** Where the board lies in a picture. */
export function toCalibrationWire(row: CalibrationRow): CalibrationWire {
  const { corners, image, smallestCellPx, warnings } = row.content as unknown as Calibration;
  return {
    id: row.id,
    game_id: row.gameId,
    camera_id: row.cameraId,
    version: row.version,
    kind: row.kind,
    corners: corners.map(([x, y]) => [x, y]),
    image: { ...image },
    smallest_cell_px: smallestCellPx,
    warnings: [...warnings],
    created_at: row.createdAt.toISOString(),
  };
}

/** A learned colour. */
export const toPaletteEntryWire = ({ lab, ...entry }: PaletteEntry): GameDetailWire["palette"][number] => ({
  ...entry,
  lab: [...lab],
});

/** A camera. @param live How it is doing at the moment. */
export function toCameraWire(
  row: CameraRow,
  live: { readonly status: CameraWire["status"]; readonly detail: string | null },
): CameraWire {
  return {
    id: row.id,
    name: row.name,
    slug: row.slug,
    driver: row.driver,
    settings: row.settings,
    rotate: row.rotate,
    flip: row.flip,
    is_default: row.isDefault,
    status: live.status,
    detail: live.detail,
    last_frame_at: instant(row.lastFrameAt),
  };
}

/** A line of the log. */
export function toEventWire(event: GameEvent, undone: ReadonlySet<string>): GameEventWire {
  return {
    seq: event.seq,
    event_id: event.eventId,
    group_id: event.groupId,
    kind: event.kind,
    at: event.at.toISOString(),
    actor: { ...event.actor },
    reason: event.reason,
    payload: { ...event.payload },
    undone: undone.has(event.groupId),
  };
}

/** Debug pictures there are of a compared photo. */
const LAYERS = ["rectified", "registered", "heat", "mask", "cells", "overlay", "board"] as const;
/** And of one that was compared with nothing. */
const SETUP_LAYERS = ["rectified", "board"] as const;

/** What the pipeline believes happened. */
export function toProposalWire(row: ProposalRow): ProposalWire {
  const { content } = row;
  const base = `/api/v1/games/${row.gameId}/captures/${row.captureId}/layers`;
  const layers = row.outcome === "setup" || row.outcome === "late" ? SETUP_LAYERS : LAYERS;
  return {
    id: row.id,
    capture_id: row.captureId,
    outcome: row.outcome as ProposalWire["outcome"],
    text: content.text,
    move: content.move && content.moveText !== null ? toMoveWire(content.move, content.moveText) : null,
    alternatives: content.alternatives.map(({ move, text, probability }) => ({
      move: toMoveWire(move, text),
      text,
      probability,
    })),
    cells: content.cells.map(({ region, ...cell }) => ({ ...cell, region: [...region] })),
    unexplained: [...content.unexplained],
    questions: content.questions.map(toQuestionWire),
    reasons: content.reasons.map((reason) => ({ ...reason })),
    verdicts: content.verdicts.map(toVerdictWire),
    confidence: content.confidence,
    base_seq: row.baseSeq,
    base_hash: row.baseHash,
    layers: Object.fromEntries(layers.map((name) => [name, `${base}/${name}`])),
    status: row.status,
    pipeline_version: row.pipelineVersion,
  };
}

/** Something to answer with one tap. */
export const toQuestionWire = (
  question: ProposalRow["content"]["questions"][number],
): ProposalWire["questions"][number] => ({
  ...question,
  options: question.options.map((option) => ({ ...option })),
  cells: [...question.cells],
});

/** A kind of game. */
export function toPackWire(manifest: PackManifest): PackWire {
  return {
    id: manifest.id,
    version: manifest.version,
    title: manifest.title,
    players: { ...manifest.players },
    board: { ...(manifest.board ?? { kind: "grid", by_options: true }) },
    phases: manifest.turn.phases.map((phase) => ({ ...phase })),
    pieces: manifest.pieces.map(({ id, name }) => ({ id, name })),
    resources: manifest.resources.map(({ id, name, start }) => ({ id, name, start })),
    reads_photos: manifest.readsPhotos,
  };
}
