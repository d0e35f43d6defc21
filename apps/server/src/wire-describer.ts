import type { Clock, Secret } from "@wopr/kernel";
import { createExchanging, createOllamaDescriber, createOpenAiDescriber } from "@wopr/vision/describer";
import type { ServerConfig } from "./load-config.ts";

/** The model that describes photos, as it is configured; undefined when none is. Nothing is asked yet. */
export function describerFrom(
  config: ServerConfig["tabletop"]["describer"],
  clock: Clock,
  resolve: (name: string) => Promise<Secret>,
) {
  if (!config) return undefined;
  const { kind, url: baseUrl, model, secret } = config;
  const exchanging = createExchanging(clock);
  return {
    model,
    of: (wanted: string) =>
      kind === "ollama"
        ? createOllamaDescriber({ baseUrl, model: wanted, exchanging })
        : createOpenAiDescriber({
            ...{ baseUrl, model: wanted, exchanging },
            ...(secret === undefined ? {} : { key: () => resolve(secret) }),
          }),
  };
}
