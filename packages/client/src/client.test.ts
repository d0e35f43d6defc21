import { defineEndpoint, NothingWire } from "@wopr/contracts";
import { AppError, type Clock } from "@wopr/kernel";
import { describe, expect, test } from "vitest";
import { z } from "zod";
import { createClient } from "./client.ts";
import type { StreamItem } from "./events.ts";

const readNote = defineEndpoint({
  method: "GET",
  path: "/notes/:key",
  summary: "A note",
  scope: "public",
  params: z.object({ key: z.string() }),
  query: z.object({ at: z.coerce.number().optional(), tags: z.array(z.string()).optional() }),
  status: 200,
  response: z.object({ text: z.string() }),
});
const writeNote = defineEndpoint({
  method: "POST",
  path: "/notes",
  summary: "Write a note",
  scope: "public",
  body: z.object({ text: z.string() }),
  accepts: ["multipart/form-data"],
  status: 201,
  response: z.object({ text: z.string() }),
});
const dropNote = defineEndpoint({
  method: "DELETE",
  path: "/notes",
  summary: "Drop",
  scope: "public",
  status: 204,
  response: NothingWire,
});
const followNotes = defineEndpoint({
  method: "GET",
  base: "",
  path: "/stream",
  summary: "Notes as they come",
  scope: "public",
  status: 200,
  response: z.object({ n: z.number() }),
  answers: "event-stream",
});

const json = (body: unknown, status = 200, headers: Record<string, string> = {}) =>
  new Response(JSON.stringify(body), { status, headers: { "content-type": "application/json", ...headers } });

/** A client whose every request is answered by `answer` and kept in `asked`. */
function talkingTo(answer: (url: string, init: RequestInit) => Response | Promise<Response>, clock?: Clock) {
  const asked: { readonly url: string; readonly init: RequestInit }[] = [];
  const fetch = (url: string, init: RequestInit) => {
    asked.push({ url, init });
    return answer(url, init);
  };
  const client = createClient({ baseUrl: "http://w:1/", token: () => "k", fetch, ...(clock ? { clock } : {}) });
  return { client, asked };
}

describe("call", () => {
  test("builds path, query, body and credentials from the contract", async () => {
    const { client, asked } = talkingTo(() => json({ text: "hello", added_later: 1 }));
    const answer = await client.call(readNote, { params: { key: "a/b c" }, query: { at: 3, tags: ["x", "y"] } });
    expect(answer).toEqual({ text: "hello" });
    expect(asked[0]?.url).toBe("http://w:1/api/v1/notes/a%2Fb%20c?at=3&tags=x&tags=y");
    await client.call(writeNote, { body: { text: "n" } }, { idempotencyKey: "key-1" });
    expect(asked[1]?.init).toMatchObject({
      method: "POST",
      body: '{"text":"n"}',
      headers: { authorization: "Bearer k", "content-type": "application/json", "idempotency-key": "key-1" },
    });
  });

  test("gives nothing for 204", async () => {
    const { client } = talkingTo(() => new Response(null, { status: 204 }));
    expect(await client.call(dropNote, {})).toBeUndefined();
  });

  test("brings the server's failure with its code, problems and wait", async () => {
    const problem = {
      type: "t",
      title: "t",
      status: 422,
      detail: "Say more.",
      code: "note.too_short",
      params: { min: 3 },
      errors: [{ at: "/text", detail: "too short" }],
      retry: "never",
      request_id: "r1",
    };
    const { client } = talkingTo(() => json(problem, 422, { "retry-after": "7" }));
    const failure = await client.call(writeNote, { body: { text: "" } }).catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(AppError);
    expect(failure).toMatchObject({
      code: "note.too_short",
      status: 422,
      message: "Say more.",
      retry: "never",
      params: { min: 3, problems: [{ at: "/text", detail: "too short" }], retry_after_s: 7, request_id: "r1" },
    });
  });

  test.each([
    ["a page of a proxy", () => new Response("<html>", { status: 502 })],
    ["an empty 200", () => new Response("")],
    ["another shape", () => json({ txt: 1 })],
  ])("does not take %s for an answer", async (_, answer) => {
    const { client } = talkingTo(answer);
    await expect(client.call(readNote, { params: { key: "a" }, query: {} })).rejects.toMatchObject({
      code: "client.unexpected_answer",
    });
  });

  test("says that nobody answers, and passes an abort on as it is", async () => {
    const { client } = talkingTo(() => Promise.reject(new TypeError("fetch failed")));
    const request = { params: { key: "a" }, query: {} };
    await expect(client.call(readNote, request)).rejects.toMatchObject({ code: "client.unreachable", retry: "later" });
    const reason = new Error("left the page");
    await expect(client.call(readNote, request, AbortSignal.abort(reason))).rejects.toBe(reason);
  });

  test("sends bytes with their type and forms with their own", async () => {
    const { client, asked } = talkingTo(() => json({ text: "" }, 201));
    await client.upload(writeNote, {}, new Uint8Array([1, 2]), { contentType: "image/jpeg" });
    await client.upload(writeNote, {}, new FormData());
    expect(asked[0]?.init.headers).toMatchObject({ "content-type": "image/jpeg" });
    expect(asked[1]?.init.headers).not.toHaveProperty("content-type");
  });
});

describe("events", () => {
  /** Time that passes at once, and remembers how long was waited. Silence never comes. */
  function hastyClock() {
    const waited: number[] = [];
    const clock: Clock = {
      now: () => new Date(0),
      monotonicMs: () => 0,
      sleep: (ms, signal) => {
        if (ms === 45_000)
          return new Promise((_, reject) => signal?.addEventListener("abort", () => reject(signal.reason)));
        waited.push(ms);
        return Promise.resolve();
      },
    };
    return { clock, waited };
  }

  const stream = (text: string) => new Response(text, { headers: { "content-type": "text/event-stream" } });

  async function take(items: AsyncIterable<StreamItem<unknown>>, count: number) {
    const taken: StreamItem<unknown>[] = [];
    for await (const item of items) {
      taken.push(item);
      if (taken.length === count) break;
    }
    return taken;
  }

  test("reconnects and resumes after the last event", async () => {
    const answers = ['id: 4\nevent: a\ndata: {"n":1}\n\n', 'id: 5\nevent: b\ndata: {"n":2}\n\n'];
    const { client, asked } = talkingTo(() => stream(answers.shift() ?? ""), hastyClock().clock);
    const items = await take(client.events(followNotes, {}), 4);
    expect(items).toEqual([
      { type: "open" },
      { type: "event", id: "4", kind: "a", data: { n: 1 } },
      { type: "open" },
      { type: "event", id: "5", kind: "b", data: { n: 2 } },
    ]);
    expect(asked[1]?.init.headers).toMatchObject({ "last-event-id": "4" });
  });

  test("hands a reset on and resumes where it says", async () => {
    const answers = ['id: 4\ndata: {"n":1}\n\nevent: reset\nid: 9\ndata: {}\n\n'];
    const { client, asked } = talkingTo(() => stream(answers.shift() ?? ""), hastyClock().clock);
    const items = await take(client.events(followNotes, {}), 4);
    expect(items[2]).toEqual({ type: "reset", why: "server" });
    expect(asked[1]?.init.headers).toMatchObject({ "last-event-id": "9" });
  });

  test("resumes from the id a stream begins with when it is cut off before its first event", async () => {
    const answers = ["retry: 1000\nid: 3\n\n"];
    const { client, asked } = talkingTo(() => stream(answers.shift() ?? ""), hastyClock().clock);
    await take(client.events(followNotes, {}), 2);
    expect(asked[1]?.init.headers).toMatchObject({ "last-event-id": "3" });
  });

  test("polls where streams do not get through, and keeps trying with pauses", async () => {
    const { clock, waited } = hastyClock();
    const { client } = talkingTo(() => new Response("<html>"), clock);
    const items = await take(client.events(followNotes, {}), 2);
    expect(items).toEqual([
      { type: "reset", why: "polling" },
      { type: "reset", why: "polling" },
    ]);
    expect(waited).toEqual([1_000, 2_000, 5_000]);
  });

  test("throws when the server refuses for good", async () => {
    const problem = {
      type: "",
      title: "",
      status: 403,
      detail: "No.",
      code: "platform.forbidden",
      params: {},
      errors: [],
    };
    const { client } = talkingTo(() => json({ ...problem, retry: "never", request_id: "r" }, 403), hastyClock().clock);
    await expect(take(client.events(followNotes, {}), 1)).rejects.toMatchObject({ code: "platform.forbidden" });
  });

  test("ends quietly when its signal is aborted", async () => {
    const leaving = new AbortController();
    const { client } = talkingTo(() => stream('data: {"n":1}\n\n'), hastyClock().clock);
    const seen: unknown[] = [];
    for await (const item of client.events(followNotes, {}, { signal: leaving.signal })) {
      seen.push(item);
      if (seen.length === 2) leaving.abort();
    }
    expect(seen).toHaveLength(2);
  });
});
