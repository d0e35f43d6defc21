import { inviteUser, readSignInMethods } from "@wopr/contracts";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { cookieOf, createTestServer, type TestPerson, type TestServer } from "../../testing.ts";
import { createOidcDouble, type Mode, type OidcDouble } from "./oidc.testing.ts";

let double: OidcDouble;
let server: TestServer;
let owner: TestPerson;
beforeAll(async () => {
  double = await createOidcDouble({ id: "wopr", secret: "shared-secret" });
  const env = {
    WOPR_OIDC_ISSUER: double.issuer,
    WOPR_OIDC_CLIENT_ID: "wopr",
    WOPR_OIDC_CLIENT_SECRET: "shared-secret",
    WOPR_OIDC_NAME: "Example",
  };
  server = await createTestServer({ env });
  owner = await server.signIn("owner");
});
afterAll(async () => {
  await server.close();
  await double.close();
});
afterEach(() => {
  double.mode = "good";
});

/** A browser that goes there and comes back. */
async function goThere(next = "/fleet") {
  const start = await server.request(`/api/v1/auth/oidc/start?next=${encodeURIComponent(next)}`);
  expect(start.status).toBe(302);
  return { cookie: cookieOf(start), back: double.signIn(start.headers.get("location") ?? "") };
}
async function comeBack({ cookie, back }: { readonly cookie: string; readonly back: string }) {
  const answer = await server.request(back, { headers: { cookie } });
  const location = answer.headers.get("location") ?? "";
  return { location, problem: new URLSearchParams(location.split("?")[1]).get("problem"), session: cookieOf(answer) };
}
const whoIs = async (cookie: string) =>
  (await (await server.request("/api/v1/me", { headers: { cookie } })).json()) as { readonly id: string };

describe("signing in at another provider", () => {
  test("lets in whoever is invited, knows them again, and goes on when the provider changes its keys", async () => {
    expect((await server.client.call(readSignInMethods, {})).provider).toBe("Example");
    const stranger = await comeBack(await goThere());
    expect(stranger.problem).toMatch(/nobody invited/);
    await owner.client.call(inviteUser, { body: { email: double.email, role: "operator" } });
    const first = await comeBack(await goThere());
    expect(first.location).toBe("/fleet");
    const me = await whoIs(first.session);
    expect(me).toMatchObject({ name: "Olga Other", role: "operator", kind: "user" });
    await double.rotate();
    double.email = "renamed@example.org";
    const again = await comeBack(await goThere());
    expect((await whoIs(again.session)).id).toBe(me.id);
    double.email = "olga@example.org";
  });

  test.each(["wrong nonce", "expired", "wrong audience", "other key"] as const satisfies readonly Mode[])(
    "a proof with %s lets nobody in",
    async (mode) => {
      double.mode = mode;
      const { problem, session } = await comeBack(await goThere());
      expect([problem, session]).toEqual([expect.stringMatching(/Signing in with Example did not work/), ""]);
    },
  );

  test("an address the provider has not verified takes over nobody's account", async () => {
    double.mode = "unverified address";
    double.sub = "somebody-else";
    double.email = owner.email;
    expect((await comeBack(await goThere())).problem).toMatch(/nobody invited/);
    double.sub = "olga-1";
    double.email = "olga@example.org";
  });

  test("an answer counts once, in the browser that asked, for a state we gave", async () => {
    const asked = await goThere();
    expect((await comeBack({ ...asked, cookie: "" })).problem).toMatch(/no sign-in of this browser/);
    const other = await goThere();
    expect((await comeBack({ back: asked.back, cookie: other.cookie })).problem).toMatch(/no sign-in of this browser/);
    expect((await comeBack(other)).problem).toBeNull();
    expect((await comeBack(other)).problem).toMatch(/no sign-in of this browser/);
    const made = `/api/v1/auth/oidc/callback?code=x&state=${"y".repeat(43)}`;
    expect((await comeBack({ back: made, cookie: other.cookie })).problem).toMatch(/no sign-in/);
  });

  test("nobody is led to pages of others afterwards", async () => {
    expect((await comeBack(await goThere("https://evil.example/"))).location).toBe("/");
    expect((await comeBack(await goThere("//evil.example"))).location).toBe("/");
  });
});
