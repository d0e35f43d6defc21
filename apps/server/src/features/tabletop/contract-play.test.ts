import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createTestServer, type TestServer } from "../../testing.ts";
import { aPublishedClient, INSTANT, type PublishedClient, UUID } from "./published.testing.ts";
import { eventually } from "./table.testing.ts";

/*
 * The published HTTP, row by row (tabletop.md 5.1), with the examples of the source document as they stand there. Plain
 * requests with an API key: what a client of the source sees.
 */

let server: TestServer;
let ask: PublishedClient["ask"];
let aGame: PublishedClient["aGame"];
let aPhoto: PublishedClient["aPhoto"];
beforeAll(async () => {
  server = await createTestServer();
  ({ ask, aGame, aPhoto } = await aPublishedClient(server));
});
afterAll(() => server.close());

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
