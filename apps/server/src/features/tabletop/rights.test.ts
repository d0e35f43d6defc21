import { type Endpoint, pathOf, tabletopEndpoints } from "@wopr/contracts";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createTestServer, type TestPerson, type TestServer } from "../../testing.ts";
import { aDemo, aGardenGame, type Table } from "./table.testing.ts";

let server: TestServer;
let table: Table;
let captureId: string;
let imageFile: string;
let jobId: string;
let cameraId: string;
let proposalId: string;

beforeAll(async () => {
  server = await createTestServer();
  const host = await server.signIn("member");
  table = await aDemo(host.client);
  const capture = await table.shoot();
  captureId = capture.id;
  imageFile = capture.image_url?.split("/").at(-1) ?? "";
  proposalId = (await table.proposal()).id;
  const answer = await server.request(`/api/v1/games/${table.game.id}/captures/${captureId}/analyze`, {
    method: "POST",
    headers: { cookie: host.cookie, origin: "http://localhost", "content-type": "application/json" },
    body: "{}",
  });
  jobId = ((await answer.json()) as { job_id: string }).job_id;
  const cameras = await server.request("/api/v1/cameras", { headers: { cookie: host.cookie } });
  cameraId = ((await cameras.json()) as { items: { id: string }[] }).items[0]?.id ?? "";
});
afterAll(() => server.close());

/** Routes that are about no game of somebody: lists (which leave the game out), what anybody may add, packs. */
const ABOUT_NO_GAME = new Set([
  "createGame",
  "listGames",
  "gameStats",
  "createDemoGame",
  "listPacks",
  "listCameras",
  "createCamera",
  "listCameraDrivers",
  // Counts and corrections of the games one may see, like the list of games.
  "readAccuracy",
  // Kinds of games and layouts belong to the household; files that are read name no game.
  "readPack",
  "createPack",
  "updatePack",
  "validatePack",
  "tryPack",
  "listLayouts",
  "createLayout",
  "updateLayout",
  "deleteLayout",
  "importGame",
  "replayBundle",
  "cameraStatus",
]);

const SOME_ID = "00000000-0000-7000-8000-000000000000";

const BODIES: Readonly<Record<string, unknown>> = {
  updateGame: { name: "Mine now" },
  setState: { turn: 1 },
  enterMove: { move: { kind: "pass", player: 1 }, expected_seq: 1 },
  agreeProposal: { expected_seq: 1 },
  rejectProposal: { reason: "wrong" },
  undoGame: { expected_seq: 1 },
  redoGame: { expected_seq: 1 },
  correctMove: { move: { kind: "pass", player: 1 }, expected_seq: 1 },
  insertMove: { move: { kind: "pass", player: 1 }, expected_seq: 1 },
  attachCapture: { n: 1, expected_seq: 1 },
  addComment: { text: "mine" },
  setGlyph: { move_id: SOME_ID, glyph: "!" },
  toggleArrow: { move_id: SOME_ID, from: "A1", to: "A2" },
  noteTurn: { move_id: SOME_ID, answers: {} },
  dismissVerdict: { move_id: SOME_ID, rule: "x" },
  setResult: { players: [{ position: 1 }] },
  requestExport: { format: "zip" },
  makeBugBundle: {},
  useLayout: { layout_id: SOME_ID },
  measure: { kind: "distance", from: { x: 1, y: 1 }, to: { x: 2, y: 2 } },
  setTerrain: { polygons: [] },
  setTools: { tools: [{ speed: 1, mm: 76, sigma_mm: 1 }] },
  createShareLink: {},
  commentShared: { name: "Me", text: "mine" },
  updateCamera: { name: "Mine now" },
  reportCamera: { status: "ready", detail: null, model: "x", sizes: {}, spool_files: 0, spool_bytes: 0 },
};

/** A request to an endpoint that is right in everything but who sends it. */
function requestOf(name: string, endpoint: Endpoint): { readonly path: string; readonly init: RequestInit } {
  const values: Record<string, string> = {
    id: endpoint.path.startsWith("/cameras") || endpoint.path.startsWith("/camera-agents") ? cameraId : table.game.id,
    game_id: table.game.id,
    cid: captureId,
    pid: proposalId,
    file: imageFile,
    job_id: jobId,
    name: "rectified",
    cell: "E4",
    upload_id: captureId,
    n: "1",
    lid: captureId,
    eid: captureId,
    kind: "board",
    token: "AAAAAAAAAAAAAAAAAAAAAA",
  };
  const bodies: Record<string, unknown> = {
    ...BODIES,
    cameraCapture: { game_id: table.game.id },
    setCameraAuto: { game_id: table.game.id },
    detectMarkersIn: { capture_id: captureId },
    submitAnalysis: { capture_id: captureId },
    setPalette: { capture_id: captureId, samples: [{ player: 1, cell: "D3" }] },
    setCalibration: {
      kind: "corners",
      corners: [
        [300, 170],
        [1170, 146],
        [1210, 1053],
        [261, 1060],
      ],
      image: { width: 1600, height: 1200 },
    },
  };
  const path = pathOf(endpoint).replaceAll(/:([a-z_]+)/g, (_, key: string) => values[key] ?? key);
  const queries: Record<string, string> = {
    removeMove: "?expected_seq=1",
    readReach: "?base_id=a",
    exportGame: "?format=json",
    exportStudy: `?name=x&ids=${table.game.id}`,
    compareCaptures: `?left=${captureId}&right=${captureId}`,
    uploadFromCamera: `?age_ms=1&game_id=${table.game.id}`,
    pollCameraCommands: "?wait_s=0",
  };
  const raw = endpoint.accepts && !endpoint.body;
  return {
    path: `${path}${queries[name] ?? ""}`,
    init: {
      method: endpoint.method,
      headers: raw
        ? { "content-type": "image/jpeg" }
        : endpoint.method === "GET"
          ? {}
          : { "content-type": "application/json" },
      ...(endpoint.method === "GET" || endpoint.method === "DELETE"
        ? {}
        : { body: raw ? "x" : JSON.stringify(bodies[name] ?? {}) }),
    },
  };
}

async function ask(who: TestPerson | undefined, name: string, endpoint: Endpoint): Promise<Response> {
  const { path, init } = requestOf(name, endpoint);
  const signedIn = who ? { cookie: who.cookie, origin: "http://localhost" } : {};
  return server.request(path, { ...init, headers: { ...(init.headers as Record<string, string>), ...signedIn } });
}

const endpoints = Object.entries(tabletopEndpoints) as [string, Endpoint][];
const aboutTheGame = endpoints.filter(([name]) => !ABOUT_NO_GAME.has(name));

describe("to a stranger the game does not exist", () => {
  test.each(aboutTheGame)("%s", async (name, endpoint) => {
    const stranger = await server.signIn("member");
    const answer = await ask(stranger, name, endpoint);
    expect(answer.status, await answer.clone().text()).toBe(404);
    expect(answer.headers.get("content-type")).toContain("application/problem+json");
  });

  test("its photos, its camera and its number are in no list", async () => {
    const stranger = await server.signIn("member");
    for (const path of ["/games", "/cameras", "/games/stats"]) {
      const answer = await server.request(`/api/v1${path}`, { headers: { cookie: stranger.cookie } });
      const text = await answer.text();
      expect(text).not.toContain(table.game.id);
      expect(text).not.toContain(cameraId);
      expect(text).not.toContain("in_progress");
    }
  });
});

test.each(endpoints)("nobody who has not signed in gets anything from %s", async (name, endpoint) => {
  const answer = await ask(undefined, name, endpoint);
  // What is public is for links, and this one is guessed.
  expect(answer.status, await answer.clone().text()).toBe(endpoint.scope === "public" ? 404 : 401);
});

test.each([
  ["owner", 200],
  ["admin", 200],
  ["operator", 200],
  ["approver", 200],
  ["viewer", 200],
  ["member", 404],
] as const)("as %s somebody who has no part in the game reads it with %i", async (role, status) => {
  const person = await server.signIn(role);
  const headers = { cookie: person.cookie };
  expect((await server.request(`/api/v1/games/${table.game.id}`, { headers })).status).toBe(status);
  expect((await server.request(`/images/games/${table.game.id}/${imageFile}`, { headers })).status).toBe(status);
});

test("somebody who plays in a game sees it and plays, but only who began it deletes it", async () => {
  const [host, guest] = [await server.signIn("member"), await server.signIn("member")];
  const seats = [1, 2, 3, 4].map((position) => ({
    name: `Seat ${position}`,
    position,
    color: ["red", "yellow", "blue", "purple"][position - 1] ?? "",
    ...(position === 2 ? { user_id: guest.id } : {}),
  }));
  const shared = await aGardenGame(host.client, { players: seats });
  const path = `/api/v1/games/${shared.game.id}`;
  const as = (person: TestPerson) => ({
    cookie: person.cookie,
    origin: "http://localhost",
    "content-type": "application/json",
  });
  const list = await server.request("/api/v1/games", { headers: as(guest) });
  expect(await list.text()).toContain(shared.game.id);
  const move = { move: { kind: "place", player: 2, to: "A1" }, expected_seq: await shared.head() };
  const played = await server.request(`${path}/moves`, {
    method: "POST",
    headers: as(guest),
    body: JSON.stringify(move),
  });
  expect(played.status).toBe(201);
  const deleted = await server.request(path, { method: "DELETE", headers: as(guest) });
  expect(deleted.status).toBe(403);
  expect(((await deleted.json()) as { code: string }).code).toBe("game.not_yours");
  expect((await server.request(path, { method: "DELETE", headers: as(host) })).status).toBe(204);
});
