import {
  type BoardStateWire,
  currentProposal,
  listGameEvents,
  listMoves,
  readGame,
  readState,
  setState,
  undoGame,
} from "@wopr/contracts";
import sharp from "sharp";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createTestServer, type TestServer } from "../../testing.ts";
import { aDemo, aGardenGame, aGardenInPlay, calibrate, type Table, theGarden } from "./table.testing.ts";

let server: TestServer;
beforeAll(async () => {
  server = await createTestServer();
});
afterAll(() => server.close());

const owner = async () => (await server.signIn("owner")).client;

const post = (table: Table, board_state: BoardStateWire, source: "manual" | "vision_analysis", turn?: number) =>
  table.client.call(setState, { params: table.params, body: { board_state, source, ...(turn ? { turn } : {}) } });

const pieces = async (table: Table) =>
  (await table.client.call(readState, { params: table.params, query: {} })).board_state.pieces ?? [];

/** The board after the first photo of a move, as a client builds it from what was detected. */
async function afterPhotoOne() {
  const { photo } = await theGarden();
  const table = await aGardenInPlay(await owner());
  const capture = await table.send(await photo(1));
  const detected = capture.analysis_results?.detected_pieces ?? [];
  const board = detected.map(({ type, player, position }) => ({ type, player, position }));
  return { table, capture, board };
}

const open = async (table: Table) => (await table.client.call(currentProposal, { params: table.params })).proposal;

describe("a state that is posted while a proposal is open", () => {
  test.each(["manual", "vision_analysis"] as const)(
    "and equals what it gives agrees to it, in one act that undo takes back: %s",
    async (source) => {
      const { table, capture, board } = await afterPhotoOne();
      const before = await pieces(table);
      expect(await post(table, { pieces: board }, source, 1)).toMatchObject({ capture_id: capture.id, turn: 1 });
      expect((await table.client.call(readGame, { params: table.params })).agreed_capture_id).toBe(capture.id);
      expect((await table.client.call(listMoves, { params: table.params })).items).toMatchObject([
        { n: 1, capture_id: capture.id, move: { text: "Red: places E4, E5" } },
      ]);
      expect(await open(table)).toBeNull();
      await table.client.call(undoGame, { params: table.params, body: { expected_seq: await table.head() } });
      expect(await pieces(table)).toEqual(before);
    },
  );

  test("and corrects what was seen makes that photo the next reference, as a position", async () => {
    const { table, capture, board } = await afterPhotoOne();
    const corrected = board.filter(({ position }) => !(position.x === 4 && position.y === 4));
    await post(table, { pieces: corrected }, "vision_analysis");
    const game = await table.client.call(readGame, { params: table.params });
    expect(game.agreed_capture_id).toBe(capture.id);
    expect((await table.client.call(listMoves, { params: table.params })).items).toEqual([]);
    expect((await pieces(table)).length).toBe(corrected.length);
  });

  test("by hand and says something else changes the position alone; the photo is held against it again", async () => {
    const { table, capture, board } = await afterPhotoOne();
    const before = await open(table);
    const other = board.map((piece) =>
      piece.position.x === 4 && piece.position.y === 4 ? { ...piece, player: 2 } : piece,
    );
    await post(table, { pieces: other }, "manual");
    const game = await table.client.call(readGame, { params: table.params });
    expect(game.agreed_capture_id).not.toBe(capture.id);
    const after = await open(table);
    expect(after?.id).not.toBe(before?.id);
    expect(after?.cells.map(({ cell }) => cell)).toEqual(["E5"]);
  });

  test("never makes a photo with a hand the one others are compared with", async () => {
    const table = await aDemo(await owner());
    for (let n = 1; n <= 3; n += 1) {
      await table.shoot();
      await table.agree();
    }
    const hand = await table.shoot();
    expect(hand.analysis_results?.outcome).toBe("retake");
    await post(table, { pieces: await pieces(table) }, "vision_analysis");
    const game = await table.client.call(readGame, { params: table.params });
    expect(game.agreed_capture_id).not.toBe(hand.id);
  });

  test("for the set-up begins the game", async () => {
    const { photo, spec } = await theGarden();
    const table = await aGardenGame(await owner());
    const setup = await table.send(await photo(0));
    await calibrate(table, setup.id);
    await table.analysed(setup.id);
    const start = spec.start.map(({ cell, player, piece }) => ({
      type: piece,
      player,
      position: { x: cell.charCodeAt(0) - 65, y: Number(cell.slice(1)) - 1 },
    }));
    const state = await post(table, { pieces: start }, "vision_analysis");
    expect(state.capture_id).toBe(setup.id);
    expect(await table.client.call(readGame, { params: table.params })).toMatchObject({
      status: "in_progress",
      agreed_capture_id: setup.id,
    });
  });
});

test("a state posted without a proposal is one event and moves no photo", async () => {
  const table = await aGardenInPlay(await owner());
  const before = await table.head();
  const game = await table.client.call(readGame, { params: table.params });
  await post(table, { pieces: [] }, "manual", 7);
  const { items } = await table.client.call(listGameEvents, { params: table.params, query: { after_seq: before } });
  expect(items.map(({ kind }) => kind)).toEqual(["state_set"]);
  expect(items[0]?.payload).toMatchObject({ source: "manual", turn: 7, capture_id: null });
  const after = await table.client.call(readGame, { params: table.params });
  expect(after).toMatchObject({ agreed_capture_id: game.agreed_capture_id, current_turn: 7 });
});

describe("photos that do not fit", () => {
  test("in the wrong order are never sure", async () => {
    const { photo } = await theGarden();
    const table = await aGardenInPlay(await owner());
    const capture = await table.send(await photo(9));
    expect(["ask", "too_much"]).toContain(capture.analysis_results?.outcome);
  });

  test("that are older than the agreed one are kept as late and propose nothing", async () => {
    const { photo } = await theGarden();
    const table = await aGardenInPlay(await owner());
    await table.send(await photo(1));
    await table.agree();
    await server.testDb.pool.query(
      "UPDATE tabletop_captures SET captured_at = captured_at + interval '1 hour' WHERE game_id = $1 AND sequence = 1",
      [table.game.id],
    );
    const late = await table.send(await photo(2));
    expect(late).toMatchObject({
      status: "stored",
      sequence: 2,
      analysis_results: { outcome: "late", proposal_id: null },
    });
    expect(await open(table)).toBeNull();
  });

  test("that are black are to be taken again, and why is said", async () => {
    const table = await aGardenInPlay(await owner());
    const black = await sharp({ create: { width: 1600, height: 1200, channels: 3, background: "#000" } })
      .jpeg()
      .toBuffer();
    const capture = await table.send(Buffer.from(black));
    expect(capture.analysis_results?.outcome).toBe("retake");
    expect((await open(table))?.reasons[0]?.text).toMatch(/too dark/);
  });
});
