import type { Folded } from "./domain/fold.ts";
import type { ComparedLook } from "./domain/look.ts";
import type { CaptureRow } from "./store/captures.ts";
import type { BoardRead, StageTimes } from "./vision-port.ts";

/** What was measured on a photo, as it is kept with its row. */
export type StoredLook = (ComparedLook | { readonly kind: "read"; readonly read: BoardRead }) & {
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

/** A look with what people believe by now stood on the photo it was compared with: a correction may have changed that. */
export function heldAgainst(
  look: ComparedLook | undefined,
  { agreed }: Pick<Folded, "agreed">,
): ComparedLook | undefined {
  if (!look || agreed?.captureId !== look.referenceCaptureId) return look;
  return { ...look, referenceState: agreed.state };
}

/** Where the board lies in a photo that was looked at: upright pixels → cells. */
export function mapOf(look: StoredLook | undefined) {
  if (!look) return undefined;
  return look.kind === "compare" ? look.observation.imageToBoard : look.read.imageToBoard;
}
