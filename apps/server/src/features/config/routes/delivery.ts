import {
  listConsumers,
  postAcks,
  postHealthReport,
  readConsumer,
  registerConsumer,
  resolveConfig,
  watchConfig,
} from "@wopr/contracts";
import type { Clock } from "@wopr/kernel";
import { sealedAnswer } from "../../../http/common-headers.ts";
import type { App } from "../../../http/env.ts";
import { matches, mount, mountRaw } from "../../../http/mount.ts";
import type { Consumers } from "../services/consumers.ts";
import type { Delivery, Reader, Resolved } from "../services/delivery.ts";
import type { Presence } from "../services/presence.ts";
import type { Signer } from "../services/signer.ts";
import type { Watcher } from "../services/watcher.ts";
import { toConsumerWire } from "../wire.ts";

/** What the routes of delivery need. */
export interface DeliveryRoutesDeps {
  readonly delivery: Delivery;
  readonly consumers: Consumers;
  readonly presence: Presence;
  readonly watcher: Watcher;
  readonly signer: Signer;
  readonly epoch: () => Promise<number>;
  readonly clock: Clock;
}

const MOST_NAMESPACES = 50;
const HEARTBEAT_MS = 15_000;
/** A stream ends after this time, so that its caller is identified afresh; the client comes back by itself. */
const LONGEST_MS = 30 * 60_000;

/** Mounts what consumers use. */
export function mountDeliveryRoutes(app: App, deps: DeliveryRoutesDeps): void {
  const { delivery, consumers, presence, watcher } = deps;

  mount(app, registerConsumer, async ({ body }, caller) => {
    const consumer = await consumers.register(caller, body);
    return { consumer: consumer.id, epoch: await deps.epoch(), public_key: deps.signer.publicKey() };
  });

  mountRaw(app, resolveConfig, async ({ params, query }, caller, c, facts) => {
    const reader = await consumers.readerFor(caller, query.consumer);
    const given = c.req.header("if-none-match");
    const now = await delivery.resolve(params.ns, reader);
    if (reader.id !== null) await presence.follow(reader.id, [params.ns]);
    const known = matches(given, now.etag);
    const held =
      known && query.wait > 0
        ? await delivery.waitFor(
            params.ns,
            reader,
            now.etag,
            query.wait * 1_000,
            AbortSignal.any([facts.signal, facts.stopping]),
          )
        : undefined;
    if (reader.id !== null) presence.seen(reader.id);
    if (known && !held) return sealedAnswer(c, null, 304, headersOf(now.etag));
    const answer = held ?? now;
    return sealedAnswer(c, answer.body, 200, { ...headersOf(answer.etag), "content-type": "application/json" });
  });

  mountRaw(app, watchConfig, async ({ query }, caller, _c, facts) => {
    const reader = await consumers.readerFor(caller, query.consumer);
    const names = query.namespaces
      .split(",")
      .filter((name) => name !== "")
      .slice(0, MOST_NAMESPACES);
    // Asked once before the answer begins, so that a wrong name is still a 404.
    for (const name of names) await delivery.resolve(name, reader);
    if (reader.id !== null) await presence.follow(reader.id, names);
    return new Response(
      streamOf(
        { names, reader, inline: query.inline === "true", gone: AbortSignal.any([facts.signal, facts.stopping]) },
        deps,
      ),
      {
        headers: {
          "content-type": "text/event-stream; charset=utf-8",
          "cache-control": "no-store",
          "x-accel-buffering": "no",
        },
      },
    );
  });

  mount(app, postAcks, async ({ body }, caller) => {
    const refused = await consumers.ack(
      caller,
      body.map(({ took_ms, consumer, ...ack }) => ({ ...ack, tookMs: took_ms, consumer })),
    );
    // A refusal is looked at now, not in a second.
    for (const namespace of refused) await watcher.look(namespace);
  });
  mount(app, postHealthReport, async ({ body }, caller) => {
    await consumers.report(caller, { ...body, consumer: body.consumer });
    if (!body.healthy) await watcher.look(body.namespace);
  });
  mount(app, listConsumers, async ({ params, query }) => ({
    items: (await consumers.list(params.ns, query.state)).map(toConsumerWire),
    next_cursor: null,
  }));
  mount(app, readConsumer, async ({ params }) => toConsumerWire(await consumers.read(params.id)));

  const headersOf = (etag: string) => ({ etag, "cache-control": "private, no-cache" });
}

/** One stream of one consumer: what is now, then every change. */
function streamOf(
  want: {
    readonly names: readonly string[];
    readonly reader: Reader;
    readonly inline: boolean;
    readonly gone: AbortSignal;
  },
  { delivery, presence, clock }: DeliveryRoutesDeps,
): ReadableStream<Uint8Array> {
  const encoder = new TextEncoder();
  const ended = new AbortController();
  const stops: (() => void)[] = [];
  const end = () => ended.abort();
  return new ReadableStream<Uint8Array>(
    {
      start(controller) {
        const last = new Map<string, string>();
        const say = (text: string) => {
          if (ended.signal.aborted) return;
          if (want.reader.id !== null) presence.seen(want.reader.id);
          controller.enqueue(encoder.encode(text));
        };
        const tell = async (name: string) => {
          const now = await delivery.resolve(name, want.reader).catch(() => undefined);
          if (!now) return say(`event: reset\ndata: ${JSON.stringify({ namespace: name })}\n\n`);
          if (last.get(name) === now.etag) return;
          last.set(name, now.etag);
          say(`event: config\ndata: ${JSON.stringify(messageOf(now, want.inline))}\n\n`);
        };
        want.gone.addEventListener("abort", end, { once: true });
        say("retry: 1000\n\n");
        for (const name of want.names) {
          stops.push(delivery.onChange(name, () => void tell(name)));
          void tell(name);
        }
        void (async () => {
          const until = clock.monotonicMs() + LONGEST_MS;
          while (!ended.signal.aborted && clock.monotonicMs() < until) {
            await clock.sleep(HEARTBEAT_MS, ended.signal).catch(() => {});
            say(": still here\n\n");
          }
          end();
        })();
        ended.signal.addEventListener("abort", () => {
          for (const stop of stops) stop();
          want.gone.removeEventListener("abort", end);
          try {
            controller.close();
          } catch {
            // The reader went first.
          }
        });
      },
      cancel: end,
    },
    { highWaterMark: 64 },
  );
}

const messageOf = ({ namespace, epoch, revision, etag, document }: Resolved, inline: boolean) => ({
  namespace,
  epoch,
  revision,
  etag,
  ...(inline ? { document } : {}),
});
