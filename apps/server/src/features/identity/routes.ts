import {
  completeSetup,
  createApiKey,
  createUser,
  listApiKeys,
  listRoles,
  listUsers,
  ROLE_PERMISSIONS,
  ROLES,
  readMe,
  readSetup,
  revokeApiKey,
} from "@wopr/contracts";
import type { App } from "../../http/env.ts";
import { mount, mountRaw } from "../../http/mount.ts";
import { actorOf } from "../audit/index.ts";
import { callerOfUser } from "./identify.ts";
import type { IdentityService } from "./service.ts";
import type { SignIn } from "./sign-in.ts";
import { toApiKeyWire, toMeWire, toUserWire } from "./wire.ts";

/** Mounts people, keys and the first run. Each handler is a translation and nothing else. */
export function mountIdentityRoutes(app: App, service: IdentityService, signIn: SignIn): void {
  mount(app, readMe, async (_, caller) => toMeWire(caller));
  mount(app, readSetup, async () => ({ needed: !(await service.isSetUp()) }));

  mountRaw(app, completeSetup, async ({ body }, _, c) => {
    const { code, ...person } = body ?? { code: "", name: "", email: "", password: "" };
    const owner = await service.completeSetup(code, person);
    const session = await signIn.open({ email: owner.email, password: person.password, remember: true, ip: c.var.ip });
    for (const cookie of session.setCookies) c.header("set-cookie", cookie, { append: true });
    return c.json(toMeWire(callerOfUser(owner, [])), 201);
  });

  mount(app, listUsers, async () => ({ items: (await service.listUsers()).map(toUserWire), next_cursor: null }));
  mount(app, createUser, async ({ body: { role, ...person } }, caller, facts) =>
    toUserWire(await service.createUser(person, role, { actor: actorOf(caller), facts })),
  );
  mount(app, listRoles, async () => ({
    items: ROLES.map((role) => ({ role, permissions: [...ROLE_PERMISSIONS[role]] })),
  }));

  mount(app, listApiKeys, async (_, caller) => {
    return { items: (await service.listKeys(caller)).map(toApiKeyWire), next_cursor: null };
  });
  mount(app, createApiKey, async ({ body }, caller, facts) => {
    const wanted = {
      name: body.name,
      permissions: body.permissions,
      days: body.expires_in_days,
      scope: body.scope,
      ipAllow: body.ip_allow,
    };
    const { key, text } = await service.createKey(caller, wanted, facts);
    return { ...toApiKeyWire(key), key: text };
  });
  mount(app, revokeApiKey, ({ params }, caller, facts) => service.revokeKey(caller, params.id, facts));
}
