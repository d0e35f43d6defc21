import { createCapture, deleteGame, readCapture, restoreGame } from "@wopr/contracts";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createTestServer, type TestServer } from "../../testing.ts";
import { aGardenGame, eventually, theGarden } from "./table.testing.ts";

let server: TestServer;
beforeAll(async () => {
  server = await createTestServer();
});
afterAll(() => server.close());

const query = (text: string, values: readonly unknown[]) => server.testDb.pool.query(text, [...values]);

/** Runs `look` while a server is there that has just started, and therefore swept. */
async function afterARestart(look: () => Promise<void>): Promise<void> {
  const other = await createTestServer({ beside: server });
  try {
    await look();
  } finally {
    await other.close();
  }
}

test("a photo that a killed server was taking is marked as failed and says what to do", async () => {
  const table = await aGardenGame((await server.signIn("owner")).client);
  const body = { trigger_camera: false };
  const { capture_id: cid } = await table.client.call(createCapture, { params: table.params, query: {}, body });
  await query(
    "UPDATE tabletop_captures SET status = 'capturing', created_at = now() - interval '1 hour' WHERE id = $1",
    [cid],
  );
  const read = () => table.client.call(readCapture, { params: { ...table.params, cid } });
  await afterARestart(async () => {
    const failed = await eventually(async () => ((await read()).status === "failed" ? read() : undefined), read);
    expect(failed.error).toMatchObject({
      code: "camera.interrupted",
      detail: expect.stringContaining("Take it again"),
    });
  });
});

test("an announced upload is waited for an hour, not longer", async () => {
  const table = await aGardenGame((await server.signIn("owner")).client);
  const announce = async (age: string) => {
    const body = { trigger_camera: false };
    const { capture_id: cid } = await table.client.call(createCapture, { params: table.params, query: {}, body });
    await query(`UPDATE tabletop_captures SET created_at = now() - interval '${age}' WHERE id = $1`, [cid]);
    return () => table.client.call(readCapture, { params: { ...table.params, cid } });
  };
  const [late, fresh] = [await announce("61 minutes"), await announce("50 minutes")];
  await afterARestart(async () => {
    const failed = await eventually(async () => ((await late()).status === "failed" ? late() : undefined), late);
    expect(failed.error?.code).toBe("capture.upload_missing");
    expect((await fresh()).status).toBe("waiting_for_upload");
  });
});

test("a game is purged with its photos 30 days after it was deleted, and not before", async () => {
  const { photo } = await theGarden();
  const { client } = await server.signIn("owner");
  const [old, recent] = [await aGardenGame(client), await aGardenGame(client)];
  for (const table of [old, recent]) {
    await table.send(await photo(0));
    await client.call(deleteGame, { params: table.params });
  }
  const age = (table: typeof old, days: number) =>
    query(`UPDATE tabletop_games SET deleted_at = now() - interval '${days} days' WHERE id = $1`, [table.game.id]);
  await age(old, 31);
  await age(recent, 29);
  const left = async () => (await query("SELECT id FROM tabletop_games WHERE id = $1", [old.game.id])).rows.length;
  await afterARestart(async () => {
    await eventually(async () => ((await left()) === 0 ? true : undefined), left);
    await expect(client.call(restoreGame, { params: old.params })).rejects.toMatchObject({ code: "game.not_found" });
    expect(await client.call(restoreGame, { params: recent.params })).toMatchObject({ id: recent.game.id });
    const media = await query("SELECT state FROM media_objects WHERE key LIKE $1", [`games/${old.game.id}/cap_%`]);
    expect(media.rows.map(({ state }) => state)).toEqual(["deleted"]);
  });
});
