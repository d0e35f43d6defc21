import { z } from "zod";
import { ReasonWire } from "./audit.ts";
import { NothingWire } from "./common.ts";
import {
  ConfigProblemWire,
  ConsumerWire,
  ContextQuery,
  ContextWire,
  DraftWire,
  LayerKindWire,
  LayerWire,
  LeafChangeWire,
  NamespaceNameWire,
  NamespaceWire,
  PolicyWire,
  ResolvedWire,
  RevisionNumberWire,
  RevisionWire,
  ValidationWire,
} from "./config-shapes.ts";
import { defineEndpoint } from "./endpoint.ts";

const Ns = z.object({ ns: NamespaceNameWire });
const NsRevision = z.object({ ns: NamespaceNameWire, n: RevisionNumberWire });
const list = <T extends z.ZodType>(item: T) => z.object({ items: z.array(item), next_cursor: z.string().nullable() });
const read = { method: "GET", scope: "config:read", status: 200 } as const;

/** Schema of a namespace: JSON Schema 2020-12 as JSON text, with `x-…` annotations and `rules`. */
const SchemaTextWire = z.string().max(262_144);
const ChangesWire = z.object({
  layers: z.array(LayerWire).max(500).default([]),
  schema: SchemaTextWire.nullable().default(null),
});
const MessageWire = z.string().trim().min(3).max(500);

const PublishedWire = z.object({ revision: z.int(), state: z.string(), rollout_id: z.string().nullable() });

/** `GET /config/namespaces` */
export const listNamespaces = defineEndpoint({
  ...read,
  path: "/config/namespaces",
  summary: "All families of settings",
  response: list(NamespaceWire),
});
/** `POST /config/namespaces` */
export const createNamespace = defineEndpoint({
  method: "POST",
  path: "/config/namespaces",
  summary: "Begin a family of settings",
  scope: "config:write",
  body: z.object({
    name: NamespaceNameWire,
    title: z.string().trim().min(1).max(120),
    description: z.string().max(2_000).default(""),
    policy: PolicyWire.partial().default({}),
    schema: SchemaTextWire.default("{}"),
    text: z.string().max(1_048_576).default(""),
  }),
  status: 201,
  response: NamespaceWire,
  errors: ["config.namespace_exists", "config.bad_schema", "config.invalid_yaml", "config.invalid_document"],
});
/** `GET /config/namespaces/:ns` */
export const readNamespace = defineEndpoint({
  ...read,
  path: "/config/namespaces/:ns",
  summary: "One family of settings with its schema and layers",
  params: Ns,
  response: NamespaceWire.extend({
    schema: z.string(),
    layers: z.array(z.object({ kind: LayerKindWire, key: z.string(), revision: z.int() })),
    tags: z.array(z.object({ name: z.string(), priority: z.int() })),
  }),
});
/** `PATCH /config/namespaces/:ns` */
export const changeNamespace = defineEndpoint({
  method: "PATCH",
  path: "/config/namespaces/:ns",
  summary: "Change title, description or policy",
  scope: "config:publish",
  params: Ns,
  body: z.object({
    title: z.string().trim().min(1).max(120).optional(),
    description: z.string().max(2_000).optional(),
    policy: PolicyWire.partial().optional(),
    /** Undoes archiving, within 30 days. */
    archived: z.literal(false).optional(),
  }),
  status: 200,
  response: NamespaceWire,
});
/** `DELETE /config/namespaces/:ns` */
export const archiveNamespace = defineEndpoint({
  method: "DELETE",
  path: "/config/namespaces/:ns",
  summary: "Archive a family of settings; it can come back for 30 days",
  scope: "config:publish",
  params: Ns,
  query: z.object({ reason: ReasonWire.optional() }),
  status: 204,
  response: NothingWire,
});
/** `PUT /config/tags/:name` */
export const putTag = defineEndpoint({
  method: "PUT",
  path: "/config/tags/:name",
  summary: "Say how strong a tag is; stronger tags win over weaker ones",
  scope: "config:publish",
  params: z.object({ name: z.string().regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$/) }),
  body: z.object({ priority: z.int().min(0).max(999) }),
  status: 204,
  response: NothingWire,
});
/** `GET /config/namespaces/:ns/revisions` */
export const listRevisions = defineEndpoint({
  ...read,
  path: "/config/namespaces/:ns/revisions",
  summary: "Revisions, newest first",
  params: Ns,
  query: z.object({
    limit: z.coerce.number().int().min(1).max(200).default(50),
    before: RevisionNumberWire.optional(),
  }),
  response: list(RevisionWire),
});
/** `GET /config/namespaces/:ns/revisions/:n` */
export const readRevision = defineEndpoint({
  ...read,
  path: "/config/namespaces/:ns/revisions/:n",
  summary: "One revision",
  params: NsRevision,
  response: RevisionWire,
});
/** `GET /config/namespaces/:ns/revisions/:n/layers/:kind/:key`; the default layer has the key `-`. */
export const readConfigLayer = defineEndpoint({
  ...read,
  path: "/config/namespaces/:ns/revisions/:n/layers/:kind/:key",
  summary: "The bytes of one layer at a revision",
  params: NsRevision.extend({ kind: LayerKindWire, key: z.string().max(100) }),
  answers: "bytes",
  response: z.string(),
});
/** `GET /config/namespaces/:ns/diff`; revision 0 is empty. */
export const diffRevisions = defineEndpoint({
  ...read,
  path: "/config/namespaces/:ns/revisions/:a/diff/:b",
  summary: "What differs between two revisions, leaf by leaf",
  params: z.object({ ns: NamespaceNameWire, a: RevisionNumberWire, b: RevisionNumberWire }),
  query: z.object({ mode: z.enum(["leaf", "text"]).default("leaf") }),
  response: z.object({
    changes: z.array(LeafChangeWire),
    texts: z.array(z.object({ layer: z.string(), before: z.string().nullable(), after: z.string().nullable() })),
  }),
});
/** `GET /config/namespaces/:ns/blame` */
export const blameLayer = defineEndpoint({
  ...read,
  path: "/config/namespaces/:ns/blame",
  summary: "Which revision every line of a layer comes from",
  params: Ns,
  query: z.object({ kind: LayerKindWire, key: z.string().max(100).default("") }),
  response: z.object({
    lines: z.array(
      z.object({ line: z.int(), revision: z.int(), author: z.string(), at: z.string(), text: z.string() }),
    ),
  }),
});
/** `GET /config/namespaces/:ns/effective` */
export const readEffective = defineEndpoint({
  ...read,
  path: "/config/namespaces/:ns/effective",
  summary: "The merged document of a context, and which layer each value comes from",
  params: Ns,
  query: ContextQuery.extend({ revision: RevisionNumberWire.optional() }),
  response: z.object({
    document: z.record(z.string(), z.unknown()),
    provenance: z.array(
      z.object({
        path: z.array(z.union([z.string(), z.number()])),
        layer: z.string(),
        revision: z.int(),
        line: z.int(),
      }),
    ),
    conflicts: z.array(ConfigProblemWire),
    etag: z.string(),
  }),
});
/** `POST /config/namespaces/:ns/effective`: the same for a draft, so that the editor shows it while somebody types. */
export const previewEffective = defineEndpoint({
  method: "POST",
  path: "/config/namespaces/:ns/effective",
  summary: "The merged document of a context with unpublished changes",
  scope: "config:read",
  params: Ns,
  body: ChangesWire.extend({ context: ContextWire }),
  status: 200,
  response: readEffective.response,
});
/** `POST /config/namespaces/:ns/validate` */
export const validateConfig = defineEndpoint({
  method: "POST",
  path: "/config/namespaces/:ns/validate",
  summary: "What would be wrong, who is affected, who would refuse",
  scope: "config:read",
  params: Ns,
  body: ChangesWire,
  status: 200,
  response: ValidationWire,
});
/** `GET /config/namespaces/:ns/drafts` */
export const listDrafts = defineEndpoint({
  ...read,
  path: "/config/namespaces/:ns/drafts",
  summary: "Unpublished change sets",
  params: Ns,
  response: list(DraftWire),
});
const DraftBody = ChangesWire.extend({ base_revision: z.int().min(0), message: z.string().max(500).default("") });
const DraftParams = z.object({ ns: NamespaceNameWire, id: z.uuid() });
/** `POST /config/namespaces/:ns/drafts` */
export const createDraft = defineEndpoint({
  method: "POST",
  path: "/config/namespaces/:ns/drafts",
  summary: "Keep an unpublished change set",
  scope: "config:write",
  params: Ns,
  body: DraftBody,
  status: 201,
  response: DraftWire,
});
/** `GET /config/namespaces/:ns/drafts/:id` */
export const readDraft = defineEndpoint({
  ...read,
  path: "/config/namespaces/:ns/drafts/:id",
  summary: "One draft",
  params: DraftParams,
  response: DraftWire,
});
/** `PUT /config/namespaces/:ns/drafts/:id` */
export const putDraft = defineEndpoint({
  method: "PUT",
  path: "/config/namespaces/:ns/drafts/:id",
  summary: "Save a draft",
  scope: "config:write",
  params: DraftParams,
  body: DraftBody,
  status: 200,
  response: DraftWire,
});
/** `DELETE /config/namespaces/:ns/drafts/:id` */
export const deleteDraft = defineEndpoint({
  method: "DELETE",
  path: "/config/namespaces/:ns/drafts/:id",
  summary: "Drop a draft",
  scope: "config:write",
  params: DraftParams,
  status: 204,
  response: NothingWire,
});
const ConflictsWire = z.array(
  z.object({
    layer: z.string(),
    path: z.array(z.union([z.string(), z.number()])),
    base: z.unknown(),
    ours: z.unknown(),
    theirs: z.unknown(),
  }),
);
/** `POST /config/namespaces/:ns/drafts/:id/rebase` */
export const rebaseDraft = defineEndpoint({
  method: "POST",
  path: "/config/namespaces/:ns/drafts/:id/rebase",
  summary: "Join a draft with what was published since; different edits of one value are shown side by side",
  scope: "config:write",
  params: DraftParams,
  status: 200,
  response: z.object({ draft: DraftWire, conflicts: ConflictsWire }),
});
/** `POST /config/namespaces/:ns/publish` */
export const publishConfig = defineEndpoint({
  method: "POST",
  path: "/config/namespaces/:ns/publish",
  summary: "Publish a draft or layers as the next revision",
  scope: "config:publish",
  params: Ns,
  body: ChangesWire.extend({
    draft_id: z.uuid().optional(),
    base_revision: z.int().min(0),
    message: MessageWire,
    strategy: PolicyWire.shape.strategy.unwrap().optional(),
    /** Skips approval and waves; for owners and admins. */
    break_glass: z.boolean().default(false),
    /** Publishes content that did harm before. */
    force: z.boolean().default(false),
  }),
  status: 201,
  response: PublishedWire,
  errors: [
    "config.revision_conflict",
    "config.invalid_document",
    "config.invalid_yaml",
    "config.bad_revision",
    "config.plain_secret",
  ],
});
/** `POST /config/namespaces/:ns/revisions/:n/approve` */
export const approveRevision = defineEndpoint({
  method: "POST",
  path: "/config/namespaces/:ns/revisions/:n/approve",
  summary: "Let somebody else's revision go",
  scope: "config:approve",
  params: NsRevision,
  body: z.object({
    /** The namespace's name, typed: needed to approve one's own while nobody else could. */ confirm: z
      .string()
      .optional(),
  }),
  status: 200,
  response: PublishedWire,
  errors: ["config.own_approval", "config.revision_conflict"],
});
/** `POST /config/namespaces/:ns/revisions/:n/reject` */
export const rejectRevision = defineEndpoint({
  method: "POST",
  path: "/config/namespaces/:ns/revisions/:n/reject",
  summary: "Refuse a revision that waits for approval",
  scope: "config:approve",
  params: NsRevision,
  body: z.object({ reason: ReasonWire }),
  status: 200,
  response: PublishedWire,
});
/** `POST /config/namespaces/:ns/revert` */
export const revertConfig = defineEndpoint({
  method: "POST",
  path: "/config/namespaces/:ns/revert",
  summary: "Go back to an older revision, whole or by path, as a new one",
  scope: "config:publish",
  params: Ns,
  body: z.object({
    to_revision: z.int().min(0),
    /** Leaves of layers to restore; absent: everything. */
    paths: z.array(z.object({ layer: z.string(), path: z.array(z.union([z.string(), z.number()])) })).optional(),
    reason: ReasonWire,
    /** This revision is doing harm: mark it bad and go back at once, without waves. */
    harmful: z.boolean().default(false),
    force: z.boolean().default(false),
  }),
  status: 201,
  response: PublishedWire,
});
/** `GET /config/consumers` */
export const listConsumers = defineEndpoint({
  ...read,
  path: "/config/namespaces/:ns/consumers",
  summary: "Who runs what",
  params: Ns,
  query: z.object({ state: z.enum(["all", "not_on_head", "rejected", "offline"]).default("all") }),
  response: list(ConsumerWire),
});
/** `GET /config/consumers/:id` */
export const readConsumer = defineEndpoint({
  ...read,
  path: "/config/consumers/:id",
  summary: "One consumer in all namespaces",
  params: z.object({ id: z.string().max(200) }),
  response: ConsumerWire,
});
/** `PUT /config/consumers/self` */
export const registerConsumer = defineEndpoint({
  method: "PUT",
  path: "/config/consumers/self",
  summary: "Say who reads, and where it stands; the answer holds the key to pin",
  scope: "config:consume",
  body: z.object({
    name: z.string().regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$/),
    version: z.string().max(100).default(""),
    instance: z
      .string()
      .regex(/^[A-Za-z0-9._:-]{1,100}$/)
      .default("1"),
    context: ContextWire.prefault({}),
    /** What it is going to read; further ones are noted when they are read first. */
    namespaces: z.array(NamespaceNameWire).max(100).default([]),
    /** What this consumer understands, as JSON Schema; no remote references. */
    schema: z.record(z.string(), z.unknown()).nullable().default(null),
  }),
  status: 200,
  response: z.object({
    consumer: z.string(),
    epoch: z.int(),
    /** Ed25519, base64url of the raw 32 bytes. */ public_key: z.string(),
  }),
  errors: ["config.too_large", "config.not_yours", "config.bad_schema"],
});
const Reader = z.object({ consumer: z.string().max(200).optional() });
/** `GET /config/resolve/:ns` */
export const resolveConfig = defineEndpoint({
  method: "GET",
  path: "/config/resolve/:ns",
  summary: "The effective document of the caller; with If-None-Match and wait it is held until it changes",
  scope: "config:consume",
  params: Ns,
  query: Reader.extend({ wait: z.coerce.number().min(0).max(55).default(0) }),
  status: 200,
  response: ResolvedWire,
  answers: "bytes",
  deadlineMs: 70_000,
});
/** `GET /config/watch`: `event: config`, `event: reset`. */
export const watchConfig = defineEndpoint({
  method: "GET",
  path: "/config/watch",
  summary: "Hear of new revisions",
  scope: "config:consume",
  query: Reader.extend({
    namespaces: z.string().min(1).max(2_000),
    inline: z.enum(["true", "false"]).default("false"),
  }),
  status: 200,
  answers: "event-stream",
  response: z.object({
    namespace: z.string(),
    epoch: z.int(),
    revision: z.int(),
    etag: z.string(),
    document: z.unknown().optional(),
  }),
});
/** `POST /config/acks` */
export const postAcks = defineEndpoint({
  method: "POST",
  path: "/config/acks",
  summary: "Say what became of a revision; idempotent",
  scope: "config:consume",
  body: z
    .array(
      z.object({
        namespace: NamespaceNameWire,
        epoch: z.int().min(0),
        revision: z.int().min(0).max(2_147_483_646),
        etag: z.string().max(100),
        outcome: z.enum(["applied", "unchanged", "rejected"]),
        error: z
          .object({
            message: z.string().max(2_048),
            path: z
              .array(z.union([z.string(), z.number()]))
              .nullable()
              .default(null),
            kind: z.enum(["refused", "crash_loop"]).default("refused"),
          })
          .nullable()
          .default(null),
        took_ms: z.number().min(0).max(2_147_483_646).default(0),
        freshness: z.enum(["fresh", "stale", "degraded", "expired"]).default("fresh"),
        consumer: z.string().max(200).optional(),
      }),
    )
    .max(100),
  status: 204,
  response: NothingWire,
});
/** `POST /config/health-reports` */
export const postHealthReport = defineEndpoint({
  method: "POST",
  path: "/config/health-reports",
  summary: "Cumulative counters and health of a consumer, every 10 s",
  scope: "config:consume",
  body: z.object({
    namespace: NamespaceNameWire,
    revision: z.int().min(0).max(2_147_483_646),
    healthy: z.boolean(),
    ok: z.int().min(0).max(Number.MAX_SAFE_INTEGER).default(0),
    err: z.int().min(0).max(Number.MAX_SAFE_INTEGER).default(0),
    message: z.string().max(2_048).default(""),
    consumer: z.string().max(200).optional(),
  }),
  status: 204,
  response: NothingWire,
});
/** `GET /config/export`: every namespace as files. */
export const exportConfig = defineEndpoint({
  ...read,
  path: "/config/export",
  summary: "All namespaces as a tree of files, byte for byte",
  query: z.object({ namespace: NamespaceNameWire.optional() }),
  response: z.object({ files: z.array(z.object({ path: z.string(), text: z.string() })) }),
});
/** `POST /config/import`: a tree of files, or one YAML of the first service, becomes drafts. */
export const importConfig = defineEndpoint({
  method: "POST",
  path: "/config/import",
  summary: "Make drafts of a tree of files; nothing is published",
  scope: "config:write",
  body: z.object({
    files: z.array(z.object({ path: z.string().max(300), text: z.string().max(1_048_576) })).max(2_000),
    /** Namespaces that do not exist are begun, with what the files say; else they are refused. */
    create: z.boolean().default(true),
  }),
  status: 200,
  response: z.object({ drafts: z.array(DraftWire), unchanged: z.array(z.string()) }),
});

/** Operations of the configuration service. */
export const configEndpoints = {
  listNamespaces,
  createNamespace,
  readNamespace,
  changeNamespace,
  archiveNamespace,
  putTag,
  listRevisions,
  readRevision,
  readConfigLayer,
  diffRevisions,
  blameLayer,
  readEffective,
  previewEffective,
  validateConfig,
  listDrafts,
  createDraft,
  readDraft,
  putDraft,
  deleteDraft,
  rebaseDraft,
  publishConfig,
  approveRevision,
  rejectRevision,
  revertConfig,
  listConsumers,
  readConsumer,
  registerConsumer,
  resolveConfig,
  watchConfig,
  postAcks,
  postHealthReport,
  exportConfig,
  importConfig,
} as const;
