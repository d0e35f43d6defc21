import { describe, expect, test } from "vitest";
import { quantile } from "../image/stats.ts";
import { decideTable } from "./decide.ts";
import { observeTable } from "./observe.ts";
import { cameraPose } from "./pose.ts";
import { aTabletop, moveBases, someBases, TABLE } from "./tables.testing.ts";

/** Tables of 20 bases of which every third moves; the long run is 45, wide enough for 12 megapixels with 4400. */
const TABLES = Number(process.env["WOPR_VISION_TABLES"] ?? 2);
const WIDTH = Number(process.env["WOPR_VISION_TABLE_PX"] ?? 1800);

function look(seed: number, step = 3) {
  const table = aTabletop(seed, WIDTH);
  const bases = someBases(seed, 20);
  const after = moveBases(seed, bases, step);
  const known = bases.map(({ seat, ...base }) => ({ ...base, player: seat }));
  const reference = table.photo(bases, 1);
  const current = table.photo(after, 2);
  const observation = observeTable({ table: TABLE, reference, current: current.image, bases: known });
  return { observation, bases, after, known, reference };
}

describe("bases on a table", () => {
  test(
    `${TABLES} rendered tables: moved bases within 1.5 mm in the median, 4 mm at worst but for one in twenty, or asked`,
    () => {
      const errors: number[] = [];
      let within = 0;
      for (let seed = 1; seed <= TABLES; seed += 1) {
        const { observation, bases, after, known } = look(seed);
        expect(observation.stopped).toBeNull();
        for (const track of observation.tracks) {
          const truth = after.find(({ id }) => id === track.id)!;
          const moved = !bases.includes(truth);
          expect(track.status).toBe(moved ? "moved" : "still");
          if (!moved || track.unclear.length > 0) continue;
          errors.push(Math.hypot(track.xMm - truth.x, track.yMm - truth.y));
          const [dx, dy] = [Math.abs(track.xMm - truth.x), Math.abs(track.yMm - truth.y)];
          if (dx <= 2 * track.sigmaMm && dy <= 2 * track.sigmaMm) within += 1;
        }
        expect(["sure", "ask"]).toContain(decideTable(observation, known).outcome);
      }
      expect(quantile(errors, 0.5)).toBeLessThan(1.5);
      expect(quantile(errors, 0.95)).toBeLessThan(4);
      expect(within / errors.length).toBeGreaterThanOrEqual(0.95);
    },
    60_000 + 60_000 * TABLES,
  );

  test("nobody touched do not move; a base taken away is asked about", () => {
    const { observation, known } = look(5, 100);
    const alone = { ...observation, tracks: observation.tracks.filter(({ status }) => status === "still") };
    expect(decideTable(alone, known)).toMatchObject({ outcome: "no_change", parts: [] });
    const [first, ...rest] = observation.tracks;
    const taken = { ...observation, tracks: [{ ...first!, status: "gone" as const }, ...rest] };
    expect(decideTable(taken, known)).toMatchObject({ outcome: "ask", reasons: ["base_unclear"] });
  }, 60_000);

  test("the place of the camera follows from how it sees the table", () => {
    const { imageToBoard, image } = aTabletop(3, 800).photo([], 1);
    const pose = cameraPose(imageToBoard, image)!;
    // Rendered with its height and its place above the table.
    expect(pose.heightMm).toBeGreaterThan(1400);
    expect(pose.heightMm).toBeLessThan(2600);
    expect(Math.hypot(pose.ground[0] - 914, pose.ground[1] - 457)).toBeLessThan(700);
  }, 60_000);
});
