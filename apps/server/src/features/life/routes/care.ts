import {
  changeWindDown,
  eraseLife,
  exportLife,
  importLife,
  listNights,
  readInsights,
  readLifeHealth,
  readLifeRoot,
  readWindDown,
} from "@wopr/contracts";
import { minutesOf, timeOf } from "@wopr/life";
import type { App } from "../../../http/env.ts";
import { mount, mountRaw } from "../../../http/mount.ts";
import { type Care, findingSentence, type Tonight } from "../services/care.ts";
import type { Exports } from "../services/exports.ts";

/** How the day itself is, without anything of anybody. */
export type LifeHealth = () => Promise<{
  readonly at: Date;
  readonly version: string;
  readonly environment: string;
  readonly oura: string;
  readonly mqtt: string;
}>;

/** Mounts evenings, insights, export, import and erasing. */
export function mountCareRoutes(
  app: App,
  { care, exports, health }: { readonly care: Care; readonly exports: Exports; readonly health: LifeHealth },
): void {
  const healthWire = async () => {
    const { at, version, environment, oura, mqtt } = await health();
    return {
      status: "healthy" as const,
      timestamp: at.toISOString(),
      version,
      environment,
      services: { database: "healthy", oura, mqtt, stats: "healthy" },
    };
  };
  mount(app, readLifeHealth, healthWire);
  mount(app, readLifeRoot, healthWire);

  mount(app, readWindDown, async (_, caller) => toTonightWire(await care.tonight(caller.id)));
  mount(app, changeWindDown, async ({ body }, caller) =>
    toTonightWire(await care.aim(caller.id, minutesOf(body.target_wake))),
  );
  mount(app, listNights, async ({ query }, caller) => ({
    nights: (await care.nights(caller.id, query.days)).map((night) => ({
      day: night.day,
      start: night.start,
      end: night.end,
      bed_minutes: night.bedMinutes,
      wake_minutes: night.wakeMinutes,
      total_sleep_s: night.totalSleepS,
    })),
  }));
  mount(app, readInsights, async (_, caller) => {
    const { findings, daysKnown } = await care.insights(caller.id);
    return {
      findings: findings.map((finding) => ({
        code: finding.code,
        sentence: findingSentence(finding),
        rho: finding.rho,
        n: finding.n,
        interval: [finding.interval[0], finding.interval[1]] as [number, number],
        pairs_tried: finding.pairsTried,
      })),
      message: findings.length > 0 ? "Goes together, not proof." : `Nothing clear yet (n = ${daysKnown}).`,
      days_known: daysKnown,
    };
  });

  mountRaw(app, exportLife, async (_, caller, c) => {
    const zip = await exports.export(caller.id);
    return c.body(zip as Uint8Array<ArrayBuffer>, 200, {
      "content-type": "application/zip",
      "content-disposition": 'attachment; filename="my-day.zip"',
      "cache-control": "private, no-store",
    });
  });
  mountRaw(app, importLife, async ({ params, query }, caller, c) => {
    const file = new Uint8Array(await c.req.arrayBuffer());
    const done = await exports.import(caller.id, params.kind, file, query.dry_run === "true");
    return c.json({ dry_run: done.dryRun, already: done.already, counts: done.counts, problems: done.problems });
  });
  mount(app, eraseLife, async ({ body }, caller) => ({
    success: true as const,
    rows: await exports.erase(caller.id, body.confirm),
    note: "Everything is gone, the key too. Backups made before still hold the plain daily numbers until they are too old to be kept (six months).",
  }));
}

const toTonightWire = ({ day, plan, bedtimeAt, nightsKnown, phase, phases }: Tonight) => ({
  date: day,
  bedtime: timeOf(plan.bedtime),
  bedtime_at: bedtimeAt.toISOString(),
  wake: timeOf(plan.wake),
  step: plan.step,
  steps: plan.steps,
  weeks: plan.weeks,
  holding: plan.holding,
  bedtime_spread_minutes: plan.bedtimeSpread,
  nights_known: nightsKnown,
  phase: { ...phase },
  phases: phases.map(({ at, ...rest }) => ({ ...rest, at: at.toISOString() })),
});
