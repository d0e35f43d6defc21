import { statfs } from "node:fs/promises";
import { readSystem } from "@wopr/contracts";
import type { DatabaseHealth } from "../db/open-database.ts";
import type { Outward } from "../outward/outward.ts";
import type { App } from "./env.ts";
import { LIMITS } from "./limits.ts";
import { mount } from "./mount.ts";

/** What the page about the installation is told. */
export interface SystemDeps {
  readonly version: string;
  readonly commit: string;
  readonly environment: string;
  readonly features: readonly string[];
  readonly database: () => DatabaseHealth;
  readonly outward: Pick<Outward, "targets">;
  readonly disks: Readonly<Record<string, string>>;
  readonly secretsLocked: () => string | undefined;
  readonly lastBackup: () => Promise<Date | null>;
  readonly lastDrill: () => Promise<{ readonly at: Date; readonly ok: boolean } | null>;
}

/** Mounts `GET /system`. */
export function mountSystemRoutes(app: App, deps: SystemDeps): void {
  mount(app, readSystem, async () => {
    const { kind, state, version, since, restarts } = deps.database();
    const drill = await deps.lastDrill();
    return {
      version: deps.version,
      commit: deps.commit,
      node: process.version,
      environment: deps.environment,
      features: [...deps.features],
      database: { kind, state, version, since: since.toISOString(), restarts },
      limits: Object.values(LIMITS).map(({ name, capacity, refillPerMs }) => ({
        name,
        count: capacity,
        per_s: Math.round(capacity / refillPerMs / 1000),
      })),
      breakers: deps.outward.targets().map(({ target, part, state: now, retryInS }) => ({
        target,
        part,
        state: now,
        retry_in_s: retryInS,
      })),
      disks: await Promise.all(Object.entries(deps.disks).map(([name, folder]) => spaceOf(name, folder))),
      secrets_locked: deps.secretsLocked() ?? null,
      last_backup: (await deps.lastBackup())?.toISOString() ?? null,
      last_drill: drill && { at: drill.at.toISOString(), ok: drill.ok },
    };
  });
}

async function spaceOf(name: string, folder: string) {
  const found = await statfs(folder).catch(() => ({ bavail: 0, blocks: 0, bsize: 0 }));
  return { name, free_bytes: found.bavail * found.bsize, total_bytes: found.blocks * found.bsize };
}
