import {
  type EvaluationContext,
  FlagNotFoundError,
  type JsonValue,
  OpenFeatureEventEmitter,
  type Provider,
  ProviderNotReadyError,
  type ResolutionDetails,
  ServerProviderEvents,
  TypeMismatchError,
} from "@openfeature/server-sdk";
import type { ConfigHandle } from "../config/index.ts";

/** Opens the settings a provider serves; `onChange` is to be called after each change. */
export type OpenHandles = (onChange: (namespace: string) => void) => Promise<ReadonlyMap<string, ConfigHandle>>;

/** How often freshness is looked at, milliseconds. */
const LOOK_MS = 1_000;

/**
 * Settings as feature flags: the flag key is `path` of the first namespace, or `namespace:path`.
 *
 * Reasons: STATIC while confirmed, CACHED when served from the copy, STALE when degraded.
 *
 * @see https://openfeature.dev/specification/sections/providers
 */
export function createConfigProvider(
  open: OpenHandles,
  sleep: (ms: number, signal: AbortSignal) => Promise<void>,
): Provider {
  const events = new OpenFeatureEventEmitter();
  const closing = new AbortController();
  let handles: ReadonlyMap<string, ConfigHandle> | undefined;

  function resolve<T extends JsonValue>(key: string, fits: (value: unknown) => value is T): ResolutionDetails<T> {
    if (!handles) throw new ProviderNotReadyError("The settings are not there yet.");
    const [, named, path] = /^(?:([a-z][a-z0-9_-]{0,62}):)?(.*)$/s.exec(key) ?? [];
    const handle = named === undefined ? handles.values().next().value : handles.get(named);
    if (!handle) throw new FlagNotFoundError(`There is no namespace "${named}".`);
    const value = handle.get(path ?? "");
    if (value === undefined) throw new FlagNotFoundError(`There is no setting "${key}".`);
    if (!fits(value)) throw new TypeMismatchError(`The setting "${key}" is of another type.`);
    const how = handle.freshness();
    const reason = how === "fresh" ? "STATIC" : how === "stale" ? "CACHED" : "STALE";
    return { value, reason, flagMetadata: { revision: handle.revision(), freshness: how } };
  }

  async function watchFreshness(): Promise<void> {
    let wasStale = false;
    while (!closing.signal.aborted) {
      const isStale = [...(handles?.values() ?? [])].some((handle) => handle.freshness() !== "fresh");
      if (isStale !== wasStale) events.emit(isStale ? ServerProviderEvents.Stale : ServerProviderEvents.Ready);
      wasStale = isStale;
      await sleep(LOOK_MS, closing.signal).catch(() => {});
    }
  }

  return {
    metadata: { name: "wopr-config" },
    runsOn: "server",
    events: events as unknown as NonNullable<Provider["events"]>,
    async initialize(_context?: EvaluationContext) {
      try {
        handles = await open((namespace) =>
          events.emit(ServerProviderEvents.ConfigurationChanged, { message: namespace }),
        );
      } catch (failure) {
        events.emit(ServerProviderEvents.Error, {
          message: failure instanceof Error ? failure.message : String(failure),
        });
        throw failure;
      }
      void watchFreshness();
    },
    async onClose() {
      closing.abort();
      for (const handle of handles?.values() ?? []) await handle.close();
    },
    resolveBooleanEvaluation: async (key) => resolve(key, (value): value is boolean => typeof value === "boolean"),
    resolveStringEvaluation: async (key) => resolve(key, (value): value is string => typeof value === "string"),
    resolveNumberEvaluation: async (key) => resolve(key, (value): value is number => typeof value === "number"),
    resolveObjectEvaluation: async <T extends JsonValue>(key: string) =>
      resolve<T>(key, (value): value is T => typeof value === "object" && value !== null),
  };
}
