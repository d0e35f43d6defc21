import type { PackManifest } from "@wopr/games";
import type { GameEvent } from "./events.ts";

/** Name of the form, so that a reader knows what it has. */
export const GAME_FORMAT = "wopr.game/1";

/** A photo in an export. Paths are names inside the archive; without photos there are none. */
export interface ExportedCapture {
  readonly id: string;
  readonly set_id: string;
  readonly sequence: number | null;
  readonly status: string;
  readonly file: string | null;
  readonly sha256: string | null;
  readonly mime: string | null;
  readonly width: number | null;
  readonly height: number | null;
  readonly orientation: number;
  readonly captured_at: string | null;
  readonly received_at: string | null;
  readonly time_uncertain: boolean;
  readonly notes: string | null;
  readonly analysis_status: string;
  readonly analysis_results: unknown;
  readonly look: unknown;
  readonly quality: unknown;
}

/** An event in an export: authors are text, never accounts. */
export interface ExportedEvent {
  readonly seq: number;
  readonly group_id: string;
  readonly kind: string;
  readonly schema: number;
  readonly at: string;
  readonly actor: { readonly kind: string; readonly name: string };
  readonly reason: string | null;
  readonly payload: unknown;
}

/** `wopr.game/1`: a whole game. */
export interface GameDocument {
  readonly format: typeof GAME_FORMAT;
  readonly game: {
    readonly name: string;
    readonly game_type: string;
    readonly status: string;
    readonly created_at: string;
    readonly time_zone: string;
  };
  readonly players: readonly {
    readonly name: string;
    readonly position: number;
    readonly color: string;
    readonly kind: string;
  }[];
  readonly pack: { readonly id: string; readonly version: string; readonly manifest: PackManifest };
  readonly events: readonly ExportedEvent[];
  readonly captures: readonly ExportedCapture[];
  readonly calibrations: readonly {
    readonly id: string;
    readonly version: number;
    readonly kind: string;
    readonly content: unknown;
    readonly created_at: string;
  }[];
  /** Of the position the events lead to. */
  readonly state_hash: string;
}

/** Events without accounts and cameras: neither means anything elsewhere. */
export const exportedEvents = (events: readonly GameEvent[]): readonly ExportedEvent[] =>
  events.map(({ seq, groupId, kind, schema, at, actor, reason, payload }) => ({
    seq,
    group_id: groupId,
    kind,
    schema,
    at: at.toISOString(),
    actor: { kind: actor.kind, name: actor.name },
    reason,
    payload: withoutAccounts(payload),
  }));

function withoutAccounts(payload: GameEvent["payload"]): unknown {
  const { ...copy } = payload as Record<string, unknown>;
  if ("camera_id" in copy) copy["camera_id"] = null;
  if (Array.isArray(copy["players"]))
    copy["players"] = copy["players"].map((player: Record<string, unknown>) => ({ ...player, user_id: null }));
  return copy;
}
