import { findPack, manifestFor, type Pack, type PackManifest } from "@wopr/games";
import { sha256Hex } from "@wopr/kernel/node";
import type { GameEvent } from "./domain/events.ts";
import { type Folded, foldGame } from "./domain/fold.ts";
import type { GamePeople } from "./domain/rights.ts";
import type { Snapshot } from "./domain/snapshots.ts";
import { stateHash } from "./domain/state-hash.ts";
import { PackErrors } from "./errors.ts";
import type { GameRow, GameWithPlayers } from "./store/games.ts";

/** A game as its row and its log tell it at one head. */
export interface OpenGame {
  readonly row: GameRow;
  readonly people: GamePeople;
  readonly pack: Pack;
  /** With the options of this game filled in. */
  readonly manifest: PackManifest;
  readonly events: readonly GameEvent[];
  readonly folded: Folded;
  /** Hash of `folded.state`. */
  readonly hash: string;
  /** A stored snapshot does not agree with the log: somebody altered rows by hand. */
  readonly altered: boolean;
}

/** What is known of a log. */
export interface LogFacts {
  readonly events: readonly GameEvent[];
  readonly snapshots: readonly Snapshot[];
  readonly altered: boolean;
}

/** @throws {AppError} `pack.gone` */
export function packOf(row: Pick<GameRow, "packId" | "packVersion">): Pack {
  const pack = findPack(row.packId);
  if (pack?.manifest.version !== row.packVersion) throw PackErrors.gone({ id: row.packId, version: row.packVersion });
  return pack;
}

/** Who a game belongs to. */
export const peopleOf = ({ row, players }: GameWithPlayers): GamePeople => ({
  ownerId: row.ownerId,
  playerUserIds: players.flatMap((player) => (player.user_id === null ? [] : [player.user_id])),
});

/** Folds what is known. @throws {AppError} `pack.gone` */
export function openGame(whole: GameWithPlayers, facts: LogFacts): OpenGame {
  const { row } = whole;
  const pack = packOf(row);
  const folded = foldGame(facts.events, pack.rules, { snapshots: facts.snapshots });
  return {
    row,
    people: peopleOf(whole),
    pack,
    manifest: manifestFor(pack, folded.header.packOptions),
    events: facts.events,
    folded,
    hash: stateHash(folded.state, sha256Hex),
    altered: facts.altered,
  };
}
