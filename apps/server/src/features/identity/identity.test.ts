import {
  changePassword,
  createApiKey,
  createUser,
  listApiKeys,
  listUsers,
  readMe,
  readSetup,
  revokeApiKey,
  signOut,
} from "@wopr/contracts";
import { newUuidV7 } from "@wopr/kernel/node";
import { createFakeClock } from "@wopr/testkit";
import { createTestDb } from "@wopr/testkit/database";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { cookieOf, createTestServer, type TestServer } from "../../testing.ts";
import { forgetOld } from "./jobs.ts";
import { createIdentityService } from "./service.ts";

const PASSWORD = "kettle maple orbit nine";
const post = (body: unknown, headers: Record<string, string> = {}) => ({
  method: "POST",
  headers: { "content-type": "application/json", ...headers },
  body: JSON.stringify(body),
});

describe("the first run", () => {
  const owner = { name: "Ada", email: "Ada@Example.org", password: PASSWORD };
  let server: TestServer;
  beforeAll(async () => {
    server = await createTestServer();
  });
  afterAll(() => server.close());
  const setUp = (body: unknown) => server.request("/api/v1/setup", post(body));

  test("a wrong code costs a try, a common password none, and five wrong codes void the code", async () => {
    const code = await server.identity.issueSetupCode();
    expect(await server.client.call(readSetup, {})).toEqual({ needed: true });
    expect((await setUp({ ...owner, code, password: "password1234" })).status).toBe(422);
    for (const left of [4, 3, 2, 1, 0]) {
      const answer = await setUp({ ...owner, code: "one two three four five six seven eight" });
      expect(answer.status).toBe(403);
      expect(await answer.json()).toMatchObject({ code: "identity.setup_code_wrong", params: { tries_left: left } });
    }
    expect(await (await setUp({ ...owner, code })).json()).toMatchObject({ code: "identity.setup_code_expired" });
  });

  test("of ten who know the code and come together, one becomes the owner, signed in at once", async () => {
    const code = await server.identity.issueSetupCode();
    const answers = await Promise.all(
      Array.from({ length: 10 }, (_, i) => setUp({ ...owner, email: `ada${i}@example.org`, code })),
    );
    const statuses = answers.map((answer) => answer.status).sort();
    expect(statuses).toEqual([201, ...Array(9).fill(409)]);
    const won = answers.find((answer) => answer.status === 201)!;
    const cookie = won.headers.getSetCookie().find((text) => text.startsWith("wopr_session="));
    expect(cookie).toMatch(/Max-Age=2592000/);
    expect(cookie).toMatch(/HttpOnly/i);
    expect(cookie).toMatch(/SameSite=Lax/i);
    expect(cookie).not.toMatch(/Secure/i);
    const me = await server.request("/api/v1/me", { headers: { cookie: cookieOf(won) } });
    expect(await me.json()).toMatchObject({ role: "owner", kind: "user" });
    expect(await server.client.call(readSetup, {})).toEqual({ needed: false });
    expect(await server.identity.issueSetupCode()).toBeUndefined();
    const { rows } = await server.testDb.pool.query("SELECT 1 FROM identity_users");
    expect(rows).toHaveLength(1);
  });
});

test("a set-up code ends after 30 minutes", async () => {
  const clock = createFakeClock(new Date().toISOString());
  const testDb = await createTestDb();
  const service = createIdentityService({
    db: testDb.db,
    clock,
    newId: newUuidV7,
    randomBytes: (count) => new Uint8Array(count),
    audit: { record: async () => newUuidV7() },
    onRightsChanged: () => {},
  });
  const code = (await service.issueSetupCode()) ?? "";
  clock.advance(30 * 60_000);
  const person = { name: "A", email: "a@example.org", password: PASSWORD };
  await expect(service.completeSetup(code, person)).rejects.toMatchObject({ code: "identity.setup_code_expired" });
  await testDb.close();
});

describe("people", () => {
  let server: TestServer;
  beforeAll(async () => {
    server = await createTestServer();
  });
  afterAll(() => server.close());
  const signIn = (email: string, password: string, more: Record<string, unknown> = {}) =>
    server.request("/api/v1/auth/sign-in/email", post({ email, password, ...more }));

  test("sign in, stay signed in, and sign out for good", async () => {
    const member = await server.signIn("member");
    expect(await member.client.call(readMe, {})).toMatchObject({ id: member.id, role: "member", email: member.email });
    await member.client.call(signOut, {});
    await expect(member.client.call(readMe, {})).rejects.toMatchObject({ code: "platform.unauthenticated" });
  });

  test("P2: five wrong passwords in 15 minutes, then even the right one has to wait; right ones cost nothing", async () => {
    const member = await server.signIn("member");
    for (let i = 0; i < 7; i += 1) expect((await signIn(member.email.toUpperCase(), member.password)).status).toBe(200);
    const wrong = await Promise.all(Array.from({ length: 5 }, () => signIn(member.email, "wrong password here")));
    expect(wrong.map((answer) => answer.status)).toEqual(Array(5).fill(401));
    const sixth = await signIn(member.email, member.password);
    expect(sixth.status).toBe(429);
    expect(Number(sixth.headers.get("retry-after"))).toBeGreaterThan(60);
    await server.testDb.pool.query("DELETE FROM http_rate_limits");
  });

  test("an unknown address answers as a wrong password does", async () => {
    const member = await server.signIn("member");
    const answers = [await signIn("nobody@example.org", "wrong password here"), await signIn(member.email, "wrong")];
    for (const answer of answers) {
      expect(answer.status).toBe(401);
      expect(await answer.json()).toMatchObject({ code: "identity.sign_in_failed" });
    }
    await server.testDb.pool.query("DELETE FROM http_rate_limits");
  });

  test("a suspended person is out at once and cannot come back", async () => {
    const member = await server.signIn("member");
    await server.testDb.pool.query("UPDATE identity_users SET status = 'suspended' WHERE id = $1", [member.id]);
    const answer = await signIn(member.email, member.password);
    expect([answer.status, await answer.json()]).toMatchObject([403, { code: "identity.suspended" }]);
    await expect
      .poll(() => member.client.call(readMe, {}).catch((error: { code: string }) => error.code), { timeout: 5_000 })
      .toBe("platform.unauthenticated");
  });

  test("a new password ends the other sessions, not this one", async () => {
    const member = await server.signIn("member");
    const other = cookieOf(await signIn(member.email, member.password));
    const change = (current_password: string, new_password: string) =>
      member.client.call(changePassword, { body: { current_password, new_password } });
    await expect(change("not it", PASSWORD)).rejects.toMatchObject({ code: "identity.password_wrong" });
    await expect(change(member.password, "password1234")).rejects.toMatchObject({ code: "identity.password_common" });
    await change(member.password, PASSWORD);
    expect((await server.request("/api/v1/me", { headers: { cookie: other } })).status).toBe(401);
    expect(await member.client.call(readMe, {})).toMatchObject({ id: member.id });
    expect((await signIn(member.email, PASSWORD)).status).toBe(200);
    await server.testDb.pool.query("DELETE FROM http_rate_limits");
  });

  test("a session lives 30 days from its last use", async () => {
    const member = await server.signIn("member");
    const left = async () => {
      const { rows } = await server.testDb.pool.query<{ days: string }>(
        "SELECT extract(day FROM expires_at - now()) AS days FROM identity_sessions WHERE user_id = $1",
        [member.id],
      );
      return Number(rows[0]?.days);
    };
    await server.testDb.pool.query("UPDATE identity_sessions SET expires_at = now() + '10 days' WHERE user_id = $1", [
      member.id,
    ]);
    const answer = await server.request("/api/v1/me", { headers: { cookie: member.cookie } });
    expect(answer.headers.getSetCookie().join()).toMatch(/wopr_session=.*Max-Age=2592000/);
    expect(await left()).toBeGreaterThanOrEqual(29);
    await server.testDb.pool.query("UPDATE identity_sessions SET expires_at = now() WHERE user_id = $1", [member.id]);
    await expect
      .poll(() => member.client.call(readMe, {}).catch((error: { code: string }) => error.code), { timeout: 5_000 })
      .toBe("platform.unauthenticated");
  });

  test("ended sessions and old limits are removed by a job that counts them", async () => {
    const member = await server.signIn("member");
    await server.testDb.pool.query("UPDATE identity_sessions SET expires_at = now() - '1 day'::interval");
    await server.testDb.pool.query("INSERT INTO http_rate_limits VALUES ('x', 1, now() - '2 days'::interval)");
    const id = await server.testDb.db.transaction((tx) => server.jobs.enqueue(tx, forgetOld, {}, {}));
    await expect.poll(async () => (await server.jobs.read(id))?.state, { timeout: 10_000 }).toBe("completed");
    const job = await server.jobs.read(id);
    expect(job?.result).toMatchObject({ limits: 1, answers: 0 });
    expect(job?.result).not.toMatchObject({ sessions: 0 });
    const { rows } = await server.testDb.pool.query("SELECT 1 FROM identity_sessions WHERE user_id = $1", [member.id]);
    expect(rows).toHaveLength(0);
  });

  test("there is no way to sign up, and nothing else of the library can be reached", async () => {
    const body = { email: "x@example.org", password: PASSWORD, name: "X" };
    expect((await server.request("/api/v1/auth/sign-up/email", post(body))).status).toBe(403);
    for (const path of ["update-user", "delete-user", "request-password-reset", "sign-in/social"])
      expect((await server.request(`/api/v1/auth/${path}`, post(body))).status).toBe(404);
    const member = await server.signIn("member");
    const session = await server.request("/api/v1/auth/get-session", { headers: { cookie: member.cookie } });
    expect(await session.json()).toMatchObject({ user: { email: member.email } });
  });

  test("only who may administer people makes accounts, each address once, never an owner", async () => {
    const [admin, member] = [await server.signIn("admin"), await server.signIn("member")];
    const body = { name: "Bob", email: "Bob@example.org", password: PASSWORD, role: "member" as const };
    await expect(member.client.call(createUser, { body })).rejects.toMatchObject({ code: "platform.forbidden" });
    expect(await admin.client.call(createUser, { body })).toMatchObject({ email: "bob@example.org", role: "member" });
    await expect(admin.client.call(createUser, { body })).rejects.toMatchObject({ code: "identity.email_taken" });
    const asOwner = { ...body, role: "owner" as never };
    await expect(admin.client.call(createUser, { body: asOwner })).rejects.toMatchObject({ status: 422 });
    const { items } = await admin.client.call(listUsers, {});
    expect(items.map((user) => user.email)).toContain("bob@example.org");
    expect(JSON.stringify(items)).not.toMatch(/password|hash/i);
  });
});

describe("API keys", () => {
  let server: TestServer;
  beforeAll(async () => {
    server = await createTestServer();
  });
  afterAll(() => server.close());
  const me = (headers: Record<string, string>) => server.request("/api/v1/me", { headers });

  test("work as bearer and as header, do only what they name, and their secret is stored nowhere", async () => {
    const member = await server.signIn("member");
    const body = { name: "script", permissions: ["tabletop:read" as const] };
    const { key, ...shown } = await member.client.call(createApiKey, { body });
    expect(key).toMatch(/^wopr_[a-z0-9]{8}_[\w-]{43}$/);
    for (const headers of [{ authorization: `Bearer ${key}` }, { "x-api-key": key }]) {
      expect(await (await me(headers)).json()).toMatchObject({
        kind: "key",
        role: "service",
        permissions: ["tabletop:read"],
      });
    }
    const refused = await server.request("/api/v1/api-keys", { headers: { "x-api-key": key } });
    expect(await refused.json()).toMatchObject({ code: "platform.forbidden", params: { scope: "keys:read" } });
    const { items } = await member.client.call(listApiKeys, {});
    expect(items).toMatchObject([{ id: shown.id, prefix: key.slice(5, 13), revoked_at: null }]);
    expect(items[0]?.last_used_at).not.toBeNull();
    const dump = await server.testDb.pool.query("SELECT identity_api_keys::text AS row FROM identity_api_keys");
    expect(JSON.stringify(dump.rows)).not.toContain(key.slice(14));
  });

  test("cannot do more than their maker, and lose what their maker loses", async () => {
    const member = await server.signIn("member");
    const tooMuch = { name: "x", permissions: ["people:admin" as const, "tabletop:read" as const] };
    await expect(member.client.call(createApiKey, { body: tooMuch })).rejects.toMatchObject({
      code: "identity.permission_not_held",
      params: { missing: ["people:admin"] },
    });
    const { key } = await member.client.call(createApiKey, {
      body: { name: "x", permissions: ["tabletop:read", "tabletop:write"] },
    });
    await server.testDb.pool.query("UPDATE identity_users SET role = 'viewer' WHERE id = $1", [member.id]);
    const now = (await (await me({ "x-api-key": key })).json()) as { permissions: string[] };
    expect(now.permissions).toEqual(["tabletop:read"]);
  });

  test("revoked, expired and invented keys are refused, also where nobody needs to sign in", async () => {
    const [member, stranger] = [await server.signIn("member"), await server.signIn("member")];
    const make = async () =>
      await member.client.call(createApiKey, { body: { name: "x", permissions: ["tabletop:read"] } });
    const [revoked, expired] = [await make(), await make()];
    const params = { id: revoked.id };
    await expect(stranger.client.call(revokeApiKey, { params })).rejects.toMatchObject({
      code: "identity.key_not_found",
    });
    expect((await me({ "x-api-key": revoked.key })).status).toBe(200);
    await member.client.call(revokeApiKey, { params });
    await member.client.call(revokeApiKey, { params });
    await server.testDb.pool.query("UPDATE identity_api_keys SET expires_at = now() WHERE id = $1", [expired.id]);
    const invented = `${expired.key.slice(0, -1)}${expired.key.endsWith("A") ? "B" : "A"}`;
    for (const key of [revoked.key, expired.key, invented, "nonsense"]) {
      const answer = await me({ "x-api-key": key });
      expect(answer.status).toBe(401);
      expect(await answer.json()).toMatchObject({ code: "identity.key_invalid" });
    }
    expect((await server.request("/api/v1/setup", { headers: { "x-api-key": "nonsense" } })).status).toBe(401);
  });

  test("the answer that shows a key can be repeated with its Idempotency-Key, and makes one key", async () => {
    const member = await server.signIn("member");
    const body = { name: "once", permissions: ["tabletop:read" as const] };
    const options = { idempotencyKey: "make-one-key" };
    const first = await member.client.call(createApiKey, { body }, options);
    expect(await member.client.call(createApiKey, { body }, options)).toEqual(first);
    expect((await member.client.call(listApiKeys, {})).items).toHaveLength(1);
  });
});
