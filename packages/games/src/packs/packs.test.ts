import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { playersUpTo } from "../games.testing.ts";
import { checkState } from "../state-check.ts";
import type { PackManifest } from "../types.ts";
import { checkOptions, findPack, listPacks, manifestFor } from "./index.ts";

const packs = listPacks().map((pack) => [pack.manifest.id, pack] as const);

const duplicates = (ids: readonly string[]) => ids.filter((id, at) => ids.indexOf(id) !== at);

describe("shipped packs", () => {
  test("are the generic grid, chess and the two games of the source", () => {
    expect(packs.map(([id]) => id)).toEqual([
      "custom_grid",
      "chess",
      "custom_zones",
      "dune_imperium",
      "star_wars_legion",
    ]);
    expect(findPack("hnefatafl")).toBeNull();
  });

  test.each(packs)("%s: manifest is consistent, and plain data", (_id, pack) => {
    const manifest: PackManifest = manifestFor(pack, {});
    expect(JSON.parse(JSON.stringify(manifest))).toEqual(manifest);
    expect(manifest.version).toMatch(/^\d+\.\d+\.\d+$/);
    expect(manifest.players.min).toBeLessThanOrEqual(manifest.players.max);
    expect(manifest.board).toEqual(pack.rules.board({}));
    expect(manifest.turn.phases.length).toBeGreaterThan(0);
    for (const list of [manifest.pieces, manifest.turn.phases, manifest.resources])
      expect(duplicates(list.map(({ id }) => id))).toEqual([]);
    if (manifest.board?.kind === "zones") expect(duplicates(manifest.board.zones.map(({ id }) => id))).toEqual([]);
  });

  test.each(packs)("%s: the first position is one its own check has nothing against", (_id, pack) => {
    const table = {
      players: playersUpTo(pack.manifest.players.min + 1).slice(0, pack.manifest.players.max),
      options: {},
    };
    const state = pack.rules.initial(table);
    expect(checkState(manifestFor(pack, {}), table, state)).toEqual([]);
    expect(state.turn).toBe(0);
  });

  test("Dune: Imperium begins with three troops, one water, 22 agent spaces, and moves are entered by hand", () => {
    const pack = findPack("dune_imperium") ?? expect.unreachable();
    const table = { players: playersUpTo(2), options: {} };
    const state = pack.rules.initial(table);
    expect(state.resources).toEqual({
      player_1: { spice: 0, solari: 0, water: 1 },
      player_2: { spice: 0, solari: 0, water: 1 },
    });
    expect(state.zones?.["garrison_2"]).toEqual({ player_2: 3 });
    expect(state.tracks?.["combat"]).toEqual({ player_1: 0, player_2: 0 });
    const board = pack.rules.board({});
    expect(board.kind === "zones" && board.zones.filter(({ kind }) => kind === "occupancy")).toHaveLength(22);
    expect(pack.manifest.readsPhotos).toBe(false);
    const agent = { kind: "count", player: 1, zone: "arrakeen", delta: 1 } as const;
    expect(pack.rules.endsTurn(state, agent)).toBe(true);
    expect(pack.rules.endsTurn(state, { ...agent, zone: "garrison_1" })).toBe(false);
    expect(pack.rules.describe(state, agent, table)).toBe("Red: Arrakeen +1");
    expect(pack.rules.apply(state, { kind: "track", player: 1, track: "combat", to: 21 }, table)).toEqual({
      ok: false,
      conflict: '"Combat strength" goes from 0 to 20, not to 21.',
    });
    expect(pack.rules.apply(state, { ...agent, zone: "garrison_1", delta: -4 }, table)).toMatchObject({ ok: false });
    expect(pack.rules.apply(state, { ...agent, zone: "garrison_2" }, table)).toMatchObject({ ok: false });
  });

  test("Legion is a table of 1829 × 914 mm on which known bases are moved", () => {
    const pack = findPack("star_wars_legion") ?? expect.unreachable();
    const table = { players: playersUpTo(2), options: {} };
    const base = { id: "u1", type: "mini_27", player: 1, x: 100, y: 100, baseMm: 27 };
    const state = { ...pack.rules.initial(table), bases: [base] };
    const move = { kind: "relocate", player: 1, base_id: "u1", to: { x: 220, y: 130 } } as const;
    expect(pack.rules.apply(state, move, table)).toMatchObject({
      ok: true,
      state: { bases: [{ ...base, x: 220, y: 130 }] },
    });
    expect(pack.rules.describe(state, move, table)).toBe("Red: u1 moves 124 mm");
    expect(pack.rules.apply(state, { ...move, to: { x: 1830, y: 0 } }, table)).toMatchObject({ ok: false });
    expect(pack.rules.apply(state, { ...move, base_id: "u2" }, table)).toMatchObject({ ok: false });
  });
});

describe("options of custom_grid", () => {
  const pack = findPack("custom_grid") ?? expect.unreachable();

  test("none are needed, and good ones have no problems", () => {
    expect(checkOptions(pack, {})).toEqual([]);
    const good = {
      rows: 19,
      cols: 19,
      points: "intersections",
      origin: "bottom",
      letters: "lower",
      checkered: false,
      piece_types: [{ id: "stone", name: "Stone", footprint: "disc" }, { id: "cube" }],
      order: "alternate",
      moves: ["place", "remove", "pass"],
      max_changed_cells: 30,
      owners: "mover",
      setup: [
        { cell: "a1", player: 1 },
        { cell: "s19", player: null, piece: "cube" },
      ],
    };
    expect(checkOptions(pack, good)).toEqual([]);
    const manifest = manifestFor(pack, good);
    expect(manifest).toMatchObject({
      board: { rows: 19, cols: 19, points: "intersections" },
      setup: "fixed",
      maxChangedCells: 30,
      turn: { order: "alternate" },
    });
    const state = pack.rules.initial({ players: playersUpTo(2), options: good });
    expect(state.grid?.[18]?.[0]).toEqual({ type: "stone", player: 1 });
    expect(state.grid?.[0]?.[18]).toEqual({ type: "cube", player: null });
  });

  test.each<[string, unknown, readonly string[]]>([
    ["no object", [1], [""]],
    ["too few rows", { rows: 1 }, ["/rows"]],
    ["too many columns", { cols: 41 }, ["/cols"]],
    ["half a row", { rows: 8.5, cols: "9" }, ["/rows", "/cols"]],
    ["unknown points", { points: "corners" }, ["/points"]],
    ["an unknown key", { colour: "red", "a/b": 1 }, ["/colour", "/a~1b"]],
    ["no piece types", { piece_types: [] }, ["/piece_types"]],
    ["a piece type twice", { piece_types: [{ id: "a" }, { id: "a" }] }, ["/piece_types/1/id"]],
    ["a bad id", { piece_types: [{ id: "Two words" }] }, ["/piece_types/0/id"]],
    ["a bad name", { piece_types: [{ id: "a", name: "" }] }, ["/piece_types/0/name"]],
    ["a bad footprint", { piece_types: [{ id: "a", footprint: "round" }] }, ["/piece_types/0/footprint"]],
    ["an unknown order", { order: "random" }, ["/order"]],
    ["no moves", { moves: [] }, ["/moves"]],
    ["a move for other boards", { moves: ["place", "relocate"] }, ["/moves/1"]],
    ["too many cells", { max_changed_cells: 0 }, ["/max_changed_cells"]],
    ["odd owners", { owners: "all" }, ["/owners"]],
    ["an odd flag", { checkered: "yes" }, ["/checkered"]],
    ["a set-up that is no list", { setup: "random" }, ["/setup"]],
    ["a set-up beside the board", { setup: [{ cell: "Z9", player: 1 }] }, ["/setup/0/cell"]],
    ["a set-up of nobody known", { setup: [{ cell: "A1", player: 13 }] }, ["/setup/0/player"]],
    ["a set-up of an unknown piece", { setup: [{ cell: "A1", piece: "x" }] }, ["/setup/0/piece"]],
    ["two pieces on one cell", { setup: [{ cell: "A1" }, { cell: "a1" }] }, ["/setup/1/cell"]],
  ])("%s is refused at its place", (_name, options, pointers) => {
    const problems = checkOptions(pack, options);
    expect(problems.map(({ pointer }) => pointer)).toEqual(pointers);
    expect(problems.every(({ text, severity }) => text.endsWith(".") && severity === "error")).toBe(true);
  });

  test("whatever the options are, there is a board and a first position", () => {
    fc.assert(
      fc.property(
        fc.dictionary(fc.constantFrom("rows", "cols", "moves", "setup", "piece_types", "order"), fc.jsonValue()),
        (options) => {
          expect(checkOptions(pack, options)).toBeInstanceOf(Array);
          const board = pack.rules.board(options);
          const state = pack.rules.initial({ players: playersUpTo(2), options });
          expect(board.kind === "grid" && state.grid?.length).toBe(board.kind === "grid" && board.rows);
        },
      ),
    );
  });

  test("chess takes a position to begin with and nothing else; the other packs take nothing", () => {
    const chess = findPack("chess") ?? expect.unreachable();
    expect(checkOptions(chess, { start_fen: "4k3/8/8/8/8/8/8/4K2R w K - 0 1" })).toEqual([]);
    const pointers = (options: unknown) => checkOptions(chess, options).map(({ pointer }) => pointer);
    expect(pointers({ start_fen: "nonsense" })).toEqual(["/start_fen"]);
    expect(pointers({ start_fen: "8/8/8/8/8/8/8/8 w - - 0 1" })).toEqual(["/start_fen"]);
    expect(pointers({ start_fen: 7, clock: 5 })).toEqual(["/clock", "/start_fen"]);
    expect(checkOptions(findPack("dune_imperium") ?? expect.unreachable(), { rows: 8 })).toHaveLength(1);
  });
});

describe("a position set by hand", () => {
  const table = { players: playersUpTo(2), options: {} };
  const grid = findPack("custom_grid") ?? expect.unreachable();
  const dune = manifestFor(findPack("dune_imperium") ?? expect.unreachable(), {});
  const small = manifestFor(grid, { rows: 2, cols: 2 });
  const at = (manifest: PackManifest, part: Parameters<typeof checkState>[2]) =>
    checkState(manifest, table, part).map(({ pointer, severity }) => `${severity} ${pointer}`);

  test.each<[string, PackManifest, Parameters<typeof checkState>[2], readonly string[]]>([
    [
      "a good grid",
      small,
      {
        grid: [
          [null, { type: "piece", player: 1 }],
          [null, null],
        ],
      },
      [],
    ],
    ["a row too few", small, { grid: [[null, null]] }, ["error /grid"]],
    [
      "a column too many",
      small,
      {
        grid: [
          [null, null],
          [null, null, null],
        ],
      },
      ["error /grid/1"],
    ],
    [
      "an empty seat",
      small,
      {
        grid: [
          [null, { type: "piece", player: 3 }],
          [null, null],
        ],
      },
      ["error /grid/0/1/player"],
    ],
    [
      "an unknown piece",
      small,
      {
        grid: [
          [null, null],
          [{ type: "knight", player: 1 }, null],
        ],
      },
      ["warning /grid/1/0/type"],
    ],
    ["an unknown phase", dune, { phase: "tea" }, ["warning /phase"]],
    ["a grid on a board of zones", dune, { grid: [[null]] }, ["warning /grid"]],
    ["an unknown zone", dune, { zones: { moon: { player_1: 1 } } }, ["warning /zones/moon"]],
    ["nobody's count", dune, { zones: { arrakeen: { player_9: 1 } } }, ["error /zones/arrakeen/player_9"]],
    ["less than nothing", dune, { zones: { arrakeen: { player_1: -1 } } }, ["error /zones/arrakeen/player_1"]],
    ["beyond the end of a track", dune, { tracks: { combat: { player_1: 21 } } }, ["error /tracks/combat/player_1"]],
    ["a negative resource", dune, { resources: { player_1: { spice: -1 } } }, ["error /resources/player_1/spice"]],
    ["a resource nobody knows", dune, { resources: { player_1: { gold: 1 } } }, ["warning /resources/player_1/gold"]],
    [
      "a resource that is no number",
      dune,
      { resources: { player_1: { spice: Number.NaN } } },
      ["error /resources/player_1/spice"],
    ],
    ["resources of nobody", dune, { resources: { player_7: { spice: 1 } } }, ["error /resources/player_7"]],
  ])("%s", (_name, manifest, part, expected) => {
    expect(at(manifest, part)).toEqual(expected);
  });

  test("a base beside the table, or of nobody", () => {
    const legion = manifestFor(findPack("star_wars_legion") ?? expect.unreachable(), {});
    const base = { id: "a", type: "mini_27", player: 5, x: 2000, y: 10, baseMm: 27 };
    expect(at(legion, { bases: [base] })).toEqual(["error /bases/0", "error /bases/0/player"]);
  });
});
