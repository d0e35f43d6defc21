import { describe, expect, test } from "vitest";
import type { Image } from "../types.ts";
import { decideZones } from "./decide.ts";
import { observeZones, type ZonesInput } from "./observe.ts";
import { aZoneTable, countsOf, editCubes, someCubes, TEST_SPOTS, TEST_ZONES } from "./zones.testing.ts";

/** Pairs of photos; the long run is 200. */
const PAIRS = Number(process.env["WOPR_VISION_PAIRS"] ?? 5);

type Change = { readonly zone: string; readonly player: number; readonly delta: number };

function trueChanges(before: ReturnType<typeof someCubes>, after: ReturnType<typeof someCubes>): readonly Change[] {
  const [a, b] = [countsOf(before), countsOf(after)];
  return TEST_ZONES.flatMap(({ id }) =>
    [1, 2, 3, 4].flatMap((player) => {
      const delta = (b[id]?.[`player_${player}`] ?? 0) - (a[id]?.[`player_${player}`] ?? 0);
      return delta === 0 ? [] : [{ zone: id, player, delta }];
    }),
  );
}

function look(reference: ZonesInput["reference"], current: Image, cubes: ReturnType<typeof someCubes>) {
  const observation = observeZones({
    reference,
    current,
    zones: TEST_ZONES,
    palette: [],
    spots: TEST_SPOTS,
    state: { counts: countsOf(cubes) },
  });
  const found = observation.zones.flatMap(({ zone, changes }) =>
    changes.filter(({ delta }) => delta !== 0).map(({ player, delta }): Change => ({ zone, player, delta })),
  );
  return { observation, found, decision: decideZones(observation) };
}

describe("counts of zones", () => {
  test(
    `${PAIRS} rendered pairs: exactly the changed pieces, or a question; nothing wrong is sure`,
    () => {
      const asked: number[] = [];
      const wrong: string[] = [];
      for (let seed = 1; seed <= PAIRS; seed += 1) {
        const table = aZoneTable(seed);
        const before = someCubes(seed);
        const after = editCubes(before, seed);
        const { found, decision, observation } = look(table.photo(before, 1), table.photo(after, 2).image, before);
        if (decision.outcome === "ask") asked.push(seed);
        else if (JSON.stringify(found) !== JSON.stringify(trueChanges(before, after)))
          wrong.push(
            `${seed}: ${JSON.stringify({ found, truth: trueChanges(before, after), stopped: observation.stopped })}`,
          );
      }
      expect(wrong).toEqual([]);
      expect(asked.length).toBeLessThanOrEqual(Math.ceil(0.1 * PAIRS));
    },
    60_000 + 20_000 * PAIRS,
  );

  test("of one position from other viewpoints and in other light do not change", () => {
    for (const seed of [3]) {
      const table = aZoneTable(seed);
      const cubes = someCubes(seed);
      const reference = table.photo(cubes, 1);
      for (const differs of [{ tilt: 22, azimuth: 25 }, { exposure: 0.6 }]) {
        const other = table.photo(cubes, 2, differs);
        const { observation } = look({ ...reference, imageToBoard: reference.imageToBoard }, other.image, cubes);
        expect(observation.zones).toEqual([]);
      }
    }
  }, 60_000);

  test("the photo cannot tell become a question with the numbers that are possible", () => {
    const table = aZoneTable(6, 640);
    const cubes = someCubes(6);
    const { observation } = look(table.photo(cubes, 1), table.photo(editCubes(cubes, 6), 2).image, cubes);
    const doubtful = {
      ...observation,
      zones: [
        { zone: "field", changes: [{ player: 4, before: 3, after: 4, delta: 1, blobs: 1, range: [3, 4] as const }] },
      ],
    };
    expect(decideZones(doubtful)).toMatchObject({
      outcome: "ask",
      reasons: ["count_unclear"],
      questions: [{ id: "count:field:player_4", kind: "number", options: [{ value: "3" }, { value: "4" }] }],
    });
  }, 60_000);

  test("with the same photo twice do not change", () => {
    const photo = aZoneTable(7, 480).photo(someCubes(7), 1);
    expect(look(photo, photo.image, someCubes(7)).decision).toMatchObject({
      outcome: "no_change",
      reasons: ["same_photo"],
    });
  }, 60_000);
});
