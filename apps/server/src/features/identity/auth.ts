import type { Log, NewId, Secret } from "@wopr/kernel";
import { drizzleAdapter } from "better-auth/adapters/drizzle";
import { betterAuth } from "better-auth/minimal";
import type { Db } from "../../db/db.ts";
import { accounts, sessions, users, verifications } from "./tables.ts";

/** Name of the session cookie (platform.md 6.2). */
export const SESSION_COOKIE = "wopr_session";
/** Our own middleware hands the caller's address to better-auth under this name; a header of that name is overwritten. */
export const ADDRESS_HEADER = "x-wopr-address";

const DAY_S = 24 * 60 * 60;

/** What better-auth needs from outside. */
export interface AuthDeps {
  readonly db: Db;
  readonly newId: NewId;
  readonly log: Log;
  readonly signingKey: Secret;
  /** Address people use; `https` makes cookies Secure. */
  readonly publicUrl: string;
}

/**
 * better-auth over our tables: sessions and passwords. Sign-up is closed, its own limits and origin checks are off
 * because the HTTP layer does both for every route alike.
 */
export function createAuth({ db, newId, log, signingKey, publicUrl }: AuthDeps) {
  return betterAuth({
    appName: "WOPR",
    baseURL: publicUrl,
    basePath: "/api/v1/auth",
    secret: signingKey.reveal(),
    database: drizzleAdapter(db, {
      provider: "pg",
      schema: { user: users, session: sessions, account: accounts, verification: verifications },
    }),
    emailAndPassword: { enabled: true, disableSignUp: true, minPasswordLength: 12, maxPasswordLength: 200 },
    session: {
      expiresIn: 30 * DAY_S,
      updateAge: DAY_S,
      cookieCache: { enabled: false },
      additionalFields: { provedAt: { type: "date", required: false, input: false } },
    },
    user: {
      additionalFields: {
        role: { type: "string", required: true, input: false },
        status: { type: "string", required: true, input: false },
      },
    },
    rateLimit: { enabled: false },
    telemetry: { enabled: false },
    advanced: {
      database: { generateId: () => newId(), validateSchema: false },
      disableCSRFCheck: true,
      disableOriginCheck: true,
      useSecureCookies: false,
      defaultCookieAttributes: { secure: publicUrl.startsWith("https:"), sameSite: "lax", httpOnly: true },
      cookies: {
        session_token: { name: SESSION_COOKIE },
        dont_remember: { name: `${SESSION_COOKIE}_short` },
      },
      ipAddress: { ipAddressHeaders: [ADDRESS_HEADER] },
    },
    logger: {
      // Wrong passwords are "errors" to better-auth; the route decides what somebody must act on.
      log: (level, message, ...facts) => log.debug({ level, facts }, `sign-in library: ${message}`),
    },
  });
}

/** What {@link createAuth} builds. */
export type Auth = ReturnType<typeof createAuth>;
