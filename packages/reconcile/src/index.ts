export { exceedsBudget, tally } from "./budget.ts";
export { type Action, nextAction, type RolloutFacts, type TargetFacts, type WaveFacts } from "./next-action.ts";
export {
  type Budget,
  type PlannedWave,
  planWaves,
  type RolloutPlan,
  type RolloutTarget,
  type Take,
  type WaveSpec,
} from "./plan-waves.ts";
export { STRATEGIES, type Strategy, type StrategyId } from "./strategies.ts";
export { isTerminal, TARGET_STATES, type TargetState } from "./target-state.ts";
