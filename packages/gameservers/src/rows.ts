import { equal, isList, isMap, toJson, type Value } from "@wopr/config-files";
import type { Cell, Observed, ReadFile, Row } from "./types.ts";

/** Share of keys two files have in common when they count as one version. */
const SAME_VERSION = 0.95;
/** One file on the instances that have it, apart by version. */
interface Cohort {
  readonly file: string;
  readonly plugin: string;
  readonly members: readonly { readonly code: string; readonly file: ReadFile }[];
}

/** Everything that can be compared, key by key, in order of plugin, file and key. */
export function rowsOf(network: readonly Observed[]): readonly Row[] {
  return cohortsOf(network).flatMap(rowsOfCohort).toSorted(byPlace);
}

/** Files that are compared with each other: of one plugin, kind of server and version. */
export function cohortsOf(network: readonly Observed[]): readonly Cohort[] {
  const byFile = new Map<string, { readonly code: string; readonly file: ReadFile; readonly role: string }[]>();
  for (const { instance, files } of network)
    for (const file of files) {
      if (file.problem) continue;
      const same = byFile.get(file.path) ?? [];
      same.push({ code: instance.code, file, role: roleOf(instance.kind) });
      byFile.set(file.path, same);
    }
  const out: Cohort[] = [];
  for (const [path, all] of byFile) {
    const groups: (typeof all)[] = [];
    for (const one of all) {
      const group = groups.find(
        ([first]) => first !== undefined && first.role === one.role && isSameVersion(first.file, one.file),
      );
      if (group) group.push(one);
      else groups.push([one]);
    }
    for (const members of groups) out.push({ file: path, plugin: members[0]?.file.plugin ?? "server", members });
  }
  return out;
}

/** Servers are compared with servers and proxies with proxies. */
const roleOf = (kind: string): string =>
  ["velocity", "bungee", "waterfall"].includes(kind)
    ? "proxy"
    : kind === "geyser" || kind === "amp_controller"
      ? kind
      : "server";

/** Whether two files have nearly the same keys: then they were written by the same version. Small files always count. */
function isSameVersion(a: ReadFile, b: ReadFile): boolean {
  const [small, large] = a.cells.size <= b.cells.size ? [a.cells, b.cells] : [b.cells, a.cells];
  if (large.size - small.size <= 2)
    return commonOf(small, large) >= Math.min(small.size, large.size * SAME_VERSION - 1);
  return commonOf(small, large) >= SAME_VERSION * large.size;
}

function commonOf(small: ReadonlyMap<string, Cell>, large: ReadonlyMap<string, Cell>): number {
  let common = 0;
  for (const key of small.keys()) if (large.has(key)) common += 1;
  return common;
}

function rowsOfCohort({ file, plugin, members }: Cohort): readonly Row[] {
  const cohort = members.map(({ code }) => code);
  const keys = new Map<string, Map<string, Cell>>();
  for (const { code, file: read } of members)
    for (const [key, cell] of read.cells) {
      const cells = keys.get(key) ?? new Map<string, Cell>();
      cells.set(code, cell);
      keys.set(key, cells);
    }
  return [...keys].map(([key, cells]) => ({
    plugin,
    file,
    key,
    path: [...cells.values()][0]?.path ?? [],
    cells,
    cohort,
  }));
}

const byPlace = (a: Row, b: Row): number =>
  compare(a.plugin, b.plugin) || compare(a.file, b.file) || compare(a.key, b.key);
const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/** Instances by the value they have, the largest group first; of equal size the one with the first instance. */
export function partitionOf(row: Row): readonly { readonly value: Value; readonly instances: readonly string[] }[] {
  const groups: { value: Value; instances: string[] }[] = [];
  for (const code of row.cohort) {
    const cell = row.cells.get(code);
    if (!cell) continue;
    const group = groups.find(({ value }) => equal(value, cell.value));
    if (group) group.instances.push(code);
    else groups.push({ value: cell.value, instances: [code] });
  }
  return groups.toSorted((a, b) => b.instances.length - a.instances.length);
}

/** A value as people read it, on one line, at most 80 characters. */
export function showValue(value: Value): string {
  if (typeof value === "string") return shortened(JSON.stringify(value));
  if (isMap(value) || isList(value)) return shortened(JSON.stringify(toJson(value)));
  return shortened(typeof value === "object" && value !== null ? value.$timestamp : String(value));
}

const shortened = (text: string): string => (text.length <= 80 ? text : `${text.slice(0, 79)}…`);
