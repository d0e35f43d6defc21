import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { createServer as createTcpServer } from "node:net";
import { systemClock } from "@wopr/kernel";
import { createTestDb } from "@wopr/testkit/database";
import type { Client } from "pg";
import { afterEach, describe, expect, test } from "vitest";
import { asDatabase } from "../../db/database.testing.ts";
import { apiChecks } from "./checks/api.ts";
import { cameraChecks } from "./checks/cameras.ts";
import { databaseChecks } from "./checks/database.ts";
import { webChecks } from "./checks/web.ts";
import { addressBook, createFakeCameras } from "./fakes.testing.ts";
import type { BuiltInCheck } from "./probe.ts";
import { createExchange } from "./probes/exchange.ts";
import { systemLookUp } from "./probes/guard.ts";
import { ownProbe } from "./probes/own.ts";
import { createDatabaseProbe } from "./store-database-probe.ts";

const undo: (() => unknown)[] = [];
afterEach(async () => {
  for (const one of undo.splice(0).reverse()) await one();
});

async function listen(handler: (request: IncomingMessage, response: ServerResponse) => void): Promise<string> {
  const server: Server = createServer(handler);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", () => resolve()));
  undo.push(() => {
    server.closeAllConnections();
    server.close();
  });
  const address = server.address();
  return `http://127.0.0.1:${address && typeof address === "object" ? address.port : 0}`;
}

const exchange = createExchange({ clock: systemClock, lookUp: systemLookUp });
const tools = { exchange, lookUp: systemLookUp, clock: systemClock, readSecret: async () => undefined };
const signal = () => AbortSignal.timeout(5_000);
const run = (checks: readonly BuiltInCheck[], name: string, until = signal()) =>
  checks.find((check) => check.name === name)!.probe({ signal: until });
const web = (publicUrl: string, build = "1-abc") =>
  webChecks({
    publicUrl,
    exchange,
    lookUp: systemLookUp,
    now: () => new Date(),
    newNonce: () => "nonce-1",
    build: async () => build,
  });
const page = (build: string) =>
  `<!doctype html><head><meta name="wopr-build" content="${build}"></head>${" ".repeat(300)}<script src="/assets/a.js"></script>`;

describe("S7: what is not the page of this build is not up", () => {
  test.each([
    [
      "an empty 200 of a catch-all",
      (response: ServerResponse) => response.setHeader("content-type", "text/html").end(),
      /not ours: it has 0 bytes/,
    ],
    [
      "a foreign page",
      (response: ServerResponse) =>
        response.setHeader("content-type", "text/html").end(`<h1>It works</h1>${" ".repeat(400)}`),
      /not ours: it names no build/,
    ],
    [
      "an old build",
      (response: ServerResponse) => response.setHeader("content-type", "text/html").end(page("0-old")),
      /another build: 0-old/,
    ],
    [
      "something that is no page",
      (response: ServerResponse) => response.setHeader("content-type", "application/json").end("{}"),
      /not HTML/,
    ],
    ["an error", (response: ServerResponse) => response.writeHead(502).end("bad gateway"), /status 502/],
  ])("%s", async (_, answer, error) => {
    const base = await listen((_request, response) => answer(response));
    expect(await run(web(base), "wopr-web-up")).toMatchObject({ result: "fail", error: expect.stringMatching(error) });
  });

  test("the page of this build is", async () => {
    const base = await listen((_, response) => response.setHeader("content-type", "text/html").end(page("1-abc")));
    expect(await run(web(base), "wopr-web-up")).toMatchObject({ result: "pass" });
  });
});

describe("S6: functional fails where up passes", () => {
  test("website: the page is there, its script is not", async () => {
    const base = await listen((request, response) => {
      if (request.url === "/") return response.setHeader("content-type", "text/html").end(page("1-abc"));
      return response.writeHead(404).end();
    });
    expect(await run(web(base), "wopr-web-up")).toMatchObject({ result: "pass" });
    expect(await run(web(base), "wopr-web-functional")).toMatchObject({
      result: "fail",
      error: expect.stringContaining("script"),
    });
  });

  test("website: page and script come out of a cache, and the server behind them does not answer", async () => {
    const base = await listen((request, response) => {
      if (request.url === "/") return response.setHeader("content-type", "text/html").end(page("1-abc"));
      if (request.url?.endsWith(".js"))
        return response.setHeader("content-type", "text/javascript").end("x".repeat(2000));
      return response.setHeader("content-type", "application/json").end('{"nonce":"an old one"}');
    });
    expect(await run(web(base), "wopr-web-functional")).toMatchObject({
      result: "fail",
      error: expect.stringContaining("does not answer behind"),
    });
  });

  test("interface: it names its version and keeps nothing", async () => {
    const base = await listen((request, response) => {
      response.setHeader("content-type", "application/json");
      if (request.url === "/api/v1/version") return response.end('{"version":"1","node":"v24","features":[]}');
      return request.method === "PUT" ? response.writeHead(503).end("{}") : response.writeHead(404).end("{}");
    });
    const api = apiChecks({
      publicUrl: base,
      version: "1",
      exchange,
      probeKey: () => "k",
      newId: () => "i",
      newNonce: () => "n",
    });
    expect(await run(api, "wopr-api-up")).toMatchObject({ result: "pass" });
    expect(await run(api, "wopr-api-functional")).toMatchObject({
      result: "fail",
      error: "Writing answers with status 503.",
    });
  });

  test("database: it answers and can be read, but refuses to be written", async () => {
    const testDb = await createTestDb();
    undo.push(() => testDb.close());
    const database = databaseChecks({
      database: createDatabaseProbe({
        database: readOnly(asDatabase(testDb)),
        writer: "w",
        schema: async () => await newestSchema(testDb),
      }),
      clock: systemClock,
      newNonce: () => "n",
    });
    expect(await run(database, "db-up")).toMatchObject({ result: "pass" });
    expect(await run(database, "db-queriable")).toMatchObject({ result: "pass" });
    await expect(run(database, "db-writable")).rejects.toMatchObject({ code: "25006" });
  });

  test("cameras: they answer, and one shows a frozen picture", async () => {
    const checks = cameraChecks({ cameras: createFakeCameras({ desk: "good", garage: "frozen" }), clock: systemClock });
    expect(await run(checks, "wopr-cam-up")).toMatchObject({ result: "pass" });
    expect(await run(checks, "wopr-cam-functional")).toMatchObject({
      result: "fail",
      error: "garage: The picture has not changed.",
      facts: { desk: "works", garage: "The picture has not changed." },
    });
  });
});

describe("S13: cameras", () => {
  test("without one nothing is run, and that is no failure", async () => {
    expect(
      await run(cameraChecks({ cameras: createFakeCameras({}), clock: systemClock }), "wopr-cam-functional"),
    ).toMatchObject({
      result: "norun",
      reason: "not_configured",
    });
    expect(await run(cameraChecks({ cameras: undefined, clock: systemClock }), "wopr-cam-up")).toMatchObject({
      result: "norun",
      reason: "disabled",
    });
  });

  test("one that is black and one that hangs are named; the others are not delayed by them", {
    timeout: 15_000,
  }, async () => {
    const cameras = createFakeCameras({ desk: "good", attic: "black", cellar: "hangs" });
    const began = performance.now();
    const outcome = await run(
      cameraChecks({ cameras, clock: systemClock }),
      "wopr-cam-functional",
      AbortSignal.timeout(12_000),
    );
    expect(outcome).toMatchObject({
      result: "fail",
      error: "attic: The picture is black.; cellar: does not answer in time",
      facts: { desk: "works" },
    });
    expect(performance.now() - began).toBeLessThan(10_000);
    expect(cameras.tookMs("desk")).toBeLessThan(1_000);
  });

  test("one that is busy works if it gave a picture a moment ago", async () => {
    const checks = cameraChecks({ cameras: createFakeCameras({ desk: "busy" }), clock: systemClock });
    expect(await run(checks, "wopr-cam-functional")).toMatchObject({ result: "pass" });
  });
});

test("S8: writing ten thousand times leaves one row", { timeout: 60_000 }, async () => {
  const testDb = await createTestDb();
  undo.push(() => testDb.close());
  const client = await testDb.connect();
  const kept = { ...asDatabase(testDb), listenClient: async () => stayingOpen(client) };
  const probe = createDatabaseProbe({ database: kept, writer: "one", schema: async () => 0 });
  const size = async () => {
    await client.query("VACUUM status_write_probe");
    const { rows } = await client.query<{ bytes: number }>("SELECT pg_table_size('status_write_probe')::int AS bytes");
    return rows[0]?.bytes ?? 0;
  };
  const times = Number(process.env["WOPR_TRIALS"] ?? 0) > 0 ? 10_000 : 1_000;
  for (let i = 0; i < 100; i += 1) await probe.writeNonce(`warm ${i}`, signal());
  const before = await size();
  for (let i = 0; i < times; i += 1) {
    await probe.writeNonce(`nonce ${i}`, signal());
    if (i % 200 === 199) await size();
  }
  expect(await probe.readNonce(signal())).toBe(`nonce ${times - 1}`);
  expect((await client.query("SELECT count(*)::int AS count FROM status_write_probe")).rows).toEqual([{ count: 1 }]);
  expect(await size()).toBeLessThanOrEqual(before + 32 * 1024);
});

describe("S23: own checks reach only what they may", () => {
  const probe = (wire: object, right: "public" | "private" = "public", lookUp = systemLookUp) =>
    ownProbe(wire as never, right, { ...tools, lookUp, exchange: createExchange({ clock: systemClock, lookUp }) })({
      signal: signal(),
    });
  const http = (url: string) => ({
    kind: "http",
    url,
    method: "GET",
    headers: {},
    expect: { status: [200], headers: {}, json: {} },
  });
  const forbidden = { code: "status.forbidden_target" };

  test.each([
    "http://127.0.0.1:1/",
    "http://10.1.2.3/",
    "http://[::1]:1/",
    "http://[::ffff:127.0.0.1]/",
    "http://169.254.169.254/latest/meta-data/",
    "http://metadata.google.internal/",
    "http://0x7f000001/",
    "http://2130706433/",
    "http://017700000001/",
  ])("%s is refused without the right to private addresses", async (url) => {
    await expect(probe(http(url))).rejects.toMatchObject(forbidden);
  });

  test.each([
    "http://169.254.169.254/",
    "http://[fe80::1]/",
    "http://[fd00:ec2::254]/",
    "http://100.100.100.200/",
    "http://0.0.0.0/",
  ])("%s is refused with every right", async (url) => {
    await expect(probe(http(url), "private")).rejects.toMatchObject(forbidden);
  });

  test("a name is judged by what it resolves to, and one forbidden address refuses it whole", async () => {
    const lookUp = addressBook({ "a.example": ["93.184.216.34", "127.0.0.1"] });
    await expect(probe(http("http://a.example/"), "public", lookUp)).rejects.toMatchObject(forbidden);
  });

  test("a name that says something else the second time is still connected to what was judged", async () => {
    let asked = 0;
    const base = await listen((_, response) => response.end("inside"));
    const port = new URL(base).port;
    const lookUp = async () => {
      asked += 1;
      return [{ address: asked === 1 ? "127.0.0.2" : "127.0.0.1", family: 4 as const }];
    };
    await expect(probe(http(`http://rebind.example:${port}/`), "private", lookUp)).rejects.toMatchObject({
      code: "ECONNREFUSED",
    });
    expect(asked).toBe(1);
  });

  test("every redirect is judged again; what proves who asks does not follow to another host", async () => {
    const seen: (string | undefined)[] = [];
    const target = await listen((request, response) => {
      seen.push(request.headers.authorization);
      response.end("ok");
    });
    const base = await listen((request, response) => {
      const to =
        request.url === "/meta"
          ? "http://169.254.169.254/"
          : request.url === "/file"
            ? "file:///etc/passwd"
            : `${target}/`;
      response.writeHead(302, { location: to }).end();
    });
    await expect(probe(http(`${base}/meta`), "private")).rejects.toMatchObject(forbidden);
    await expect(probe(http(`${base}/file`), "private")).rejects.toMatchObject(forbidden);
    const signed = { ...http(`${base}/there`), headers: { authorization: "Bearer abc" } };
    expect(await probe(signed, "private")).toMatchObject({ result: "pass" });
    expect(seen).toEqual([undefined]);
  });

  test("ports, certificates, names and queries are bound by the same rule", async () => {
    await expect(probe({ kind: "tcp", host: "127.0.0.1", port: 1 })).rejects.toMatchObject(forbidden);
    await expect(probe({ kind: "tls", host: "10.0.0.1", port: 443, days: 1 })).rejects.toMatchObject(forbidden);
    await expect(
      probe({ kind: "dns", host: "example.org", type: "A", expect: [], resolver: "127.0.0.1" }),
    ).rejects.toMatchObject(forbidden);
    await expect(
      probe({ kind: "metric", prometheus: "http://127.0.0.1:9090", query: "up", compare: ">", value: 0 }),
    ).rejects.toMatchObject(forbidden);
  });
});

describe("S24: hostile servers end at the deadline", () => {
  const http = (url: string) =>
    ({ kind: "http", url, method: "GET", headers: {}, expect: { status: [200], headers: {}, json: {} } }) as never;
  const probe = (url: string, until: AbortSignal) => ownProbe(http(url), "private", tools)({ signal: until });

  test("a body that never ends is cut, and memory stays", async () => {
    const chunk = Buffer.alloc(64 * 1024, "x");
    const base = await listen((_, response) => {
      const go = () => {
        while (!response.destroyed && response.write(chunk));
      };
      response.on("drain", go);
      go();
    });
    const before = process.memoryUsage().arrayBuffers;
    for (let i = 0; i < 20; i += 1)
      expect(await probe(base, signal())).toMatchObject({ result: "pass", facts: { truncated: true } });
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(40 * 1024 * 1024);
  });

  test("headers that drip and bodies that drip are given up", async () => {
    const drips = createTcpServer((socket) => {
      socket.on("error", () => undefined);
      socket.write("HTTP/1.1 200 OK\r\n");
      const timer = setInterval(() => socket.write("x-drip: 1\r\n"), 50);
      socket.on("close", () => clearInterval(timer));
    });
    await new Promise<void>((resolve) => drips.listen(0, "127.0.0.1", () => resolve()));
    undo.push(() => drips.close());
    const address = drips.address();
    const port = address && typeof address === "object" ? address.port : 0;
    const began = performance.now();
    await expect(probe(`http://127.0.0.1:${port}/`, AbortSignal.timeout(400))).rejects.toThrow();
    expect(performance.now() - began).toBeLessThan(3_000);
  });

  test("redirects in a circle end after five", async () => {
    const base = await listen((_, response) => response.writeHead(302, { location: "/" }).end());
    await expect(probe(base, signal())).rejects.toThrow(/redirected more than 5 times/);
  });

  test("a pattern that runs away does not hold up the server", async () => {
    const base = await listen((_, response) => response.end(`${"a".repeat(40)}!`));
    const evil = {
      kind: "http",
      url: base,
      method: "GET",
      headers: {},
      expect: { status: [200], headers: {}, json: {}, body_regex: "^(a+)+$" },
    };
    const began = performance.now();
    await expect(ownProbe(evil as never, "private", tools)({ signal: signal() })).rejects.toThrow(/takes too long/);
    expect(performance.now() - began).toBeLessThan(2_000);
  });
});

/** Connections that may only read, as after a failover to a standby. */
function readOnly(database: ReturnType<typeof asDatabase>) {
  return {
    ...database,
    listenClient: async (options?: Parameters<typeof database.listenClient>[0]) => {
      const client = await database.listenClient(options);
      await client.query("SET default_transaction_read_only = on");
      return client;
    },
  };
}

/** The same connection for every question: ten thousand new ones would test the network. */
const stayingOpen = (client: Client) =>
  ({ query: client.query.bind(client), end: async () => undefined }) as unknown as Client;

async function newestSchema(testDb: Awaited<ReturnType<typeof createTestDb>>): Promise<number> {
  const { rows } = await testDb.pool.query<{ max: number }>("SELECT max(number) FROM schema_migrations");
  return rows[0]?.max ?? 0;
}
