import { AppError, type Log } from "@wopr/kernel";
import type { Context, ErrorHandler } from "hono";
import { HTTPException } from "hono/http-exception";
import { isDatabaseUnavailable } from "../db/errors.ts";
import type { HttpEnv } from "./env.ts";
import { PlatformErrors } from "./errors.ts";
import { retryAfterSeconds, toProblem } from "./problem.ts";
import { readJson } from "./validate.ts";

/**
 * The single place where errors become responses (RFC 9457, `application/problem+json`).
 *
 * An {@link AppError} is a failure we foresaw: its message goes to the caller. Anything else is a bug: the caller gets
 * a request id to quote, the log gets the error with its stack.
 */
export function createErrorHandler(log: Log): ErrorHandler<HttpEnv> {
  return async (error, c) => {
    const requestId = c.var.requestId;
    const failure = await foreseen(error, c);
    if (failure) {
      // Without a cause it is an answer like any other ("starting", "stopping"); the access line says it.
      if (failure.status >= 500 && failure.cause !== undefined) {
        log.warn({ request_id: requestId, code: failure.code, err: failure.cause }, "request failed, may be repeated");
      }
      return problemResponse(c, failure);
    }
    log.error({ request_id: requestId, err: error }, "unhandled error");
    return problemResponse(c, PlatformErrors.internal({ request_id: requestId }));
  };
}

/** Answers with a failure; also for middleware that must not throw. */
export function problemResponse(c: Context<HttpEnv>, failure: AppError): Response {
  const headers: Record<string, string> = { "content-type": "application/problem+json", "cache-control": "no-store" };
  const wait = retryAfterSeconds(failure);
  if (wait !== undefined) headers["retry-after"] = String(wait);
  const { allowed } = failure.params;
  if (failure.status === 405 && Array.isArray(allowed)) headers["allow"] = allowed.join(", ");
  return c.body(JSON.stringify(toProblem(failure, c.var.requestId)), failure.status, headers);
}

/** An unexpected error that only says "the database is away" is foreseen too: 503, not 500. */
async function foreseen(error: unknown, c: Context<HttpEnv>): Promise<AppError | undefined> {
  if (error instanceof AppError) return error;
  if (error instanceof HTTPException) return fromFramework(error, c);
  return isDatabaseUnavailable(error) ? PlatformErrors.database_unavailable({}, { cause: error }) : undefined;
}

/** Hono's own refusals (malformed JSON, wrong content type) in our words. */
async function fromFramework(error: HTTPException, c: Context<HttpEnv>): Promise<AppError | undefined> {
  if (error.status === 415) return PlatformErrors.unsupported_media({ accepted: ["application/json"] });
  if (error.status !== 400) return undefined;
  const body = await readJson(c);
  const problem = body.ok ? { at: "", detail: `is malformed (${error.message})` } : body.problem;
  return PlatformErrors.invalid_request({ problems: [problem] });
}
