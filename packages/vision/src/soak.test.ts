import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { expect, test } from "vitest";
import { aTable, lookAt } from "./scenes.testing.ts";

/** Analyses; the long run is 1,000. */
const ANALYSES = Number(process.env["WOPR_VISION_SOAK"] ?? 45);

setFlagsFromString("--expose-gc");
const collect = runInNewContext("gc") as () => void;

/** Memory that is still used once everything unused is gone, bytes. */
function inUse(): number {
  for (let round = 0; round < 3; round += 1) collect();
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}

test(
  `${ANALYSES} analyses leave the memory where it was`,
  () => {
    const table = aTable(3, { rows: 8, cols: 8, width: 480, shape: "tile" });
    const before = Array.from({ length: 6 }, (_, i) => ({ col: i, row: (i * 5) % 7, seat: 1 + (i % 2) }));
    const reference = table.photo(before, { shot: 1 });
    const current = table.photo([...before, { col: 7, row: 7, seat: 1 }], { shot: 2 }).image;
    const analyse = (count: number) => {
      for (let i = 0; i < count; i += 1)
        expect(lookAt(table, before, reference, current).observation.stopped).toBeNull();
    };
    // What is compiled and kept once is there after a third.
    analyse(Math.ceil(ANALYSES / 3));
    const settled = inUse();
    analyse(ANALYSES - Math.ceil(ANALYSES / 3));
    expect(inUse()).toBeLessThan(settled * 1.05);
  },
  60_000 + 500 * ANALYSES,
);
