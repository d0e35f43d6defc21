import { changeSchedule, listSchedules, runSchedule, type ScheduleWire } from "@wopr/contracts";
import type { Caller } from "../http/caller.ts";
import type { App } from "../http/env.ts";
import { mount } from "../http/mount.ts";
import type { Schedules } from "./schedules.ts";
import type { Schedule } from "./store-schedules.ts";

/** Tells the history that a schedule was changed. */
type OnChanged = (
  caller: Caller,
  change: { readonly before: Schedule; readonly after: Schedule; readonly reason: string | undefined },
  facts: { readonly requestId: string; readonly traceparent: string },
) => Promise<void>;

/** Mounts what runs by the clock. */
export function mountScheduleRoutes(app: App, schedules: Schedules, onChanged: OnChanged): void {
  mount(app, listSchedules, async () => ({
    items: (await schedules.list()).map(toScheduleWire),
    next_cursor: null,
  }));
  mount(app, changeSchedule, async ({ params, body: { reason, ...change } }, caller, facts) => {
    const changed = await schedules.change(params.name, change);
    await onChanged(caller, { ...changed, reason }, facts);
    return toScheduleWire(changed.after);
  });
  mount(app, runSchedule, async ({ params }, caller) => ({ job_id: await schedules.runNow(params.name, caller.id) }));
}

const toScheduleWire = (schedule: Schedule): ScheduleWire => ({
  name: schedule.name,
  cron: schedule.cron,
  zone: schedule.zone,
  job_kind: schedule.jobKind,
  enabled: schedule.enabled,
  misfire: schedule.misfire,
  last_run: schedule.lastRun?.toISOString() ?? null,
  next_run: schedule.nextRun.toISOString(),
});
