import {
  addPasskey,
  beginPasskey,
  beginSecondFactor,
  challengePasskey,
  confirmSecondFactor,
  endSession,
  listPasskeys,
  listSessions,
  putSecret,
  readMe,
  readSecondFactor,
  removePasskey,
  removeSecondFactor,
  signIn,
  signInWithPasskey,
  stepUp,
} from "@wopr/contracts";
import { createFakeClock } from "@wopr/testkit";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { cookieOf, createTestServer, type TestPerson, type TestServer } from "../../testing.ts";
import { createTestAuthenticator } from "./authenticator.testing.ts";
import { ownPath } from "./routes-oidc.ts";
import { base32, codeAt, matchingStep, stepOf } from "./totp.ts";

const ORIGIN = "http://localhost:3100";
const clock = createFakeClock(new Date().toISOString());
let server: TestServer;
beforeAll(async () => {
  server = await createTestServer({ clock });
});
afterAll(() => server.close());

const fromBase32 = (text: string) => {
  const bits = [...text]
    .map((letter) => "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".indexOf(letter).toString(2).padStart(5, "0"))
    .join("");
  return Buffer.from((bits.match(/.{8}/g) ?? []).map((eight) => Number.parseInt(eight, 2)));
};

describe("codes from an app", () => {
  test.each([
    [59, "94287082"],
    [1_111_111_109, "07081804"],
    [1_111_111_111, "14050471"],
    [1_234_567_890, "89005924"],
    [2_000_000_000, "69279037"],
    [20_000_000_000, "65353130"],
  ])("at %i s are those of RFC 6238", (seconds, eight) => {
    expect(codeAt(Buffer.from("12345678901234567890"), stepOf(new Date(seconds * 1_000)))).toBe(eight.slice(2));
  });

  test("count one step early and late, never twice, never further off", () => {
    const secret = Buffer.from("12345678901234567890");
    fc.assert(
      fc.property(fc.nat(1_000_000), fc.integer({ min: -5, max: 5 }), (step, off) => {
        const now = new Date((step + 100) * 30_000);
        const code = codeAt(secret, step + 100 + off);
        const found = matchingStep(secret, code, now, 0);
        if (Math.abs(off) <= 1) expect(matchingStep(secret, code, now, found ?? 0)).toBeUndefined();
        else expect(found === undefined || codeAt(secret, found) === code).toBe(true);
      }),
    );
  });

  test("secrets are written as apps read them", () => {
    expect([base32(Buffer.from("foobar")), base32(Buffer.from("f"))]).toEqual(["MZXW6YTBOI", "MY"]);
  });

  test("are asked for after the right password only, each once; recovery codes stand in, each once", async () => {
    const ada = await server.signIn("member");
    const { secret, url } = await ada.client.call(beginSecondFactor, {});
    expect(url).toContain(`secret=${secret}`);
    const code = () => codeAt(fromBase32(secret), stepOf(clock.now()));
    await expect(ada.client.call(confirmSecondFactor, { body: { code: "000000" } })).rejects.toMatchObject({
      code: "identity.code_wrong",
    });
    expect(await ada.client.call(readSecondFactor, {})).toEqual({ on: false, recovery_codes_left: 0 });
    const { recovery_codes } = await ada.client.call(confirmSecondFactor, { body: { code: code() } });
    expect([recovery_codes.length, new Set(recovery_codes).size]).toEqual([10, 10]);
    const attempt = (more: object) =>
      server.client.call(signIn, { body: { email: ada.email, password: ada.password, ...more } });
    await expect(attempt({ password: "wrong password 12" })).rejects.toMatchObject({ code: "identity.sign_in_failed" });
    await expect(attempt({})).rejects.toMatchObject({ code: "identity.code_required" });
    await expect(attempt({ code: code() })).rejects.toMatchObject({ code: "identity.code_wrong" });
    clock.advance(30_000);
    expect(await attempt({ code: code() })).toMatchObject({ id: ada.id });
    expect(await attempt({ code: recovery_codes[0]?.toLowerCase() })).toMatchObject({ id: ada.id });
    await expect(attempt({ code: recovery_codes[0] })).rejects.toMatchObject({ code: "identity.code_wrong" });
    expect(await ada.client.call(readSecondFactor, {})).toEqual({ on: true, recovery_codes_left: 9 });
    await ada.client.call(removeSecondFactor, {});
    expect(await attempt({})).toMatchObject({ id: ada.id });
  });
});

describe("passkeys", () => {
  async function withPasskey() {
    const person = await server.signIn("member");
    const device = createTestAuthenticator(ORIGIN);
    const response = device.create(await person.client.call(beginPasskey, {}));
    const passkey = await person.client.call(addPasskey, { body: { name: "Phone", response } });
    return { person, device, response, passkey };
  }
  const challenge = () => server.client.call(challengePasskey, {});

  test("sign in without a password, and open a session like any other", async () => {
    const { person, device, passkey } = await withPasskey();
    const answer = await server.request("/api/v1/auth/sign-in/passkey", {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ response: device.get(await challenge()) }),
    });
    expect([answer.status, answer.headers.getSetCookie()[0]]).toEqual([
      200,
      expect.stringMatching(/HttpOnly; SameSite=Lax/),
    ]);
    const me = await server.request("/api/v1/me", { headers: { cookie: cookieOf(answer) } });
    expect(await me.json()).toMatchObject({ id: person.id, kind: "user" });
    const session = await server.request("/api/v1/auth/get-session", { headers: { cookie: cookieOf(answer) } });
    expect(await session.json()).toMatchObject({ user: { id: person.id } });
    expect((await person.client.call(listPasskeys, {})).items).toMatchObject([{ id: passkey.id, name: "Phone" }]);
    await person.client.call(removePasskey, { params: { id: passkey.id } });
    await expect(
      server.client.call(signInWithPasskey, { body: { response: device.get(await challenge()) } }),
    ).rejects.toMatchObject({ code: "identity.passkey_refused" });
  });

  test("an answer counts once, for its own question, from the own pages, with a higher count", async () => {
    const { person, device, response } = await withPasskey();
    const refused = { code: "identity.passkey_refused", status: 401 };
    const use = (response: Record<string, unknown>) => server.client.call(signInWithPasskey, { body: { response } });
    const good = device.get(await challenge());
    await use(good);
    await expect(use(good)).rejects.toMatchObject(refused);
    await expect(use(device.get({ challenge: "never asked" }))).rejects.toMatchObject(refused);
    await expect(use(device.get(await challenge(), { origin: "https://evil.example" }))).rejects.toMatchObject(refused);
    await expect(use(device.get(await challenge(), { counter: 1 }))).rejects.toMatchObject(refused);
    await expect(use({ ...good, response: {} })).rejects.toMatchObject(refused);
    await expect(person.client.call(addPasskey, { body: { name: "again", response } })).rejects.toMatchObject(refused);
    const late = device.get(await challenge(), { counter: 50 });
    clock.advance(5 * 60_000);
    await expect(use(late)).rejects.toMatchObject(refused);
  });

  test("what was asked of one person is not answered by another", async () => {
    const [ada, bob] = [await server.signIn("member"), await server.signIn("member")];
    const response = createTestAuthenticator(ORIGIN).create(await ada.client.call(beginPasskey, {}));
    await expect(bob.client.call(addPasskey, { body: { name: "x", response } })).rejects.toMatchObject({
      code: "identity.passkey_refused",
    });
  });
});

describe("step-up", () => {
  const put = (person: TestPerson) =>
    person.client.call(putSecret, { params: { name: "a/b" }, body: { value: "some value" } });

  test("after ten minutes what is weighty asks for a fresh proof, and takes password, code or passkey", async () => {
    const owner = await server.signIn("owner");
    const proofs = [{ password: owner.password }, { passkey: undefined as Record<string, unknown> | undefined }];
    const device = createTestAuthenticator(ORIGIN);
    await owner.client.call(stepUp, { body: { password: owner.password } });
    await owner.client.call(addPasskey, {
      body: { name: "Key", response: device.create(await owner.client.call(beginPasskey, {})) },
    });
    for (const proof of proofs) {
      clock.advance(10 * 60_000 + 2_000);
      await expect(put(owner)).rejects.toMatchObject({ code: "platform.step_up_required", status: 401 });
      expect(await owner.client.call(readMe, {})).toMatchObject({ role: "owner" });
      if ("passkey" in proof) proof.passkey = device.get(await server.client.call(challengePasskey, {}));
      await owner.client.call(stepUp, { body: proof });
      expect(await put(owner)).toMatchObject({ name: "a/b" });
    }
  });

  test("a wrong proof, none at all, and another's passkey count for nothing", async () => {
    const owner = await server.signIn("owner");
    const other = await server.signIn("member");
    const device = createTestAuthenticator(ORIGIN);
    await other.client.call(addPasskey, {
      body: { name: "Key", response: device.create(await other.client.call(beginPasskey, {})) },
    });
    await expect(owner.client.call(stepUp, { body: {} })).rejects.toMatchObject({ code: "identity.proof_missing" });
    await expect(owner.client.call(stepUp, { body: { password: "wrong password 1" } })).rejects.toMatchObject({
      code: "identity.password_wrong",
    });
    const passkey = device.get(await server.client.call(challengePasskey, {}));
    await expect(owner.client.call(stepUp, { body: { passkey } })).rejects.toMatchObject({
      code: "identity.passkey_refused",
    });
  });
});

describe("sessions", () => {
  test("are listed with the one in use marked, and ended one by one", async () => {
    const ada = await server.signIn("member");
    const more = await server.client.call(signIn, { body: { email: ada.email, password: ada.password } });
    expect(more.id).toBe(ada.id);
    const { items } = await ada.client.call(listSessions, {});
    expect([items.length, items.filter(({ current }) => current).length]).toEqual([2, 1]);
    expect(JSON.stringify(items)).not.toContain(decodeURIComponent(ada.cookie).split("=")[1]?.split(".")[0]);
    const [mine] = items.filter(({ current }) => current);
    const bob = await server.signIn("member");
    await expect(bob.client.call(endSession, { params: { id: mine?.id ?? "" } })).rejects.toMatchObject({
      status: 404,
    });
    await ada.client.call(endSession, { params: { id: mine?.id ?? "" } });
    await expect(ada.client.call(readMe, {})).rejects.toMatchObject({ status: 401 });
  });
});

test("after signing in elsewhere people are led to our own pages only", () => {
  const evil = [
    "//evil.example",
    "/\\evil.example",
    "https://evil.example",
    "\\\\evil",
    "javascript:alert(1)",
    "/a\\..\\b",
    "",
  ];
  expect(evil.map(ownPath)).toEqual(evil.map(() => "/"));
  expect([ownPath("/fleet?x=1#y"), ownPath(undefined)]).toEqual(["/fleet?x=1#y", "/"]);
});
