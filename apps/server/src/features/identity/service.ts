import type { Permission, Role } from "@wopr/contracts";
import type { Clock, NewId } from "@wopr/kernel";
import { sha256Hex } from "@wopr/kernel/node";
import { hashPassword, verifyPassword } from "better-auth/crypto";
import type { Db } from "../../db/db.ts";
import type { Caller } from "../../http/caller.ts";
import { formatKey, keyFrom } from "./domain/api-key.ts";
import { isCommonPassword } from "./domain/password.ts";
import { notHeld } from "./domain/permissions.ts";
import { normaliseSetupCode, SETUP_CODE_TRIES, SETUP_CODE_TTL_MS, setupCodeFrom } from "./domain/setup-code.ts";
import { IdentityErrors } from "./errors.ts";
import { type ApiKey, createKeyStore } from "./key-store.ts";
import { createIdentityStore, type User } from "./store.ts";

/** A person to be. */
export interface NewUser {
  readonly name: string;
  readonly email: string;
  readonly password: string;
}

/** What the identity feature can do, for routes and for the process that starts. */
export interface IdentityService {
  isSetUp(): Promise<boolean>;
  /** A new set-up code; the one before is void. @returns `undefined` when the owner exists. */
  issueSetupCode(): Promise<string | undefined>;
  /**
   * Makes the owner. Of several who try at once one succeeds.
   *
   * @throws {AppError} `identity.setup_done`, `identity.setup_code_wrong`, `identity.setup_code_expired`,
   * `identity.password_common`
   */
  completeSetup(code: string, owner: NewUser): Promise<User>;
  listUsers(): Promise<readonly User[]>;
  /** @throws {AppError} `identity.email_taken`, `identity.password_common` */
  createUser(user: NewUser, role: Role): Promise<User>;
  /** Ends all other sessions. @throws {AppError} `identity.password_wrong`, `identity.password_common` */
  changePassword(caller: Caller, current: string, next: string, keepToken: string | null): Promise<void>;
  /** The caller's keys; all keys for who may administer people. */
  listKeys(caller: Caller): Promise<readonly ApiKey[]>;
  /** @returns The key and, this once, its text. @throws {AppError} `identity.permission_not_held` */
  createKey(
    caller: Caller,
    key: { readonly name: string; readonly permissions: readonly Permission[]; readonly days: number },
  ): Promise<{ readonly key: ApiKey; readonly text: string }>;
  /** Idempotent. @throws {AppError} `identity.key_not_found` */
  revokeKey(caller: Caller, id: string): Promise<void>;
}

/** What the service needs from outside. */
export interface IdentityServiceDeps {
  readonly db: Db;
  readonly clock: Clock;
  readonly newId: NewId;
  readonly randomBytes: (count: number) => Uint8Array;
  /** Called when rights may have changed, so that nobody goes on with old ones. */
  readonly onRightsChanged: () => void;
}

const DAY_MS = 24 * 60 * 60 * 1000;

/** The only implementation; tests use it too. */
export function createIdentityService(deps: IdentityServiceDeps): IdentityService {
  const { db, clock, newId, randomBytes } = deps;
  const store = createIdentityStore(db);
  const keys = createKeyStore(db);

  const demandUncommon = (password: string, email: string) => {
    if (isCommonPassword(password, email)) throw IdentityErrors.password_common({});
  };
  const userFrom = ({ name, email }: NewUser, role: Role): User => ({
    id: newId(),
    name,
    email: email.toLowerCase(),
    role,
    status: "active",
    createdAt: clock.now(),
  });

  return {
    isSetUp: () => store.isSetUp(),
    listUsers: () => store.listUsers(),

    async issueSetupCode() {
      const code = setupCodeFrom(randomBytes(8));
      const expiresAt = new Date(clock.now().getTime() + SETUP_CODE_TTL_MS);
      const stored = await store.putSetupCode({ sha256: sha256Hex(code), expiresAt, tries: SETUP_CODE_TRIES });
      return stored ? code : undefined;
    },

    async completeSetup(code, person) {
      if (await store.isSetUp()) throw IdentityErrors.setup_done({});
      demandUncommon(person.password, person.email);
      const attempt = await store.trySetupCode(sha256Hex(normaliseSetupCode(code)), clock.now());
      if (attempt.kind === "wrong") throw IdentityErrors.setup_code_wrong({ tries_left: attempt.triesLeft });
      if (attempt.kind === "void") {
        throw (await store.isSetUp()) ? IdentityErrors.setup_done({}) : IdentityErrors.setup_code_expired({});
      }
      const owner = userFrom(person, "owner");
      const hash = await hashPassword(person.password);
      await db.transaction(async (tx) => {
        const inside = createIdentityStore(tx);
        const added = await inside.addUser(owner, newId(), hash);
        // Both are true for exactly one of those who arrive together; the others leave nothing behind.
        if (!(added && (await inside.finishSetup(owner.id, owner.createdAt)))) throw IdentityErrors.setup_done({});
      });
      return owner;
    },

    async createUser(person, role) {
      demandUncommon(person.password, person.email);
      const user = userFrom(person, role);
      const hash = await hashPassword(person.password);
      const added = await db.transaction((tx) => createIdentityStore(tx).addUser(user, newId(), hash));
      if (!added) throw IdentityErrors.email_taken({ email: user.email });
      return user;
    },

    async changePassword(caller, current, next, keepToken) {
      const hash = await store.passwordHash(caller.id);
      if (!hash || !(await verifyPassword({ hash, password: current }))) throw IdentityErrors.password_wrong({});
      demandUncommon(next, caller.email ?? "");
      const newHash = await hashPassword(next);
      await db.transaction(async (tx) => {
        const inside = createIdentityStore(tx);
        await inside.setPasswordHash(caller.id, newHash, clock.now());
        await inside.endSessions(caller.id, keepToken);
      });
      deps.onRightsChanged();
    },

    listKeys: (caller) => keys.list(seesAllKeys(caller) ? undefined : caller.id),

    async createKey(caller, { name, permissions, days }) {
      const missing = notHeld(permissions, caller.permissions);
      if (missing.length > 0) throw IdentityErrors.permission_not_held({ missing });
      const parts = keyFrom(randomBytes(37));
      const createdAt = clock.now();
      const key: ApiKey = {
        id: newId(),
        ownerId: caller.id,
        prefix: parts.prefix,
        name,
        permissions: [...new Set(permissions)],
        createdAt,
        expiresAt: new Date(createdAt.getTime() + days * DAY_MS),
        lastUsedAt: null,
        revokedAt: null,
      };
      await keys.add(key, sha256Hex(parts.secret));
      return { key, text: formatKey(parts) };
    },

    async revokeKey(caller, id) {
      const found = await keys.revoke(id, seesAllKeys(caller) ? undefined : caller.id, clock.now());
      if (!found) throw IdentityErrors.key_not_found({});
      deps.onRightsChanged();
    },
  };
}

const seesAllKeys = (caller: Caller) => caller.permissions.has("people:admin");
