import { createHash } from "node:crypto";
import type { Clock, NewId, Secret } from "@wopr/kernel";
import { sha256Hex } from "@wopr/kernel/node";
import { createLocalJWKSet, type JSONWebKeySet, jwtVerify } from "jose";
import { z } from "zod";
import type { Db } from "../../db/db.ts";
import type { Outward } from "../../outward/outward.ts";
import type { Audit } from "../audit/index.ts";
import { IdentityErrors } from "./errors.ts";
import { createIdentityStore, type User } from "./store.ts";
import { createChallengeStore } from "./store-challenges.ts";
import { createPeopleStore } from "./store-people.ts";

/** Another place where people sign in, e.g. Google. */
export interface OidcProvider {
  /** Shown on the button. */
  readonly name: string;
  readonly issuer: string;
  readonly clientId: string;
  readonly clientSecret: Secret;
}

/** Signing in at another provider by OpenID Connect: authorization code with PKCE, state and nonce. */
export interface Oidc {
  readonly name: string;
  /** @returns Where the browser goes, and what it must bring back in a cookie. @throws {AppError} `identity.oidc_failed` */
  begin(next: string): Promise<{ readonly url: string; readonly browser: string }>;
  /**
   * @param browser The cookie set at the beginning: an answer counts only in the browser that asked.
   * @throws {AppError} `identity.oidc_failed`, `identity.oidc_unknown`
   */
  end(answer: { readonly code: string; readonly state: string; readonly browser: string | undefined }): Promise<{
    readonly user: User;
    readonly next: string;
  }>;
}

const ANSWER_WITHIN_MS = 10 * 60_000;
const Metadata = z.object({
  issuer: z.string(),
  authorization_endpoint: z.url(),
  token_endpoint: z.url(),
  jwks_uri: z.url(),
});
const Claims = z.object({
  sub: z.string().min(1),
  nonce: z.string(),
  email: z.string().optional(),
  email_verified: z.union([z.boolean(), z.literal("true"), z.literal("false")]).optional(),
  name: z.string().optional(),
});
const Kept = z.object({ verifier: z.string(), nonce: z.string(), next: z.string() });

/** One provider. Its documents are read anew at every sign-in: keys rotate, and sign-ins are rare. */
export function createOidc(
  provider: OidcProvider,
  deps: {
    readonly db: Db;
    readonly clock: Clock;
    readonly newId: NewId;
    readonly randomBytes: (count: number) => Uint8Array;
    readonly outward: Outward;
    readonly publicUrl: string;
    readonly audit: Audit;
    /** Whether somebody nobody invited gets an account. */
    readonly signUpOpen: boolean;
  },
): Oidc {
  const { db, clock, newId, randomBytes, outward, audit } = deps;
  const challenges = createChallengeStore(db);
  const redirectUri = `${deps.publicUrl}/api/v1/auth/oidc/callback`;
  const random = () => Buffer.from(randomBytes(32)).toString("base64url");
  const failed = (why: string, cause?: unknown) =>
    IdentityErrors.oidc_failed({ provider: provider.name, why }, cause === undefined ? undefined : { cause });

  async function json(url: string, init: { method?: string; body?: string; headers?: Record<string, string> } = {}) {
    const call = { target: "oidc", url, reach: "any", ...init } as const;
    const answer = await outward.call(call).catch((failure: unknown) => {
      throw failed("it cannot be reached.", failure);
    });
    if (!answer.ok) throw failed(`it answered ${answer.status}.`);
    return answer.json().catch((failure: unknown) => {
      throw failed("its answer is no JSON.", failure);
    });
  }

  async function metadata() {
    const found = Metadata.safeParse(
      await json(`${provider.issuer.replace(/\/$/, "")}/.well-known/openid-configuration`),
    );
    if (!found.success || found.data.issuer !== provider.issuer) throw failed("its description does not fit.");
    return found.data;
  }

  async function claimsOf(idToken: string, jwksUri: string, nonce: string) {
    const keys = createLocalJWKSet((await json(jwksUri)) as JSONWebKeySet);
    const options = { issuer: provider.issuer, audience: provider.clientId, currentDate: clock.now() };
    const algorithms = ["RS256", "ES256", "EdDSA", "PS256"];
    const verified = await jwtVerify(idToken, keys, { ...options, algorithms }).catch((failure: unknown) => {
      throw failed("its proof is not right or too old.", failure);
    });
    const claims = Claims.safeParse(verified.payload);
    if (!claims.success || claims.data.nonce !== nonce) throw failed("its proof is for another sign-in.");
    return claims.data;
  }

  /** Known identity → its person; else a person or an invitation with this verified address; else nobody. */
  async function personOf(claims: z.infer<typeof Claims>): Promise<User> {
    const providerId = `oidc ${provider.issuer}`;
    const known = await createPeopleStore(db).findLinked(providerId, claims.sub);
    if (known) return known;
    const isVerified = claims.email_verified === true || claims.email_verified === "true";
    const email = isVerified ? claims.email?.toLowerCase() : undefined;
    if (!email) throw IdentityErrors.oidc_unknown({ provider: provider.name });
    return db.transaction(async (tx) => {
      const people = createPeopleStore(tx);
      const now = clock.now();
      const existing = await people.findByEmail(email);
      const invitation = (await people.invitations()).find(
        (one) => one.email === email && !one.acceptedAt && !one.revokedAt && one.expiresAt > now,
      );
      const role = invitation?.role ?? (deps.signUpOpen ? "member" : undefined);
      if (!existing && !role) throw IdentityErrors.oidc_unknown({ provider: provider.name });
      const user: User = existing ?? {
        id: newId(),
        name: claims.name?.slice(0, 100) ?? email,
        email,
        role: (role ?? "member") as User["role"],
        status: "active",
        createdAt: now,
      };
      if (!existing) {
        // No password: a random one nobody knows, until they set their own by a link.
        await createIdentityStore(tx).addUser(user, newId(), `none ${random()}`);
        if (invitation) await people.acceptInvitation(invitation.id, now);
      }
      await people.link(newId(), user.id, providerId, claims.sub, now);
      await audit.record(tx, {
        actor: { kind: "user", id: user.id, name: user.name },
        action: "identity.link_provider",
        subject: { kind: "user", id: user.id },
        summary: `Signs in with ${provider.name}.`,
        undo: { impossible: "suspend the account instead." },
      });
      return user;
    });
  }

  return {
    name: provider.name,

    async begin(next) {
      const { authorization_endpoint } = await metadata();
      const [state, nonce, verifier, browser] = [random(), random(), random(), random()];
      const data = { verifier, nonce, next };
      const expiresAt = new Date(clock.now().getTime() + ANSWER_WITHIN_MS);
      await challenges.ask({ kind: "oidc", text: state, subject: sha256Hex(browser), data, expiresAt });
      const url = new URL(authorization_endpoint);
      const challenge = createHash("sha256").update(verifier).digest("base64url");
      for (const [name, value] of Object.entries({
        response_type: "code",
        client_id: provider.clientId,
        redirect_uri: redirectUri,
        scope: "openid email profile",
        state,
        nonce,
        code_challenge: challenge,
        code_challenge_method: "S256",
      })) {
        url.searchParams.set(name, value);
      }
      return { url: url.href, browser };
    },

    async end({ code, state, browser }) {
      const asked = await challenges.take("oidc", state, clock.now());
      if (!asked || !browser || asked.subject !== sha256Hex(browser)) {
        throw failed("the answer belongs to no sign-in of this browser, or comes too late.");
      }
      const { verifier, nonce, next } = Kept.parse(asked.data);
      const { token_endpoint, jwks_uri } = await metadata();
      const form = new URLSearchParams({
        grant_type: "authorization_code",
        code,
        redirect_uri: redirectUri,
        client_id: provider.clientId,
        client_secret: provider.clientSecret.reveal(),
        code_verifier: verifier,
      });
      const headers = { "content-type": "application/x-www-form-urlencoded", accept: "application/json" };
      const tokens = z
        .object({ id_token: z.string() })
        .safeParse(await json(token_endpoint, { method: "POST", body: form.toString(), headers }));
      if (!tokens.success) throw failed("it gave no proof.");
      const user = await personOf(await claimsOf(tokens.data.id_token, jwks_uri, nonce));
      if (user.status !== "active") throw IdentityErrors.suspended({});
      return { user, next };
    },
  };
}
