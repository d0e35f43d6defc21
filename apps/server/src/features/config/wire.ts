import type {
  ConfigProblemWire,
  ConsumerWire,
  DraftWire,
  NamespaceWire,
  RevisionWire,
  ValidationWire,
} from "@wopr/contracts";
import type { ConsumerView } from "./services/consumers.ts";
import type { ConfigProblem } from "./services/contents.ts";
import type { OpenDraft } from "./services/drafts.ts";
import type { RevisionView } from "./services/history.ts";
import type { NamespaceView } from "./services/namespaces.ts";
import { jsonChange, type Validation } from "./services/validation.ts";

/** A namespace as it travels. */
export const toNamespaceWire = ({ namespace, head, consumers }: NamespaceView): NamespaceWire => ({
  name: namespace.name,
  title: namespace.title,
  description: namespace.description,
  policy: { ...namespace.policy, checks: [...namespace.policy.checks], readers: [...namespace.policy.readers] },
  stable_revision: namespace.stableRevision,
  head_revision: namespace.headRevision,
  state: head?.state ?? null,
  consumers,
  last_change: head ? { at: head.createdAt.toISOString(), author: head.authorName, message: head.message } : null,
  archived_at: namespace.archivedAt?.toISOString() ?? null,
});

/** A revision as it travels. */
export const toRevisionWire = ({ revision, layers }: RevisionView): RevisionWire => ({
  revision: revision.revision,
  parent: revision.parent,
  author: revision.authorName,
  message: revision.message,
  state: revision.state,
  strategy: revision.strategy,
  reverts: revision.reverts,
  cause: revision.cause,
  approvals: revision.approvals.map(({ by, at }) => ({ by, at })),
  rollout_id: revision.rolloutId,
  layers: layers.map(({ kind, key, removed }) => ({ kind, key, removed })),
  created_at: revision.createdAt.toISOString(),
  published_at: revision.publishedAt?.toISOString() ?? null,
  good_at: revision.goodAt?.toISOString() ?? null,
});

/** A problem as it travels. */
export const toProblemWire = (problem: ConfigProblem): ConfigProblemWire => ({
  code: problem.code,
  layer: problem.layer,
  path: [...problem.path],
  line: problem.line,
  column: problem.column,
  other_line: problem.otherLine,
  text: problem.text,
  fix: problem.fix,
  contexts: [...problem.contexts],
});

/** What publishing would do, as it travels. */
export const toValidationWire = (
  found: Validation,
  isOnline: (id: string) => boolean,
  waves: ValidationWire["waves"],
): ValidationWire => ({
  errors: found.errors.map(toProblemWire),
  warnings: found.warnings.map(toProblemWire),
  affected: {
    consumers: found.affected.length,
    unchanged: found.unchanged.length,
    offline: found.affected.filter(({ id }) => !isOnline(id)).length,
  },
  would_reject: found.wouldReject.map(({ consumer, error }) => ({
    consumer: consumer.version ? `${consumer.name} (${consumer.version})` : consumer.name,
    error,
  })),
  changes: found.changes.map(jsonChange),
  needs_approval: found.needsApproval,
  critical: found.critical,
  contexts_checked: found.contextsChecked,
  waves,
  took_ms: found.tookMs,
});

/** A draft as it travels. */
export const toDraftWire = ({ draft, alsoOpen }: OpenDraft): DraftWire => ({
  id: draft.id,
  namespace: draft.namespace,
  base_revision: draft.baseRevision,
  author: draft.authorName,
  layers: draft.layers.map(({ kind, key, text }) => ({ kind, key, text })),
  schema: draft.schema,
  message: draft.message,
  updated_at: draft.updatedAt.toISOString(),
  also_open: [...alsoOpen],
});

/** A consumer as it travels. */
export const toConsumerWire = ({ consumer, online, seenAt, states }: ConsumerView): ConsumerWire => ({
  id: consumer.id,
  name: consumer.name,
  instance: consumer.instance,
  version: consumer.version,
  context: { ...consumer.context, tags: [...consumer.context.tags], facts: { ...consumer.context.facts } },
  online,
  seen_at: seenAt.toISOString(),
  states: states.map((state) => ({
    namespace: state.namespace,
    assigned: state.assigned,
    applied: state.applied,
    revision: state.revision,
    outcome: state.outcome,
    error: state.error ? { message: state.error.message, path: state.error.path ? [...state.error.path] : null } : null,
    freshness: state.freshness,
    took_ms: state.tookMs,
    at: state.at.toISOString(),
  })),
});
