/** Who wants to read a secret. */
export interface Consumer {
  /** The feature that asks, e.g. `notifications`. */
  readonly feature?: string;
  readonly namespace?: string;
  readonly site?: string;
  readonly device?: string;
  readonly bot?: string;
  readonly tags?: readonly string[];
}

/** Whether one of what the consumer is stands in the list. An empty list lets nobody in. */
export function mayRead(allowed: readonly string[], consumer: Consumer): boolean {
  const { tags = [], ...single } = consumer;
  const is = new Set([
    ...Object.entries(single).map(([kind, name]) => `${kind}:${name}`),
    ...tags.map((tag) => `tag:${tag}`),
  ]);
  return allowed.some((one) => is.has(one));
}

/** A consumer as a sentence names it. */
export const consumerText = ({ tags: _, ...consumer }: Consumer): string =>
  Object.entries(consumer)
    .map(([kind, name]) => `${kind} "${name}"`)
    .join(", ") || "Nobody in particular";
