import type { Clock, Log, NewId } from "@wopr/kernel";
import type { Board, Noted } from "./board.ts";
import type { Catalogue } from "./catalogue.ts";
import { suspectsOf } from "./domain/blame.ts";
import {
  type Incident,
  type IncidentEntry,
  notificationFor,
  openingFor,
  resolvable,
  severityOf,
  type Told,
} from "./domain/incident.ts";
import { listed } from "./domain/sentences.ts";
import type { Fact, Facts } from "./domain/types.ts";

/** What people are told of an incident. */
export interface StatusNews {
  readonly incidentId: string;
  readonly what: "open" | "resolved";
  readonly title: string;
  readonly text: string;
  readonly severity: Incident["severity"];
  readonly components: readonly string[];
}

/** Recent changes of the installation, as evidence. */
export type RecentChanges = (sinceMs: number) => Promise<readonly { readonly atMs: number; readonly text: string }[]>;

/** Opens, joins, resolves and reopens incidents from what happens on the board. */
export interface IncidentKeeper {
  /** Takes in what a run changed. */
  onNoted(noted: Noted): void;
  /** Once per turn: what follows time alone. */
  onTurn(nowMs: number): void;
  /** Open and recent ones, newest first. */
  all(): readonly Incident[];
  /** Replaces what is known with what is stored, where that is newer. */
  adopt(incidents: readonly Incident[]): void;
  /** Incidents that changed and are not stored. */
  unsaved(): readonly Incident[];
  /** What was stored, or refused because somebody else was faster. */
  saved(id: string, version: number): void;
}

const KEPT_MS = 30 * 86_400_000;
const UNWATCHED_MS = 10 * 60_000;
const RECENT_CHANGES_MS = 30 * 60_000;

/** What keeping incidents needs. */
export interface IncidentKeeperDeps {
  readonly catalogue: () => Catalogue;
  readonly board: Board;
  readonly clock: Clock;
  readonly newId: NewId;
  readonly log: Log;
  readonly recentChanges: RecentChanges;
  readonly tell: (news: StatusNews) => void;
  /** Whether this server decides; others only look. */
  readonly decides: () => boolean;
}

/** Incidents in memory; whoever stores them asks for what is unsaved. */
export function createIncidentKeeper(deps: IncidentKeeperDeps): IncidentKeeper {
  const { board, clock, newId } = deps;
  const known = new Map<string, Incident>();
  const unsaved = new Set<string>();
  const told = new Map<string, Told>();

  const titleOf = (check: string) => {
    const { checks, components } = deps.catalogue();
    const found = checks.get(check);
    return found ? (components.get(found.plan.component)?.title ?? check) : check;
  };

  function put(incident: Incident): Incident {
    const next = { ...incident, version: incident.version + 1 };
    known.set(next.id, next);
    unsaved.add(next.id);
    return next;
  }

  const entry = (
    kind: IncidentEntry["kind"],
    text: string,
    more: { readonly public?: boolean; readonly data?: Facts } = {},
  ): IncidentEntry => ({
    id: newId(),
    atMs: clock.now().getTime(),
    author: "system",
    kind,
    text,
    public: more.public ?? false,
    data: more.data ?? null,
  });

  const shares = (a: string, b: string) => {
    const { graph } = deps.catalogue();
    const mine = new Set([a, ...graph.hardAncestors(a)]);
    return [b, ...graph.hardAncestors(b)].some((name) => mine.has(name));
  };

  /** Checks that are not run, or fail, because of these. */
  const affectedBy = (roots: readonly string[]) => {
    const { graph } = deps.catalogue();
    return [...new Set(roots.flatMap((root) => [root, ...graph.hardDependents(root)]))].sort();
  };

  function componentsOf(checks: readonly string[]): readonly string[] {
    const { checks: all } = deps.catalogue();
    return [...new Set(checks.flatMap((name) => all.get(name)?.plan.component ?? []))];
  }

  const isCritical = (check: string) => {
    const { checks, components } = deps.catalogue();
    return components.get(checks.get(check)?.plan.component ?? "")?.critical ?? false;
  };

  function evidence(check: string): IncidentEntry {
    const newest = board.newest(check);
    const runnable = deps.catalogue().checks.get(check);
    const last: readonly Fact[] = board.last(check).map(({ result, error, ms, startedUs }) => ({
      at: new Date(Math.floor(startedUs / 1000)).toISOString(),
      result,
      error,
      ms,
    }));
    const { graph } = deps.catalogue();
    const suspects = suspectsOf(check, graph, (name) => board.newestOf(name));
    const probably = suspects.length > 0 ? ` Probably because of ${listed(suspects)}.` : "";
    const data = { check, facts: newest?.facts ?? {}, last, runbook: runnable?.plan.runbook ?? null };
    return entry("evidence", `${check}: ${newest?.error ?? "failed without saying why"}${probably}`, { data });
  }

  function titleFor(check: string): string {
    const failing = deps.catalogue().checks.get(check)?.failing ?? " fails";
    return `${titleOf(check)}${failing}`;
  }

  /** What concerns a part that the public page hides is not told there either. */
  function isPublic(check: string): boolean {
    const { checks, components } = deps.catalogue();
    return components.get(checks.get(check)?.plan.component ?? "")?.public ?? false;
  }

  function open(check: string): Incident {
    const affected = affectedBy([check]);
    const title = titleFor(check);
    return put({
      id: newId(),
      title,
      severity: severityOf(isCritical(check)),
      state: "open",
      origin: "checks",
      rootChecks: [check],
      affectedChecks: affected,
      components: componentsOf(affected),
      openedMs: clock.now().getTime(),
      acknowledgedBy: null,
      resolvedMs: null,
      cause: null,
      public: isPublic(check),
      flaps: 0,
      notifiedMs: null,
      version: 0,
      entries: [entry("opened", `${title}.`, { public: true }), evidence(check)],
    });
  }

  function join(incident: Incident, check: string): Incident {
    const rootChecks = [...new Set([...incident.rootChecks, check])];
    const affectedChecks = affectedBy(rootChecks);
    return put({
      ...incident,
      rootChecks,
      affectedChecks,
      components: componentsOf(affectedChecks),
      severity: incident.severity === "critical" ? "critical" : severityOf(isCritical(check)),
      entries: [...incident.entries, evidence(check)],
    });
  }

  function wentDown(check: string, nowMs: number): void {
    const opening = openingFor(check, [...known.values()], nowMs, shares);
    if (opening.act === "none") return;
    const incident =
      opening.act === "open"
        ? open(check)
        : opening.act === "join"
          ? join(opening.incident, check)
          : put({
              ...opening.incident,
              state: "open",
              resolvedMs: null,
              acknowledgedBy: null,
              flaps: opening.incident.flaps + 1,
              entries: [
                ...opening.incident.entries,
                entry("reopened", `${titleFor(check)} again; it comes and goes.`, { public: true }),
                evidence(check),
              ],
            });
    if (opening.act !== "join") void addChanges(incident.id);
    announce(incident, nowMs);
  }

  /** What was changed shortly before is often the cause. */
  async function addChanges(id: string): Promise<void> {
    const nowMs = clock.now().getTime();
    const changes = await deps.recentChanges(nowMs - RECENT_CHANGES_MS).catch(() => []);
    const incident = known.get(id);
    if (!incident || changes.length === 0) return;
    const lines = changes.slice(0, 10).map(({ atMs, text }) => ({ at: new Date(atMs).toISOString(), text }));
    const text = `Changed in the 30 minutes before: ${lines.map((line) => line.text).join(" · ")}`;
    put({
      ...incident,
      entries: [...incident.entries, entry("evidence", text.slice(0, 4000), { data: { changes: lines } })],
    });
  }

  function resolveDone(nowMs: number): void {
    const { checks } = deps.catalogue();
    const isDown = (check: string) => {
      const phase = board.state(check).phase;
      return checks.has(check) && (phase === "down" || phase === "recovering" || isUnwatched(check, nowMs));
    };
    for (const incident of resolvable([...known.values()], isDown)) {
      const minutes = Math.max(1, Math.round((nowMs - incident.openedMs) / 60_000));
      const text = `Works again after ${minutes} min.`;
      const resolved = put({
        ...incident,
        state: "resolved",
        resolvedMs: nowMs,
        entries: [...incident.entries, entry("resolved", text, { public: true })],
      });
      announce(resolved, nowMs);
    }
  }

  function announce(incident: Incident, nowMs: number): void {
    const what = notificationFor(incident, told.get(incident.id), nowMs);
    if (!what) return;
    told.set(incident.id, { what, atMs: nowMs });
    put({ ...incident, notifiedMs: nowMs });
    const { components } = deps.catalogue();
    const titles = incident.components.map((id) => components.get(id)?.title ?? id);
    const others = incident.affectedChecks.length - incident.rootChecks.length;
    const newest = board.newest(incident.rootChecks[0] ?? "");
    const text =
      what === "resolved"
        ? (incident.entries.at(-1)?.text ?? "Works again.")
        : [
            newest?.error ?? incident.title,
            ...(others > 0 ? [`${others} more checks do not run because of it.`] : []),
            ...(incident.flaps > 0 ? ["It comes and goes."] : []),
          ].join(" ");
    deps.tell({
      incidentId: incident.id,
      what,
      title: incident.title,
      text,
      severity: incident.severity,
      components: titles,
    });
  }

  /** Failing for no known reason to run: somebody believes it is watched, and it is not. */
  const unwatchedSince = new Map<string, number>();
  function isUnwatched(check: string, nowMs: number): boolean {
    const since = unwatchedSince.get(check);
    return since !== undefined && nowMs - since > UNWATCHED_MS;
  }

  function watchUnwatched(nowMs: number): void {
    const fresh: string[] = [];
    for (const name of deps.catalogue().checks.keys()) {
      const reason = board.newest(name)?.norunReason;
      const unexplained = reason === "deadline" || reason === "runner_down" || reason === "vantage_offline";
      if (!unexplained) unwatchedSince.delete(name);
      else if (!unwatchedSince.has(name)) unwatchedSince.set(name, nowMs);
      if (isUnwatched(name, nowMs) && !isOpenFor(name)) fresh.push(name);
    }
    if (fresh.length === 0) return;
    const affected = affectedBy(fresh);
    const title = `Not watched: ${listed(fresh)}`;
    const incident = put({
      id: newId(),
      title,
      severity: "warning",
      state: "open",
      origin: "checks",
      rootChecks: fresh,
      affectedChecks: affected,
      components: componentsOf(affected),
      openedMs: nowMs,
      acknowledgedBy: null,
      resolvedMs: null,
      cause: null,
      public: false,
      flaps: 0,
      notifiedMs: null,
      version: 0,
      entries: [entry("opened", `${title}: for ten minutes these checks could not be run.`)],
    });
    announce(incident, nowMs);
  }

  const isOpenFor = (check: string) =>
    [...known.values()].some(({ state, rootChecks }) => state !== "resolved" && rootChecks.includes(check));

  return {
    onNoted({ turn, run }) {
      if (!deps.decides()) return;
      const nowMs = clock.now().getTime();
      if (turn === "went_down") wentDown(run.check, nowMs);
      if (turn === "recovered") resolveDone(nowMs);
    },

    onTurn(nowMs) {
      if (!deps.decides()) return;
      watchUnwatched(nowMs);
      resolveDone(nowMs);
      for (const incident of known.values()) {
        if (incident.origin === "checks") announce(incident, nowMs);
        if (
          incident.state === "resolved" &&
          nowMs - (incident.resolvedMs ?? nowMs) > KEPT_MS &&
          !unsaved.has(incident.id)
        ) {
          known.delete(incident.id);
          told.delete(incident.id);
        }
      }
    },

    all: () => [...known.values()].sort((a, b) => b.openedMs - a.openedMs || (a.id < b.id ? 1 : -1)),

    adopt(incidents) {
      for (const incident of incidents) {
        const mine = known.get(incident.id);
        if (mine && mine.version >= incident.version) continue;
        known.set(incident.id, incident);
        unsaved.delete(incident.id);
        // Somebody was told already, by whichever server decided then.
        if (incident.notifiedMs !== null && !told.has(incident.id))
          told.set(incident.id, {
            what:
              incident.state === "resolved" && (incident.resolvedMs ?? 0) <= incident.notifiedMs ? "resolved" : "open",
            atMs: incident.notifiedMs,
          });
      }
    },

    unsaved: () => [...unsaved].flatMap((id) => known.get(id) ?? []),

    saved(id, version) {
      if (known.get(id)?.version === version) unsaved.delete(id);
    },
  };
}
