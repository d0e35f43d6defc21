import type { Clock } from "@wopr/kernel";
import { sha256Hex } from "@wopr/kernel/node";
import type { Db } from "../../../db/db.ts";
import type { Outbox } from "../../../events/outbox.ts";
import type { Caller } from "../../../http/caller.ts";
import type { Context } from "../domain/layers.ts";
import { NOWHERE } from "../domain/layers.ts";
import { ConfigErrors } from "../errors.ts";
import { type AckRow, createConsumerStore } from "../store/consumers.ts";
import { createNamespaceStore } from "../store/namespaces.ts";
import type { Consumer, ConsumerState } from "../store/types.ts";
import type { Reader } from "./delivery.ts";
import type { Presence } from "./presence.ts";
import { tellChanged } from "./tell.ts";

/** What a consumer says of itself. */
export interface Registration {
  readonly name: string;
  readonly version: string;
  readonly instance: string;
  readonly context: Context;
  readonly schema: Readonly<Record<string, unknown>> | null;
  /** Namespaces it is going to read; others are noted when it reads them first. */
  readonly namespaces: readonly string[];
}

/** An ack as it arrives. */
export interface Ack extends Omit<AckRow, "consumer" | "at"> {
  readonly consumer: string | undefined;
}

/** Those who read, and what they say. */
export interface Consumers {
  /** @throws {AppError} `config.not_yours`, `config.too_large`, `config.bad_schema` */
  register(caller: Caller, registration: Registration): Promise<Consumer>;
  /** The consumer this caller is: the named one, else the one it registered last. */
  readerFor(caller: Caller, consumer: string | undefined): Promise<Reader>;
  /** @returns Namespaces something was refused in. */
  ack(caller: Caller, acks: readonly Ack[]): Promise<readonly string[]>;
  report(
    caller: Caller,
    report: {
      readonly namespace: string;
      readonly healthy: boolean;
      readonly ok: number;
      readonly err: number;
      readonly consumer: string | undefined;
    },
  ): Promise<void>;
  list(namespace: string, state: "all" | "not_on_head" | "rejected" | "offline"): Promise<readonly ConsumerView[]>;
  /** @throws {AppError} `config.unknown_consumer` */
  read(id: string): Promise<ConsumerView>;
}

/** A consumer with what it runs. */
export interface ConsumerView {
  readonly consumer: Consumer;
  readonly online: boolean;
  readonly seenAt: Date;
  readonly states: readonly ConsumerState[];
}

const MOST_SCHEMA_BYTES = 262_144;
const KEPT_COUNTERS_MS = 1_200_000;

/** The only implementation. */
export function createConsumers(deps: {
  readonly db: Db;
  readonly presence: Presence;
  readonly outbox: Outbox;
  readonly clock: Clock;
}): Consumers {
  const { db, presence, clock } = deps;
  const latest = new Map<string, string>();
  const identityOf = (caller: Caller) => caller.keyId ?? caller.id;

  async function own(caller: Caller, consumer: string | undefined): Promise<Consumer | undefined> {
    const identity = identityOf(caller);
    if (consumer !== undefined) {
      const found = await presence.find(consumer);
      if (!found) throw ConfigErrors.unknown_consumer({ consumer });
      if (found.identity !== identity) throw ConfigErrors.not_yours({ what: `the consumer ${consumer}` });
      return found;
    }
    const known = latest.get(identity);
    if (known !== undefined) return presence.find(known);
    const mine = (await presence.all()).filter((one) => one.identity === identity);
    return mine.sort((a, b) => b.registeredAt.getTime() - a.registeredAt.getTime())[0];
  }

  async function demandOwn(caller: Caller, consumer: string | undefined): Promise<Consumer> {
    const found = await own(caller, consumer);
    if (!found) throw ConfigErrors.unknown_consumer({ consumer: consumer ?? caller.name });
    return found;
  }

  const viewOf = async (consumer: Consumer, states: readonly ConsumerState[]): Promise<ConsumerView> => ({
    consumer,
    online: presence.isOnline(consumer.id),
    seenAt: presence.seenAt(consumer),
    states,
  });

  return {
    async register(caller, { name, version, instance, context, schema, namespaces }) {
      const identity = identityOf(caller);
      const text = schema === null ? null : JSON.stringify(schema);
      if (text !== null && text.length > MOST_SCHEMA_BYTES)
        throw ConfigErrors.too_large({ what: "The schema", most: "256 KiB" });
      if (text?.match(/"\$(?:dynamicRef|ref)":"(?!#)/))
        throw ConfigErrors.bad_schema({ problem: "it refers to other addresses." });
      const now = clock.now();
      const store = createConsumerStore(db);
      if (!(await store.claimDevice(`name:${name}`, identity)))
        throw ConfigErrors.not_yours({ what: `the name ${name}` });
      if (context.device !== null && !(await store.claimDevice(`device:${context.device}`, identity)))
        throw ConfigErrors.not_yours({ what: `the device ${context.device}` });
      const id = sha256Hex(`${identity}\n${name}\n${instance}`).slice(0, 32);
      const consumer: Consumer = {
        id,
        identity,
        name,
        instance,
        version,
        context,
        schema: text,
        registeredAt: now,
        seenAt: now,
      };
      await store.put(consumer);
      presence.put(consumer);
      await presence.follow(id, namespaces);
      latest.set(identity, id);
      return consumer;
    },

    async readerFor(caller, consumer) {
      const found = await own(caller, consumer);
      if (!found) return { id: null, name: null, context: NOWHERE };
      presence.seen(found.id);
      return { id: found.id, name: found.name, context: found.context };
    },

    async ack(caller, acks) {
      const at = clock.now();
      const rows: AckRow[] = [];
      for (const { consumer, ...ack } of acks) {
        const from = await demandOwn(caller, consumer);
        const namespace = await createNamespaceStore(db).find(ack.namespace);
        if (!namespace) throw ConfigErrors.unknown_namespace({ namespace: ack.namespace });
        // What was never given out cannot have been applied.
        if (ack.revision > namespace.headRevision)
          throw ConfigErrors.unknown_revision({ namespace: ack.namespace, revision: ack.revision });
        presence.seen(from.id);
        await presence.follow(from.id, [ack.namespace]);
        rows.push({ ...ack, consumer: from.id, at });
      }
      await db.transaction(async (tx) => {
        await createConsumerStore(tx).ack(rows);
        for (const row of rows)
          await tellChanged(deps, tx, row.namespace, "config.progress", {
            consumer: row.consumer,
            revision: row.revision,
            outcome: row.outcome,
          });
      });
      return [...new Set(rows.filter(({ outcome }) => outcome === "rejected").map(({ namespace }) => namespace))];
    },

    async report(caller, { namespace, healthy, ok, err, consumer }) {
      const from = await demandOwn(caller, consumer);
      presence.seen(from.id);
      const store = createConsumerStore(db);
      if (!(await createNamespaceStore(db).find(namespace))) throw ConfigErrors.unknown_namespace({ namespace });
      const at = clock.now();
      const before = (await store.state(from.id, namespace))?.counters ?? [];
      const counters = [
        ...before.filter((one) => at.getTime() - one.at < KEPT_COUNTERS_MS),
        { at: at.getTime(), ok, err },
      ];
      await store.report({ consumer: from.id, namespace, healthy, counters, at });
    },

    async list(name, filter) {
      const namespace = await createNamespaceStore(db).find(name);
      if (!namespace) throw ConfigErrors.unknown_namespace({ namespace: name });
      const states = new Map((await createConsumerStore(db).states(name)).map((state) => [state.consumer, state]));
      const views = await Promise.all(
        (await presence.consumersOf(namespace))
          .filter(({ id }) => states.has(id))
          .map((consumer) =>
            viewOf(
              consumer,
              [states.get(consumer.id)].filter((state) => state !== undefined),
            ),
          ),
      );
      return views.filter(({ online, states: [state] }) => {
        if (filter === "offline") return !online;
        if (filter === "rejected") return state?.outcome === "rejected";
        if (filter === "not_on_head")
          return state?.applied !== namespace.headRevision && state?.outcome !== "unchanged";
        return true;
      });
    },

    async read(id) {
      const consumer = await presence.find(id);
      if (!consumer) throw ConfigErrors.unknown_consumer({ consumer: id });
      return viewOf(consumer, await createConsumerStore(db).statesOf(id));
    },
  };
}
