import type { Clock, Log, NewId, Secret } from "@wopr/kernel";
import type { Database } from "../../db/open-database.ts";
import type { EventFeed, Outbox } from "../../events/outbox.ts";
import type { Audit } from "../audit/index.ts";
import type { Feature } from "../feature.ts";
import type { Rollouts } from "../rollouts/index.ts";
import type { StrategyName } from "./domain/policy.ts";
import { OWN_NAMESPACES } from "./own-namespaces.ts";
import { createConfigDriver, targetOf } from "./rollout-driver.ts";
import { mountDeliveryRoutes } from "./routes/delivery.ts";
import { mountEditingRoutes } from "./routes/editing.ts";
import { mountHistoryRoutes } from "./routes/history.ts";
import { mountKeptRoutes } from "./routes/kept.ts";
import { createSchemaChecker } from "./schema-work/schema-checker.ts";
import { createAsCode } from "./services/as-code.ts";
import { createConsumers } from "./services/consumers.ts";
import { createContents } from "./services/contents.ts";
import { createDelivery, type Delivery } from "./services/delivery.ts";
import { createDrafts } from "./services/drafts.ts";
import { createFirstContent, type RegisteredNamespace } from "./services/first-content.ts";
import { createHistory } from "./services/history.ts";
import { createKeptService } from "./services/kept.ts";
import { createNamespaces } from "./services/namespaces.ts";
import type { CheckReader, Notifier, SecretReader } from "./services/ports.ts";
import { createPresence } from "./services/presence.ts";
import { createPublishing, type Publishing, type RolloutStarter } from "./services/publishing.ts";
import { createReverting } from "./services/revert.ts";
import { createSettings, type Settings } from "./services/settings.ts";
import { createSigner } from "./services/signer.ts";
import { createValidator } from "./services/validation.ts";
import { createWatcher, type RolloutView } from "./services/watcher.ts";
import { createNamespaceStore } from "./store/namespaces.ts";
import type { Consumer } from "./store/types.ts";

export type { RegisteredNamespace } from "./services/first-content.ts";
export type { CheckReader, Notifier, SecretReader } from "./services/ports.ts";
export type { Settings } from "./services/settings.ts";

/** What the feature needs from outside. */
export interface ConfigDeps {
  readonly database: Pick<Database, "db">;
  readonly outbox: Outbox;
  readonly feed: EventFeed;
  readonly audit: Audit;
  readonly rollouts: Rollouts;
  readonly secrets: SecretReader;
  readonly notifier: Notifier;
  readonly checks: CheckReader;
  /** How many people may approve. */
  readonly approvers: () => Promise<number>;
  readonly signingKey: Secret;
  readonly clock: Clock;
  readonly newId: NewId;
  readonly log: Log;
  /** Namespaces of other features, beside or instead of our own of the same name. */
  readonly registered: readonly RegisteredNamespace[];
  /** Whether this process watches over revisions. */
  readonly watches: boolean;
}

/** Configuration, for the rest of the server. */
export interface ConfigFeature extends Feature {
  readonly settings: Settings;
}

/** Wires the feature. Does no work. */
export function createConfigFeature(deps: ConfigDeps): ConfigFeature {
  const { clock, outbox, feed, audit, rollouts, log } = deps;
  const { db } = deps.database;
  const contents = createContents(db);
  const checker = createSchemaChecker({ clock });
  const presence = createPresence({ db, clock, log });
  const validator = createValidator({ contents, checker, secrets: deps.secrets, clock });
  const signer = createSigner(deps.signingKey);
  const delivery = createDelivery({ ...deps, db, feed, contents, signer });
  const publishing = seenAtOnce(
    createPublishing({ ...deps, db, contents, validator, presence, rollouts: startedBy(rollouts) }),
    delivery,
  );
  rollouts.register(
    createConfigDriver({ db, presence, outbox, checks: deps.checks, clock, publishing: () => publishing }),
  );
  const watcher = createWatcher({ ...deps, db, publishing, presence, rollouts: viewOf(rollouts) });
  const consumers = createConsumers({ db, presence, outbox, clock });
  const drafts = createDrafts({ ...deps, db, contents });
  const namespaces = createNamespaces({ db, contents, publishing, presence, audit, outbox, clock });
  const history = createHistory({ db, contents });
  const reverting = createReverting({ db, contents, publishing });
  const kept = createKeptService({ db, contents, publishing });
  const asCode = createAsCode({ db, contents, drafts, namespaces });
  const names = new Set(deps.registered.map(({ name }) => name));
  const registered = [...OWN_NAMESPACES.filter(({ name }) => !names.has(name)), ...deps.registered];
  const first = createFirstContent({ db, registered, namespaces, publishing, contents, log });

  return {
    name: "config",
    settings: createSettings({ delivery, log }),
    mountRoutes(app) {
      mountDeliveryRoutes(app, {
        delivery,
        consumers,
        presence,
        watcher,
        signer,
        clock,
        epoch: () => createNamespaceStore(db).epoch(),
      });
      mountEditingRoutes(app, { namespaces, drafts, publishing, reverting, asCode, presence, wavesOf });
      mountHistoryRoutes(app, history);
      mountKeptRoutes(app, kept);
    },
    jobs: [],
    topics: [{ prefix: "config", allowed: async (caller) => caller.permissions.has("config:read") }],
    parts: [checker, presence, delivery, first, ...(deps.watches ? [watcher] : [])],
  };

  function wavesOf(found: { readonly affected: readonly Consumer[]; readonly strategy: StrategyName }) {
    const names = new Map(found.affected.map((consumer) => [consumer.id, targetOf(consumer).name]));
    return rollouts
      .plan({ strategy: found.strategy, targets: found.affected.map(targetOf), subject: {} })
      .waves.map((wave) => ({ name: wave.name, consumers: wave.targets.map((id) => names.get(id) ?? id) }));
  }
}

/** Rollouts as publishing starts and stops them. */
function startedBy(rollouts: Rollouts): RolloutStarter {
  return {
    start: (tx, { targets, ...what }) =>
      rollouts.start(tx, { ...what, targets: targets.map(targetOf), onBreach: "undo_all" }),
    halt: (tx, id, why) => rollouts.stop(tx, id, "undone", why),
    supersede: (tx, id) => rollouts.stop(tx, id, "cancelled", "A newer revision was published."),
  };
}

/** Rollouts as the watch sees them. */
function viewOf(rollouts: Rollouts): RolloutView {
  return {
    async view(id) {
      const { rollout, targets } = await rollouts.read(id);
      const wave = rollout.plan.waves[rollout.wave];
      const size = targets.filter((target) => target.wave === rollout.wave).length;
      const allowedFailures = wave ? Math.max(wave.budget.count, Math.floor((wave.budget.percent * size) / 100)) : 0;
      return { completed: rollout.state === "completed", allowedFailures };
    },
  };
}

/** Whoever published here gets what was published, also when the next question comes before the event. */
function seenAtOnce(publishing: Publishing, delivery: Pick<Delivery, "refresh">): Publishing {
  const refreshed = async <T>(namespace: string, act: Promise<T>): Promise<T> => {
    const outcome = await act;
    await delivery.refresh(namespace);
    return outcome;
  };
  return {
    ...publishing,
    publish: (name, ...rest) => refreshed(name, publishing.publish(name, ...rest)),
    approve: (name, ...rest) => refreshed(name, publishing.approve(name, ...rest)),
    goBack: (name, ...rest) => refreshed(name, publishing.goBack(name, ...rest)),
  };
}
