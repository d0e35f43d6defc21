import { readdir, rename } from "node:fs/promises";
import { join } from "node:path";
import {
  addComment,
  correctMove,
  enterMove,
  insertMove,
  listMoves,
  type MoveInputWire,
  readGame,
  readState,
  removeMove,
  setGlyph,
  undoGame,
} from "@wopr/contracts";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createTestServer, type TestServer } from "../../testing.ts";
import { aDemo, aGardenGame, type Table } from "./table.testing.ts";

let server: TestServer;
beforeAll(async () => {
  server = await createTestServer();
});
afterAll(() => server.close());

const owner = async () => (await server.signIn("owner")).client;
const place = (player: number, to: string): MoveInputWire => ({ kind: "place", player, to, piece: "flower_tile" });

const hashOf = async ({ client, params }: Table) => (await client.call(readState, { params, query: {} })).state_hash;
const movesOf = async ({ client, params }: Table) => (await client.call(listMoves, { params })).items;
const correctIn = async (table: Table, n: number, move: MoveInputWire, dryRun = false) =>
  table.client.call(correctMove, {
    params: { ...table.params, n },
    query: dryRun ? { dry_run: "true" } : {},
    body: { move, expected_seq: await table.head() },
  });

/** Plays photos of the sample; at `wrongAt` a person enters another move than the photo shows. */
async function playWithMistake(photos: number, wrongAt: number): Promise<{ table: Table; truth: MoveInputWire }> {
  const table = await aDemo(await owner());
  let truth: MoveInputWire | undefined;
  for (let n = 1; n <= photos; n += 1) {
    await table.shoot();
    const { move } = await table.proposal();
    if (n !== wrongAt) {
      await table.agree();
      continue;
    }
    const { text: _, ...right } = move ?? expect.unreachable();
    truth = right;
    await table.agree({ move: place(right.player ?? 1, "A1") });
  }
  return { table, truth: truth ?? expect.unreachable() };
}

describe("TT8, VI34: correcting an earlier move", () => {
  test("reads later photos again without the photos; the preview equals the commit; undo restores the hash", async () => {
    const { table, truth } = await playWithMistake(3, 2);
    const before = await hashOf(table);
    const head = await table.head();
    const storage = join(server.dataDir, "media");
    const aside = join(server.dataDir, "media-moved-away");
    expect((await readdir(storage)).length).toBeGreaterThan(0);
    await rename(storage, aside);
    try {
      const preview = await correctIn(table, 2, truth, true);
      expect(preview).toMatchObject({ dry_run: true, group_id: null });
      expect([await hashOf(table), await table.head()]).toEqual([before, head]);
      const done = await correctIn(table, 2, truth);
      expect(done.state.state_hash).toBe(preview.state.state_hash);
      expect(done.later).toEqual(preview.later);
      expect(await hashOf(table)).toBe(done.state.state_hash);
      expect(done.state.state_hash).not.toBe(before);
      const line = (await movesOf(table))[1];
      expect(line).toMatchObject({ corrected: true, n: 2 });
      await table.client.call(undoGame, { params: table.params, body: { expected_seq: await table.head() } });
      expect(await hashOf(table)).toBe(before);
      expect((await movesOf(table))[1]).toMatchObject({ corrected: false });
    } finally {
      await rename(aside, storage);
    }
  });

  test("of a move that a later one takes the place of, the later one is asked about or does not fit", async () => {
    const table = await aGardenGame(await owner());
    const enter = async (move: MoveInputWire) =>
      table.client.call(enterMove, { params: table.params, body: { move, expected_seq: await table.head() } });
    await enter(place(1, "A1"));
    await enter(place(2, "B2"));
    const preview = await correctIn(table, 1, place(1, "B2"), true);
    expect(preview.later).toMatchObject([{ n: 2, result: "conflict" }]);
    expect(preview.text).toBe("Move 2 does not fit any more.");
    const done = await correctIn(table, 1, place(1, "B2"));
    expect(done.state.conflicts).toMatchObject([{ move: 2 }]);
  });

  test("of a move that is not there says which is the highest; one that cannot be changes nothing", async () => {
    const table = await aGardenGame(await owner());
    await table.client.call(enterMove, {
      params: table.params,
      body: { move: place(1, "A1"), expected_seq: await table.head() },
    });
    const head = await table.head();
    await expect(correctIn(table, 7, place(1, "C3"))).rejects.toMatchObject({
      code: "move.not_found",
      params: { asked: 7, highest: 1 },
    });
    await expect(correctIn(table, 1, place(1, "Z9"))).rejects.toMatchObject({ code: "move.conflict" });
    expect(await table.head()).toBe(head);
  });
});

describe("TT9: a move in the middle", () => {
  test("is inserted and removed with preview and undo", async () => {
    const table = await aGardenGame(await owner());
    const { client, params } = table;
    for (const move of [place(1, "A1"), place(3, "C3")])
      await client.call(enterMove, { params, body: { move, expected_seq: await table.head() } });
    const before = await hashOf(table);
    const body = { move: place(2, "B2"), expected_seq: await table.head() };
    const inserting = { params: { ...params, n: 1 }, body };
    const preview = await client.call(insertMove, { ...inserting, query: { dry_run: "true" } });
    const done = await client.call(insertMove, { ...inserting, query: {} });
    expect(done.state.state_hash).toBe(preview.state.state_hash);
    expect((await movesOf(table)).map(({ move }) => move.text)).toEqual([
      "Red: places A1",
      "Yellow: places B2",
      "Blue: places C3",
    ]);
    const removed = await client.call(removeMove, {
      params: { ...params, n: 2 },
      query: { expected_seq: String(await table.head()) as unknown as number },
    });
    expect(removed.state.state_hash).toBe(before);
    for (const hash of [done.state.state_hash, before]) {
      await client.call(undoGame, { params, body: { expected_seq: await table.head() } });
      expect(await hashOf(table)).toBe(hash);
    }
  });

  test("may stand before the first", async () => {
    const table = await aGardenGame(await owner());
    const { client, params } = table;
    await client.call(enterMove, { params, body: { move: place(2, "B2"), expected_seq: await table.head() } });
    await client.call(insertMove, {
      params: { ...params, n: 0 },
      query: {},
      body: { move: place(1, "A1"), expected_seq: await table.head() },
    });
    expect((await movesOf(table)).map(({ move }) => move.text)).toEqual(["Red: places A1", "Yellow: places B2"]);
  });
});

test("a remark does not turn anybody's agreeing stale, and undo passes it by", async () => {
  const table = await aGardenGame(await owner());
  const { client, params } = table;
  await client.call(enterMove, { params, body: { move: place(1, "A1"), expected_seq: await table.head() } });
  const seen = await table.head();
  const [line] = await movesOf(table);
  const moveId = line?.move_id ?? "";
  await client.call(addComment, { params, body: { move_id: moveId, text: "<b>bold</b> & brave" } });
  await client.call(setGlyph, { params, body: { move_id: moveId, glyph: "!?" } });
  await client.call(undoGame, { params, body: { expected_seq: seen } });
  expect(await movesOf(table)).toEqual([]);
  expect((await client.call(readGame, { params })).can_redo).toBe(true);
});
