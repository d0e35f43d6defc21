import {
  addPasskey,
  beginPasskey,
  beginSecondFactor,
  challengePasskey,
  confirmSecondFactor,
  endSession,
  listPasskeys,
  listSessions,
  readSecondFactor,
  removePasskey,
  removeSecondFactor,
  signInWithPasskey,
  stepUp,
} from "@wopr/contracts";
import type { Context } from "hono";
import type { Caller } from "../../http/caller.ts";
import type { App, HttpEnv } from "../../http/env.ts";
import { mount, mountRaw } from "../../http/mount.ts";
import { IdentityErrors } from "./errors.ts";
import { callerOfUser, sessionCookieOf } from "./identify.ts";
import type { Passkeys } from "./passkeys.ts";
import type { SecondFactor } from "./second-factor.ts";
import type { IdentityService } from "./service.ts";
import { type Sessions, tokenOf } from "./sessions.ts";
import type { SignIn } from "./sign-in.ts";
import type { Passkey } from "./store-second.ts";
import { toMeWire } from "./wire.ts";

/** What the routes of a person's own security need. */
export interface SecurityDeps {
  readonly service: IdentityService;
  readonly signIn: SignIn;
  readonly sessions: Sessions;
  readonly secondFactor: SecondFactor;
  readonly passkeys: Passkeys;
  readonly onRightsChanged: () => void;
}

/** Keys and tokens have no password to change and no browser to sign out. */
export const demandPerson = (caller: Caller) => {
  if (caller.kind !== "user") throw IdentityErrors.person_only({});
};

/** Mounts sessions, codes, passkeys and the proof that it is really the person. */
export function mountSecurityRoutes(app: App, deps: SecurityDeps): void {
  const { service, signIn, sessions, secondFactor, passkeys } = deps;

  mountRaw(app, listSessions, async (_, caller, c) => {
    demandPerson(caller);
    const current = tokenOf(sessionCookieOf(c.req.header("cookie")));
    const items = (await sessions.list(caller.id)).map((session) => ({
      id: session.id,
      ip: session.ip,
      user_agent: session.userAgent,
      created_at: session.createdAt.toISOString(),
      last_used_at: session.updatedAt.toISOString(),
      current: session.token === current,
    }));
    return c.json({ items, next_cursor: null }, 200, { "cache-control": "no-store" });
  });
  mount(app, endSession, async ({ params }, caller) => {
    demandPerson(caller);
    if (!(await sessions.end(caller.id, params.id))) throw IdentityErrors.session_not_found({});
    deps.onRightsChanged();
  });

  mountRaw(app, stepUp, async ({ body }, caller, c) => {
    demandPerson(caller);
    await signIn.countTry(caller.email ?? caller.id, c.var.ip);
    const { password, code, passkey } = body ?? {};
    if (password !== undefined) await service.demandPassword(caller, password);
    else if (passkey !== undefined) {
      if ((await passkeys.use(passkey)) !== caller.id)
        throw IdentityErrors.passkey_refused({ why: "it is not yours." });
    } else if (code !== undefined) await secondFactor.demand(caller.id, code);
    else throw IdentityErrors.proof_missing({});
    await signIn.forgiveTry(caller.email ?? caller.id, c.var.ip);
    await sessions.markProved(sessionCookieOf(c.req.header("cookie")) ?? "");
    deps.onRightsChanged();
    return c.body(null, 204);
  });

  mount(app, readSecondFactor, async (_, caller) => {
    const { on, recoveryCodesLeft } = await secondFactor.state(caller.id);
    return { on, recovery_codes_left: recoveryCodesLeft };
  });
  mount(app, beginSecondFactor, (_, caller) => {
    demandPerson(caller);
    return secondFactor.begin(caller);
  });
  mount(app, confirmSecondFactor, async ({ body }, caller, facts) => {
    demandPerson(caller);
    return { recovery_codes: [...(await secondFactor.confirm(caller, body.code, facts))] };
  });
  mount(app, removeSecondFactor, async (_, caller, facts) => {
    demandPerson(caller);
    await secondFactor.remove(caller, facts);
  });

  mount(app, listPasskeys, async (_, caller) => ({
    items: (await passkeys.list(caller.id)).map(toPasskeyWire),
    next_cursor: null,
  }));
  mount(app, beginPasskey, async (_, caller) => {
    demandPerson(caller);
    return (await passkeys.beginAdd(caller)) as Record<string, unknown>;
  });
  mount(app, addPasskey, async ({ body }, caller, facts) => {
    demandPerson(caller);
    return toPasskeyWire(await passkeys.add(caller, body.name, body.response, facts));
  });
  mount(app, removePasskey, async ({ params }, caller, facts) => {
    demandPerson(caller);
    await passkeys.remove(caller, params.id, facts);
  });
  mount(app, challengePasskey, async () => (await passkeys.beginUse()) as Record<string, unknown>);
  mountRaw(app, signInWithPasskey, async ({ body }, _, c) => {
    const userId = await passkeys.use(body?.response);
    return openFor(c, deps, userId, 200);
  });
}

/** Opens a session for somebody who proved who they are, and says who that is. */
export async function openFor(
  c: Context<HttpEnv>,
  { service, sessions }: Pick<SecurityDeps, "service" | "sessions">,
  userId: string,
  status: 200 | 201,
): Promise<Response> {
  const user = await service.demandActive(userId);
  const cookie = await sessions.open(user.id, { ip: c.var.ip, userAgent: c.req.header("user-agent") });
  c.header("set-cookie", cookie, { append: true });
  c.header("cache-control", "no-store");
  return c.json(toMeWire(callerOfUser(user, [])), status);
}

const toPasskeyWire = (passkey: Passkey) => ({
  id: passkey.id,
  name: passkey.name,
  backed_up: passkey.backedUp,
  created_at: passkey.createdAt.toISOString(),
  last_used_at: passkey.lastUsedAt?.toISOString() ?? null,
});
