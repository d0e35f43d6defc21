import type { Clock } from "@wopr/kernel";
import type { Board, Noted } from "./board.ts";
import type { Catalogue, Runnable } from "./catalogue.ts";
import { blockersOf, rootCauses } from "./domain/blame.ts";
import type { Run, Trigger } from "./domain/types.ts";
import type { Executor } from "./execute.ts";

/** A check to be run, and the slot it is due at. */
export interface Wanted {
  readonly name: string;
  readonly atUs?: number | undefined;
}

/** Runs checks in the order of their needs, and finds out who is to blame. */
export interface Rounds {
  /** Runs checks; those that need one another in rounds, else beside each other. @returns Their runs, by name. */
  run(wanted: readonly Wanted[], trigger: Trigger, signal: AbortSignal): Promise<ReadonlyMap<string, Run>>;
  /** Whether a check is being run at the moment. */
  isRunning(name: string): boolean;
}

/** What rounds need. */
export interface RoundsDeps {
  readonly catalogue: () => Catalogue;
  readonly board: Board;
  readonly executor: Executor;
  readonly clock: Clock;
  /** Takes every run in; called in the order of their ends. */
  readonly note: (run: Run) => Noted | undefined;
  readonly maintenance: (
    component: string,
    atMs: number,
  ) => { readonly maintenance: boolean; readonly suspend: boolean };
}

/** Runs of one process: a check is never run twice at once. */
export function createRounds(deps: RoundsDeps): Rounds {
  const { board, executor, clock, note } = deps;
  const running = new Map<string, Promise<Run>>();

  const maintenanceNow = (check: Runnable) => deps.maintenance(check.plan.component, clock.now().getTime());
  const blockers = (name: string) => blockersOf(name, deps.catalogue().graph, board.newestOf);

  function keep(run: Run): Run {
    note(run);
    return run;
  }

  /** Runs a check, or records why not. */
  async function once(check: Runnable, wanted: Wanted, trigger: Trigger, signal: AbortSignal): Promise<Run> {
    const upkeep = maintenanceNow(check);
    const facts = { trigger, atUs: wanted.atUs, maintenance: upkeep.maintenance };
    if (!check.plan.enabled) return keep(executor.skip(check, facts, "disabled"));
    if (upkeep.suspend) return keep(executor.skip(check, facts, "maintenance"));
    const root = blockers(check.plan.name);
    if (root.length > 0) return keep(executor.skip(check, facts, "dependency_failed", root));
    const run = await executor.run(check, facts, signal);
    if (run.result !== "fail") return keep(run);
    return keep(await withoutBlame(check, run, signal));
  }

  /** A failure counts as the check's own only when everything it needs works after it failed. */
  async function withoutBlame(check: Runnable, run: Run, signal: AbortSignal): Promise<Run> {
    const { graph } = deps.catalogue();
    const ancestors = graph.hardAncestors(check.plan.name);
    for (const level of graph.levels(ancestors)) {
      await Promise.all(level.map((name) => lookAgain(name, run.endedUs, signal)));
      const root = blockers(check.plan.name);
      if (root.length > 0) return { ...run, result: "norun", norunReason: "dependency_failed", root };
    }
    return run;
  }

  /** Makes sure there is a result of a run that began after a moment. */
  async function lookAgain(name: string, sinceUs: number, signal: AbortSignal): Promise<void> {
    const check = deps.catalogue().checks.get(name);
    if (!check || check.plan.pushAfterMs !== null) return;
    // Of two that happened in the same moment nobody knows which came first.
    const isNewer = () => (board.newest(name)?.startedUs ?? 0) > sinceUs;
    if (isNewer()) return;
    await running.get(name);
    if (isNewer() || signal.aborted) return;
    await single(check, { name }, "chain", signal);
  }

  function single(check: Runnable, wanted: Wanted, trigger: Trigger, signal: AbortSignal): Promise<Run> {
    const { name } = check.plan;
    const inFlight = running.get(name);
    if (inFlight) return inFlight;
    const run = once(check, wanted, trigger, signal).finally(() => running.delete(name));
    running.set(name, run);
    return run;
  }

  return {
    isRunning: (name) => running.has(name),

    async run(wanted, trigger, signal) {
      const { graph, checks } = deps.catalogue();
      const byName = new Map(wanted.map((one) => [one.name, one]));
      const runs = new Map<string, Run>();
      for (const level of graph.levels([...byName.keys()])) {
        await Promise.all(
          level.map(async (name) => {
            const check = checks.get(name);
            const one = byName.get(name);
            if (!check || !one) return;
            const joined = running.has(name);
            const run = await single(check, one, trigger, signal);
            // Joined a run that began before it was asked for: that is an answer too, but not to this question.
            const isOld = joined && trigger === "post";
            runs.set(name, isOld && !signal.aborted ? await single(check, one, trigger, signal) : run);
          }),
        );
      }
      return runs;
    },
  };
}

/** The failing checks nobody else is to blame for. */
export const rootsNow = (catalogue: Catalogue, board: Board): readonly string[] =>
  rootCauses(catalogue.graph, board.newestOf);
