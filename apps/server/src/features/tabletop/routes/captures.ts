import {
  analyzeCapture,
  cancelAnalysisJob,
  createCapture,
  eraseCapture,
  listCaptures,
  readAnalysisJob,
  readCapture,
  submitAnalysis,
  uploadCapture,
} from "@wopr/contracts";
import type { Context } from "hono";
import type { App, HttpEnv } from "../../../http/env.ts";
import { readForm } from "../../../http/form.ts";
import { mount, mountRaw } from "../../../http/mount.ts";
import { PhotoErrors, StateErrors } from "../errors.ts";
import { publishedJobId } from "../jobs.ts";
import type { AnalysisService, AnalysisView } from "../services/analysis.ts";
import type { CapturesService, WantedPhoto } from "../services/captures.ts";
import type { CaptureRow } from "../store/captures.ts";
import { imageUrl, toCaptureLineWire, toCaptureWire } from "../wire/captures.ts";

/** Mounts photos and looks at them. Each handler is a translation and nothing else. */
export function mountCaptureRoutes(
  app: App,
  { captures, analysis }: { readonly captures: CapturesService; readonly analysis: AnalysisService },
): void {
  mountRaw(app, createCapture, async ({ params, query, body }, caller, c) => {
    if (c.req.header("content-type")?.startsWith("multipart/form-data")) {
      const { bytes, ...wanted } = await formOf(c);
      return c.json(begun(await captures.upload(caller, params.id, bytes, wanted)), 202);
    }
    const wanted = { notes: body?.notes, resolution: body?.resolution, cameraId: body?.camera_id };
    const byCamera = body?.trigger_camera ?? query.trigger_camera !== "false";
    const capture = byCamera
      ? await captures.trigger(caller, params.id, wanted)
      : await captures.expectUpload(caller, params.id, wanted);
    return c.json(begun(capture), 202);
  });

  mountRaw(app, uploadCapture, async ({ params }, caller, c) => {
    const bytes = new Uint8Array(await c.req.arrayBuffer());
    const capture = await captures.uploadInto(caller, params.id, params.cid, bytes);
    return c.json(toCaptureWire(capture, null));
  });

  mount(app, readCapture, async ({ params }, caller) => {
    const { capture, game } = await captures.read(caller, params.id, params.cid);
    return toCaptureWire(capture, game.folded);
  });

  mount(app, eraseCapture, async ({ params }, caller) => {
    const { capture, game } = await captures.erase(caller, params.id, params.cid);
    return toCaptureWire(capture, game.folded);
  });

  mount(app, listCaptures, async ({ params }, caller) => {
    const found = await captures.list(caller, params.id);
    return { captures: found.captures.map((capture) => toCaptureLineWire(capture, found.game.folded)) };
  });

  mount(app, analyzeCapture, async ({ params, body }, caller) => {
    const wanted = {
      detectChanges: body.detect_changes,
      identifyPieces: body.identify_pieces,
      model: body.model,
    };
    const jobId = await analysis.analyse(caller, params.id, params.cid, wanted);
    return { status: "queued" as const, job_id: publishedJobId(jobId) };
  });

  mount(app, submitAnalysis, async ({ body }, caller) => {
    const {
      detect_changes: detectChanges,
      identify_pieces: identifyPieces,
      compare_to_capture_id: compareTo,
    } = body.params;
    const { jobId, estimatedS } = await analysis.submit(caller, body.capture_id, {
      detectChanges,
      identifyPieces,
      compareTo,
      model: body.model,
    });
    return { job_id: publishedJobId(jobId), status: "queued" as const, estimated_duration: `${estimatedS}s` };
  });

  mount(app, readAnalysisJob, async ({ params }, caller) => toJob(await analysis.read(caller, params.job_id)));
  mount(app, cancelAnalysisJob, async ({ params }, caller) => toJob(await analysis.cancel(caller, params.job_id)));
}

const begun = (capture: CaptureRow) => ({
  capture_id: capture.id,
  status: capture.status,
  image_url: imageUrl(capture.imagePath),
  upload_url:
    capture.status === "waiting_for_upload" ? `/api/v1/games/${capture.gameId}/captures/${capture.id}/image` : null,
});

/** `image` and, beside it, `notes` and `camera_id`. @throws {AppError} `media.not_an_image`, `state.invalid` */
async function formOf(c: Context<HttpEnv>): Promise<WantedPhoto & { readonly bytes: Uint8Array }> {
  const form = await readForm(c);
  const image = form.files.get("image");
  if (!image) throw PhotoErrors.not_an_image({ why: "the form has no file called image." });
  const given = ["notes", "camera_id"].flatMap((name) => {
    const value = form.fields.get(name);
    return value === undefined ? [] : [[name, value] as const];
  });
  const fields = createCapture.body.safeParse(Object.fromEntries(given));
  if (!fields.success) {
    const problems = fields.error.issues.map(({ path, message }) => ({ at: `/${path.join("/")}`, detail: message }));
    throw StateErrors.invalid({ problems });
  }
  const { notes, camera_id: cameraId } = fields.data;
  return { bytes: image.bytes, notes, cameraId };
}

/** The published statuses have no word for "cancelled": it is `failed` with the code that says so. */
const toJob = ({ job, capture }: AnalysisView) => ({
  job_id: publishedJobId(job.id),
  status: job.state === "cancelled" ? ("failed" as const) : job.state,
  created_at: job.createdAt.toISOString(),
  completed_at: job.completedAt?.toISOString() ?? null,
  results: job.state === "completed" ? capture.analysisResults : null,
  error: job.error,
  progress: job.progress ? { stage: job.progress.stage, share: job.progress.share, eta_ms: job.progress.etaMs } : null,
  capture_id: capture.id,
});
