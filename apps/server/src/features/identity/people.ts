import type { Role } from "@wopr/contracts";
import type { Clock, NewId } from "@wopr/kernel";
import { sha256Hex } from "@wopr/kernel/node";
import { hashPassword } from "better-auth/crypto";
import type { Db } from "../../db/db.ts";
import type { Caller } from "../../http/caller.ts";
import { PlatformErrors } from "../../http/errors.ts";
import { type Act, type Audit, AuditErrors, actorOf, type UndoHandler } from "../audit/index.ts";
import { isCommonPassword } from "./domain/password.ts";
import { IdentityErrors } from "./errors.ts";
import { createIdentityStore, type User } from "./store.ts";
import { createChallengeStore } from "./store-challenges.ts";
import { createPeopleStore, type Grant, type Invitation } from "./store-people.ts";

/** Facts of the request an act belongs to. */
type Facts = Act["facts"];

/** What of a person can be changed. */
export interface UserChange {
  readonly name?: string | undefined;
  readonly role?: Role | undefined;
  readonly status?: "active" | "suspended" | undefined;
}

/** Inviting, changing and letting go of people; roles beside their own. */
export interface People {
  invitations(): Promise<readonly Invitation[]>;
  /** @returns The invitation and, this once, the token of its link. @throws {AppError} `identity.email_taken`, `platform.forbidden` */
  invite(
    caller: Caller,
    email: string,
    role: Role,
    facts: Facts,
  ): Promise<{ readonly invitation: Invitation; readonly token: string }>;
  /** @throws {AppError} `identity.invitation_not_found` */
  revokeInvitation(caller: Caller, id: string, facts: Facts): Promise<void>;
  /** Who is invited by this link. @throws {AppError} `identity.invitation_over` */
  invited(token: string): Promise<Invitation>;
  /** Makes the account. @throws {AppError} `identity.invitation_over`, `identity.email_taken`, `identity.password_common` */
  accept(token: string, name: string, password: string, facts: Facts): Promise<User>;
  /** @throws {AppError} `identity.user_not_found`, `identity.last_owner`, `platform.forbidden` */
  change(caller: Caller, id: string, change: UserChange, reason: string | undefined, facts: Facts): Promise<User>;
  /** Takes the account and everything personal away; what they did stays, without a name. @throws as {@link People.change} */
  remove(caller: Caller, id: string, reason: string, facts: Facts): Promise<void>;
  /** A link with which this person sets a new password, for somebody to hand over; 24 h, once. */
  resetLink(caller: Caller, id: string, facts: Facts): Promise<{ readonly token: string; readonly expiresAt: Date }>;
  /** @throws {AppError} `identity.reset_over`, `identity.password_common` */
  reset(token: string, password: string, facts: Facts): Promise<void>;
  grants(): Promise<readonly Grant[]>;
  /** @throws {AppError} `identity.grant_exists`, `platform.forbidden` */
  grant(
    caller: Caller,
    grant: Pick<Grant, "subjectKind" | "subjectId" | "role" | "scope" | "expiresAt">,
    reason: string,
    facts: Facts,
  ): Promise<Grant>;
  /** @throws {AppError} `identity.grant_not_found`, `platform.forbidden` */
  ungrant(caller: Caller, id: string, reason: string, facts: Facts): Promise<void>;
  readonly undos: readonly UndoHandler[];
}

const DAY_MS = 24 * 60 * 60 * 1000;
const INVITED_MS = 7 * DAY_MS;

/** The only implementation; tests use it too. */
export function createPeople(deps: {
  readonly db: Db;
  readonly clock: Clock;
  readonly newId: NewId;
  readonly randomBytes: (count: number) => Uint8Array;
  readonly audit: Audit;
  readonly onRightsChanged: () => void;
}): People {
  const { db, clock, newId, randomBytes, audit, onRightsChanged } = deps;
  const store = createPeopleStore(db);
  const newToken = () => Buffer.from(randomBytes(16)).toString("base64url");

  /** Whoever makes or changes owners must be one. */
  const demandOwner = (caller: Caller, ...roles: readonly (string | undefined)[]) => {
    if (roles.includes("owner") && !caller.permissions.has("owners:admin")) {
      throw PlatformErrors.forbidden({ scope: "owners:admin" });
    }
  };
  const demandUncommon = (password: string, email: string) => {
    if (isCommonPassword(password, email)) throw IdentityErrors.password_common({});
  };
  type Told = Pick<Act, "action" | "subject" | "summary" | "before" | "after" | "undo" | "reason">;
  const tell = (tx: Db, caller: Caller, facts: Facts, act: Told) =>
    audit.record(tx, { actor: actorOf(caller), facts, ...act });
  const factsOf = ({ name, role, status }: User) => ({ name, role, status });

  async function openInvitation(within: Db, token: string): Promise<Invitation> {
    const found = await createPeopleStore(within).openInvitation(sha256Hex(token), clock.now());
    if (!found) throw IdentityErrors.invitation_over({});
    return found;
  }

  async function lockUser(tx: Db, caller: Caller, id: string): Promise<User> {
    const user = await createPeopleStore(tx).lockUser(id);
    if (!user) throw IdentityErrors.user_not_found({});
    demandOwner(caller, user.role);
    return user;
  }

  async function demandAnotherOwner(tx: Db, before: User, after: Pick<User, "role" | "status">) {
    const leaves =
      before.role === "owner" && before.status === "active" && (after.role !== "owner" || after.status !== "active");
    if (leaves && (await createPeopleStore(tx).otherOwners(before.id)) === 0) throw IdentityErrors.last_owner({});
  }

  const undoChange: UndoHandler = {
    action: "identity.change_user",
    scope: "people:admin",
    async run(tx, { entry, data, caller }) {
      const { before, after } = data as { readonly before: UserChange; readonly after: UserChange };
      const current = await lockUser(tx, caller, entry.subject.id);
      demandOwner(caller, before.role);
      const same = current.role === after.role && current.status === after.status && current.name === after.name;
      if (!same) throw AuditErrors.undo_conflict({ what: "This person", expected: after, actual: factsOf(current) });
      const next = { ...current, ...before } as User;
      await demandAnotherOwner(tx, current, next);
      await createPeopleStore(tx).setUser(next, clock.now());
      onRightsChanged();
      return { summary: `Took back: ${entry.summary}`, before: factsOf(current), after: factsOf(next) };
    },
  };
  const undoGrant: UndoHandler = {
    action: "identity.add_grant",
    scope: "people:admin",
    async run(tx, { entry, data, caller }) {
      const grant = data as Grant;
      demandOwner(caller, grant.role);
      if (!(await createPeopleStore(tx).removeGrant(grant.id))) {
        throw AuditErrors.undo_conflict({ what: "The grant", expected: grant, actual: null });
      }
      onRightsChanged();
      return { summary: `Took back: ${entry.summary}`, before: grant, after: null };
    },
  };
  const undoUngrant: UndoHandler = {
    action: "identity.remove_grant",
    scope: "people:admin",
    async run(tx, { entry, data, caller }) {
      const kept = data as Grant;
      demandOwner(caller, kept.role);
      const expiresAt = kept.expiresAt === null ? null : new Date(kept.expiresAt);
      const grant: Grant = { ...kept, createdAt: new Date(kept.createdAt), expiresAt };
      if (!(await createPeopleStore(tx).addGrant(grant))) {
        throw AuditErrors.undo_conflict({ what: "The grant", expected: null, actual: grant });
      }
      onRightsChanged();
      return { summary: `Took back: ${entry.summary}`, before: null, after: grant };
    },
  };

  return {
    undos: [undoChange, undoGrant, undoUngrant],
    invitations: () => store.invitations(),

    async invite(caller, email, role, facts) {
      demandOwner(caller, role);
      if (await store.findByEmail(email)) throw IdentityErrors.email_taken({ email: email.toLowerCase() });
      const token = newToken();
      const now = clock.now();
      const invitation: Invitation = {
        id: newId(),
        email: email.toLowerCase(),
        role,
        invitedBy: caller.id,
        createdAt: now,
        expiresAt: new Date(now.getTime() + INVITED_MS),
        acceptedAt: null,
        revokedAt: null,
      };
      await db.transaction(async (tx) => {
        await createPeopleStore(tx).addInvitation(invitation, sha256Hex(token));
        await tell(tx, caller, facts, {
          action: "identity.invite_user",
          subject: { kind: "invitation", id: invitation.id },
          summary: `Invited ${invitation.email} as ${role}.`,
          after: { email: invitation.email, role },
          undo: { impossible: "revoke the invitation instead." },
        });
      });
      return { invitation, token };
    },

    async revokeInvitation(caller, id, facts) {
      await db.transaction(async (tx) => {
        if (!(await createPeopleStore(tx).revokeInvitation(id, clock.now()))) {
          throw IdentityErrors.invitation_not_found({});
        }
        await tell(tx, caller, facts, {
          action: "identity.revoke_invitation",
          subject: { kind: "invitation", id },
          summary: "Revoked an invitation.",
          undo: { impossible: "invite again; the link is a new one." },
        });
      });
    },

    invited: (token) => openInvitation(db, token),

    async accept(token, name, password, facts) {
      const invitation = await openInvitation(db, token);
      demandUncommon(password, invitation.email);
      const hash = await hashPassword(password);
      return db.transaction(async (tx) => {
        const now = clock.now();
        if (!(await createPeopleStore(tx).acceptInvitation(invitation.id, now)))
          throw IdentityErrors.invitation_over({});
        const user: User = {
          id: newId(),
          name,
          email: invitation.email,
          role: invitation.role as Role,
          status: "active",
          createdAt: now,
        };
        const added = await createIdentityStore(tx).addUser(user, newId(), hash);
        if (!added) throw IdentityErrors.email_taken({ email: user.email });
        await audit.record(tx, {
          actor: { kind: "user", id: user.id, name },
          action: "identity.accept_invitation",
          subject: { kind: "user", id: user.id },
          summary: `Accepted the invitation as ${user.role}.`,
          after: factsOf(user),
          undo: { impossible: "suspend the account instead." },
          facts,
        });
        return user;
      });
    },

    async change(caller, id, change, reason, facts) {
      const after = await db.transaction(async (tx) => {
        const before = await lockUser(tx, caller, id);
        demandOwner(caller, change.role);
        const next: User = {
          ...before,
          name: change.name ?? before.name,
          role: change.role ?? before.role,
          status: change.status ?? before.status,
        };
        await demandAnotherOwner(tx, before, next);
        await createPeopleStore(tx).setUser(next, clock.now());
        if (next.status !== "active") await createIdentityStore(tx).endSessions(id, null);
        await tell(tx, caller, facts, {
          action: "identity.change_user",
          subject: { kind: "user", id },
          summary: `Changed the account of ${next.name}.`,
          reason,
          before: factsOf(before),
          after: factsOf(next),
          undo: { data: { before: factsOf(before), after: factsOf(next) } },
        });
        return next;
      });
      onRightsChanged();
      return after;
    },

    async remove(caller, id, reason, facts) {
      await db.transaction(async (tx) => {
        const before = await lockUser(tx, caller, id);
        const after: User = {
          ...before,
          name: "Former member",
          email: `removed-${id}@removed.invalid`,
          role: "viewer",
          status: "suspended",
        };
        await demandAnotherOwner(tx, before, after);
        const inside = createPeopleStore(tx);
        await inside.removeAccess(id, clock.now());
        await inside.setUser(after, clock.now());
        await tell(tx, caller, facts, {
          action: "identity.remove_user",
          subject: { kind: "user", id },
          summary: "Removed an account.",
          reason,
          before: { role: before.role },
          undo: { impossible: "what was personal is erased; invite them again." },
        });
      });
      onRightsChanged();
    },

    async resetLink(caller, id, facts) {
      const token = newToken();
      const expiresAt = new Date(clock.now().getTime() + DAY_MS);
      await db.transaction(async (tx) => {
        await lockUser(tx, caller, id);
        await createChallengeStore(tx).ask({ kind: "reset", text: token, subject: id, expiresAt });
        await tell(tx, caller, facts, {
          action: "identity.make_reset_link",
          subject: { kind: "user", id },
          summary: "Made a link to set a new password.",
          undo: { impossible: "it ends by itself after 24 hours." },
        });
      });
      return { token, expiresAt };
    },

    async reset(token, password, facts) {
      const asked = await createChallengeStore(db).take("reset", token, clock.now());
      const user = asked && (await createIdentityStore(db).findUser(asked.subject));
      if (!user) throw IdentityErrors.reset_over({});
      demandUncommon(password, user.email);
      const hash = await hashPassword(password);
      await db.transaction(async (tx) => {
        const inside = createIdentityStore(tx);
        await inside.setPasswordHash(user.id, hash, clock.now());
        await inside.endSessions(user.id, null);
        await audit.record(tx, {
          actor: { kind: "user", id: user.id, name: user.name },
          action: "identity.reset_password",
          subject: { kind: "user", id: user.id },
          summary: "Set a new password by a link.",
          undo: { impossible: "the old password is not kept." },
          facts,
        });
      });
      onRightsChanged();
    },

    grants: () => store.grants(),

    async grant(caller, wish, reason, facts) {
      demandOwner(caller, wish.role);
      const grant: Grant = { ...wish, id: newId(), grantedBy: caller.id, createdAt: clock.now() };
      await db.transaction(async (tx) => {
        if (!(await createPeopleStore(tx).addGrant(grant))) throw IdentityErrors.grant_exists({});
        await tell(tx, caller, facts, {
          action: "identity.add_grant",
          subject: { kind: grant.subjectKind, id: grant.subjectId },
          summary: `Granted the role ${grant.role} for ${grant.scope}.`,
          reason,
          after: grant,
          undo: { data: grant },
        });
      });
      onRightsChanged();
      return grant;
    },

    async ungrant(caller, id, reason, facts) {
      await db.transaction(async (tx) => {
        const inside = createPeopleStore(tx);
        const grant = await inside.grant(id);
        if (!grant) throw IdentityErrors.grant_not_found({});
        demandOwner(caller, grant.role);
        if (!(await inside.removeGrant(id))) throw IdentityErrors.grant_not_found({});
        await tell(tx, caller, facts, {
          action: "identity.remove_grant",
          subject: { kind: grant.subjectKind, id: grant.subjectId },
          summary: `Took the role ${grant.role} for ${grant.scope} away.`,
          reason,
          before: grant,
          undo: { data: grant },
        });
      });
      onRightsChanged();
    },
  };
}
