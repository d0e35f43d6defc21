import { equal, isList, type Value } from "@wopr/config-files";
import { cohortsOf, partitionOf, showValue } from "./rows.ts";
import type { Observed, Row } from "./types.ts";

/** How observed differs from what most have (gameservers.md 6.5). */
export type DeviationKind =
  | "missing_key"
  | "value_mismatch"
  | "type_mismatch"
  | "list_mismatch"
  | "list_reordered"
  | "extra_key"
  | "missing_file"
  | "unreadable";

/** One difference from the majority. */
export interface Deviation {
  readonly kind: DeviationKind;
  readonly instance: string;
  readonly plugin: string;
  readonly file: string;
  readonly key: string;
  readonly line?: number;
  /** As text; secrets are tokens. */
  readonly expected?: string;
  readonly observed?: string;
}

/** How keys stand in a network. */
export interface KeyCounts {
  /** Keys of files that at least two instances have. */
  readonly shared: number;
  /** …with one value everywhere. */
  readonly equal: number;
  /** …present everywhere, with several values. */
  readonly varying: number;
  /** …absent somewhere. */
  readonly missing: number;
}

/** Counts keys that can be compared. */
export function countKeys(rows: readonly Row[]): KeyCounts {
  const counts = { shared: 0, equal: 0, varying: 0, missing: 0 };
  for (const row of rows) {
    if (row.cohort.length < 2) continue;
    counts.shared += 1;
    if (row.cells.size < row.cohort.length) counts.missing += 1;
    else if (partitionOf(row).length === 1) counts.equal += 1;
    else counts.varying += 1;
  }
  return counts;
}

/** More than half of those compared: below that nobody is right. */
const isMajority = (part: number, all: number): boolean => part > all / 2;

/** Differences from what most instances have. Where there is no majority nothing is said. */
export function deviationsOf(network: readonly Observed[], rows: readonly Row[]): readonly Deviation[] {
  const out: Deviation[] = [];
  for (const row of rows) out.push(...deviationsOfRow(row));
  out.push(...missingFiles(network));
  for (const { instance, files } of network)
    for (const { problem, path, plugin } of files)
      if (problem)
        out.push({
          kind: "unreadable",
          instance: instance.code,
          plugin,
          file: path,
          key: "",
          line: problem.line,
          observed: problem.text,
        });
  return out;
}

function deviationsOfRow(row: Row): readonly Deviation[] {
  const { cohort, cells, plugin, file, key } = row;
  if (cohort.length < 3) return [];
  const place = { plugin, file, key };
  const absent = cohort.filter((code) => !cells.has(code));
  if (absent.length > 0 && isMajority(cells.size, cohort.length))
    return [
      ...absent.map((instance): Deviation => ({ kind: "missing_key", instance, ...place })),
      ...valueDeviations(row),
    ];
  if (absent.length > 0 && isMajority(absent.length, cohort.length))
    return [...cells].map(
      ([instance, { line, value }]): Deviation => ({
        kind: "extra_key",
        instance,
        ...place,
        line,
        observed: showValue(value),
      }),
    );
  return valueDeviations(row);
}

function valueDeviations(row: Row): readonly Deviation[] {
  const groups = partitionOf(row);
  const [most, ...others] = groups;
  if (!most || others.length === 0 || !isMajority(most.instances.length, row.cells.size)) return [];
  const first = row.cells.get(most.instances[0] ?? "");
  return others.flatMap(({ value, instances }) =>
    instances.map((instance): Deviation => {
      const cell = row.cells.get(instance);
      const isOtherType = cell?.type !== first?.type && !(isNumber(cell?.type) && isNumber(first?.type));
      return {
        kind: isOtherType
          ? "type_mismatch"
          : isList(value) && isList(most.value)
            ? listKind(value, most.value)
            : "value_mismatch",
        instance,
        plugin: row.plugin,
        file: row.file,
        key: row.key,
        ...(cell ? { line: cell.line } : {}),
        expected: showValue(most.value),
        observed: showValue(value),
      };
    }),
  );
}

const isNumber = (type: string | undefined) => type === "int" || type === "float";

function listKind(a: readonly Value[], b: readonly Value[]): "list_reordered" | "list_mismatch" {
  const left = [...b];
  for (const item of a) {
    const at = left.findIndex((other) => equal(item, other));
    if (at < 0) return "list_mismatch";
    left.splice(at, 1);
  }
  return left.length === 0 ? "list_reordered" : "list_mismatch";
}

/** Configuration files that most instances with the plugin have. */
function missingFiles(network: readonly Observed[]): readonly Deviation[] {
  const out: Deviation[] = [];
  const has = (one: Observed, path: string) => one.files.some((file) => file.path === path);
  for (const { file, plugin, members } of cohortsOf(network)) {
    if (members[0]?.file.class !== "config") continue;
    const with_ = network.filter((one) =>
      plugin === "server" ? true : one.files.some((other) => other.plugin === plugin),
    );
    const peers = with_.filter(
      (one) => one.instance.kind === network.find(({ instance }) => instance.code === members[0]?.code)?.instance.kind,
    );
    const without = peers.filter((one) => !has(one, file));
    if (peers.length < 3 || without.length === 0 || !isMajority(peers.length - without.length, peers.length)) continue;
    for (const { instance } of without)
      out.push({ kind: "missing_file", instance: instance.code, plugin, file, key: "" });
  }
  const seen = new Set<string>();
  return out.filter(({ instance, file }) => !seen.has(`${instance} ${file}`) && seen.add(`${instance} ${file}`));
}
