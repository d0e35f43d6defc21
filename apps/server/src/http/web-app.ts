import { allEndpoints } from "@wopr/contracts";
import type { Context, MiddlewareHandler } from "hono";
import type { HttpEnv } from "./env.ts";
import { etagOf, matches } from "./mount.ts";
import { nonceOf } from "./nonce.ts";
import { pageOf } from "./page.ts";
import type { StaticFile, StaticFiles } from "./static-files.ts";

/** First parts of paths that are never a page of the web app. */
const RESERVED: ReadonlySet<string> = new Set([
  "api",
  "docs",
  ...Object.values(allEndpoints)
    .filter((endpoint) => endpoint.base === "")
    .map((endpoint) => endpoint.path.split("/")[1] ?? ""),
]);

/**
 * Serves the built web app: its files, and its one page for every address a person may type. Mounted before the gate, so
 * that people see a page that says what is wrong while the database is away.
 */
export function serveWebApp(files: StaticFiles, build: (page: StaticFile) => string): MiddlewareHandler<HttpEnv> {
  return async (c, next) => {
    const isRead = c.req.method === "GET" || c.req.method === "HEAD";
    const [, first = ""] = c.req.path.split("/");
    if (!isRead || RESERVED.has(first)) return next();
    const file = c.req.path.endsWith("/") || c.req.path === "/index.html" ? undefined : await files.find(c.req.path);
    if (file) return send(c, file);
    // Nothing else lies outside the reserved paths, so this need not wait for the database.
    if (!wantsPage(c)) return c.notFound();
    const page = await files.find("/index.html");
    return page ? sendPage(c, page, build(page)) : c.html(notBuilt(nonceOf(c)), 503);
  };
}

/** A browser that opens an address asks for HTML; a script that misses a file does not. */
const wantsPage = (c: Context<HttpEnv>) =>
  c.req.path === "/" || (c.req.header("accept")?.includes("text/html") ?? false);

function send(c: Context<HttpEnv>, file: StaticFile): Response {
  const headers: Record<string, string> = {
    "content-type": file.type,
    etag: file.etag,
    "cache-control": file.immutable ? "public, max-age=31536000, immutable" : "public, no-cache",
    vary: "Accept-Encoding",
  };
  if (matches(c.req.header("if-none-match"), file.etag)) return c.body(null, 304, headers);
  const packed = file.gzipped && /\bgzip\b/.test(c.req.header("accept-encoding") ?? "");
  return packed && file.gzipped
    ? c.body(file.gzipped, 200, { ...headers, "content-encoding": "gzip" })
    : c.body(file.bytes, 200, headers);
}

/** The page carries the nonce of this answer, under the name that style libraries look for, and names its build. */
function sendPage(c: Context<HttpEnv>, page: StaticFile, build: string): Response {
  const nonce = nonceOf(c);
  const html = new TextDecoder()
    .decode(page.bytes)
    .replace(
      "<head>",
      `<head><meta property="csp-nonce" content="${nonce}" nonce="${nonce}"><meta name="wopr-build" content="${build}">`,
    );
  return c.html(html, 200, { "cache-control": "no-cache", etag: etagOf(`${page.etag}${nonce}`) });
}

const notBuilt = (nonce: string) =>
  pageOf({
    title: "WOPR",
    nonce,
    body: "<main><h1>The web app is not built</h1><p>Start WOPR with <code>npm start</code>; it builds the web app first.</p></main>",
  });
