import {
  addComment,
  createGame,
  dismissVerdict,
  enterMove,
  listComments,
  listMoves,
  noteTurn,
  readGame,
  readScoreSheet,
  readState,
  setGlyph,
  setResult,
  setState,
  toggleArrow,
} from "@wopr/contracts";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createTestServer, type TestServer } from "../../testing.ts";
import { sitDown, type Table } from "./table.testing.ts";

let server: TestServer;
beforeAll(async () => {
  server = await createTestServer();
});
afterAll(() => server.close());

const SOME_ID = "00000000-0000-7000-8000-000000000000";

/** An evening of Dune with one agent sent; what it costs is not there. */
async function anEvening(): Promise<{ readonly table: Table; readonly moveId: string }> {
  const { client } = await server.signIn("owner");
  const players = [
    { name: "Ada", position: 1, color: "red" },
    { name: "Bob", position: 2, color: "blue" },
  ];
  const body = { name: "Evening", game_type: "dune_imperium", players };
  const table = sitDown(client, await client.call(createGame, { body }));
  const move = { kind: "count" as const, player: 1, zone: "conspire", delta: 1 };
  await client.call(enterMove, { params: table.params, body: { move, expected_seq: await table.head() } });
  const { items } = await client.call(listMoves, { params: table.params });
  return { table, moveId: items[0]?.move_id ?? "" };
}

const firstLine = async ({ client, params }: Table) => (await client.call(listMoves, { params })).items[0];

describe("what people say about a move", () => {
  test("stands beside it: comment, sign, arrow, turn form; the newest counts and can be taken off", async () => {
    const { table, moveId } = await anEvening();
    const { client, params } = table;
    const about = { move_id: moveId };
    await client.call(addComment, { params, body: { ...about, text: "Bold." } });
    await client.call(addComment, { params, body: { text: "A long evening." } });
    await client.call(setGlyph, { params, body: { ...about, glyph: "?!" } });
    const arrow = { ...about, from: "garrison_1", to: "conspire" };
    expect((await client.call(toggleArrow, { params, body: arrow })).drawn).toBe(true);
    await client.call(noteTurn, {
      params,
      body: { ...about, answers: { turn: "agent", card: "Dagger", deployed: 2 } },
    });
    expect(await firstLine(table)).toMatchObject({
      comments: [{ text: "Bold.", by: "Olive Owner" }],
      glyph: "?!",
      arrows: [{ from: "garrison_1", to: "conspire" }],
      notes: { turn: "agent", card: "Dagger", deployed: 2 },
    });
    expect((await client.call(toggleArrow, { params, body: arrow })).drawn).toBe(false);
    await client.call(setGlyph, { params, body: { ...about, glyph: null } });
    expect(await firstLine(table)).toMatchObject({ glyph: null, arrows: [] });
    const { items } = await client.call(listComments, { params });
    expect(items.map(({ text, move_id: id }) => [text, id])).toEqual([
      ["Bold.", moveId],
      ["A long evening.", null],
    ]);
  });

  test("a verdict that is dismissed stays dismissed for that move, and can be called back", async () => {
    const { table, moveId } = await anEvening();
    const { client, params } = table;
    const verdict = async () => (await firstLine(table))?.verdicts.find(({ rule }) => rule === "cost");
    expect(await verdict()).toMatchObject({ text: "Conspire costs 4 spice; Red has 0.", dismissed: false });
    await client.call(dismissVerdict, { params, body: { move_id: moveId, rule: "cost" } });
    expect(await verdict()).toMatchObject({ dismissed: true });
    await client.call(dismissVerdict, { params, body: { move_id: moveId, rule: "cost", dismissed: false } });
    expect(await verdict()).toMatchObject({ dismissed: false });
  });

  test("an answer the form does not have, a move that is not there: refused with their place", async () => {
    const { table, moveId } = await anEvening();
    const { client, params } = table;
    const answers = { turn: "sleep", luck: 3 };
    await expect(client.call(noteTurn, { params, body: { move_id: moveId, answers } })).rejects.toMatchObject({
      code: "note.invalid",
      params: { problems: [{ at: "/answers/turn" }, { at: "/answers/luck" }] },
    });
    await expect(client.call(setGlyph, { params, body: { move_id: SOME_ID, glyph: "!" } })).rejects.toMatchObject({
      code: "move.not_listed",
      status: 404,
    });
    await expect(client.call(addComment, { params, body: { text: "x".repeat(10_000) } })).rejects.toMatchObject({
      status: 422,
    });
  });
});

describe("how a game ends", () => {
  test("the sheet is filled from the position; ties go by the pack; the game is over with it", async () => {
    const { table } = await anEvening();
    const { client, params } = table;
    const board_state = { tracks: { victory_points: { player_1: 10, player_2: 10 } } };
    const resources = { player_2: { spice: 3 } };
    await client.call(setState, { params, body: { board_state, resources, phase: "recall" } });
    const sheet = await client.call(readScoreSheet, { params });
    expect(sheet.over).toMatchObject({ winner: 2 });
    expect(sheet.result.players).toMatchObject([
      { position: 1, total: 10, rank: 2, winner: false },
      { position: 2, total: 10, rank: 1, winner: true },
    ]);
    const entries = [{ position: 1, fields: { points: 12 } }, { position: 2 }];
    const { result } = await client.call(setResult, { params, body: { players: entries, reason: "Recounted." } });
    expect(result).toMatchObject({
      players: [
        { total: 12, winner: true },
        { total: 10, winner: false },
      ],
    });
    expect((await client.call(readGame, { params })).status).toBe("completed");
    expect((await client.call(readState, { params, query: {} })).result).toMatchObject({ reason: "Recounted." });
  });

  test("lines the sheet does not have and seats nobody sits at are refused", async () => {
    const { table } = await anEvening();
    const players = [{ position: 1, fields: { luck: 1 } }, { position: 9 }];
    await expect(table.client.call(setResult, { params: table.params, body: { players } })).rejects.toMatchObject({
      code: "result.invalid",
      params: { problems: [{ at: "/players/0/fields/luck" }, { at: "/players/1/position" }] },
    });
  });
});
