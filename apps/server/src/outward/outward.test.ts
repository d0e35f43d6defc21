import { createServer, type RequestListener } from "node:http";
import type { AddressInfo } from "node:net";
import { systemClock } from "@wopr/kernel";
import { createFakeClock } from "@wopr/testkit";
import fc from "fast-check";
import { afterEach, describe, expect, test } from "vitest";
import { createAddressGuard } from "./addresses.ts";
import { admit, type BreakerState, CLOSED, settle } from "./breaker.ts";
import { createOutward, type OutwardCall } from "./outward.ts";
import { retryAfterOf, waitBefore } from "./retry.ts";
import { createTransport, type Exchange, type Lookup } from "./transport.ts";

const undo: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const one of undo.splice(0).reverse()) await one();
});

async function aServer(listener: RequestListener): Promise<string> {
  const server = createServer(listener);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  undo.push(async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

/** A client whose answers come from a list; the last one repeats. `"cut"` is a broken connection. */
function aClient(...answers: (number | "cut" | "hang" | Response)[]) {
  const clock = createFakeClock();
  const exchanges: Exchange[] = [];
  const transport = async (exchange: Exchange): Promise<Response> => {
    exchanges.push(exchange);
    const next = answers.length > 1 ? answers.shift() : answers[0];
    if (next === "cut") throw Object.assign(new Error("socket hang up"), { code: "ECONNRESET" });
    if (next === "hang")
      return new Promise((_, reject) =>
        exchange.signal.addEventListener("abort", () => reject(exchange.signal.reason)),
      );
    return next instanceof Response ? next : new Response(null, { status: next ?? 200 });
  };
  const outward = createOutward({ transport, clock, chance: () => 0.5 });
  /** Lets everything that waits for time go on until the call has ended. */
  async function call(request: Partial<OutwardCall> = {}) {
    let ended = false;
    const calling = outward
      .call({ target: "t", url: "http://example.org/", reach: "internet", ...request })
      .finally(() => {
        ended = true;
      });
    calling.catch(() => {});
    for (let step = 0; step < 2_000 && !ended; step += 1) {
      await new Promise((resolve) => setImmediate(resolve));
      if (!ended && clock.sleepers() > 0) clock.advance(100);
    }
    return calling;
  }
  return { outward, clock, exchanges, call };
}

describe("a call", () => {
  test.each([408, 425, 429, 500, 503, "cut" as const])(
    "that meets %s is repeated three times when it may be",
    async (trouble) => {
      const { call, exchanges } = aClient(trouble);
      await call({ deadlineMs: 60_000 }).catch(() => {});
      expect(exchanges).toHaveLength(4);
    },
  );

  test.each([
    ["a POST, which may have had its effect", 503, { method: "POST" }, 1],
    ["a POST that says it may be repeated", 503, { method: "POST", repeatable: true }, 4],
    ["a failure that stays one", 404, {}, 1],
  ] as const)("%s", async (_, status, request, count) => {
    const { call, exchanges } = aClient(status);
    expect((await call({ deadlineMs: 60_000, ...request })).status).toBe(status);
    expect(exchanges).toHaveLength(count);
  });

  test("waits as long as the other side asks, and never past its deadline", async () => {
    const busy = () => new Response(null, { status: 429, headers: { "retry-after": "3" } });
    const { call, clock } = aClient(busy(), 200);
    const began = clock.monotonicMs();
    expect((await call()).status).toBe(200);
    expect(clock.monotonicMs() - began).toBeGreaterThanOrEqual(3_000);
    const late = aClient("hang");
    await expect(late.call()).rejects.toMatchObject({ code: "outward.timed_out", params: { after_ms: 10_000 } });
  });

  test("uses up a tenth of its calls for repeats, not more", async () => {
    const { call, exchanges } = aClient(404);
    for (let i = 0; i < 50; i += 1) await call({ breaker: false });
    const failing = aClient(503);
    for (let i = 0; i < 20; i += 1) await failing.call({ breaker: false, deadlineMs: 600_000 });
    // Three to begin with, and a tenth of twenty.
    expect([exchanges.length, failing.exchanges.length]).toEqual([50, 25]);
  });

  test("follows redirects without taking credentials to another host, and not for ever", async () => {
    const to = (location: string, status = 302) => new Response(null, { status, headers: { location } });
    const { call, exchanges } = aClient(to("https://other.example/x"), 200);
    await call({ headers: { authorization: "Bearer token", accept: "x/y" } });
    expect(exchanges[1]?.headers).toEqual({ accept: "x/y" });
    await expect(aClient(to("/again")).call()).rejects.toMatchObject({ code: "outward.too_many_redirects" });
    await expect(aClient(to("file:///etc/passwd")).call()).rejects.toMatchObject({ code: "outward.bad_address" });
  });

  test.each(["ftp://example.org", "not an address", "file:///etc/passwd", "javascript:alert(1)"])(
    "does not go to %s",
    async (url) => {
      await expect(aClient(200).call({ url })).rejects.toMatchObject({ code: "outward.bad_address" });
    },
  );

  test("waits between tries with jitter, doubling up to half a minute", () => {
    expect([0, 1, 2, 10].map((n) => waitBefore(n, 0.5, undefined))).toEqual([500, 1_000, 2_000, 30_000]);
    expect([waitBefore(0, 0, undefined), waitBefore(0, 1, undefined)]).toEqual([400, 600]);
    expect(retryAfterOf("Thu, 01 Jan 2026 00:00:09 GMT", new Date("2026-01-01T00:00:00Z"))).toBe(9_000);
    expect(retryAfterOf("soon", new Date(0))).toBeUndefined();
  });
});

describe("P27: the breaker", () => {
  const after = (outcomes: readonly boolean[], from: BreakerState = CLOSED) =>
    outcomes.reduce((state, ok, i) => settle(state, ok, i * 100), from);

  test("opens at half of ten calls within 30 s, not one sooner", () => {
    expect(after([...Array(5).fill(true), ...Array(4).fill(false)]).state).toBe("closed");
    expect(after([...Array(5).fill(true), ...Array(5).fill(false)]).state).toBe("open");
    expect(after([...Array(6).fill(true), ...Array(4).fill(false)]).state).toBe("closed");
    expect(settle(after(Array(9).fill(false)), false, 60_000).state).toBe("closed");
  });

  test("lets one trial through after 30 s, then 60, 120, 240, 300 s; a good trial closes it", () => {
    let state = after(Array(10).fill(false));
    let nowMs = 900;
    for (const seconds of [30, 60, 120, 240, 300, 300]) {
      expect(admit(state, nowMs + seconds * 1_000 - 1).allowed).toBe(false);
      nowMs += seconds * 1_000;
      const trial = admit(state, nowMs);
      expect([trial.allowed, trial.next.state, admit(trial.next, nowMs).allowed]).toEqual([true, "half", false]);
      state = settle(trial.next, false, nowMs);
    }
    const last = admit(state, nowMs + 300_000).next;
    expect(settle(last, true, nowMs)).toEqual(CLOSED);
  });

  test("never lets two trials out at once, whatever happens in which order", () => {
    fc.assert(
      fc.property(
        fc.array(fc.record({ ok: fc.boolean(), waitMs: fc.nat(70_000), ask: fc.boolean() }), { maxLength: 100 }),
        (steps) => {
          let state = after(Array(10).fill(false));
          let nowMs = 1_000;
          let trials = 0;
          for (const { ok, waitMs, ask } of steps) {
            nowMs += waitMs;
            if (ask) {
              const { allowed, next } = admit(state, nowMs);
              if (allowed && next.state === "half") trials += 1;
              state = next;
            } else if (trials > 0) {
              state = settle(state, ok, nowMs);
              trials = 0;
            }
            expect(trials).toBeLessThanOrEqual(1);
            if (state.state === "closed") return;
          }
        },
      ),
    );
  });

  test("open answers at once, and other targets notice nothing", async () => {
    const { call, outward, exchanges } = aClient("cut");
    for (let i = 0; i < 10; i += 1) await call({ repeats: 0 }).catch(() => {});
    expect(outward.targets()).toMatchObject([{ target: "t", state: "open", retryInS: 30 }]);
    const sent = exchanges.length;
    await expect(call()).rejects.toMatchObject({ code: "platform.upstream_open", status: 503 });
    expect(exchanges).toHaveLength(sent);
    await expect(call({ target: "u", repeats: 0 })).rejects.toMatchObject({ code: "outward.unreachable" });
    await expect(call({ part: "other host", repeats: 0 })).rejects.toMatchObject({ code: "outward.unreachable" });
  });
});

describe("being sent where only this machine can go", () => {
  const guard = createAddressGuard(["nas.local", "10.1.2.3", "192.168.50.0/24"]);

  test.each([
    [
      "127.0.0.1",
      "127.9.9.9",
      "0.0.0.0",
      "169.254.169.254",
      "::1",
      "::",
      "fe80::1",
      "::ffff:127.0.0.1",
      "::ffff:7f00:1",
      "64:ff9b::7f00:1",
      "fd00:ec2::254",
      "224.0.0.1",
      "255.255.255.255",
    ],
  ])("%s and its like are refused for the network at home too", (...addresses) => {
    for (const address of addresses)
      expect([address, guard.refusal(address, "lan")]).toEqual([address, expect.any(String)]);
  });

  test("private networks are refused for the internet, and fine at home or when listed", () => {
    for (const address of ["10.0.0.1", "172.31.0.1", "192.168.1.1", "100.64.0.1", "fd12::1"]) {
      expect([address, typeof guard.refusal(address, "internet"), guard.refusal(address, "lan")]).toEqual([
        address,
        "string",
        undefined,
      ]);
    }
    expect([
      guard.refusal("10.1.2.3", "internet"),
      guard.refusal("192.168.50.9", "internet"),
      guard.refusal("8.8.8.8", "internet"),
    ]).toEqual([undefined, undefined, undefined]);
  });

  const call = (url: string, lookup?: Lookup, allowed: readonly string[] = []) =>
    createOutward({
      transport: createTransport(createAddressGuard(allowed), lookup),
      clock: systemClock,
      chance: Math.random,
    }).call({ target: "t", url, reach: "lan", repeats: 0 });

  test("other spellings of the own address are the own address", async () => {
    const url = await aServer((_, answer) => answer.end("secret"));
    const { port } = new URL(url);
    for (const host of ["127.0.0.1", "localhost", "2130706433", "0x7f.1", "[::ffff:127.0.0.1]", "127.1"]) {
      await expect(call(`http://${host}:${port}/`)).rejects.toMatchObject({ code: "outward.refused_address" });
    }
    expect(await (await call(url, undefined, ["127.0.0.1"])).text()).toBe("secret");
  });

  test("a name that leads to the own address is refused where it is used, so it cannot change in between", async () => {
    const url = await aServer((_, answer) => answer.end("secret"));
    let asked = 0;
    const rebinding = ((
      _: string,
      __: object,
      callback: (f: null, a: { address: string; family: number }[]) => void,
    ) => {
      asked += 1;
      callback(null, [{ address: "127.0.0.1", family: 4 }]);
    }) as unknown as Lookup;
    await expect(call(`http://innocent.example:${new URL(url).port}/`, rebinding)).rejects.toMatchObject({
      code: "outward.refused_address",
    });
    expect(asked).toBe(1);
  });

  test("a redirect to the own address is refused too", async () => {
    const inside = await aServer((_, answer) => answer.end("secret"));
    const outside = await aServer((_, answer) =>
      answer.writeHead(302, { location: inside.replace("127.0.0.1", "127.0.0.2") }).end(),
    );
    await expect(call(outside, undefined, ["127.0.0.1"])).rejects.toMatchObject({ code: "outward.refused_address" });
  });
});

describe("over a real socket", () => {
  const outward = createOutward({
    transport: createTransport(createAddressGuard(["127.0.0.1"])),
    clock: systemClock,
    chance: Math.random,
  });
  const call = (request: Partial<OutwardCall> & { readonly url: string }) =>
    outward.call({ target: `t ${request.url}`, reach: "lan", repeats: 0, ...request });

  test("method, headers and body arrive, and the answer comes back", async () => {
    const url = await aServer((request, answer) => {
      const pieces: Buffer[] = [];
      request.on("data", (piece) => pieces.push(piece));
      request.on("end", () =>
        answer.writeHead(418, { "x-was": request.method }).end(`${request.headers["x-a"]} ${Buffer.concat(pieces)}`),
      );
    });
    const answer = await call({ url, method: "PUT", headers: { "x-a": "b" }, body: "ümlaut" });
    expect([answer.status, answer.headers.get("x-was"), await answer.text()]).toEqual([418, "PUT", "b ümlaut"]);
  });

  test("an endless answer is cut at its limit, a slow one at its deadline", async () => {
    const url = await aServer((request, answer) => {
      if (request.url === "/slow") return void answer.writeHead(200).write("first");
      const more = () => void (answer.write(Buffer.alloc(64 * 1024)) ? setImmediate(more) : answer.once("drain", more));
      more();
    });
    const endless = await call({ url, mostBytes: 200_000 });
    await expect(endless.arrayBuffer()).rejects.toMatchObject({ code: "outward.too_large" });
    const slow = await call({ url: `${url}/slow`, deadlineMs: 100 });
    await expect(slow.text()).rejects.toMatchObject({ code: "outward.timed_out" });
  });

  test("nobody listening is said in words", async () => {
    await expect(call({ url: "http://127.0.0.1:1/" })).rejects.toMatchObject({
      code: "outward.unreachable",
      params: { why: "nothing listens there." },
    });
  });
});
