import type { Context, MiddlewareHandler } from "hono";
import type { HttpEnv } from "./env.ts";
import { nonceOf } from "./nonce.ts";

/** Policy of an HTML page: everything from here, inline only with the nonce of this answer. */
const pagePolicy = (nonce: string) =>
  [
    "default-src 'self'",
    // WebAssembly and workers: the browser looks at photos with the same code as the server.
    `script-src 'self' 'nonce-${nonce}' 'wasm-unsafe-eval'`,
    `style-src 'self' 'nonce-${nonce}'`,
    "img-src 'self' data: blob:",
    "media-src 'self' blob:",
    "font-src 'self'",
    "connect-src 'self'",
    "worker-src 'self' blob:",
    "object-src 'none'",
    "base-uri 'none'",
    "form-action 'self'",
    "frame-ancestors 'none'",
  ].join("; ");

/** Policy of everything that is not a page: opened by itself it can load and run nothing. */
const DATA_POLICY = "default-src 'none'; frame-ancestors 'none'; sandbox";

const SECURITY: Readonly<Record<string, string>> = {
  "content-security-policy": DATA_POLICY,
  "x-content-type-options": "nosniff",
  "referrer-policy": "same-origin",
  "x-frame-options": "DENY",
  "cross-origin-opener-policy": "same-origin",
  "cross-origin-resource-policy": "same-origin",
  "permissions-policy": "camera=(self), microphone=(), geolocation=(), payment=()",
};

/**
 * Gives every answer the security headers (platform.md 6.2), its request id and what other middleware has added to
 * `common`. HSTS only where the installation is reached by TLS.
 */
export function commonHeaders(options: { readonly tls: boolean }): MiddlewareHandler<HttpEnv> {
  const fixed = options.tls ? { ...SECURITY, "strict-transport-security": "max-age=31536000" } : SECURITY;
  return async (c, next) => {
    const common = { ...fixed, "x-request-id": c.get("requestId") };
    c.set("common", common);
    await next();
    if (c.get("sealed") === c.res) return;
    const { headers } = c.res;
    for (const [name, value] of Object.entries(common)) headers.set(name, value);
    // A worker script brings its own policy: it must be allowed to load its modules.
    if (/^text\/(html|javascript)/.test(headers.get("content-type") ?? ""))
      headers.set("content-security-policy", pagePolicy(nonceOf(c)));
  };
}

/**
 * An answer that carries the common headers from the start. Adding them later would make the adapter build full
 * `Headers` and `Response` objects, which costs more than everything else a small read does.
 */
export function sealedAnswer(
  c: Context<HttpEnv>,
  body: string | null,
  status: number,
  headers: Readonly<Record<string, string>>,
): Response {
  const answer = new Response(body, { status, headers: { ...c.get("common"), ...headers } });
  c.set("sealed", answer);
  return answer;
}
