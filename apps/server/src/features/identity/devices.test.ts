import { generateKeyPairSync, sign } from "node:crypto";
import { createClient } from "@wopr/client";
import {
  approveDevice,
  challengeDevice,
  listDeviceKeys,
  listGames,
  listUsers,
  pairDevice,
  readKeySet,
  readMe,
  registerDevice,
  revokeDevice,
  rotateDeviceKey,
  tokenForDevice,
} from "@wopr/contracts";
import { Secret } from "@wopr/kernel";
import { newUuidV7 } from "@wopr/kernel/node";
import { createFakeClock } from "@wopr/testkit";
import fc from "fast-check";
import { createLocalJWKSet, jwtVerify } from "jose";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { ANONYMOUS, scopesFor } from "../../http/caller.ts";
import { createTestServer, type TestPerson, type TestServer } from "../../testing.ts";
import { createAccessTokens } from "./access-token.ts";
import { BOTH_VALID_MS, rotated, validKeys } from "./domain/device.ts";
import { reachOf } from "./domain/reach.ts";

const clock = createFakeClock(new Date().toISOString());
let server: TestServer;
let owner: TestPerson;
beforeAll(async () => {
  server = await createTestServer({ clock });
  owner = await server.signIn("owner");
});
afterAll(() => server.close());

function newKey() {
  const { publicKey, privateKey } = generateKeyPairSync("ed25519");
  const signText = (text: string) => sign(null, Buffer.from(text), privateKey).toString("base64url");
  return { public_key: String(publicKey.export({ format: "jwk" }).x), sign: signText };
}
type Key = ReturnType<typeof newKey>;

async function register(by: TestPerson = owner, kind: "phone" | "camera" | "service" | "agent" = "phone") {
  const key = newKey();
  const { code } = await by.client.call(pairDevice, {});
  const body = { code: code.toLowerCase(), public_key: key.public_key, name: "Tablet", kind };
  const { device_key_id: id } = await server.client.call(registerDevice, { body });
  return { id, key };
}
const challenge = async (id: string) =>
  (await server.client.call(challengeDevice, { body: { device_key_id: id } })).nonce;
async function tokenFor(id: string, key: Pick<Key, "sign">, nonce?: string) {
  const text = nonce ?? (await challenge(id));
  return server.client.call(tokenForDevice, { body: { device_key_id: id, nonce: text, signature: key.sign(text) } });
}
const clientOf = (token: string) =>
  createClient({
    baseUrl: "http://localhost",
    clock,
    headers: () => ({ authorization: `Bearer ${token}` }),
    fetch: (url, init) => server.app.request(url, init),
  });
const refused = { code: "identity.device_refused", status: 401 };

describe("P3: access tokens of devices", () => {
  test("a phone that proves its key acts for its person, without what is weighty", async () => {
    const { id, key } = await register();
    const { access_token, expires_in } = await tokenFor(id, key);
    expect(expires_in).toBe(900);
    const me = await clientOf(access_token).call(readMe, {});
    expect(me).toMatchObject({ id: owner.id, kind: "device", name: "Tablet", role: "owner" });
    expect(me.permissions).toContain("tabletop:write");
    expect(me.permissions).not.toContain("secrets:admin");
    clock.advance(900_000);
    await expect(clientOf(access_token).call(readMe, {})).rejects.toMatchObject({
      code: "identity.device_token_invalid",
    });
  });

  test("a camera or service may only what was granted to its key", async () => {
    const { id, key } = await register(owner, "camera");
    const client = clientOf((await tokenFor(id, key)).access_token);
    await expect(client.call(listGames, { query: {} })).rejects.toMatchObject({ status: 403 });
    await expect(client.call(listUsers, {})).rejects.toMatchObject({ status: 403 });
  });

  test("a wrong key, a nonce used before, of another device, or of 61 s ago is refused", async () => {
    const { id, key } = await register();
    const other = await register();
    await expect(tokenFor(id, newKey())).rejects.toMatchObject(refused);
    const nonce = await challenge(id);
    await tokenFor(id, key, nonce);
    await expect(tokenFor(id, key, nonce)).rejects.toMatchObject(refused);
    await expect(tokenFor(other.id, other.key, await challenge(id))).rejects.toMatchObject(refused);
    await expect(tokenFor(id, key, "wopr-challenge.made.up")).rejects.toMatchObject(refused);
    const early = await challenge(id);
    clock.advance(59_000);
    await tokenFor(id, key, early);
    const late = await challenge(id);
    clock.advance(61_000);
    await expect(tokenFor(id, key, late)).rejects.toMatchObject(refused);
  });

  test("after a revocation the token works nowhere within five seconds, and no new one is given", async () => {
    const { id, key } = await register();
    const { access_token } = await tokenFor(id, key);
    const beside = await createTestServer({ clock, beside: server });
    const there = createClient({
      baseUrl: "http://localhost",
      clock,
      headers: () => ({ authorization: `Bearer ${access_token}` }),
      fetch: (url, init) => beside.app.request(url, init),
    });
    await there.call(readMe, {});
    await owner.client.call(revokeDevice, { params: { id }, query: { reason: "lost" } });
    clock.advance(5_000);
    await expect(there.call(readMe, {})).rejects.toMatchObject({ status: 401 });
    await expect(clientOf(access_token).call(readMe, {})).rejects.toMatchObject({ status: 401 });
    await expect(tokenFor(id, key)).rejects.toMatchObject(refused);
    await beside.close();
  });

  test("the device's own clock is never asked: what it signs holds only what the server gave", async () => {
    const { id, key } = await register();
    // At 1970 or 2099 on the device the very same bytes are signed.
    expect(await challenge(id)).not.toMatch(/\d{4}-\d{2}-\d{2}/);
    expect((await tokenFor(id, key)).expires_in).toBe(900);
  });

  test("tokens are checked by others with the published keys, and forged ones by nobody", async () => {
    const { id, key } = await register();
    const { access_token } = await tokenFor(id, key);
    const keys = createLocalJWKSet((await server.client.call(readKeySet, {})) as never);
    const { payload } = await jwtVerify(access_token, keys, { currentDate: clock.now() });
    expect(payload.sub).toBe(id);
    const [head = "", body = "", signature = ""] = access_token.split(".");
    const none = Buffer.from(JSON.stringify({ alg: "none", typ: "JWT" })).toString("base64url");
    const longer = Buffer.from(JSON.stringify({ ...payload, exp: (payload.exp ?? 0) + 1e9 })).toString("base64url");
    const forged = [
      `${none}.${body}.`,
      `${head}.${longer}.${signature}`,
      `${head}.${body}.${signature}x`,
      `${head}.${body}`,
      "eyJ",
    ];
    for (const token of forged) {
      await expect(clientOf(token).call(readMe, {})).rejects.toMatchObject({ status: 401 });
    }
  });

  test("no token of another installation, of the future, or with one changed letter is taken", () => {
    const tokens = createAccessTokens(new Secret("a signing key for this test alone"), clock, newUuidV7);
    const token = tokens.issue("device", "here", 900);
    expect(tokens.read(token, "here")?.sub).toBe("device");
    expect(tokens.read(token, "there")).toBeUndefined();
    expect(
      createAccessTokens(new Secret("another signing key, another key"), clock, newUuidV7).read(token, "here"),
    ).toBeUndefined();
    const before = { ...clock, now: () => new Date(clock.now().getTime() - 60_000) };
    expect(
      createAccessTokens(new Secret("a signing key for this test alone"), before, newUuidV7).read(token, "here"),
    ).toBeUndefined();
    fc.assert(
      fc.property(fc.nat(token.length - 1), fc.constantFrom("A", "b", "0", "-", "."), (at, letter) => {
        const changed = token.slice(0, at) + letter + token.slice(at + 1);
        // The last letter of base64url carries unused bits: another spelling of the same signature.
        const same =
          changed === token ||
          Buffer.from(changed.split(".")[2] ?? "", "base64url").equals(
            Buffer.from(token.split(".")[2] ?? "", "base64url"),
          );
        const expected = same && changed.split(".").slice(0, 2).join() === token.split(".").slice(0, 2).join();
        expect(tokens.read(changed, "here") !== undefined).toBe(expected);
      }),
    );
  });
});

describe("registering", () => {
  test("a code is used once, within ten minutes; after five wrong ones an address waits", async () => {
    const { code } = await owner.client.call(pairDevice, {});
    const body = () => ({ code, public_key: newKey().public_key, name: "x", kind: "phone" as const });
    await server.client.call(registerDevice, { body: body() });
    await expect(server.client.call(registerDevice, { body: body() })).rejects.toMatchObject({
      code: "identity.pairing_wrong",
    });
    const late = await owner.client.call(pairDevice, {});
    clock.advance(10 * 60_000);
    await expect(server.client.call(registerDevice, { body: { ...body(), code: late.code } })).rejects.toMatchObject({
      code: "identity.pairing_wrong",
    });
    const tries = await Promise.allSettled(
      Array.from({ length: 8 }, () => server.client.call(registerDevice, { body: { ...body(), code: "WRONGCDE" } })),
    );
    const codes = tries.map((one) => (one.status === "rejected" ? one.reason.code : "in"));
    expect(new Set(codes)).toEqual(new Set(["identity.pairing_wrong", "platform.rate_limited"]));
    clock.advance(15 * 60_000);
  });

  test("without a code it waits until somebody approves it", async () => {
    const key = newKey();
    const { device_key_id: id, status } = await server.client.call(registerDevice, {
      body: { public_key: key.public_key, name: "Sensor", kind: "service" },
    });
    expect(status).toBe("pending");
    await expect(tokenFor(id, key)).rejects.toMatchObject(refused);
    await owner.client.call(approveDevice, { params: { id } });
    expect((await tokenFor(id, key)).access_token).toMatch(/^eyJ/);
    await expect(
      server.client.call(registerDevice, { body: { public_key: key.public_key, name: "Copy", kind: "service" } }),
    ).rejects.toMatchObject({ code: "identity.device_key_known" });
    await expect(
      server.client.call(registerDevice, { body: { public_key: "short", name: "x", kind: "service" } }),
    ).rejects.toMatchObject({ code: "identity.device_key_invalid" });
  });

  test("people see their own devices, and whoever may see people sees all", async () => {
    const member = await server.signIn("member");
    const { id } = await register(member);
    expect((await member.client.call(listDeviceKeys, {})).items.map((one) => one.id)).toEqual([id]);
    expect((await owner.client.call(listDeviceKeys, {})).items.length).toBeGreaterThan(1);
    const other = await server.signIn("member");
    await expect(other.client.call(revokeDevice, { params: { id }, query: {} })).rejects.toMatchObject({
      code: "identity.device_not_found",
    });
  });
});

describe("P4: changing the key", () => {
  const rotate = async (id: string, by: Key, next: Key) => {
    const nonce = await challenge(id);
    return server.client.call(rotateDeviceKey, {
      body: {
        device_key_id: id,
        nonce,
        public_key: next.public_key,
        signature: by.sign(`${nonce}.${next.public_key}`),
      },
    });
  };

  test("both keys count for seven days, then the new one alone", async () => {
    const { id, key } = await register();
    const next = newKey();
    await rotate(id, key, next);
    for (const one of [key, next]) expect((await tokenFor(id, one)).expires_in).toBe(900);
    clock.advance(7 * 24 * 3_600_000);
    await expect(tokenFor(id, key)).rejects.toMatchObject(refused);
    await tokenFor(id, next);
  });

  test("a device that lost the answer puts the same key again, with the old or the new one, and is not locked out", async () => {
    const { id, key } = await register();
    const next = newKey();
    await rotate(id, key, next);
    await rotate(id, key, next);
    await rotate(id, next, next);
    for (const one of [key, next]) await tokenFor(id, one);
  });

  test("nobody else puts a key: the signature is over nonce and key", async () => {
    const { id, key } = await register();
    const [next, thief] = [newKey(), newKey()];
    await expect(rotate(id, thief, thief)).rejects.toMatchObject(refused);
    const nonce = await challenge(id);
    const body = {
      device_key_id: id,
      nonce,
      public_key: thief.public_key,
      signature: key.sign(`${nonce}.${next.public_key}`),
    };
    await expect(server.client.call(rotateDeviceKey, { body })).rejects.toMatchObject(refused);
  });

  test("whatever is put in whichever order, the newest key counts and at most one other", () => {
    fc.assert(
      fc.property(fc.array(fc.record({ key: fc.constantFrom("a", "b", "c"), days: fc.nat(9) })), (steps) => {
        let state = {
          status: "active" as "active" | "rotating",
          publicKey: "first",
          previousKey: null as string | null,
          previousUntil: null as Date | null,
        };
        let now = new Date(0);
        for (const { key, days } of steps) {
          now = new Date(now.getTime() + days * 86_400_000);
          const change = rotated(state, key, now);
          if (change) state = { ...state, ...change, status: "rotating" };
          const valid = validKeys(state, now);
          expect([valid[0], valid.length <= 2]).toEqual([state.publicKey, true]);
          expect(validKeys(state, new Date(now.getTime() + BOTH_VALID_MS))).toHaveLength(1);
        }
      }),
    );
  });
});

test("roles add up: for all, for an area, for single things; unknown roles count for nothing", () => {
  const reach = reachOf([
    { role: "viewer", scope: "area:tabletop" },
    { role: "operator", scope: "site:garage" },
    { role: "king", scope: "*" },
  ]);
  expect([...reach.everywhere].every((permission) => permission.startsWith("tabletop:"))).toBe(true);
  expect(reach.within.get("jobs:operate")).toEqual(["site:garage"]);
  expect(reach.everywhere.has("jobs:operate")).toBe(false);
  const caller = { ...ANONYMOUS, permissions: reach.everywhere, within: reach.within };
  expect(scopesFor(caller, "tabletop:read")).toBe("all");
  expect([scopesFor(caller, "jobs:operate"), scopesFor(caller, "secrets:admin")]).toEqual([["site:garage"], []]);
});
