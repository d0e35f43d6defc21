import type { Run } from "./types.ts";
import { counted, NO_COUNTS } from "./uptime.ts";

const SPAN_US = 300_000_000;

/**
 * Many runs as one for each check and five minutes, which says how many it stands for. Used when there is no room for
 * them all; what came of the single runs is lost, the counts are not.
 */
export function compactRuns(runs: readonly Run[], newId: () => string): readonly Run[] {
  const groups = new Map<string, Run[]>();
  for (const run of runs) {
    const key = `${run.check} ${run.vantage} ${Math.floor(run.atUs / SPAN_US)}`;
    groups.set(key, [...(groups.get(key) ?? []), run]);
  }
  return [...groups.values()].flatMap((group) => {
    const [first] = group;
    return first === undefined || group.length === 1 ? group : [merged(first, group, newId())];
  });
}

function merged(first: Run, group: readonly Run[], runId: string): Run {
  const counts = group.reduce((sum, run) => {
    const inner = run.facts["compacted"] as typeof NO_COUNTS | undefined;
    if (!inner) return counted(sum, run);
    return {
      pass: sum.pass + inner.pass,
      fail: sum.fail + inner.fail,
      norun: sum.norun + inner.norun,
      maintenance: sum.maintenance + inner.maintenance,
    };
  }, NO_COUNTS);
  const worst = group.find(({ result }) => result === "fail") ?? group.find(({ result }) => result === "pass") ?? first;
  return {
    ...worst,
    runId,
    atUs: first.atUs,
    startedUs: Math.min(...group.map(({ startedUs }) => startedUs)),
    endedUs: Math.max(...group.map(({ endedUs }) => endedUs)),
    ms: Math.max(...group.map(({ ms }) => ms)),
    // Not of a slot: the slots themselves are lost.
    trigger: "chain",
    facts: { compacted: { ...counts } },
  };
}
