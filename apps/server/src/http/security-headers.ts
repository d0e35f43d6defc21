import type { MiddlewareHandler } from "hono";
import type { HttpEnv } from "./env.ts";

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

/** Headers every answer carries (platform.md 6.2). HSTS only where the installation is reached by TLS. */
export function securityHeaders(options: { readonly tls: boolean }): MiddlewareHandler<HttpEnv> {
  return async (c, next) => {
    await next();
    const { headers } = c.res;
    const isPage = headers.get("content-type")?.startsWith("text/html") ?? false;
    const isAsset = headers.get("content-type")?.startsWith("text/javascript") ?? false;
    // A worker script brings its own policy: it must be allowed to load its modules.
    headers.set("content-security-policy", isPage || isAsset ? pagePolicy(c.var.nonce) : DATA_POLICY);
    headers.set("x-content-type-options", "nosniff");
    headers.set("referrer-policy", "same-origin");
    headers.set("x-frame-options", "DENY");
    headers.set("cross-origin-opener-policy", "same-origin");
    headers.set("cross-origin-resource-policy", "same-origin");
    headers.set("permissions-policy", "camera=(self), microphone=(), geolocation=(), payment=()");
    if (options.tls) headers.set("strict-transport-security", "max-age=31536000");
  };
}
