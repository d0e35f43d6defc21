import { type Client, createClient } from "@wopr/client";
import { type EventWire, streamEvents } from "@wopr/contracts";
import type { Clock } from "@wopr/kernel";

/** How fresh the page is. `polling`: the stream does not come through, so queries ask by themselves. */
export interface LiveState {
  readonly mode: "idle" | "connecting" | "live" | "polling" | "offline";
  /** When the server was heard last. */
  readonly heardAt: Date | null;
}

/** The one event stream of this browser tab. */
export interface Live {
  start(): void;
  stop(): void;
  /** Adds a topic for as long as somebody wants it. @returns How to let go of it. */
  want(topic: string): () => void;
  /** `undefined` means that anything may have happened. @returns How to stop listening. */
  listen(listener: (event: EventWire | undefined) => void): () => void;
  /** The server has answered something else: it is there. */
  noteHeard(): void;
  /** The device lost its network or has it again. */
  noteNetwork(): void;
  state(): LiveState;
  onState(listener: () => void): () => void;
}

/** What the stream needs from outside. */
export interface LiveDeps {
  readonly fetch: (url: string, init: RequestInit) => Promise<Response>;
  readonly clock: Clock;
  /** Whether the device believes it has a network. */
  readonly online: () => boolean;
}

/** Keeps one stream open over everything that is wanted, resumes after breaks, and says how fresh it is. */
export function createLive({ fetch, clock, online }: LiveDeps): Live {
  const wanted = new Map<string, number>();
  const listeners = new Set<(event: EventWire | undefined) => void>();
  const watchers = new Set<() => void>();
  let state: LiveState = { mode: "idle", heardAt: null };
  let current: AbortController | undefined;
  let lastEventId: string | undefined;
  let opened = false;

  const become = (next: Partial<LiveState>) => {
    state = { ...state, ...next };
    for (const watcher of watchers) watcher();
  };
  const tell = (event: EventWire | undefined) => {
    for (const listener of listeners) listener(event);
  };
  const client: Client = createClient({
    baseUrl: "",
    clock,
    fetch: async (url, init) =>
      heard(await fetch(url, init), () => become({ mode: online() ? "live" : "offline", heardAt: clock.now() })),
  });

  const follow = async (signal: AbortSignal) => {
    const topics = [...wanted.keys()].sort().join(",");
    const options = { signal, pollMs: 4_000, ...(lastEventId === undefined ? {} : { lastEventId }) };
    for await (const item of client.events(streamEvents, { query: { topics } }, options)) {
      if (item.type === "open") {
        // Whatever happened between two connections without a known position was missed.
        if (opened && lastEventId === undefined) tell(undefined);
        opened = true;
      } else if (item.type === "event") {
        lastEventId = item.id ?? lastEventId;
        tell(item.data);
      } else {
        if (item.why === "polling") become({ mode: online() ? "polling" : "offline" });
        else lastEventId = undefined;
        tell(undefined);
      }
    }
  };

  const open = () => {
    current?.abort();
    current = new AbortController();
    const { signal } = current;
    if (state.mode === "idle") become({ mode: "connecting" });
    // Refused for good: the session is over or the role may not listen; pages then ask by themselves.
    follow(signal).catch(() => become({ mode: "polling" }));
  };

  return {
    start: () => {
      if (!current) open();
    },
    stop() {
      current?.abort();
      current = undefined;
      become({ mode: "idle" });
    },
    want(topic) {
      const before = wanted.get(topic) ?? 0;
      wanted.set(topic, before + 1);
      // Several parts of a page ask in one go; one connection answers them all.
      if (before === 0 && current) queueMicrotask(open);
      return () => {
        const left = (wanted.get(topic) ?? 1) - 1;
        // The stream keeps running with one topic too many until it is opened for another reason.
        if (left > 0) wanted.set(topic, left);
        else wanted.delete(topic);
      };
    },
    listen(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    noteHeard: () => become({ heardAt: clock.now() }),
    noteNetwork() {
      if (!current) return;
      if (online()) open();
      else become({ mode: "offline" });
    },
    state: () => state,
    onState(listener) {
      watchers.add(listener);
      return () => watchers.delete(listener);
    },
  };
}

/** The same answer, with every piece of its body reported. */
function heard(response: Response, note: () => void): Response {
  if (!response.ok || !response.body) return response;
  note();
  const body = response.body.pipeThrough(
    new TransformStream<Uint8Array, Uint8Array>({
      transform(piece, controller) {
        note();
        controller.enqueue(piece);
      },
    }),
  );
  return new Response(body, { status: response.status, headers: response.headers });
}
