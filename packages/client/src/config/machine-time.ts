import { readFileSync } from "node:fs";
import type { MachineTime } from "./age.ts";

const readText = (path: string): string | undefined => {
  try {
    return readFileSync(path, "utf8").trim();
  } catch {
    return undefined;
  }
};

/**
 * Time as this machine knows it: `/proc` where there is one (its uptime counts suspend), else the process alone, which
 * then counts as booted when it started.
 */
export function readMachineTime(process: {
  readonly id: string;
  readonly upMs: () => number;
  readonly now: () => Date;
}): MachineTime {
  const bootId = readText("/proc/sys/kernel/random/boot_id");
  const uptime = Number(readText("/proc/uptime")?.split(" ")[0]);
  const known = bootId !== undefined && Number.isFinite(uptime);
  return {
    bootId: known ? bootId : process.id,
    uptimeMs: known ? uptime * 1_000 : process.upMs(),
    wallMs: process.now().getTime(),
    // systemd leaves this mark once the clock was synchronised.
    wallTrusted: readText("/run/systemd/timesync/synchronized") !== undefined,
  };
}
