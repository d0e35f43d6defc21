import type { CalibrationWire, CameraWire, GameDetailWire } from "@wopr/contracts";
import type { Calibration, PaletteEntry } from "@wopr/vision";
import type { CameraHealth } from "../services/cameras.ts";
import type { CalibrationRow } from "../store/calibrations.ts";
import type { CameraRow } from "../store/cameras.ts";

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
export function toCameraWire(row: CameraRow, live: CameraHealth): CameraWire {
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
    last_frame_at: row.lastFrameAt?.toISOString() ?? null,
    model: live.model,
    sizes: Object.fromEntries(Object.entries(live.sizes).map(([name, [w, h]]) => [name, [w, h] as [number, number]])),
    queue: live.queue,
    locks: live.locks ? { ...live.locks } : null,
    lockable: live.lockable,
    advice: live.advice,
    spool: live.spool ? { ...live.spool } : null,
    auto_game_id: row.autoGameId,
  };
}
