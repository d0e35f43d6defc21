import {
  acceptInvitation,
  addGrant,
  changeUser,
  type GrantWire,
  type InvitationWire,
  inviteUser,
  listGrants,
  listInvitations,
  makeResetLink,
  openInvitation,
  readSignInMethods,
  removeGrant,
  removeUser,
  resetPassword,
  revokeInvitation,
  signUp,
} from "@wopr/contracts";
import type { Clock } from "@wopr/kernel";
import type { z } from "zod";
import type { App } from "../../http/env.ts";
import type { SharedLimiter } from "../../http/limit-store.ts";
import { LIMITS } from "../../http/limits.ts";
import { mount, mountRaw } from "../../http/mount.ts";
import { demandReason } from "../audit/index.ts";
import { IdentityErrors } from "./errors.ts";
import type { People } from "./people.ts";
import { openFor, type SecurityDeps } from "./routes-second.ts";
import type { Grant, Invitation } from "./store-people.ts";
import { toUserWire } from "./wire.ts";

/** What the routes about people need. */
export interface PeopleRouteDeps extends Pick<SecurityDeps, "service" | "sessions"> {
  readonly people: People;
  readonly limiter: SharedLimiter;
  readonly clock: Clock;
  readonly publicUrl: string;
  readonly signUpOpen: boolean;
  /** Name of another provider, when there is one. */
  readonly provider: string | null;
}

/** Mounts people, invitations and grants. */
export function mountPeopleRoutes(app: App, deps: PeopleRouteDeps): void {
  const { people, limiter, publicUrl } = deps;

  mount(app, readSignInMethods, async () => ({ sign_up: deps.signUpOpen, provider: deps.provider, passkeys: true }));
  mountRaw(app, signUp, async ({ body }, _, c) => {
    if (!deps.signUpOpen || !body) throw IdentityErrors.sign_up_closed({});
    await limiter.take(LIMITS.signUp, c.var.ip);
    const user = await deps.service.createUser(body, "member");
    return openFor(c, deps, user.id, 201);
  });

  mount(app, changeUser, async ({ params, body: { reason, ...change } }, caller, facts) => {
    const isWeighty = change.role !== undefined || change.status !== undefined;
    const why = isWeighty ? demandReason(reason) : reason;
    return toUserWire(await people.change(caller, params.id, change, why, facts));
  });
  mount(app, removeUser, ({ params, query }, caller, facts) =>
    people.remove(caller, params.id, demandReason(query.reason), facts),
  );
  mount(app, makeResetLink, async ({ params }, caller, facts) => {
    await limiter.take(LIMITS.reset, params.id);
    const { token, expiresAt } = await people.resetLink(caller, params.id, facts);
    return { url: `${publicUrl}/reset#token=${token}`, expires_at: expiresAt.toISOString() };
  });
  mountRaw(app, resetPassword, async ({ body }, _, c, facts) => {
    await limiter.take(LIMITS.pairing, c.var.ip);
    await people.reset(body?.token ?? "", body?.password ?? "", facts);
    await limiter.giveBack(LIMITS.pairing, c.var.ip);
    return c.body(null, 204);
  });

  mount(app, listInvitations, async () => ({
    items: (await people.invitations()).map((one) => toInvitationWire(one, deps.clock.now())),
    next_cursor: null,
  }));
  mount(app, inviteUser, async ({ body }, caller, facts) => {
    const { invitation, token } = await people.invite(caller, body.email, body.role, facts);
    return { ...toInvitationWire(invitation, deps.clock.now()), url: `${publicUrl}/invitation#token=${token}` };
  });
  mount(app, revokeInvitation, ({ params }, caller, facts) => people.revokeInvitation(caller, params.id, facts));
  mount(app, openInvitation, async ({ body }) => {
    const { email, role, expiresAt } = await people.invited(body.token);
    return { email, role, expires_at: expiresAt.toISOString() };
  });
  mountRaw(app, acceptInvitation, async ({ body }, _, c, facts) => {
    const { token, name, password } = body ?? { token: "", name: "", password: "" };
    const user = await people.accept(token, name, password, facts);
    return openFor(c, deps, user.id, 201);
  });

  mount(app, listGrants, async () => ({ items: (await people.grants()).map(toGrantWire), next_cursor: null }));
  mount(app, addGrant, async ({ body: { reason, ...body } }, caller, facts) => {
    const wish = {
      subjectKind: body.subject_kind,
      subjectId: body.subject_id,
      role: body.role,
      scope: body.scope,
      expiresAt: body.expires_at === null ? null : new Date(body.expires_at),
    };
    return toGrantWire(await people.grant(caller, wish, demandReason(reason), facts));
  });
  mount(app, removeGrant, ({ params, query }, caller, facts) =>
    people.ungrant(caller, params.id, demandReason(query.reason), facts),
  );
}

function toInvitationWire(invitation: Invitation, now: Date): z.infer<typeof InvitationWire> {
  const { acceptedAt, revokedAt, expiresAt } = invitation;
  const over = expiresAt <= now ? "expired" : "open";
  return {
    id: invitation.id,
    email: invitation.email,
    role: invitation.role,
    state: acceptedAt ? "accepted" : revokedAt ? "revoked" : over,
    created_at: invitation.createdAt.toISOString(),
    expires_at: expiresAt.toISOString(),
  };
}

const toGrantWire = (grant: Grant): z.infer<typeof GrantWire> => ({
  id: grant.id,
  subject_kind: grant.subjectKind,
  subject_id: grant.subjectId,
  role: grant.role,
  scope: grant.scope,
  created_at: grant.createdAt.toISOString(),
  expires_at: grant.expiresAt?.toISOString() ?? null,
});
