import { z } from "zod";
import { IdWire, NothingWire } from "./common.ts";
import { defineEndpoint } from "./endpoint.ts";
import { GameDetailWire, GameStatus, GameWire, NewPlayerWire } from "./tabletop-shapes.ts";

const GameParams = z.object({ id: IdWire });

/** `POST /games` */
export const createGame = defineEndpoint({
  method: "POST",
  path: "/games",
  summary: "Begin a game",
  scope: "tabletop:write",
  body: z.object({
    name: z.string().trim().min(1).max(120),
    game_type: z.string().min(1).max(60),
    players: z.array(NewPlayerWire).min(1).max(12),
    pack_options: z.record(z.string(), z.unknown()).optional(),
    time_zone: z.string().max(60).optional(),
    agree_policy: z.enum(["ask", "auto_when_sure"]).optional(),
    camera_id: IdWire.nullish(),
  }),
  status: 201,
  response: GameWire,
  errors: ["pack.unknown", "game.players_invalid", "pack.options_invalid"],
});

/** `GET /games/{id}` */
export const readGame = defineEndpoint({
  method: "GET",
  path: "/games/:id",
  summary: "One game with its photos and its state",
  scope: "tabletop:read",
  params: GameParams,
  status: 200,
  response: GameDetailWire,
  errors: ["game.not_found"],
});

/** `GET /games` */
export const listGames = defineEndpoint({
  method: "GET",
  path: "/games",
  summary: "Games, newest first",
  scope: "tabletop:read",
  query: z.object({
    status: GameStatus.optional(),
    limit: z.coerce.number().int().min(1).max(100).default(10),
    offset: z.coerce.number().int().min(0).default(0),
    q: z.string().max(120).optional(),
    game_type: z.string().max(60).optional(),
  }),
  status: 200,
  response: z.object({ games: z.array(GameWire), total: z.int(), page: z.int(), page_size: z.int() }),
});

/** `PATCH /games/{id}` */
export const updateGame = defineEndpoint({
  method: "PATCH",
  path: "/games/:id",
  summary: "Change the header of a game",
  scope: "tabletop:write",
  params: GameParams,
  body: z.object({
    status: GameStatus.optional(),
    current_turn: z.int().min(0).optional(),
    name: z.string().trim().min(1).max(120).optional(),
    current_phase: z.string().max(60).optional(),
    metadata: z.record(z.string(), z.unknown()).optional(),
    agree_policy: z.enum(["ask", "auto_when_sure"]).optional(),
    players: z
      .array(
        z.object({
          position: z.int().min(1).max(12),
          name: z.string().trim().min(1).max(60).optional(),
          color: z.string().trim().min(1).max(40).optional(),
        }),
      )
      .optional(),
    camera_id: IdWire.nullish(),
    reason: z.string().min(3).max(500).optional(),
    expected_seq: z.int().optional(),
  }),
  status: 200,
  response: GameWire,
  errors: ["game.not_found", "game.bad_transition", "game.changed", "game.players_invalid", "game.phase_unknown"],
});

/** `DELETE /games/{id}` */
export const deleteGame = defineEndpoint({
  method: "DELETE",
  path: "/games/:id",
  summary: "Put a game into the trash for 30 days",
  scope: "tabletop:write",
  params: GameParams,
  status: 204,
  response: NothingWire,
  errors: ["game.not_found"],
});

/** `POST /games/{id}/restore` */
export const restoreGame = defineEndpoint({
  method: "POST",
  path: "/games/:id/restore",
  summary: "Take a game out of the trash",
  scope: "tabletop:write",
  params: GameParams,
  status: 200,
  response: GameWire,
  errors: ["game.not_found"],
});

/** `GET /games/stats` */
export const gameStats = defineEndpoint({
  method: "GET",
  path: "/games/stats",
  summary: "Counts of games, moves and photos",
  scope: "tabletop:read",
  status: 200,
  response: z.object({
    games: z.record(z.string(), z.int()),
    moves: z.int(),
    captures: z.int(),
    outcomes: z.record(z.string(), z.int()),
    photo_bytes: z.int(),
  }),
});

/** `POST /demo-games` */
export const createDemoGame = defineEndpoint({
  method: "POST",
  path: "/demo-games",
  summary: "Begin a sample game with rendered photos; works without a camera",
  scope: "tabletop:write",
  body: z.object({
    sample: z.enum(["garden", "chess", "council", "skirmish"]).default("garden"),
    time_zone: z.string().max(60).optional(),
  }),
  status: 201,
  response: GameWire,
});

/** A kind of game that can be played. */
export const PackWire = z.object({
  id: z.string(),
  version: z.string(),
  title: z.string(),
  players: z.object({ min: z.int(), max: z.int() }),
  board: z.record(z.string(), z.unknown()),
  phases: z.array(z.object({ id: z.string(), name: z.string(), photo: z.boolean() })),
  pieces: z.array(z.object({ id: z.string(), name: z.string() })),
  resources: z.array(z.object({ id: z.string(), name: z.string(), start: z.number() })),
  /** Whether photos are read, or moves are entered by hand. */
  reads_photos: z.boolean(),
  /** Null for those that are shipped. */
  owner_id: z.string().nullable(),
});
/** {@link PackWire} as a type. */
export type PackWire = z.infer<typeof PackWire>;

/** `GET /game-packs` */
export const listPacks = defineEndpoint({
  method: "GET",
  path: "/game-packs",
  summary: "Kinds of games",
  scope: "tabletop:read",
  status: 200,
  response: z.object({ items: z.array(PackWire), next_cursor: z.string().nullable() }),
});
