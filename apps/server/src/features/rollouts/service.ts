import type { NewId } from "@wopr/kernel";
import { planWaves, type RolloutTarget, STRATEGIES, type StrategyId, type TargetState, tally } from "@wopr/reconcile";
import type { Db } from "../../db/db.ts";
import type { Outbox } from "../../events/outbox.ts";
import type { Caller } from "../../http/caller.ts";
import { type Act, type Actor, type Audit, actorOf } from "../audit/index.ts";
import type { Subject, SubjectDriver } from "./driver.ts";
import { RolloutErrors } from "./errors.ts";
import { createRolloutStore, type Rollout, type RolloutState, type StoredTarget } from "./store.ts";

/** What begins a rollout. */
export interface NewRollout {
  readonly kind: string;
  readonly subject: Subject;
  readonly strategy: StrategyId;
  readonly targets: readonly RolloutTarget[];
  readonly reason: string;
  readonly by: Actor;
  readonly requestId: string | null;
  readonly traceparent: string | null;
  /** Instead of what the strategy says. */
  readonly onBreach?: Rollout["plan"]["onBreach"];
  /** No wave rests shorter or longer than this, milliseconds; absent: as the strategy says. */
  readonly soakMs?: number;
}

/** A rollout with everybody in it. */
export interface RolloutView {
  readonly rollout: Rollout;
  readonly targets: readonly StoredTarget[];
}

/** Rollouts of any kind (fleet.md 6.8). */
export interface Rollouts {
  /**
   * Begins one in the caller's transaction.
   *
   * @returns Its id. @throws {AppError} `rollouts.busy` when a target is in another one of this kind and subject family.
   */
  start(tx: Db, rollout: NewRollout): Promise<string>;
  /** Whom it would reach in which wave; the same as {@link start} would do. */
  plan(rollout: Pick<NewRollout, "strategy" | "targets" | "subject">): ReturnType<typeof planWaves>;
  list(limit: number, kind: string | undefined): Promise<readonly RolloutView[]>;
  /** @throws {AppError} `rollouts.not_found` */
  read(id: string): Promise<RolloutView>;
  pause(id: string, caller: Caller, reason: string, facts: Act["facts"]): Promise<RolloutView>;
  resume(id: string, caller: Caller, reason: string, facts: Act["facts"]): Promise<RolloutView>;
  halt(id: string, caller: Caller, reason: string, facts: Act["facts"]): Promise<RolloutView>;
  undo(id: string, caller: Caller, reason: string, facts: Act["facts"]): Promise<RolloutView>;
  approve(id: string, caller: Caller, reason: string, facts: Act["facts"]): Promise<RolloutView>;
  /** For drivers that found harm by themselves: stops it in their transaction. Idempotent. */
  stop(tx: Db, id: string, state: Extract<RolloutState, "halted" | "undone" | "cancelled">, why: string): Promise<void>;
  register(driver: SubjectDriver): void;
  driver(kind: string): SubjectDriver | undefined;
}

const OVER: ReadonlySet<RolloutState> = new Set(["completed", "halted", "undone", "undo_failed", "cancelled"]);

/** The only implementation. */
export function createRollouts(deps: {
  readonly db: Db;
  readonly outbox: Outbox;
  readonly audit: Audit;
  readonly newId: NewId;
  readonly wake: () => void;
}): Rollouts {
  const { db, audit, newId } = deps;
  const drivers = new Map<string, SubjectDriver>();

  const planOf = ({ strategy, targets, subject }: Pick<NewRollout, "strategy" | "targets" | "subject">) =>
    planWaves(targets, STRATEGIES[strategy].waves, JSON.stringify(subject));

  async function view(id: string): Promise<RolloutView> {
    const store = createRolloutStore(db);
    const rollout = await store.find(id);
    if (!rollout) throw RolloutErrors.not_found({});
    return { rollout, targets: await store.targets(id) };
  }

  async function act(
    id: string,
    name: string,
    from: readonly RolloutState[],
    to: RolloutState,
    by: { readonly caller: Caller; readonly reason: string; readonly facts: Act["facts"] },
  ): Promise<RolloutView> {
    await db.transaction(async (tx) => {
      const store = createRolloutStore(tx);
      const rollout = await store.lock(id);
      if (!rollout) throw RolloutErrors.not_found({});
      if (!from.includes(rollout.state)) throw RolloutErrors.wrong_state({ act: name, state: rollout.state });
      const approved = name === "approved" ? { approved: [...rollout.approved, rollout.wave] } : {};
      await store.change(id, { state: to, why: by.reason, ...approved });
      await audit.record(tx, {
        actor: actorOf(by.caller),
        action: `rollouts.${name}` as const,
        subject: { kind: "rollout", id },
        summary: `A rollout was ${name}.`,
        reason: by.reason,
        before: { state: rollout.state },
        after: { state: to },
        undo: { impossible: to === "undoing" ? "Roll it out again." : "Use the other buttons of the rollout." },
        facts: by.facts,
      });
      await tellRollout(deps.outbox, tx, rollout, `rollout.${name}`);
    });
    deps.wake();
    return view(id);
  }

  return {
    plan: planOf,
    async start(tx, rollout) {
      const strategy = STRATEGIES[rollout.strategy];
      const plan = planOf(rollout);
      const id = newId();
      const size = plan.waves.reduce((sum, wave) => sum + wave.targets.length, 0);
      const waves =
        rollout.soakMs === undefined
          ? plan.waves
          : plan.waves.map((wave) => ({ ...wave, soakMs: Math.min(wave.soakMs, rollout.soakMs ?? 0) }));
      const names = new Map(rollout.targets.map((target) => [target.id, target.name]));
      const at = new Date(0);
      const targets = waves.flatMap((wave, i) =>
        wave.targets.map(
          (target): StoredTarget => ({
            target,
            name: names.get(target) ?? target,
            wave: i,
            state: "pending",
            detail: null,
            updatedAt: at,
          }),
        ),
      );
      const apart = plan.setApart.map(
        ({ id: target, standing, why }): StoredTarget => ({
          target,
          name: names.get(target) ?? target,
          wave: 0,
          state: standing === "unchanged" ? "unchanged" : standing === "held" ? "held" : "skipped",
          detail: why,
          updatedAt: at,
        }),
      );
      const row: Rollout = {
        id,
        kind: rollout.kind,
        subject: rollout.subject,
        strategy: rollout.strategy,
        state: "running",
        plan: { ...plan, waves, offline: strategy.offline, onBreach: rollout.onBreach ?? strategy.onBreach },
        wave: 0,
        waveStartedAt: at,
        settledAt: null,
        approved: [],
        maxParallel: strategy.maxParallel ?? Math.max(1, Math.min(500, Math.ceil(size / 10))),
        why: null,
        reason: rollout.reason,
        startedBy: rollout.by.name,
        requestId: rollout.requestId,
        traceparent: rollout.traceparent,
        createdAt: at,
        updatedAt: at,
      };
      await createRolloutStore(tx).add(row, [...targets, ...apart]);
      await tellRollout(deps.outbox, tx, row, "rollout.started");
      deps.wake();
      return id;
    },
    async list(limit, kind) {
      const store = createRolloutStore(db);
      const rows = await store.list(limit, kind);
      return Promise.all(rows.map(async (rollout) => ({ rollout, targets: await store.targets(rollout.id) })));
    },
    read: view,
    pause: (id, caller, reason, facts) =>
      act(id, "paused", ["running", "awaiting_approval"], "paused", { caller, reason, facts }),
    resume: (id, caller, reason, facts) =>
      act(id, "resumed", ["paused", "halted"], "running", { caller, reason, facts }),
    halt: (id, caller, reason, facts) =>
      act(id, "halted", ["running", "paused", "awaiting_approval"], "halted", { caller, reason, facts }),
    undo: (id, caller, reason, facts) =>
      act(id, "undoing", ["running", "paused", "halted", "awaiting_approval", "undo_failed"], "undoing", {
        caller,
        reason,
        facts,
      }),
    approve: (id, caller, reason, facts) =>
      act(id, "approved", ["awaiting_approval"], "running", { caller, reason, facts }),
    async stop(tx, id, state, why) {
      const store = createRolloutStore(tx);
      const rollout = await store.lock(id);
      if (!rollout || OVER.has(rollout.state)) return;
      await store.change(id, { state, why });
      const open = (await store.targets(id)).filter((target) => target.state !== "failed" && target.state !== "lost");
      const to: TargetState = state === "undone" ? "undone" : "superseded";
      await store.moveTargets(
        id,
        open.map(({ target }) => ({ target, state: to, detail: null })),
      );
      await tellRollout(deps.outbox, tx, rollout, `rollout.${state}`);
    },
    register(driver) {
      drivers.set(driver.kind, driver);
    },
    driver: (kind) => drivers.get(kind),
  };
}

/** Tells browsers that a rollout moved. */
export const tellRollout = (
  outbox: Outbox,
  tx: Db,
  rollout: Pick<Rollout, "id" | "kind" | "subject">,
  kind: `rollout.${string}`,
): Promise<void> =>
  outbox.append(tx, [
    {
      topic: "rollouts",
      kind,
      object: { kind: "rollout", id: rollout.id },
      data: { kind: rollout.kind, subject: rollout.subject },
    },
  ]);

/** Counts of each wave. */
export const countsOf = ({ rollout, targets }: RolloutView) =>
  rollout.plan.waves.map((_, i) =>
    tally(targets.filter(({ wave, state }) => wave === i && state !== "skipped").map(({ state }) => state)),
  );
