import type { Clock, Log, Runnable } from "@wopr/kernel";
import type { Db } from "../../../db/db.ts";
import type { Outbox } from "../../../events/outbox.ts";
import { isWatchOver, judgeHarm, type Watch, type WatchedConsumer } from "../domain/harm.ts";
import { createConsumerStore } from "../store/consumers.ts";
import { createNamespaceStore } from "../store/namespaces.ts";
import { createRevisionStore } from "../store/revisions.ts";
import type { ConsumerState, Namespace, Revision } from "../store/types.ts";
import type { CheckReader } from "./ports.ts";
import type { Presence } from "./presence.ts";
import { BY_SYSTEM, type Publishing } from "./publishing.ts";
import { tellChanged } from "./tell.ts";

/** Looks whether revisions on their way do harm, takes them back, and calls those good that did none. */
export interface Watcher {
  /** Looks at one namespace now. */
  look(namespace: string): Promise<void>;
}

/** Rollouts, as far as the watch needs them. */
export interface RolloutView {
  /** Whether it is done, and how many of its running wave may fail. */
  view(id: string): Promise<{ readonly completed: boolean; readonly allowedFailures: number } | undefined>;
}

const EVERY_MS = 1_000;
const FORGET_APPROVAL_MS = 7 * 86_400_000;

/** The only implementation. Several processes may look at once: taking back is settled by a lock. */
export function createWatcher(deps: {
  readonly db: Db;
  readonly publishing: Publishing;
  readonly presence: Presence;
  readonly rollouts: RolloutView;
  readonly checks: CheckReader;
  readonly outbox: Outbox;
  readonly clock: Clock;
  readonly log: Log;
}): Watcher & Runnable {
  const { db, clock, log, presence } = deps;
  let stopping = new AbortController();
  let watching: Promise<void> = Promise.resolve();
  /** Checks that failed already when the revision went out, by namespace and revision. */
  const failedBefore = new Map<string, ReadonlySet<string>>();

  async function lookAt(namespace: Namespace, revision: Revision): Promise<void> {
    const states = new Map(
      (await createConsumerStore(db).states(namespace.name)).map((state) => [state.consumer, state]),
    );
    await presence.ensure([...states.keys()]);
    const rollout = revision.rolloutId ? await deps.rollouts.view(revision.rolloutId) : undefined;
    const consumers = await watchedConsumers(namespace, revision, states);
    const since = Math.max(revision.publishedAt?.getTime() ?? 0, ...consumers.map(({ assignedAt }) => assignedAt));
    const watch: Watch = {
      revision: revision.revision,
      now: clock.now().getTime(),
      since,
      watchMs: namespace.policy.watch_s * 1_000,
      errorRate: namespace.policy.error_rate,
      consumers,
      failedChecks: await newFailures(namespace, revision),
      allowedRejections: rollout?.allowedFailures ?? 0,
    };
    const breach = judgeHarm(watch);
    if (breach) {
      if (namespace.policy.auto_rollback)
        await deps.publishing.goBack(namespace.name, revision.revision, breach, BY_SYSTEM);
      return;
    }
    const open = consumers.filter(
      ({ id, outcome, revision: at }) =>
        presence.isOnline(id) && !(at === revision.revision && outcome !== null && outcome !== "rejected"),
    );
    if (!isWatchOver(watch) || open.length > 0 || (revision.rolloutId && !rollout?.completed)) return;
    await db.transaction(async (tx) => {
      const locked = await createNamespaceStore(tx).lock(namespace.name);
      const now = await createRevisionStore(tx).find(namespace.name, revision.revision);
      if (!locked || now?.state !== "rolling_out") return;
      await createRevisionStore(tx).change(namespace.name, revision.revision, { state: "good", goodAt: clock.now() });
      await createConsumerStore(tx).unassign(namespace.name);
      await createNamespaceStore(tx).change(namespace.name, {
        stableRevision: Math.max(locked.stableRevision, revision.revision),
      });
      await tellChanged(deps, tx, namespace.name, "config.good", { revision: revision.revision });
    });
    failedBefore.delete(`${namespace.name} ${revision.revision}`);
  }

  async function watchedConsumers(
    namespace: Namespace,
    revision: Revision,
    states: ReadonlyMap<string, ConsumerState>,
  ): Promise<readonly WatchedConsumer[]> {
    const everybody = namespace.stableRevision === revision.revision;
    const publishedAt = revision.publishedAt?.getTime() ?? 0;
    return (await presence.consumersOf(namespace)).flatMap((consumer): WatchedConsumer[] => {
      const state = states.get(consumer.id);
      const given = everybody ? state !== undefined && state.outcome !== null : state?.assigned === revision.revision;
      if (!given || !state || (state.outcome === "unchanged" && state.revision === revision.revision)) return [];
      return [
        {
          id: consumer.id,
          name: consumer.name,
          revision: state.revision,
          outcome: state.revision === revision.revision ? state.outcome : null,
          errorKind: state.error?.kind ?? null,
          error: state.error?.message.slice(0, 2_048) ?? null,
          healthy: state.healthy,
          counters: state.counters,
          seenAt: presence.seenAt(consumer).getTime(),
          assignedAt: everybody ? publishedAt : (state.assignedAt?.getTime() ?? publishedAt),
        },
      ];
    });
  }

  /** Checks that fail now and did not when the revision went out. */
  async function newFailures(namespace: Namespace, revision: Revision): Promise<readonly string[]> {
    const { checks } = namespace.policy;
    if (checks.length === 0) return [];
    const failing = await deps.checks.failing(checks);
    const key = `${namespace.name} ${revision.revision}`;
    const before = failedBefore.get(key);
    if (!before) {
      failedBefore.set(key, new Set(failing));
      return [];
    }
    return failing.filter((check) => !before.has(check));
  }

  async function look(name: string): Promise<void> {
    const namespace = await createNamespaceStore(db).find(name);
    if (!namespace) return;
    const open = (await createRevisionStore(db).open()).filter((one) => one.namespace === name);
    for (const revision of open) await lookAtOpen(namespace, revision);
  }

  async function lookAtOpen(namespace: Namespace, revision: Revision): Promise<void> {
    if (revision.state === "rolling_out") return lookAt(namespace, revision);
    if (clock.now().getTime() - revision.createdAt.getTime() > FORGET_APPROVAL_MS)
      await createRevisionStore(db).change(namespace.name, revision.revision, { state: "abandoned", pending: null });
  }

  async function lookAtAll(): Promise<void> {
    const open = await createRevisionStore(db).open();
    for (const revision of open) {
      const namespace = await createNamespaceStore(db).find(revision.namespace);
      if (namespace) await lookAtOpen(namespace, revision);
    }
  }

  return {
    name: "watch over configuration",
    look,
    async start() {
      stopping = new AbortController();
      const { signal } = stopping;
      watching = (async () => {
        while (!signal.aborted) {
          await clock.sleep(EVERY_MS, signal).catch(() => {});
          if (!signal.aborted)
            await lookAtAll().catch((err: unknown) =>
              log.warn({ err }, "the watch over configuration could not look, will retry"),
            );
        }
      })();
    },
    async stop() {
      stopping.abort();
      await watching;
    },
  };
}
