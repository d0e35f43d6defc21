/** What the generic rules need to know of a game: a manifest with the game's options filled in. */
import type { BoardSpec, PackManifest, Piece, Seat } from "../types.ts";

/** Settings of one game under the generic rules. */
export interface GenericSettings {
  readonly manifest: PackManifest;
  readonly board: BoardSpec;
  /** `mover`: new pieces belong to whoever moves. `any`: a move may lay pieces of every colour. */
  readonly owners: "mover" | "any";
  readonly start: readonly { readonly col: number; readonly row: number; readonly piece: Piece }[];
  /** Zones that do not begin at 0. */
  readonly startCounts: (seats: readonly Seat[]) => readonly {
    readonly zone: string;
    readonly seat: Seat;
    readonly count: number;
  }[];
  /** Whether `count` and `track` alone pass the turn on. `agents`: only a piece set on an occupancy zone does. */
  readonly bookkeeping: "ends_turn" | "agents";
}

/** Makes the settings of a game from its options. Total: faulty options fall back to defaults. */
export type SettingsOf = (options: Readonly<Record<string, unknown>>) => GenericSettings;
