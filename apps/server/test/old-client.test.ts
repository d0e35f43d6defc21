import { createCamera } from "@wopr/contracts";
import { findSample, loadSample, type SampleSpec } from "@wopr/games/samples";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createTestServer, type TestServer } from "../src/testing.ts";

/*
 * A client that knows TWAT's published HTTP and nothing else: JSON over fetch, polling, `X-API-Key` as the only new
 * header. It uses the words of the source document: captures, analysis_status, detected_pieces, POST state.
 */

/** The source polls every 2 s; the promise does not depend on how often somebody asks. */
const POLL_MS = 50;
const LAST_LOOK = 400;

interface PublishedPiece {
  readonly type: string;
  readonly player: number;
  readonly position: { readonly x: number; readonly y: number };
}

interface PublishedCapture {
  readonly id: string;
  readonly sequence: number | null;
  readonly image_url: string | null;
  readonly thumbnail_url: string | null;
  readonly captured_at: string;
  readonly analysis_status: "pending" | "processing" | "completed" | "failed";
  readonly analysis_results: {
    readonly changed_regions: readonly (readonly number[])[];
    readonly detected_pieces: readonly (PublishedPiece & { readonly confidence: number })[];
    readonly confidence: number;
  } | null;
}

let server: TestServer;
let apiKey: string;
beforeAll(async () => {
  server = await createTestServer();
  // What an administrator of the installation has done beforehand: a camera over the table, and a key for the client.
  const { client } = await server.signIn("owner");
  await client.call(createCamera, {
    body: { name: "Table", driver: "replay", settings: { sample: "garden" }, is_default: true },
  });
  ({ key: apiKey } = await server.keyWith(["tabletop:read", "tabletop:write", "tabletop:operate"]));
});
afterAll(() => server.close());

async function ask<T>(method: string, path: string, body?: unknown): Promise<T> {
  const answer = await server.request(`/api/v1${path}`, {
    method,
    headers: { "content-type": "application/json", "x-api-key": apiKey },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const text = await answer.text();
  if (!answer.ok) throw new Error(JSON.parse(text).detail || "Request failed");
  return (text ? JSON.parse(text) : undefined) as T;
}

/** The source's flows 1 and 2: trigger, poll until the picture is there, poll until it was analysed. */
async function takePhoto(gameId: string, notes: string): Promise<PublishedCapture> {
  const begun = await ask<{ capture_id: string; status: string; image_url: string | null }>(
    "POST",
    `/games/${gameId}/captures`,
    { trigger_camera: true, notes },
  );
  expect(begun).toMatchObject({ status: "capturing", image_url: null });
  for (let look = 0; look < LAST_LOOK; look += 1) {
    const capture = await ask<PublishedCapture>("GET", `/games/${gameId}/captures/${begun.capture_id}`);
    if (capture.analysis_status === "failed") throw new Error("analysis failed");
    if (capture.image_url && capture.analysis_status === "completed") return capture;
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
  }
  throw new Error("the analysis did not end");
}

/** What lies on the table, as the person at the client sees it with their own eyes. */
function theTable(spec: SampleSpec) {
  const cell = (name: string) => ({ x: name.charCodeAt(0) - 65, y: Number(name.slice(1)) - 1 });
  const pieces = spec.start.map(({ cell: name, player }) => ({ ...cell(name), player }));
  return {
    lay: (names: readonly string[], player: number) => pieces.push(...names.map((name) => ({ ...cell(name), player }))),
    matches: (seen: readonly PublishedPiece[]) =>
      flat(seen.map((p) => ({ ...p.position, player: p.player }))) === flat(pieces),
  };
}

const flat = (pieces: readonly { readonly x: number; readonly y: number; readonly player: number }[]) =>
  pieces
    .map(({ x, y, player }) => `${x},${y}=${player}`)
    .sort()
    .join(" ");

test("a client that knows only the published HTTP plays a whole sample game", async () => {
  const sample = findSample("garden");
  if (!sample) throw new Error("the sample is not shipped");
  const spec = await loadSample(sample);
  const game = await ask<{ id: string; status: string; current_turn: number }>("POST", "/games", {
    name: "Rosa and the others",
    game_type: "custom_grid",
    players: spec.game.players.map(({ name, position, color }) => ({ name, position, color })),
  });
  expect(game).toMatchObject({ status: "setup", current_turn: 0 });

  const table = theTable(spec);
  let turn = 0;
  for (const photo of spec.photos) {
    table.lay(photo.about === "hand" ? [] : photo.placed, photo.player ?? 0);
    const capture = await takePhoto(game.id, photo.about);
    const found = capture.analysis_results;
    if (!found) throw new Error("completed without results");
    if (photo.about === "hand") {
      // Nothing is believed of a hidden board: the person sees it and takes another photo.
      expect(found).toMatchObject({ changed_regions: [], confidence: 0 });
      continue;
    }
    expect(table.matches(found.detected_pieces), `${photo.file}: ${JSON.stringify(found.detected_pieces)}`).toBe(true);
    if (photo.about !== "setup") turn += 1;
    const pieces = found.detected_pieces.map(({ type, player, position }) => ({ type, player, position }));
    const state = await ask<{ turn: number; capture_id: string; game_id: string }>("POST", `/games/${game.id}/state`, {
      turn,
      phase: "play",
      board_state: { pieces },
      source: "vision_analysis",
    });
    expect(state).toMatchObject({ turn, capture_id: capture.id, game_id: game.id });
  }

  const state = await ask<{ current_turn: number; board_state: { pieces: PublishedPiece[] } }>(
    "GET",
    `/games/${game.id}/state`,
  );
  expect(table.matches(state.board_state.pieces)).toBe(true);
  expect(state.current_turn).toBe(turn);
  const { captures } = await ask<{ captures: { sequence: number; thumbnail_url: string; label: string }[] }>(
    "GET",
    `/games/${game.id}/captures`,
  );
  expect(captures.map(({ sequence }) => sequence)).toEqual(spec.photos.map((_, n) => n));
  expect(captures.map(({ label }) => label)).toEqual([
    "Setup",
    "Turn 1",
    "Turn 2",
    "Turn 3",
    "Photo 4",
    ...[4, 5, 6, 7, 8, 9, 10].map((n) => `Turn ${n}`),
  ]);
  const done = await ask<{ status: string }>("PATCH", `/games/${game.id}`, { status: "completed", current_turn: turn });
  expect(done.status).toBe("completed");
}, 60_000);

test("the client reads `detail` of every failure as a sentence", async () => {
  await expect(ask("GET", "/games/550e8400-e29b-41d4-a716-446655440000")).rejects.toThrow(/no such game/);
  await expect(ask("POST", "/games", { name: "x", game_type: "ludo", players: [] })).rejects.toThrow(/players/);
});
