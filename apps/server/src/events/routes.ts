import { streamEvents } from "@wopr/contracts";
import type { Clock } from "@wopr/kernel";
import type { Caller } from "../http/caller.ts";
import type { App } from "../http/env.ts";
import { mountRaw } from "../http/mount.ts";
import { type ClientBuffer, createClientBuffer } from "./client-buffer.ts";
import { EventErrors } from "./errors.ts";
import type { DeliveredEvent, EventFeed, TopicGuard } from "./outbox.ts";

/** What the event stream needs. */
export interface EventRoutesDeps {
  readonly feed: EventFeed;
  /** Who may see what; a topic without a guard is refused. */
  readonly guards: readonly TopicGuard[];
  readonly clock: Clock;
  /** Told when a stream begins and ends. */
  readonly onStream?: (by: 1 | -1) => void;
  /** Aborted when the server stops: streams end, clients come back and resume. */
  readonly stopping: AbortSignal;
}

const BUFFER = { pieces: 256, bytes: 1024 * 1024 } as const;
const MOST_TOPICS = 100;
const COMMENT_EVERY_MS = 15_000;
/** A stream ends after this time, so that its caller is identified afresh; the client resumes by itself. */
const LONGEST_MS = 30 * 60_000;
const RECONNECT_MS = 1_000;

/** Mounts `GET /events`: server-sent events that resume by `Last-Event-ID`. */
export function mountEventRoutes(app: App, deps: EventRoutesDeps): void {
  const { feed, guards, clock, stopping } = deps;
  const encode = createEncoder();

  mountRaw(app, streamEvents, async ({ query }, caller, c, facts) => {
    const topics = query.topics.split(",").filter((topic) => topic !== "");
    await demandTopics(topics, caller, guards);
    const ended = new AbortController();
    const end = () => ended.abort();
    for (const signal of [stopping, facts.signal]) signal.addEventListener("abort", end, { once: true });
    const buffer = createClientBuffer(BUFFER);
    const reset = (id: string) => {
      buffer.clear();
      buffer.push(encode.text(`event: reset\nid: ${id}\ndata: {}\n\n`));
    };
    // A client that is cut off before its first event resumes from here.
    buffer.push(encode.text(`retry: ${RECONNECT_MS}\nid: ${feed.head()}\n\n`));
    const unsubscribe = await feed.subscribe({
      topics,
      afterId: c.req.header("last-event-id"),
      listener(event) {
        if (!buffer.push(encode.event(event))) reset(event.id);
        return buffer.roomy();
      },
      onReset: reset,
    });
    deps.onStream?.(1);
    ended.signal.addEventListener("abort", () => {
      deps.onStream?.(-1);
      unsubscribe();
      buffer.close();
      for (const signal of [stopping, facts.signal]) signal.removeEventListener("abort", end);
    });
    if (stopping.aborted || facts.signal.aborted) end();
    void keepOpen(buffer, () => encode.text(`: ${clock.now().toISOString()}\n\n`), clock, ended.signal).finally(end);
    return new Response(streamOf(buffer, end), {
      headers: {
        "content-type": "text/event-stream; charset=utf-8",
        "cache-control": "no-store",
        // nginx and others would collect events otherwise
        "x-accel-buffering": "no",
      },
    });
  });
}

/** @throws {AppError} `events.topic_refused`, `events.too_many_topics` */
async function demandTopics(topics: readonly string[], caller: Caller, guards: readonly TopicGuard[]): Promise<void> {
  if (topics.length > MOST_TOPICS) throw EventErrors.too_many_topics({ count: topics.length, most: MOST_TOPICS });
  for (const topic of topics) {
    const guard = guards.find(({ prefix }) => topic === prefix || topic.startsWith(`${prefix}:`));
    // The same answer for "does not exist" and "not for you": a stranger learns nothing from it.
    if (!guard || !(await guard.allowed(caller, topic))) throw EventErrors.topic_refused({ topic });
  }
}

/** Writes a comment now and then, so that nobody on the way takes the connection for dead. */
async function keepOpen(buffer: ClientBuffer, comment: () => Uint8Array, clock: Clock, signal: AbortSignal) {
  const untilMs = clock.monotonicMs() + LONGEST_MS;
  while (!signal.aborted && clock.monotonicMs() < untilMs) {
    await clock.sleep(COMMENT_EVERY_MS, signal).catch(() => undefined);
    // Behind pieces that wait, a comment would say nothing.
    if (buffer.isEmpty()) buffer.push(comment());
  }
}

function streamOf(buffer: ClientBuffer, onCancel: () => void): ReadableStream<Uint8Array> {
  return new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        const piece = await buffer.take();
        if (piece) controller.enqueue(piece);
        else controller.close();
      },
      cancel: onCancel,
    },
    // Nothing waits in the stream itself: the limit of the buffer is the limit.
    { highWaterMark: 1 },
  );
}

/** Turns events into bytes, once for all clients that get the same one. */
function createEncoder() {
  const encoder = new TextEncoder();
  const known = new WeakMap<DeliveredEvent, Uint8Array>();
  const text = (piece: string) => encoder.encode(piece);
  return {
    text,
    event(event: DeliveredEvent): Uint8Array {
      const before = known.get(event);
      if (before) return before;
      const { id, ...data } = event;
      const piece = text(`id: ${id}\nevent: ${event.kind}\ndata: ${JSON.stringify(data)}\n\n`);
      known.set(event, piece);
      return piece;
    },
  };
}
