import type { OutboxEvent } from "../events/outbox.ts";
import type { JobView } from "./job.ts";

/** Topic on which every change of every job is told. */
export const JOBS_TOPIC = "jobs";

/** What is told of a job when it changes: enough for a list to follow without asking. */
export const jobEvent = (
  job: { readonly id: string; readonly kind: string },
  state: JobView["state"],
  facts: Readonly<Record<string, unknown>> = {},
): OutboxEvent => ({
  topic: JOBS_TOPIC,
  kind: `job.${state}`,
  object: { kind: "job", id: job.id },
  data: { job_kind: job.kind, state, ...facts },
});

/** What is told of a job that goes on. */
export const progressEvent = (
  job: { readonly id: string; readonly kind: string },
  progress: NonNullable<JobView["progress"]>,
): OutboxEvent => ({
  topic: JOBS_TOPIC,
  kind: "job.progress",
  object: { kind: "job", id: job.id },
  data: {
    job_kind: job.kind,
    state: "processing",
    progress: { stage: progress.stage, share: progress.share, eta_ms: progress.etaMs },
  },
});
