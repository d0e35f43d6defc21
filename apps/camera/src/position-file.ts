import { readFile } from "node:fs/promises";
import { join } from "node:path";
import type { PositionMemory } from "@wopr/camera-drivers";
import { writeDurably } from "./durable-file.ts";

/** Remembers in the data folder which file of a replayed or watched folder was delivered last. */
export function createPositionFile(dataDir: string): PositionMemory {
  const path = join(dataDir, "position");
  return {
    load: () =>
      readFile(path, "utf8").catch((failure: { code?: string }) => {
        if (failure.code === "ENOENT") return undefined;
        throw failure;
      }),
    save: (file) => writeDurably(path, file),
  };
}
