import type { Clock, Log, Runnable } from "@wopr/kernel";
import type { Db } from "../db/db.ts";
import { nextRun, parseCron } from "./cron.ts";
import { JobErrors } from "./errors.ts";
import type { JobKind, Jobs } from "./job.ts";
import { createScheduleStore, type Schedule } from "./store-schedules.ts";

/** A schedule as the code brings it; people may change time and zone, and switch it off. */
export interface ScheduleDefinition {
  readonly name: string;
  readonly cron: string;
  readonly kind: JobKind;
  readonly misfire: "run_once" | "skip";
}

/** Work that begins by the clock. */
export interface Schedules extends Runnable {
  list(): Promise<readonly Schedule[]>;
  /** @throws {AppError} `job.schedule_not_found`, `job.schedule_invalid` */
  change(
    name: string,
    change: {
      readonly cron?: string | undefined;
      readonly zone?: string | undefined;
      readonly enabled?: boolean | undefined;
    },
  ): Promise<{ readonly before: Schedule; readonly after: Schedule }>;
  /** Begins now, besides its times. @returns Id of the job. @throws {AppError} `job.schedule_not_found` */
  runNow(name: string, createdBy: string): Promise<string>;
  /** Begins what is due. @returns How much. */
  pass(): Promise<number>;
}

const EVERY_MS = 10_000;
/** A run that is later than this was missed: nobody was there. */
const MISSED_MS = 5 * 60_000;

/** Each slot begins once, whatever clocks do and however many processes look. */
export function createSchedules(deps: {
  readonly db: Db;
  readonly jobs: Jobs;
  readonly clock: Clock;
  readonly log: Log;
  readonly zone: string;
  readonly definitions: readonly ScheduleDefinition[];
}): Schedules {
  const { db, jobs, clock, log, definitions } = deps;
  const store = createScheduleStore(db);

  const after = (cronText: string, zone: string, at: Date): Date => {
    const cron = parseCron(cronText);
    const next = cron && nextRun(cron, zone, at);
    if (!next) throw JobErrors.schedule_invalid({ cron: cronText });
    return next;
  };
  const kindOf = (schedule: Schedule) => definitions.find(({ kind }) => kind.id === schedule.jobKind)?.kind;

  async function ensureAll() {
    for (const { name, cron, kind, misfire } of definitions) {
      const nextRunAt = after(cron, deps.zone, clock.now());
      const fresh = { name, cron, zone: deps.zone, jobKind: kind.id, misfire, enabled: true, lastRun: null };
      await store.ensure({ ...fresh, nextRun: nextRunAt });
    }
  }

  const pass = () =>
    db.transaction(async (tx) => {
      const inside = createScheduleStore(tx);
      const now = clock.now();
      let begun = 0;
      for (const schedule of await inside.takeDue(now)) {
        const kind = kindOf(schedule);
        const missed = now.getTime() - schedule.nextRun.getTime() > MISSED_MS;
        const runs = kind !== undefined && !(missed && schedule.misfire === "skip");
        if (runs) {
          await jobs.enqueue(tx, kind, {}, { createdBy: `schedule ${schedule.name}` });
          begun += 1;
        }
        // From now on, not from the slot: what was missed while nobody was there runs once at most.
        const next = after(schedule.cron, schedule.zone, now);
        await inside.update({ ...schedule, lastRun: runs ? now : schedule.lastRun, nextRun: next });
      }
      return begun;
    });

  let stopping = new AbortController();
  let running: Promise<void> = Promise.resolve();
  async function run(signal: AbortSignal) {
    while (!signal.aborted) {
      await pass().catch((err: unknown) => log.warn({ err }, "schedules not looked at, trying again"));
      await clock.sleep(EVERY_MS, signal).catch(() => undefined);
    }
  }

  return {
    name: "schedules",
    pass,
    list: () => store.list(),

    change: (name, { cron, zone, enabled }) =>
      db.transaction(async (tx) => {
        const inside = createScheduleStore(tx);
        const before = await inside.lock(name);
        if (!before) throw JobErrors.schedule_not_found({ name });
        const wished = {
          ...before,
          cron: cron ?? before.cron,
          zone: zone ?? before.zone,
          enabled: enabled ?? before.enabled,
        };
        const changed = { ...wished, nextRun: after(wished.cron, wished.zone, clock.now()) };
        await inside.update(changed);
        return { before, after: changed };
      }),

    runNow: (name, createdBy) =>
      db.transaction(async (tx) => {
        const inside = createScheduleStore(tx);
        const schedule = await inside.lock(name);
        const kind = schedule && kindOf(schedule);
        if (!schedule || !kind) throw JobErrors.schedule_not_found({ name });
        await inside.update({ ...schedule, lastRun: clock.now() });
        return jobs.enqueue(tx, kind, {}, { createdBy });
      }),

    async start() {
      await ensureAll();
      stopping = new AbortController();
      running = run(stopping.signal);
    },
    async stop() {
      stopping.abort();
      await running;
    },
  };
}
