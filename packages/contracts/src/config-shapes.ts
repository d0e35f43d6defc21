import { z } from "zod";
import { InstantWire } from "./common.ts";

/** Name of a namespace. */
export const NamespaceNameWire = z.string().regex(/^[a-z][a-z0-9_-]{0,62}$/, "must look like wopr-cam");
/** What a layer is for; later ones win. */
export const LayerKindWire = z.enum(["default", "environment", "site", "tag", "device"]);
/** {@link LayerKindWire} as a type. */
export type LayerKindWire = z.infer<typeof LayerKindWire>;
const LayerKeyWire = z
  .string()
  .regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$/, "must be letters, digits, dot, dash or underscore");
/** Number of a revision. */
export const RevisionNumberWire = z.coerce.number().int().min(0).max(2_147_483_646);

/** One YAML document; `text: null` removes the layer. `key` of the default layer is empty. */
export const LayerWire = z.object({
  kind: LayerKindWire,
  key: z.union([z.literal(""), LayerKeyWire]).default(""),
  text: z.string().max(1_048_576).nullable(),
});
/** {@link LayerWire} as a type. */
export type LayerWire = z.infer<typeof LayerWire>;

/** What decides how a namespace is published, delivered and taken back. Times in seconds. */
export const PolicyWire = z.object({
  ttl_s: z.int().min(60).max(31_536_000),
  max_age_s: z.int().min(60).max(31_536_000).nullable(),
  approval: z.enum(["critical", "always", "never"]),
  /** Null: everybody at once below five online consumers, else canary. */
  strategy: z.enum(["canary", "rolling", "one_by_one", "all_at_once"]).nullable(),
  watch_s: z.int().min(0).max(86_400),
  delivery: z.enum(["live", "pinned"]),
  auto_rollback: z.boolean(),
  /** Status checks that must stay passing. */
  checks: z.array(z.string().max(120)).max(50),
  error_rate: z.object({
    min_events: z.int().min(1),
    floor: z.number().min(0).max(1),
    factor: z.number().min(1),
  }),
  /** Names of consumers that may read this namespace; empty: every one. */
  readers: z.array(z.string().max(120)).max(200),
});
/** {@link PolicyWire} as a type. */
export type PolicyWire = z.infer<typeof PolicyWire>;

/** Where a consumer stands. */
export const ContextWire = z.object({
  environment: LayerKeyWire.nullable().default(null),
  site: LayerKeyWire.nullable().default(null),
  tags: z.array(LayerKeyWire).max(50).default([]),
  device: LayerKeyWire.nullable().default(null),
  /** Facts that variables may use: `arch`, `timezone`, … */
  facts: z.record(z.string().max(60), z.string().max(200)).default({}),
});
/** {@link ContextWire} as a type. */
export type ContextWire = z.infer<typeof ContextWire>;

/** The same in a query: tags by commas. */
export const ContextQuery = z.object({
  environment: LayerKeyWire.optional(),
  site: LayerKeyWire.optional(),
  tags: z.string().max(2_000).optional(),
  device: LayerKeyWire.optional(),
});

/** State of a revision. */
export const RevisionStateWire = z.enum(["pending_approval", "rolling_out", "good", "bad", "superseded", "abandoned"]);

/** One revision. */
export const RevisionWire = z.object({
  revision: z.int(),
  parent: z.int(),
  author: z.string(),
  message: z.string(),
  state: RevisionStateWire,
  strategy: z.string(),
  reverts: z.int().nullable(),
  /** Why it was taken back, or made by the system: sign, sentence and evidence. */
  cause: z.unknown().optional(),
  approvals: z.array(z.object({ by: z.string(), at: InstantWire })),
  rollout_id: z.string().nullable(),
  layers: z.array(z.object({ kind: LayerKindWire, key: z.string(), removed: z.boolean() })),
  created_at: InstantWire,
  published_at: InstantWire.nullable(),
  good_at: InstantWire.nullable(),
});
/** {@link RevisionWire} as a type. */
export type RevisionWire = z.infer<typeof RevisionWire>;

/** A namespace in the list. */
export const NamespaceWire = z.object({
  name: z.string(),
  title: z.string(),
  description: z.string(),
  policy: PolicyWire,
  stable_revision: z.int(),
  head_revision: z.int(),
  state: RevisionStateWire.nullable(),
  consumers: z.object({ fresh: z.int(), stale: z.int(), offline: z.int(), rejected: z.int() }),
  last_change: z.object({ at: InstantWire, author: z.string(), message: z.string() }).nullable(),
  archived_at: InstantWire.nullable(),
});
/** {@link NamespaceWire} as a type. */
export type NamespaceWire = z.infer<typeof NamespaceWire>;

/** Something wrong with a document. Lines and columns count from 1; 0 where there is no place. */
export const ConfigProblemWire = z.object({
  code: z.string(),
  /** `device:pi-1`, `default`; null when no layer is to blame. */
  layer: z.string().nullable(),
  path: z.array(z.union([z.string(), z.number()])),
  line: z.int(),
  column: z.int(),
  other_line: z.int().nullable(),
  text: z.string(),
  fix: z.string().nullable(),
  /** Contexts it was found in, named; at most five. */
  contexts: z.array(z.string()),
});
/** {@link ConfigProblemWire} as a type. */
export type ConfigProblemWire = z.infer<typeof ConfigProblemWire>;

/** A change of one leaf. */
export const LeafChangeWire = z.object({
  layer: z.string(),
  kind: z.enum(["added", "removed", "changed", "type_changed", "list_changed", "list_reordered"]),
  path: z.array(z.union([z.string(), z.number()])),
  before: z.unknown().optional(),
  after: z.unknown().optional(),
  critical: z.boolean(),
});
/** {@link LeafChangeWire} as a type. */
export type LeafChangeWire = z.infer<typeof LeafChangeWire>;

/** What publishing would do. */
export const ValidationWire = z.object({
  errors: z.array(ConfigProblemWire),
  warnings: z.array(ConfigProblemWire),
  affected: z.object({ consumers: z.int(), unchanged: z.int(), offline: z.int() }),
  would_reject: z.array(z.object({ consumer: z.string(), error: z.string() })),
  changes: z.array(LeafChangeWire),
  needs_approval: z.boolean(),
  critical: z.boolean(),
  contexts_checked: z.int(),
  waves: z.array(z.object({ name: z.string(), consumers: z.array(z.string()) })),
  took_ms: z.number(),
});
/** {@link ValidationWire} as a type. */
export type ValidationWire = z.infer<typeof ValidationWire>;

/** An unpublished change set. */
export const DraftWire = z.object({
  id: z.uuid(),
  namespace: z.string(),
  base_revision: z.int(),
  author: z.string(),
  layers: z.array(LayerWire),
  schema: z.string().nullable(),
  message: z.string(),
  updated_at: InstantWire,
  /** Others who changed a draft of this namespace in the last two minutes. */
  also_open: z.array(z.string()),
});
/** {@link DraftWire} as a type. */
export type DraftWire = z.infer<typeof DraftWire>;

/** Who reads, and what they run. */
export const ConsumerWire = z.object({
  id: z.string(),
  name: z.string(),
  instance: z.string(),
  version: z.string(),
  context: ContextWire,
  online: z.boolean(),
  seen_at: InstantWire,
  states: z.array(
    z.object({
      namespace: z.string(),
      assigned: z.int().nullable(),
      applied: z.int().nullable(),
      revision: z.int().nullable(),
      outcome: z.enum(["applied", "unchanged", "rejected"]).nullable(),
      error: z.object({ message: z.string(), path: z.array(z.union([z.string(), z.number()])).nullable() }).nullable(),
      freshness: z.string().nullable(),
      took_ms: z.number().nullable(),
      at: InstantWire,
    }),
  ),
});
/** {@link ConsumerWire} as a type. */
export type ConsumerWire = z.infer<typeof ConsumerWire>;

/** An effective document as a consumer gets it. */
export const ResolvedWire = z.object({
  namespace: z.string(),
  epoch: z.int(),
  revision: z.int(),
  etag: z.string(),
  document: z.record(z.string(), z.unknown()),
  context: ContextWire,
  /** Values of the secrets the document refers to, for entitled consumers; never stored by the server in this form. */
  secrets: z.record(z.string(), z.object({ version: z.int(), value: z.string() })),
  issued_at: InstantWire,
  ttl_s: z.int(),
  max_age_s: z.int().nullable(),
  /** Paths whose value must not be used once it is too old. */
  fail_when_stale: z.array(z.array(z.string())),
  /** Ed25519, base64url, over {@link signedText}. */
  signature: z.string(),
});
/** {@link ResolvedWire} as a type. */
export type ResolvedWire = z.infer<typeof ResolvedWire>;

/** What the signature of an effective document covers. */
export const signedText = (facts: {
  readonly namespace: string;
  readonly epoch: number;
  readonly revision: number;
  readonly contextSha256: string;
  readonly documentSha256: string;
  readonly issuedAt: string;
}): string =>
  [
    "wopr-config-1",
    facts.namespace,
    facts.epoch,
    facts.revision,
    facts.contextSha256,
    facts.documentSha256,
    facts.issuedAt,
  ].join("\n");
