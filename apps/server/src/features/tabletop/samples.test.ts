import { createDemoGame, readGame, readState } from "@wopr/contracts";
import { findSample, loadSample } from "@wopr/games/samples";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createTestServer, type TestServer } from "../../testing.ts";
import { sitDown, type Table } from "./table.testing.ts";

let server: TestServer;
beforeAll(async () => {
  server = await createTestServer();
});
afterAll(() => server.close());

const specOf = (id: string) => loadSample(findSample(id) ?? expect.unreachable());

async function begin(sample: "chess" | "council"): Promise<Table> {
  const { client } = await server.signIn("owner");
  const table = sitDown(client, await client.call(createDemoGame, { body: { sample } }));
  await table.shoot();
  expect((await table.proposal()).outcome).toBe("setup");
  await table.agree();
  return table;
}

describe("TT17: the chess sample by its replay camera", () => {
  /** The first plies hold moves, captures and a check; the whole game is played when WOPR_TRIALS asks for it. */
  const plies = process.env["WOPR_TRIALS"] ? 33 : 14;

  test(`of ${plies} plies at most one is not read right, it is asked about, and nothing wrong is sure`, {
    timeout: 240_000,
  }, async () => {
    const spec = await specOf("chess");
    const table = await begin("chess");
    let right = 0;
    for (const photo of spec.photos.slice(1, plies + 1)) {
      await table.shoot();
      const { outcome, move, alternatives, questions } = await table.proposal();
      const uciOf = (read: typeof move) => (read && "uci" in read ? read.uci : undefined);
      const isRight = uciOf(move) === photo.uci;
      if (isRight) right += 1;
      if (outcome === "sure") expect([photo.file, uciOf(move)]).toEqual([photo.file, photo.uci]);
      else expect([photo.file, outcome]).toEqual([photo.file, "ask"]);
      const found = alternatives.find((alternative) => uciOf(alternative.move) === photo.uci)?.move;
      const { text: _, ...played } = (isRight ? move : found) ?? expect.unreachable();
      await table.agree(outcome === "sure" && questions.length === 0 ? {} : { move: played });
    }
    expect(right).toBeGreaterThanOrEqual(plies - 1);
    const { board_state } = await table.client.call(readState, { params: table.params, query: {} });
    expect(board_state.pieces?.length).toBeGreaterThan(10);
  });
});

describe("TT18: the sample of zones by its replay camera", () => {
  test("every count and step is right after each agreed photo, and the hand is refused", {
    timeout: 120_000,
  }, async () => {
    const spec = await specOf("council");
    const table = await begin("council");
    const stateNow = () => table.client.call(readState, { params: table.params, query: {} });
    const truth = structuredClone((await stateNow()).board_state) as {
      zones: Record<string, Record<string, number>>;
      tracks: Record<string, Record<string, number>>;
    };
    for (const photo of spec.photos.slice(1)) {
      await table.shoot();
      const { outcome, questions } = await table.proposal();
      if (photo.about === "hand") {
        expect(outcome).toBe("retake");
        continue;
      }
      for (const change of photo.changes ?? []) {
        const key = `player_${change.player}`;
        if (change.kind === "count") {
          const zone = truth.zones[change.zone] ?? {};
          truth.zones[change.zone] = { ...zone, [key]: (zone[key] ?? 0) + change.delta };
        } else if (change.kind === "track") {
          truth.tracks[change.track] = { ...truth.tracks[change.track], [key]: change.to };
        }
      }
      expect([photo.file, outcome]).toEqual([photo.file, expect.stringMatching(/^(sure|ask)$/)]);
      const answers = Object.fromEntries(
        questions.map(({ id }) => {
          const [kind, name = "", key = ""] = id.split(":");
          return [id, String((kind === "count" ? truth.zones : truth.tracks)[name]?.[key] ?? 0)];
        }),
      );
      await table.agree(questions.length > 0 ? { answers } : {});
      const { zones, tracks } = (await stateNow()).board_state;
      expect([photo.file, tidy(zones)]).toEqual([photo.file, tidy(truth.zones)]);
      expect([photo.file, tidy(tracks)]).toEqual([photo.file, tidy(truth.tracks)]);
    }
    expect((await table.client.call(readGame, { params: table.params })).status).toBe("in_progress");
  });
});

/** Counts without the zeros. */
const tidy = (counts: Record<string, Record<string, number>> | undefined) =>
  Object.fromEntries(
    Object.entries(counts ?? {})
      .map(
        ([name, perPlayer]) =>
          [name, Object.fromEntries(Object.entries(perPlayer).filter(([, n]) => n !== 0))] as const,
      )
      .filter(([, perPlayer]) => Object.keys(perPlayer).length > 0),
  );
