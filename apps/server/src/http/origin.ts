import type { Context, MiddlewareHandler } from "hono";
import { cors } from "hono/cors";
import type { HttpEnv } from "./env.ts";
import { PlatformErrors } from "./errors.ts";

const SAFE = new Set(["GET", "HEAD", "OPTIONS"]);

/** Where pages that may speak for a person come from. */
export interface OriginRules {
  /** Address people use, e.g. `https://wopr.example`. */
  readonly publicUrl: string;
  /** Other origins whose pages may call this server (`API_CORS_ORIGINS`). Never `*`. */
  readonly allowed: readonly string[];
}

/**
 * Refuses changes that carry a session cookie but come from a page of somebody else (platform.md 6.2). Programs with an
 * API key need no origin.
 *
 * @throws {AppError} `platform.cross_origin`
 */
export function demandSameOrigin(rules: OriginRules): MiddlewareHandler<HttpEnv> {
  const trusted = new Set([new URL(rules.publicUrl).origin, ...rules.allowed]);
  return async (c, next) => {
    const byBrowser = c.req.header("cookie") !== undefined || c.req.header("origin") !== undefined;
    if (!SAFE.has(c.req.method) && byBrowser && c.get("caller").kind !== "key" && !isOwnPage(c, trusted)) {
      throw PlatformErrors.cross_origin({});
    }
    await next();
  };
}

function isOwnPage(c: Context<HttpEnv>, trusted: ReadonlySet<string>): boolean {
  const origin = c.req.header("origin");
  if (origin === undefined) return c.req.header("sec-fetch-site") === "same-origin";
  if (trusted.has(origin)) return true;
  // Behind a proxy that ends TLS we see http where the page says https: the host decides.
  return URL.canParse(origin) && new URL(origin).host === new URL(c.req.url).host;
}

/** Lets pages of listed origins read answers, with their cookies. Others get no CORS header at all. */
export function allowListedOrigins(rules: OriginRules): MiddlewareHandler<HttpEnv> {
  const allowed = new Set(rules.allowed);
  const exposed =
    "ETag X-Request-Id Retry-After Idempotency-Replayed RateLimit-Limit RateLimit-Remaining RateLimit-Reset";
  const answer = cors({
    origin: (origin) => (allowed.has(origin) ? origin : null),
    credentials: true,
    allowMethods: ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"],
    allowHeaders: [
      "Content-Type",
      "Authorization",
      "X-API-Key",
      "X-Request-Id",
      "Idempotency-Key",
      "If-Match",
      "If-None-Match",
      "Last-Event-ID",
      "Content-Digest",
      "traceparent",
    ],
    exposeHeaders: exposed.split(" "),
    maxAge: 600,
  });
  return (c, next) => (allowed.has(c.req.header("origin") ?? "") ? answer(c, next) : next());
}
