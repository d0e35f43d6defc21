/** What a layer is for; later ones win. */
export type LayerKind = "default" | "environment" | "site" | "tag" | "device";

/** Which layer. The default layer has an empty key. */
export interface LayerId {
  readonly kind: LayerKind;
  readonly key: string;
}

/** Where a consumer stands. */
export interface Context {
  readonly environment: string | null;
  readonly site: string | null;
  readonly tags: readonly string[];
  readonly device: string | null;
  readonly facts: Readonly<Record<string, string>>;
}

/** A context of nobody in particular. */
export const NOWHERE: Context = { environment: null, site: null, tags: [], device: null, facts: {} };

/** `device:pi-1`, `default`. */
export const layerName = ({ kind, key }: LayerId): string => (kind === "default" ? "default" : `${kind}:${key}`);

/** The inverse of {@link layerName}; `undefined` for what is none. */
export function parseLayerName(name: string): LayerId | undefined {
  if (name === "default") return { kind: "default", key: "" };
  const [, kind, key] = /^(environment|site|tag|device):(.+)$/.exec(name) ?? [];
  return kind === undefined || key === undefined ? undefined : { kind: kind as LayerKind, key };
}

const ORDER: readonly LayerKind[] = ["default", "environment", "site", "tag", "device"];

/** Weakest first: by kind, tags by priority then name. */
export function compareLayers(a: LayerId, b: LayerId, priority: (tag: string) => number): number {
  const byKind = ORDER.indexOf(a.kind) - ORDER.indexOf(b.kind);
  if (byKind !== 0) return byKind;
  const byPriority = a.kind === "tag" ? priority(a.key) - priority(b.key) : 0;
  return byPriority || (a.key < b.key ? -1 : a.key > b.key ? 1 : 0);
}

/** Whether a layer applies to a context. */
export function applies(layer: LayerId, context: Context): boolean {
  switch (layer.kind) {
    case "default":
      return true;
    case "environment":
      return context.environment === layer.key;
    case "site":
      return context.site === layer.key;
    case "tag":
      return context.tags.includes(layer.key);
    case "device":
      return context.device === layer.key;
  }
}

/** A context as a sentence names it. */
export function contextText(context: Context): string {
  const parts = [
    context.device && `device ${context.device}`,
    context.site && `site ${context.site}`,
    context.environment && `environment ${context.environment}`,
    context.tags.length > 0 && `tags ${context.tags.join(", ")}`,
  ].filter((part) => typeof part === "string" && part !== "");
  return parts.join(", ") || "everybody";
}
