import type { Clock, Log, NewId } from "@wopr/kernel";
import type { Runnable } from "./catalogue.ts";
import { type Facts, type NorunReason, type Run, SERVER_VANTAGE, type Trigger } from "./domain/types.ts";
import type { HostLimits } from "./host-limits.ts";
import type { Outcome } from "./probe.ts";
import { isForeseen, sentenceOf } from "./probes/words.ts";
import { createStamp } from "./stamp.ts";

/** Runs one check once. */
export interface Executor {
  /** Never rejects: what goes wrong is the result. */
  run(check: Runnable, facts: RunFacts, signal: AbortSignal): Promise<Run>;
  /** The record of a check that is not run. */
  skip(check: Runnable, facts: RunFacts, reason: NorunReason, root?: readonly string[]): Run;
}

/** What is known before a run. */
export interface RunFacts {
  readonly trigger: Trigger;
  /** The slot it was due at; absent: now. */
  readonly atUs?: number | undefined;
  readonly maintenance: boolean;
}

/** Clocks drift and are slewed by less between two runs. */
const CLOCK_STEP_MS = 1_000;
const MAX_ERROR = 2_000;
const MAX_FACTS = 4_096;

/** Runs checks by their probes, each within its deadline. */
export function createExecutor(deps: {
  readonly clock: Clock;
  readonly newId: NewId;
  readonly log: Log;
  /** Takes secrets out of what is kept. */
  readonly redact: (text: string) => string;
  readonly hosts: HostLimits;
}): Executor {
  const { clock, newId, log, redact, hosts } = deps;

  const stamp = createStamp(clock);
  let offsetMs: number | undefined;

  /** By how much the wall clock was set since the last run, where that is more than drift. */
  function clockStep(): { readonly clock_step_ms?: number } {
    const now = clock.now().getTime() - clock.monotonicMs();
    const step = offsetMs === undefined ? 0 : Math.round(now - offsetMs);
    offsetMs = now;
    return Math.abs(step) > CLOCK_STEP_MS ? { clock_step_ms: step } : {};
  }

  function record(check: Runnable, facts: RunFacts, startedUs: number, ms: number, outcome: Outcome): Run {
    const atUs = facts.atUs ?? startedUs;
    return {
      runId: newId(),
      check: check.plan.name,
      vantage: SERVER_VANTAGE,
      atUs,
      startedUs,
      endedUs: Math.max(startedUs, stamp()),
      result: outcome.result,
      norunReason: outcome.result === "norun" ? outcome.reason : null,
      root: [],
      ms: Math.round(ms * 1000) / 1000,
      error: errorOf(outcome, redact),
      facts: { ...smallFacts(outcome.facts ?? {}, redact), ...clockStep() },
      trigger: facts.trigger,
      maintenance: facts.maintenance,
    };
  }

  async function attempt(check: Runnable, signal: AbortSignal): Promise<Outcome> {
    const { deadlineMs, name } = check.plan;
    const over = new AbortController();
    const either = AbortSignal.any([signal, over.signal]);
    const late = clock.sleep(deadlineMs, either).then(
      (): Outcome => ({ result: "fail", error: `It did not end within ${deadlineMs / 1000} s (deadline).` }),
      (): Outcome => ({ result: "norun", reason: "runner_down" }),
    );
    const work = Promise.resolve()
      .then(() => check.probe({ signal: either }))
      .catch((failure: unknown): Outcome => {
        if (isForeseen(failure)) return { result: "fail", error: sentenceOf(failure) };
        const id = newId();
        log.error({ check: name, id, err: failure }, "a check crashed");
        return { result: "fail", error: `The check itself crashed (check_crashed ${id}).` };
      });
    const outcome = await Promise.race([work, late]);
    over.abort(new Error("The check is over."));
    return outcome;
  }

  return {
    async run(check, facts, signal) {
      const queued = clock.monotonicMs();
      const release = await hosts.take(check.target, check.plan.deadlineMs, signal);
      const startedUs = stamp();
      if (!release)
        return record(check, facts, startedUs, 0, {
          result: "norun",
          reason: signal.aborted ? "runner_down" : "deadline",
        });
      const began = clock.monotonicMs();
      try {
        const outcome = await attempt(check, signal);
        const took = clock.monotonicMs() - began;
        const waited = Math.round(began - queued);
        const run = record(check, facts, startedUs, took, outcome);
        return waited > 500 ? { ...run, facts: { ...run.facts, waited_ms: waited } } : run;
      } finally {
        release();
      }
    },

    skip(check, facts, reason, root = []) {
      const startedUs = stamp();
      return { ...record(check, facts, startedUs, 0, { result: "norun", reason }), root };
    },
  };
}

function errorOf(outcome: Outcome, redact: (text: string) => string): string | null {
  const text = outcome.result === "fail" ? outcome.error : outcome.result === "norun" ? outcome.detail : undefined;
  return text === undefined ? null : storable(redact(text)).slice(0, MAX_ERROR);
}

/** Facts that fit; what is too much is left out whole, so that what is kept is true. */
function smallFacts(facts: Facts, redact: (text: string) => string): Facts {
  if (Object.keys(facts).length === 0) return facts;
  const text = storable(redact(JSON.stringify(facts)));
  try {
    return text.length <= MAX_FACTS ? (JSON.parse(text) as Facts) : { too_large: true };
  } catch {
    return { redacted: true };
  }
}

/** No database keeps U+0000 or half of a surrogate pair. */
const storable = (text: string) => text.toWellFormed().replaceAll("\0", "\ufffd").replaceAll("\\u0000", "\\ufffd");
