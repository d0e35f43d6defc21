import { defineErrors } from "@wopr/kernel";

/** Failures the history can answer with. */
export const AuditErrors = defineErrors("audit", {
  not_found: {
    status: 404,
    retry: "never",
    text: (_: Record<never, never>) => "There is no such entry in the history you may see.",
  },
  cursor_invalid: {
    status: 422,
    retry: "never",
    text: (_: Record<never, never>) => "This cursor is none of ours. Begin again without it.",
  },
  undo_impossible: {
    status: 409,
    retry: "never",
    text: (p: { why: string }) => `This cannot be taken back: ${p.why}`,
  },
  undo_used: {
    status: 409,
    retry: "never",
    text: (_: Record<never, never>) => "This was taken back already.",
  },
  undo_expired: {
    status: 409,
    retry: "never",
    text: (p: { until: string }) => `This could be taken back until ${p.until}.`,
  },
  undo_conflict: {
    status: 409,
    retry: "never",
    text: (p: { what: string; expected: unknown; actual: unknown }) =>
      `${p.what} was changed since. Nothing was taken back; look at both states and decide by hand.`,
  },
});
