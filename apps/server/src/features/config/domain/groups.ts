import { applies, type Context, type LayerId, NOWHERE } from "./layers.ts";

/** Consumers that get the same document. */
export interface ContextGroup {
  readonly context: Context;
  readonly members: readonly string[];
}

/** A consumer, as far as grouping needs it. */
export interface Placed {
  readonly id: string;
  readonly context: Context;
}

/**
 * Groups consumers by the layers that apply to them, so that each group is merged once. With `byVariables` they are also
 * kept apart by what variables could say. Every layer has a group, even when nobody stands there yet.
 */
export function groupContexts(
  layers: readonly LayerId[],
  consumers: readonly Placed[],
  byVariables: boolean,
): readonly ContextGroup[] {
  const groups = new Map<string, { context: Context; members: string[] }>();
  const add = (context: Context, member?: string) => {
    const key = groupKey(layers, context, byVariables);
    const group = groups.get(key) ?? { context, members: [] };
    if (member !== undefined) group.members.push(member);
    groups.set(key, group);
  };
  for (const { id, context } of consumers) add(context, id);
  add(NOWHERE);
  for (const layer of layers) {
    const alone = layer.kind === "tag" ? { ...NOWHERE, tags: [layer.key] } : { ...NOWHERE, [layer.kind]: layer.key };
    if (layer.kind !== "default" && ![...groups.values()].some(({ context }) => applies(layer, context))) add(alone);
  }
  return [...groups.values()];
}

/** What decides which document a context gets. */
export function groupKey(layers: readonly LayerId[], context: Context, byVariables: boolean): string {
  const own = layers.filter((layer) => applies(layer, context)).map(({ kind, key }) => `${kind}:${key}`);
  return JSON.stringify([
    own.sort(),
    byVariables ? [context.device, context.site, context.environment, context.facts] : null,
  ]);
}
