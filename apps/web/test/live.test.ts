import type { Clock } from "@wopr/kernel";
import { expect, test, vi } from "vitest";
import { createLive } from "../src/api/live.ts";
import { staleText } from "../src/ui/stale-rules.ts";

/** A clock that sleeps only as long as it is told to. */
function heldClock(): Clock & { release(): void } {
  const waiting = new Set<() => void>();
  return {
    now: () => new Date(0),
    monotonicMs: () => 0,
    sleep: (_ms, signal) =>
      new Promise((resolve, reject) => {
        waiting.add(resolve);
        signal?.addEventListener("abort", () => reject(signal.reason), { once: true });
      }),
    release() {
      for (const wake of waiting) wake();
      waiting.clear();
    },
  };
}

function server() {
  const requests: { readonly url: string; readonly lastEventId: string | null }[] = [];
  const open: ReadableStreamDefaultController<Uint8Array>[] = [];
  const fetch = async (url: string, init: RequestInit) => {
    const headers = new Headers(init.headers);
    requests.push({ url: decodeURIComponent(url), lastEventId: headers.get("last-event-id") });
    const body = new ReadableStream<Uint8Array>({
      start(controller) {
        open.push(controller);
      },
    });
    return new Response(body, { headers: { "content-type": "text/event-stream" } });
  };
  const send = (text: string) => open.at(-1)?.enqueue(new TextEncoder().encode(text));
  return { requests, fetch, send, drop: () => open.at(-1)?.close() };
}

const event = (id: number, topic: string) =>
  `id: ${id}\nevent: x\ndata: ${JSON.stringify({ topic, kind: "x", object: { kind: "game", id: "1" }, data: {} })}\n\n`;

test("one stream carries every topic that is wanted, and a new topic resumes where the last one stopped", async () => {
  const { requests, fetch, send } = server();
  const live = createLive({ fetch, clock: heldClock(), online: () => true });
  const heard: (string | undefined)[] = [];
  live.listen((message) => heard.push(message?.topic));
  live.want("games");
  live.start();
  await vi.waitFor(() => expect(live.state().mode).toBe("live"));

  send(event(7, "games"));
  await vi.waitFor(() => expect(heard).toEqual(["games"]));
  live.want("game:1");
  await vi.waitFor(() => expect(requests).toHaveLength(2));

  expect(requests[0]).toEqual({ url: "/api/v1/events?topics=games", lastEventId: null });
  expect(requests[1]).toEqual({ url: "/api/v1/events?topics=game:1,games", lastEventId: "7" });
  live.stop();
  expect(live.state().mode).toBe("idle");
});

test("a second wish for the same topic opens nothing", async () => {
  const { requests, fetch } = server();
  const live = createLive({ fetch, clock: heldClock(), online: () => true });
  const release = live.want("games");
  live.start();
  await vi.waitFor(() => expect(requests).toHaveLength(1));
  live.want("games");
  release();
  await Promise.resolve();
  expect(requests).toHaveLength(1);
  live.stop();
});

test("a reset of the server makes every page read again", async () => {
  const { fetch, send } = server();
  const live = createLive({ fetch, clock: heldClock(), online: () => true });
  const heard: unknown[] = [];
  live.listen((message) => heard.push(message));
  live.start();
  await vi.waitFor(() => expect(live.state().mode).toBe("live"));
  send("event: reset\ndata: {}\n\n");
  await vi.waitFor(() => expect(heard).toEqual([undefined]));
  live.stop();
});

test("where no stream comes through, the page says that it asks, and whether it is offline", async () => {
  const clock = heldClock();
  const network = { up: true };
  const fail = async (): Promise<Response> => {
    throw new TypeError("no network");
  };
  const live = createLive({ fetch: fail, clock, online: () => network.up });
  live.start();
  await vi.waitFor(() => {
    clock.release();
    expect(live.state().mode).toBe("polling");
  });
  network.up = false;
  await vi.waitFor(() => {
    clock.release();
    expect(live.state().mode).toBe("offline");
  });
  live.stop();
});

test("a device that loses its network says so at once and connects again when it is back", async () => {
  const { requests, fetch } = server();
  const network = { up: true };
  const live = createLive({ fetch, clock: heldClock(), online: () => network.up });
  live.start();
  await vi.waitFor(() => expect(live.state().mode).toBe("live"));
  network.up = false;
  live.noteNetwork();
  expect(live.state().mode).toBe("offline");
  network.up = true;
  live.noteNetwork();
  await vi.waitFor(() => expect(live.state().mode).toBe("live"));
  expect(requests).toHaveLength(2);
  live.stop();
});

test("old data says so: after 45 s of silence, or at once without a network", () => {
  const at = (s: number) => new Date(s * 1000);
  expect(staleText({ mode: "live", heardAt: at(0) }, at(40))).toBeUndefined();
  expect(staleText({ mode: "live", heardAt: at(0) }, at(50))).toMatch(/not been heard for 50 s/);
  expect(staleText({ mode: "offline", heardAt: at(0) }, at(12))).toMatch(/offline.*12 s old/);
  expect(staleText({ mode: "connecting", heardAt: null }, at(99))).toBeUndefined();
});
