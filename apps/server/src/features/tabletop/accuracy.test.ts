import { correctMove, readAccuracy, undoGame } from "@wopr/contracts";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createTestServer, type TestServer } from "../../testing.ts";
import { aDemo } from "./table.testing.ts";

let server: TestServer;
beforeAll(async () => {
  server = await createTestServer();
});
afterAll(() => server.close());

test("counts what was sure and what was corrected, at once or later; an undone correction is none", async () => {
  const { client } = await server.signIn("owner");
  const table = await aDemo(client);
  await table.shoot();
  await table.agree();
  await table.shoot();
  await table.agree({ move: { kind: "place", player: 2, to: "A1", piece: "flower_tile" } });
  const first = await client.call(readAccuracy, {});
  expect(first.games).toEqual([
    {
      game_id: table.game.id,
      name: table.game.name,
      demo: true,
      decided: 2,
      sure: 2,
      asked: 0,
      corrected: 1,
      sure_corrected: 1,
    },
  ]);
  expect(first.corrections).toMatchObject([{ kind: "at_once", outcome: "sure", game_id: table.game.id }]);
  const differs = {
    move: { kind: "place" as const, player: 1, to: "B1", piece: "flower_tile" },
    expected_seq: await table.head(),
  };
  await client.call(correctMove, { params: { ...table.params, n: 1 }, query: {}, body: differs });
  const second = await client.call(readAccuracy, {});
  expect(second.totals).toMatchObject({ decided: 2, corrected: 2 });
  expect(second.corrections.map(({ kind }) => kind)).toEqual(["later", "at_once"]);
  await client.call(undoGame, { params: table.params, body: { expected_seq: await table.head() } });
  expect((await client.call(readAccuracy, {})).totals).toMatchObject({ corrected: 1 });
});

test("shows a member only games of their own", async () => {
  const { client } = await server.signIn("member");
  expect(await client.call(readAccuracy, {})).toMatchObject({ games: [], corrections: [], totals: { decided: 0 } });
});
