import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createTestServer, type TestServer } from "../../testing.ts";
import { eventually, theGarden } from "./table.testing.ts";

/*
 * The published HTTP, row by row (tabletop.md 5.1), with the examples of the source document as they stand there. Plain
 * requests with an API key: what a client of the source sees.
 */

const UUID = expect.stringMatching(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);
const INSTANT = expect.stringMatching(/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}Z$/);

const EXAMPLE_GAME = {
  name: "Bob vs Alice - Dune Imperium",
  game_type: "dune_imperium",
  players: [
    { name: "Bob", position: 1, color: "blue" },
    { name: "Alice", position: 2, color: "red" },
  ],
};

let server: TestServer;
let key: string;
beforeAll(async () => {
  server = await createTestServer();
  ({ key } = await server.keyWith(["tabletop:read", "tabletop:write", "tabletop:operate"]));
});
afterAll(() => server.close());

/** Fields of any answer these tests look at by name; which of them is there, the test says. */
interface Published {
  readonly id: string;
  readonly status: string;
  readonly code: string;
  readonly detail: string;
  readonly errors: readonly { readonly at: string }[];
  readonly games: readonly { readonly id: string }[];
  readonly players: readonly unknown[];
  readonly captures: readonly unknown[];
  readonly total: number;
  readonly page: number;
  readonly page_size: number;
  readonly current_turn: number;
  readonly seq: number;
  readonly head_seq: number;
  readonly capture_id: string;
  readonly upload_url: string;
  readonly image_url: string;
  readonly thumbnail_url: string;
  readonly image_path: string;
  readonly analysis_status: string;
  readonly job_id: string;
  readonly results: unknown;
  readonly latest_state: unknown;
  readonly available_resolutions: readonly string[];
  readonly board_state: { readonly pieces: readonly unknown[]; readonly zones: Readonly<Record<string, unknown>> };
}

interface Answer {
  readonly status: number;
  readonly body: Published;
  readonly headers: Headers;
}

async function ask(
  method: string,
  path: string,
  body?: unknown,
  headers: Record<string, string> = {},
): Promise<Answer> {
  const answer = await server.request(path.startsWith("/images") ? path : `/api/v1${path}`, {
    method,
    headers: { "x-api-key": key, ...(body === undefined ? {} : { "content-type": "application/json" }), ...headers },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const text = await answer.text();
  const isJson = (answer.headers.get("content-type")?.includes("json") ?? false) && text !== "";
  return { status: answer.status, body: (isJson ? JSON.parse(text) : {}) as Published, headers: answer.headers };
}

const aGame = async () => (await ask("POST", "/games", EXAMPLE_GAME)).body;

/** A game with one photo that was analysed. */
async function aPhoto(gameId: string): Promise<string> {
  const { photo } = await theGarden();
  const form = new FormData();
  form.set("image", new Blob([await photo(0)]), "cap.jpg");
  const begun = await server.request(`/api/v1/games/${gameId}/captures`, {
    method: "POST",
    headers: { "x-api-key": key },
    body: form,
  });
  const { capture_id: id } = (await begun.json()) as { capture_id: string };
  await eventually(
    async () => {
      const { body } = await ask("GET", `/games/${gameId}/captures/${id}`);
      return body.analysis_status === "completed" ? true : undefined;
    },
    async () => (await ask("GET", `/games/${gameId}/captures/${id}`)).body,
  );
  return id;
}

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

describe("captures", () => {
  test("POST captures without a camera says how to get on", async () => {
    const { id } = await aGame();
    const example = { trigger_camera: true, notes: "Initial board setup", resolution: "4k" };
    const { status, body } = await ask("POST", `/games/${id}/captures`, example);
    expect(status).toBe(409);
    expect(body).toMatchObject({ code: "camera.none_configured" });
  });

  test("trigger_camera: false waits for an upload and says where to", async () => {
    const { id } = await aGame();
    for (const [path, sent] of [
      ["", { trigger_camera: false, notes: "mine" }],
      ["?trigger_camera=false", {}],
    ] as const) {
      const { status, body } = await ask("POST", `/games/${id}/captures${path}`, sent);
      expect(status).toBe(202);
      expect(body).toMatchObject({ capture_id: UUID, status: "waiting_for_upload", image_url: null });
      expect(body.upload_url).toBe(`/api/v1/games/${id}/captures/${body.capture_id}/image`);
    }
  });

  test("GET capture and its list have the documented fields", async () => {
    const { id } = await aGame();
    const cid = await aPhoto(id);
    const { body } = await ask("GET", `/games/${id}/captures/${cid}`);
    expect(body).toMatchObject({
      id: cid,
      sequence: 0,
      image_url: expect.stringMatching(new RegExp(`^/images/games/${id}/cap_0_\\d{8}_\\d{6}\\.jpg$`)),
      thumbnail_url: expect.stringMatching(new RegExp(`^/images/games/${id}/thumb_0_\\d{8}_\\d{6}\\.jpg$`)),
      captured_at: INSTANT,
      analysis_status: "completed",
      analysis_results: { changed_regions: [], detected_pieces: [], confidence: expect.any(Number) },
    });
    const list = await ask("GET", `/games/${id}/captures`);
    expect(list.body.captures).toMatchObject([
      { id: cid, sequence: 0, thumbnail_url: body.thumbnail_url, label: "Setup" },
    ]);
    expect((await ask("GET", body.image_url)).headers.get("content-type")).toBe("image/jpeg");
  });

  test("POST analyze answers 202 with a job that can be followed", async () => {
    const { id } = await aGame();
    const cid = await aPhoto(id);
    const example = { model: "qwen2-vl", detect_changes: true, identify_pieces: true };
    const { status, body } = await ask("POST", `/games/${id}/captures/${cid}/analyze`, example);
    expect(status).toBe(202);
    expect(body).toEqual({ status: "queued", job_id: expect.stringMatching(/^analysis_/) });
    const done = await eventually(
      async () => {
        const job = (await ask("GET", `/analysis/jobs/${body.job_id}`)).body;
        return job.status === "completed" ? job : undefined;
      },
      async () => (await ask("GET", `/analysis/jobs/${body.job_id}`)).body,
    );
    expect(done).toMatchObject({ job_id: body.job_id, created_at: INSTANT, completed_at: INSTANT, error: null });
    expect(done.results).toMatchObject({ changed_regions: [], detected_pieces: [] });
  });

  test("POST /analysis/vision answers 202 with an estimate; a photo of another game is 422", async () => {
    const [a, b] = [await aGame(), await aGame()];
    const [mine, other] = [await aPhoto(a.id), await aPhoto(b.id)];
    const example = { capture_id: mine, model: "qwen2-vl", params: { detect_changes: true, identify_pieces: true } };
    const { status, body } = await ask("POST", "/analysis/vision", example);
    expect(status).toBe(202);
    expect(body).toEqual({
      job_id: expect.stringMatching(/^analysis_/),
      status: "queued",
      estimated_duration: expect.stringMatching(/^\d+s$/),
    });
    const wrong = { ...example, params: { ...example.params, compare_to_capture_id: other } };
    expect((await ask("POST", "/analysis/vision", wrong)).body).toMatchObject({
      status: 422,
      code: "analysis.other_game",
    });
    expect((await ask("GET", "/analysis/jobs/analysis_123")).body).toMatchObject({
      status: 404,
      code: "job.not_found",
    });
  });
});

describe("state", () => {
  test("GET state before the set-up is the pack's beginning, turn 0", async () => {
    const { id } = await aGame();
    const { body } = await ask("GET", `/games/${id}/state`);
    expect(body).toMatchObject({
      current_turn: 0,
      phase: "round_start",
      resources: { player_1: { spice: 0, solari: 0, water: 1 }, player_2: { spice: 0, solari: 0, water: 1 } },
      pack: { id: "dune_imperium" },
    });
  });

  test("POST state keeps what was sent, and GET state and latest_state give it back", async () => {
    const { id } = await aGame();
    const fremen = { type: "fremen_warrior", player: 1, position: { x: 2, y: 3 } };
    const example = {
      turn: 3,
      phase: "combat",
      board_state: {
        grid: [
          [null, null],
          [null, null],
        ],
        pieces: [fremen],
        zones: { garrison_1: { player_1: 2 } },
      },
      resources: { player_1: { spice: 5, water: 2, solari: 3 } },
      source: "manual",
    };
    const { status, body } = await ask("POST", `/games/${id}/state`, example);
    expect(status).toBe(201);
    expect(body).toMatchObject({
      id: UUID,
      game_id: id,
      capture_id: null,
      turn: 3,
      phase: "combat",
      created_at: INSTANT,
      validation_notes: [],
      detected_changes: [{ zone: "garrison_1", before: "player_1 3", after: "player_1 2" }],
    });
    expect(body.board_state.pieces).toMatchObject([fremen]);
    const state = (await ask("GET", `/games/${id}/state`)).body;
    expect(state).toMatchObject({
      current_turn: 3,
      phase: "combat",
      resources: { player_1: { spice: 5, water: 2, solari: 3 }, player_2: { water: 1 } },
    });
    expect((await ask("GET", `/games/${id}`)).body.latest_state).toMatchObject({
      turn: 3,
      board_state: body.board_state,
    });
  });

  test("POST state leaves out what it does not name", async () => {
    const { id } = await aGame();
    await ask("POST", `/games/${id}/state`, { turn: 2, phase: "reveal", source: "manual" });
    await ask("POST", `/games/${id}/state`, { resources: { player_2: { spice: 4 } } });
    expect((await ask("GET", `/games/${id}/state`)).body).toMatchObject({
      current_turn: 2,
      phase: "reveal",
      resources: { player_2: { spice: 4, water: 1 } },
    });
  });

  test.each([
    ["a seat nobody has", { zones: { garrison_1: { player_9: 1 } } }, /player_9/],
    ["less than nothing", { zones: { garrison_1: { player_1: -1 } } }, /whole number/],
    ["cells on a board of zones", { grid: [[{ type: "x", player: 1 }]] }, /no grid/],
  ])("POST state with %s is 422 at the field and writes nothing", async (_, board_state, detail) => {
    const { id } = await aGame();
    const { status, body } = await ask("POST", `/games/${id}/state`, { board_state });
    expect(status).toBe(422);
    expect(body.code).toBe("state.invalid");
    expect(body.detail).toMatch(detail);
    expect(body.errors[0]?.at).toMatch(/^\/board_state\//);
    expect((await ask("GET", `/games/${id}`)).body.latest_state).toBeNull();
  });

  test("time travel: at_move and at_seq; beyond the last move is 404 with the highest", async () => {
    const { id } = await aGame();
    for (const n of [1, 2]) {
      const { head_seq } = (await ask("GET", `/games/${id}`)).body;
      const move = { kind: "count", player: 1, zone: "conspire", delta: n === 1 ? 1 : -1 };
      await ask("POST", `/games/${id}/moves`, { move, expected_seq: head_seq });
    }
    expect((await ask("GET", `/games/${id}/state?at_move=1`)).body.board_state.zones["conspire"]).toEqual({
      player_1: 1,
      player_2: 0,
    });
    expect((await ask("GET", `/games/${id}/state?at_move=0`)).body.board_state.zones["conspire"]).toEqual({
      player_1: 0,
      player_2: 0,
    });
    expect((await ask("GET", `/games/${id}/state?at_seq=3`)).body.seq).toBe(3);
    const beyond = await ask("GET", `/games/${id}/state?at_move=9`);
    expect(beyond).toMatchObject({ status: 404, body: { code: "move.not_found", params: { highest: 2 } } });
  });
});

describe("camera", () => {
  test("GET /camera/status without a camera is a sentence, with one the documented fields", async () => {
    expect((await ask("GET", "/camera/status")).body).toMatchObject({ status: 409, code: "camera.none_configured" });
    await ask("POST", "/cameras", { name: "Desk", driver: "replay", settings: { sample: "garden" }, is_default: true });
    const { body } = await ask("GET", "/camera/status");
    expect(body).toMatchObject({ status: "ready", last_capture: null, camera_model: expect.any(String) });
    expect(Array.isArray(body.available_resolutions)).toBe(true);
  });

  test("POST /camera/capture waits for the photo and answers with its path", async () => {
    const { id } = await aGame();
    const { status, body } = await ask("POST", "/camera/capture", { game_id: id, resolution: "4k", format: "jpeg" });
    expect(status).toBe(200);
    expect(body).toMatchObject({ size_bytes: expect.any(Number), captured_at: INSTANT, capture_id: UUID });
    expect(body.image_path).toMatch(new RegExp(`^/.*/games/${id}/cap_0_\\d{8}_\\d{6}\\.jpg$`));
    const status2 = (await ask("GET", "/camera/status")).body;
    expect(status2).toMatchObject({ last_capture: INSTANT, available_resolutions: ["4k", "720p"] });
  });

  test("a size the camera lacks is 422 with those it has", async () => {
    const { id } = await aGame();
    const { status, body } = await ask("POST", `/games/${id}/captures`, { resolution: "1080p" });
    expect(status).toBe(422);
    expect(body).toMatchObject({ code: "camera.resolution_unavailable", params: { available: ["4k", "720p"] } });
  });
});
