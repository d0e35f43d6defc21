import { applies, type Context, type LayerId } from "./layers.ts";
import { isMap, isSecretRef, type JsonMap, type Merged, mergeLayers, type ReadLayer } from "./merge.ts";
import { defaultsOf, listRuleOf } from "./schema.ts";
import { fillVariables, type UnknownVariable } from "./variables.ts";

/** Everything a revision says, read. */
export interface Content {
  readonly schema: JsonMap;
  readonly layers: readonly ReadLayer[];
  readonly priority: (tag: string) => number;
}

/** What a context gets. */
export interface Effective extends Merged {
  readonly unknown: readonly UnknownVariable[];
  /** Names of secrets the document refers to. */
  readonly secrets: readonly string[];
}

/** Merges the layers of a context and fills variables. */
export function effectiveFor(content: Content, context: Context): Effective {
  const layers = content.layers.filter((layer: LayerId) => applies(layer, context));
  const merged = mergeLayers(defaultsOf(content.schema), layers, content.priority, listRuleOf(content.schema));
  const { document, unknown } = fillVariables(merged.document, context);
  return { ...merged, document, unknown, secrets: [...new Set(secretNames(document))] };
}

function secretNames(value: unknown): readonly string[] {
  if (isSecretRef(value)) return [value.$secret];
  if (Array.isArray(value)) return value.flatMap(secretNames);
  return isMap(value) ? Object.values(value).flatMap(secretNames) : [];
}
