import { holdsName, isIdentity, namesOf } from "./identity.ts";
import { partitionOf, showValue } from "./rows.ts";
import type { Observed, Row } from "./types.ts";

/** Instances that look copied from one another. */
export interface Lineage {
  readonly instances: readonly string[];
  /** Whose names the shared values carry; absent where they carry none. */
  readonly origin?: string;
  /** Identities that are still shared. */
  readonly shared: readonly {
    readonly plugin: string;
    readonly file: string;
    readonly key: string;
    readonly value: string;
    readonly instances: readonly string[];
  }[];
  readonly text: string;
}

const LEAST_WEIGHT = 6;
const LEAST_PLUGINS = 2;

/**
 * Finds copies: what tells instances apart and is shared all the same weighs log2(N / number that share it); two plugins
 * and a weight of six make a pair (gameservers.md 6.6).
 */
export function lineagesOf(network: readonly Observed[], rows: readonly Row[]): readonly Lineage[] {
  const pairs = new Map<string, { weight: number; readonly plugins: Set<string> }>();
  const shared: Lineage["shared"][number][] = [];
  for (const row of rows) {
    if (!isIdentity(row, network)) continue;
    for (const { value, instances } of partitionOf(row)) {
      if (instances.length < 2 || value === "" || value === 0) continue;
      const weight = Math.log2(row.cells.size / instances.length);
      if (weight <= 0) continue;
      shared.push({ plugin: row.plugin, file: row.file, key: row.key, value: showValue(value), instances });
      for (const [i, a] of instances.entries())
        for (const b of instances.slice(i + 1)) {
          const id = [a, b].toSorted().join("\n");
          const pair = pairs.get(id) ?? { weight: 0, plugins: new Set<string>() };
          pair.weight += weight;
          pair.plugins.add(row.plugin);
          pairs.set(id, pair);
        }
    }
  }
  const strong = [...pairs].filter(
    ([, { weight, plugins }]) => weight >= LEAST_WEIGHT && plugins.size >= LEAST_PLUGINS,
  );
  return connected(strong.map(([id]) => id.split("\n") as [string, string])).map((instances) => {
    const own = shared.filter((one) => one.instances.filter((code) => instances.includes(code)).length >= 2);
    const origin = originOf(network, instances, own);
    const copies = instances.filter((code) => code !== origin);
    const text = origin
      ? `${copies.join(" and ")} ${copies.length === 1 ? "looks" : "look"} copied from ${origin}; ${own.length} identities are still shared.`
      : `${instances.join(", ")} look copied from one another; ${own.length} identities are still shared.`;
    return { instances, ...(origin ? { origin } : {}), shared: own, text };
  });
}

function connected(pairs: readonly (readonly [string, string])[]): readonly (readonly string[])[] {
  const groups: Set<string>[] = [];
  for (const [a, b] of pairs) {
    const touching = groups.filter((group) => group.has(a) || group.has(b));
    const joined = new Set([a, b, ...touching.flatMap((group) => [...group])]);
    for (const group of touching) groups.splice(groups.indexOf(group), 1);
    groups.push(joined);
  }
  return groups.map((group) => [...group].toSorted());
}

function originOf(
  network: readonly Observed[],
  instances: readonly string[],
  shared: Lineage["shared"],
): string | undefined {
  const votes = instances.map((code) => {
    const one = network.find(({ instance }) => instance.code === code);
    const names = one ? namesOf(one) : [];
    return { code, count: shared.filter(({ value }) => names.some((name) => holdsName(value, name))).length };
  });
  const best = votes.toSorted((a, b) => b.count - a.count)[0];
  return best && best.count > 0 ? best.code : undefined;
}
