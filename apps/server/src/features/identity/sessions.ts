import { createHmac } from "node:crypto";
import type { Clock, NewId, Secret } from "@wopr/kernel";
import type { Db } from "../../db/db.ts";
import { SESSION_COOKIE } from "./auth.ts";
import { createSessionStore, type SessionView } from "./store-sessions.ts";

const DAY_S = 24 * 60 * 60;
const SESSION_S = 30 * DAY_S;

/** Sessions that are opened without a password, and all sessions of a person. */
export interface Sessions {
  /** Opens one for somebody who proved who they are otherwise. @returns The cookie. */
  open(userId: string, from: { readonly ip: string; readonly userAgent: string | undefined }): Promise<string>;
  /** The person of this session has just proved that it is them. */
  markProved(cookieValue: string): Promise<void>;
  list(userId: string): Promise<readonly SessionView[]>;
  /** @returns `false` when the person has no such session. */
  end(userId: string, id: string): Promise<boolean>;
  endAll(userId: string): Promise<void>;
}

/** Token in the value of a session cookie, as a browser sends it. */
export const tokenOf = (cookieValue: string | undefined): string =>
  decodeURIComponent(cookieValue ?? "").split(".")[0] ?? "";

/** Sessions in the tables of better-auth, whose cookies it takes for its own: the token and its HMAC-SHA256. */
export function createSessions(deps: {
  readonly db: Db;
  readonly clock: Clock;
  readonly newId: NewId;
  readonly randomBytes: (count: number) => Uint8Array;
  readonly signingKey: Secret;
  readonly publicUrl: string;
}): Sessions {
  const { clock, newId, randomBytes, signingKey } = deps;
  const store = createSessionStore(deps.db);
  const secure = deps.publicUrl.startsWith("https:") ? "; Secure" : "";
  return {
    async open(userId, { ip, userAgent }) {
      const token = Buffer.from(randomBytes(24)).toString("base64url");
      const now = clock.now();
      await store.add({
        id: newId(),
        userId,
        token,
        ipAddress: ip,
        userAgent: userAgent ?? null,
        createdAt: now,
        updatedAt: now,
        provedAt: now,
        expiresAt: new Date(now.getTime() + SESSION_S * 1000),
      });
      const signature = createHmac("sha256", signingKey.reveal()).update(token).digest("base64");
      const value = encodeURIComponent(`${token}.${signature}`);
      return `${SESSION_COOKIE}=${value}; Max-Age=${SESSION_S}; Path=/; HttpOnly${secure}; SameSite=Lax`;
    },
    markProved: (cookieValue) => store.markProved(tokenOf(cookieValue), clock.now()),
    list: (userId) => store.list(userId, clock.now()),
    end: (userId, id) => store.end(userId, id),
    endAll: (userId) => store.endAll(userId),
  };
}
