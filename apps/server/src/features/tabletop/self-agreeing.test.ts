import { correctMove, currentProposal, holdProposal, listMoves, readGame, updateGame } from "@wopr/contracts";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createTestServer, type TestServer } from "../../testing.ts";
import { aDemo, eventually, type Table } from "./table.testing.ts";

let server: TestServer;
beforeAll(async () => {
  server = await createTestServer();
});
afterAll(() => server.close());

const owner = async () => (await server.signIn("owner")).client;
const policyOf = async ({ client, params }: Table) => (await client.call(readGame, { params })).agree_policy;
const auto = ({ client, params }: Table) =>
  client.call(updateGame, { params, body: { agree_policy: "auto_when_sure" } });

/** The sample with its first moves agreed to; photos 4 (a hand) and 6 (a question) are passed over. */
async function afterMoves(count: number): Promise<Table> {
  const table = await aDemo(await owner());
  for (let agreed = 0; agreed < count; ) {
    await table.shoot();
    const { outcome, questions } = await table.proposal();
    if (outcome === "retake") continue;
    await table.agree(
      outcome === "ask" ? { answers: Object.fromEntries(questions.map(({ id }) => [id, "bumped"])) } : {},
    );
    agreed += 1;
  }
  return table;
}

describe("TT11: agreeing by itself", () => {
  test("is offered after five proposals were agreed to unchanged", async () => {
    const table = await afterMoves(1);
    await expect(auto(table)).rejects.toMatchObject({
      code: "game.policy_unavailable",
      params: { agreed: 1, needed: 5 },
    });
    expect(await policyOf(table)).toBe("ask");
  });

  test("commits what is sure after 5 s as WOPR, can be held, and a correction goes back to asking", {
    timeout: 60_000,
  }, async () => {
    const table = await afterMoves(5);
    const { client, params } = table;
    await auto(table);
    const moves = async () => (await client.call(listMoves, { params })).items;
    const before = (await moves()).length;

    await table.shoot();
    const held = await table.proposal();
    expect(held.outcome).toBe("sure");
    expect(Date.parse(held.auto_at ?? "") - Date.now()).toBeGreaterThan(2_000);
    const pid = held.id;
    expect(await client.call(holdProposal, { params: { ...params, pid } })).toEqual({ held: true });
    expect(await client.call(holdProposal, { params: { ...params, pid } })).toEqual({ held: false });
    expect((await table.proposal()).auto_at).toBeNull();
    await table.agree();

    const shot = performance.now();
    await table.shoot();
    expect((await table.proposal()).outcome).toBe("sure");
    const committed = await eventually(
      async () => ((await moves()).length === before + 2 ? moves() : undefined),
      async () => client.call(currentProposal, { params }),
    );
    expect(performance.now() - shot).toBeGreaterThan(4_500);
    expect(committed.at(-1)).toMatchObject({ decided_by: { kind: "system", name: "WOPR" }, outcome: "sure" });
    expect(committed.at(-2)?.decided_by.kind).toBe("user");

    const move = { kind: "place" as const, player: 1, to: "A1", piece: "flower_tile" };
    const corrected = await client.call(correctMove, {
      params: { ...params, n: 1 },
      query: {},
      body: { move, expected_seq: await table.head() },
    });
    expect(corrected.asks_again).toBe(true);
    expect(await policyOf(table)).toBe("ask");
  });

  test("TT10: in no log was anything but the sure committed without a person", async () => {
    const { rows } = await server.testDb.pool.query<{ outcome: string }>(
      `SELECT payload ->> 'outcome' AS outcome FROM tabletop_game_events
       WHERE kind = 'move_committed' AND actor_kind = 'system'`,
    );
    expect(rows.length).toBeGreaterThan(0);
    expect(rows.every(({ outcome }) => outcome === "sure")).toBe(true);
  });
});

test("a question that waits for a minute is told to others, once", async () => {
  const waiting = async () => {
    const table = await aDemo(await owner());
    await table.shoot();
    await server.testDb.pool.query(
      "UPDATE tabletop_proposals SET created_at = now() - interval '61 seconds' WHERE status = 'open' AND game_id = $1",
      [table.game.id],
    );
    const told = async () => {
      const query = "SELECT 1 FROM outbox WHERE kind = 'tabletop.question_waiting' AND data ->> 'game_id' = $1";
      return (await server.testDb.pool.query(query, [table.game.id])).rowCount;
    };
    await eventually(async () => ((await told()) ? true : undefined), told);
    return told;
  };
  const first = await waiting();
  // The second is told by a later look, which passes the first one by.
  const second = await waiting();
  expect([await first(), await second()]).toEqual([1, 1]);
});
