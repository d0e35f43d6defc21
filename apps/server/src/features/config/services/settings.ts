import type { Log } from "@wopr/kernel";
import { effectiveFor } from "../domain/effective.ts";
import { NOWHERE } from "../domain/layers.ts";
import { isMap } from "../domain/merge.ts";
import type { Delivery } from "./delivery.ts";

/** Settings, for the features of this server. */
export interface Settings {
  /** The published document of a namespace; empty when there is none. */
  read(namespace: string): Promise<Readonly<Record<string, unknown>>>;
  /** One value; `undefined` when nobody set it and the schema has no default. */
  value(namespace: string, ...path: readonly string[]): Promise<unknown>;
  /** Calls back after a namespace changed. @returns How to stop. */
  onChange(namespace: string, listener: () => void): () => void;
}

/** Reads what is published from memory; it is fresh within milliseconds after a publish. */
export function createSettings({ delivery, log }: { readonly delivery: Delivery; readonly log: Log }): Settings {
  async function read(namespace: string): Promise<Readonly<Record<string, unknown>>> {
    try {
      const now = await delivery.current(namespace);
      return now ? effectiveFor(now.content, NOWHERE).document : {};
    } catch (err) {
      log.warn({ err, namespace }, "settings could not be read; defaults of the code hold");
      return {};
    }
  }
  return {
    read,
    async value(namespace, ...path) {
      return path.reduce<unknown>(
        (at, key) => (isMap(at) && Object.hasOwn(at, key) ? at[key] : undefined),
        await read(namespace),
      );
    },
    onChange: (namespace, listener) => delivery.onChange(namespace, listener),
  };
}
