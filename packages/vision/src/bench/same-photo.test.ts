import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { rulesForRecording } from "@wopr/games";
import { systemClock } from "@wopr/kernel";
import { benchFolders } from "@wopr/vision/bench";
import { describe, expect, test } from "vitest";

const root = new URL("../../../../", import.meta.url);
const folders = [
  "packages/games/samples/garden",
  ...["qwirkle-game1", "scrabble-game04", "hands", "go-aruco"].map((name) => `../shared/data/tabletop/${name}`),
].map((path) => ({ path, dir: fileURLToPath(new URL(path, root)) }));

describe("VI15: the same photo twice is no change", () => {
  for (const { path, dir } of folders) {
    const present = existsSync(dir);
    test.skipIf(!present)(
      present ? path : `${path} (not here: third-party photos are never shipped)`,
      async () => {
        const { totals } = await benchFolders([dir], { rulesFor: rulesForRecording, clock: systemClock, mode: "same" });
        expect(totals.cases).toBeGreaterThan(0);
        expect(totals.exact).toBe(totals.cases);
      },
      60_000,
    );
  }
});
