import type { JobWire } from "@wopr/contracts";
import type { JobView } from "./job.ts";

/** Turns a job into what travels over HTTP. Its payload and result stay inside: they are for its feature. */
export const toJobWire = (job: JobView): JobWire => ({
  id: job.id,
  kind: job.kind,
  state: job.state,
  progress: job.progress && {
    stage: job.progress.stage,
    share: job.progress.share,
    eta_ms: job.progress.etaMs,
  },
  attempts: job.attempts,
  error: job.error && { code: job.error.code, detail: job.error.detail },
  dead: job.dead,
  created_at: job.createdAt.toISOString(),
  completed_at: job.completedAt?.toISOString() ?? null,
});
