import { defineErrors } from "@wopr/kernel";

/** Failures of background work, and the reasons its signal is aborted with. */
export const JobErrors = defineErrors("job", {
  not_found: {
    status: 404,
    retry: "never",
    text: (p: { id: string }) => `There is no job ${p.id}.`,
  },
  not_failed: {
    status: 409,
    retry: "never",
    text: (p: { state: string }) => `This job is ${p.state}; only one that failed can be tried again.`,
  },
  schedule_not_found: {
    status: 404,
    retry: "never",
    text: (p: { name: string }) => `Nothing called "${p.name}" runs by the clock.`,
  },
  schedule_invalid: {
    status: 422,
    retry: "never",
    text: (p: { cron: string }) =>
      `"${p.cron}" never comes. Write minute, hour, day, month and weekday like 30 3 * * * for every night at 03:30, and a time zone like Europe/Berlin.`,
  },
  cursor_invalid: {
    status: 422,
    retry: "never",
    text: (p: { cursor: string }) => `"${p.cursor}" is not a cursor of this list. Begin again without one.`,
  },
  cancelled: {
    status: 409,
    retry: "never",
    text: (p: { id: string }) => `The job ${p.id} was cancelled.`,
  },
  lease_lost: {
    status: 409,
    retry: "never",
    text: (p: { id: string }) =>
      `The job ${p.id} is no longer this worker's: it was cancelled, finished or given to another. Nothing was changed.`,
  },
  timed_out: {
    status: 504,
    retry: "later",
    text: (p: { kind: string; after_ms: number }) => `The job ${p.kind} did not finish within ${p.after_ms / 1000} s.`,
  },
  stopping: {
    status: 503,
    retry: "later",
    text: (_: Record<never, never>) => "The server is stopping; the job runs again afterwards.",
  },
  payload_invalid: {
    status: 422,
    retry: "never",
    text: (p: { kind: string; problem: string }) => `The job ${p.kind} was given something it cannot use: ${p.problem}`,
  },
  worker_lost: {
    status: 503,
    retry: "never",
    text: (p: { times: number }) =>
      `The server ended ${p.times} times while it worked on this job. It is not tried again by itself; look at the log.`,
  },
  unforeseen: {
    status: 500,
    retry: "later",
    text: (p: { id: string }) => `The work failed for a reason WOPR did not foresee. The log has it under job ${p.id}.`,
  },
});
