import type { Permission } from "@wopr/contracts";
import { type Clock, silentLog, systemClock } from "@wopr/kernel";
import { newUuidV7 } from "@wopr/kernel/node";
import { createHttpApp, type HttpAppDeps } from "./app.ts";
import type { Caller } from "./caller.ts";
import type { App } from "./env.ts";

/** Somebody with the given permissions. */
export function aCaller(permissions: readonly Permission[], differs: Partial<Caller> = {}): Caller {
  return {
    kind: "user",
    id: "user-1",
    name: "Ada",
    email: "ada@example.org",
    role: "member",
    permissions: new Set(permissions),
    keyId: null,
    ...differs,
  };
}

/** The HTTP layer alone, with a caller who is already known. A test states only what differs. */
export function aHttpApp(
  differs: Partial<HttpAppDeps> & { readonly caller?: Caller; readonly clock?: Clock } = {},
): App {
  const { caller, ...deps } = differs;
  const app = createHttpApp({
    log: silentLog,
    clock: systemClock,
    newId: newUuidV7,
    newNonce: () => "bm9uY2U=",
    trustedProxies: [],
    tls: false,
    stopping: new AbortController().signal,
    ...deps,
  });
  app.use(async (c, next) => {
    if (caller) c.set("caller", caller);
    await next();
  });
  return app;
}
