import type { Clock, NewId } from "@wopr/kernel";
import type { Db } from "../../db/db.ts";
import type { Outbox } from "../../events/outbox.ts";
import type { Caller } from "../../http/caller.ts";
import { type Act, type Audit, actorOf } from "../audit/index.ts";
import type { Incident, IncidentEntry, Severity } from "./domain/incident.ts";
import { StatusErrors } from "./errors.ts";
import type { IncidentKeeper } from "./incidents.ts";
import { createIncidentStore } from "./store-incidents.ts";

/** What a person opens. */
export interface NewIncident {
  readonly title: string;
  readonly severity: Severity;
  readonly components: readonly string[];
  readonly text: string;
  readonly public: boolean;
}

/** What people do with incidents. Every act is in the history. */
export interface IncidentService {
  list(
    state: "open" | "resolved" | undefined,
    limit: number,
    cursor: string | undefined,
  ): Promise<{ readonly items: readonly Incident[]; readonly nextCursor: string | null }>;
  /** @throws {AppError} `status.incident_not_found` */
  read(id: string): Promise<Incident>;
  open(caller: Caller, incident: NewIncident, facts: Act["facts"]): Promise<Incident>;
  /** @throws {AppError} `status.incident_not_found` */
  change(
    caller: Caller,
    id: string,
    differs: Partial<Pick<Incident, "title" | "severity" | "components" | "cause" | "public">>,
    facts: Act["facts"],
  ): Promise<Incident>;
  /** @throws {AppError} `status.incident_not_found`, `status.incident_closed` for an update of a resolved one */
  addEntry(
    caller: Caller,
    id: string,
    entry: { readonly kind: "update" | "postmortem"; readonly text: string; readonly public: boolean },
    facts: Act["facts"],
  ): Promise<Incident>;
  /** Idempotent. @throws {AppError} `status.incident_not_found`, `status.incident_closed` */
  acknowledge(caller: Caller, id: string, facts: Act["facts"]): Promise<Incident>;
  /** @throws {AppError} `status.incident_not_found`, `status.incident_closed` */
  resolve(
    caller: Caller,
    id: string,
    entry: { readonly text: string; readonly public: boolean },
    facts: Act["facts"],
  ): Promise<Incident>;
  /** @throws {AppError} `status.incident_not_found`, `status.incident_closed` */
  merge(caller: Caller, id: string, other: string, facts: Act["facts"]): Promise<Incident>;
}

const CANNOT_UNDO = "What was said about an incident stays; correct it with another entry.";

/** The only implementation. */
export function createIncidentService(deps: {
  readonly db: Db;
  readonly outbox: Outbox;
  readonly audit: Audit;
  readonly keeper: IncidentKeeper;
  readonly clock: Clock;
  readonly newId: NewId;
}): IncidentService {
  const { db, outbox, audit, keeper, clock, newId } = deps;

  const entryOf = (caller: Caller, kind: IncidentEntry["kind"], text: string, isPublic: boolean): IncidentEntry => ({
    id: newId(),
    atMs: clock.now().getTime(),
    author: caller.name,
    kind,
    text,
    public: isPublic,
    data: null,
  });

  async function find(id: string): Promise<Incident> {
    const stored = await createIncidentStore(db).find(id);
    // The one in memory may be a second ahead of the stored one.
    const mine = keeper.all().find((incident) => incident.id === id);
    const found = mine && (!stored || mine.version > stored.version) ? mine : stored;
    if (!found) throw StatusErrors.incident_not_found({ id });
    return found;
  }

  const requireOpen = (incident: Incident): Incident => {
    if (incident.state === "resolved") throw StatusErrors.incident_closed({ title: incident.title });
    return incident;
  };

  async function save(
    caller: Caller,
    changes: readonly { readonly before: Incident | null; readonly after: Incident }[],
    act: { readonly action: `status.${string}`; readonly summary: string; readonly facts: Act["facts"] },
  ): Promise<void> {
    await db.transaction(async (tx) => {
      for (const { before, after } of changes) {
        if (!(await createIncidentStore(tx).save(after))) throw StatusErrors.incident_not_found({ id: after.id });
        await audit.record(tx, {
          actor: actorOf(caller),
          action: act.action,
          subject: { kind: "incident", id: after.id },
          summary: act.summary,
          before: before ? outline(before) : null,
          after: outline(after),
          undo: { impossible: CANNOT_UNDO },
          facts: act.facts,
        });
        const kind = after.state === "resolved" ? "incident.resolved" : before ? "incident.updated" : "incident.opened";
        await outbox.append(tx, [
          { topic: "status", kind, object: { kind: "incident", id: after.id }, data: { severity: after.severity } },
        ]);
      }
    });
    keeper.adopt(changes.map(({ after }) => after));
  }

  async function alter(
    caller: Caller,
    before: Incident,
    differs: Partial<Incident>,
    act: { readonly action: `status.${string}`; readonly summary: string; readonly facts: Act["facts"] },
  ): Promise<Incident> {
    const after = { ...before, ...differs, version: before.version + 1 };
    await save(caller, [{ before, after }], act);
    return after;
  }

  return {
    async list(state, limit, cursor) {
      const [openedMs, id] = (cursor ?? "").split("_");
      const before =
        cursor && id && /^\d+$/.test(openedMs ?? "") && UUID.test(id) ? { openedMs: Number(openedMs), id } : undefined;
      const found = await createIncidentStore(db).page(state, limit + 1, before);
      const items = found.slice(0, limit);
      const last = items.at(-1);
      return { items, nextCursor: found.length > limit && last ? `${last.openedMs}_${last.id}` : null };
    },

    read: find,

    async open(caller, given, facts) {
      const nowMs = clock.now().getTime();
      const incident: Incident = {
        id: newId(),
        title: given.title,
        severity: given.severity,
        state: "open",
        origin: "person",
        rootChecks: [],
        affectedChecks: [],
        components: given.components,
        openedMs: nowMs,
        acknowledgedBy: null,
        resolvedMs: null,
        cause: null,
        public: given.public,
        flaps: 0,
        notifiedMs: null,
        version: 1,
        entries: [entryOf(caller, "opened", given.text, given.public)],
      };
      const summary = `Opened the incident "${given.title}".`;
      await save(caller, [{ before: null, after: incident }], { action: "status.open_incident", summary, facts });
      return incident;
    },

    async change(caller, id, differs, facts) {
      const before = await find(id);
      const summary = `Corrected the incident "${before.title}".`;
      return alter(caller, before, differs, { action: "status.change_incident", summary, facts });
    },

    async addEntry(caller, id, { kind, text, public: isPublic }, facts) {
      const found = await find(id);
      const before = kind === "postmortem" ? found : requireOpen(found);
      const entries = [...before.entries, entryOf(caller, kind, text, isPublic)];
      const summary = `Added to the incident "${before.title}".`;
      return alter(caller, before, { entries }, { action: "status.add_to_incident", summary, facts });
    },

    async acknowledge(caller, id, facts) {
      const before = requireOpen(await find(id));
      if (before.state === "acknowledged") return before;
      const entries = [...before.entries, entryOf(caller, "acknowledged", `${caller.name} looks after it.`, false)];
      const differs = { state: "acknowledged", acknowledgedBy: caller.name, entries } as const;
      const summary = `Acknowledged the incident "${before.title}".`;
      return alter(caller, before, differs, { action: "status.acknowledge_incident", summary, facts });
    },

    async resolve(caller, id, { text, public: isPublic }, facts) {
      const before = requireOpen(await find(id));
      const entries = [...before.entries, entryOf(caller, "resolved", text, isPublic)];
      const differs = { state: "resolved", resolvedMs: clock.now().getTime(), entries } as const;
      const summary = `Resolved the incident "${before.title}".`;
      return alter(caller, before, differs, { action: "status.resolve_incident", summary, facts });
    },

    async merge(caller, id, otherId, facts) {
      const [into, from] = [requireOpen(await find(id)), requireOpen(await find(otherId))];
      if (into.id === from.id) return into;
      const union = (a: readonly string[], b: readonly string[]) => [...new Set([...a, ...b])];
      const after: Incident = {
        ...into,
        rootChecks: union(into.rootChecks, from.rootChecks),
        affectedChecks: union(into.affectedChecks, from.affectedChecks),
        components: union(into.components, from.components),
        // As bad as the worse of them; found by checks if either was, so that it ends by itself.
        severity: [into.severity, from.severity].includes("critical") ? "critical" : into.severity,
        origin: into.origin === "checks" || from.origin === "checks" ? "checks" : "person",
        openedMs: Math.min(into.openedMs, from.openedMs),
        version: into.version + 1,
        entries: [...into.entries, entryOf(caller, "merged", `Also: ${from.title}.`, into.public && from.public)],
      };
      const ended: Incident = {
        ...from,
        state: "resolved",
        // Its checks belong to the other now: they must not bring this one back.
        rootChecks: [],
        resolvedMs: clock.now().getTime(),
        version: from.version + 1,
        entries: [...from.entries, entryOf(caller, "merged", `Part of: ${into.title}.`, false)],
      };
      const summary = `Merged the incident "${from.title}" into "${into.title}".`;
      const changes = [
        { before: into, after },
        { before: from, after: ended },
      ];
      await save(caller, changes, { action: "status.merge_incident", summary, facts });
      return after;
    },
  };
}

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

const outline = ({ title, severity, state, components, cause, public: isPublic }: Incident) => ({
  title,
  severity,
  state,
  components,
  cause,
  public: isPublic,
});
