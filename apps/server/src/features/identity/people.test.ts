import {
  acceptInvitation,
  addGrant,
  changeUser,
  createApiKey,
  inviteUser,
  listAudit,
  listGrants,
  listInvitations,
  listUsers,
  makeResetLink,
  openInvitation,
  readMe,
  readSignInMethods,
  removeGrant,
  removeUser,
  resetPassword,
  revokeInvitation,
  signIn,
  signUp,
  undoAuditEntry,
} from "@wopr/contracts";
import { createFakeClock } from "@wopr/testkit";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createTestServer, type TestPerson, type TestServer } from "../../testing.ts";

const clock = createFakeClock(new Date().toISOString());
let server: TestServer;
let owner: TestPerson;
beforeAll(async () => {
  server = await createTestServer({ clock, env: { WOPR_TRUSTED_PROXIES: "127.0.0.1" } });
  owner = await server.signIn("owner");
});
afterAll(() => server.close());

const PASSWORD = "marble ladder fog nine";
const tokenOf = (url: string) => url.split("#token=")[1] ?? "";
const undoNewest = async (action: string) => {
  const [newest] = (await owner.client.call(listAudit, { query: { action } })).items;
  return owner.client.call(undoAuditEntry, { params: { id: newest?.id ?? "" }, body: { reason: "by mistake" } });
};

describe("invitations", () => {
  test("a link makes one account with the role it names, once, within seven days", async () => {
    const { url } = await owner.client.call(inviteUser, { body: { email: "New@Example.org", role: "operator" } });
    const token = tokenOf(url);
    expect(await server.client.call(openInvitation, { body: { token } })).toMatchObject({
      email: "new@example.org",
      role: "operator",
    });
    const body = { token, name: "Nora New", password: PASSWORD };
    const both = await Promise.allSettled([1, 2].map(() => server.client.call(acceptInvitation, { body })));
    expect(both.map(({ status }) => status).sort()).toEqual(["fulfilled", "rejected"]);
    expect(await server.client.call(signIn, { body: { email: "new@example.org", password: PASSWORD } })).toMatchObject({
      role: "operator",
    });
    await expect(server.client.call(openInvitation, { body: { token } })).rejects.toMatchObject({
      code: "identity.invitation_over",
      status: 410,
    });
    const late = await owner.client.call(inviteUser, { body: { email: "late@example.org", role: "member" } });
    clock.advance(7 * 24 * 3_600_000);
    await expect(
      server.client.call(acceptInvitation, { body: { ...body, token: tokenOf(late.url) } }),
    ).rejects.toMatchObject({ code: "identity.invitation_over" });
    owner = { ...owner, ...(await refreshed()) };
  });

  test("a revoked one is over, a common password is refused, and only owners invite owners", async () => {
    const { id, url } = await owner.client.call(inviteUser, { body: { email: "gone@example.org", role: "member" } });
    await expect(
      server.client.call(acceptInvitation, { body: { token: tokenOf(url), name: "x", password: "password1234" } }),
    ).rejects.toMatchObject({ code: "identity.password_common" });
    await owner.client.call(revokeInvitation, { params: { id } });
    await expect(server.client.call(openInvitation, { body: { token: tokenOf(url) } })).rejects.toMatchObject({
      status: 410,
    });
    expect((await owner.client.call(listInvitations, {})).items.find((one) => one.id === id)?.state).toBe("revoked");
    const admin = await server.signIn("admin");
    await expect(
      admin.client.call(inviteUser, { body: { email: "boss@example.org", role: "owner" } }),
    ).rejects.toMatchObject({ status: 403 });
  });
});

/** The owner's session may have ended while time went on. */
async function refreshed() {
  const answer = await server.request("/api/v1/auth/sign-in/email", {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ email: owner.email, password: owner.password }),
  });
  expect(answer.status).toBe(200);
  const { createClient } = await import("@wopr/client");
  const { cookieOf } = await import("../../testing.ts");
  const cookie = cookieOf(answer);
  const client = createClient({
    baseUrl: "http://localhost",
    clock,
    headers: () => ({ cookie, origin: "http://localhost" }),
    fetch: (url, init) => server.app.request(url, init),
  });
  return { cookie, client };
}

describe("people", () => {
  test("roles and suspension need a reason, work at once, and can be taken back", async () => {
    const member = await server.signIn("member");
    const params = { id: member.id };
    await expect(owner.client.call(changeUser, { params, body: { role: "viewer" } })).rejects.toMatchObject({
      code: "platform.reason_required",
    });
    await owner.client.call(changeUser, { params, body: { role: "viewer", reason: "reads only" } });
    expect((await member.client.call(readMe, {})).role).toBe("viewer");
    await undoNewest("identity.change_user");
    expect((await member.client.call(readMe, {})).role).toBe("member");
    await owner.client.call(changeUser, { params, body: { status: "suspended", reason: "on leave" } });
    await expect(member.client.call(readMe, {})).rejects.toMatchObject({ status: 401 });
    await owner.client.call(changeUser, { params, body: { name: "Renamed" } });
    const { items } = await owner.client.call(listAudit, {
      query: { action: "identity.change_user", object: `user:${member.id}` },
    });
    const suspension = items.find(({ reason }) => reason === "on leave");
    await expect(
      owner.client.call(undoAuditEntry, { params: { id: suspension?.id ?? "" }, body: { reason: "back" } }),
    ).rejects.toMatchObject({ code: "audit.undo_conflict" });
  });

  test("the last owner stays, admins do not touch owners", async () => {
    const admin = await server.signIn("admin");
    const params = { id: owner.id };
    await expect(
      owner.client.call(changeUser, { params, body: { role: "member", reason: "tired" } }),
    ).rejects.toMatchObject({ code: "identity.last_owner" });
    await expect(owner.client.call(removeUser, { params, query: { reason: "tired" } })).rejects.toMatchObject({
      code: "identity.last_owner",
    });
    await expect(
      admin.client.call(changeUser, { params, body: { status: "suspended", reason: "coup" } }),
    ).rejects.toMatchObject({ status: 403 });
    await expect(
      admin.client.call(changeUser, { params: { id: admin.id }, body: { role: "owner", reason: "coup" } }),
    ).rejects.toMatchObject({ status: 403 });
  });

  test("a removed account keeps nothing personal and lets nobody in", async () => {
    const member = await server.signIn("member");
    const { key } = await member.client.call(createApiKey, { body: { name: "k", permissions: ["tabletop:read"] } });
    await owner.client.call(removeUser, { params: { id: member.id }, query: { reason: "left the house" } });
    await expect(member.client.call(readMe, {})).rejects.toMatchObject({ status: 401 });
    expect((await server.request("/api/v1/me", { headers: { "x-api-key": key } })).status).toBe(401);
    await expect(
      server.client.call(signIn, { body: { email: member.email, password: member.password } }),
    ).rejects.toMatchObject({ status: 401 });
    expect(JSON.stringify(await owner.client.call(listUsers, {}))).not.toContain(member.email);
  });

  test("a link sets a new password once and ends all sessions; three an hour", async () => {
    const member = await server.signIn("member");
    const { url } = await owner.client.call(makeResetLink, { params: { id: member.id } });
    const body = { token: tokenOf(url), password: PASSWORD };
    await server.client.call(resetPassword, { body });
    await expect(member.client.call(readMe, {})).rejects.toMatchObject({ status: 401 });
    expect(await server.client.call(signIn, { body: { email: member.email, password: PASSWORD } })).toMatchObject({
      id: member.id,
    });
    await expect(server.client.call(resetPassword, { body })).rejects.toMatchObject({ code: "identity.reset_over" });
    await owner.client.call(makeResetLink, { params: { id: member.id } });
    await owner.client.call(makeResetLink, { params: { id: member.id } });
    await expect(owner.client.call(makeResetLink, { params: { id: member.id } })).rejects.toMatchObject({
      code: "platform.rate_limited",
    });
  });
});

describe("grants and keys", () => {
  test("a granted role counts at once, for its area alone, and goes when it is taken back or over", async () => {
    const member = await server.signIn("member");
    const wish = {
      subject_kind: "user",
      subject_id: member.id,
      role: "operator",
      scope: "area:jobs",
      reason: "on call",
    } as const;
    const can = async () => (await member.client.call(readMe, {})).permissions;
    expect(await can()).not.toContain("jobs:operate");
    const grant = await owner.client.call(addGrant, { body: wish });
    expect(await can()).toContain("jobs:operate");
    expect(await can()).not.toContain("audit:read");
    await expect(owner.client.call(addGrant, { body: wish })).rejects.toMatchObject({ code: "identity.grant_exists" });
    await undoNewest("identity.add_grant");
    expect(await can()).not.toContain("jobs:operate");
    await undoNewest("identity.add_grant").catch(() => {});
    const again = await owner.client.call(addGrant, {
      body: { ...wish, expires_at: new Date(clock.now().getTime() + 60_000).toISOString() },
    });
    await owner.client.call(removeGrant, { params: { id: again.id }, query: { reason: "over" } });
    await undoNewest("identity.remove_grant");
    expect((await owner.client.call(listGrants, {})).items.map(({ id }) => id)).toEqual([again.id]);
    expect(await can()).toContain("jobs:operate");
    clock.advance(62_000);
    expect(await can()).not.toContain("jobs:operate");
    expect(grant.scope).toBe("area:jobs");
  });

  test("an API key is held to its area and to its addresses", async () => {
    const { key } = await owner.client.call(createApiKey, {
      body: {
        name: "k",
        permissions: ["tabletop:read", "jobs:read"],
        scope: "area:tabletop",
        ip_allow: ["10.1.0.0/16"],
      },
    });
    const from = (ip: string) => server.request("/api/v1/me", { headers: { "x-api-key": key, "x-forwarded-for": ip } });
    expect(await (await from("10.1.2.3")).json()).toMatchObject({ kind: "key", permissions: ["tabletop:read"] });
    expect((await from("10.2.0.1")).status).toBe(403);
  });
});

describe("P2: signing up", () => {
  test("is closed unless the installation opens it; then ten an hour and address, exactly, over two servers", async () => {
    expect(await server.client.call(readSignInMethods, {})).toEqual({ sign_up: false, provider: null, passkeys: true });
    const env = { WOPR_SIGN_UP: "open" };
    const [a, b] = [
      await createTestServer({ clock, beside: server, env }),
      await createTestServer({ clock, beside: server, env }),
    ];
    let n = 0;
    const tryOn = (where: TestServer) => {
      n += 1;
      return where.client.call(signUp, { body: { name: "S", email: `s${n}@example.org`, password: PASSWORD } });
    };
    const tries = await Promise.allSettled(Array.from({ length: 14 }, (_, i) => tryOn(i % 2 === 0 ? a : b)));
    expect(tries.filter(({ status }) => status === "fulfilled")).toHaveLength(10);
    clock.advance(6 * 60_000);
    expect(await tryOn(a)).toMatchObject({ role: "member" });
    await expect(tryOn(b)).rejects.toMatchObject({ code: "platform.rate_limited" });
    await a.close();
    await b.close();
  });
});
