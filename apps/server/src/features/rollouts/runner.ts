import type { Clock, Log, NewId, Runnable } from "@wopr/kernel";
import { type Action, isTerminal, nextAction } from "@wopr/reconcile";
import type { Db } from "../../db/db.ts";
import type { Outbox } from "../../events/outbox.ts";
import type { SubjectDriver } from "./driver.ts";
import { type Rollouts, tellRollout } from "./service.ts";
import { createRolloutStore, type Lease, type Rollout, type StoredTarget } from "./store.ts";

/** Moves rollouts on. */
export interface RolloutRunner extends Runnable {
  /** Look now instead of in a moment. */
  wake(): void;
}

const EVERY_MS = 500;
const LEASE_MS = 10_000;
const STEPS_AT_ONCE = 20;

/**
 * Runs every rollout of this installation in one process at a time: a lease with a growing number is checked in each
 * transaction that acts, so a runner that was stopped and wakes up late changes nothing. What was begun goes on after a
 * restart from what is written down.
 */
export function createRolloutRunner(deps: {
  readonly db: Db;
  readonly rollouts: () => Rollouts;
  readonly outbox: Outbox;
  readonly clock: Clock;
  readonly newId: NewId;
  readonly log: Log;
}): RolloutRunner {
  const { db, clock, log, outbox } = deps;
  const token = deps.newId();
  let stopping = new AbortController();
  let nap = new AbortController();
  let running: Promise<void> = Promise.resolve();

  async function runOne(rollout: Rollout): Promise<void> {
    const driver = deps.rollouts().driver(rollout.kind);
    if (!driver) return;
    const lease = await createRolloutStore(db).lease(rollout.id, token, LEASE_MS);
    if (!lease) return;
    if (rollout.state === "undoing") return undo(rollout, driver, lease);
    for (let step = 0; step < STEPS_AT_ONCE; step += 1) {
      const now = await createRolloutStore(db).find(rollout.id);
      if (now?.state !== "running" && now?.state !== "awaiting_approval") return;
      if (!(await stepOnce(now, driver, lease))) return;
    }
  }

  /** @returns Whether something was done, so that there may be more to do at once. */
  async function stepOnce(rollout: Rollout, driver: SubjectDriver, lease: Lease): Promise<boolean> {
    const targets = await observe(rollout, driver, lease);
    if (!targets) return false;
    const action = nextAction({
      wave: rollout.wave,
      waves: rollout.plan.waves,
      targets: targets.map(({ target, wave, state }) => ({ id: target, wave, state })),
      settledAt: rollout.settledAt?.getTime() ?? null,
      waveStartedAt: rollout.waveStartedAt.getTime(),
      now: lease.now.getTime(),
      maxParallel: rollout.maxParallel,
      offline: rollout.plan.offline,
      onBreach: rollout.plan.onBreach,
      approved: rollout.approved,
      checksPass: await driver.checksPass(rollout.subject),
    });
    return perform(rollout, driver, lease, action);
  }

  async function observe(
    rollout: Rollout,
    driver: SubjectDriver,
    lease: Lease,
  ): Promise<readonly StoredTarget[] | undefined> {
    const before = await createRolloutStore(db).targets(rollout.id);
    const given = before.filter(
      ({ state }) => state !== "pending" && (!isTerminal(state) || state === "failed" || state === "lost"),
    );
    const seen = await driver.observe(
      rollout.subject,
      given.map(({ target }) => target),
    );
    const moves = given.flatMap((target) => {
      const now = seen.get(target.target);
      // Whoever was away when it was given out and is back now gets it like everybody else.
      const state = now && target.state === "offline" && now.state === "assigned" ? ("assigned" as const) : now?.state;
      return now && state && (state !== target.state || now.detail !== target.detail)
        ? [{ target: target.target, state, detail: now.detail }]
        : [];
    });
    if (moves.length > 0) {
      const moved = await db.transaction(async (tx) => {
        const store = createRolloutStore(tx);
        if (!(await store.holds(rollout.id, lease.fence))) return false;
        await store.moveTargets(rollout.id, moves);
        await tellRollout(outbox, tx, rollout, "rollout.progress");
        return true;
      });
      if (!moved) return undefined;
    }
    const byId = new Map(moves.map((move) => [move.target, move]));
    return before.map((target) => ({ ...target, ...byId.get(target.target) }));
  }

  async function perform(rollout: Rollout, driver: SubjectDriver, lease: Lease, action: Action): Promise<boolean> {
    if (action.kind === "wait") return false;
    return db.transaction(async (tx) => {
      const store = createRolloutStore(tx);
      if (!(await store.holds(rollout.id, lease.fence))) return false;
      switch (action.kind) {
        case "assign":
          await driver.assign(tx, rollout.subject, action.targets);
          await store.moveTargets(
            rollout.id,
            action.targets.map((target) => ({ target, state: "assigned" as const, detail: null })),
          );
          break;
        case "settle":
          await store.change(rollout.id, { settledAt: lease.now });
          return false;
        case "next_wave":
          await store.change(rollout.id, { wave: rollout.wave + 1, waveStartedAt: lease.now, settledAt: null });
          break;
        case "await_approval":
          if (rollout.state === "awaiting_approval") return false;
          await store.change(rollout.id, { state: "awaiting_approval" });
          break;
        case "pause":
          await store.change(rollout.id, { state: "paused", why: action.why });
          break;
        case "breach":
          await store.change(rollout.id, { state: action.what === "halt" ? "halted" : "undoing", why: action.why });
          break;
        case "complete":
          await driver.complete(tx, rollout.subject);
          await store.change(rollout.id, { state: "completed" });
          break;
      }
      await tellRollout(outbox, tx, rollout, `rollout.${action.kind}`);
      return true;
    });
  }

  async function undo(rollout: Rollout, driver: SubjectDriver, lease: Lease): Promise<void> {
    const targets = await createRolloutStore(db).targets(rollout.id);
    const onlyWave =
      rollout.plan.onBreach === "undo_wave" && rollout.why !== null && /wave \d+\.$/.test(rollout.why)
        ? rollout.wave
        : undefined;
    const has = targets.filter(
      ({ state, wave }) =>
        !["pending", "unchanged", "skipped", "held", "undone"].includes(state) &&
        (onlyWave === undefined || wave === onlyWave),
    );
    const failure = await driver
      .undo(
        rollout.subject,
        has.map(({ target }) => target),
        rollout.why ?? rollout.reason,
      )
      .then(
        () => undefined,
        (err: unknown) => err ?? new Error("unknown"),
      );
    if (failure !== undefined) log.error({ err: failure, rolloutId: rollout.id }, "a rollout could not be taken back");
    await db.transaction(async (tx) => {
      const store = createRolloutStore(tx);
      if (!(await store.holds(rollout.id, lease.fence))) return;
      const now = await store.find(rollout.id);
      if (now?.state !== "undoing") return;
      await store.moveTargets(
        rollout.id,
        has.map(({ target, detail }) => ({
          target,
          state: failure === undefined ? ("undone" as const) : ("undo_failed" as const),
          detail,
        })),
      );
      await store.change(rollout.id, { state: failure === undefined ? "undone" : "undo_failed" });
      await tellRollout(outbox, tx, rollout, "rollout.undone");
    });
  }

  return {
    name: "rollouts",
    wake: () => nap.abort(),
    async start() {
      stopping = new AbortController();
      const { signal } = stopping;
      running = (async () => {
        while (!signal.aborted) {
          nap = new AbortController();
          try {
            for (const rollout of await createRolloutStore(db).open()) await runOne(rollout);
          } catch (err) {
            log.warn({ err }, "rollouts could not be moved on, will retry");
          }
          await clock.sleep(EVERY_MS, AbortSignal.any([signal, nap.signal])).catch(() => {});
        }
      })();
    },
    async stop() {
      stopping.abort();
      await running;
    },
  };
}
