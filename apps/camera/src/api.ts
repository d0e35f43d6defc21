import { createHash, timingSafeEqual } from "node:crypto";
import type { FrameSource, Preview, ResolutionName } from "@wopr/camera-drivers";
import { AppError, type Clock, type Log, type Secret } from "@wopr/kernel";
import { Hono } from "hono";
import type { ContentfulStatusCode } from "hono/utils/http-status";
import { z } from "zod";
import { CameraProcessErrors } from "./errors.ts";
import type { Shots } from "./shots.ts";
import type { Spool } from "./spool.ts";

const CaptureBody = z.object({
  game_id: z.uuid("must be the id of a game"),
  resolution: z.enum(["4k", "1080p", "720p"], "must be 4k, 1080p or 720p").optional(),
});

/** What the local interface needs. */
export interface ApiDeps {
  readonly source: FrameSource;
  readonly preview: Preview;
  readonly shots: Shots;
  readonly spool: Spool;
  readonly clock: Clock;
  readonly token: Secret;
  readonly log: Log;
  /** Why photos do not reach the server, a sentence; null when they do or when there is none. */
  readonly uploadTrouble: () => string | null;
}

/**
 * The interface of a camera on its own device, as the source published it: `POST /capture`, `GET /status`; ours beside
 * it: `GET /snapshot.jpg`, `GET /preview.mjpg`, `GET /healthz`. Everything but the last wants the bearer token. Errors carry `error` too.
 */
export function createApi({ source, preview, shots, spool, clock, token, log, uploadTrouble }: ApiDeps): Hono {
  const app = new Hono();

  app.onError((failure, c) => {
    const foreseen = failure instanceof AppError;
    if (!foreseen) log.error({ err: failure }, "unhandled error");
    const problem = foreseen ? failure : CameraProcessErrors.internal({ camera: source.name });
    const retryAfter = problem.params["retry_after_s"];
    if (typeof retryAfter === "number") c.header("retry-after", String(retryAfter));
    const { message, code, params, retry, status } = problem;
    const body = { error: message, type: `/errors/${code}`, title: code, status, detail: message, code, params, retry };
    return c.json(body, status as ContentfulStatusCode, { "content-type": "application/problem+json" });
  });

  app.get("/healthz", (c) => c.json({ ok: true }));

  app.use(async (c, next) => {
    if (!isToken(c.req.header("authorization"), token)) throw CameraProcessErrors.unauthorized({});
    await next();
  });

  app.post("/capture", async (c) => {
    const { game_id, resolution } = parseBody(await c.req.json().catch(() => undefined));
    const shot = await shots.take({ gameId: game_id, captureId: null, resolution, signal: c.req.raw.signal });
    if (!shot) throw CameraProcessErrors.internal({ camera: source.name });
    return c.json({
      image_path: spool.pathOf(shot.entry),
      size_bytes: shot.entry.size_bytes,
      captured_at: shot.takenAt.toISOString(),
      captured_at_epoch: Math.floor(shot.takenAt.getTime() / 1000),
      resolution: resolution ?? nameOf(source, shot.width, shot.height),
    });
  });

  app.get("/status", (c) => {
    const { status, detail, advice, lastFrameAtMonotonicMs, waiting } = source.health();
    const last =
      lastFrameAtMonotonicMs === null
        ? null
        : new Date(clock.now().getTime() - (clock.monotonicMs() - lastFrameAtMonotonicMs)).toISOString();
    return c.json({
      status,
      camera_model: source.model,
      available_resolutions: Object.keys(source.sizes()),
      last_capture: last,
      detail,
      advice,
      locks: source.locked() ?? null,
      sizes: source.sizes(),
      queue: waiting,
      spool: { files: spool.files, bytes: spool.bytes, refused: spool.refused, full: spool.full },
      upload_error: uploadTrouble(),
    });
  });

  app.get("/snapshot.jpg", async (c) => {
    const frame = await source.preview({ signal: c.req.raw.signal });
    return c.body(Uint8Array.from(frame.bytes), 200, { "content-type": "image/jpeg", "cache-control": "no-store" });
  });

  app.get("/preview.mjpg", (c) => {
    const headers = { "content-type": `multipart/x-mixed-replace; boundary=${BOUNDARY}`, "cache-control": "no-store" };
    return c.body(liveFrames(preview, c.req.raw.signal), 200, headers);
  });

  app.notFound((c) =>
    c.json(
      { error: "There is nothing here. Known: POST /capture, GET /status, /snapshot.jpg, /preview.mjpg, /healthz." },
      404,
    ),
  );
  return app;
}

function parseBody(body: unknown): { readonly game_id: string; readonly resolution: ResolutionName | undefined } {
  const parsed = CaptureBody.safeParse(body ?? {});
  if (parsed.success) return { game_id: parsed.data.game_id, resolution: parsed.data.resolution };
  const problems = parsed.error.issues.map((issue) => `${issue.path.join(".")} ${issue.message}.`);
  throw CameraProcessErrors.invalid_request({ problems });
}

const BOUNDARY = "wopr-frame";

/** Live frames until nobody reads them any more; a slow reader misses some. */
function liveFrames(preview: Preview, gone: AbortSignal): ReadableStream<Uint8Array> {
  let stop = () => {};
  return new ReadableStream<Uint8Array>(
    {
      start(controller) {
        stop = preview.watch((jpeg) => {
          if ((controller.desiredSize ?? 0) <= 0) return;
          const head = `--${BOUNDARY}\r\nContent-Type: image/jpeg\r\nContent-Length: ${jpeg.length}\r\n\r\n`;
          controller.enqueue(new Uint8Array(Buffer.concat([Buffer.from(head), jpeg, Buffer.from("\r\n")])));
        });
        gone.addEventListener("abort", () => stop(), { once: true });
      },
      cancel: () => stop(),
    },
    new CountQueuingStrategy({ highWaterMark: 2 }),
  );
}

/** What the published name of a size is; a camera's own size without a name is said in pixels. */
function nameOf(source: FrameSource, width: number, height: number): string {
  const named = Object.entries(source.sizes()).find(([, size]) => size[0] === width && size[1] === height);
  return named?.[0] ?? `${width}x${height}`;
}

/** Compared by digest, so that neither length nor first difference can be measured. */
function isToken(header: string | undefined, token: Secret): boolean {
  const given = /^Bearer +(\S+)$/i.exec(header ?? "")?.[1];
  const digest = (text: string) => createHash("sha256").update(text).digest();
  return given !== undefined && timingSafeEqual(digest(given), digest(token.reveal()));
}
