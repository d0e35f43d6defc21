import type { Client } from "@wopr/client";
import {
  createNamespace,
  type LayerWire,
  postAcks,
  publishConfig,
  type ResolvedWire,
  readNamespace,
  registerConsumer,
  resolveConfig,
} from "@wopr/contracts";
import type { TestServer } from "../../testing.ts";

/** Permissions of a program that reads settings. */
export const CONSUMER_RIGHTS = ["config:consume"] as const;

/** A default layer. */
export const defaultLayer = (text: string): LayerWire => ({ kind: "default", key: "", text });

/** Begins a namespace with a schema and a default layer. */
export const aNamespace = (client: Client, name: string, text: string, schema: object = {}, policy: object = {}) =>
  client.call(createNamespace, { body: { name, title: name, schema: JSON.stringify(schema), text, policy } });

/** Publishes layers on what is newest. */
export async function publish(client: Client, ns: string, layers: readonly LayerWire[], more: object = {}) {
  const { head_revision } = await client.call(readNamespace, { params: { ns } });
  return client.call(publishConfig, {
    params: { ns },
    body: { base_revision: head_revision, layers: [...layers], message: "A test publishes", ...more },
  });
}

/** A program that reads settings. */
export interface TestConsumer {
  readonly id: string;
  readonly client: Client;
  readonly publicKey: string;
  resolve(ns: string): Promise<ResolvedWire>;
  ack(ns: string, revision: number, outcome: "applied" | "unchanged" | "rejected", error?: string): Promise<void>;
}

/** Registers a program of its own key. */
export async function aConsumer(
  server: TestServer,
  name: string,
  context: object = {},
  more: object = {},
): Promise<TestConsumer> {
  const { client } = await server.keyWith(CONSUMER_RIGHTS);
  const made = await client.call(registerConsumer, { body: { name, context, ...more } });
  return {
    id: made.consumer,
    client,
    publicKey: made.public_key,
    async resolve(ns) {
      const answer = await client.raw(resolveConfig, { params: { ns }, query: {} });
      return (await answer.json()) as ResolvedWire;
    },
    ack: (namespace, revision, outcome, message) =>
      client.call(postAcks, {
        body: [
          { namespace, epoch: 1, revision, etag: "x", outcome, error: message === undefined ? null : { message } },
        ],
      }),
  };
}
