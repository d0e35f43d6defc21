import {
  agreeProposal,
  currentProposal,
  enterMove,
  listGameEvents,
  listGames,
  listMoves,
  type MoveInputWire,
  readCapture,
  readGame,
  readState,
  redoGame,
  rejectProposal,
  undoGame,
  updateGame,
} from "@wopr/contracts";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createTestServer, type TestServer } from "../../testing.ts";
import { aDemo, aGardenGame, aGardenInPlay, calibrate, eventually, theGarden } from "./table.testing.ts";

let server: TestServer;
beforeAll(async () => {
  server = await createTestServer();
});
afterAll(() => server.close());

const owner = async () => (await server.signIn("owner")).client;
const place = (player: number, to: string): MoveInputWire => ({ kind: "place", player, to, piece: "flower_tile" });

describe("the sample", () => {
  test("is played to its end: sure moves, a hand, a question, a bump; and ends in the true position", async () => {
    const { spec } = await theGarden();
    const table = await aDemo(await owner());
    expect((await table.client.call(readGame, { params: table.params })).status).toBe("in_progress");
    const truth = new Map(spec.start.map(({ cell, player }) => [cell, player]));
    const outcomes: string[] = [];
    for (const photo of spec.photos.slice(1)) {
      const capture = await table.shoot();
      const { outcome, questions } = await table.proposal();
      outcomes.push(outcome);
      if (photo.about === "hand") continue;
      for (const cell of photo.placed) truth.set(cell, photo.player ?? 0);
      expect(capture.notes).toBe(photo.hint);
      const answers = Object.fromEntries(questions.map(({ id }) => [id, "bumped"]));
      const { open_questions } = await table.agree(outcome === "ask" ? { answers } : {});
      expect(open_questions).toEqual([]);
    }
    const about = spec.photos.slice(1).map((photo) => photo.about);
    expect(outcomes).toEqual(about.map((one) => (one === "hand" ? "retake" : one === "question" ? "ask" : "sure")));
    const { board_state } = await table.client.call(readState, { params: table.params, query: {} });
    const seen = board_state.pieces?.map(({ player, position: { x, y } }) => [`${"ABCDEFGHI"[x]}${y + 1}`, player]);
    expect(new Map(seen as [string, number][])).toEqual(truth);
  });

  test("refuses a photo with a hand over the board and changes nothing", async () => {
    const table = await aDemo(await owner());
    for (let n = 1; n <= 3; n += 1) {
      await table.shoot();
      await table.agree();
    }
    const before = await table.client.call(readGame, { params: table.params });
    const capture = await table.shoot();
    expect(capture.analysis_results).toMatchObject({ outcome: "retake", confidence: 0 });
    const proposal = await table.proposal();
    expect(proposal.reasons[0]?.text).toMatch(/Take your hands away/);
    const after = await table.client.call(readGame, { params: table.params });
    expect(after.agreed_capture_id).toBe(before.agreed_capture_id);
    expect(after.latest_state).toEqual(before.latest_state);
    await expect(table.agree()).rejects.toMatchObject({ code: "proposal.needs_answer" });
  });

  test("a refused photo that is used anyway becomes a question, never sure", async () => {
    const table = await aDemo(await owner());
    for (let n = 1; n <= 3; n += 1) {
      await table.shoot();
      await table.agree();
    }
    const hand = await table.shoot();
    const { id: pid } = await table.proposal();
    await table.client.call(rejectProposal, { params: { ...table.params, pid }, body: { reason: "use_anyway" } });
    const again = await eventually(
      async () => {
        const { proposal } = await table.client.call(currentProposal, { params: table.params });
        return proposal && proposal.id !== pid ? proposal : undefined;
      },
      () => table.client.call(readCapture, { params: { ...table.params, cid: hand.id } }),
    );
    expect(again.capture_id).toBe(hand.id);
    expect(["ask", "too_much"]).toContain(again.outcome);
  });
});

describe("a photo", () => {
  test("waits with a reason where nobody has dragged the corners, and is read once somebody has", async () => {
    const { photo } = await theGarden();
    const table = await aGardenGame(await owner());
    const capture = await table.send(await photo(0));
    expect(capture).toMatchObject({ status: "stored", sequence: 0, analysis_status: "pending", label: "Setup" });
    expect(capture.error).toMatchObject({ code: "calibration.missing" });
    await calibrate(table);
    const read = await eventually(
      async () => {
        const now = await table.client.call(readCapture, { params: { ...table.params, cid: capture.id } });
        return now.analysis_status === "completed" ? now : undefined;
      },
      () => table.client.call(readCapture, { params: { ...table.params, cid: capture.id } }),
    );
    expect(read).toMatchObject({ error: null, analysis_results: { outcome: "setup" } });
    // Colours are not known yet, so whose the pieces are is asked instead of guessed.
    const proposal = await table.proposal();
    expect(proposal.reasons[0]?.code).toBe("palette_missing");
    await expect(table.agree()).rejects.toMatchObject({ code: "proposal.needs_answer" });
  });

  test("that is the same file as the agreed one changes nothing and says so", async () => {
    const { photo } = await theGarden();
    const table = await aGardenInPlay(await owner());
    const capture = await table.send(await photo(0));
    expect(capture.analysis_results?.outcome).toBe("no_change");
    const proposal = await table.proposal();
    expect(proposal).toMatchObject({ outcome: "no_change", move: { kind: "pass" } });
    expect(proposal.text).toBe("Nothing changed since the set-up.");
    expect(proposal.reasons.map(({ code }) => code)).toEqual(["same_photo"]);
  });

  test("takes the place of the one before whose proposal was still open", async () => {
    const { photo } = await theGarden();
    const table = await aGardenInPlay(await owner());
    await table.send(await photo(1));
    const first = await table.proposal();
    await table.send(await photo(2));
    const second = await table.proposal();
    expect(second.capture_id).not.toBe(first.capture_id);
    const late = { params: { ...table.params, pid: first.id }, body: { expected_seq: await table.head() } };
    await expect(table.client.call(agreeProposal, late)).rejects.toMatchObject({
      code: "proposal.closed",
      params: { status: "superseded" },
    });
  });

  test("of a finished game is refused", async () => {
    const table = await aGardenInPlay(await owner());
    await table.client.call(updateGame, { params: table.params, body: { status: "completed" } });
    const { photo } = await theGarden();
    await expect(table.send(await photo(1))).rejects.toMatchObject({ code: "game.not_active", status: 409 });
  });
});

describe("agreeing", () => {
  test("of two people at once lets the first win; the second gets 409 and the new state stands", async () => {
    const { photo } = await theGarden();
    const table = await aGardenInPlay(await owner());
    await table.send(await photo(1));
    const { id: pid } = await table.proposal();
    const body = { expected_seq: await table.head() };
    const both = await Promise.allSettled(
      [1, 2].map(() => table.client.call(agreeProposal, { params: { ...table.params, pid }, body })),
    );
    expect(both.map(({ status }) => status).sort()).toEqual(["fulfilled", "rejected"]);
    const lost = both.find((one) => one.status === "rejected");
    expect(lost?.reason).toMatchObject({ status: 409, code: "game.changed" });
    const { items } = await table.client.call(listMoves, { params: table.params });
    expect(items).toHaveLength(1);
  });

  test("on what has changed since is refused with the head of the log", async () => {
    const { photo } = await theGarden();
    const table = await aGardenInPlay(await owner());
    const seen = await table.head();
    await table.client.call(enterMove, { params: table.params, body: { move: place(1, "A1"), expected_seq: seen } });
    await table.send(await photo(1));
    const { id: pid } = await table.proposal();
    const head = await table.head();
    const stale = table.client.call(agreeProposal, { params: { ...table.params, pid }, body: { expected_seq: seen } });
    await expect(stale).rejects.toMatchObject({ code: "game.changed", params: { head_seq: head } });
  });

  test("a proposal under which the game changed is inferred again without a new photo", async () => {
    const { photo } = await theGarden();
    const table = await aGardenInPlay(await owner());
    const capture = await table.send(await photo(1));
    const first = await table.proposal();
    expect(first.move).toMatchObject({ kind: "composite", parts: [{ to: "E4" }, { to: "E5" }] });
    // Somebody enters half of what the photo shows by hand.
    const move = place(1, "E4");
    await table.client.call(enterMove, { params: table.params, body: { move, expected_seq: await table.head() } });
    const second = await table.proposal();
    expect(second.id).not.toBe(first.id);
    expect(second).toMatchObject({ capture_id: capture.id, status: "open" });
    expect(second.cells.map(({ cell }) => cell)).toEqual(["E5"]);
    const late = { params: { ...table.params, pid: first.id }, body: { expected_seq: await table.head() } };
    await expect(table.client.call(agreeProposal, late)).rejects.toMatchObject({
      code: "proposal.stale",
      params: { current: second.id },
    });
    const { captures } = await table.client.call(readGame, { params: table.params });
    expect(captures).toHaveLength(2);
  });

  test("with an own move counts as adjusted and takes that move", async () => {
    const { photo } = await theGarden();
    const table = await aGardenInPlay(await owner());
    await table.send(await photo(1));
    const { proposal, move } = await table.agree({ move: place(1, "A1") });
    expect(proposal.status).toBe("adjusted");
    expect(move?.move).toMatchObject({ kind: "place", to: "A1" });
  });

  test("to a move that cannot be is refused and nothing is written", async () => {
    const { photo } = await theGarden();
    const table = await aGardenInPlay(await owner());
    await table.send(await photo(1));
    const before = await table.head();
    await expect(table.agree({ move: place(1, "D3") })).rejects.toMatchObject({ code: "move.conflict", status: 409 });
    expect(await table.head()).toBe(before);
    expect((await table.proposal()).status).toBe("open");
  });
});

describe("undo", () => {
  test("takes the newest move back with its photo, redo brings both again", async () => {
    const { photo } = await theGarden();
    const table = await aGardenInPlay(await owner());
    const game = () => table.client.call(readGame, { params: table.params });
    const start = await table.client.call(readState, { params: table.params, query: {} });
    const agreedAtStart = (await game()).agreed_capture_id;
    const capture = await table.send(await photo(1));
    const { state } = await table.agree();
    expect((await game()).agreed_capture_id).toBe(capture.id);

    const undone = await table.client.call(undoGame, {
      params: table.params,
      body: { expected_seq: await table.head() },
    });
    expect(undone.text).toBe("Taken back: Red: places E4, E5");
    expect(undone.state.state_hash).toBe(start.state_hash);
    expect(await game()).toMatchObject({ agreed_capture_id: agreedAtStart, can_redo: true });

    const redone = await table.client.call(redoGame, {
      params: table.params,
      body: { expected_seq: await table.head() },
    });
    expect(redone.state.state_hash).toBe(state.state_hash);
    expect(await game()).toMatchObject({ agreed_capture_id: capture.id, can_redo: false });
    const { captures } = await game();
    expect(captures.map(({ status }) => status)).toEqual(["stored", "stored"]);
  });

  test("of the set-up puts the game back into its set-up; with nothing left it is refused", async () => {
    const table = await aGardenInPlay(await owner());
    const body = async () => ({ expected_seq: await table.head() });
    await table.client.call(undoGame, { params: table.params, body: await body() });
    expect((await table.client.call(readGame, { params: table.params })).status).toBe("setup");
    await expect(table.client.call(undoGame, { params: table.params, body: await body() })).rejects.toMatchObject({
      code: "game.nothing_to_undo",
      status: 409,
    });
  });
});

test("no proposal that asked was ever committed without a person", async () => {
  const client = await owner();
  const { games } = await client.call(listGames, { query: { limit: 100 } });
  let committed = 0;
  for (const game of games) {
    const { items } = await client.call(listGameEvents, { params: { id: game.id }, query: { limit: 500 } });
    for (const { kind, payload, actor } of items) {
      if (kind !== "move_committed" && kind !== "state_set") continue;
      committed += 1;
      if (payload["outcome"] !== "sure") expect(actor.kind, JSON.stringify(payload)).toBe("user");
    }
  }
  expect(committed).toBeGreaterThan(20);
});
