import { z } from "zod";
import { IdWire, InstantWire, NothingWire } from "./common.ts";
import { defineEndpoint } from "./endpoint.ts";
import { PointWire, RegionWire } from "./tabletop-shapes.ts";

const PackId = z
  .string()
  .regex(/^[a-z][a-z0-9_]{1,39}$/, "lower-case letters, digits and _, 2 to 40 of them, a letter first");
const PackParams = z.object({ id: PackId });

/** Something wrong with a pack, with a JSON pointer into its manifest. */
export const PackProblemWire = z.object({ at: z.string(), detail: z.string(), severity: z.enum(["error", "warning"]) });
/** {@link PackProblemWire} as a type. */
export type PackProblemWire = z.infer<typeof PackProblemWire>;

const BoardPointWire = z.tuple([z.number(), z.number()]);

/** A zone as it is drawn: polygon and stops in 0–1000 of the board's width and height. */
export const ZoneWire = z.object({
  id: z.string().max(60),
  name: z.string().max(60),
  kind: z.enum(["count", "occupancy", "track", "text"]),
  polygon: z.array(BoardPointWire).max(200).optional(),
  owners: z.array(z.int().min(1).max(12)).max(12).optional(),
  max: z.int().min(1).max(999).optional(),
  stops: z.array(BoardPointWire).max(200).optional(),
  unit_mm: z.number().positive().max(500).optional(),
});
/** {@link ZoneWire} as a type. */
export type ZoneWire = z.infer<typeof ZoneWire>;

/**
 * A pack somebody made. `grid`: `options` are those of a `custom_grid` game (rows, cols, points, piece_types, order,
 * moves, …). `zones`: `zones` were drawn on a photo. What is missing or wrong is told by `validatePack`.
 */
export const CustomPackWire = z.object({
  kind: z.enum(["grid", "zones"]),
  title: z.string().trim().min(1).max(60),
  players: z.object({ min: z.int().min(1).max(12), max: z.int().min(1).max(12) }).default({ min: 1, max: 12 }),
  /** Of a grid. */
  options: z.record(z.string(), z.unknown()).default({}),
  /** Of a board of zones. */
  zones: z.array(ZoneWire).max(200).default([]),
  /** Width over height of a board of zones. */
  aspect: z.number().min(0.1).max(10).default(1),
  width_mm: z.number().positive().max(10_000).optional(),
  discs: z
    .array(z.object({ player: z.int().min(1).max(12), at: BoardPointWire, radius: z.number().positive().max(500) }))
    .max(12)
    .default([]),
  phases: z
    .array(z.object({ id: z.string().max(40), name: z.string().max(60), photo: z.boolean().default(true) }))
    .max(20)
    .default([]),
  resources: z
    .array(z.object({ id: z.string().max(40), name: z.string().max(60), start: z.number().default(0) }))
    .max(20)
    .default([]),
  order: z.enum(["alternate", "clockwise", "round", "free"]).default("clockwise"),
});
/** {@link CustomPackWire} as a type. */
export type CustomPackWire = z.infer<typeof CustomPackWire>;

/** A kind of game, whole. */
export const PackDetailWire = z.object({
  id: z.string(),
  version: z.string(),
  title: z.string(),
  /** Null for those that are shipped. */
  owner_id: z.string().nullable(),
  created_at: InstantWire.nullable(),
  /** What the editor works on; null for those that are shipped. */
  custom: CustomPackWire.nullable(),
  board: z.record(z.string(), z.unknown()),
  players: z.object({ min: z.int(), max: z.int() }),
  phases: z.array(z.object({ id: z.string(), name: z.string(), photo: z.boolean() })),
  turn_form: z.array(
    z.object({
      id: z.string(),
      name: z.string(),
      kind: z.enum(["choice", "text", "number", "yes_no"]),
      options: z.array(z.object({ value: z.string(), label: z.string() })),
      of: z.enum(["human", "bot"]).nullable(),
    }),
  ),
  score_fields: z.array(z.object({ id: z.string(), name: z.string(), points: z.number() })),
  pieces: z.array(
    z.object({ id: z.string(), name: z.string(), footprint: z.string(), base_mm: z.number().nullable() }),
  ),
  resources: z.array(z.object({ id: z.string(), name: z.string(), start: z.number() })),
  moves: z.array(z.string()),
  bgg_id: z.int().nullable(),
  reads_photos: z.boolean(),
});
/** {@link PackDetailWire} as a type. */
export type PackDetailWire = z.infer<typeof PackDetailWire>;

/** `GET /game-packs/{id}`: the newest version unless another is asked for. */
export const readPack = defineEndpoint({
  method: "GET",
  path: "/game-packs/:id",
  summary: "One kind of game",
  scope: "tabletop:read",
  params: PackParams,
  query: z.object({ version: z.string().max(20).optional() }),
  status: 200,
  response: PackDetailWire,
  errors: ["pack.not_found"],
});

/** `POST /game-packs` */
export const createPack = defineEndpoint({
  method: "POST",
  path: "/game-packs",
  summary: "Make a kind of game of your own",
  scope: "tabletop:write",
  body: z.object({ id: PackId, pack: CustomPackWire }),
  status: 201,
  response: PackDetailWire,
  errors: ["pack.exists", "pack.invalid"],
});

/** `PUT /game-packs/{id}`: a new version; games that were begun keep theirs. */
export const updatePack = defineEndpoint({
  method: "PUT",
  path: "/game-packs/:id",
  summary: "Make a new version of a kind of game",
  scope: "tabletop:write",
  params: PackParams,
  body: z.object({ pack: CustomPackWire, expected_version: z.string().max(20) }),
  status: 200,
  response: PackDetailWire,
  errors: ["pack.not_found", "pack.changed", "pack.invalid", "pack.not_yours"],
});

/** `POST /game-packs/validate`: for the editor, while somebody draws. */
export const validatePack = defineEndpoint({
  method: "POST",
  path: "/game-packs/validate",
  summary: "What is wrong with a kind of game",
  scope: "tabletop:read",
  body: z.object({ pack: CustomPackWire }),
  status: 200,
  response: z.object({ problems: z.array(PackProblemWire), usable: z.boolean() }),
});

/**
 * What to try a pack on: a stored photo by `capture_id`. The photo itself may be sent instead, as
 * `multipart/form-data` with the file `image` and these fields as JSON text in `spec`.
 */
export const TryPackWire = z.object({
  capture_id: IdWire.optional(),
  /** TL, TR, BR, BL of the board in pixels of the upright photo. */
  corners: z.array(PointWire).length(4),
  /** The pack as it is drawn at the moment; absent: the stored one. */
  pack: CustomPackWire.optional(),
  /** One piece of each player: a cell name on a grid, a place in 0–1000 on a board of zones. */
  samples: z
    .array(z.object({ player: z.int().min(1).max(12), cell: z.string().max(8).optional(), at: PointWire.optional() }))
    .max(200)
    .default([]),
});

/** {@link TryPackWire} as a type. */
export type TryPackWire = z.infer<typeof TryPackWire>;

/** `POST /game-packs/{id}/try` */
export const tryPack = defineEndpoint({
  method: "POST",
  path: "/game-packs/:id/try",
  summary: "Read one photo with a kind of game; nothing is kept",
  scope: "tabletop:write",
  params: PackParams,
  body: TryPackWire,
  accepts: ["multipart/form-data"],
  status: 200,
  response: z.object({
    /** Cells with a piece (grid). */
    cells: z.array(
      z.object({ cell: z.string(), player: z.int().nullable(), confidence: z.number(), region: RegionWire }),
    ),
    /** Counts and steps (zones); `player` null: a piece whose colour nobody pointed at. */
    zones: z.array(
      z.object({ zone: z.string(), player: z.int().nullable(), count: z.int(), least: z.int(), most: z.int() }),
    ),
    warnings: z.array(z.string()),
  }),
  errors: ["pack.not_found", "pack.invalid", "capture.not_found", "calibration.invalid", "media.not_an_image"],
});

/** Zones of a shipped board as somebody drew them for one printing. */
export const LayoutWire = z.object({
  id: IdWire,
  pack_id: z.string(),
  name: z.string(),
  owner_id: z.string(),
  created_at: InstantWire,
  updated_at: InstantWire,
  aspect: z.number(),
  zones: z.array(ZoneWire),
});
/** {@link LayoutWire} as a type. */
export type LayoutWire = z.infer<typeof LayoutWire>;

const LayoutBody = z.object({
  name: z.string().trim().min(1).max(60),
  aspect: z.number().min(0.1).max(10).default(1),
  zones: z.array(ZoneWire).min(1).max(200),
});

/** `GET /game-packs/{id}/layouts` */
export const listLayouts = defineEndpoint({
  method: "GET",
  path: "/game-packs/:id/layouts",
  summary: "Layouts drawn for the printings of a board",
  scope: "tabletop:read",
  params: PackParams,
  status: 200,
  response: z.object({ items: z.array(LayoutWire), next_cursor: z.string().nullable() }),
  errors: ["pack.not_found"],
});

/** `POST /game-packs/{id}/layouts` */
export const createLayout = defineEndpoint({
  method: "POST",
  path: "/game-packs/:id/layouts",
  summary: "Keep a layout for a printing of a board",
  scope: "tabletop:write",
  params: PackParams,
  body: LayoutBody,
  status: 201,
  response: LayoutWire,
  errors: ["pack.not_found", "pack.invalid"],
});

/** `PUT /game-packs/{id}/layouts/{lid}`: games that use it keep what they were given. */
export const updateLayout = defineEndpoint({
  method: "PUT",
  path: "/game-packs/:id/layouts/:lid",
  summary: "Change a layout",
  scope: "tabletop:write",
  params: PackParams.extend({ lid: IdWire }),
  body: LayoutBody,
  status: 200,
  response: LayoutWire,
  errors: ["layout.not_found", "pack.invalid"],
});

/** `DELETE /game-packs/{id}/layouts/{lid}` */
export const deleteLayout = defineEndpoint({
  method: "DELETE",
  path: "/game-packs/:id/layouts/:lid",
  summary: "Throw a layout away",
  scope: "tabletop:write",
  params: PackParams.extend({ lid: IdWire }),
  status: 204,
  response: NothingWire,
  errors: ["layout.not_found"],
});

/** `PUT /games/{id}/layout`: where the zones of this game's board lie. */
export const useLayout = defineEndpoint({
  method: "PUT",
  path: "/games/:id/layout",
  summary: "Use a layout in a game",
  scope: "tabletop:write",
  params: z.object({ id: IdWire }),
  body: z.object({ layout_id: IdWire }),
  status: 200,
  response: z.object({ zones: z.int(), head_seq: z.int() }),
  errors: ["game.not_found", "layout.not_found", "pack.invalid"],
});
