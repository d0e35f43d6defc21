import type { Table } from "@wopr/games";
import type { EventPayloads, GameEvent, GameStatus, PlayerFact } from "./events.ts";

/** What a game says of itself besides its position. */
export interface Header {
  readonly name: string;
  readonly gameType: string;
  readonly packId: string;
  readonly packVersion: string;
  readonly packOptions: Readonly<Record<string, unknown>>;
  readonly players: readonly PlayerFact[];
  readonly status: GameStatus;
  readonly agreePolicy: "ask" | "auto_when_sure";
  readonly timeZone: string;
  readonly demo: boolean;
  readonly cameraId: string | null;
  readonly metadata: Readonly<Record<string, unknown>>;
  readonly result: Readonly<Record<string, unknown>> | null;
  readonly palette: EventPayloads["palette_set"]["entries"];
  /** What stands on the table, as it was drawn last; null when nobody drew any. */
  readonly terrain: readonly unknown[] | null;
}

const EMPTY: Header = {
  name: "",
  gameType: "",
  packId: "",
  packVersion: "",
  packOptions: {},
  players: [],
  status: "setup",
  agreePolicy: "ask",
  timeZone: "UTC",
  demo: false,
  cameraId: null,
  metadata: {},
  result: null,
  palette: [],
  terrain: null,
};

/** Reads the header of a game from the events that count, in order. */
export function foldHeader(events: readonly GameEvent[], undone: ReadonlySet<string>): Header {
  let header = EMPTY;
  for (const event of events) {
    if (undone.size === 0 || !undone.has(event.groupId)) header = applyToHeader(header, event);
  }
  return header;
}

function applyToHeader(header: Header, event: GameEvent): Header {
  switch (event.kind) {
    case "game_created": {
      const { payload } = event;
      return {
        ...header,
        name: payload.name,
        gameType: payload.game_type,
        packId: payload.pack_id,
        packVersion: payload.pack_version,
        agreePolicy: payload.agree_policy,
        timeZone: payload.time_zone,
        demo: payload.demo,
        cameraId: payload.camera_id,
      };
    }
    case "header_set": {
      const { name, metadata, agree_policy: agreePolicy, camera_id: cameraId } = event.payload;
      return {
        ...header,
        ...(name === undefined ? {} : { name }),
        ...(metadata === undefined ? {} : { metadata }),
        ...(agreePolicy === undefined ? {} : { agreePolicy }),
        ...(cameraId === undefined ? {} : { cameraId }),
      };
    }
    case "players_set":
      return { ...header, players: event.payload.players };
    case "pack_options_set":
      return { ...header, packOptions: event.payload.options };
    case "palette_set":
      return { ...header, palette: event.payload.entries };
    case "terrain_set":
      return { ...header, terrain: event.payload.polygons };
    case "result_set":
      return { ...header, result: event.payload.result };
    case "status_changed":
      return { ...header, status: event.payload.to };
    case "reopened":
      return { ...header, status: "in_progress" };
    default:
      return header;
  }
}

/** The players and options as the rules want them. */
export const tableOf = (header: Header): Table => ({
  players: header.players.map(({ position, name, color }) => ({ seat: position, name, color })),
  options: header.terrain === null ? header.packOptions : { ...header.packOptions, terrain: header.terrain },
});
