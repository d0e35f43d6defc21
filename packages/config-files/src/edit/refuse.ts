import { showPath } from "../paths.ts";
import { effectiveEntries, find, leaves, resolved } from "../tree.ts";
import type { Document, EditError, Path, Result } from "../types.ts";

/** A refused edit. */
export const refuse = (code: EditError["code"], path: Path, text: string): Result<never, EditError> => ({
  ok: false,
  problem: { code, path, text },
});

/** The path leads nowhere; names the nearest that exist. */
export function missing(doc: Document, path: Path): Result<never, EditError> {
  const nearest = nearestPaths(doc, path);
  const hint = nearest.length > 0 ? ` Near it: ${nearest.map(showPath).join(", ")}.` : "";
  return {
    ok: false,
    problem: {
      code: "path_missing",
      path,
      text: `There is no ${showPath(path) || "content"} in this file.${hint}`,
      nearest,
    },
  };
}

/** An alias stands in the way. */
export const atAlias = (path: Path): Result<never, EditError> =>
  refuse("alias_value", path, `${showPath(path)} comes from an alias or a merge key. Edit the anchor instead.`);

/** Equal keys stand in the way. */
export const atDuplicate = (path: Path): Result<never, EditError> =>
  refuse(
    "duplicate_key",
    path,
    `A key on the way to ${showPath(path)} stands more than once. Remove one of them first.`,
  );

function nearestPaths(doc: Document, path: Path): readonly Path[] {
  for (let length = path.length - 1; length >= 0; length -= 1) {
    const above = path.slice(0, length);
    const found = find(doc, above);
    const node = found && resolved(found.node);
    if (node?.kind === "map" && node.entries.length > 0) {
      const wanted = String(path[length]);
      return effectiveEntries(node)
        .map(({ key }) => ({ key, far: distance(key.toLowerCase(), wanted.toLowerCase()) }))
        .sort((a, b) => a.far - b.far)
        .slice(0, 3)
        .map(({ key }) => [...above, key]);
    }
    if (node?.kind === "list")
      return node.items.slice(-3).map((_, i, all) => [...above, node.items.length - all.length + i]);
  }
  const first: Path[] = [];
  for (const leaf of leaves(doc)) {
    first.push(leaf.path);
    if (first.length === 3) break;
  }
  return first;
}

/** Edit distance of two short texts. */
function distance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, i) => i);
  for (let i = 1; i <= a.length; i += 1) {
    const next = [i];
    for (let j = 1; j <= b.length; j += 1)
      next.push(
        Math.min((row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1, (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1)),
      );
    row = next;
  }
  return row[b.length] ?? 0;
}
