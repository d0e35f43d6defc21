import { type ProbeWire, PUBLISHED_CHECKS } from "@wopr/contracts";
import type { Clock } from "@wopr/kernel";
import type { Catalogue } from "./catalogue.ts";
import { readSelection } from "./domain/selection.ts";
import type { Run } from "./domain/types.ts";
import { StatusErrors } from "./errors.ts";
import type { Outcome } from "./probe.ts";
import { ownProbe, type ProbeTools } from "./probes/own.ts";
import { isForeseen, sentenceOf } from "./probes/words.ts";
import type { Rounds } from "./rounds.ts";
import type { Writer } from "./writer.ts";

/** Runs checks because somebody asks. */
export interface RunService {
  /** Names a published body selects. @throws {AppError} `status.bad_selection` */
  select(body: unknown): readonly string[];
  /**
   * Runs checks and stores the results before it answers. Equal selections in flight share one run.
   *
   * @param names In any order; all of them must exist.
   */
  run(
    names: readonly string[],
    signal: AbortSignal,
  ): Promise<{ readonly runs: ReadonlyMap<string, Run>; readonly stored: boolean }>;
  /** Runs one check. @throws {AppError} `status.unknown_check` */
  runOne(name: string, signal: AbortSignal): Promise<{ readonly run: Run; readonly stored: boolean }>;
  /** Runs a probe and keeps nothing. @throws {AppError} `status.forbidden_target` */
  tryOut(
    probe: ProbeWire,
    options: { readonly deadlineMs: number; readonly private: boolean },
    signal: AbortSignal,
  ): Promise<{ readonly outcome: Outcome; readonly ms: number }>;
}

/** A published POST is answered within this time. */
const WHOLE_MS = 20_000;

/** The only implementation. */
export function createRunService(deps: {
  readonly catalogue: () => Catalogue;
  readonly rounds: Rounds;
  readonly writer: Writer;
  readonly tools: ProbeTools;
  readonly clock: Clock;
}): RunService {
  const { rounds, writer, clock } = deps;
  const inFlight = new Map<string, ReturnType<RunService["run"]>>();

  async function runNow(names: readonly string[], signal: AbortSignal) {
    const mark = writer.mark();
    const over = new AbortController();
    const late = clock.sleep(WHOLE_MS, AbortSignal.any([signal, over.signal])).catch(() => undefined);
    const either = AbortSignal.any([signal, over.signal]);
    const work = rounds.run(
      names.map((name) => ({ name })),
      "post",
      either,
    );
    await Promise.race([work, late]);
    // What has not ended by now ends as "not run": an answer in time is part of the contract.
    over.abort(new Error("The time for all checks is over."));
    const runs = await work;
    return { runs, stored: await writer.settled(mark) };
  }

  function run(names: readonly string[], signal: AbortSignal) {
    const key = [...names].sort().join(" ");
    const known = inFlight.get(key);
    if (known) return known;
    // Not the signal of the first caller: others may be waiting for the same run.
    const work = runNow(names, new AbortController().signal).finally(() => inFlight.delete(key));
    inFlight.set(key, work);
    signal.throwIfAborted();
    return work;
  }

  return {
    select(body) {
      const selection = readSelection(body, PUBLISHED_CHECKS);
      if (selection.ok) return selection.names;
      throw StatusErrors.bad_selection({ at: selection.at, problem: selection.problem, names: PUBLISHED_CHECKS });
    },

    run,

    async runOne(name, signal) {
      const { checks } = deps.catalogue();
      if (!checks.has(name)) throw StatusErrors.unknown_check({ name, names: [...checks.keys()] });
      const { runs, stored } = await run([name], signal);
      const one = runs.get(name);
      if (!one) throw StatusErrors.unknown_check({ name, names: [...checks.keys()] });
      return { run: one, stored };
    },

    async tryOut(wire, options, signal) {
      const probe = ownProbe(wire, options.private ? "private" : "public", deps.tools);
      const over = new AbortController();
      const either = AbortSignal.any([signal, over.signal]);
      const late = clock.sleep(options.deadlineMs, either).then(
        (): Outcome => ({ result: "fail", error: `It did not end within ${options.deadlineMs / 1000} s (deadline).` }),
        (): Outcome => ({ result: "norun", reason: "deadline" }),
      );
      const began = clock.monotonicMs();
      try {
        const outcome = await Promise.race([probe({ signal: either }), late]);
        return { outcome, ms: clock.monotonicMs() - began };
      } catch (failure) {
        if ((failure as { code?: unknown }).code === "status.forbidden_target" || !isForeseen(failure)) throw failure;
        return { outcome: { result: "fail", error: sentenceOf(failure) }, ms: clock.monotonicMs() - began };
      } finally {
        over.abort(new Error("The probe is over."));
      }
    },
  };
}
