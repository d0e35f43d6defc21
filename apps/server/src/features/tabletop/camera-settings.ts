import { type DriverSettings, parseDriverSettings } from "@wopr/camera-drivers";
import { type CameraDriver, PaletteEntryWire, PointWire } from "@wopr/contracts";
import { z } from "zod";
import { CameraErrors } from "./errors.ts";

/**
 * What a camera suggests for new games: a camera that is bolted over a table always sees the same board. With all of it a
 * game is calibrated from the first photo on, also for clients that know nothing of calibration.
 */
export const CameraDefaultsSettings = z.strictObject({
  game_type: z.string().max(60).optional(),
  pack_options: z.record(z.string(), z.unknown()).optional(),
  /** TL, TR, BR, BL in pixels of the upright photo. */
  corners: z.array(PointWire).length(4).optional(),
  image: z.strictObject({ width: z.int().min(1).max(20_000), height: z.int().min(1).max(20_000) }).optional(),
  palette: z.array(PaletteEntryWire.strict()).max(12).optional(),
  /** Cells of the set-up photo with a known player's piece; the palette is learned from them. */
  palette_taps: z
    .array(z.strictObject({ player: z.int().min(1).max(12), cell: z.string().max(8) }))
    .max(200)
    .optional(),
});
/** {@link CameraDefaultsSettings} as a type. */
export type CameraDefaultsSettings = z.infer<typeof CameraDefaultsSettings>;

/** Settings of a camera, checked and taken apart. */
export interface CheckedSettings {
  readonly defaults: CameraDefaultsSettings;
  /** Name of a shipped sample whose photos a `replay` camera plays. */
  readonly sample: string | null;
  /** Name of the secret that holds `user:password` of the camera; null for none. */
  readonly secretRef: string | null;
  /** What the server opens by itself; null for cameras that send photos. */
  readonly driver: DriverSettings | null;
}

/**
 * Checks the settings of a camera: those of its driver, and `defaults` beside them. A `replay` camera has `sample`
 * instead of `folder` where it plays a shipped sample.
 *
 * @throws {AppError} `camera.settings_invalid`, `camera.defaults_invalid`
 */
export function checkSettings(
  name: string,
  driver: CameraDriver,
  settings: Readonly<Record<string, unknown>>,
): CheckedSettings {
  const { defaults: sent = {}, ...rest } = settings;
  const own: Record<string, unknown> = { ...rest };
  const parsed = CameraDefaultsSettings.safeParse(sent);
  if (!parsed.success) {
    const problems = parsed.error.issues.map(({ path, message }) => ({
      at: `/settings/defaults/${path.join("/")}`,
      detail: message,
    }));
    throw CameraErrors.defaults_invalid({ problems });
  }
  const defaults = parsed.data;
  const reference = own["secret_ref"];
  const secretRef = typeof reference === "string" && reference.length > 0 ? reference : null;
  if (secretRef !== null) delete own["secret_ref"];
  if (driver === "replay" && typeof own["sample"] === "string") {
    const { sample, ...others } = own;
    if (Object.keys(others).length === 0) return { defaults, sample: sample as string, secretRef, driver: null };
  }
  if (driver === "browser" || driver === "agent") {
    const unknown = Object.keys(own).map((key) => ({ at: `/settings/${key}`, detail: "is no setting of this driver" }));
    if (unknown.length > 0) throw CameraErrors.defaults_invalid({ problems: unknown });
    return { defaults, sample: null, secretRef, driver: null };
  }
  return { defaults, sample: null, secretRef, driver: parseDriverSettings(name, driver, own) };
}

/** Lower-case name for files and addresses: "Desk, left" → `desk-left`. */
export const slugOf = (name: string): string =>
  name
    .toLowerCase()
    .normalize("NFKD")
    .replaceAll(/[^a-z0-9]+/g, "-")
    .replaceAll(/^-+|-+$/g, "")
    .slice(0, 40) || "camera";
