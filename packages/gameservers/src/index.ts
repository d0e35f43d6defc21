export { CHECKS, findingsOf } from "./checks/index.ts";
export type { Check, Material, Templates } from "./checks/material.ts";
export { countKeys, type Deviation, type DeviationKind, deviationsOf, type KeyCounts } from "./compare.ts";
export { type Discovery, discover } from "./discover.ts";
export { type Lineage, lineagesOf } from "./lineage.ts";
export { type ObserveOptions, observe, type ScanProgress } from "./observe.ts";
export { type Explanation, explanationsOf, type PartitionGroup, partitionGroups } from "./partition.ts";
export { type Report, reportOf } from "./report.ts";
export { partitionOf, rowsOf, showValue } from "./rows.ts";
export type {
  Cell,
  CheckName,
  FileClass,
  FileTree,
  Finding,
  Instance,
  InstanceKind,
  Observed,
  ReadFile,
  Row,
  SeenFile,
  TreeEntry,
} from "./types.ts";
