import { timingSafeEqual } from "node:crypto";
import type { Clock } from "@wopr/kernel";
import { sha256Hex } from "@wopr/kernel/node";
import { ANONYMOUS, type Caller } from "../../http/caller.ts";
import type { Credentials, Identified } from "../../http/identify.ts";
import { STEP_UP_MINUTES } from "../../http/mount.ts";
import { ADDRESS_HEADER, type Auth, SESSION_COOKIE } from "./auth.ts";
import { parseKey } from "./domain/api-key.ts";
import { permissionsOfKey, permissionsOfRole } from "./domain/permissions.ts";
import { IdentityErrors } from "./errors.ts";
import type { KeyStore, StoredKey } from "./key-store.ts";
import type { User } from "./store.ts";

/** For how long who somebody is may be remembered: a revocation is felt within it, in every process. */
const REMEMBERED_MS = 2_000;
/** Above this many remembered the oldest are forgotten. */
const MOST_REMEMBERED = 10_000;
/** `last_used_at` is this exact; a write per request would cost more than it tells. */
const TOUCH_EVERY_MS = 60_000;

/** Tells who a request comes from. */
export interface Identifier {
  /** @throws {AppError} `identity.key_invalid` when a key was given that is none. A dead cookie is nobody, not an error. */
  identify(credentials: Credentials): Promise<Identified>;
  /** Forgets everybody: rights have changed. */
  forget(): void;
}

/** What telling needs from outside. */
export interface IdentifierDeps {
  readonly auth: Auth;
  readonly keys: KeyStore;
  readonly clock: Clock;
}

/** Tells by session cookie or API key; a key wins when both are there. */
export function createIdentifier({ auth, keys, clock }: IdentifierDeps): Identifier {
  const remembered = new Map<string, { readonly untilMs: number; readonly who: Promise<Identified> }>();

  /** Requests that arrive together ask the database once. Failures are not remembered. */
  function remember(proof: string, ask: () => Promise<Identified>): Promise<Identified> {
    const nowMs = clock.monotonicMs();
    const known = remembered.get(proof);
    if (known && known.untilMs > nowMs) return known.who;
    const who = ask();
    remembered.set(proof, { untilMs: nowMs + REMEMBERED_MS, who });
    who.catch(() => remembered.delete(proof));
    if (remembered.size > MOST_REMEMBERED) remembered.delete(remembered.keys().next().value ?? "");
    return who;
  }

  async function byKey(text: string): Promise<Identified> {
    const parts = parseKey(text);
    const stored = parts && (await keys.findByPrefix(parts.prefix));
    if (!stored || !isUsable(stored, sha256Hex(parts.secret), clock.now())) throw IdentityErrors.key_invalid({});
    const sinceTouched = clock.now().getTime() - (stored.lastUsedAt?.getTime() ?? 0);
    if (sinceTouched > TOUCH_EVERY_MS) await keys.touch(stored.id, clock.now());
    return { caller: callerOfKey(stored), setCookies: [] };
  }

  async function bySession(credentials: Credentials): Promise<Identified> {
    const headers = new Headers({ cookie: credentials.cookie ?? "", [ADDRESS_HEADER]: credentials.ip });
    const { response, headers: answered } = await auth.api.getSession({ headers, returnHeaders: true });
    const setCookies = answered?.getSetCookie() ?? [];
    const user = response?.user as unknown as User | undefined;
    if (user?.status !== "active") return { caller: ANONYMOUS, setCookies: [] };
    const provedAt = new Date(response?.session.createdAt ?? 0);
    const fresh = clock.now().getTime() - provedAt.getTime() < STEP_UP_MINUTES * 60_000;
    return { caller: { ...callerOfUser(user), fresh }, setCookies };
  }

  return {
    async identify(credentials) {
      const key = credentials.apiKey ?? /^Bearer\s+(.*)$/i.exec(credentials.authorization ?? "")?.[1];
      if (key !== undefined) return remember(`key ${sha256Hex(key)}`, () => byKey(key));
      const cookie = sessionCookieOf(credentials.cookie);
      if (!cookie) return { caller: ANONYMOUS, setCookies: [] };
      const who = await remember(`session ${cookie}`, () => bySession(credentials));
      return who;
    },
    forget: () => remembered.clear(),
  };
}

/** Value of the session cookie, as it was sent. */
export const sessionCookieOf = (header: string | undefined): string | undefined =>
  new RegExp(`(?:^|;\\s*)${SESSION_COOKIE}=([^;]+)`).exec(header ?? "")?.[1];

function isUsable(key: StoredKey, sha256: string, now: Date): boolean {
  const same = timingSafeEqual(Buffer.from(key.sha256), Buffer.from(sha256));
  return same && !key.revokedAt && key.expiresAt > now && key.owner.status === "active";
}

/** A person as the rest of the server meets them. */
export const callerOfUser = (user: User): Caller => ({
  kind: "user",
  id: user.id,
  name: user.name,
  email: user.email,
  role: user.role,
  permissions: permissionsOfRole(user.role),
  keyId: null,
});

const callerOfKey = (key: StoredKey): Caller => ({
  kind: "key",
  id: key.ownerId,
  name: key.name,
  email: null,
  role: "service",
  permissions: permissionsOfKey(key.permissions, key.owner.role),
  keyId: key.id,
});
