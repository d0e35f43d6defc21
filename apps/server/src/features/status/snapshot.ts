import { readFile, rename, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Log } from "@wopr/kernel";
import type { CheckState } from "./domain/check-state.ts";
import type { Incident } from "./domain/incident.ts";
import type { Run } from "./domain/types.ts";
import type { Counts } from "./domain/uptime.ts";
import type { MaintenanceRow } from "./store-settings.ts";

/** What the page shows, as one file: a restart without the database begins with it. */
export interface Snapshot {
  readonly format: 1;
  readonly savedAtMs: number;
  /** Whether this server ran the checks; without a database it goes on. */
  readonly ran: boolean;
  readonly definitions: { readonly revision: number; readonly document: unknown } | null;
  readonly newest: readonly Run[];
  readonly recent: readonly (readonly [check: string, letters: string])[];
  readonly states: readonly (readonly [check: string, state: CheckState])[];
  readonly days: readonly (readonly [check: string, days: readonly (readonly [startMs: number, counts: Counts])[]])[];
  readonly incidents: readonly Incident[];
  readonly maintenance: readonly MaintenanceRow[];
  readonly pushTokens: readonly (readonly [check: string, sha256: string])[];
}

const FILE = "snapshot.json";

/** The snapshot; undefined when there is none, or none that can be read. */
export async function loadSnapshot(folder: string, log: Log): Promise<Snapshot | undefined> {
  const text = await readFile(join(folder, FILE), "utf8").catch(() => undefined);
  if (text === undefined) return undefined;
  try {
    const value = JSON.parse(text) as Snapshot;
    return value.format === 1 ? value : undefined;
  } catch (err) {
    log.warn({ err }, "the status snapshot is damaged; what was last known is not shown");
    return undefined;
  }
}

/** Replaces the snapshot: whoever reads sees the old or the new one. */
export async function saveSnapshot(folder: string, snapshot: Snapshot): Promise<void> {
  const path = join(folder, FILE);
  await writeFile(`${path}.tmp`, JSON.stringify(snapshot), { mode: 0o600 });
  await rename(`${path}.tmp`, path);
}
