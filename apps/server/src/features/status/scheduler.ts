import type { Clock, Log, Runnable } from "@wopr/kernel";
import type { Board } from "./board.ts";
import type { Catalogue } from "./catalogue.ts";
import { dueSlot, slotAfter } from "./domain/slots.ts";
import type { Rounds, Wanted } from "./rounds.ts";

/** Runs checks when they are due. */
export interface Scheduler extends Runnable {
  /** How late the newest due run began, milliseconds. */
  lateMs(): number;
  /** Repeats a check after a first failure. */
  confirmSoon(name: string): void;
  /** Looks at once which checks are due; for changed definitions. */
  wake(): void;
}

/** A start is given this long: what it starts must not be blamed for not being there yet. */
const SETTLE_MS = 3_000;
const CONFIRM_MS = 1_000;
const LONGEST_SLEEP_MS = 1_000;

/** The built-in scheduler. It calls the same rounds as everybody who posts. */
export function createScheduler(deps: {
  readonly catalogue: () => Catalogue;
  readonly board: Board;
  readonly rounds: Rounds;
  readonly clock: Clock;
  readonly log: Log;
  /** Whether this server is the one that runs checks. */
  readonly mayRun: () => boolean;
  /** When the next turn is needed at the latest; undefined: none in particular. */
  readonly nextTurnMs: () => number | undefined;
  /** Called once per turn, for what else follows time: planned times, signs of life that are missed. */
  readonly onTurn: (nowMs: number) => void;
}): Scheduler {
  const { board, rounds, clock, log } = deps;
  const lastSlots = new Map<string, number>();
  const confirmAt = new Map<string, number>();
  let stopping = new AbortController();
  let waking = new AbortController();
  let running: Promise<void> = Promise.resolve();
  const under = new Set<Promise<unknown>>();
  let lateMs = 0;

  /** The slot that was run last. One in the future comes from a clock that was set back since, and counts for nothing. */
  function lastSlot(name: string, intervalMs: number, nowMs: number): number | undefined {
    const newest = board.newest(name);
    const seen = newest?.trigger === "schedule" ? Math.floor(newest.atUs / 1000) : undefined;
    const known = [lastSlots.get(name), seen].filter((slot) => slot !== undefined && slot <= nowMs + intervalMs);
    return known.length > 0 ? Math.max(...(known as number[])) : undefined;
  }

  /** What is due now; and when the next will be. */
  function look(nowMs: number): { readonly due: readonly Wanted[]; readonly nextMs: number } {
    const due: Wanted[] = [];
    let nextMs = nowMs + LONGEST_SLEEP_MS;
    for (const { plan } of deps.catalogue().checks.values()) {
      if (plan.pushAfterMs !== null) continue;
      const slot = dueSlot(plan.name, plan.intervalMs, nowMs, lastSlot(plan.name, plan.intervalMs, nowMs));
      // A run that is still going on takes this slot too: one run, not a burst.
      if (slot !== undefined) lastSlots.set(plan.name, slot);
      if (slot !== undefined && !rounds.isRunning(plan.name)) {
        due.push({ name: plan.name, atUs: slot * 1000 });
        lateMs = Math.min(nowMs - slot, plan.intervalMs);
      }
      nextMs = Math.min(nextMs, slotAfter(plan.name, plan.intervalMs, nowMs));
    }
    return { due, nextMs };
  }

  function launch(work: Promise<unknown>): void {
    const one = work
      .catch((err: unknown) => log.error({ err }, "a round of checks failed"))
      .finally(() => under.delete(one));
    under.add(one);
  }

  function confirm(nowMs: number, signal: AbortSignal): number {
    let nextMs = Number.POSITIVE_INFINITY;
    for (const [name, atMs] of confirmAt) {
      if (atMs > nowMs) nextMs = Math.min(nextMs, atMs);
      else {
        confirmAt.delete(name);
        launch(rounds.run([{ name }], "confirm", signal));
      }
    }
    return nextMs;
  }

  async function run(signal: AbortSignal): Promise<void> {
    await clock.sleep(SETTLE_MS, signal);
    while (!signal.aborted) {
      const nowMs = clock.now().getTime();
      let nextMs = nowMs + LONGEST_SLEEP_MS;
      if (deps.mayRun()) {
        const looked = look(nowMs);
        nextMs = looked.nextMs;
        if (looked.due.length > 0) launch(rounds.run(looked.due, "schedule", signal));
        deps.onTurn(nowMs);
        nextMs = Math.min(nextMs, deps.nextTurnMs() ?? nextMs);
      }
      nextMs = Math.min(nextMs, confirm(nowMs, signal));
      waking = new AbortController();
      const either = AbortSignal.any([signal, waking.signal]);
      await clock.sleep(Math.max(5, nextMs - nowMs), either).catch(() => undefined);
    }
  }

  return {
    name: "status scheduler",
    lateMs: () => lateMs,
    confirmSoon(name) {
      confirmAt.set(name, clock.now().getTime() + CONFIRM_MS);
      waking.abort();
    },
    wake: () => waking.abort(),
    async start() {
      stopping = new AbortController();
      running = run(stopping.signal).catch(() => undefined);
    },
    async stop() {
      stopping.abort();
      await running;
      await Promise.all(under);
    },
  };
}
