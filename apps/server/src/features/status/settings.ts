import { createHash, timingSafeEqual } from "node:crypto";
import { StatusDefinitionsWire } from "@wopr/contracts";
import { parseCron } from "@wopr/kernel";
import type { Db } from "../../db/db.ts";
import { type Catalogue, createCatalogue } from "./catalogue.ts";
import { isActive, type MaintenanceWindow, maintenanceOf } from "./domain/maintenance.ts";
import type { BuiltInCheck } from "./probe.ts";
import type { ProbeTools } from "./probes/own.ts";
import { createSettingsStore, type MaintenanceRow } from "./store-settings.ts";

/** Definitions with their revision; 0: nobody has decided anything yet. */
export interface Definitions {
  readonly revision: number;
  readonly document: StatusDefinitionsWire;
}

/** Where definitions come from: one typed source behind a port. */
export interface DefinitionSource {
  read(): Promise<Definitions>;
  /** Takes part in the transaction `tx`. @returns Whether it was still at `revision`. */
  write(tx: Db, revision: number, document: StatusDefinitionsWire, by: string, at: Date): Promise<boolean>;
}

/** The source in our own table. A document that is not readable any more counts as empty, and is said. */
export function createStoredDefinitions(db: Db): DefinitionSource {
  const store = createSettingsStore(db);
  return {
    async read() {
      const found = await store.readDefinitions();
      return { revision: found?.revision ?? 0, document: StatusDefinitionsWire.parse(found?.document ?? {}) };
    },
    write: (tx, revision, document, by, at) => createSettingsStore(tx).writeDefinitions(revision, document, by, at),
  };
}

/** What people decided, in memory, so that it is there without a database. */
export interface Settings {
  definitions(): Definitions;
  catalogue(): Catalogue;
  /** What the catalogue would be. @throws {AppError} `status.bad_check`, `status.dependency_cycle` */
  tryOut(document: StatusDefinitionsWire): Catalogue;
  setDefinitions(definitions: Definitions): void;
  maintenance(): readonly MaintenanceRow[];
  windows(): readonly MaintenanceWindow[];
  setMaintenance(rows: readonly MaintenanceRow[]): void;
  /** What running windows mean for a component. */
  maintenanceOf(component: string, atMs: number): { readonly maintenance: boolean; readonly suspend: boolean };
  pushTokens(): ReadonlyMap<string, string>;
  setPushTokens(tokens: ReadonlyMap<string, string>): void;
  isPushToken(check: string, token: string): boolean;
}

/** Nothing decided. */
export const NO_DEFINITIONS: Definitions = { revision: 0, document: StatusDefinitionsWire.parse({}) };

/** Settings over the checks that ship. */
export function createSettings(builtIn: () => readonly BuiltInCheck[], tools: ProbeTools): Settings {
  let definitions = NO_DEFINITIONS;
  let catalogue: Catalogue | undefined;
  let rows: readonly MaintenanceRow[] = [];
  let windows: readonly MaintenanceWindow[] = [];
  let active: { readonly atS: number; readonly windows: readonly MaintenanceWindow[] } = { atS: -1, windows: [] };
  let tokens: ReadonlyMap<string, string> = new Map();

  /** Plans with cron are not cheap to ask; a second is exact enough. */
  function activeAt(atMs: number): readonly MaintenanceWindow[] {
    const atS = Math.floor(atMs / 1000);
    if (active.atS !== atS) active = { atS, windows: windows.filter((window) => isActive(window, atMs)) };
    return active.windows;
  }

  return {
    definitions: () => definitions,
    catalogue() {
      catalogue ??= createCatalogue(builtIn(), definitions.document, tools);
      return catalogue;
    },
    tryOut: (document) => createCatalogue(builtIn(), document, tools),
    setDefinitions(next) {
      const made = createCatalogue(builtIn(), next.document, tools);
      definitions = next;
      catalogue = made;
    },
    maintenance: () => rows,
    windows: () => windows,
    setMaintenance(next) {
      rows = next;
      windows = next.map(windowOf);
      active = { atS: -1, windows: [] };
    },
    maintenanceOf: (component, atMs) => maintenanceOf(component, activeAt(atMs)),
    pushTokens: () => tokens,
    setPushTokens(next) {
      tokens = next;
    },
    isPushToken(check, token) {
      const expected = tokens.get(check);
      if (expected === undefined) return false;
      return timingSafeEqual(createHash("sha256").update(token).digest(), Buffer.from(expected, "hex"));
    },
  };
}

/** A stored row as the window it stands for. A plan that cannot be read stands for none. */
export function windowOf(row: MaintenanceRow): MaintenanceWindow {
  const cron = row.cron === null ? undefined : parseCron(row.cron);
  return {
    id: row.id,
    title: row.title,
    components: row.components,
    once: row.fromMs !== null && row.toMs !== null ? { fromMs: row.fromMs, toMs: row.toMs } : null,
    repeated:
      typeof cron === "object" && row.durationS !== null
        ? { cron, durationMs: row.durationS * 1000, zone: row.zone }
        : null,
    suspend: row.suspend,
    public: row.public,
  };
}
