import { endOidc, startOidc } from "@wopr/contracts";
import { AppError } from "@wopr/kernel";
import type { Context } from "hono";
import type { App, HttpEnv } from "../../http/env.ts";
import { mountRaw } from "../../http/mount.ts";
import { IdentityErrors } from "./errors.ts";
import type { Oidc } from "./oidc.ts";
import { openFor, type SecurityDeps } from "./routes-second.ts";

const COOKIE = "wopr_oidc";
const WAIT_S = 600;

/** Mounts signing in at another provider; without one both routes say so. */
export function mountOidcRoutes(
  app: App,
  oidc: Oidc | undefined,
  deps: Pick<SecurityDeps, "service" | "sessions"> & { readonly secure: boolean },
): void {
  const attributes = `Path=/api/v1/auth/oidc; HttpOnly; SameSite=Lax${deps.secure ? "; Secure" : ""}`;

  mountRaw(app, startOidc, async ({ query }, _, c) => {
    if (!oidc) throw IdentityErrors.oidc_off({});
    const { url, browser } = await oidc.begin(ownPath(query.next));
    c.header("set-cookie", `${COOKIE}=${browser}; Max-Age=${WAIT_S}; ${attributes}`);
    return c.redirect(url, 302);
  });

  mountRaw(app, endOidc, async ({ query }, _, c) => {
    if (!oidc) throw IdentityErrors.oidc_off({});
    try {
      if (!query.code || !query.state) {
        throw IdentityErrors.oidc_failed({ provider: oidc.name, why: "it did not let you in." });
      }
      const browser = new RegExp(`(?:^|;\\s*)${COOKIE}=([^;]+)`).exec(c.req.header("cookie") ?? "")?.[1];
      const { user, next } = await oidc.end({ code: query.code, state: query.state, browser });
      const answer = await openFor(c, deps, user.id, 200);
      const cookies = answer.headers.getSetCookie();
      return leadTo(c, next, [...cookies, `${COOKIE}=; Max-Age=0; ${attributes}`]);
    } catch (failure) {
      // A browser stands here, not a program: the page that asked shows the sentence.
      if (!(failure instanceof AppError)) throw failure;
      return leadTo(c, `/sign-in?problem=${encodeURIComponent(failure.message)}`, []);
    }
  });
}

/** Only a path of our own: an address of others would make us a stepping stone. */
export const ownPath = (next: string | undefined): string =>
  next !== undefined && /^\/(?![/\\])[^\\]*$/.test(next) ? next : "/";

function leadTo(_: Context<HttpEnv>, path: string, cookies: readonly string[]): Response {
  const headers = new Headers({ location: path, "cache-control": "no-store" });
  for (const cookie of cookies) headers.append("set-cookie", cookie);
  return new Response(null, { status: 302, headers });
}
