import type { Clock, Log } from "@wopr/kernel";
import { sha256Hex } from "@wopr/kernel/node";
import type { Db } from "../../../db/db.ts";
import type { Outbox } from "../../../events/outbox.ts";
import type { Caller } from "../../../http/caller.ts";
import { type Act, type Actor, type Audit, actorOf, SYSTEM_ACTOR } from "../../audit/index.ts";
import type { Breach } from "../domain/harm.ts";
import { layerName } from "../domain/layers.ts";
import { type StrategyName, strategyFor } from "../domain/policy.ts";
import { ConfigErrors } from "../errors.ts";
import { createConsumerStore } from "../store/consumers.ts";
import { createDraftStore } from "../store/drafts.ts";
import { createNamespaceStore } from "../store/namespaces.ts";
import { createRevisionStore } from "../store/revisions.ts";
import type { Cause, ChangeSet, Consumer, LayerText, Namespace, Revision, RevisionState } from "../store/types.ts";
import type { Contents, Loaded } from "./contents.ts";
import { joinWith } from "./join.ts";
import type { Notifier } from "./ports.ts";
import type { Presence } from "./presence.ts";
import { createGoBack } from "./publishing-go-back.ts";
import { tellChanged } from "./tell.ts";
import type { Validation, Validator } from "./validation.ts";

/** What became of a publish. */
export interface Published {
  readonly revision: number;
  readonly state: RevisionState;
  readonly rolloutId: string | null;
}

/** Who publishes, and how the history finds the request. */
export interface PublishedBy {
  readonly actor: Actor;
  readonly id: string;
  readonly name: string;
  readonly mayBreakGlass: boolean;
  readonly facts?: Act["facts"];
}

/** A caller as whoever publishes. */
export const publisherOf = (caller: Caller, facts: Act["facts"]): PublishedBy => ({
  actor: actorOf(caller),
  id: caller.id,
  name: caller.name,
  mayBreakGlass: caller.role === "owner" || caller.role === "admin",
  facts,
});

/** The server itself. */
export const BY_SYSTEM: PublishedBy = { actor: SYSTEM_ACTOR, id: "system", name: "WOPR", mayBreakGlass: false };

/** How to publish. */
export interface PublishHow {
  readonly base: number;
  readonly message: string;
  readonly strategy?: StrategyName | undefined;
  readonly breakGlass?: boolean;
  readonly force?: boolean;
  readonly draftId?: string | undefined;
  /** A remark of a kept route: who a foreign program said it was. */
  readonly note?: string | null;
  readonly reverts?: number;
}

/** Rollouts, as far as publishing needs them. */
export interface RolloutStarter {
  start(
    tx: Db,
    what: {
      readonly kind: "config.revision";
      readonly subject: { readonly namespace: string; readonly revision: number };
      readonly strategy: StrategyName;
      readonly targets: readonly Consumer[];
      readonly reason: string;
      readonly by: Actor;
      readonly traceparent: string | null;
      readonly requestId: string | null;
    },
  ): Promise<string>;
  halt(tx: Db, id: string, why: string): Promise<void>;
  supersede(tx: Db, id: string): Promise<void>;
}

/** What publishing needs. */
export interface PublishingDeps {
  readonly db: Db;
  readonly contents: Contents;
  readonly validator: Validator;
  readonly presence: Presence;
  readonly outbox: Outbox;
  readonly audit: Audit;
  readonly notifier: Notifier;
  readonly rollouts: RolloutStarter;
  readonly clock: Clock;
  readonly log: Log;
  /** How many people may approve: four eyes begin at two. */
  readonly approvers: () => Promise<number>;
}

/** Publishes revisions and takes them back. */
export interface Publishing {
  /** @throws {AppError} `config.revision_conflict`, `config.invalid_yaml`, `config.invalid_document`, `config.bad_revision`, … */
  publish(namespace: string, changes: ChangeSet, how: PublishHow, by: PublishedBy): Promise<Published>;
  /** @throws {AppError} `config.own_approval`, `config.not_pending`, `config.revision_conflict` */
  approve(namespace: string, revision: number, by: PublishedBy, confirm: string | undefined): Promise<Published>;
  reject(namespace: string, revision: number, by: PublishedBy, reason: string): Promise<Published>;
  /** Marks a revision bad and publishes the last good content, at once and for everybody. Idempotent. */
  goBack(namespace: string, revision: number, breach: Breach, by: PublishedBy): Promise<Published | undefined>;
  /** What publishing would do. */
  preview(
    namespace: string,
    changes: ChangeSet,
  ): Promise<Validation & { readonly namespace: Namespace; readonly strategy: StrategyName }>;
}

/** A revision that goes into force. */
export interface Activation {
  readonly namespace: Namespace;
  readonly content: Loaded;
  readonly before: Loaded;
  readonly strategy: StrategyName;
  readonly affected: readonly Consumer[];
  readonly unchanged: readonly Consumer[];
  readonly message: string;
  readonly by: PublishedBy;
  readonly note?: string | null;
  readonly reverts?: number;
  readonly cause?: Cause;
  readonly approvals?: Revision["approvals"];
}

/** The only implementation. */
export function createPublishing(deps: PublishingDeps): Publishing {
  const { db, contents, validator, presence, clock } = deps;

  async function demand(name: string, from: Db = db): Promise<Namespace> {
    const found = await createNamespaceStore(from).find(name);
    if (!found || found.archivedAt) throw ConfigErrors.unknown_namespace({ namespace: name });
    return found;
  }

  async function validated(name: string, changes: ChangeSet) {
    const namespace = await demand(name);
    const base = await contents.at(name, namespace.headRevision);
    const consumers = await presence.consumersOf(namespace);
    const validation = await validator.validate(namespace, base, changes, consumers, presence.isOnline);
    const online = validation.affected.filter(({ id }) => presence.isOnline(id)).length;
    return { ...validation, namespace, base, strategy: strategyFor(namespace.policy, online) };
  }

  async function demandNoConflict(namespace: Namespace, base: number, changes: ChangeSet): Promise<void> {
    if (base === namespace.headRevision) return;
    const joined = await joinWith(contents, namespace.name, base, namespace.headRevision, changes);
    throw ConfigErrors.revision_conflict({ base, head: namespace.headRevision, merge: joined });
  }

  async function demandNotBad(name: string, content: Loaded, how: PublishHow) {
    if (how.force) return;
    const bad = await createRevisionStore(db).findBad(name, content.sha256);
    if (bad) throw ConfigErrors.bad_revision(bad);
  }

  const activate = (tx: Db, activation: Activation) => activateRevision(deps, tx, activation);

  return {
    async preview(name, changes) {
      return validated(name, changes);
    },

    async publish(name, changes, how, by) {
      if (how.breakGlass && !by.mayBreakGlass) throw ConfigErrors.break_glass_refused({});
      await demandNoConflict(await demand(name), how.base, changes);
      const found = await validated(name, changes);
      demandValid(found, how);
      if (found.content.sha256 === found.base.sha256) throw ConfigErrors.nothing_to_publish({});
      await demandNotBad(name, found.content, how);
      const wait = found.needsApproval && !how.breakGlass && by.actor.kind !== "system";
      const strategy = how.breakGlass ? "all_at_once" : (how.strategy ?? found.strategy);
      const published = await db.transaction(async (tx) => {
        const namespace = await createNamespaceStore(tx).lock(name);
        if (!namespace || namespace.archivedAt) throw ConfigErrors.unknown_namespace({ namespace: name });
        // Told outside: joining reads more, and the connection of this transaction is not for waiting on others.
        if (namespace.headRevision !== how.base) return namespace;
        if (how.draftId !== undefined) await createDraftStore(tx).remove(name, how.draftId);
        const { affected, unchanged, content, base } = found;
        const activation = {
          namespace,
          content,
          before: base,
          strategy,
          affected,
          unchanged,
          message: how.message,
          by,
          ...pick(how),
        };
        return wait ? askApproval(tx, activation, changes) : activate(tx, activation);
      });
      if ("headRevision" in published) {
        await demandNoConflict(published, how.base, changes);
        throw ConfigErrors.unknown_revision({ namespace: name, revision: how.base });
      }
      if (how.breakGlass)
        await deps.notifier.tell({
          severity: "critical",
          title: `${by.name} published ${name} past approval and waves`,
          text: `Revision ${published.revision}: ${how.message}`,
          key: `config:${name}:break-glass:${published.revision}`,
          link: `/config/${name}`,
        });
      return published;
    },

    async approve(name, revision, by, confirm) {
      const row = await demandPending(name, revision);
      if (row.authorId === by.id && ((await deps.approvers()) > 1 || confirm !== name))
        throw ConfigErrors.own_approval({ namespace: name });
      const changes = row.pending ?? { layers: [], schema: null };
      await demandNoConflict(await demand(name), row.parent, changes);
      // What was valid when it was asked for need not be any more.
      const found = await validated(name, changes);
      demandValid(found, { base: row.parent, message: row.message });
      await demandNotBad(name, found.content, { base: row.parent, message: row.message });
      const approvals = [...row.approvals, { by: by.name, id: by.id, at: clock.now().toISOString() }];
      const published = await db.transaction(async (tx) => {
        const namespace = await createNamespaceStore(tx).lock(name);
        if (!namespace) throw ConfigErrors.unknown_namespace({ namespace: name });
        if (namespace.headRevision !== row.parent) return namespace;
        const again = await createRevisionStore(tx).find(name, revision);
        if (again?.state !== "pending_approval")
          throw ConfigErrors.not_pending({ revision, state: again?.state ?? "gone" });
        const author: PublishedBy = { ...by, id: row.authorId, name: row.authorName };
        await createRevisionStore(tx).change(name, revision, { state: "superseded", pending: null });
        const { affected, unchanged, content, base } = found;
        return activate(tx, {
          namespace,
          content,
          before: base,
          strategy: row.strategy as StrategyName,
          affected,
          unchanged,
          message: row.message,
          by: author,
          approvals,
        });
      });
      if (!("headRevision" in published)) return published;
      await demandNoConflict(published, row.parent, changes);
      throw ConfigErrors.unknown_revision({ namespace: name, revision: row.parent });
    },

    async reject(name, revision, by, reason) {
      await demandPending(name, revision);
      await db.transaction(async (tx) => {
        const cause: Cause = { sign: "refused", text: `${by.name}: ${reason}`, revision, evidence: null };
        await createRevisionStore(tx).change(name, revision, { state: "abandoned", pending: null, cause });
        await deps.audit.record(tx, {
          actor: by.actor,
          action: "config.reject_revision",
          subject: { kind: "config_namespace", id: name },
          summary: `Refused revision ${revision} of ${name}.`,
          reason,
          undo: { impossible: "Publish it again." },
          facts: by.facts,
        });
        await tellChanged(deps, tx, name, "config.rejected", { revision });
      });
      return { revision, state: "abandoned", rolloutId: null };
    },

    goBack: createGoBack({ ...deps, activate }),
  };

  async function demandPending(name: string, revision: number): Promise<Revision> {
    const row = await createRevisionStore(db).find(name, revision);
    if (!row) throw ConfigErrors.unknown_revision({ namespace: name, revision });
    if (row.state !== "pending_approval") throw ConfigErrors.not_pending({ revision, state: row.state });
    return row;
  }

  async function askApproval(tx: Db, activation: Activation, changes: ChangeSet): Promise<Published> {
    const { namespace } = activation;
    const revision = namespace.nextRevision;
    const revisions = createRevisionStore(tx);
    await revisions.putBlobs([{ sha256: activation.content.schemaSha256, text: activation.content.schemaText }]);
    await revisions.add({
      ...rowOf(activation, revision, clock.now()),
      state: "pending_approval",
      pending: changes,
      publishedAt: null,
    });
    await createNamespaceStore(tx).change(namespace.name, { nextRevision: revision + 1 });
    await tellChanged(deps, tx, namespace.name, "config.approval_needed", { revision });
    return { revision, state: "pending_approval", rolloutId: null };
  }
}

const pick = ({ note, reverts }: PublishHow) => ({
  ...(note === undefined ? {} : { note }),
  ...(reverts === undefined ? {} : { reverts }),
});

function demandValid(found: Validation, how: PublishHow): void {
  const [first] = found.errors;
  if (first) {
    const { layer, line, column, text } = first;
    if (first.code === "invalid_yaml")
      throw ConfigErrors.invalid_yaml({ layer: layer ?? "", line, column, problem: text });
    if (first.code === "plain_secret")
      throw ConfigErrors.plain_secret({ layer: layer ?? "", path: first.path.join(".") });
    if (first.code === "bad_schema") throw ConfigErrors.bad_schema({ problem: text });
    if (first.code === "too_large") throw ConfigErrors.too_large({ what: layer ?? "", most: "1 MiB" });
    const where = `${layer ?? "defaults"}${line > 0 ? `, line ${line}` : ""}${first.contexts.length > 0 ? ` (${first.contexts[0]})` : ""}`;
    throw ConfigErrors.invalid_document({
      count: found.errors.length,
      first: `${where}: ${text}`,
      problems: found.errors,
    });
  }
  const [refusal] = how.force || how.breakGlass ? [] : found.wouldReject;
  if (refusal) {
    const { consumer, error } = refusal;
    throw ConfigErrors.invalid_document({
      count: found.wouldReject.length,
      first: `${consumer.name}${consumer.version ? ` (${consumer.version})` : ""} would refuse: ${error}`,
      problems: found.wouldReject.map((one) => ({ consumer: one.consumer.name, error: one.error })),
    });
  }
}

const rowOf = (activation: Activation, revision: number, now: Date): Revision => ({
  namespace: activation.namespace.name,
  revision,
  parent: activation.namespace.headRevision,
  schemaSha256: activation.content.schemaSha256,
  contentSha256: activation.content.sha256,
  authorId: activation.by.id,
  authorName: activation.by.name,
  message: activation.message,
  note: activation.note ?? null,
  state: "rolling_out",
  strategy: activation.strategy,
  reverts: activation.reverts ?? null,
  cause: activation.cause ?? null,
  approvals: activation.approvals ?? [],
  pending: null,
  rolloutId: null,
  createdAt: now,
  publishedAt: now,
  goodAt: null,
});

/** Writes a revision and puts it in force, all in `tx`. */
async function activateRevision(deps: PublishingDeps, tx: Db, activation: Activation): Promise<Published> {
  const { namespace, content, before, by } = activation;
  const revisions = createRevisionStore(tx);
  const namespaces = createNamespaceStore(tx);
  const consumers = createConsumerStore(tx);
  const now = deps.clock.now();
  const revision = namespace.nextRevision;
  const changed = changedLayers(before, content);
  await revisions.putBlobs([
    { sha256: content.schemaSha256, text: content.schemaText },
    ...changed.flatMap((layer) => (layer.text === null ? [] : [{ sha256: sha256Hex(layer.text), text: layer.text }])),
  ]);
  const isNews = activation.affected.length > 0;
  const state: RevisionState = isNews ? "rolling_out" : "good";
  await revisions.add({ ...rowOf(activation, revision, now), state, goodAt: isNews ? null : now });
  await revisions.putLayers(
    namespace.name,
    revision,
    changed.map((layer) => ({ ...layer, sha256: layer.text === null ? null : sha256Hex(layer.text) })),
  );
  for (const old of await revisions.supersedeBelow(namespace.name, revision)) {
    const row = await revisions.find(namespace.name, old);
    if (row?.rolloutId) await deps.rollouts.supersede(tx, row.rolloutId);
  }
  await consumers.unassign(namespace.name);
  const inWaves = isNews && activation.strategy !== "all_at_once";
  const rolloutId = inWaves
    ? await deps.rollouts.start(tx, {
        kind: "config.revision",
        subject: { namespace: namespace.name, revision },
        strategy: activation.strategy,
        targets: activation.affected,
        reason: activation.message,
        by: by.actor,
        requestId: by.facts?.requestId ?? null,
        traceparent: by.facts?.traceparent ?? null,
      })
    : null;
  if (rolloutId) await revisions.change(namespace.name, revision, { rolloutId });
  await namespaces.change(namespace.name, {
    headRevision: revision,
    nextRevision: revision + 1,
    ...(inWaves ? {} : { stableRevision: revision }),
  });
  // Nothing changes for them, so nobody has to ask them.
  await consumers.ack(
    activation.unchanged.map((one) => ({
      consumer: one.id,
      namespace: namespace.name,
      revision,
      outcome: "unchanged" as const,
      error: null,
      etag: "",
      tookMs: 0,
      freshness: "fresh",
      at: now,
    })),
  );
  await deps.audit.record(tx, {
    actor: by.actor,
    action: "config.publish_revision",
    subject: { kind: "config_namespace", id: namespace.name },
    summary: `Published revision ${revision} of ${namespace.name}.`,
    reason: activation.message,
    before: { revision: namespace.headRevision },
    after: {
      revision,
      layers: changed.map(layerName),
      strategy: activation.strategy,
      reverts: activation.reverts ?? null,
    },
    undo: { impossible: "Revert it in the history of the namespace; that makes a new revision." },
    facts: by.facts,
  });
  await tellChanged(deps, tx, namespace.name, "config.published", { revision });
  return { revision, state, rolloutId };
}

/** Layers of `after` that differ from `before`; removed ones have no text. */
export function changedLayers(before: Loaded, after: Loaded): readonly LayerText[] {
  const now = new Map(after.texts.map((layer) => [layerName(layer), layer]));
  const old = new Map(before.texts.map((layer) => [layerName(layer), layer]));
  const put = after.texts.filter((layer) => old.get(layerName(layer))?.sha256 !== layer.sha256);
  const removed = before.texts.filter((layer) => !now.has(layerName(layer)));
  return [
    ...put.map(({ kind, key, text }) => ({ kind, key, text })),
    ...removed.map(({ kind, key }) => ({ kind, key, text: null })),
  ];
}
