export {
  type Allocation,
  allocate,
  type Character,
  cheapestPath,
  frontier,
  type Refusal,
  refundRefusal,
  refusalOf,
} from "./allocate.ts";
export { type Applied, applyEffects, BASE_STATS, type Stats } from "./effects.ts";
export { fromNodeMap, type LoadedTree, loadTree, type NodeMap } from "./load.ts";
export type { Effect, Tree, TreeFile, TreeFinding, TreeNode } from "./types.ts";
export { effectWords, SKILLS, wheel } from "./wheel.ts";
