import { z } from "zod";
import { IdWire } from "./common.ts";
import { defineEndpoint } from "./endpoint.ts";
import { VerdictWire } from "./tabletop-moves.ts";

const GameParams = z.object({ id: IdWire });
const PlaceWire = z.object({ x: z.number(), y: z.number() });

/** What to measure from or to: a known base, or a place on the table in millimetres. */
export const MeasuredWire = z.union([
  z.object({ base_id: z.string().max(60) }),
  PlaceWire.extend({ base_mm: z.number().min(0).max(500).default(0) }),
]);

/** `POST /games/{id}/measure`: changes nothing. All lengths in millimetres. */
export const measure = defineEndpoint({
  method: "POST",
  path: "/games/:id/measure",
  summary: "Measure on the table, with the error bar",
  scope: "tabletop:read",
  params: GameParams,
  body: z.object({
    kind: z.enum(["distance", "range", "move", "los", "cohesion"]),
    from: MeasuredWire,
    /** Absent for `cohesion`: the whole unit is looked at. */
    to: MeasuredWire.optional(),
    /** Tool of a move, 1 to 3. */
    speed: z.int().min(1).max(3).optional(),
    /** Time travel: as the table stood after this move. */
    at_move: z.int().min(0).optional(),
  }),
  status: 200,
  response: z.object({
    kind: z.enum(["distance", "range", "move", "los", "cohesion"]),
    /** Edge to edge; for a move the displacement of the centre. */
    distance_mm: z.number(),
    sigma_mm: z.number(),
    /** `"½"`, `"1"` … `"5"`, `"beyond"`, `"melee"`; null where no range was asked for. */
    band: z.string().nullable(),
    /** Whether the band is certain: the error bar touches no limit. */
    band_sure: z.boolean(),
    /** Line of sight: share of the target that is seen, 0 to 1. */
    visible: z.number().nullable(),
    /** Way of a move around what stands there, as points of its centre. */
    path: z.array(PlaceWire),
    verdict: VerdictWire.omit({ dismissed: true }),
  }),
  errors: ["game.not_found", "measure.not_a_table", "measure.unknown_base", "measure.invalid"],
});

/** `GET /games/{id}/reach?base_id&speed`: how far a base can go, for rings on the board. */
export const readReach = defineEndpoint({
  method: "GET",
  path: "/games/:id/reach",
  summary: "How far a base may move and shoot",
  scope: "tabletop:read",
  params: GameParams,
  query: z.object({ base_id: z.string().max(60) }),
  status: 200,
  response: z.object({
    base: PlaceWire.extend({ base_mm: z.number(), sigma_mm: z.number() }),
    /** Furthest displacement of the centre per speed, without terrain. */
    moves: z.array(z.object({ speed: z.int(), mm: z.number(), sigma_mm: z.number() })),
    /** Furthest edge-to-edge distance per band. */
    bands: z.array(z.object({ band: z.string(), mm: z.number() })),
  }),
  errors: ["game.not_found", "measure.not_a_table", "measure.unknown_base"],
});

/** Something that stands on the table. */
export const TerrainWire = z.object({
  id: z.string().min(1).max(60),
  name: z.string().max(60).default(""),
  kind: z.enum(["open", "difficult", "impassable"]),
  /** Height above the table, millimetres; 0 blocks no sight. */
  height_mm: z.number().min(0).max(1000).default(0),
  /** Millimetres from the top left of the table. */
  polygon: z
    .array(z.tuple([z.number(), z.number()]))
    .min(3)
    .max(200),
});
/** {@link TerrainWire} as a type. */
export type TerrainWire = z.infer<typeof TerrainWire>;

/** `PUT /games/{id}/terrain`: replaces all of it. */
export const setTerrain = defineEndpoint({
  method: "PUT",
  path: "/games/:id/terrain",
  summary: "Say what stands on the table",
  scope: "tabletop:write",
  params: GameParams,
  body: z.object({ polygons: z.array(TerrainWire).max(200) }),
  status: 200,
  response: z.object({ polygons: z.array(TerrainWire), head_seq: z.int() }),
  errors: ["game.not_found", "measure.not_a_table", "terrain.invalid"],
});

/** `GET /games/{id}/terrain` */
export const readTerrain = defineEndpoint({
  method: "GET",
  path: "/games/:id/terrain",
  summary: "What stands on the table",
  scope: "tabletop:read",
  params: GameParams,
  status: 200,
  response: z.object({ polygons: z.array(TerrainWire) }),
  errors: ["game.not_found"],
});

/** `PUT /games/{id}/tools`: the user's own movement tools, measured once. */
export const setTools = defineEndpoint({
  method: "PUT",
  path: "/games/:id/tools",
  summary: "Say how long your own movement tools are",
  scope: "tabletop:write",
  params: GameParams,
  body: z.object({
    tools: z
      .array(
        z.object({
          speed: z.int().min(1).max(3),
          mm: z.number().min(30).max(400),
          sigma_mm: z.number().min(0).max(20),
        }),
      )
      .min(1)
      .max(3),
  }),
  status: 200,
  response: z.object({ head_seq: z.int() }),
  errors: ["game.not_found", "measure.not_a_table"],
});
