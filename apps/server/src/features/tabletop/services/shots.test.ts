import { copyFile, mkdtemp, rm, truncate, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Client } from "@wopr/client";
import { type CaptureWire, createCamera, createCapture, createGame } from "@wopr/contracts";
import { sha256Hex } from "@wopr/kernel/node";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { createTestServer, type TestServer } from "../../../testing.ts";
import { sitDown, theGarden } from "../table.testing.ts";

let server: TestServer;
let client: Client;
let folder: string;

beforeAll(async () => {
  server = await createTestServer();
  client = (await server.signIn("owner")).client;
});
afterAll(() => server.close());

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "wopr-shots-"));
  return () => rm(folder, { recursive: true });
});

/** Photos of the garden in a folder of their own. */
async function putPhotos(count: number): Promise<readonly string[]> {
  const { photo } = await theGarden();
  const hashes: string[] = [];
  for (let n = 0; n < count; n += 1) {
    await writeFile(join(folder, `${n}.jpg`), await photo(n));
    hashes.push(sha256Hex(await photo(n)));
  }
  return hashes;
}

/** A game whose camera plays the folder. `shoot` resolves once a photo is stored or has failed. */
async function aTable(name: string) {
  const camera = await client.call(createCamera, { body: { name, driver: "replay", settings: { folder } } });
  const { spec } = await theGarden();
  const { game } = spec;
  const body = { ...game, players: [...game.players], pack_options: { ...game.pack_options }, camera_id: camera.id };
  const table = sitDown(client, await client.call(createGame, { body }));
  const ask = async () => {
    const answer = await client.call(createCapture, {
      params: table.params,
      query: {},
      body: { trigger_camera: true },
    });
    return answer.capture_id;
  };
  const ended = (id: string): Promise<CaptureWire> => table.analysed(id);
  return { ask, ended, shoot: async () => ended(await ask()) };
}

test("a damaged photo fails one capture; the next capture has the next photo", async () => {
  const hashes = await putPhotos(3);
  await truncate(join(folder, "1.jpg"), 2000);
  const table = await aTable("damaged");
  const [first, second, third] = [await table.shoot(), await table.shoot(), await table.shoot()];
  expect([first.sha256, first.sequence]).toEqual([hashes[0], 0]);
  expect(second).toMatchObject({ status: "failed", sequence: null, error: { code: "camera.bad_frame" } });
  expect([third.sha256, third.sequence]).toEqual([hashes[2], 1]);
});

test("a fault of the camera is over once it was met, and costs no photo", async () => {
  const hashes = await putPhotos(2);
  const frames = [{ file: "0.jpg" }, { file: "1.jpg", fault: "unreachable" }];
  await writeFile(join(folder, "manifest.json"), JSON.stringify({ frames }));
  const table = await aTable("faulty");
  await table.shoot();
  expect(await table.shoot()).toMatchObject({ status: "failed", error: { code: "camera.unreachable" } });
  expect(await table.shoot()).toMatchObject({ status: "stored", sha256: hashes[1], sequence: 1 });
});

test("shots that wait behind one that fails are taken, in order", async () => {
  const hashes = await putPhotos(3);
  const frames = [{ file: "0.jpg", fault: "truncated" }, { file: "1.jpg" }, { file: "2.jpg" }];
  await writeFile(join(folder, "manifest.json"), JSON.stringify({ frames }));
  const table = await aTable("waiting");
  const asked = [await table.ask(), await table.ask(), await table.ask()];
  const captures = await Promise.all(asked.map(table.ended));
  expect(captures.map(({ status }) => status).toSorted()).toEqual(["failed", "stored", "stored"]);
  const stored = captures.filter(({ status }) => status === "stored").map(({ sha256 }) => sha256);
  expect(stored).toEqual([hashes[0], hashes[1]]);
});

test("photos added to a folder that was played are played too", async () => {
  await putPhotos(1);
  const table = await aTable("growing");
  await table.shoot();
  expect(await table.shoot()).toMatchObject({ status: "failed", error: { code: "camera.folder_ended" } });
  await copyFile(join(folder, "0.jpg"), join(folder, "1.jpg"));
  expect(await table.shoot()).toMatchObject({ status: "stored", sequence: 1 });
});
