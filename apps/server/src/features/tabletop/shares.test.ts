import {
  commentShared,
  createShareLink,
  deleteGame,
  enterMove,
  listComments,
  listShareLinks,
  readCapture,
  readShared,
  revokeShareLink,
} from "@wopr/contracts";
import sharp from "sharp";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createTestServer, type TestServer } from "../../testing.ts";
import { aDemo, aGardenGame, eventually, type Table } from "./table.testing.ts";

let server: TestServer;
beforeAll(async () => {
  server = await createTestServer();
});
afterAll(() => server.close());

const owner = async () => (await server.signIn("owner")).client;
const share = (table: Table, body: Record<string, unknown> = {}) =>
  table.client.call(createShareLink, { params: table.params, body });
const visit = (token: string, path = "") => server.request(`/api/v1/shared/${token}${path}`);
const place = (player: number, to: string) => ({ kind: "place" as const, player, to, piece: "flower_tile" });
const enter = async (table: Table, player: number, to: string) =>
  table.client.call(enterMove, {
    params: table.params,
    body: { move: place(player, to), expected_seq: await table.head() },
  });

describe("TT30: a share link", () => {
  test("shows board, players and moves without an account, and no account of anybody", async () => {
    const table = await aGardenGame(await owner());
    await enter(table, 1, "A1");
    const { token, url, link } = await share(table, { label: "Grandma" });
    expect(url).toBe(`/watch/${token}`);
    expect(link).toMatchObject({ label: "Grandma", scope: "view", photos: "board", revoked_at: null });
    const shared = await server.client.call(readShared, { params: { token }, query: {} });
    expect(shared).toMatchObject({ game_type: "custom_grid", status: "in_progress", scope: "view" });
    expect(shared.moves.map(({ move }) => move.text)).toEqual(["Red: places A1"]);
    expect(shared.state.board_state.pieces).toHaveLength(1);
    expect(JSON.stringify(shared)).not.toMatch(/Olive|owner@|\/images\/|user_id|camera/);
    const setup = await server.client.call(readShared, { params: { token }, query: { at_move: 0 } });
    expect(setup.state.board_state.pieces).toEqual([]);
  });

  test("keeps only a hash of its token", async () => {
    const table = await aGardenGame(await owner());
    const { token } = await share(table);
    const { rows } = await server.testDb.pool.query("SELECT * FROM tabletop_share_links");
    expect(JSON.stringify(rows)).not.toContain(token);
    const { items } = await table.client.call(listShareLinks, { params: table.params });
    expect(JSON.stringify(items)).not.toContain(token);
  });

  test("that is revoked, guessed or for a game in the trash answers the same 404", async () => {
    const table = await aGardenGame(await owner());
    const { token, link } = await share(table);
    const trashed = await aGardenGame(await owner());
    const other = await share(trashed);
    await trashed.client.call(deleteGame, { params: trashed.params });
    const params = { ...table.params, lid: link.id };
    await table.client.call(revokeShareLink, { params });
    await table.client.call(revokeShareLink, { params });
    for (const dead of [token, other.token, "AAAAAAAAAAAAAAAAAAAAAA"]) {
      for (const path of ["", "/stream", `/captures/${link.id}/board`]) {
        const answer = await visit(dead, path);
        expect([path, answer.status]).toEqual([path, 404]);
        expect(await answer.json()).toMatchObject({ code: "share.gone", detail: /no longer works/ });
      }
    }
  });

  test("expires", async () => {
    const table = await aGardenGame(await owner());
    const { token, link } = await share(table, { expires_in_days: 2 });
    expect((Date.parse(link.expires_at) - Date.parse(link.created_at)) / 86_400_000).toBe(2);
    const past = "UPDATE tabletop_share_links SET expires_at = now() - interval '1 second' WHERE id = $1";
    await server.testDb.pool.query(past, [link.id]);
    expect((await visit(token)).status).toBe(404);
  });

  test("with scope view cannot write; with scope comment it can, under the name that was given, as text", async () => {
    const table = await aGardenGame(await owner());
    await enter(table, 1, "A1");
    const view = await share(table);
    const comment = await share(table, { scope: "comment" });
    const body = { name: "Grandma", text: "<script>alert(1)</script> well played" };
    await expect(server.client.call(commentShared, { params: { token: view.token }, body })).rejects.toMatchObject({
      code: "share.view_only",
      status: 403,
    });
    await server.client.call(commentShared, { params: { token: comment.token }, body });
    const { items } = await table.client.call(listComments, { params: table.params });
    expect(items).toMatchObject([{ by: "Grandma", text: body.text, move_id: null }]);
    const long = { name: "Grandma", text: "x".repeat(10_000) };
    await expect(
      server.client.call(commentShared, { params: { token: comment.token }, body: long }),
    ).rejects.toMatchObject({ status: 422 });
  });

  test("shows photos as far as it says: none, the board alone, or all of them; also on /images", async () => {
    const table = await aDemo(await owner());
    const { capture_id: cid } = await table.shoot().then(({ id }) => ({ capture_id: id }));
    const capture = await table.client.call(readCapture, { params: { ...table.params, cid } });
    const image = capture.image_url ?? "";
    const thumbnail = capture.thumbnail_url ?? "";
    const statusOf = async (path: string) => (await server.request(path)).status;
    const seen = async (photos: string) => {
      const { token } = await share(table, { photos });
      return [
        (await visit(token, `/captures/${cid}/board`)).status,
        (await visit(token, `/captures/${cid}/photo`)).status,
        await statusOf(`${image}?share=${token}`),
        await statusOf(`${thumbnail}?share=${token}`),
      ];
    };
    expect(await seen("none")).toEqual([404, 404, 404, 404]);
    expect(await seen("board")).toEqual([200, 404, 404, 404]);
    expect(await seen("full")).toEqual([200, 200, 200, 200]);
    expect(await statusOf(image)).toBe(401);
    const elsewhere = await aDemo(await owner());
    const { token } = await share(elsewhere, { photos: "full" });
    expect(await statusOf(`${image}?share=${token}`)).toBe(404);
    expect((await visit(token, `/captures/${cid}/photo`)).status).toBe(404);
    const board = await share(table, { photos: "board" });
    const bytes = await (await visit(board.token, `/captures/${cid}/board`)).arrayBuffer();
    const { width = 0, height = 0 } = await sharp(Buffer.from(bytes)).metadata();
    expect(Math.abs(width - height)).toBeLessThanOrEqual(1);
  });
});

describe("TT31: a spectator", () => {
  test("is told of a move within a second and of the end of the link", async () => {
    const table = await aGardenGame(await owner());
    const { token, link } = await share(table);
    const leaving = new AbortController();
    const answer = await server.request(`/api/v1/shared/${token}/stream`, { signal: leaving.signal });
    expect(answer.headers.get("content-type")).toMatch(/^text\/event-stream/);
    const reader = (answer.body ?? expect.unreachable()).pipeThrough(new TextDecoderStream()).getReader();
    let text = "";
    const heard = (async () => {
      for (let part = await reader.read(); !part.done; part = await reader.read()) text += part.value;
    })();
    await eventually(
      async () => (text.includes("head_seq") ? true : undefined),
      async () => text,
    );
    const before = performance.now();
    await enter(table, 1, "A1");
    const head = await table.head();
    await eventually(
      async () => (text.includes(`"head_seq":${head}`) ? true : undefined),
      async () => text,
    );
    expect(performance.now() - before).toBeLessThan(1000);
    await table.client.call(revokeShareLink, { params: { ...table.params, lid: link.id } });
    await enter(table, 2, "B2");
    await heard;
    expect(text).toMatch(/event: gone/);
    leaving.abort();
  });
});
