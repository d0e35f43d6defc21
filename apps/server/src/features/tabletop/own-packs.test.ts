import { readFile } from "node:fs/promises";
import {
  createGame,
  createLayout,
  createPack,
  deleteLayout,
  enterMove,
  listLayouts,
  listPacks,
  pathOf,
  readGame,
  readPack,
  readState,
  setCalibration,
  tryPack,
  updateLayout,
  updatePack,
  useLayout,
  validatePack,
} from "@wopr/contracts";
import { findSample, loadSample } from "@wopr/games/samples";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createTestServer, type TestServer } from "../../testing.ts";
import { sitDown, theGarden } from "./table.testing.ts";

let server: TestServer;
beforeAll(async () => {
  server = await createTestServer();
});
afterAll(() => server.close());

const owner = async () => (await server.signIn("owner")).client;
const square = (x: number, y: number, size = 100): [number, number][] => [
  [x, y],
  [x + size, y],
  [x + size, y + size],
  [x, y + size],
];
const ZONES = {
  kind: "zones" as const,
  title: "Harbour",
  zones: [
    { id: "quay", name: "Quay", kind: "count" as const, polygon: square(100, 100) },
    {
      id: "fame",
      name: "Fame",
      kind: "track" as const,
      stops: [
        [10, 900],
        [60, 900],
        [110, 900],
      ] as [number, number][],
    },
  ],
};
const PLAYERS = [
  { name: "Ada", position: 1, color: "red" },
  { name: "Bob", position: 2, color: "blue" },
];

describe("a kind of game of one's own", () => {
  test("is made, listed, played, and changed without touching games that were begun (TT24)", async () => {
    const client = await owner();
    const made = await client.call(createPack, { body: { id: "harbour", pack: ZONES } });
    expect(made).toMatchObject({ version: "1", title: "Harbour", reads_photos: true, custom: { kind: "zones" } });
    const { items } = await client.call(listPacks, {});
    expect(items.find(({ id }) => id === "harbour")).toMatchObject({ version: "1", owner_id: made.owner_id });
    const body = { name: "At the quay", game_type: "harbour", players: PLAYERS };
    const table = sitDown(client, await client.call(createGame, { body }));
    expect(table.game).toMatchObject({ game_type: "harbour", pack_id: "custom_zones" });
    const move = { kind: "track" as const, player: 1, track: "fame", to: 2 };
    await client.call(enterMove, { params: table.params, body: { move, expected_seq: await table.head() } });
    const before = await client.call(readState, { params: table.params, query: {} });

    const fewer = { ...ZONES, zones: ZONES.zones.slice(0, 1), title: "Harbour, small" };
    const revised = await client.call(updatePack, {
      params: { id: "harbour" },
      body: { pack: fewer, expected_version: "1" },
    });
    expect(revised).toMatchObject({ version: "2", title: "Harbour, small" });
    const beside = await createTestServer({ beside: server });
    try {
      const again = await (await beside.signIn("owner")).client.call(readState, { params: table.params, query: {} });
      expect(again.state_hash).toBe(before.state_hash);
    } finally {
      await beside.close();
    }
    const old = await client.call(readPack, { params: { id: "harbour" }, query: { version: "1" } });
    expect(old.custom?.zones).toHaveLength(2);
    const fresh = await client.call(createGame, { body });
    const detail = await client.call(readGame, { params: { id: fresh.id } });
    expect(detail.pack_options["made_from"]).toEqual({ pack: "harbour", version: "2" });
  });

  test("with crossing outlines, doubled names or nothing drawn cannot be saved; faults say where", async () => {
    const client = await owner();
    const crossing: [number, number][] = [
      [0, 0],
      [100, 100],
      [100, 0],
      [0, 100],
    ];
    const pack = {
      ...ZONES,
      players: { min: 4, max: 2 },
      zones: [
        { ...ZONES.zones[0], id: "quay", name: "Quay", kind: "count" as const, polygon: crossing },
        { id: "dock", name: "quay", kind: "count" as const },
      ],
    };
    const { problems, usable } = await client.call(validatePack, { body: { pack } });
    expect(usable).toBe(false);
    expect(problems.map(({ at, severity }) => [at, severity])).toEqual([
      ["/zones/0/polygon", "error"],
      ["/zones/1/name", "error"],
      ["/players/min", "error"],
      ["/zones/1", "warning"],
    ]);
    await expect(client.call(createPack, { body: { id: "broken", pack } })).rejects.toMatchObject({
      code: "pack.invalid",
      params: { problems: [{ at: "/pack/zones/0/polygon" }, {}, {}] },
    });
    await expect(client.call(readPack, { params: { id: "broken" }, query: {} })).rejects.toMatchObject({
      code: "pack.not_found",
    });
  });

  test("has one name, one newest version, and belongs to who made it", async () => {
    const maker = (await server.signIn("member")).client;
    const other = (await server.signIn("member")).client;
    await maker.call(createPack, { body: { id: "mine", pack: ZONES } });
    await expect(other.call(createPack, { body: { id: "mine", pack: ZONES } })).rejects.toMatchObject({
      code: "pack.exists",
    });
    await expect(other.call(createPack, { body: { id: "chess", pack: ZONES } })).rejects.toMatchObject({
      code: "pack.exists",
    });
    const params = { id: "mine" };
    const body = { pack: ZONES, expected_version: "1" };
    await expect(other.call(updatePack, { params, body })).rejects.toMatchObject({ code: "pack.not_yours" });
    await maker.call(updatePack, { params, body });
    await expect(maker.call(updatePack, { params, body })).rejects.toMatchObject({ code: "pack.changed" });
  });

  test("players beyond its range are refused", async () => {
    const client = await owner();
    await client.call(createPack, { body: { id: "duel", pack: { ...ZONES, players: { min: 2, max: 2 } } } });
    const players = [...PLAYERS, { name: "Cy", position: 3, color: "green" }];
    await expect(
      client.call(createGame, { body: { name: "Three", game_type: "duel", players } }),
    ).rejects.toMatchObject({ code: "game.players_invalid" });
  });
});

describe("try on this photo", () => {
  test("reads a grid that is being drawn, from a photo that is sent, and keeps nothing", async () => {
    const { spec, photo } = await theGarden();
    const { cookie } = await server.signIn("owner");
    const client = await owner();
    const pack = { kind: "grid" as const, title: "Tiles", options: { rows: 9, cols: 9 } };
    await client.call(createPack, { body: { id: "tiles", pack } });
    const form = new FormData();
    form.set("image", new Blob([await photo(0)]), "p.jpg");
    form.set("spec", JSON.stringify({ corners: spec.corners, samples: spec.palette }));
    const path = pathOf(tryPack).replace(":id", "tiles");
    const answer = await server.request(path, {
      method: "POST",
      body: form,
      headers: { cookie, origin: "http://localhost" },
    });
    const reading = (await answer.json()) as { cells: { cell: string; player: number }[] };
    expect(new Map(reading.cells.map(({ cell, player }) => [cell, player]))).toEqual(
      new Map(spec.start.map(({ cell, player }) => [cell, player])),
    );
    expect((await server.testDb.pool.query("SELECT 1 FROM tabletop_captures")).rowCount).toBe(0);
  });

  test("counts a board of zones that is being drawn", async () => {
    const sample = findSample("council") ?? expect.unreachable();
    const spec = await loadSample(sample);
    const { zones, discs } = spec.game.pack_options as Record<string, never>;
    const { cookie } = await server.signIn("owner");
    const form = new FormData();
    const bytes = await readFile(new URL(spec.photos[0]?.file ?? "", sample.folder));
    form.set("image", new Blob([new Uint8Array(bytes)]), "p.jpg");
    const pack = { kind: "zones", title: "Council", zones, discs };
    form.set("spec", JSON.stringify({ corners: spec.corners, pack }));
    const path = pathOf(tryPack).replace(":id", "anything");
    const init = { method: "POST", body: form, headers: { cookie, origin: "http://localhost" } };
    const reading = (await (await server.request(path, init)).json()) as Record<string, unknown>;
    expect(reading["zones"]).toMatchObject([
      { zone: "store_1", player: 1, count: 4 },
      { zone: "store_2", player: 2, count: 4 },
    ]);
    expect(reading["warnings"]).toEqual([expect.stringMatching(/tracks are followed/)]);
  });

  test.each([
    [
      "corners that cross",
      {
        corners: [
          [0, 0],
          [100, 100],
          [100, 0],
          [0, 100],
        ],
      },
      422,
    ],
    [
      "no photo",
      {
        corners: [
          [0, 0],
          [1, 0],
          [1, 1],
          [0, 1],
        ],
      },
      422,
    ],
  ])("%s is refused", async (_, body, status) => {
    const { cookie } = await server.signIn("owner");
    const answer = await server.request(pathOf(tryPack).replace(":id", "tiles"), {
      method: "POST",
      body: JSON.stringify(body),
      headers: { cookie, origin: "http://localhost", "content-type": "application/json" },
    });
    expect(answer.status).toBe(status);
  });
});

describe("a layout", () => {
  const zones = [{ id: "garrison_1", name: "Garrison", kind: "count" as const, polygon: square(10, 10) }];

  test("is drawn once per printing and given to any game; later changes do not reach it", async () => {
    const client = await owner();
    const params = { id: "dune_imperium" };
    const layout = await client.call(createLayout, { params, body: { name: "First printing", zones } });
    const game = await client.call(createGame, {
      body: { name: "Evening", game_type: "dune_imperium", players: PLAYERS },
    });
    const used = await client.call(useLayout, { params: { id: game.id }, body: { layout_id: layout.id } });
    expect(used.zones).toBe(1);
    await client.call(updateLayout, {
      params: { ...params, lid: layout.id },
      body: { name: "First printing", zones: [{ ...zones[0], polygon: square(500, 500) }] as typeof zones },
    });
    const { pack_options } = await client.call(readGame, { params: { id: game.id } });
    expect(pack_options["layout"]).toMatchObject({ zones: [{ polygon: square(10, 10) }] });
    expect((await client.call(listLayouts, { params })).items).toHaveLength(1);
    await client.call(deleteLayout, { params: { ...params, lid: layout.id } });
    expect((await client.call(listLayouts, { params })).items).toEqual([]);
  });

  test("can be drawn on a photo whose corners are known, before the areas of the board are", async () => {
    const client = await owner();
    const body = { name: "Corners first", game_type: "dune_imperium", players: PLAYERS };
    const game = await client.call(createGame, { body });
    const corners: [number, number][] = [
      [200, 150],
      [1400, 150],
      [1400, 1050],
      [200, 1050],
    ];
    const image = { width: 1600, height: 1200 };
    const calibration = await client.call(setCalibration, {
      params: { id: game.id },
      query: {},
      body: { kind: "corners", corners, image },
    });
    expect(calibration.corners).toEqual(corners);
  });

  test("of zones the board does not have is refused with its place", async () => {
    const client = await owner();
    const body = { name: "x", zones: [{ id: "nowhere", name: "N", kind: "count" as const }] };
    await expect(client.call(createLayout, { params: { id: "dune_imperium" }, body })).rejects.toMatchObject({
      code: "pack.invalid",
      params: { problems: [{ at: "/zones/0/id" }] },
    });
    await expect(client.call(createLayout, { params: { id: "chess" }, body })).rejects.toMatchObject({
      code: "pack.not_found",
    });
  });
});
