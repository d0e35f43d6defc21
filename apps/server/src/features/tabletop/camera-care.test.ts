import { createServer, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import {
  cameraSnapshot,
  cameraStatus,
  createCamera,
  listCameraDrivers,
  listCameras,
  listCaptures,
  lockCamera,
  pathOf,
  pollCameraCommands,
  reportCamera,
  sendPreviewFrame,
  setCameraAuto,
  testCamera,
} from "@wopr/contracts";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createTestServer, type TestServer } from "../../testing.ts";
import { aGardenGame, eventually, theGarden } from "./table.testing.ts";

let server: TestServer;
const streams: Server[] = [];
beforeAll(async () => {
  server = await createTestServer();
});
afterAll(async () => {
  await server.close();
  for (const stream of streams) {
    stream.closeAllConnections();
    await new Promise((resolve) => stream.close(resolve));
  }
});

const owner = async () => (await server.signIn("owner")).client;
let made = 0;
const aName = () => {
  made += 1;
  return `Live ${made}`;
};

/** A network camera that streams what it is given, ten times a second. */
async function aStream(first: Uint8Array) {
  const viewers = new Set<ServerResponse>();
  let current = first;
  const created = createServer((_, response) => {
    response.writeHead(200, { "content-type": "multipart/x-mixed-replace; boundary=x" });
    viewers.add(response);
    response.on("close", () => viewers.delete(response));
  });
  streams.push(created);
  const timer = setInterval(() => {
    for (const viewer of viewers) viewer.write(Buffer.concat([Buffer.from("--x\r\n\r\n"), current]));
  }, 100);
  created.on("close", () => clearInterval(timer));
  await new Promise<void>((resolve) => created.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${(created.address() as AddressInfo).port}/video.mjpg`,
    show: (photo: Uint8Array) => {
      current = photo;
    },
  };
}

const aLiveCamera = async (url: string) =>
  (await owner()).call(createCamera, {
    body: { name: aName(), driver: "mjpeg", settings: { url, delay_s: 0, burst: 1 } },
  });

/** Reads a live picture until a frame came whole, then hangs up. */
async function firstFrame(id: string, signal: AbortSignal): Promise<number> {
  const { cookie } = await server.signIn("owner");
  const path = pathOf({ ...listCameras, path: `/cameras/${id}/preview.mjpg` });
  const answer = await server.app.request(path, { headers: { cookie }, signal });
  expect(answer.headers.get("content-type")).toMatch(/^multipart\/x-mixed-replace/);
  let seen = Buffer.alloc(0);
  for await (const part of answer.body as ReadableStream<Uint8Array>) {
    seen = Buffer.concat([seen, part]);
    const length = /Content-Length: (\d+)\r\n\r\n/.exec(seen.toString("latin1"));
    if (length && seen.length >= length.index + Number(length[1])) return Number(length[1]);
  }
  return 0;
}

describe("live cameras", () => {
  test("are tested with real frames and shown while somebody watches", async () => {
    const { photo } = await theGarden();
    const { url, show } = await aStream(await photo(0));
    const client = await owner();
    const camera = await aLiveCamera(url);
    expect(camera).toMatchObject({ driver: "mjpeg", lockable: false, locks: null, auto_game_id: null, spool: null });
    const watching = new AbortController();
    expect(await firstFrame(camera.id, watching.signal)).toBeGreaterThan(5_000);
    watching.abort();
    show(await photo(1));
    expect(await client.call(testCamera, { params: { id: camera.id } })).toMatchObject({ width: 1600 });
    const status = await client.call(cameraStatus, { query: { camera_id: camera.id } });
    expect(status.status).not.toBe("error");
  });

  test("that cannot hold exposure say so, and nothing changes", async () => {
    const { photo } = await theGarden();
    const camera = await aLiveCamera((await aStream(await photo(0))).url);
    const client = await owner();
    const refused = client.call(lockCamera, { params: { id: camera.id } });
    await expect(refused).rejects.toMatchObject({ code: "camera.lock_unavailable", status: 409 });
  });

  test("watch a table: a change that came to rest is photographed, by the camera itself", async () => {
    const { photo } = await theGarden();
    const stream = await aStream(await photo(0));
    const client = await owner();
    const camera = await aLiveCamera(stream.url);
    const { game } = await aGardenGame(client, { camera_id: camera.id });
    const watched = await client.call(setCameraAuto, { params: { id: camera.id }, body: { game_id: game.id } });
    expect(watched.auto_game_id).toBe(game.id);
    const captures = async () => (await client.call(listCaptures, { params: { id: game.id } })).captures;
    const begun = performance.now();
    // The watch first has to know how the table looked before.
    await eventually(async () => (performance.now() - begun > 1_500 ? true : undefined), captures);
    stream.show(await photo(1));
    const stored = await eventually(async () => (await captures()).find(({ status }) => status === "stored"), captures);
    expect(stored.label).toBe("Setup");
    await client.call(setCameraAuto, { params: { id: camera.id }, body: { game_id: null } });
    const listed = (await client.call(listCameras, {})).items.find(({ id }) => id === camera.id);
    expect(listed?.auto_game_id).toBe(null);
  });

  test("of stored photos cannot watch a table; of unknown games neither", async () => {
    const client = await owner();
    const folder = await client.call(createCamera, { body: { name: aName(), driver: "browser" } });
    const { game } = await aGardenGame(client);
    const params = { id: folder.id };
    await expect(client.call(setCameraAuto, { params, body: { game_id: game.id } })).rejects.toMatchObject({
      code: "camera.auto_unavailable",
    });
  });
});

describe("camera processes", () => {
  const anAgent = async () =>
    (await owner()).call(createCamera, { body: { name: aName(), driver: "agent", settings: {} } });
  const report = {
    status: "ready",
    detail: null,
    model: "USB camera",
    sizes: {},
    spool_files: 2,
    spool_bytes: 900,
  } as const;

  test("lock when they are told to, and report what is held", async () => {
    const client = await owner();
    const { id } = await anAgent();
    const locking = client.call(lockCamera, { params: { id } });
    const orders = await client.call(pollCameraCommands, { params: { id }, query: { wait_s: 10 } });
    expect(orders.commands).toMatchObject([{ kind: "lock" }]);
    const locks = { auto_exposure: 1, exposure_time_absolute: 312 };
    const done = orders.commands.map((command) => command.id);
    await client.call(reportCamera, { params: { id }, body: { ...report, locks, done } });
    expect(await locking).toMatchObject({
      locks,
      lockable: true,
      spool: { files: 2, bytes: 900 },
      model: "USB camera",
    });
  });

  test("that fail to lock are quoted", async () => {
    const client = await owner();
    const { id } = await anAgent();
    const locking = client.call(lockCamera, { params: { id } });
    const outcome = expect(locking).rejects.toMatchObject({ code: "camera.reported" });
    const [command] = (await client.call(pollCameraCommands, { params: { id }, query: { wait_s: 10 } })).commands;
    const failed = [{ command_id: command!.id, code: "camera.lock_unavailable", detail: "It cannot be held." }];
    await client.call(reportCamera, { params: { id }, body: { ...report, failed } });
    await outcome;
  });

  test("send live frames only while somebody watches", async () => {
    const { photo } = await theGarden();
    const client = await owner();
    const { id } = await anAgent();
    const send = async () =>
      client.upload(sendPreviewFrame, { params: { id } }, await photo(0), { contentType: "image/jpeg" });
    expect(await send()).toEqual({ watched: false });
    const snapshot = server.app.request(`/api/v1${cameraSnapshot.path.replace(":id", id)}`, {
      headers: { cookie: (await server.signIn("owner")).cookie },
    });
    const orders = await client.call(pollCameraCommands, { params: { id }, query: { wait_s: 10 } });
    expect(orders.wants).toEqual({ preview: true, auto_game_id: null });
    await send();
    expect((await snapshot).headers.get("content-type")).toBe("image/jpeg");
    const later = { wait_s: 10, previewing: "true" as const };
    expect((await client.call(pollCameraCommands, { params: { id }, query: later })).wants.preview).toBe(false);
  });
});

test("what this machine can open is listed, with what is missing", async () => {
  const { items } = await (await owner()).call(listCameraDrivers, {});
  expect(items.map(({ driver }) => driver).toSorted()).toEqual([
    "agent",
    "browser",
    "http",
    "mjpeg",
    "replay",
    "rpicam",
    "rtsp",
    "v4l2",
    "watch",
  ]);
  for (const { available, missing } of items) expect(missing === null).toBe(available);
});
