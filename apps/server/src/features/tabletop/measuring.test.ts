import {
  correctMove,
  createGame,
  enterMove,
  listMoves,
  measure,
  readReach,
  readTerrain,
  setState,
  setTerrain,
  setTools,
} from "@wopr/contracts";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createTestServer, type TestServer } from "../../testing.ts";
import { aGardenGame, sitDown, type Table } from "./table.testing.ts";

let server: TestServer;
beforeAll(async () => {
  server = await createTestServer();
});
afterAll(() => server.close());

const piece = (id: string, player: number, x: number, y: number) => ({
  id,
  type: "mini_27",
  player,
  position: { x, y },
  base_mm: 27,
  sigma_mm: 1,
});

/** Two units on a table: one trooper each. */
async function aSkirmish(): Promise<Table> {
  const { client } = await server.signIn("owner");
  const unit = (id: string, player: number) => ({
    id: `unit_${id}`,
    name: `Unit ${id}`,
    player,
    base_ids: [id],
    leader: id,
    speed: 2,
  });
  const body = {
    name: "Skirmish",
    game_type: "star_wars_legion",
    players: [
      { name: "Ada", position: 1, color: "red" },
      { name: "Bob", position: 2, color: "blue" },
    ],
    pack_options: { units: [unit("a", 1), unit("z", 2)] },
  };
  const table = sitDown(client, await client.call(createGame, { body }));
  const pieces = [piece("a", 1, 200, 200), piece("z", 2, 600, 200)];
  await client.call(setState, { params: table.params, body: { board_state: { pieces } } });
  return table;
}

const relocate = async ({ client, params, head }: Table, x: number, y: number) =>
  client.call(enterMove, {
    params,
    body: { move: { kind: "relocate", player: 1, base_id: "a", to: { x, y } }, expected_seq: await head() },
  });

describe("on a measured table", () => {
  test("distances, bands and sight come with their error bar, and nothing is written", async () => {
    const table = await aSkirmish();
    const { client, params } = table;
    const head = await table.head();
    const [from, to] = [{ base_id: "a" }, { base_id: "z" }];
    const range = await client.call(measure, { params, body: { kind: "range", from, to } });
    expect(range).toMatchObject({ distance_mm: 373, sigma_mm: 1.4, band: "3", band_sure: true });
    const wall = {
      id: "wall",
      name: "Bunker",
      kind: "impassable" as const,
      height_mm: 60,
      polygon: [
        [390, 0],
        [410, 0],
        [410, 900],
        [390, 900],
      ] as [number, number][],
    };
    await client.call(setTerrain, { params, body: { polygons: [wall] } });
    const sight = await client.call(measure, { params, body: { kind: "los", from, to } });
    expect(sight).toMatchObject({ visible: 0, verdict: { result: "violation", text: /Bunker/ } });
    expect((await client.call(readTerrain, { params })).polygons).toMatchObject([wall]);
    const reach = await client.call(readReach, { params, query: { base_id: "a" } });
    expect(reach.moves.map(({ mm }) => mm)).toEqual([103, 157, 212]);
    expect(await table.head()).toBe(head + 1);
  });

  test("an over-long move is advised against and still counts", async () => {
    const table = await aSkirmish();
    const { move, state } = await relocate(table, 420, 200);
    expect(move.verdicts).toMatchObject([{ rule: "move_distance", result: "violation", limit: 157, measured: 220 }]);
    expect(state.conflicts).toEqual([]);
  });

  test("own tools make the margin narrower", async () => {
    const table = await aSkirmish();
    const { client, params } = table;
    const body = { kind: "move" as const, from: { base_id: "a" }, to: { x: 352, y: 200 } };
    expect((await client.call(measure, { params, body })).verdict.result).toBe("cannot_tell");
    const tools = [{ speed: 2, mm: 131, sigma_mm: 0.5 }];
    await client.call(setTools, { params, body: { tools } });
    expect((await client.call(measure, { params, body })).verdict.result).toBe("ok");
  });

  test("TT23: correcting an earlier move measures every later one again", async () => {
    const table = await aSkirmish();
    const { client, params } = table;
    for (const x of [320, 440, 560]) await relocate(table, x, 200);
    const lengths = async () =>
      (await client.call(listMoves, { params })).items.map(({ verdicts }) =>
        verdicts.filter(({ rule }) => rule === "move_distance").map(({ result }) => result),
      );
    expect(await lengths()).toEqual([[], [], []]);
    const move = { kind: "relocate" as const, player: 1, base_id: "a", to: { x: 200, y: 300 } };
    await client.call(correctMove, {
      params: { ...params, n: 1 },
      query: {},
      body: { move, expected_seq: await table.head() },
    });
    expect(await lengths()).toEqual([[], ["violation"], []]);
  });

  test.each([
    [
      "a base that is not there",
      { kind: "distance", from: { base_id: "q" }, to: { base_id: "z" } },
      "measure.unknown_base",
    ],
    ["no target", { kind: "distance", from: { base_id: "a" } }, "measure.invalid"],
  ] as const)("%s is refused by name", async (_, body, code) => {
    const { client, params } = await aSkirmish();
    await expect(client.call(measure, { params, body })).rejects.toMatchObject({ code });
  });

  test("terrain whose outline crosses itself or encloses nothing is refused with its place", async () => {
    const { client, params } = await aSkirmish();
    const polygon = [
      [0, 0],
      [10, 10],
      [10, 0],
      [0, 10],
    ] as [number, number][];
    const polygons = [{ id: "x", kind: "open" as const, polygon }];
    await expect(client.call(setTerrain, { params, body: { polygons } })).rejects.toMatchObject({
      code: "terrain.invalid",
      params: { problems: [{ at: "/polygons/0/polygon" }] },
    });
  });

  test("a game of cells is not measured", async () => {
    const { client, params } = await aGardenGame((await server.signIn("owner")).client);
    const body = { kind: "distance" as const, from: { x: 1, y: 1 }, to: { x: 2, y: 2 } };
    await expect(client.call(measure, { params, body })).rejects.toMatchObject({ code: "measure.not_a_table" });
  });
});
