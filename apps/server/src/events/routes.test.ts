import { silentLog, systemClock } from "@wopr/kernel";
import { createFakeClock, eventually } from "@wopr/testkit";
import { createTestDb, type TestDb } from "@wopr/testkit/database";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { asDatabase } from "../db/database.testing.ts";
import { aCaller, aHttpApp } from "../http/http.testing.ts";
import { jobsTopicGuard } from "../jobs/routes.ts";
import { createEventFeed } from "./feed.ts";
import { mountEventRoutes } from "./routes.ts";
import { createOutbox } from "./store.ts";

let testDb: TestDb;
let feed: ReturnType<typeof createEventFeed>;
const open: ReadableStreamDefaultReader<Uint8Array>[] = [];

beforeAll(async () => {
  testDb = await createTestDb();
  feed = createEventFeed({ database: asDatabase(testDb), clock: systemClock, log: silentLog });
  await feed.start();
});
afterEach(async () => {
  await Promise.all(open.splice(0).map((reader) => reader.cancel()));
});
afterAll(async () => {
  await feed.stop();
  await testDb.close();
});

const append = (from: number, to = from, topic = "game:1") =>
  testDb.db.transaction((tx) =>
    createOutbox().append(
      tx,
      Array.from({ length: to - from + 1 }, (_, i) => ({
        topic,
        kind: "capture.stored",
        object: { kind: "capture", id: String(from + i) },
        data: { n: from + i },
      })),
    ),
  );

function aServer() {
  const clock = createFakeClock();
  const stopping = new AbortController();
  const app = aHttpApp({ caller: aCaller(["events:read"]) });
  const guards = [{ prefix: "game", allowed: async (_: unknown, topic: string) => topic !== "game:9" }, jobsTopicGuard];
  mountEventRoutes(app, { feed, guards, clock, stopping: stopping.signal });
  const listen = async (topics: string, lastEventId?: string) => {
    const headers = lastEventId === undefined ? {} : { "last-event-id": lastEventId };
    const response = await app.request(`/api/v1/events?topics=${topics}`, { headers });
    return { response, ...(response.ok ? readerOf(response) : readerOf(new Response(""))) };
  };
  return { clock, stopping, listen };
}

/** Reads a stream block by block. */
function readerOf(response: Response) {
  const reader = (response.body as ReadableStream<Uint8Array>).getReader();
  open.push(reader);
  let rest = "";
  const next = async (): Promise<string | undefined> => {
    while (!rest.includes("\n\n")) {
      const { value, done } = await reader.read();
      if (done) return undefined;
      rest += new TextDecoder().decode(value);
    }
    const end = rest.indexOf("\n\n");
    const block = rest.slice(0, end);
    rest = rest.slice(end + 2);
    return block;
  };
  return { next };
}

const idOf = (block: string | undefined) => /^id: (.+)$/m.exec(block ?? "")?.[1] ?? "";
const numberOf = (block: string | undefined) => Number(/"n":(\d+)/.exec(block ?? "")?.[1] ?? Number.NaN);

describe("GET /events", () => {
  test("tells what commits, as server-sent events", async () => {
    const { response, next } = await aServer().listen("game:1");
    expect(response.headers.get("content-type")).toBe("text/event-stream; charset=utf-8");
    expect(await next()).toMatch(/^retry: 1000\nid: \d+\.\d+\.\d+$/);
    await append(5);
    const block = await next();
    expect(block).toMatch(/^id: \d+\.\d+\.\d+\nevent: capture\.stored\ndata: /);
    expect(JSON.parse(/^data: (.+)$/m.exec(block ?? "")?.[1] ?? "")).toEqual({
      topic: "game:1",
      kind: "capture.stored",
      object: { kind: "capture", id: "5" },
      data: { n: 5 },
    });
  });

  test("resumes after Last-Event-ID, from the first id a stream began with too", async () => {
    const server = aServer();
    const first = await server.listen("game:1");
    const beginning = idOf(await first.next());
    await append(1, 3);
    const second = await first.next();
    const fromEvent = await server.listen("game:1", idOf(second));
    await fromEvent.next();
    expect([await fromEvent.next(), await fromEvent.next()].map(numberOf)).toEqual([2, 3]);
    const fromBeginning = await server.listen("game:1", beginning);
    await fromBeginning.next();
    expect(numberOf(await fromBeginning.next())).toBe(1);
  });

  test("an id that cannot be resumed gives a reset, and the stream goes on", async () => {
    const { next } = await aServer().listen("game:1", "1.1.1e9");
    const block = await next();
    expect(block).toMatch(/^event: reset\nid: \d+\.\d+\.\d+\ndata: \{\}$/);
    await append(8);
    expect(numberOf(await next())).toBe(8);
  });

  test("a client that does not read gets a reset instead of the 257th event, and can resume after it", async () => {
    const server = aServer();
    const watched = await server.listen("game:1");
    const slow = await server.listen("game:1");
    await watched.next();
    for (let n = 1; n <= 300; n += 1) {
      if (n % 60 === 1) await append(n, n + 59);
      expect(numberOf(await watched.next())).toBe(n);
    }
    const blocks: string[] = [];
    do blocks.push((await slow.next()) ?? "");
    while (numberOf(blocks.at(-1)) !== 300);
    const at = blocks.findIndex((block) => block.startsWith("event: reset"));
    expect(at).toBeGreaterThan(-1);
    expect(blocks.filter((block) => block.startsWith("event: reset"))).toHaveLength(1);
    const resumed = await server.listen("game:1", idOf(blocks[at]));
    await resumed.next();
    expect(numberOf(await resumed.next())).toBe(numberOf(blocks[at + 1]));
  });

  test("a client that missed more than its buffer holds gets all of it, without a reset", async () => {
    const server = aServer();
    const first = await server.listen("game:1");
    const beginning = idOf(await first.next());
    let delivered = 0;
    const stop = await feed.subscribe({
      topics: ["game:1"],
      listener() {
        delivered += 1;
      },
      onReset: () => undefined,
    });
    for (let n = 1; n <= 1_000; n += 100) await append(n, n + 99);
    // What is still to be delivered would come live, and more than a buffer of it at once would be a reset.
    await eventually("all of it delivered", () => delivered === 1_000);
    stop();
    const resumed = await server.listen("game:1", beginning);
    await resumed.next();
    for (let n = 1; n <= 1_000; n += 1) expect(numberOf(await resumed.next())).toBe(n);
  });

  test("writes a comment every 15 s, and ends after half an hour so that the caller is identified afresh", async () => {
    const { clock, listen } = aServer();
    const { next } = await listen("game:1");
    await next();
    clock.advance(14_999);
    expect(clock.sleepers()).toBe(1);
    clock.advance(1);
    expect(await next()).toBe(": 2026-01-01T00:00:15.000Z");
    await eventually("the next pause", () => clock.sleepers() === 1);
    clock.advance(30 * 60_000);
    await next();
    expect(await next()).toBeUndefined();
  });

  test("ends when the server stops", async () => {
    const { stopping, listen } = aServer();
    const { next } = await listen("game:1");
    await next();
    stopping.abort();
    expect(await next()).toBeUndefined();
  });

  test.each([
    ["nobody answers for", "weather"],
    ["is not for this caller", "game:9"],
    ["only looks like one", "games"],
    ["needs another permission", "jobs"],
  ])("refuses a topic that %s", async (_, topic) => {
    const { response } = await aServer().listen(`game:1,${topic}`);
    expect(response.status).toBe(403);
    expect(await response.json()).toMatchObject({ code: "events.topic_refused", params: { topic } });
  });
});
