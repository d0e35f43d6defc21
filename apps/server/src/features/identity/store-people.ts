import { and, asc, desc, eq, gt, isNull, or, sql } from "drizzle-orm";
import type { Db } from "../../db/db.ts";
import type { User } from "./store.ts";
import { accounts, apiKeys, users } from "./tables.ts";
import { grants, invitations, passkeys } from "./tables-access.ts";

/** A link that makes an account. */
export interface Invitation {
  readonly id: string;
  readonly email: string;
  readonly role: string;
  readonly invitedBy: string;
  readonly createdAt: Date;
  readonly expiresAt: Date;
  readonly acceptedAt: Date | null;
  readonly revokedAt: Date | null;
}

/** A role beside the own one. */
export interface Grant {
  readonly id: string;
  readonly subjectKind: "user" | "api_key" | "device_key";
  readonly subjectId: string;
  readonly role: string;
  /** `*`, `org:…`, `site:…`, `area:…`, `namespace:…`, `device:…` */
  readonly scope: string;
  readonly grantedBy: string;
  readonly createdAt: Date;
  readonly expiresAt: Date | null;
}

/** Changes of people, invitations and grants. Says nothing about who may. */
export interface PeopleStore {
  lockUser(id: string): Promise<User | undefined>;
  setUser(user: User, at: Date): Promise<void>;
  /** Active owners besides this person, locked, so that two cannot leave at once. */
  otherOwners(userId: string): Promise<number>;
  /** Takes everything away that lets this person in. */
  removeAccess(userId: string, at: Date): Promise<void>;
  findByEmail(email: string): Promise<User | undefined>;
  invitations(): Promise<readonly Invitation[]>;
  addInvitation(invitation: Invitation, tokenSha256: string): Promise<void>;
  /** @returns `undefined` when there is none that still holds. */
  openInvitation(tokenSha256: string, now: Date): Promise<Invitation | undefined>;
  /** @returns `false` when somebody was faster. */
  acceptInvitation(id: string, at: Date): Promise<boolean>;
  revokeInvitation(id: string, at: Date): Promise<boolean>;
  grants(): Promise<readonly Grant[]>;
  grantsOf(kind: Grant["subjectKind"], subjectId: string, now: Date): Promise<readonly Grant[]>;
  grant(id: string): Promise<Grant | undefined>;
  /** @returns `false` when it is there already. */
  addGrant(grant: Grant): Promise<boolean>;
  removeGrant(id: string): Promise<boolean>;
  /** Who an identity of another provider belongs to. */
  findLinked(providerId: string, accountId: string): Promise<User | undefined>;
  link(id: string, userId: string, providerId: string, accountId: string, at: Date): Promise<void>;
}

const userColumns = {
  id: users.id,
  name: users.name,
  email: users.email,
  role: users.role,
  status: users.status,
  createdAt: users.createdAt,
};
const invitationColumns = {
  id: invitations.id,
  email: invitations.email,
  role: invitations.role,
  invitedBy: invitations.invitedBy,
  createdAt: invitations.createdAt,
  expiresAt: invitations.expiresAt,
  acceptedAt: invitations.acceptedAt,
  revokedAt: invitations.revokedAt,
};

/** People, invitations and grants in PostgreSQL. Pass a transaction as `db` to take part in it. */
export function createPeopleStore(db: Db): PeopleStore {
  const open = and(isNull(invitations.acceptedAt), isNull(invitations.revokedAt));
  return {
    async lockUser(id) {
      const [row] = await db.select(userColumns).from(users).where(eq(users.id, id)).for("update");
      return row as User | undefined;
    },
    async setUser({ id, name, email, role, status }, at) {
      await db.update(users).set({ name, email, role, status, updatedAt: at }).where(eq(users.id, id));
    },
    async otherOwners(userId) {
      const owners = await db
        .select({ id: users.id })
        .from(users)
        .where(and(eq(users.role, "owner"), eq(users.status, "active")))
        .orderBy(asc(users.id))
        .for("update");
      return owners.filter(({ id }) => id !== userId).length;
    },
    async removeAccess(userId, at) {
      await db.execute(sql`DELETE FROM identity_sessions WHERE user_id = ${userId}`);
      await db.delete(accounts).where(eq(accounts.userId, userId));
      await db.delete(passkeys).where(eq(passkeys.userId, userId));
      await db.execute(sql`DELETE FROM identity_totp WHERE user_id = ${userId}`);
      await db.execute(sql`DELETE FROM identity_recovery_codes WHERE user_id = ${userId}`);
      await db.execute(
        sql`UPDATE identity_device_keys SET status = 'revoked', revoked_at = ${at} WHERE owner_id = ${userId} AND status <> 'revoked'`,
      );
      await db
        .update(apiKeys)
        .set({ revokedAt: at })
        .where(and(eq(apiKeys.ownerId, userId), isNull(apiKeys.revokedAt)));
      await db.delete(grants).where(and(eq(grants.subjectKind, "user"), eq(grants.subjectId, userId)));
    },
    async findByEmail(email) {
      const [row] = await db.select(userColumns).from(users).where(eq(users.email, email.toLowerCase()));
      return row as User | undefined;
    },

    invitations: () => db.select(invitationColumns).from(invitations).orderBy(desc(invitations.createdAt)).limit(500),
    async addInvitation(invitation, tokenSha256) {
      await db.insert(invitations).values({ ...invitation, tokenSha256 });
    },
    async openInvitation(tokenSha256, now) {
      const [row] = await db
        .select(invitationColumns)
        .from(invitations)
        .where(and(eq(invitations.tokenSha256, tokenSha256), open, gt(invitations.expiresAt, now)));
      return row;
    },
    async acceptInvitation(id, at) {
      const accepted = await db
        .update(invitations)
        .set({ acceptedAt: at })
        .where(and(eq(invitations.id, id), open))
        .returning({ id: invitations.id });
      return accepted.length === 1;
    },
    async revokeInvitation(id, at) {
      const revoked = await db
        .update(invitations)
        .set({ revokedAt: at })
        .where(and(eq(invitations.id, id), open))
        .returning({ id: invitations.id });
      return revoked.length === 1;
    },

    grants: () => db.select().from(grants).orderBy(desc(grants.createdAt)).limit(500),
    grantsOf: (kind, subjectId, now) =>
      db
        .select()
        .from(grants)
        .where(
          and(
            eq(grants.subjectKind, kind),
            eq(grants.subjectId, subjectId),
            or(isNull(grants.expiresAt), gt(grants.expiresAt, now)),
          ),
        ),
    grant: async (id) => (await db.select().from(grants).where(eq(grants.id, id)))[0],
    async addGrant(grant) {
      const added = await db.insert(grants).values(grant).onConflictDoNothing().returning({ id: grants.id });
      return added.length === 1;
    },
    async removeGrant(id) {
      return (await db.delete(grants).where(eq(grants.id, id)).returning({ id: grants.id })).length === 1;
    },

    async findLinked(providerId, accountId) {
      const [row] = await db
        .select(userColumns)
        .from(accounts)
        .innerJoin(users, eq(users.id, accounts.userId))
        .where(and(eq(accounts.providerId, providerId), eq(accounts.accountId, accountId)));
      return row as User | undefined;
    },
    async link(id, userId, providerId, accountId, at) {
      await db
        .insert(accounts)
        .values({ id, userId, providerId, accountId, createdAt: at, updatedAt: at })
        .onConflictDoNothing();
    },
  };
}
