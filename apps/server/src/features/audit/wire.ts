import type { AuditEntryWire, verifyAudit } from "@wopr/contracts";
import type { z } from "zod";
import type { Entry, Verdict } from "./service.ts";

/** An entry as it travels over HTTP. */
export const toEntryWire = (entry: Entry): AuditEntryWire => ({
  id: entry.id,
  at: entry.at.toISOString(),
  actor: entry.actor,
  action: entry.action,
  object: entry.subject,
  summary: entry.summary,
  reason: entry.reason,
  before: entry.before ?? null,
  after: entry.after ?? null,
  request_id: entry.requestId,
  trace_id: entry.traceId,
  seq: entry.seq,
  hash: entry.hash,
  undo: { state: entry.undo.state, why: entry.undo.why, until: entry.undo.until?.toISOString() ?? null },
});

/** What a check of the chain found, for a person and for a program. */
export const toVerdictWire = (verdict: Verdict): z.infer<typeof verifyAudit.response> =>
  verdict.ok
    ? {
        ok: true,
        entries: verdict.entries,
        head: { seq: verdict.head.seq, hash: verdict.head.hash },
        first_bad_seq: null,
        problem: null,
        detail: `All ${verdict.entries} entries are whole and in their place.`,
      }
    : {
        ok: false,
        entries: verdict.entries,
        head: null,
        first_bad_seq: verdict.firstBadSeq,
        problem: verdict.problem,
        detail: verdict.detail,
      };
