import { readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import type { LockedValues, LockMemory } from "@wopr/camera-drivers";
import { z } from "zod";
import { writeDurably } from "./durable-file.ts";

const Values = z.record(z.string(), z.union([z.number(), z.string()]));

/** Remembers in the data folder what of the camera is held, so that a restart gives pictures of the same light. */
export function createLocksFile(dataDir: string): LockMemory {
  const path = join(dataDir, "locks.json");
  return {
    async load() {
      const text = await readFile(path, "utf8").catch(() => undefined);
      if (text === undefined) return undefined;
      // A damaged file must not keep the camera from starting: it is then as if nothing were locked.
      try {
        return Values.parse(JSON.parse(text));
      } catch {
        return undefined;
      }
    },
    save: (values: LockedValues | undefined) =>
      values ? writeDurably(path, JSON.stringify(values)) : rm(path, { force: true }),
  };
}
