import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { findPack } from "./packs/index.ts";
import { checkScore, scoreSheet } from "./score.ts";
import type { PackManifest, Table } from "./types.ts";

const table: Table = {
  players: [1, 2, 3].map((seat) => ({ seat, name: `P${seat}`, color: `colour ${seat}` })),
  options: {},
};
const dune = findPack("dune_imperium") ?? expect.unreachable();
const state = dune.rules.initial(table);
const manifest: PackManifest = {
  ...dune.manifest,
  score: {
    fields: [
      { id: "points", name: "Points", from: { track: "victory_points" } },
      { id: "spice", name: "Spice", points: 0, from: { resource: "spice" } },
    ],
    highestWins: true,
    tieBreak: ["spice"],
  },
};
const entry = (seat: number, fields: Record<string, number>) => ({ seat, fields });

describe("a score sheet", () => {
  test("is filled from the position and from what people wrote, which counts more", () => {
    const at = { ...state, tracks: { ...state.tracks, victory_points: { player_1: 9, player_2: 4 } } };
    const lines = scoreSheet(manifest, at, table, [entry(2, { points: 11 })]);
    expect(lines.map(({ total, rank, winner }) => [total, rank, winner])).toEqual([
      [9, 2, false],
      [11, 1, true],
      [0, 3, false],
    ]);
  });

  test("breaks ties in the order the pack names, and players that stay equal share a rank", () => {
    const written = [
      entry(1, { points: 10, spice: 1 }),
      entry(2, { points: 10, spice: 3 }),
      entry(3, { points: 10, spice: 1 }),
    ];
    expect(scoreSheet(manifest, state, table, written).map(({ rank }) => rank)).toEqual([2, 1, 2]);
  });

  test("takes winners people name, also where nothing is counted", () => {
    const { score: _, ...uncounted } = manifest;
    const lines = scoreSheet(uncounted, state, table, [{ seat: 3, fields: {}, winner: true }]);
    expect(lines.map(({ total, rank, winner }) => [total, rank, winner])).toEqual([
      [null, null, false],
      [null, null, false],
      [null, null, true],
    ]);
  });

  test("never ranks a player with fewer points before one with more", () => {
    fc.assert(
      fc.property(fc.tuple(fc.integer(), fc.integer(), fc.integer()), (points) => {
        const lines = scoreSheet(
          manifest,
          state,
          table,
          points.map((value, at) => entry(at + 1, { points: value })),
        );
        for (const a of lines)
          for (const b of lines) if ((a.total ?? 0) > (b.total ?? 0)) expect(a.rank ?? 0).toBeLessThan(b.rank ?? 0);
      }),
    );
  });

  test("names seats nobody sits at, seats listed twice and lines it does not have", () => {
    const problems = checkScore(manifest, table, [entry(1, { luck: 1 }), entry(1, {}), entry(9, {})]);
    expect(problems.map(({ pointer }) => pointer)).toEqual(["/0/fields/luck", "/1/position", "/2/position"]);
  });
});
