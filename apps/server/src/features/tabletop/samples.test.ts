import { createDemoGame, measure, readGame, readState } from "@wopr/contracts";
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

async function begin(sample: "chess" | "council" | "skirmish"): Promise<Table> {
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

describe("TT20: the sample of a table by its replay camera", () => {
  test("places are right within 3 mm in the middle and 6 mm at worst, bands wherever the margin allows, advice where planted", {
    timeout: 120_000,
  }, async () => {
    const spec = await specOf("skirmish");
    const table = await begin("skirmish");
    const { client, params } = table;
    const truth = new Map<string, { x: number; y: number }>();
    const piecesNow = async () => (await client.call(readState, { params, query: {} })).board_state.pieces ?? [];
    for (const { id = "", position } of await piecesNow()) truth.set(id, position);
    const errors: number[] = [];
    const violations: string[] = [];
    for (const photo of spec.photos.slice(1)) {
      await table.shoot();
      const { outcome, verdicts, move } = await table.proposal();
      expect([photo.file, outcome, move?.text]).toEqual([
        photo.file,
        expect.stringMatching(/^(sure|ask)$/),
        expect.anything(),
      ]);
      violations.push(
        ...verdicts.filter(({ result }) => result === "violation").map(({ rule }) => `${photo.file} ${rule}`),
      );
      const { text: _, ...played } = move ?? expect.unreachable();
      await table.agree(outcome === "sure" ? {} : { move: played });
      for (const { id, x, y } of photo.bases ?? []) truth.set(id, { x, y });
      for (const { id = "", position } of await piecesNow()) {
        const at = truth.get(id) ?? expect.unreachable();
        errors.push(Math.hypot(position.x - at.x, position.y - at.y));
      }
    }
    const sorted = errors.toSorted((a, b) => a - b);
    expect(sorted[Math.floor(sorted.length / 2)]).toBeLessThanOrEqual(3);
    expect(sorted[Math.floor(sorted.length * 0.95)]).toBeLessThanOrEqual(6);
    expect(violations).toContain("skirmish_03.jpg move_distance");
    expect(violations).toContain("skirmish_06.jpg cohesion");
    const range = await client.call(measure, {
      params,
      body: { kind: "range", from: { base_id: "ranger_1" }, to: { base_id: "chief" } },
    });
    const [from, to] = [truth.get("ranger_1"), truth.get("chief")];
    const gap = Math.hypot((from?.x ?? 0) - (to?.x ?? 0), (from?.y ?? 0) - (to?.y ?? 0)) - (27 + 50) / 2;
    expect(Math.abs(range.distance_mm - gap)).toBeLessThanOrEqual(6);
    if (range.band_sure) expect(range.band).toBe(gap > 762 ? "beyond" : String(Math.ceil(gap / 152.4)));
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
