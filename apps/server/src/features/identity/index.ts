import type { Clock, Log, NewId, Secret } from "@wopr/kernel";
import type { Db } from "../../db/db.ts";
import type { IdempotencyStore } from "../../http/idempotency-store.ts";
import type { Identify } from "../../http/identify.ts";
import type { SharedLimiter } from "../../http/limit-store.ts";
import type { Feature } from "../feature.ts";
import { createAuth } from "./auth.ts";
import { mountAuthRoutes } from "./auth-routes.ts";
import { createIdentifier } from "./identify.ts";
import { createForgetOldHandler } from "./jobs.ts";
import { createKeyStore } from "./key-store.ts";
import { mountIdentityRoutes } from "./routes.ts";
import { createIdentityService, type IdentityService } from "./service.ts";
import { createSignIn } from "./sign-in.ts";
import { createIdentityStore } from "./store.ts";

export { forgetOld } from "./jobs.ts";
export type { IdentityService } from "./service.ts";

/** Everything the rest of the server may know about people. */
export interface IdentityFeature extends Feature {
  readonly service: IdentityService;
  readonly identify: Identify;
}

/** What the feature needs from outside. */
export interface IdentityDeps {
  readonly db: Db;
  readonly clock: Clock;
  readonly log: Log;
  readonly newId: NewId;
  readonly randomBytes: (count: number) => Uint8Array;
  readonly signingKey: Secret;
  readonly publicUrl: string;
  readonly limiter: SharedLimiter;
  readonly idempotency: IdempotencyStore;
}

/** Wires the feature. Does no work: no query runs before a request comes. */
export function createIdentityFeature(deps: IdentityDeps): IdentityFeature {
  const { db, clock, limiter, idempotency } = deps;
  const auth = createAuth(deps);
  const store = createIdentityStore(db);
  const identifier = createIdentifier({ auth, keys: createKeyStore(db), clock });
  const onRightsChanged = () => identifier.forget();
  const service = createIdentityService({ ...deps, onRightsChanged });
  const signIn = createSignIn({ auth, store, limiter, onRightsChanged });
  return {
    name: "identity",
    service,
    identify: (credentials) => identifier.identify(credentials),
    mountRoutes(app) {
      mountIdentityRoutes(app, service, signIn);
      mountAuthRoutes(app, auth, signIn, service);
    },
    jobs: [createForgetOldHandler({ store, limiter, idempotency, clock })],
    topics: [],
    parts: [],
  };
}
