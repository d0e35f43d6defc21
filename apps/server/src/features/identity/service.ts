import type { Permission, Role } from "@wopr/contracts";
import type { Clock, NewId } from "@wopr/kernel";
import { sha256Hex } from "@wopr/kernel/node";
import { hashPassword, verifyPassword } from "better-auth/crypto";
import type { Db } from "../../db/db.ts";
import type { Caller } from "../../http/caller.ts";
import { type Act, type Audit, actorOf } from "../audit/index.ts";
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
  createUser(user: NewUser, role: Role, by?: Pick<Act, "actor" | "facts">): Promise<User>;
  /** @throws {AppError} `identity.password_wrong` */
  demandPassword(caller: Caller, password: string): Promise<void>;
  /** @throws {AppError} `identity.suspended` for whoever is gone or may not come in. */
  demandActive(userId: string): Promise<User>;
  /** Ends all other sessions. @throws {AppError} `identity.password_wrong`, `identity.password_common` */
  changePassword(caller: Caller, current: string, next: string, keepToken: string | null): Promise<void>;
  /** The caller's keys; all keys for who may administer people. */
  listKeys(caller: Caller): Promise<readonly ApiKey[]>;
  /** @returns The key and, this once, its text. @throws {AppError} `identity.permission_not_held` */
  createKey(
    caller: Caller,
    key: {
      readonly name: string;
      readonly permissions: readonly Permission[];
      readonly days: number;
      readonly scope?: string;
      readonly ipAllow?: readonly string[];
    },
    facts?: Act["facts"],
  ): Promise<{ readonly key: ApiKey; readonly text: string }>;
  /** Idempotent. @throws {AppError} `identity.key_not_found` */
  revokeKey(caller: Caller, id: string, facts?: Act["facts"]): Promise<void>;
}

/** What the service needs from outside. */
export interface IdentityServiceDeps {
  readonly db: Db;
  readonly clock: Clock;
  readonly newId: NewId;
  readonly randomBytes: (count: number) => Uint8Array;
  readonly audit: Audit;
  /** Called when rights may have changed, so that nobody goes on with old ones. */
  readonly onRightsChanged: () => void;
}

const DAY_MS = 24 * 60 * 60 * 1000;

/** The only implementation; tests use it too. */
export function createIdentityService(deps: IdentityServiceDeps): IdentityService {
  const { db, clock, newId, randomBytes, audit } = deps;
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

    async demandPassword(caller, password) {
      const hash = await store.passwordHash(caller.id);
      if (!hash || !(await verifyPassword({ hash, password }))) throw IdentityErrors.password_wrong({});
    },

    async demandActive(userId) {
      const user = await store.findUser(userId);
      if (user?.status !== "active") throw IdentityErrors.suspended({});
      return user;
    },

    async createUser(person, role, by) {
      demandUncommon(person.password, person.email);
      const user = userFrom(person, role);
      const hash = await hashPassword(person.password);
      const added = await db.transaction(async (tx) => {
        if (!(await createIdentityStore(tx).addUser(user, newId(), hash))) return false;
        await audit.record(tx, {
          actor: by?.actor ?? { kind: "user", id: user.id, name: user.name },
          action: "identity.create_user",
          subject: { kind: "user", id: user.id },
          summary: `Made an account for ${user.name} as ${role}.`,
          after: { email: user.email, role },
          undo: { impossible: "suspend or remove the account instead." },
          facts: by?.facts,
        });
        return true;
      });
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
        await audit.record(tx, {
          actor: actorOf(caller),
          action: "identity.change_password",
          subject: { kind: "user", id: caller.id },
          summary: "Changed the own password.",
          undo: { impossible: "the old password is not kept." },
        });
      });
      deps.onRightsChanged();
    },

    listKeys: (caller) => keys.list(seesAllKeys(caller) ? undefined : caller.id),

    async createKey(caller, { name, permissions, days, scope = "*", ipAllow = [] }, facts) {
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
        scope,
        ipAllow,
        createdAt,
        expiresAt: new Date(createdAt.getTime() + days * DAY_MS),
        lastUsedAt: null,
        revokedAt: null,
      };
      await db.transaction(async (tx) => {
        await createKeyStore(tx).add(key, sha256Hex(parts.secret));
        await audit.record(tx, {
          actor: actorOf(caller),
          action: "identity.create_key",
          subject: { kind: "api_key", id: key.id },
          summary: `Made the API key "${name}".`,
          after: {
            prefix: key.prefix,
            permissions: key.permissions,
            scope,
            ip_allow: ipAllow,
            expires_at: key.expiresAt,
          },
          undo: { impossible: "revoke the key instead." },
          facts,
        });
      });
      return { key, text: formatKey(parts) };
    },

    async revokeKey(caller, id, facts) {
      await db.transaction(async (tx) => {
        const owner = seesAllKeys(caller) ? undefined : caller.id;
        if (!(await createKeyStore(tx).revoke(id, owner, clock.now()))) throw IdentityErrors.key_not_found({});
        await audit.record(tx, {
          actor: actorOf(caller),
          action: "identity.revoke_key",
          subject: { kind: "api_key", id },
          summary: "Revoked an API key.",
          undo: { impossible: "make a new key; a revoked one stays revoked." },
          facts,
        });
      });
      deps.onRightsChanged();
    },
  };
}

const seesAllKeys = (caller: Caller) => caller.permissions.has("people:admin");
