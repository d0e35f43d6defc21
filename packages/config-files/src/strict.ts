import { excerptAt } from "./text/lines.ts";
import { AliasBomb, effectiveEntries, leaves, resolved, valueOfDocument } from "./tree.ts";
import type { Document, Limits, Node, Problem } from "./types.ts";

const CORE_TAG = "tag:yaml.org,2002:";

/**
 * What the configuration service does not take: several documents, a root that is no map, equal keys, custom tags,
 * numbers JSON cannot say, too many leaves, aliases or too long keys.
 */
export function strictProblem(doc: Document, limits: Limits): Problem | undefined {
  const problem = (code: Problem["code"], offset: number, text: string, hint?: string): Problem => ({
    code,
    ...doc.placeAt(offset),
    excerpt: excerptAt(doc.text, offset),
    text,
    ...(hint ? { hint } : {}),
  });
  if (doc.roots.length > 1)
    return problem("multi_document", doc.roots[1]?.start ?? 0, "The file holds several documents; one is allowed.");
  const root = doc.roots[0] ?? null;
  if (root === null) return undefined;
  if (root.kind !== "map")
    return problem("not_a_map", Math.max(root.start, 0), "The document must be a map of keys to values.");

  let aliases = 0;
  function walk(node: Node): Problem | undefined {
    const at = Math.max(node.start, 0);
    if (node.tag !== undefined && !node.tag.startsWith(CORE_TAG))
      return problem("custom_tag", at, `The tag ${node.tag} is not known here.`, "Write the value without a tag.");
    if (node.kind === "alias") {
      aliases += 1;
      if (aliases > limits.aliases)
        return problem("alias_bomb", at, `More than ${limits.aliases} aliases stand in this document.`);
      return undefined;
    }
    if (node.kind === "scalar") {
      if (typeof node.value === "number" && !Number.isFinite(node.value))
        return problem("not_finite", at, "NaN and infinities cannot be sent to those who read this.");
      if (typeof node.value === "bigint")
        return problem("number_too_large", at, "Whole numbers must lie within ±9007199254740991.", "Quote it as text.");
      return undefined;
    }
    if (node.kind === "list") return firstOf(node.items, ({ value }) => walk(value));
    const seen = new Map<string, number>();
    return firstOf(node.entries, (entry) => {
      const before = seen.get(entry.key);
      seen.set(entry.key, entry.keyStart);
      if (before !== undefined && !entry.merge) {
        const other = doc.placeAt(before);
        const text = `"${entry.key}" stands here and in line ${other.line}; a key may stand once.`;
        return { ...problem("duplicate_key", entry.keyStart, text), other };
      }
      return walk(entry.value);
    });
  }
  const found = walk(root);
  if (found) return found;
  try {
    valueOfDocument(doc, limits);
  } catch (failure) {
    if (failure instanceof AliasBomb) return problem("alias_bomb", 0, "Its aliases expand to more than is allowed.");
    throw failure;
  }
  let count = 0;
  for (const _ of leaves(doc)) {
    count += 1;
    if (count > limits.leaves) return problem("too_many", 0, `It holds more than ${limits.leaves} values.`);
  }
  return undefined;
}

function firstOf<T>(items: readonly T[], look: (item: T) => Problem | undefined): Problem | undefined {
  for (const item of items) {
    const found = look(item);
    if (found) return found;
  }
  return undefined;
}

/** Whether the aliases of a lenient document expand within limits; a map that a merge key brings counts too. */
export function expandsWithin(doc: Document, limits: Limits): boolean {
  let left = limits.nodes + limits.aliasNodes;
  const count = (node: Node): boolean => {
    left -= 1;
    if (left < 0) return false;
    const target = resolved(node);
    if (target.kind === "list") return target.items.every(({ value }) => count(value));
    if (target.kind === "map") return effectiveEntries(target).every(({ value }) => count(value));
    return true;
  };
  return doc.roots.every((root) => root === null || count(root));
}
