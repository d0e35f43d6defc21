import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { rulesForRecording } from "@wopr/games";
import { systemClock } from "@wopr/kernel";
import { expect, test } from "vitest";
import { createPhotoShelf } from "./photos.ts";
import { readFolder } from "./read-truth.ts";
import type { Comparison } from "./recording.ts";
import { runRecording } from "./run.ts";

const folders = [
  "packages/games/samples/garden",
  ...["qwirkle-game1", "scrabble-game04"].map((name) => `../shared/data/tabletop/${name}`),
].map((path) => ({ path, dir: fileURLToPath(new URL(`../../../../${path}`, import.meta.url)) }));

/** Photos that came too late: each older than the reference by one, three or six moves. */
function late(comparisons: readonly Comparison[]): readonly Comparison[] {
  return [1, 3, 6].flatMap((steps) =>
    comparisons.flatMap((older, i): Comparison[] => {
      const newer = comparisons[i + steps];
      const isWanted = i % 4 === steps % 4;
      return newer && isWanted ? [{ ...newer, before: newer.before, file: older.before, changes: null }] : [];
    }),
  );
}

for (const { path, dir } of folders) {
  const present = existsSync(dir);
  test.skipIf(!present)(
    `photos in the wrong order are never sure (VI16): ${path}${present ? "" : " (not here: third-party photos are never shipped)"}`,
    async () => {
      const [folder] = await readFolder(dir);
      if (folder?.kind !== "grid") throw new Error("a recording of moves is wanted");
      const recording = { ...folder.recording, comparisons: late(folder.recording.comparisons) };
      const options = { photos: createPhotoShelf(dir), rulesFor: rulesForRecording, clock: systemClock } as const;
      const outcomes: string[] = [];
      for await (const { report } of runRecording({ ...options, recording, perturbation: null, mode: "moves" }))
        outcomes.push(`${report.file} ${report.outcome} ${report.found.join()}`);
      expect(outcomes.length).toBeGreaterThan(3);
      expect(outcomes.filter((text) => /^\S+ (sure|no_change)/.test(text))).toEqual([]);
    },
    120_000,
  );
}
