import { createHash } from "node:crypto";
import type { OwnCheckWire, StatusDefinitionsWire } from "@wopr/contracts";
import { type Clock, isTimeZone, type NewId, parseCron } from "@wopr/kernel";
import type { Db } from "../../db/db.ts";
import type { Outbox } from "../../events/outbox.ts";
import type { Caller } from "../../http/caller.ts";
import { type Act, type Audit, actorOf } from "../audit/index.ts";
import { currentOrNext, isActive, type Span } from "./domain/maintenance.ts";
import { StatusErrors } from "./errors.ts";
import type { DefinitionSource, Definitions, Settings } from "./settings.ts";
import { windowOf } from "./settings.ts";
import { createSettingsStore, type MaintenanceRow } from "./store-settings.ts";

/** A planned time, and when it is. */
export interface MaintenanceView {
  readonly row: MaintenanceRow;
  readonly active: boolean;
  readonly next: Span | undefined;
}

/** What people decide about status. */
export interface SettingsService {
  definitions(): Promise<Definitions>;
  /**
   * Replaces the definitions, all or nothing.
   *
   * @throws {AppError} `status.bad_check`, `status.dependency_cycle`, `status.forbidden_target`, `status.definitions_changed`
   */
  change(caller: Caller, expected: number, document: StatusDefinitionsWire, facts: Act["facts"]): Promise<Definitions>;
  /** The token is in the answer and nowhere else. @throws {AppError} `status.unknown_check`, `status.bad_check` */
  issuePushToken(caller: Caller, check: string, facts: Act["facts"]): Promise<string>;
  listMaintenance(): readonly MaintenanceView[];
  /** @throws {AppError} `status.bad_maintenance` */
  plan(caller: Caller, row: Omit<MaintenanceRow, "id">, facts: Act["facts"]): Promise<MaintenanceView>;
  /** @throws {AppError} `status.maintenance_not_found`, `status.bad_maintenance` */
  replan(caller: Caller, id: string, differs: Partial<MaintenanceRow>, facts: Act["facts"]): Promise<MaintenanceView>;
  /** Idempotent. */
  drop(caller: Caller, id: string, facts: Act["facts"]): Promise<void>;
}

/** The only implementation. */
export function createSettingsService(deps: {
  readonly db: Db;
  readonly outbox: Outbox;
  readonly audit: Audit;
  readonly settings: Settings;
  readonly source: DefinitionSource;
  readonly clock: Clock;
  readonly newId: NewId;
  readonly randomBytes: (count: number) => Uint8Array;
  /** Called after a change was made here. */
  readonly onChanged: () => Promise<void>;
}): SettingsService {
  const { db, outbox, audit, settings, source, clock, newId } = deps;
  const stored = createSettingsStore(db);

  const viewOf = (row: MaintenanceRow): MaintenanceView => {
    const [window, nowMs] = [windowOf(row), clock.now().getTime()];
    return { row, active: isActive(window, nowMs), next: currentOrNext(window, nowMs) };
  };

  async function requireRow(id: string): Promise<MaintenanceRow> {
    const found = (await stored.listMaintenance()).find((row) => row.id === id);
    if (!found) throw StatusErrors.maintenance_not_found({ id });
    return found;
  }

  async function keep(
    caller: Caller,
    act: {
      readonly action: `status.${string}`;
      readonly summary: string;
      readonly before: unknown;
      readonly facts: Act["facts"];
    },
    row: MaintenanceRow,
    write: (tx: Db) => Promise<void>,
    gone = false,
  ): Promise<void> {
    await db.transaction(async (tx) => {
      await write(tx);
      await audit.record(tx, {
        actor: actorOf(caller),
        action: act.action,
        subject: { kind: "maintenance", id: row.id },
        summary: act.summary,
        before: act.before,
        after: gone ? null : row,
        undo: { impossible: "Plan it again by hand." },
        facts: act.facts,
      });
      await outbox.append(tx, [
        { topic: "status", kind: "maintenance.changed", object: { kind: "maintenance", id: row.id }, data: {} },
      ]);
    });
    settings.setMaintenance(await stored.listMaintenance());
    await deps.onChanged();
  }

  return {
    definitions: () => source.read(),

    async change(caller, expected, document, facts) {
      // Everything that can be wrong is found before anything is written.
      settings.tryOut(document);
      for (const check of document.checks) requireRight(caller, check);
      const before = await source.read();
      const after = { revision: expected + 1, document };
      await db.transaction(async (tx) => {
        const isNext =
          before.revision === expected && (await source.write(tx, expected, document, caller.name, clock.now()));
        if (!isNext) throw StatusErrors.definitions_changed({ expected, actual: before.revision });
        await audit.record(tx, {
          actor: actorOf(caller),
          action: "status.change_definitions",
          subject: { kind: "status_definitions", id: String(after.revision) },
          summary: `Changed the checks (revision ${after.revision}).`,
          before: before.document,
          after: document,
          undo: { impossible: "Put the former definitions back; History shows them." },
          facts,
        });
        await outbox.append(tx, [
          {
            topic: "status",
            kind: "status.defined",
            object: { kind: "definitions", id: String(after.revision) },
            data: {},
          },
        ]);
      });
      settings.setDefinitions(after);
      await deps.onChanged();
      return after;
    },

    async issuePushToken(caller, check, facts) {
      const { checks } = settings.catalogue();
      const found = checks.get(check);
      if (!found) throw StatusErrors.unknown_check({ name: check, names: [...checks.keys()] });
      if (found.plan.pushAfterMs === null)
        throw StatusErrors.bad_check({
          check,
          problem: "is not one that waits for signs of life, so it has no token.",
        });
      const token = `wopr_push_${Buffer.from(deps.randomBytes(24)).toString("base64url")}`;
      await db.transaction(async (tx) => {
        const hash = createHash("sha256").update(token).digest("hex");
        await createSettingsStore(tx).putPushToken(check, hash, clock.now());
        await audit.record(tx, {
          actor: actorOf(caller),
          action: "status.issue_push_token",
          subject: { kind: "check", id: check },
          summary: `Made a new push token for "${check}".`,
          undo: { impossible: "The old token cannot come back; make another one." },
          facts,
        });
      });
      settings.setPushTokens(await stored.listPushTokens());
      return token;
    },

    listMaintenance: () => settings.maintenance().map(viewOf),

    async plan(caller, given, facts) {
      const row = { ...given, id: newId() };
      requireUsable(row);
      const act = {
        action: "status.plan_maintenance",
        summary: `Planned "${row.title}".`,
        before: null,
        facts,
      } as const;
      await keep(caller, act, row, (tx) => createSettingsStore(tx).putMaintenance(row, caller.name, clock.now()));
      return viewOf(row);
    },

    async replan(caller, id, differs, facts) {
      const before = await requireRow(id);
      const row = { ...before, ...differs, id };
      requireUsable(row);
      const act = { action: "status.change_maintenance", summary: `Changed "${row.title}".`, before, facts } as const;
      await keep(caller, act, row, (tx) => createSettingsStore(tx).putMaintenance(row, caller.name, clock.now()));
      return viewOf(row);
    },

    async drop(caller, id, facts) {
      const before = (await stored.listMaintenance()).find((row) => row.id === id);
      if (!before) return;
      const summary = `Took back the planned "${before.title}".`;
      const act = { action: "status.drop_maintenance", summary, before, facts } as const;
      await keep(caller, act, before, (tx) => createSettingsStore(tx).dropMaintenance(id), true);
    },
  };
}

/** A check may reach private addresses only by the word of somebody who may write status on the installation. */
function requireRight(caller: Caller, check: OwnCheckWire): void {
  if (check.private && !caller.permissions.has("status:write"))
    throw StatusErrors.forbidden_target({
      host: `The target of "${check.name}"`,
      why: "private addresses need the permission status:write.",
    });
}

function requireUsable(row: MaintenanceRow): void {
  const wrong = (problem: string) => StatusErrors.bad_maintenance({ problem });
  if (!isTimeZone(row.zone)) throw wrong(`"${row.zone}" is no time zone. Write it like Europe/Berlin.`);
  const once = row.fromMs !== null && row.toMs !== null;
  const again = row.cron !== null && row.durationS !== null;
  if (once === again) throw wrong("Say either from and to, or a plan (cron) and how long each time lasts.");
  if (once && (row.toMs ?? 0) <= (row.fromMs ?? 0)) throw wrong("It ends before it begins. Correct from and to.");
  const cron = row.cron === null ? undefined : parseCron(row.cron);
  if (typeof cron === "string") throw wrong(cron);
}
