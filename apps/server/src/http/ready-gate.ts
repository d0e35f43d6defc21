import type { MiddlewareHandler } from "hono";
import type { HttpEnv } from "./env.ts";
import { PlatformErrors } from "./errors.ts";

/** How far the server is. `ready` serves; every other stage answers 503 with what it waits for. */
export type Stage = "starting" | "opening_database" | "migrating" | "starting_features" | "ready" | "stopping";

/**
 * Lets requests through only while the server is ready and its database answers; health, pages and documents are
 * mounted before this gate.
 *
 * @throws {AppError} `platform.database_unavailable`, `platform.shutting_down`
 */
export function demandReady(
  state: () => { readonly stage: Stage; readonly databaseUp: boolean },
): MiddlewareHandler<HttpEnv> {
  return async (_, next) => {
    const { stage, databaseUp } = state();
    if (stage === "stopping") throw PlatformErrors.shutting_down({});
    if (stage !== "ready" || !databaseUp) throw PlatformErrors.database_unavailable({});
    await next();
  };
}
