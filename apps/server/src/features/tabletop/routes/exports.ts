import {
  downloadExport,
  type ExportWire,
  exportGame,
  exportStudy,
  importGame,
  makeBugBundle,
  readExport,
  replayBundle,
  requestExport,
} from "@wopr/contracts";
import type { Context } from "hono";
import { stream } from "hono/streaming";
import type { App, HttpEnv } from "../../../http/env.ts";
import { readForm } from "../../../http/form.ts";
import { mount, mountRaw } from "../../../http/mount.ts";
import { ImportErrors } from "../record-errors.ts";
import type { BundlesService } from "../services/bundles.ts";
import type { ExportedFile, ExportsService, ExportView } from "../services/exports.ts";
import type { ImportsService } from "../services/imports.ts";
import { toGameWire } from "../wire/games.ts";

/** What taking games out and bringing them in needs. */
export interface ExportServices {
  readonly exports: ExportsService;
  readonly imports: ImportsService;
  readonly bundles: BundlesService;
}

/** Mounts exports and imports. Each handler is a translation and nothing else. */
export function mountExportRoutes(app: App, { exports, imports, bundles }: ExportServices): void {
  mountRaw(app, exportGame, async ({ params, query }, caller, c) =>
    sendFile(c, await exports.now(caller, params.id, query.format)),
  );

  mountRaw(app, exportStudy, async ({ query }, caller, c) => {
    const ids = query.ids === undefined ? null : query.ids.split(",").map((id) => id.trim());
    return sendFile(c, await exports.study(caller, { name: query.name, ids, part: query.part }));
  });

  mount(app, requestExport, async ({ params }, caller) => toExportWire(await exports.request(caller, params.id)));

  mount(app, readExport, async ({ params }, caller) => toExportWire(await exports.read(caller, params.id, params.eid)));

  mountRaw(app, downloadExport, async ({ params }, caller, c) =>
    sendFile(c, await exports.download(caller, params.id, params.eid)),
  );

  mountRaw(app, importGame, async (_, caller, c) => {
    const { games, notes } = await imports.take(caller, await fileOf(c));
    return c.json({ games: games.map(toGameWire), notes: [...notes] }, 201);
  });

  mountRaw(app, makeBugBundle, async ({ params, body }, caller, c) =>
    sendFile(c, await bundles.make(caller, params.id, body?.expected ?? null)),
  );

  mountRaw(app, replayBundle, async (_, _caller, c) => {
    const { same, pipelineVersion, captures, expected } = await bundles.replay(await fileOf(c));
    return c.json({
      same,
      pipeline_version: pipelineVersion,
      captures: captures.map(({ captureId, ...rest }) => ({ capture_id: captureId, ...rest })),
      expected,
    });
  });
}

/** @throws {AppError} `import.invalid` when no file came. */
async function fileOf(c: Context<HttpEnv>): Promise<Uint8Array> {
  const { files } = await readForm(c);
  const [file] = files.values();
  if (!file) throw ImportErrors.invalid({ entry: "file", why: "Send the file in a form, in the field `file`." });
  return file.bytes;
}

function sendFile(c: Context<HttpEnv>, { name, mime, body }: ExportedFile): Response | Promise<Response> {
  const headers = {
    "content-type": mime,
    "content-disposition": `attachment; filename="${name}"`,
    "cache-control": "private, no-store",
  };
  if (body instanceof Uint8Array) return c.body(Buffer.from(body), 200, headers);
  for (const [header, value] of Object.entries(headers)) c.header(header, value);
  return stream(c, async (out) => {
    for await (const piece of body) {
      if (out.aborted) return;
      await out.write(piece);
    }
  });
}

const STATUS = {
  queued: "queued",
  processing: "processing",
  completed: "completed",
  failed: "failed",
  cancelled: "failed",
} as const;

function toExportWire({ row, job }: ExportView): ExportWire {
  return {
    id: row.id,
    game_id: row.gameId,
    format: "zip",
    status: row.sizeBytes === null ? STATUS[job?.state ?? "queued"] : "completed",
    job_id: row.jobId,
    progress: job?.progress
      ? { stage: job.progress.stage, share: job.progress.share, eta_ms: job.progress.etaMs }
      : null,
    url: row.sizeBytes === null ? null : `/api/v1/games/${row.gameId}/exports/${row.id}/file`,
    size_bytes: row.sizeBytes,
    created_at: row.createdAt.toISOString(),
    error: job?.error ?? null,
  };
}
