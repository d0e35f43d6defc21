import { createHash } from "node:crypto";
import type { Clock } from "@wopr/kernel";
import { sha256Hex } from "@wopr/kernel/node";
import type { Context, MiddlewareHandler } from "hono";
import { limitBody } from "./body-limit.ts";
import type { HttpEnv } from "./env.ts";
import { PlatformErrors } from "./errors.ts";
import type { IdempotencyStore, IdempotentRequest, StoredAnswer } from "./idempotency-store.ts";
import { MAX_UPLOAD_BYTES, REQUEST_DEADLINE_MS, UPLOAD_DEADLINE_MS } from "./mount.ts";

const KEY = /^[\x21-\x7e]{1,200}$/;
/** Longer than any request may take: a lease that ends earlier would let a second one begin beside the first. */
const LEASE_MS = UPLOAD_DEADLINE_MS + 10_000;
const FIRST_LOOK_MS = 20;
const LONGEST_LOOK_MS = 250;

/** What repeating safely needs. */
export interface IdempotencyDeps {
  readonly store: IdempotencyStore;
  readonly clock: Clock;
}

/**
 * Makes POSTs with an `Idempotency-Key` safe to repeat: the first is carried out, the others get its answer, also those
 * that arrive while it is still working, in whichever process (platform.md 5). Answers that are not 2xx are not kept:
 * nothing was done, so the next one may try.
 *
 * Keys belong to their caller; anonymous requests have none.
 *
 * @throws {AppError} `platform.idempotency_mismatch`, `platform.in_progress` when the first takes longer than a request
 * may, `platform.invalid_request` for a key that is none.
 */
export function repeatSafely({ store, clock }: IdempotencyDeps): MiddlewareHandler<HttpEnv> {
  /** Requests of this process that work or wait, so that fifty of them do not ask the database one by one. */
  const working = new Map<string, { readonly bodySha256: string; readonly done: Promise<StoredAnswer | undefined> }>();
  const limited = limitBody(MAX_UPLOAD_BYTES);

  async function carryOut(c: Context<HttpEnv>, next: () => Promise<void>, request: IdempotentRequest) {
    const untilMs = clock.monotonicMs() + REQUEST_DEADLINE_MS;
    let pauseMs = FIRST_LOOK_MS;
    while (true) {
      const claim = await store.claim(request, LEASE_MS);
      if (claim.kind === "mismatch") throw PlatformErrors.idempotency_mismatch({});
      if (claim.kind === "repeat") {
        c.res = repeated(claim.answer);
        return claim.answer;
      }
      if (claim.kind === "work") return work(c, next, request, claim.worker);
      if (clock.monotonicMs() >= untilMs) throw PlatformErrors.in_progress({});
      await clock.sleep(pauseMs);
      pauseMs = Math.min(LONGEST_LOOK_MS, pauseMs * 2);
    }
  }

  async function work(c: Context<HttpEnv>, next: () => Promise<void>, request: IdempotentRequest, worker: string) {
    try {
      await next();
    } catch (failure) {
      await store.release(request, worker);
      throw failure;
    }
    if (c.res.status < 200 || c.res.status >= 300) {
      await store.release(request, worker);
      return undefined;
    }
    const answer = await keep(c);
    await store.complete(request, worker, answer);
    return answer;
  }

  const respect: MiddlewareHandler<HttpEnv> = async (c, next) => {
    const request = await requestOf(c);
    const name = `${request.caller} ${request.route} ${request.keySha256}`;
    const other = working.get(name);
    if (other && other.bodySha256 !== request.bodySha256) throw PlatformErrors.idempotency_mismatch({});
    const answer = await other?.done.catch(() => undefined);
    if (answer) {
      c.res = repeated(answer);
      return;
    }
    const done = carryOut(c, next, request);
    working.set(name, { bodySha256: request.bodySha256, done });
    try {
      await done;
    } finally {
      if (working.get(name)?.done === done) working.delete(name);
    }
  };

  return async (c, next) => {
    const key = c.req.method === "POST" ? c.req.header("idempotency-key") : undefined;
    if (key === undefined || c.get("caller").kind === "anonymous") return next();
    if (!KEY.test(key)) {
      const detail = "must be 1 to 200 printable characters without spaces";
      throw PlatformErrors.invalid_request({ problems: [{ at: "/header/idempotency-key", detail }] });
    }
    return limited(c, async () => {
      await respect(c, next);
    });
  };
}

async function requestOf(c: Context<HttpEnv>): Promise<IdempotentRequest> {
  const caller = c.get("caller");
  return {
    caller: caller.keyId ?? caller.id,
    route: `${c.req.method} ${c.req.path.replace(/\/$/, "")}`,
    keySha256: sha256Hex(c.req.header("idempotency-key") ?? ""),
    bodySha256: fingerprintOf(
      new URL(c.req.url).search,
      c.req.header("content-type"),
      new Uint8Array(await c.req.arrayBuffer()),
    ),
  };
}

/**
 * What makes two requests the same: query, kind of body and bytes. The boundary of a form is left out, because browsers
 * invent another one for every try.
 */
function fingerprintOf(query: string, contentType: string | undefined, body: Uint8Array): string {
  const boundary = /^multipart\/.*boundary="?([^";]+)"?/i.exec(contentType ?? "")?.[1];
  const kind = contentType?.split(";")[0]?.trim().toLowerCase() ?? "";
  const hash = createHash("sha256").update(`${query}\n${kind}\n`);
  const bytes = Buffer.from(body.buffer, body.byteOffset, body.byteLength);
  let from = 0;
  for (let at = boundary ? bytes.indexOf(boundary) : -1; at >= 0; at = bytes.indexOf(boundary ?? "", from)) {
    hash.update(bytes.subarray(from, at)).update("\n");
    from = at + (boundary?.length ?? 0);
  }
  return hash.update(bytes.subarray(from)).digest("hex");
}

const KEPT_HEADERS = ["content-type", "location", "etag", "cache-control"];

async function keep(c: Context<HttpEnv>): Promise<StoredAnswer> {
  const body = Buffer.from(await c.res.clone().arrayBuffer()).toString("base64");
  const headers = KEPT_HEADERS.flatMap((name) => {
    const value = c.res.headers.get(name);
    return value === null ? [] : [[name, value] as const];
  });
  return { status: c.res.status, headers: Object.fromEntries(headers), body };
}

function repeated({ status, headers, body }: StoredAnswer): Response {
  const content = status === 204 ? null : Buffer.from(body, "base64");
  return new Response(content, { status, headers: { ...headers, "idempotency-replayed": "true" } });
}
