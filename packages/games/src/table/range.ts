/** Distances and range bands between round bases. */
import { CLEAR_SIGMAS, type Measured, rootSum } from "./limits.ts";
import { distanceOf, type Place } from "./plane.ts";

/** A round base on the table, or a bare place with a diameter of 0. Millimetres. */
export interface Disc extends Place {
  readonly baseMm: number;
  /** Of the centre, per axis. */
  readonly sigmaMm: number;
}

/** Range bands. */
export const BANDS = ["½", "1", "2", "3", "4", "5", "beyond"] as const;
/** One of {@link BANDS}, or touching. */
export type Band = (typeof BANDS)[number] | "melee";

/** Length of one band. */
export const BAND_MM = 152.4;
/** Bases this near count as touching, besides the error bar. */
const TOUCHING_MM = 1;

/** Edge to edge, never negative. */
export const gapBetween = (a: Disc, b: Disc): Measured => ({
  mm: Math.max(0, distanceOf(a, b) - (a.baseMm + b.baseMm) / 2),
  sigma: rootSum(a.sigmaMm, b.sigmaMm),
});

/** Furthest edge-to-edge distance of a band; null beyond them. */
export function reachOf(band: Band): number | null {
  if (band === "melee") return TOUCHING_MM;
  if (band === "½") return BAND_MM / 2;
  return band === "beyond" ? null : Number(band) * BAND_MM;
}

/** The band of a distance without an error bar. */
function bandAt(mm: number): (typeof BANDS)[number] {
  return BANDS.find((band) => mm <= (reachOf(band) ?? Number.POSITIVE_INFINITY)) ?? "beyond";
}

/** The band of a distance, and whether the error bar touches no limit of it. */
export function bandOf({ mm, sigma }: Measured): { readonly band: Band; readonly sure: boolean } {
  const bar = CLEAR_SIGMAS * sigma;
  if (mm <= TOUCHING_MM + bar) return { band: "melee", sure: mm + bar <= TOUCHING_MM + bar };
  const band = bandAt(mm);
  return { band, sure: bandAt(Math.max(0, mm - bar)) === band && bandAt(mm + bar) === band };
}
