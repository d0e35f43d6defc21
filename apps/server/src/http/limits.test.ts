import { newUuidV7 } from "@wopr/kernel/node";
import { createFakeClock } from "@wopr/testkit";
import { createTestDb, type TestDb } from "@wopr/testkit/database";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { aCaller, aHttpApp } from "./http.testing.ts";
import { createSharedLimiter } from "./limit-store.ts";
import { LIMITS } from "./limits.ts";
import { createLocalLimiter, limitRequests, limitWrongKeys } from "./rate-limit.ts";
import { type Bucket, limitOf, takeToken } from "./token-bucket.ts";

const MINUTE_MS = 60_000;

describe("a token bucket", () => {
  test("over any time gives at most its burst and what flowed in, whatever the pattern of asking", () => {
    const limit = limitOf("x", 60, MINUTE_MS, 7);
    fc.assert(
      fc.property(fc.array(fc.nat({ max: 5_000 }), { minLength: 1, maxLength: 200 }), (gaps) => {
        let bucket: Bucket | undefined;
        let nowMs = 0;
        let allowed = 0;
        for (const gap of gaps) {
          nowMs += gap;
          const taken = takeToken(limit, bucket, nowMs);
          bucket = taken.bucket;
          if (taken.allowed) allowed += 1;
          else expect(taken.waitS).toBeGreaterThan(0);
        }
        expect(allowed).toBeLessThanOrEqual(7 + nowMs / 1000 + 1e-6);
      }),
    );
  });

  test("gives a token exactly when the time it names is over", () => {
    const limit = limitOf("x", 5, 15 * MINUTE_MS);
    let bucket: Bucket | undefined;
    for (let i = 0; i < 5; i += 1) bucket = takeToken(limit, bucket, 0).bucket;
    const refused = takeToken(limit, bucket, 0);
    expect(refused).toMatchObject({ allowed: false, waitS: 180, remaining: 0 });
    expect(takeToken(limit, refused.bucket, 179_999).allowed).toBe(false);
    expect(takeToken(limit, refused.bucket, 180_000).allowed).toBe(true);
  });

  test("refills nothing when the clock goes back", () => {
    const limit = limitOf("x", 1, 1000);
    const empty = takeToken(limit, undefined, 10_000).bucket;
    expect(takeToken(limit, empty, 0).allowed).toBe(false);
  });
});

describe("requests", () => {
  test("read and write have their own limits, and the answer says what is left", async () => {
    const clock = createFakeClock();
    const app = aHttpApp({ caller: aCaller([]), clock });
    app.use(limitRequests(createLocalLimiter(clock)));
    app.all("/x", (c) => c.body(null, 204));
    const ask = (method: string) => app.request("/x", { method });
    for (let i = 0; i < 40; i += 1) expect((await ask("POST")).status).toBe(204);
    const refused = await ask("POST");
    expect([refused.status, refused.headers.get("retry-after")]).toEqual([429, "1"]);
    expect(await refused.json()).toMatchObject({ code: "platform.rate_limited", params: { limit: "write" } });
    const read = await ask("GET");
    expect([read.headers.get("ratelimit-limit"), read.headers.get("ratelimit-remaining")]).toEqual(["200", "199"]);
    clock.advance(500);
    expect((await ask("POST")).status).toBe(204);
    expect((await ask("POST")).status).toBe(429);
  });

  test("anonymous callers are counted by address; a forged forwarding header changes nothing", async () => {
    const clock = createFakeClock();
    const app = aHttpApp({ clock });
    app.use(limitRequests(createLocalLimiter(clock)));
    app.get("/x", (c) => c.body(null, 204));
    const ask = (forwarded: string) => app.request("/x", { headers: { "x-forwarded-for": forwarded } });
    for (let i = 0; i < 60; i += 1) expect((await ask(`10.0.0.${i}`)).status).toBe(204);
    expect((await ask("10.0.0.99")).status).toBe(429);
  });

  test("behind a listed proxy the address it names counts", async () => {
    const clock = createFakeClock();
    const app = aHttpApp({ clock, trustedProxies: ["127.0.0.0/8", "10.1.0.1"] });
    app.get("/x", (c) => c.text(c.var.ip));
    const ask = async (headers: Record<string, string>) => (await app.request("/x", { headers })).text();
    expect(await ask({ "x-forwarded-for": "6.6.6.6, 203.0.113.7, 10.1.0.1" })).toBe("203.0.113.7");
    expect(await ask({ forwarded: 'for="[2001:db8::1]:4711";proto=https' })).toBe("2001:db8::1");
    expect(await ask({ "x-forwarded-for": "nonsense" })).toBe("127.0.0.1");
  });

  test("guessing keys is slowed down by address", async () => {
    const limiter = createLocalLimiter(createFakeClock());
    const identify = limitWrongKeys(async () => {
      throw new Error("wrong key");
    }, limiter);
    const credentials = { authorization: undefined, apiKey: "x", cookie: undefined, ip: "1.2.3.4" };
    for (let i = 0; i < 60; i += 1) await expect(identify(credentials)).rejects.toThrow("wrong key");
    await expect(identify(credentials)).rejects.toMatchObject({ code: "platform.rate_limited" });
  });
});

describe("limits over replicas", () => {
  let testDb: TestDb;
  beforeAll(async () => {
    testDb = await createTestDb({ max: 12 });
  });
  afterAll(() => testDb.close());

  test("P2: five of twenty parallel tries on two servers pass, the sixth when its time has come", async () => {
    const clock = createFakeClock();
    const servers = [createSharedLimiter(testDb.db, clock), createSharedLimiter(testDb.db, clock)];
    const who = newUuidV7();
    const tries = await Promise.allSettled(
      Array.from({ length: 20 }, (_, i) => servers[i % 2]!.take(LIMITS.signIn, who)),
    );
    expect(tries.filter((one) => one.status === "fulfilled")).toHaveLength(5);
    clock.advance(180_000 - 1);
    await expect(servers[0]!.take(LIMITS.signIn, who)).rejects.toMatchObject({ code: "platform.rate_limited" });
    clock.advance(1);
    await servers[1]!.take(LIMITS.signIn, who);
    await expect(servers[0]!.take(LIMITS.signIn, who)).rejects.toMatchObject({ code: "platform.rate_limited" });
    await servers[0]!.giveBack(LIMITS.signIn, who);
    await servers[1]!.take(LIMITS.signIn, who);
  });

  test("old buckets are forgotten", async () => {
    const clock = createFakeClock();
    const limiter = createSharedLimiter(testDb.db, clock);
    await limiter.take(LIMITS.signIn, newUuidV7());
    expect(await limiter.removeOld(new Date(clock.now().getTime() + 1))).toBeGreaterThan(0);
  });
});
