import { changePassword, signIn as signInEndpoint, signOut } from "@wopr/contracts";
import type { App } from "../../http/env.ts";
import { PlatformErrors } from "../../http/errors.ts";
import { mountRaw } from "../../http/mount.ts";
import { ADDRESS_HEADER, type Auth } from "./auth.ts";
import { IdentityErrors } from "./errors.ts";
import { sessionCookieOf } from "./identify.ts";
import type { IdentityService } from "./service.ts";
import type { SignIn } from "./sign-in.ts";
import { toMeWire } from "./wire.ts";

/** Operations of better-auth that are safe to reach as they are; all its others do not exist here. */
const PASSED_ON = new Set(["GET /get-session", "POST /revoke-sessions", "POST /revoke-other-sessions"]);
const BASE = "/api/v1/auth";

/** Mounts signing in and out, and what better-auth itself offers about sessions. */
export function mountAuthRoutes(app: App, auth: Auth, signIn: SignIn, service: IdentityService): void {
  mountRaw(app, signInEndpoint, async ({ body }, _, c) => {
    const { email, password, rememberMe, code } = body ?? { email: "", password: "", rememberMe: true };
    const { caller, setCookies } = await signIn.attempt({ email, password, remember: rememberMe, code, ip: c.var.ip });
    for (const cookie of setCookies) c.header("set-cookie", cookie, { append: true });
    c.header("cache-control", "no-store");
    return c.json(toMeWire(caller), 200);
  });

  mountRaw(app, signOut, async (_, __, c) => {
    const removals = await signIn.close(c.req.header("cookie"));
    for (const cookie of removals) c.header("set-cookie", cookie, { append: true });
    return c.body(null, 204);
  });

  mountRaw(app, changePassword, async ({ body }, caller, c) => {
    if (caller.kind !== "user") throw IdentityErrors.person_only({});
    const { current_password, new_password } = body ?? { current_password: "", new_password: "" };
    await signIn.countTry(caller.email ?? caller.id, c.var.ip);
    const token = decodeURIComponent(sessionCookieOf(c.req.header("cookie")) ?? "").split(".")[0] ?? null;
    await service.changePassword(caller, current_password, new_password, token);
    await signIn.forgiveTry(caller.email ?? caller.id, c.var.ip);
    return c.body(null, 204);
  });

  app.all(`${BASE}/*`, async (c) => {
    const path = c.req.path.slice(BASE.length).replace(/\/$/, "");
    if (!PASSED_ON.has(`${c.req.method} ${path}`))
      throw PlatformErrors.not_found({ what: `route ${path} below ${BASE}` });
    const { method } = c.req;
    const headers = new Headers(c.req.raw.headers);
    headers.set(ADDRESS_HEADER, c.var.ip);
    const body = method === "POST" ? { body: await c.req.text() } : {};
    const answer = await auth.handler(new Request(c.req.url, { method, headers, ...body }));
    if (answer.ok) return answer;
    if (answer.status === 401) throw PlatformErrors.unauthenticated({});
    const reason = (await answer.json().catch(() => ({}))) as { readonly message?: string };
    throw IdentityErrors.session_request({ reason: reason.message ?? `status ${answer.status}` });
  });
}
