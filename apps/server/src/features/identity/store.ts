import type { Role } from "@wopr/contracts";
import { and, asc, eq, gt, isNull, ne, sql } from "drizzle-orm";
import type { Db } from "../../db/db.ts";
import { accounts, sessions, setup, users } from "./tables.ts";

/** Somebody who can sign in. */
export interface User {
  readonly id: string;
  readonly name: string;
  /** Lower case. */
  readonly email: string;
  readonly role: Role;
  readonly status: "active" | "suspended";
  readonly createdAt: Date;
}

/** What became of a typed set-up code. */
export type SetupTry =
  | { readonly kind: "right" }
  | { readonly kind: "wrong"; readonly triesLeft: number }
  | { readonly kind: "void" };

/** Reads and writes people and the first run. Says nothing about who may. */
export interface IdentityStore {
  /** Whether the owner was made. */
  isSetUp(): Promise<boolean>;
  /** Replaces the set-up code. @returns `false` when the owner exists. */
  putSetupCode(code: { readonly sha256: string; readonly expiresAt: Date; readonly tries: number }): Promise<boolean>;
  /** Compares and counts in one statement: parallel guesses cannot have more tries than there are. */
  trySetupCode(sha256: string, now: Date): Promise<SetupTry>;
  /** Marks the first run as done. @returns `false` when somebody was faster. */
  finishSetup(ownerId: string, at: Date): Promise<boolean>;
  /** Adds a person with a password. @returns `false` when the address is taken. */
  addUser(user: User, accountId: string, passwordHash: string): Promise<boolean>;
  findUser(id: string): Promise<User | undefined>;
  /** Everybody, by name. */
  listUsers(): Promise<readonly User[]>;
  /** Hash of the password of a person, if they have one. */
  passwordHash(userId: string): Promise<string | undefined>;
  setPasswordHash(userId: string, hash: string, at: Date): Promise<void>;
  /** Ends all sessions of a person but the one with `keepToken`. */
  endSessions(userId: string, keepToken: string | null): Promise<void>;
  /** Removes sessions that ended before `now`. @returns How many. */
  removeEndedSessions(now: Date): Promise<number>;
}

const ONLY = eq(setup.id, 1);
const CREDENTIAL = "credential";

/** People in Postgres. Pass a transaction as `db` to take part in it. */
export function createIdentityStore(db: Db): IdentityStore {
  const columns = {
    id: users.id,
    name: users.name,
    email: users.email,
    role: users.role,
    status: users.status,
    createdAt: users.createdAt,
  };
  return {
    async isSetUp() {
      const [row] = await db.select({ doneAt: setup.doneAt }).from(setup).where(ONLY);
      return row?.doneAt != null;
    },

    async putSetupCode({ sha256, expiresAt, tries }) {
      const code = { codeSha256: sha256, codeExpiresAt: expiresAt, triesLeft: tries };
      const written = await db
        .insert(setup)
        .values({ id: 1, ...code })
        .onConflictDoUpdate({ target: setup.id, set: code, setWhere: isNull(setup.doneAt) })
        .returning({ id: setup.id });
      return written.length === 1;
    },

    async trySetupCode(sha256, now) {
      const right = sql<boolean>`${setup.codeSha256} = ${sha256}`;
      const [row] = await db
        .update(setup)
        .set({ triesLeft: sql`CASE WHEN ${right} THEN ${setup.triesLeft} ELSE ${setup.triesLeft} - 1 END` })
        .where(and(ONLY, isNull(setup.doneAt), gt(setup.triesLeft, 0), gt(setup.codeExpiresAt, now)))
        .returning({ right, triesLeft: setup.triesLeft });
      if (!row) return { kind: "void" };
      return row.right ? { kind: "right" } : { kind: "wrong", triesLeft: row.triesLeft };
    },

    async finishSetup(ownerId, at) {
      const done = await db
        .update(setup)
        .set({ ownerId, doneAt: at, codeSha256: null, codeExpiresAt: null, triesLeft: 0 })
        .where(and(ONLY, isNull(setup.doneAt)))
        .returning({ id: setup.id });
      return done.length === 1;
    },

    async addUser(user, accountId, passwordHash) {
      const added = await db
        .insert(users)
        .values({ ...user, emailVerified: false, updatedAt: user.createdAt })
        .onConflictDoNothing({ target: users.email })
        .returning({ id: users.id });
      if (added.length === 0) return false;
      await db.insert(accounts).values({
        id: accountId,
        userId: user.id,
        accountId: user.id,
        providerId: CREDENTIAL,
        password: passwordHash,
        createdAt: user.createdAt,
        updatedAt: user.createdAt,
      });
      return true;
    },

    async findUser(id) {
      const [row] = await db.select(columns).from(users).where(eq(users.id, id));
      return row as User | undefined;
    },

    async listUsers() {
      return (await db.select(columns).from(users).orderBy(asc(users.name), asc(users.id))) as User[];
    },

    async passwordHash(userId) {
      const [row] = await db
        .select({ password: accounts.password })
        .from(accounts)
        .where(and(eq(accounts.userId, userId), eq(accounts.providerId, CREDENTIAL)));
      return row?.password ?? undefined;
    },

    async setPasswordHash(userId, hash, at) {
      await db
        .update(accounts)
        .set({ password: hash, updatedAt: at })
        .where(and(eq(accounts.userId, userId), eq(accounts.providerId, CREDENTIAL)));
    },

    async endSessions(userId, keepToken) {
      const others = keepToken === null ? undefined : ne(sessions.token, keepToken);
      await db.delete(sessions).where(and(eq(sessions.userId, userId), others));
    },

    async removeEndedSessions(now) {
      const removed = await db
        .delete(sessions)
        .where(sql`${sessions.expiresAt} < ${now}`)
        .returning({ id: sessions.id });
      return removed.length;
    },
  };
}
