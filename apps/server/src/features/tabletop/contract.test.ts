import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createTestServer, type TestServer } from "../../testing.ts";
import { aPublishedClient, EXAMPLE_GAME, INSTANT, type PublishedClient, UUID } from "./published.testing.ts";

/*
 * The published HTTP, row by row (tabletop.md 5.1), with the examples of the source document as they stand there. Plain
 * requests with an API key: what a client of the source sees.
 */

let server: TestServer;
let ask: PublishedClient["ask"];
let aGame: PublishedClient["aGame"];
beforeAll(async () => {
  server = await createTestServer();
  ({ ask, aGame } = await aPublishedClient(server));
});
afterAll(() => server.close());

describe("games", () => {
  test("POST /games answers 201 with every field of the Game model", async () => {
    const { status, body } = await ask("POST", "/games", EXAMPLE_GAME);
    expect(status).toBe(201);
    expect(body).toMatchObject({
      id: UUID,
      name: EXAMPLE_GAME.name,
      game_type: "dune_imperium",
      status: "setup",
      created_at: INSTANT,
      updated_at: INSTANT,
      current_turn: 0,
      current_phase: "round_start",
      metadata: {},
    });
    expect(body.players).toEqual(
      EXAMPLE_GAME.players.map((player) => expect.objectContaining({ ...player, id: UUID })),
    );
  });

  test("the trailing slash of the source's router is accepted", async () => {
    expect((await ask("POST", "/games/", EXAMPLE_GAME)).status).toBe(201);
    expect((await ask("GET", "/games/")).status).toBe(200);
  });

  test("an unknown type is 422 and lists the known ones", async () => {
    const { status, body } = await ask("POST", "/games", { ...EXAMPLE_GAME, game_type: "ludo" });
    expect(status).toBe(422);
    expect(body.code).toBe("pack.unknown");
    for (const known of ["dune_imperium", "star_wars_legion", "chess", "custom_grid"])
      expect(body.detail).toContain(known);
  });

  test("GET /games/{id} answers with captures and latest_state, null before the set-up", async () => {
    const { id } = await aGame();
    const { status, body, headers } = await ask("GET", `/games/${id}`);
    expect(status).toBe(200);
    expect(headers.get("etag")).toBeTruthy();
    expect(body).toMatchObject({
      id,
      name: EXAMPLE_GAME.name,
      status: "setup",
      current_turn: 0,
      captures: [],
      latest_state: null,
    });
    expect((await ask("GET", `/games/${id}`, undefined, { "if-none-match": headers.get("etag") ?? "" })).status).toBe(
      304,
    );
  });

  test("GET /games lists newest first, in pages", async () => {
    const made = [await aGame(), await aGame(), await aGame()].map(({ id }) => id).reverse();
    const { body } = await ask("GET", "/games?status=setup&limit=2&offset=0");
    expect(body).toMatchObject({ page: 1, page_size: 2 });
    expect(body.games.map(({ id }) => id)).toEqual(made.slice(0, 2));
    const second = await ask("GET", "/games?status=setup&limit=2&offset=2");
    expect(second.body.page).toBe(2);
    expect(second.body.games[0]?.id).toBe(made[2]);
    expect(body.total).toBe(second.body.total);
    expect((await ask("GET", "/games")).body.page_size).toBe(10);
    expect((await ask("GET", "/games?limit=101")).status).toBe(422);
  });

  test("GET /games finds by type and by part of the name, whatever it holds", async () => {
    await ask("POST", "/games", { ...EXAMPLE_GAME, name: "100% luck_y" });
    expect((await ask("GET", "/games?q=100%25%20LUCK_")).body.total).toBe(1);
    expect((await ask("GET", "/games?q=100%25%25")).body.total).toBe(0);
    expect((await ask("GET", "/games?game_type=chess")).body.total).toBe(0);
  });

  test("PATCH /games/{id} changes status and turn as in the example", async () => {
    const { id } = await aGame();
    await ask("PATCH", `/games/${id}`, { status: "in_progress" });
    const { status, body } = await ask("PATCH", `/games/${id}`, { status: "completed", current_turn: 10 });
    expect(status).toBe(200);
    expect(body).toMatchObject({ id, status: "completed", current_turn: 10 });
    expect((await ask("GET", `/games/${id}/state`)).body.current_turn).toBe(10);
  });

  test("PATCH /games/{id} changes names, colours, phase and metadata, and reopens without asking why", async () => {
    const { id } = await aGame();
    const players = [
      { position: 1, color: "red" },
      { position: 2, name: "Alicia", color: "blue" },
    ];
    const { body } = await ask("PATCH", `/games/${id}`, {
      name: "Second evening",
      current_phase: "combat",
      metadata: { table: "kitchen" },
      players,
      status: "abandoned",
    });
    expect(body).toMatchObject({
      name: "Second evening",
      current_phase: "combat",
      metadata: { table: "kitchen" },
      status: "abandoned",
    });
    expect(body.players).toMatchObject([
      { name: "Bob", color: "red" },
      { name: "Alicia", color: "blue" },
    ]);
    expect((await ask("PATCH", `/games/${id}`, { status: "in_progress" })).body.status).toBe("in_progress");
  });

  test("a step the machine does not have is 409 and changes nothing", async () => {
    const { id } = await aGame();
    const { status, body } = await ask("PATCH", `/games/${id}`, { status: "completed", name: "Never" });
    expect(status).toBe(409);
    expect(body).toMatchObject({
      code: "game.bad_transition",
      detail: "A game that is setup cannot become completed.",
    });
    expect((await ask("GET", `/games/${id}`)).body).toMatchObject({ status: "setup", name: EXAMPLE_GAME.name });
  });

  test("DELETE /games/{id} is 204, then 404; restore brings it back", async () => {
    const { id } = await aGame();
    expect((await ask("DELETE", `/games/${id}`)).status).toBe(204);
    expect((await ask("DELETE", `/games/${id}`)).status).toBe(404);
    expect((await ask("GET", `/games/${id}`)).status).toBe(404);
    expect((await ask("POST", `/games/${id}/restore`)).body).toMatchObject({ id, status: "setup" });
    expect((await ask("GET", `/games/${id}`)).status).toBe(200);
  });

  test.each([
    [
      "two at one position",
      [
        { name: "a", position: 1, color: "red" },
        { name: "b", position: 1, color: "blue" },
      ],
      "/players/1/position",
    ],
    [
      "two of one colour",
      [
        { name: "a", position: 1, color: "red" },
        { name: "b", position: 2, color: "RED" },
      ],
      "/players/1/color",
    ],
    ["no colour", [{ name: "a", position: 1, color: "#12345" }], "/players/0/color"],
    [
      "more than the game is for",
      [1, 2, 3, 4, 5].map((n) => ({ name: `p${n}`, position: n, color: `#00000${n}` })),
      "/players",
    ],
  ])("players: %s is 422 at the field", async (_, players, at) => {
    const { status, body } = await ask("POST", "/games", { ...EXAMPLE_GAME, players });
    expect(status).toBe(422);
    expect(body).toMatchObject({ code: "game.players_invalid" });
    expect(body.errors.map(({ at }) => at)).toContain(at);
  });
});
