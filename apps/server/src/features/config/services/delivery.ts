import { hash } from "node:crypto";
import { signedText } from "@wopr/contracts";
import { type Clock, canonicalJson, type Log, type Runnable } from "@wopr/kernel";
import { sha256Hex } from "@wopr/kernel/node";
import type { Db } from "../../../db/db.ts";
import type { EventFeed } from "../../../events/outbox.ts";
import { effectiveFor } from "../domain/effective.ts";
import { groupKey } from "../domain/groups.ts";
import type { Context } from "../domain/layers.ts";
import type { Policy } from "../domain/policy.ts";
import { failWhenStale } from "../domain/schema.ts";
import { usesVariables } from "../domain/variables.ts";
import { ConfigErrors } from "../errors.ts";
import { createConsumerStore } from "../store/consumers.ts";
import { createNamespaceStore } from "../store/namespaces.ts";
import type { Namespace } from "../store/types.ts";
import type { Contents, Loaded } from "./contents.ts";
import type { SecretReader } from "./ports.ts";
import type { Signer } from "./signer.ts";

/** Who asks for a document. */
export interface Reader {
  /** Id of the consumer; null for somebody who never registered. */
  readonly id: string | null;
  readonly name: string | null;
  readonly context: Context;
}

/** An effective document, ready to send. The same text for everybody of a group. */
export interface Resolved {
  readonly namespace: string;
  readonly epoch: number;
  readonly revision: number;
  readonly etag: string;
  readonly body: string;
  readonly document: unknown;
}

/** Gives effective documents from memory and tells when they change. */
export interface Delivery {
  /** @throws {AppError} `config.unknown_namespace`, `config.not_yours` */
  resolve(namespace: string, reader: Reader): Promise<Resolved>;
  /** Resolves when the document of this reader is another than `etag`, or `undefined` after `waitMs` or abort. */
  waitFor(
    namespace: string,
    reader: Reader,
    etag: string,
    waitMs: number,
    signal: AbortSignal,
  ): Promise<Resolved | undefined>;
  /** Calls back after anything about a namespace changed. @returns How to stop. */
  onChange(namespace: string, listener: () => void): () => void;
  /** Reads a namespace again: whoever published here finds it published as soon as that is answered. */
  refresh(namespace: string): Promise<void>;
  /** What is published now, for other parts of this server; refreshed within milliseconds after a publish. */
  current(namespace: string): Promise<{ readonly content: Loaded; readonly namespace: Namespace } | undefined>;
}

interface Live {
  readonly namespace: Namespace;
  readonly epoch: number;
  readonly assigned: ReadonlyMap<string, number>;
  readonly contents: ReadonlyMap<number, Loaded>;
  readonly prepared: Map<string, Prepared>;
  readonly secretVersions: ReadonlyMap<string, number>;
}

interface Prepared {
  readonly revision: number;
  readonly etag: string;
  readonly document: unknown;
  readonly contextText: string;
  readonly documentText: string;
  readonly secrets: Readonly<Record<string, { readonly version: number; readonly value: string }>>;
  readonly failWhenStale: readonly (readonly string[])[];
  readonly policy: Policy;
  sealed?: { readonly body: string; readonly untilMs: number };
}

/** A signature says when it was made; the same one is good for this long. */
const RESIGN_MS = 10_000;

/** The only implementation. */
export function createDelivery(deps: {
  readonly db: Db;
  readonly feed: EventFeed;
  readonly contents: Contents;
  readonly secrets: SecretReader;
  readonly signer: Signer;
  readonly clock: Clock;
  readonly log: Log;
}): Delivery & Runnable {
  const { db, feed, contents, clock, log } = deps;
  const live = new Map<string, Promise<Live | undefined>>();
  const listeners = new Map<string, Set<() => void>>();
  let unsubscribe: () => void = () => {};

  async function load(name: string): Promise<Live | undefined> {
    const namespaces = createNamespaceStore(db);
    const namespace = await namespaces.find(name);
    if (!namespace || namespace.archivedAt) return undefined;
    const states = await createConsumerStore(db).states(name);
    const assigned = new Map(
      states.flatMap((state) => (state.assigned === null ? [] : [[state.consumer, state.assigned] as const])),
    );
    const numbers = new Set([namespace.stableRevision, ...assigned.values()]);
    const loaded = new Map<number, Loaded>();
    for (const number of numbers) loaded.set(number, await contents.at(name, number));
    return {
      namespace,
      epoch: await namespaces.epoch(),
      assigned,
      contents: loaded,
      prepared: new Map(),
      secretVersions: await deps.secrets.versions(),
    };
  }

  function liveOf(name: string): Promise<Live | undefined> {
    let found = live.get(name);
    if (!found) {
      found = load(name);
      live.set(name, found);
      found.catch(() => live.delete(name));
    }
    return found;
  }

  /** Number of the newest reading of each namespace: one that began earlier may end later. */
  const newest = new Map<string, number>();

  async function reload(name: string): Promise<void> {
    const number = (newest.get(name) ?? 0) + 1;
    newest.set(name, number);
    const fresh = load(name);
    // Those who ask in between get the old one; nobody sees a gap.
    await fresh.then(
      () => newest.get(name) === number && live.set(name, fresh),
      (err: unknown) => {
        live.delete(name);
        log.warn({ err, namespace: name }, "a namespace could not be read again, the next request will");
      },
    );
    for (const listener of [...(listeners.get(name) ?? [])]) listener();
  }

  async function prepare(at: Live, reader: Reader): Promise<Prepared> {
    const { namespace } = at;
    const revision = (reader.id !== null ? at.assigned.get(reader.id) : undefined) ?? namespace.stableRevision;
    const content = at.contents.get(revision) ?? (await contents.at(namespace.name, revision));
    const special = content.texts.some(({ text }) => usesVariables(text) || text.includes("$secret"));
    const key = `${revision} ${groupKey(content.layers, reader.context, special)}`;
    const before = at.prepared.get(key);
    if (before) return before;
    const effective = effectiveFor(content, reader.context);
    const secrets: Record<string, { version: number; value: string }> = {};
    for (const name of effective.secrets) {
      const value = await deps.secrets.read(name, namespace.name, reader.context);
      if (value) secrets[name] = value;
    }
    const documentText = canonicalJson(effective.document);
    const versions = Object.entries(secrets).map(([name, { version }]) => [name, version]);
    const etag = hash(
      "sha256",
      JSON.stringify([
        namespace.name,
        at.epoch,
        documentText,
        versions,
        namespace.policy.ttl_s,
        namespace.policy.max_age_s,
      ]),
      "base64url",
    ).slice(0, 22);
    const made: Prepared = {
      revision,
      etag: `"${etag}"`,
      document: effective.document,
      // Everybody of a group is signed for what decides the document, not for names that do not.
      contextText: canonicalJson(special ? reader.context : narrowed(content, reader.context)),
      documentText,
      secrets,
      failWhenStale: failWhenStale(content.schema),
      policy: namespace.policy,
    };
    at.prepared.set(key, made);
    return made;
  }

  function seal(at: Live, made: Prepared): Resolved {
    const nowMs = clock.monotonicMs();
    if (!made.sealed || made.sealed.untilMs < nowMs) {
      const issuedAt = clock.now().toISOString();
      const { namespace, epoch } = at;
      const signature = deps.signer.sign(
        signedText({
          namespace: namespace.name,
          epoch,
          revision: made.revision,
          contextSha256: sha256Hex(made.contextText),
          documentSha256: sha256Hex(made.documentText),
          issuedAt,
        }),
      );
      const head = JSON.stringify({
        namespace: namespace.name,
        epoch,
        revision: made.revision,
        etag: made.etag,
        secrets: made.secrets,
        issued_at: issuedAt,
        ttl_s: made.policy.ttl_s,
        max_age_s: made.policy.max_age_s,
        fail_when_stale: made.failWhenStale,
        signature,
      });
      const body = `${head.slice(0, -1)},"context":${made.contextText},"document":${made.documentText}}`;
      made.sealed = { body, untilMs: nowMs + RESIGN_MS };
    }
    return {
      namespace: at.namespace.name,
      epoch: at.epoch,
      revision: made.revision,
      etag: made.etag,
      body: made.sealed.body,
      document: made.document,
    };
  }

  async function resolve(name: string, reader: Reader): Promise<Resolved> {
    const at = await liveOf(name);
    if (!at) throw ConfigErrors.unknown_namespace({ namespace: name });
    const { readers } = at.namespace.policy;
    if (readers.length > 0 && (reader.name === null || !readers.includes(reader.name)))
      throw ConfigErrors.not_yours({ what: `the namespace ${name}` });
    return seal(at, await prepare(at, reader));
  }

  function onChange(name: string, listener: () => void): () => void {
    const set = listeners.get(name) ?? new Set();
    set.add(listener);
    listeners.set(name, set);
    return () => {
      set.delete(listener);
      if (set.size === 0) listeners.delete(name);
    };
  }

  return {
    name: "delivery of configuration",
    async start() {
      unsubscribe = await feed.subscribe({
        topics: ["config"],
        listener: (event) => {
          const name = event.data["namespace"];
          if (typeof name === "string" && event.kind !== "config.progress") return reload(name);
        },
        onReset: () => {
          for (const name of [...live.keys()]) void reload(name);
        },
      });
    },
    async stop() {
      unsubscribe();
    },
    resolve,
    refresh: reload,
    onChange,
    async waitFor(name, reader, etag, waitMs, signal) {
      const until = clock.monotonicMs() + waitMs;
      while (true) {
        let changed = () => {};
        const change = new Promise<"changed">((done) => {
          changed = () => done("changed");
        });
        // Listening begins before looking, so that nothing is missed in between.
        const stop = onChange(name, changed);
        try {
          const now = await resolve(name, reader);
          if (now.etag !== etag) return now;
          const left = until - clock.monotonicMs();
          if (left <= 0 || signal.aborted) return undefined;
          const sleeping = new AbortController();
          const end = () => sleeping.abort();
          signal.addEventListener("abort", end, { once: true });
          const slept = clock.sleep(left, sleeping.signal).then(
            () => "over" as const,
            () => "over" as const,
          );
          const what = await Promise.race([change, slept]);
          signal.removeEventListener("abort", end);
          sleeping.abort();
          if (what === "over") return undefined;
        } finally {
          stop();
        }
      }
    },
    async current(name) {
      const at = await liveOf(name);
      const content = at?.contents.get(at.namespace.stableRevision);
      return at && content ? { content, namespace: at.namespace } : undefined;
    },
  };
}

/** What of a context decides its document. */
function narrowed(content: Loaded, context: Context): Context {
  const has = (kind: string, key: string | null) =>
    key !== null && content.layers.some((layer) => layer.kind === kind && layer.key === key);
  return {
    environment: has("environment", context.environment) ? context.environment : null,
    site: has("site", context.site) ? context.site : null,
    tags: context.tags.filter((tag) => has("tag", tag)).sort(),
    device: has("device", context.device) ? context.device : null,
    facts: {},
  };
}
