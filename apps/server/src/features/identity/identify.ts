import { timingSafeEqual } from "node:crypto";
import { isIP } from "node:net";
import { PERMISSIONS } from "@wopr/contracts";
import type { Clock } from "@wopr/kernel";
import { sha256Hex } from "@wopr/kernel/node";
import { ANONYMOUS, type Caller } from "../../http/caller.ts";
import type { Credentials, Identified } from "../../http/identify.ts";
import { STEP_UP_MINUTES } from "../../http/mount.ts";
import { toBlockList } from "../../http/remote-address.ts";
import { ADDRESS_HEADER, type Auth, SESSION_COOKIE } from "./auth.ts";
import type { Devices } from "./devices.ts";
import { parseKey } from "./domain/api-key.ts";
import { type HeldRole, narrowed, type Reach, reachOf } from "./domain/reach.ts";
import { IdentityErrors } from "./errors.ts";
import type { KeyStore, StoredKey } from "./key-store.ts";
import type { IdentityStore, User } from "./store.ts";
import type { DeviceKey } from "./store-devices.ts";
import type { Grant, PeopleStore } from "./store-people.ts";

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
  readonly store: IdentityStore;
  readonly people: PeopleStore;
  readonly devices: Pick<Devices, "ofToken">;
  readonly clock: Clock;
}

/** Tells by session cookie, API key or access token of a device; a key or token wins over a cookie. */
export function createIdentifier({ auth, keys, store, people, devices, clock }: IdentifierDeps): Identifier {
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

  const grantsOf = (kind: Grant["subjectKind"], id: string) => people.grantsOf(kind, id, clock.now());

  async function byToken(text: string): Promise<Identified> {
    const key = await devices.ofToken(text);
    if (!key) throw IdentityErrors.device_token_invalid({});
    const owner = key.ownerId === null ? undefined : await store.findUser(key.ownerId);
    if (key.kind === "phone" && owner?.status !== "active") throw IdentityErrors.device_token_invalid({});
    return { caller: callerOfDevice(key, owner, await grantsOf("device_key", key.id)), setCookies: [] };
  }

  async function byKey(text: string, ip: string): Promise<Identified> {
    const parts = parseKey(text);
    const stored = parts && (await keys.findByPrefix(parts.prefix));
    if (!stored || !isUsable(stored, sha256Hex(parts.secret), clock.now())) throw IdentityErrors.key_invalid({});
    if (!comesFrom(stored.ipAllow, ip)) throw IdentityErrors.key_address({});
    const sinceTouched = clock.now().getTime() - (stored.lastUsedAt?.getTime() ?? 0);
    if (sinceTouched > TOUCH_EVERY_MS) await keys.touch(stored.id, clock.now());
    const held = [...(await grantsOf("user", stored.ownerId)), ...(await grantsOf("api_key", stored.id))];
    return { caller: callerOfKey(stored, held), setCookies: [] };
  }

  async function bySession(credentials: Credentials): Promise<Identified> {
    const headers = new Headers({ cookie: credentials.cookie ?? "", [ADDRESS_HEADER]: credentials.ip });
    const { response, headers: answered } = await auth.api.getSession({ headers, returnHeaders: true });
    const setCookies = answered?.getSetCookie() ?? [];
    const user = response?.user as unknown as User | undefined;
    if (user?.status !== "active") return { caller: ANONYMOUS, setCookies: [] };
    const { createdAt, provedAt: provedAgain } = response?.session ?? {};
    const provedAt = new Date(Math.max(new Date(createdAt ?? 0).getTime(), new Date(provedAgain ?? 0).getTime()));
    const fresh = clock.now().getTime() - provedAt.getTime() < STEP_UP_MINUTES * 60_000;
    return { caller: { ...callerOfUser(user, await grantsOf("user", user.id)), fresh }, setCookies };
  }

  return {
    async identify(credentials) {
      const key = credentials.apiKey ?? /^Bearer\s+(.*)$/i.exec(credentials.authorization ?? "")?.[1];
      if (key?.startsWith("eyJ")) return remember(`token ${sha256Hex(key)}`, () => byToken(key));
      if (key !== undefined)
        return remember(`key ${credentials.ip} ${sha256Hex(key)}`, () => byKey(key, credentials.ip));
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

/** Whether an address lies in one of the blocks; no block means any address. */
function comesFrom(blocks: readonly string[], ip: string): boolean {
  return blocks.length === 0 || toBlockList(blocks).check(ip, isIP(ip) === 6 ? "ipv6" : "ipv4");
}

const rightsOf = ({ everywhere, within }: Reach) => ({
  permissions: everywhere,
  ...(within.size > 0 ? { within } : {}),
});

/** A person as the rest of the server meets them. */
export const callerOfUser = (user: User, grants: readonly HeldRole[]): Caller => ({
  kind: "user",
  id: user.id,
  name: user.name,
  email: user.email,
  role: user.role,
  ...rightsOf(reachOf([{ role: user.role, scope: "*" }, ...grants])),
  keyId: null,
});

/** What a key may is what it names, as far as its maker still may it: a maker who loses a right takes it from their keys. */
const callerOfKey = (key: StoredKey, grants: readonly HeldRole[]): Caller => ({
  kind: "key",
  id: key.ownerId,
  name: key.name,
  email: null,
  role: "service",
  ...rightsOf(narrowed(reachOf([{ role: key.owner.role, scope: "*" }, ...grants]), key.permissions, key.scope)),
  keyId: key.id,
});

/** What a phone in a pocket may not do, although its person may. */
const NOT_ON_PHONES: readonly string[] = [
  "people:admin",
  "owners:admin",
  "secrets:admin",
  "audit:admin",
  "notifications:admin",
  "keys:write",
  "devices:write",
];

/** A phone acts for its person; other devices may only what was granted to their key. */
function callerOfDevice(key: DeviceKey, owner: User | undefined, grants: readonly HeldRole[]): Caller {
  const actsFor = key.kind === "phone" ? owner : undefined;
  const allowed = PERMISSIONS.filter((permission) => !NOT_ON_PHONES.includes(permission));
  const reach = actsFor
    ? narrowed(reachOf([{ role: actsFor.role, scope: "*" }, ...grants]), allowed, "*")
    : reachOf(grants);
  return {
    kind: "device",
    id: actsFor?.id ?? key.id,
    name: key.name,
    email: null,
    role: actsFor?.role ?? "service",
    ...rightsOf(reach),
    keyId: key.id,
  };
}
