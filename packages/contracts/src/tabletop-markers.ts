import { z } from "zod";
import { IdWire } from "./common.ts";
import { defineEndpoint } from "./endpoint.ts";
import { PointWire } from "./tabletop-shapes.ts";

const Family = z.enum(["apriltag36h11", "aruco4x4", "aruco5x5", "aruco6x6"]);

/** `POST /games/{id}/calibrations/detect` */
export const detectMarkersIn = defineEndpoint({
  method: "POST",
  path: "/games/:id/calibrations/detect",
  summary: "Find printed markers in a photo, and the corners of the board they give",
  scope: "tabletop:write",
  params: z.object({ id: IdWire }),
  body: z.object({
    capture_id: IdWire,
    family: Family.default("aruco4x4"),
    /** Ids that may be there. The first four lie at the corners of the board, from the upper left clockwise. */
    ids: z.array(z.int().min(0).max(999)).min(3).max(50).default([0, 1, 2, 3]),
    /** Where markers lie that do not touch the corners, in millimetres from the upper left corner of the board. */
    layout: z
      .object({
        size_mm: z.number().min(5).max(500),
        /** Side of a cell of the board. */
        cell_mm: z.number().min(1).max(500),
        centres: z
          .array(z.object({ id: z.int().min(0).max(999), x: z.number(), y: z.number(), turn: z.number().default(0) }))
          .min(3)
          .max(50),
      })
      .optional(),
  }),
  status: 200,
  response: z.object({
    markers: z.array(z.object({ id: z.int(), corners: z.array(PointWire).length(4) })),
    /** TL, TR, BR, BL in pixels of the upright photo, for `POST …/calibrations`; null where the markers give none. */
    corners: z.array(PointWire).length(4).nullable(),
    image: z.object({ width: z.int(), height: z.int() }),
    /** Declared markers that were not used. */
    missing: z.array(z.int()),
    /** Why there are no corners; null when there are. */
    problem: z.string().nullable(),
  }),
  errors: ["game.not_found", "capture.not_found", "capture.no_photo", "calibration.invalid"],
});
