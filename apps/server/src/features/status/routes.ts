import {
  acknowledgeIncident,
  addIncidentEntry,
  changeIncident,
  changeMaintenance,
  changeStatusDefinitions,
  checkChanges,
  checkHistory,
  checkResults,
  deleteProbeObject,
  dropMaintenance,
  issuePushToken,
  listChecks,
  listIncidents,
  listMaintenance,
  mergeIncident,
  openIncident,
  planMaintenance,
  readCheck,
  readIncident,
  readProbeObject,
  readStatusDefinitions,
  resolveIncident,
  runCheck,
  tryCheck,
  writeProbeObject,
} from "@wopr/contracts";
import type { Clock } from "@wopr/kernel";
import type { App } from "../../http/env.ts";
import { mount } from "../../http/mount.ts";
import type { LocalLimiter } from "../../http/rate-limit.ts";
import type { Board } from "./board.ts";
import type { Catalogue } from "./catalogue.ts";
import { microsText } from "./domain/micros.ts";
import type { CachedPages } from "./page-cache.ts";
import type { PageView } from "./page-view.ts";
import { rootsNow } from "./rounds.ts";
import { takeRun } from "./routes-public.ts";
import type { IncidentService } from "./service-incidents.ts";
import type { ReadService } from "./service-reads.ts";
import type { RunService } from "./service-runs.ts";
import type { SettingsService } from "./service-settings.ts";
import type { MaintenanceRow } from "./store-settings.ts";
import { toCheckWire, toIncidentWire, toMaintenanceWire, toRunWire } from "./wire.ts";

/** What the routes need. */
export interface RouteDeps {
  readonly catalogue: () => Catalogue;
  readonly board: Board;
  readonly view: PageView;
  readonly pages: CachedPages;
  readonly runs: RunService;
  readonly reads: ReadService;
  readonly incidents: IncidentService;
  readonly settings: SettingsService;
  readonly limiter: LocalLimiter;
  readonly clock: Clock;
  readonly publicUrl: string;
  readonly runner: () => {
    readonly here: boolean;
    readonly running: boolean;
    readonly journal_backlog: number;
    readonly late_ms: number;
    readonly database: boolean;
  };
}

/** Mounts the routes for people who look after the installation. Each handler is a translation and nothing else. */
export function mountStatusRoutes(app: App, deps: RouteDeps): void {
  mountCheckRoutes(app, deps);
  mountIncidentRoutes(app, deps);
  mountSettingRoutes(app, deps);
}

function mountCheckRoutes(app: App, deps: RouteDeps): void {
  const { reads, runs, limiter } = deps;
  const wireOf = (name: string) =>
    toCheckWire(name, {
      catalogue: deps.catalogue(),
      board: deps.board,
      view: deps.view,
      nowMs: deps.clock.now().getTime(),
    });

  mount(app, listChecks, async () => {
    const catalogue = deps.catalogue();
    return {
      items: [...catalogue.checks.keys()].map(wireOf),
      next_cursor: null,
      roots: [...rootsNow(catalogue, deps.board)],
      components: [...catalogue.components.values()].map(({ id, title, critical }) => ({ id, title, critical })),
      runner: deps.runner(),
    };
  });

  mount(app, tryCheck, async ({ body }, caller, { signal }) => {
    takeRun(limiter, caller);
    const allowed = body.private && caller.permissions.has("status:write");
    const options = { deadlineMs: body.deadline_ms, private: allowed };
    const { outcome, ms } = await runs.tryOut(body.probe, options, signal);
    return {
      result: outcome.result,
      ms: Math.round(ms * 10) / 10,
      error: outcome.result === "fail" ? outcome.error : outcome.result === "norun" ? (outcome.detail ?? null) : null,
      norun_reason: outcome.result === "norun" ? outcome.reason : null,
      facts: structuredClone(outcome.facts ?? {}) as Record<string, never>,
    };
  });

  mount(app, readCheck, async ({ params }) => {
    reads.require(params.name);
    const catalogue = deps.catalogue();
    const definition = catalogue.checks.get(params.name)?.own ?? null;
    return { ...wireOf(params.name), definition, blocks: [...catalogue.graph.hardDependents(params.name)] };
  });

  mount(app, runCheck, async ({ params }, caller, { signal }) => {
    reads.require(params.name);
    takeRun(limiter, caller);
    const { run, stored } = await runs.runOne(params.name, signal);
    return { run: toRunWire(run), stored };
  });

  mount(app, checkHistory, async ({ params, query }) => {
    const { size, buckets } = await reads.history(params.name, query);
    return {
      bucket: size,
      items: buckets.map((bucket) => ({
        start: new Date(bucket.startMs).toISOString(),
        pass: bucket.pass,
        fail: bucket.fail,
        norun: bucket.norun,
        maintenance: bucket.maintenance,
        ms_p50: bucket.msP50,
        ms_p95: bucket.msP95,
        ms_max: bucket.msMax,
      })),
    };
  });

  mount(app, checkResults, async ({ params, query }) => {
    const { items, nextCursor } = await reads.results(params.name, query.limit, query.cursor);
    return { items: items.map(toRunWire), next_cursor: nextCursor };
  });

  mount(app, checkChanges, async ({ params, query }) => {
    const { items, nextCursor } = await reads.changes(params.name, query.limit, query.cursor);
    return {
      items: items.map(({ from, to, atUs, runId }) => ({ at: microsText(atUs), from, to, run_id: runId })),
      next_cursor: nextCursor,
    };
  });

  mount(app, writeProbeObject, async ({ params, body }) => {
    await reads.writeProbe(params.id, body.nonce);
    return { nonce: body.nonce };
  });
  mount(app, readProbeObject, async ({ params }) => ({ nonce: await reads.readProbe(params.id) }));
  mount(app, deleteProbeObject, ({ params }) => reads.deleteProbe(params.id));
}

function mountIncidentRoutes(app: App, { incidents, pages }: RouteDeps): void {
  const done = <T>(value: T): T => {
    pages.forget();
    return value;
  };
  mount(app, listIncidents, async ({ query }) => {
    const { items, nextCursor } = await incidents.list(query.state, query.limit, query.cursor);
    return { items: items.map(toIncidentWire), next_cursor: nextCursor };
  });
  mount(app, readIncident, async ({ params }) => toIncidentWire(await incidents.read(params.id)));
  mount(app, openIncident, async ({ body }, caller, facts) =>
    done(toIncidentWire(await incidents.open(caller, body, facts))),
  );
  mount(app, changeIncident, async ({ params, body }, caller, facts) => {
    const { title, severity, components, cause, public: isPublic } = body;
    const differs = {
      ...(title === undefined ? {} : { title }),
      ...(severity === undefined ? {} : { severity }),
      ...(components === undefined ? {} : { components }),
      ...(cause === undefined ? {} : { cause }),
      ...(isPublic === undefined ? {} : { public: isPublic }),
    };
    return done(toIncidentWire(await incidents.change(caller, params.id, differs, facts)));
  });
  mount(app, addIncidentEntry, async ({ params, body }, caller, facts) =>
    done(toIncidentWire(await incidents.addEntry(caller, params.id, body, facts))),
  );
  mount(app, acknowledgeIncident, async ({ params }, caller, facts) =>
    done(toIncidentWire(await incidents.acknowledge(caller, params.id, facts))),
  );
  mount(app, resolveIncident, async ({ params, body }, caller, facts) =>
    done(toIncidentWire(await incidents.resolve(caller, params.id, body, facts))),
  );
  mount(app, mergeIncident, async ({ params, body }, caller, facts) =>
    done(toIncidentWire(await incidents.merge(caller, params.id, body.other, facts))),
  );
}

function mountSettingRoutes(app: App, deps: RouteDeps): void {
  const { settings, pages, publicUrl } = deps;

  mount(app, issuePushToken, async ({ params }, caller, facts) => {
    const token = await settings.issuePushToken(caller, params.name, facts);
    return { token, url: `${publicUrl}/api/v1/checks/${params.name}/push?token=${token}` };
  });

  mount(app, readStatusDefinitions, async () => {
    const { revision, document } = await settings.definitions();
    return { revision, definitions: document };
  });

  mount(app, changeStatusDefinitions, async ({ body }, caller, facts) => {
    const { revision, document } = await settings.change(caller, body.expected_revision, body.definitions, facts);
    pages.forget();
    return { revision, definitions: document };
  });

  mount(app, listMaintenance, async () => ({
    items: settings.listMaintenance().map(toMaintenanceWire),
    next_cursor: null,
  }));

  mount(app, planMaintenance, async ({ body }, caller, facts) => {
    const { from, to, duration_s: durationS, ...rest } = body;
    const row = { ...rest, fromMs: msOf(from), toMs: msOf(to), durationS };
    const planned = toMaintenanceWire(await settings.plan(caller, row, facts));
    pages.forget();
    return planned;
  });

  mount(app, changeMaintenance, async ({ params, body }, caller, facts) => {
    const { from, to, duration_s: durationS, ...rest } = body;
    const differs = Object.fromEntries(
      Object.entries({
        ...rest,
        durationS,
        fromMs: from === undefined ? undefined : msOf(from),
        toMs: to === undefined ? undefined : msOf(to),
      }).filter(([, value]) => value !== undefined),
    ) as Partial<MaintenanceRow>;
    const changed = toMaintenanceWire(await settings.replan(caller, params.id, differs, facts));
    pages.forget();
    return changed;
  });

  mount(app, dropMaintenance, async ({ params }, caller, facts) => {
    await settings.drop(caller, params.id, facts);
    pages.forget();
  });
}

const msOf = (text: string | null) => (text === null ? null : Date.parse(text));
