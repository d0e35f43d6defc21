import { partitionOf } from "./rows.ts";
import type { Row } from "./types.ts";

/** Keys that split a network in the same way: one decision instead of many (gameservers.md 6.6). */
export interface PartitionGroup {
  /** Instances that stand together, the largest first. */
  readonly parts: readonly (readonly string[])[];
  readonly plugins: readonly string[];
  readonly keys: readonly { readonly plugin: string; readonly file: string; readonly key: string }[];
}

/** Differing keys, grouped by which instances stand against which, the largest group first. */
export function partitionGroups(rows: readonly Row[]): readonly PartitionGroup[] {
  const groups = new Map<string, { parts: readonly (readonly string[])[]; rows: Row[] }>();
  for (const row of rows) {
    if (row.cohort.length < 2) continue;
    const parts = partsOf(row);
    if (parts.length < 2) continue;
    const id = parts.map((part) => part.join(",")).join("|");
    const group = groups.get(id) ?? { parts, rows: [] };
    group.rows.push(row);
    groups.set(id, group);
  }
  return [...groups.values()]
    .map(({ parts, rows: members }) => ({
      parts,
      plugins: [...new Set(members.map(({ plugin }) => plugin))],
      keys: members.map(({ plugin, file, key }) => ({ plugin, file, key })),
    }))
    .toSorted((a, b) => b.keys.length - a.keys.length);
}

/** Instances by value; those without the key are a part of their own. */
function partsOf(row: Row): readonly (readonly string[])[] {
  const parts = partitionOf(row).map(({ instances }) => instances.toSorted());
  const absent = row.cohort.filter((code) => !row.cells.has(code)).toSorted();
  return absent.length > 0 ? [...parts, absent] : parts;
}

/** A split of the network that many keys of several plugins agree on: probably a role. */
export interface Explanation extends PartitionGroup {
  readonly text: string;
}

const ROLE_KEYS = 3;
const ROLE_PLUGINS = 2;

/** Splits that look like a role: at least three keys in two plugins, and one side is more than one server. */
export function explanationsOf(groups: readonly PartitionGroup[]): readonly Explanation[] {
  return groups
    .filter(
      ({ parts, keys, plugins }) =>
        parts.length === 2 &&
        parts.some((part) => part.length > 1) &&
        keys.length >= ROLE_KEYS &&
        plugins.length >= ROLE_PLUGINS,
    )
    .map((group) => {
      const [a, b] = group.parts;
      const text = `These ${group.keys.length} keys of ${group.plugins.length} plugins split the network into ${a?.join(", ")} and ${b?.join(", ")}. Is this a role?`;
      return { ...group, text };
    });
}

/** Whether a row only repeats a split that is explained. */
export function isExplained(row: Row, explanations: readonly Explanation[]): boolean {
  return explanations.some(({ keys }) => keys.some(({ file, key }) => file === row.file && key === row.key));
}
