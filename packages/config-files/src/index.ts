export { type CheckedFile, type CheckReport, checkFile, summarise } from "./check/laws.ts";
export { detect } from "./detect.ts";
export { diffLines, type LineChange, linesOf } from "./diff/lines.ts";
export { type Merge, type MergeConflict, merge3 } from "./diff/merge.ts";
export { diffTree, diffValues, opsOf } from "./diff/tree.ts";
export { applySplices, plan } from "./edit/plan.ts";
export { DEFAULT_LIMITS, STRICT_LIMITS } from "./limits.ts";
export { type Located, locate, pathAt } from "./locate.ts";
export { type Masked, type MaskedRange, mask } from "./mask/mask.ts";
export { SECRET_RULES, type SecretRules } from "./mask/rules.ts";
export { unmask } from "./mask/unmask.ts";
export type { Answer, DecisionKind, MergeDecision } from "./merge/decide.ts";
export type { MoveProposal } from "./merge/moves.ts";
export { mergeUpgrade, type Upgrade, type Upgraded } from "./merge/upgrade.ts";
export { open } from "./open.ts";
export { isWithin, parsePath, samePath, showPath } from "./paths.ts";
export { leaves, valueOfDocument } from "./tree.ts";
export type {
  Change,
  Detected,
  Dialect,
  Document,
  EditError,
  Expect,
  Format,
  Leaf,
  LeafType,
  Note,
  Op,
  OpenOptions,
  Path,
  Plan,
  Problem,
  Result,
  Segment,
  Splice,
  Timestamp,
  Value,
  ValueMap,
  Warning,
} from "./types.ts";
export { equal, fromJson, isList, isMap, toJson } from "./values.ts";
