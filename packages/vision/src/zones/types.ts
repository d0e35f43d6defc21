import type { Seat, ZoneSpec } from "@wopr/games";

/** A zone with its outline, 0 to 1000 board units. */
export type OutlinedZone = ZoneSpec & { readonly polygon: NonNullable<ZoneSpec["polygon"]> };

/** Pieces per zone and player: `counts[zone][player_n]`. */
export type ZoneCounts = Readonly<Record<string, Readonly<Record<string, number>>>>;

/** What changed for one player in one zone. */
export interface ZoneChange {
  readonly player: Seat;
  readonly before: number;
  readonly after: number;
  readonly delta: number;
  /** Groups of pixels in which something changed. */
  readonly blobs: number;
  /** Least and greatest count that fits, where the photo cannot tell; else null. */
  readonly range: readonly [number, number] | null;
}

/** Counts of one zone: players whose pieces changed, or may have. */
export interface ZoneReading {
  readonly zone: string;
  readonly changes: readonly ZoneChange[];
}

/** Area of one piece seen from above, square board units, as far as it is known. */
export type UnitAreas = Readonly<Record<string, number>>;

/** A row of places on which one marker per player stands. */
export interface TrackSpec {
  readonly id: string;
  /** Middles of the stops from step 0, board units. */
  readonly stops: readonly (readonly [number, number])[];
  /** Radius of a stop, board units. */
  readonly radius: number;
  readonly owners?: readonly Seat[];
}

/** Where a player's marker stands on a track. */
export interface TrackReading {
  readonly track: string;
  readonly player: Seat;
  readonly before: number;
  /** Null where the photo cannot tell. */
  readonly after: number | null;
}
