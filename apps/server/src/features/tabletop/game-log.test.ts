import { enterMove, listMoves, readGame, readState, setState } from "@wopr/contracts";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createTestServer, type TestServer } from "../../testing.ts";
import { aGardenGame, ownerAt, type Table } from "./table.testing.ts";

let server: TestServer;
beforeAll(async () => {
  server = await createTestServer();
});
afterAll(() => server.close());

const query = (text: string, values: readonly unknown[]) => server.testDb.pool.query(text, [...values]);

/** A game of so many moves; each goes to another cell of the board of 81. */
async function aGameOf(moves: number): Promise<Table> {
  const table = await aGardenGame((await server.signIn("owner")).client);
  for (let n = 0; n < moves; n += 1) {
    const to = `${"ABCDEFGHI"[n % 9]}${1 + Math.floor(n / 9)}`;
    const move = { kind: "place" as const, player: 1 + (n % 4), to, piece: "flower_tile" };
    await table.client.call(enterMove, { params: table.params, body: { move, expected_seq: await table.head() } });
  }
  return table;
}

/** Reads games afresh, as a server does that was just started. */
async function asAfterARestart<T>(look: (client: Table["client"]) => Promise<T>): Promise<T> {
  const other = await createTestServer({ beside: server });
  try {
    return await look(await ownerAt(other));
  } finally {
    await other.close();
  }
}

describe("the log of a game", () => {
  test("is dense, and keeps a snapshot after 25 moves that a restarted server agrees with", async () => {
    const table = await aGameOf(26);
    const { rows } = await query("SELECT seq FROM tabletop_game_events WHERE game_id = $1 ORDER BY seq", [
      table.game.id,
    ]);
    expect(rows.map(({ seq }) => seq)).toEqual(rows.map((_, i) => i + 1));
    const kept = await query("SELECT at_move, state_hash FROM tabletop_game_snapshots WHERE game_id = $1", [
      table.game.id,
    ]);
    expect(kept.rows).toMatchObject([{ at_move: 25 }]);
    const before = await table.client.call(readState, { params: table.params, query: {} });
    const after = await asAfterARestart((client) => client.call(readState, { params: table.params, query: {} }));
    expect(after).toEqual(before);
    const game = await asAfterARestart((client) => client.call(readGame, { params: table.params }));
    expect(game.altered).toBe(false);
  });

  test("that somebody altered by hand is noticed, shown, and not rewritten", async () => {
    const table = await aGameOf(25);
    await query(
      `UPDATE tabletop_game_events SET payload = jsonb_set(payload, '{move,to}', '"I9"') WHERE game_id = $1 AND kind = 'move_committed' AND payload->'move'->>'to' = 'A1'`,
      [table.game.id],
    );
    const game = await asAfterARestart((client) => client.call(readGame, { params: table.params }));
    expect(game.altered).toBe(true);
    const { rows } = await query("SELECT state_hash FROM tabletop_game_snapshots WHERE game_id = $1", [table.game.id]);
    expect(rows).toHaveLength(1);
  });

  test("written by a newer version opens read-only and says which version is needed", async () => {
    const table = await aGameOf(1);
    await query("UPDATE tabletop_game_events SET schema = 7 WHERE game_id = $1 AND kind = 'move_committed'", [
      table.game.id,
    ]);
    await asAfterARestart(async (client) => {
      const game = await client.call(readGame, { params: table.params });
      expect(game).toMatchObject({ id: table.game.id, latest_state: null });
      expect(game.read_only).toMatch(/form 7.*Update WOPR/);
      const move = { kind: "pass" as const, player: 1 };
      const written = client.call(enterMove, { params: table.params, body: { move, expected_seq: game.head_seq } });
      await expect(written).rejects.toMatchObject({ code: "game.needs_newer_version", status: 409 });
    });
  });

  test("of a pack that is gone opens read-only as well", async () => {
    const table = await aGameOf(1);
    await query("UPDATE tabletop_games SET pack_version = '0.9.0' WHERE id = $1", [table.game.id]);
    const game = await asAfterARestart((client) => client.call(readGame, { params: table.params }));
    expect(game.read_only).toMatch(/custom_grid 0\.9\.0/);
  });

  test("is written whole or not at all by twenty people at once", async () => {
    const table = await aGameOf(0);
    const before = await table.head();
    const body = { move: { kind: "pass" as const, player: 1 }, expected_seq: before };
    const all = await Promise.allSettled(
      Array.from({ length: 20 }, () => table.client.call(enterMove, { params: table.params, body })),
    );
    expect(all.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
    expect((await table.client.call(listMoves, { params: table.params })).items).toHaveLength(1);
  });

  test("takes states set at once one after the other, without a gap", async () => {
    const table = await aGameOf(0);
    const set = (turn: number) => table.client.call(setState, { params: table.params, body: { turn } });
    await Promise.all(Array.from({ length: 10 }, (_, n) => set(n)));
    const { rows } = await query("SELECT seq FROM tabletop_game_events WHERE game_id = $1 ORDER BY seq", [
      table.game.id,
    ]);
    expect(rows.map(({ seq }) => seq)).toEqual(rows.map((_, i) => i + 1));
    expect(rows).toHaveLength((await table.head()) - 0);
  });
});
