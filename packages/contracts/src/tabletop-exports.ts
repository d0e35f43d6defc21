import { z } from "zod";
import { IdWire, InstantWire } from "./common.ts";
import { defineEndpoint } from "./endpoint.ts";
import { GameWire } from "./tabletop-shapes.ts";

const GameParams = z.object({ id: IdWire });

/** `GET /games/{id}/export?format=…`: small formats, at once, as a file. */
export const exportGame = defineEndpoint({
  method: "GET",
  path: "/games/:id/export",
  summary: "A game as a file",
  scope: "tabletop:read",
  params: GameParams,
  query: z.object({
    /** `bgstats_link` answers the address that opens BG Stats, as text. */
    format: z.enum(["json", "pgn", "fen", "csv", "bgstats", "bgstats_link"]),
  }),
  status: 200,
  response: z.unknown(),
  answers: "bytes",
  errors: ["game.not_found", "export.not_chess", "game.not_active"],
});

/** Where an export stands. */
export const ExportWire = z.object({
  id: IdWire,
  game_id: IdWire,
  format: z.enum(["zip"]),
  status: z.enum(["queued", "processing", "completed", "failed"]),
  job_id: IdWire,
  progress: z.object({ stage: z.string(), share: z.number(), eta_ms: z.number().nullable() }).nullable(),
  /** Address of the file once it is there. */
  url: z.string().nullable(),
  size_bytes: z.int().nullable(),
  created_at: InstantWire,
  error: z.object({ code: z.string(), detail: z.string() }).nullable(),
});
/** {@link ExportWire} as a type. */
export type ExportWire = z.infer<typeof ExportWire>;

/** `POST /games/{id}/exports` */
export const requestExport = defineEndpoint({
  method: "POST",
  path: "/games/:id/exports",
  summary: "Make an export with photos, or a report",
  scope: "tabletop:read",
  params: GameParams,
  body: z.object({ format: ExportWire.shape.format }),
  status: 202,
  response: ExportWire,
  errors: ["game.not_found"],
});

/** `GET /games/{id}/exports/{eid}` */
export const readExport = defineEndpoint({
  method: "GET",
  path: "/games/:id/exports/:eid",
  summary: "Where an export stands",
  scope: "tabletop:read",
  params: z.object({ id: IdWire, eid: IdWire }),
  status: 200,
  response: ExportWire,
  errors: ["game.not_found", "export.not_found"],
});

/** `GET /games/{id}/exports/{eid}/file` */
export const downloadExport = defineEndpoint({
  method: "GET",
  path: "/games/:id/exports/:eid/file",
  summary: "The file of an export",
  scope: "tabletop:read",
  params: z.object({ id: IdWire, eid: IdWire }),
  deadlineMs: 600_000,
  status: 200,
  response: z.unknown(),
  answers: "bytes",
  errors: ["game.not_found", "export.not_found", "export.not_ready"],
});

/** `GET /games/export.pgn?ids=…`: several chess games as one study file. */
export const exportStudy = defineEndpoint({
  method: "GET",
  path: "/games/study",
  summary: "Several chess games as study files",
  scope: "tabletop:read",
  query: z.object({
    name: z.string().trim().min(1).max(100),
    /** Ids with commas between; absent: all chess games of the caller. */
    ids: z
      .string()
      .max(4000)
      .regex(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}(,[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12})*$/i)
      .optional(),
    /** Which file, from 1: a study ends at 64 chapters or 3,000 nodes. */
    part: z.coerce.number().int().min(1).default(1),
  }),
  status: 200,
  response: z.unknown(),
  answers: "bytes",
  errors: ["game.not_found", "export.not_chess", "export.not_found"],
});

/** `POST /games/import`: a ZIP or JSON of WOPR, or a PGN. `multipart/form-data` with the file `file`. */
export const importGame = defineEndpoint({
  method: "POST",
  path: "/games/import",
  summary: "Bring games in from a file",
  scope: "tabletop:write",
  accepts: ["multipart/form-data"],
  deadlineMs: 300_000,
  status: 201,
  response: z.object({
    games: z.array(GameWire),
    /** What was left out, e.g. variations of a PGN. */
    notes: z.array(z.string()),
  }),
  errors: ["import.invalid", "media.no_space"],
});

/** `POST /games/{id}/bug-bundle`: a ZIP that shows somebody else what the pipeline saw. */
export const makeBugBundle = defineEndpoint({
  method: "POST",
  path: "/games/:id/bug-bundle",
  summary: "Pack up the last photos so that somebody else sees what happened",
  scope: "tabletop:write",
  params: GameParams,
  body: z.object({ expected: z.string().max(2000).nullish() }),
  deadlineMs: 120_000,
  status: 200,
  response: z.unknown(),
  answers: "bytes",
  errors: ["game.not_found"],
});

/** `POST /games/replay-bundle`: looks at the photos of a bundle again and says what is different. Nothing is kept. */
export const replayBundle = defineEndpoint({
  method: "POST",
  path: "/games/replay-bundle",
  summary: "Replay a bug bundle",
  scope: "tabletop:write",
  accepts: ["multipart/form-data"],
  deadlineMs: 300_000,
  status: 200,
  response: z.object({
    same: z.boolean(),
    pipeline_version: z.string(),
    captures: z.array(
      z.object({
        capture_id: IdWire,
        sequence: z.int().nullable(),
        recorded: z.object({ outcome: z.string(), text: z.string() }),
        replayed: z.object({ outcome: z.string(), text: z.string() }),
        differences: z.array(z.string()),
      }),
    ),
    expected: z.string().nullable(),
  }),
  errors: ["import.invalid"],
});
