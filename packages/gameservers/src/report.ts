import { findingsOf } from "./checks/index.ts";
import type { Material } from "./checks/material.ts";
import { countKeys, type Deviation, deviationsOf, type KeyCounts } from "./compare.ts";
import { type Lineage, lineagesOf } from "./lineage.ts";
import { type Explanation, explanationsOf, type PartitionGroup, partitionGroups } from "./partition.ts";
import { rowsOf } from "./rows.ts";
import type { CheckName, FileClass, Finding, InstanceKind, Observed } from "./types.ts";

/** All that can be said of a network without rules. */
export interface Report {
  readonly instances: readonly {
    readonly code: string;
    readonly kind: InstanceKind;
    readonly root: string;
    readonly files: number;
    readonly plugins: number;
    readonly jars: number;
  }[];
  readonly files: {
    /** Read and not read, ignored ones not counted. */
    readonly seen: number;
    readonly read: number;
    readonly ignored: number;
    readonly by_class: Readonly<Record<FileClass, number>>;
    readonly unreadable: readonly {
      readonly instance: string;
      readonly file: string;
      readonly line: number;
      readonly why: string;
      readonly hint?: string;
    }[];
  };
  readonly keys: KeyCounts;
  readonly deviations: { readonly by_kind: Readonly<Record<string, number>>; readonly list: readonly Deviation[] };
  /** Differing keys by how they split the network. */
  readonly groups: readonly PartitionGroup[];
  readonly explanations: readonly Explanation[];
  readonly lineages: readonly Lineage[];
  readonly findings: {
    readonly by_check: Readonly<Partial<Record<CheckName, number>>>;
    readonly list: readonly Finding[];
  };
}

/** What is known beside the files. */
export type Beside = Pick<Material, "nowMs"> & Partial<Pick<Material, "templates" | "tags">>;

/** Compares a network with itself. */
export function reportOf(network: readonly Observed[], beside: Beside): Report {
  const rows = rowsOf(network);
  const groups = partitionGroups(rows);
  const explanations = explanationsOf(groups);
  const material: Material = { network, rows, explanations, templates: new Map(), tags: new Map(), ...beside };
  const findings = findingsOf(material);
  const deviations = deviationsOf(network, rows);
  const others = network.map((one) => one.others);
  const all = network.flatMap(({ files }) => files);
  const classes: Record<FileClass, number> = {
    config: 0,
    lang: 0,
    data: 0,
    jar: 0,
    secret: 0,
    binary: 0,
    personal: 0,
    other: 0,
  };
  for (const file of all) classes[file.class] += 1;
  for (const counts of others) for (const name of Object.keys(counts) as FileClass[]) classes[name] += counts[name];
  return {
    instances: network.map(({ instance, files, jars }) => ({
      ...instance,
      files: files.length,
      plugins: new Set(files.map(({ plugin }) => plugin).filter((name) => name !== "server")).size,
      jars: jars.length,
    })),
    files: {
      seen: Object.values(classes).reduce((sum, count) => sum + count, 0),
      read: all.filter(({ problem }) => !problem).length,
      ignored: network.reduce((sum, { ignored }) => sum + ignored, 0),
      by_class: classes,
      unreadable: network.flatMap(({ instance, files }) =>
        files.flatMap(({ path, problem }) =>
          problem
            ? [
                {
                  instance: instance.code,
                  file: path,
                  line: problem.line,
                  why: problem.text,
                  ...(problem.hint ? { hint: problem.hint } : {}),
                },
              ]
            : [],
        ),
      ),
    },
    keys: countKeys(rows),
    deviations: { by_kind: countBy(deviations, ({ kind }) => kind), list: deviations },
    groups,
    explanations,
    lineages: lineagesOf(network, rows),
    findings: { by_check: countBy(findings, ({ check }) => check), list: findings },
  };
}

function countBy<T>(items: readonly T[], of: (item: T) => string): Record<string, number> {
  const out: Record<string, number> = {};
  for (const item of items) out[of(item)] = (out[of(item)] ?? 0) + 1;
  return out;
}
