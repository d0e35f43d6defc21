import { describe, expect, test } from "vitest";
import { checkOptions, findPack, manifestFor } from "../packs/index.ts";
import type { Move, Table } from "../types.ts";

const dune = findPack("dune_imperium") ?? expect.unreachable();
const zones = findPack("custom_zones") ?? expect.unreachable();
const table = (options: Record<string, unknown> = {}): Table => ({
  players: [1, 2].map((seat) => ({ seat, name: `P${seat}`, color: ["red", "blue"][seat - 1] ?? "" })),
  options,
});
const agentTo = (zone: string, player = 2): Move => ({ kind: "count", player, zone, delta: 1 });
const square = (x: number, y: number, size = 100) => [
  [x, y],
  [x + size, y],
  [x + size, y + size],
  [x, y + size],
];

describe("Dune: Imperium", () => {
  const start = dune.rules.initial(table());

  test("names what a place costs and who has how much", () => {
    const said = dune.rules.check({ ...start, turnPlayer: 2 }, agentTo("great_flat"), table());
    expect(said).toEqual([
      {
        rule: "cost",
        result: "violation",
        severity: "warn",
        text: "The Great Flat costs 2 water; Blue has 1.",
        measured: 1,
        limit: 2,
      },
    ]);
    const afforded = dune.rules.check({ ...start, turnPlayer: 2 }, agentTo("hagga_basin"), table());
    expect(afforded).toMatchObject([{ result: "ok" }]);
  });

  test("asks for influence where a place needs it", () => {
    const at = (step: number) => ({
      ...start,
      turnPlayer: 2,
      tracks: { ...start.tracks, influence_fremen: { player_2: step } },
    });
    expect(dune.rules.check(at(1), agentTo("sietch_tabr"), table())).toMatchObject([{ rule: "requirement" }]);
    expect(dune.rules.check(at(2), agentTo("sietch_tabr"), table())).toMatchObject([{ result: "ok" }]);
  });

  test("goes by the costs the host wrote, and names those that are none", () => {
    const costs = { hagga_basin: { resources: { water: 3 } } };
    expect(dune.rules.check({ ...start, turnPlayer: 2 }, agentTo("hagga_basin"), table({ costs }))).toMatchObject([
      { text: "Hagga Basin costs 3 water; Blue has 1." },
    ]);
    expect(checkOptions(dune, { costs: { mentat: 2 } })).toMatchObject([{ pointer: "/costs/mentat" }]);
  });

  test("says that a place is taken, and lets it happen", () => {
    const state = { ...start, turnPlayer: 2, zones: { ...start.zones, wealth: { player_1: 1 } } };
    expect(dune.rules.check(state, agentTo("wealth"), table())).toMatchObject([{ rule: "taken" }]);
    expect(dune.rules.apply(state, agentTo("wealth"), table()).ok).toBe(true);
  });

  test("ends at ten points when the round is over; ties go by spice, solari, water, garrison", () => {
    const tracks = { ...start.tracks, victory_points: { player_1: 10, player_2: 10 } };
    expect(dune.rules.end({ ...start, phase: "combat", tracks })).toBeNull();
    const rich = { ...start.resources, player_2: { spice: 0, solari: 1, water: 1 } };
    expect(dune.rules.end({ ...start, phase: "recall", tracks, resources: rich })).toMatchObject({ winner: 2 });
    expect(dune.rules.end({ ...start, phase: "recall", tracks })).toMatchObject({ winner: null });
  });

  test("reads photos once its zones are drawn, and the same layout fits every game of that printing", () => {
    expect(manifestFor(dune, {}).readsPhotos).toBe(false);
    const layout = { zones: [{ id: "garrison_1", polygon: square(10, 10) }] };
    const { board, readsPhotos } = manifestFor(dune, { layout });
    expect(readsPhotos).toBe(true);
    expect(board?.kind === "zones" && board.zones.find(({ id }) => id === "garrison_1")?.polygon).toEqual(
      square(10, 10),
    );
    const faulty = { zones: [{ id: "nowhere" }, { id: "garrison_1", polygon: square(10, 10, 1) }] };
    expect(checkOptions(dune, { layout: faulty }).map(({ pointer }) => pointer)).toEqual([
      "/layout/zones/0/id",
      "/layout/zones/1/polygon",
    ]);
  });
});

describe("an own board of areas", () => {
  const options = {
    zones: [
      { id: "home", name: "Home", kind: "count", polygon: square(0, 0) },
      {
        id: "fame",
        name: "Fame",
        kind: "track",
        stops: [
          [10, 900],
          [50, 900],
          [90, 900],
        ],
      },
    ],
    start: { home: { player_1: 3 }, fame: { player_2: 1 } },
  };

  test("is played: counts, a track as long as its stops, and a start", () => {
    const at = table(options);
    const state = zones.rules.initial(at);
    expect(state).toMatchObject({ zones: { home: { player_1: 3 } }, tracks: { fame: { player_1: 0, player_2: 1 } } });
    expect(zones.rules.apply(state, { kind: "track", player: 2, track: "fame", to: 2 }, at).ok).toBe(true);
    expect(zones.rules.apply(state, { kind: "track", player: 2, track: "fame", to: 3 }, at)).toMatchObject({
      conflict: '"Fame" goes from 0 to 2, not to 3.',
    });
    expect(manifestFor(zones, options)).toMatchObject({ setup: "fixed", readsPhotos: true });
  });

  test("that crosses itself, encloses nothing or has a name twice is told where", () => {
    const bad = [
      {
        id: "a",
        name: "A",
        kind: "count",
        polygon: [
          [0, 0],
          [100, 100],
          [100, 0],
          [0, 100],
        ],
      },
      {
        id: "b",
        name: "B",
        kind: "count",
        polygon: [
          [0, 0],
          [100, 0],
          [50, 0],
        ],
      },
      {
        id: "b",
        name: "a",
        kind: "place",
        polygon: [
          [0, 0],
          [2000, 0],
          [50, 50],
        ],
      },
      { id: "t", name: "T", kind: "track", stops: [[1, 1]] },
    ];
    expect(
      checkOptions(zones, { zones: bad })
        .map(({ pointer }) => pointer)
        .sort(),
    ).toEqual([
      "/zones/0/polygon",
      "/zones/1/polygon",
      "/zones/2/id",
      "/zones/2/kind",
      "/zones/2/name",
      "/zones/2/polygon",
      "/zones/3/stops",
    ]);
    expect(checkOptions(zones, {}).map(({ pointer }) => pointer)).toEqual(["/zones"]);
  });
});
