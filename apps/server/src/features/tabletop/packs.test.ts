import { createGame, enterMove, listPacks, readState } from "@wopr/contracts";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createTestServer, type TestServer } from "../../testing.ts";

let server: TestServer;
beforeAll(async () => {
  server = await createTestServer();
});
afterAll(() => server.close());

const client = async () => (await server.signIn("owner")).client;
const players = (...colors: readonly string[]) => colors.map((color, i) => ({ name: color, position: i + 1, color }));

test("every shipped kind of game can be begun as it is listed", async () => {
  const host = await client();
  const { items } = await host.call(listPacks, {});
  expect(items.map(({ id }) => id).sort()).toEqual([
    "chess",
    "custom_grid",
    "custom_zones",
    "dune_imperium",
    "star_wars_legion",
  ]);
  for (const pack of items) {
    const seats = players("white", "black", "red").slice(0, Math.max(2, pack.players.min)).slice(0, pack.players.max);
    const zones = [{ id: "home", name: "Home", kind: "count" }];
    const options = pack.id === "custom_zones" ? { pack_options: { zones } } : {};
    const body = { name: pack.title, game_type: pack.id, players: seats, ...options };
    const game = await host.call(createGame, { body });
    expect(game).toMatchObject({ pack_id: pack.id, pack_version: pack.version, status: "setup" });
    const state = await host.call(readState, { params: { id: game.id }, query: {} });
    if (pack.phases[0]) expect(state.phase).toBe(pack.phases[0].id);
  }
});

test("options that make no sense are 422 at the option", async () => {
  const body = {
    name: "x",
    game_type: "custom_grid",
    players: players("red"),
    pack_options: { rows: 1, colour: "blue" },
  };
  await expect((await client()).call(createGame, { body })).rejects.toMatchObject({
    code: "pack.options_invalid",
    status: 422,
  });
});

test("chess knows its moves: legal ones are played and written, others are refused", async () => {
  const host = await client();
  const game = await host.call(createGame, {
    body: { name: "Chess", game_type: "chess", players: players("white", "black") },
  });
  const params = { id: game.id };
  const play = async (player: number, from: string, to: string) => {
    const { seq } = await host.call(readState, { params, query: {} });
    return host.call(enterMove, { params, body: { move: { kind: "move", player, from, to }, expected_seq: seq } });
  };
  expect((await play(1, "e2", "e4")).state).toMatchObject({ current_turn: 1, turn_player: 2 });
  await expect(play(2, "e7", "e4")).rejects.toMatchObject({ code: "move.conflict", status: 409 });
  const { move, state } = await play(2, "g8", "f6");
  expect(move).toMatchObject({ n: 2, conflict: null, move: { text: expect.stringContaining("Nf6") } });
  expect(state.board_state.grid?.[2]?.[5]).toEqual({ type: "knight", player: 2 });
});
