import { z } from "zod";
import { IdParams, InstantWire } from "./common.ts";
import { defineEndpoint } from "./endpoint.ts";

/** Why somebody does something that changes the world: one sentence (platform.md 6.6). */
export const ReasonWire = z.string().trim().min(3).max(500);

/** One entry of the history. */
export const AuditEntryWire = z.object({
  id: z.string(),
  at: InstantWire,
  actor: z.object({ kind: z.enum(["user", "key", "device", "system", "anonymous"]), id: z.string(), name: z.string() }),
  /** `area.verb_object` */
  action: z.string(),
  object: z.object({ kind: z.string(), id: z.string() }),
  /** A sentence without the name of the actor. */
  summary: z.string(),
  reason: z.string().nullable(),
  /** What was and what is, without secrets. */
  before: z.unknown(),
  after: z.unknown(),
  request_id: z.string().nullable(),
  trace_id: z.string().nullable(),
  /** Place in the chain; `null` for a second or two until it is sealed. */
  seq: z.int().nullable(),
  hash: z.string().nullable(),
  undo: z.object({
    state: z.enum(["available", "used", "expired", "impossible"]),
    why: z.string().nullable(),
    until: InstantWire.nullable(),
  }),
});
/** {@link AuditEntryWire} as a type. */
export type AuditEntryWire = z.infer<typeof AuditEntryWire>;

/** `GET /audit` */
export const listAudit = defineEndpoint({
  method: "GET",
  path: "/audit",
  summary: "What was done, newest first",
  scope: "audit:read",
  query: z.object({
    /** Id or name. */
    actor: z.string().max(200).optional(),
    /** An area (`fleet`), several (`fleet,config`), or one action (`fleet.start_rollout`). */
    action: z.string().max(200).optional(),
    /** `kind` or `kind:id`. */
    object: z.string().max(300).optional(),
    since: InstantWire.optional(),
    until: InstantWire.optional(),
    limit: z.coerce.number().int().min(1).max(500).default(50),
    cursor: z.string().max(100).optional(),
  }),
  status: 200,
  response: z.object({ items: z.array(AuditEntryWire), next_cursor: z.string().nullable() }),
  errors: ["audit.cursor_invalid"],
});

/** `GET /audit/verify`: recomputes the chain; an anchor from outside makes a cut tail certain. */
export const verifyAudit = defineEndpoint({
  method: "GET",
  path: "/audit/verify",
  summary: "Whether the history is whole and unchanged",
  scope: "audit:read",
  query: z.object({
    anchor_seq: z.coerce.number().int().min(1).max(Number.MAX_SAFE_INTEGER).optional(),
    anchor_hash: z
      .string()
      .regex(/^[0-9a-f]{64}$/)
      .optional(),
  }),
  status: 200,
  response: z.object({
    ok: z.boolean(),
    /** Entries whose place and hash are right. */
    entries: z.int(),
    head: z.object({ seq: z.int(), hash: z.string() }).nullable(),
    first_bad_seq: z.int().nullable(),
    problem: z.enum(["altered", "missing", "tail_cut"]).nullable(),
    detail: z.string(),
  }),
  deadlineMs: 120_000,
});

/** `GET /audit/export`: all sealed entries as lines of JSON, enough to recompute the chain elsewhere. */
export const exportAudit = defineEndpoint({
  method: "GET",
  path: "/audit/export",
  summary: "The whole history as NDJSON",
  scope: "audit:admin",
  status: 200,
  response: z.unknown(),
  answers: "bytes",
  deadlineMs: 600_000,
});

/** `GET /audit/:id` */
export const readAuditEntry = defineEndpoint({
  method: "GET",
  path: "/audit/:id",
  summary: "One entry of the history",
  scope: "audit:read",
  params: IdParams,
  status: 200,
  response: AuditEntryWire,
  errors: ["audit.not_found"],
});

/** `POST /audit/:id/undo`: takes an act back; the answer is the entry of the undo. */
export const undoAuditEntry = defineEndpoint({
  method: "POST",
  path: "/audit/:id/undo",
  summary: "Take an act back",
  scope: "audit:operate",
  params: IdParams,
  body: z.strictObject({ reason: ReasonWire.optional() }),
  status: 200,
  response: AuditEntryWire,
  errors: [
    "audit.not_found",
    "audit.undo_impossible",
    "audit.undo_used",
    "audit.undo_expired",
    "audit.undo_conflict",
    "platform.reason_required",
  ],
});

/** Every endpoint of the history. */
export const auditEndpoints = { listAudit, verifyAudit, exportAudit, readAuditEntry, undoAuditEntry } as const;
