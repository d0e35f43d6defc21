import type { Clock, Log, NewId, Secret } from "@wopr/kernel";
import type { Db } from "../../db/db.ts";
import type { IdempotencyStore } from "../../http/idempotency-store.ts";
import type { Identify } from "../../http/identify.ts";
import type { SharedLimiter } from "../../http/limit-store.ts";
import type { Outward } from "../../outward/outward.ts";
import type { Audit } from "../audit/index.ts";
import type { Feature } from "../feature.ts";
import type { Secrets } from "../secrets/index.ts";
import { createAccessTokens } from "./access-token.ts";
import { createAuth } from "./auth.ts";
import { mountAuthRoutes } from "./auth-routes.ts";
import { createDevices } from "./devices.ts";
import { createIdentifier } from "./identify.ts";
import { createForgetOldHandler } from "./jobs.ts";
import { createKeyStore } from "./key-store.ts";
import { createOidc, type OidcProvider } from "./oidc.ts";
import { createPasskeys } from "./passkeys.ts";
import { createPeople } from "./people.ts";
import { mountIdentityRoutes } from "./routes.ts";
import { mountDeviceRoutes } from "./routes-devices.ts";
import { mountOidcRoutes } from "./routes-oidc.ts";
import { mountPeopleRoutes } from "./routes-people.ts";
import { mountSecurityRoutes } from "./routes-second.ts";
import { createSecondFactor } from "./second-factor.ts";
import { createIdentityService, type IdentityService } from "./service.ts";
import { createSessions } from "./sessions.ts";
import { createSignIn } from "./sign-in.ts";
import { createIdentityStore } from "./store.ts";
import { createChallengeStore } from "./store-challenges.ts";
import { createPeopleStore } from "./store-people.ts";

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
  readonly audit: Audit;
  readonly secrets: Secrets;
  readonly outward: Outward;
  /** Another place where people sign in. */
  readonly oidc: OidcProvider | undefined;
  /** Whether people nobody invited may make accounts. */
  readonly signUpOpen: boolean;
}

/** Wires the feature. Does no work: no query runs before a request comes. */
export function createIdentityFeature(deps: IdentityDeps): IdentityFeature {
  const { db, clock, limiter, idempotency } = deps;
  const auth = createAuth(deps);
  const store = createIdentityStore(db);
  const peopleStore = createPeopleStore(db);
  const onRightsChanged = (): void => identifier.forget();
  const tokens = createAccessTokens(deps.signingKey, clock, deps.newId);
  const devices = createDevices({ ...deps, tokens, onRightsChanged });
  const identifier = createIdentifier({ auth, keys: createKeyStore(db), store, people: peopleStore, devices, clock });
  const service = createIdentityService({ ...deps, onRightsChanged });
  const secondFactor = createSecondFactor(deps);
  const sessions = createSessions(deps);
  const signIn = createSignIn({ auth, store, people: peopleStore, secondFactor, sessions, limiter, onRightsChanged });
  const passkeys = createPasskeys(deps);
  const people = createPeople({ ...deps, onRightsChanged });
  const oidc = deps.oidc && createOidc(deps.oidc, deps);
  const secure = deps.publicUrl.startsWith("https:");
  return {
    name: "identity",
    service,
    identify: (credentials) => identifier.identify(credentials),
    mountRoutes(app) {
      mountIdentityRoutes(app, service, signIn);
      mountPeopleRoutes(app, { ...deps, service, sessions, people, provider: oidc?.name ?? null });
      mountSecurityRoutes(app, { service, signIn, sessions, secondFactor, passkeys, onRightsChanged });
      mountDeviceRoutes(app, devices, tokens, deps.publicUrl);
      mountOidcRoutes(app, oidc, { service, sessions, secure });
      mountAuthRoutes(app, auth, signIn, service);
    },
    jobs: [createForgetOldHandler({ store, challenges: createChallengeStore(db), limiter, idempotency, clock })],
    topics: [],
    undos: people.undos,
    parts: [],
  };
}
