import type { Clock } from "@wopr/kernel";
import type { RolloutTarget } from "@wopr/reconcile";
import type { Db } from "../../db/db.ts";
import type { Outbox } from "../../events/outbox.ts";
import type { Observed, Subject, SubjectDriver } from "../rollouts/index.ts";
import type { CheckReader } from "./services/ports.ts";
import type { Presence } from "./services/presence.ts";
import { BY_SYSTEM, type Publishing } from "./services/publishing.ts";
import { tellChanged } from "./services/tell.ts";
import { createConsumerStore } from "./store/consumers.ts";
import { createNamespaceStore } from "./store/namespaces.ts";
import type { Consumer } from "./store/types.ts";

/** Lets revisions of configuration be rolled out in waves. */
export function createConfigDriver(deps: {
  readonly db: Db;
  readonly presence: Presence;
  readonly publishing: () => Publishing;
  readonly outbox: Outbox;
  readonly checks: CheckReader;
  readonly clock: Clock;
}): SubjectDriver {
  const { db, presence } = deps;
  return {
    kind: "config.revision",

    async preview(subject) {
      const namespace = await createNamespaceStore(db).find(subjectOf(subject).namespace);
      return namespace ? (await presence.consumersOf(namespace)).map((consumer) => targetOf(consumer)) : [];
    },

    async assign(tx, subject, targets) {
      const { namespace, revision } = subjectOf(subject);
      await createConsumerStore(tx).assign(namespace, targets, revision, deps.clock.now());
      await tellChanged(deps, tx, namespace, "config.assigned", { revision });
    },

    async observe(subject, targets) {
      await presence.ensure(targets);
      const { namespace, revision } = subjectOf(subject);
      const states = new Map((await createConsumerStore(db).states(namespace)).map((state) => [state.consumer, state]));
      const out = new Map<string, Observed>();
      for (const id of targets) {
        const state = states.get(id);
        const about = state?.revision === revision ? state.outcome : null;
        if (about === "rejected") out.set(id, { state: "failed", detail: state?.error?.message.slice(0, 500) ?? null });
        else if (about !== null && state?.healthy === false)
          out.set(id, { state: "failed", detail: "It became unhealthy." });
        else if (about !== null) out.set(id, { state: "succeeded", detail: null });
        else if (!presence.isOnline(id)) out.set(id, { state: "offline", detail: null });
        else out.set(id, { state: "assigned", detail: null });
      }
      return out;
    },

    async undo(subject, _targets, why) {
      const { namespace, revision } = subjectOf(subject);
      await deps
        .publishing()
        .goBack(namespace, revision, { sign: "rejected", text: why, consumer: null, evidence: null }, BY_SYSTEM);
    },

    async complete(tx, subject) {
      const { namespace, revision } = subjectOf(subject);
      const store = createNamespaceStore(tx);
      const locked = await store.lock(namespace);
      // A newer revision is in force already.
      if (!locked || locked.stableRevision >= revision) return;
      await store.change(namespace, { stableRevision: revision });
      await tellChanged(deps, tx, namespace, "config.assigned", { revision });
    },

    async checksPass(subject) {
      const namespace = await createNamespaceStore(db).find(subjectOf(subject).namespace);
      const checks = namespace?.policy.checks ?? [];
      return checks.length === 0 || (await deps.checks.failing(checks)).length === 0;
    },
  };
}

/** A consumer as a target. */
export const targetOf = (consumer: Consumer): RolloutTarget => ({
  id: consumer.id,
  name: consumer.instance === "1" ? consumer.name : `${consumer.name} (${consumer.instance})`,
  site: consumer.context.site,
  tags: consumer.context.tags,
  standing: "ready",
});

const subjectOf = (subject: Subject) => subject as { readonly namespace: string; readonly revision: number };
