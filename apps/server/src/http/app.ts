import { OpenAPIHono } from "@hono/zod-openapi";
import type { Log } from "@wopr/kernel";
import { type AccessLogDeps, accessLog } from "./access-log.ts";
import { commonHeaders } from "./common-headers.ts";
import type { App, HttpEnv } from "./env.ts";
import { createErrorHandler, problemResponse } from "./error-handler.ts";
import { PlatformErrors } from "./errors.ts";
import { type RequestContextDeps, requestContext } from "./request-context.ts";
import { allowedMethods } from "./route-index.ts";

/** What the HTTP layer needs from outside. */
export interface HttpAppDeps extends RequestContextDeps, AccessLogDeps {
  readonly log: Log;
  /** Whether people reach the installation by TLS. */
  readonly tls: boolean;
}

/**
 * An application without routes: ids, log lines, security headers, problem bodies for failures, unknown paths (404) and
 * methods (405). A trailing slash is accepted everywhere.
 *
 * The error handler is set before any route on purpose: Hono copies it when a sub-app is mounted.
 */
export function createHttpApp(deps: HttpAppDeps): App {
  const app = new OpenAPIHono<HttpEnv>({ strict: false });
  app.onError(createErrorHandler(deps.log));
  app.notFound((c) => {
    const allowed = allowedMethods(app, c.req.path);
    const failure =
      allowed.length > 0
        ? PlatformErrors.method_not_allowed({ method: c.req.method, allowed })
        : PlatformErrors.not_found({ what: `page or route at ${c.req.path}` });
    return problemResponse(c, failure);
  });
  app.use(requestContext(deps));
  app.use(accessLog(deps));
  app.use(commonHeaders({ tls: deps.tls }));
  return app;
}
