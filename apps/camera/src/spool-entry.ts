import { z } from "zod";

/** The sidecar of a spooled photo, as it lies on disk. */
export const SpoolEntry = z.object({
  /** Place in line; photos are uploaded in this order. */
  seq: z.int().min(1),
  /** The same photo is always uploaded under the same id, so it arrives once. */
  upload_id: z.uuid(),
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
  size_bytes: z.int().min(1),
  capture_id: z.uuid().nullable(),
  game_id: z.uuid().nullable(),
  /** Monotonic time of the shot, milliseconds; means something during the same boot only. */
  taken_at_monotonic_ms: z.number(),
  boot_id: z.string(),
  /** The device's own wall clock; wrong on a device without a clock battery. */
  taken_at: z.iso.datetime(),
});
/** {@link SpoolEntry} as a type. */
export type SpoolEntry = z.infer<typeof SpoolEntry>;

/** How old a photo is, and whether that can be trusted. */
export interface PhotoAge {
  readonly ageMs: number;
  readonly uncertain: boolean;
}

/**
 * Tells the age of a photo. During the boot it was taken in, the monotonic clock tells it whatever the wall clock says;
 * afterwards only the wall clock is left, which may be wrong by years (tabletop.md 6.4).
 */
export function ageOf(
  entry: Pick<SpoolEntry, "boot_id" | "taken_at_monotonic_ms" | "taken_at">,
  now: { readonly bootId: string; readonly monotonicMs: number; readonly wall: Date },
): PhotoAge {
  if (entry.boot_id === now.bootId)
    return { ageMs: Math.max(0, now.monotonicMs - entry.taken_at_monotonic_ms), uncertain: false };
  return { ageMs: Math.max(0, now.wall.getTime() - Date.parse(entry.taken_at)), uncertain: true };
}

/** Name of an entry's files without extension; sorts in playing order. */
export const stemOf = (entry: Pick<SpoolEntry, "seq" | "upload_id">): string =>
  `${String(entry.seq).padStart(12, "0")}-${entry.upload_id}`;
