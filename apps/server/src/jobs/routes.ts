import { cancelJob, listJobs, readJob, retryJob } from "@wopr/contracts";
import type { TopicGuard } from "../events/outbox.ts";
import type { App } from "../http/env.ts";
import { mount } from "../http/mount.ts";
import { JobErrors } from "./errors.ts";
import type { Jobs, JobView } from "./job.ts";
import { toJobWire } from "./wire.ts";

/** Mounts the endpoints of background work. */
export function mountJobRoutes(app: App, jobs: Jobs): void {
  mount(app, listJobs, async ({ query }) => {
    const { items, nextCursor } = await jobs.list(query.limit, query.cursor);
    return { items: items.map(toJobWire), next_cursor: nextCursor };
  });
  mount(app, readJob, async ({ params }) => toJobWire(known(params.id, await jobs.read(params.id))));
  mount(app, retryJob, async ({ params }) => toJobWire(known(params.id, await jobs.retry(params.id))));
  mount(app, cancelJob, async ({ params }) => toJobWire(known(params.id, await jobs.cancel(params.id))));
}

function known(id: string, job: JobView | undefined): JobView {
  if (!job) throw JobErrors.not_found({ id });
  return job;
}

/** Who may follow the topic `jobs`: whoever may read them. */
export const jobsTopicGuard: TopicGuard = {
  prefix: "jobs",
  allowed: async (caller, topic) => topic === "jobs" && caller.permissions.has("jobs:read"),
};
