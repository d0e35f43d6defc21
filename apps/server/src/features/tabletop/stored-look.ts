import type { Homography } from "@wopr/vision";
import type { Folded } from "./domain/fold.ts";
import type { ComparedLook } from "./domain/look.ts";
import type { TableLook } from "./domain/table-look.ts";
import type { ZonesLook, ZonesRead } from "./domain/zones-look.ts";
import type { CaptureRow } from "./store/captures.ts";
import type { BoardRead, StageTimes } from "./vision-port.ts";

/** What was measured on a photo, as it is kept with its row. */
export type StoredLook = (
  | ComparedLook
  | { readonly kind: "read"; readonly read: BoardRead }
  | ZonesLook
  | { readonly kind: "zones_read"; readonly read: ZonesRead }
  | TableLook
  | { readonly kind: "table_setup"; readonly imageToBoard: Homography; readonly image: TableLook["image"] }
) & {
  readonly calibrationId: string;
  /** When, in milliseconds since 1970: a calibration set later than this counts for the next photo. */
  readonly atMs: number;
  readonly times: StageTimes;
};

/** The look of a photo, if there was one. */
export const lookOf = (capture: Pick<CaptureRow, "look"> | undefined): StoredLook | undefined =>
  (capture?.look ?? undefined) as StoredLook | undefined;

/** The look of a photo that was compared with another. */
export function comparedLook(capture: Pick<CaptureRow, "look"> | undefined): ComparedLook | undefined {
  const look = lookOf(capture);
  return look?.kind === "compare" ? look : undefined;
}

/** The look of a photo of a board of zones that was compared with another. */
export function zonesLook(capture: Pick<CaptureRow, "look"> | undefined): ZonesLook | undefined {
  const look = lookOf(capture);
  return look?.kind === "zones" ? look : undefined;
}

/** The look of a photo of a table that was compared with another. */
export function tableLook(capture: Pick<CaptureRow, "look"> | undefined): TableLook | undefined {
  const look = lookOf(capture);
  return look?.kind === "table" ? look : undefined;
}

/** The photo another was compared with. */
export function referenceOf(capture: Pick<CaptureRow, "look"> | undefined): string | undefined {
  const look = lookOf(capture);
  return look && "referenceCaptureId" in look ? look.referenceCaptureId : undefined;
}

/** A look with what people believe by now stood on the photo it was compared with: a correction may have changed that. */
export function heldAgainst<Look extends ComparedLook | ZonesLook | TableLook>(
  look: Look | undefined,
  { agreed }: Pick<Folded, "agreed">,
): Look | undefined {
  if (!look || agreed?.captureId !== look.referenceCaptureId) return look;
  return { ...look, referenceState: agreed.state };
}

/** Where the board lies in a photo that was looked at: upright pixels → cells. */
export function mapOf(look: StoredLook | undefined): Homography | undefined {
  if (!look) return undefined;
  switch (look.kind) {
    case "compare":
    case "zones":
      return look.observation.imageToBoard;
    case "table":
      return look.imageToCells;
    case "table_setup":
      return look.imageToBoard;
    default:
      return look.read.imageToBoard;
  }
}
