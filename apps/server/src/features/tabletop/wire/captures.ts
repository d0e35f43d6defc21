import type { CaptureLineWire, CaptureWire } from "@wopr/contracts";
import type { Folded } from "../domain/fold.ts";
import type { CaptureBrief } from "../store/captures.ts";

/** The key of a picture that is still there. */
const kept = (capture: Pick<CaptureBrief, "status">, key: string | null) => (capture.status === "removed" ? null : key);

/** Address of a stored picture; `/images/` stands outside `/api/v1` as published. */
export const imageUrl = (key: string | null): string | null => (key === null ? null : `/images/${key}`);

const instant = (at: Date | null): string | null => at?.toISOString() ?? null;

/** "Setup", "Turn 3", or "Photo 4" for one that was not agreed to. */
export function labelOf(capture: Pick<CaptureBrief, "id" | "sequence">, folded: Folded | null): string {
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
    thumbnail_url: imageUrl(kept(capture, capture.thumbnailPath)),
    captured_at: instant(capture.capturedAt),
    status: capture.status,
    label: labelOf(capture, folded),
    image_url: imageUrl(kept(capture, capture.imagePath)),
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
    image_url: imageUrl(kept(capture, capture.imagePath)),
    thumbnail_url: imageUrl(kept(capture, capture.thumbnailPath)),
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
