import type { StatusPageWire } from "@wopr/contracts";
import type { Clock } from "@wopr/kernel";
import type { Board } from "./board.ts";
import type { Catalogue } from "./catalogue.ts";
import { rootCauses } from "./domain/blame.ts";
import type { Incident } from "./domain/incident.ts";
import { currentOrNext } from "./domain/maintenance.ts";
import { componentState, type PageCheck, pageSentence, worstDays } from "./domain/page-model.ts";
import type { Component } from "./domain/types.ts";
import { added, type Counts, cellOf, NO_COUNTS, type Uptime, uptimeOf } from "./domain/uptime.ts";
import { isStale } from "./published.ts";
import type { Settings } from "./settings.ts";

/** What the page shows, made from memory. */
export interface PageView {
  /** @param withChecks Whether names of checks may be shown beneath components. */
  page(withChecks: boolean): StatusPageWire;
  /** Uptime of a check over the last days, by its counts of days; of one day by those of hours. */
  uptime(check: string, days: number): Uptime;
}

const DAY_MS = 86_400_000;
const STRIP_DAYS = 90;
const PAST_MS = 14 * DAY_MS;

/** The page from board, settings and incidents. */
export function createPageView(deps: {
  readonly board: Board;
  readonly settings: Settings;
  readonly incidents: () => readonly Incident[];
  readonly clock: Clock;
  /** Since when anything is known: what was before cannot be missing. */
  readonly startedMs: () => number;
}): PageView {
  const { board, settings, clock } = deps;

  function pageCheck(catalogue: Catalogue, name: string, nowMs: number): PageCheck | undefined {
    const check = catalogue.checks.get(name);
    if (!check) return undefined;
    const newest = board.newest(name);
    const state = board.state(name);
    return {
      name,
      title: check.plan.title,
      component: check.plan.component,
      phase: state.phase,
      sinceMs: state.sinceMs,
      result: newest?.result,
      norunReason: newest?.norunReason ?? null,
      root: newest?.root ?? [],
      stale: isStale(newest, check.plan.intervalMs, nowMs),
      maintenance: settings.maintenanceOf(check.plan.component, nowMs).maintenance,
    };
  }

  const startOfDay = (ms: number) => Math.floor(ms / DAY_MS) * DAY_MS;

  function countsOver(check: string, days: number, nowMs: number) {
    const from = days === 1 ? nowMs - DAY_MS : startOfDay(nowMs) - (days - 1) * DAY_MS;
    let counts: Counts = NO_COUNTS;
    let first = Number.POSITIVE_INFINITY;
    for (const [start, day] of days === 1 ? board.hours(check) : board.days(check)) {
      if (start < from) continue;
      counts = added(counts, day);
      first = Math.min(first, start);
    }
    return { counts, first };
  }

  /** A first day that was not watched from its beginning is not held against it. */
  function firstSeenMs(check: string): number {
    const known = [...board.days(check).keys()];
    const isOld = known.length > 1 || (known[0] ?? 0) < startOfDay(deps.startedMs());
    return isOld ? 0 : deps.startedMs();
  }

  function uptime(check: string, days: number): Uptime {
    const nowMs = clock.now().getTime();
    const { counts, first } = countsOver(check, days, nowMs);
    const intervalMs = settings.catalogue().checks.get(check)?.plan.intervalMs ?? 60_000;
    if (!Number.isFinite(first)) return { uptime: null, coverage: 0 };
    const sinceMs = Math.max(first, Math.min(firstSeenMs(check), nowMs));
    return uptimeOf(counts, Math.max(1, Math.floor((nowMs - sinceMs) / intervalMs)));
  }

  function strip(check: string, nowMs: number): string {
    const days = board.days(check);
    const first = startOfDay(nowMs) - (STRIP_DAYS - 1) * DAY_MS;
    let letters = "";
    for (let day = 0; day < STRIP_DAYS; day += 1) letters += cellOf(days.get(first + day * DAY_MS));
    return letters;
  }

  function failedShares(checks: readonly string[], nowMs: number): [number, number][] {
    const first = startOfDay(nowMs) - (STRIP_DAYS - 1) * DAY_MS;
    const shares: [number, number][] = [];
    for (let day = 0; day < STRIP_DAYS; day += 1) {
      let worst = 0;
      for (const check of checks) {
        const counts = board.days(check).get(first + day * DAY_MS);
        if (counts && counts.fail > 0) worst = Math.max(worst, counts.fail / (counts.fail + counts.pass));
      }
      if (worst > 0) shares.push([day, Math.ceil(worst * 10_000) / 10_000]);
    }
    return shares;
  }

  /** A component was up as much as its worst check. */
  function componentUptime(checks: readonly string[]): Uptime {
    const all = checks.map((check) => uptime(check, STRIP_DAYS)).filter(({ coverage }) => coverage > 0);
    if (all.length === 0) return { uptime: null, coverage: 0 };
    const known = all.flatMap((one) => (one.uptime === null ? [] : [one.uptime]));
    return {
      uptime: known.length > 0 ? Math.min(...known) : null,
      coverage: Math.min(...all.map(({ coverage }) => coverage)),
    };
  }

  function summary(incident: Incident, components: ReadonlyMap<string, Component>) {
    const shown = incident.entries.filter((entry) => entry.public);
    return {
      id: incident.id,
      title: incident.title,
      severity: incident.severity,
      state: incident.state,
      opened_at: new Date(incident.openedMs).toISOString(),
      resolved_at: incident.resolvedMs === null ? null : new Date(incident.resolvedMs).toISOString(),
      components: incident.components.flatMap((id) => {
        const component = components.get(id);
        return component?.public ? [component.title] : [];
      }),
      entries: shown.map(({ id, atMs, kind, text }) => ({ id, at: new Date(atMs).toISOString(), kind, text })),
    };
  }

  function planned(nowMs: number) {
    return settings.windows().flatMap((window) => {
      const span = window.public ? currentOrNext(window, nowMs) : undefined;
      if (!span || span.fromMs - nowMs > 14 * DAY_MS) return [];
      const { fromMs, toMs } = span;
      const [from, to] = [new Date(fromMs).toISOString(), new Date(toMs).toISOString()];
      return [{ id: window.id, title: window.title, from, to, active: fromMs <= nowMs }];
    });
  }

  return {
    uptime,

    page(withChecks) {
      const nowMs = clock.now().getTime();
      const catalogue = settings.catalogue();
      const { page } = catalogue.definitions;
      const titleOf = (check: string) => {
        const found = catalogue.checks.get(check);
        const component = catalogue.components.get(found?.plan.component ?? "");
        // What is hidden has no name here, not even as a cause.
        return component?.public ? component.title : "something internal";
      };
      const byComponent = new Map<string, PageCheck[]>();
      for (const name of catalogue.checks.keys()) {
        const check = pageCheck(catalogue, name, nowMs);
        if (check) byComponent.set(check.component, [...(byComponent.get(check.component) ?? []), check]);
      }
      const shown = [...catalogue.components.values()].flatMap((component) => {
        const checks = byComponent.get(component.id);
        return component.public && checks ? [{ component, checks, state: componentState(checks, titleOf, nowMs) }] : [];
      });
      const roots = rootCauses(catalogue.graph, (name) => board.newest(name));
      const causes = [...new Set(roots.map(titleOf))].filter((title) =>
        shown.some(({ component }) => component.title === title),
      );
      const failing = shown.filter(({ state }) => state.state === "failed");
      // The cause is worth a word only where more than the cause itself fails.
      const top = pageSentence(shown, failing.length > causes.length ? causes : [], nowMs);
      const all = deps.incidents().filter((incident) => incident.public);
      const past = all.filter(({ state, resolvedMs }) => state === "resolved" && nowMs - (resolvedMs ?? 0) <= PAST_MS);
      const open = all.filter(({ state }) => state !== "resolved");
      const endUs = board.newestEndUs();
      const shortest = Math.min(60_000, ...[...catalogue.checks.values()].map(({ plan }) => plan.intervalMs));
      return {
        title: page.title,
        intro: page.intro,
        ...top,
        data_at: endUs === undefined ? null : new Date(Math.floor(endUs / 1000)).toISOString(),
        stale: endUs === undefined || nowMs - endUs / 1000 > Math.max(90_000, 3 * shortest),
        components: shown.map(({ component, checks, state }) => {
          const names = checks.map(({ name }) => name);
          return {
            id: component.id,
            title: component.title,
            state: state.state,
            sentence: state.sentence,
            since: state.sinceMs === null || state.sinceMs === 0 ? null : new Date(state.sinceMs).toISOString(),
            uptime: componentUptime(names),
            days: worstDays(names.map((name) => strip(name, nowMs))),
            failed_share: failedShares(names, nowMs),
            checks: withChecks
              ? checks.map(({ name, title, result }) => ({ name, title, result: result ?? "norun" }))
              : [],
          };
        }),
        incidents: open.map((incident) => summary(incident, catalogue.components)),
        past: past.map((incident) => summary(incident, catalogue.components)),
        maintenance: planned(nowMs),
        quiet_since: quietSince(all, open.length > 0 || endUs === undefined, deps.startedMs()),
      };
    },
  };
}

function quietSince(incidents: readonly Incident[], loud: boolean, startedMs: number): string | null {
  if (loud) return null;
  const last = Math.max(startedMs, ...incidents.map(({ resolvedMs }) => resolvedMs ?? 0));
  return new Date(last).toISOString();
}
