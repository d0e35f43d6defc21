import { createHash, randomUUID } from "node:crypto";
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import {
  cameraCapture,
  cameraSnapshot,
  cameraStatus,
  createCamera,
  createCapture,
  createGame,
  deleteCamera,
  listCameras,
  listCaptures,
  pollCameraCommands,
  reportCamera,
  testCamera,
  updateCamera,
  uploadFromCamera,
} from "@wopr/contracts";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createTestServer, type TestServer } from "../../testing.ts";
import { aGardenGame, eventually, ownerAt, sitDown, type Table, theGarden } from "./table.testing.ts";

let server: TestServer;
beforeAll(async () => {
  server = await createTestServer();
});
afterAll(() => server.close());

const owner = async () => (await server.signIn("owner")).client;
let made = 0;
const aName = () => {
  made += 1;
  return `Camera ${made}`;
};

/** A folder of photos with the faults its plan asks for. */
async function aFolder(frames: readonly Record<string, unknown>[]): Promise<string> {
  const folder = join(server.dataDir, `photos-${randomUUID()}`);
  await mkdir(folder);
  const { photo } = await theGarden();
  for (const [n, { file }] of frames.entries()) await writeFile(join(folder, String(file)), await photo(n));
  await writeFile(join(folder, "manifest.json"), JSON.stringify({ frames }));
  return folder;
}

const aReplay = async (frames: readonly Record<string, unknown>[]) =>
  (await owner()).call(createCamera, {
    body: { name: aName(), driver: "replay", settings: { folder: await aFolder(frames) } },
  });

describe("cameras", () => {
  test("are added, changed, listed and removed; a name is there once", async () => {
    const client = await owner();
    const camera = await client.call(createCamera, { body: { name: aName(), driver: "browser" } });
    const twin = client.call(createCamera, { body: { name: camera.name.toUpperCase(), driver: "browser" } });
    await expect(twin).rejects.toMatchObject({ code: "camera.name_taken", status: 409 });
    const params = { id: camera.id };
    const changed = await client.call(updateCamera, {
      params,
      body: { name: "Over the table", rotate: 180, is_default: true },
    });
    expect(changed).toMatchObject({ name: "Over the table", slug: "over-the-table", rotate: 180, is_default: true });
    expect((await client.call(listCameras, {})).items.map(({ id }) => id)).toContain(camera.id);
    await client.call(deleteCamera, { params });
    await expect(client.call(cameraStatus, { query: { camera_id: camera.id } })).rejects.toMatchObject({ status: 404 });
  });

  test("in use by a game in play are not removed", async () => {
    const client = await owner();
    const camera = await client.call(createCamera, { body: { name: aName(), driver: "browser" } });
    const table = await aGardenGame(client, { name: "Thursday", camera_id: camera.id });
    await expect(client.call(deleteCamera, { params: { id: camera.id } })).rejects.toMatchObject({
      code: "camera.in_use",
      params: { games: ["Thursday"] },
    });
    expect(table.game.status).toBe("setup");
  });

  test.each([
    ["an unknown setting", { folder: "/photos", speed: 3 }, "camera.settings_invalid"],
    ["no folder", {}, "camera.settings_invalid"],
    ["an unknown sample", { sample: "ludo" }, "camera.sample_unknown"],
    ["half a square", { sample: "garden", defaults: { corners: [[0, 0]] } }, "camera.defaults_invalid"],
  ])("with %s are refused", async (_, settings, code) => {
    const added = (await owner()).call(createCamera, { body: { name: aName(), driver: "replay", settings } });
    await expect(added).rejects.toMatchObject({ code, status: 422 });
  });

  test("never read the storage, where photos of other games lie", async () => {
    await (await aGardenGame(await owner())).send((await (await theGarden()).photo(0)) as Buffer<ArrayBuffer>);
    const inside = join(server.dataDir, "media");
    const added = (await owner()).call(createCamera, {
      body: { name: aName(), driver: "watch", settings: { folder: inside } },
    });
    await expect(added).rejects.toMatchObject({ code: "camera.folder_forbidden" });
  });

  test("turned upside down are stored as they come and shown upright", async () => {
    const client = await owner();
    const camera = await client.call(createCamera, {
      body: { name: aName(), driver: "replay", settings: { sample: "garden" }, rotate: 90 },
    });
    const table = await aGardenGame(client, { camera_id: camera.id });
    const capture = await table.shoot();
    expect(capture).toMatchObject({ width: 1200, height: 1600 });
  });
});

describe("the functional check", () => {
  test("passes a camera that shows a picture, and takes no photo", async () => {
    const client = await owner();
    const camera = await aReplay([{ file: "a.jpg" }]);
    expect(await client.call(testCamera, { params: { id: camera.id } })).toMatchObject({
      passed: true,
      width: 1600,
      height: 1200,
    });
    const shown = await client.raw(cameraSnapshot, { params: { id: camera.id } });
    expect(shown.headers.get("content-type")).toBe("image/jpeg");
    const table = await aGardenGame(client, { camera_id: camera.id });
    expect((await table.shoot()).sequence).toBe(0);
  });

  test.each(["black", "white", "truncated"])("fails a camera whose picture is %s", async (fault) => {
    const camera = await aReplay([{ file: "a.jpg", fault, times: 9 }]);
    const result = await (await owner()).call(testCamera, { params: { id: camera.id } });
    expect(result.passed).toBe(false);
    expect(
      result.checks
        .filter(({ passed }) => !passed)
        .map(({ text }) => text)
        .join(),
    ).toMatch(/[A-Z].*\./);
  });

  test("fails a live camera that repeats its last picture", async () => {
    const { photo } = await theGarden();
    const bytes = await photo(0);
    const frozen = await createTestServer({
      outside: { fetch: async () => new Response(bytes, { headers: { "content-type": "image/jpeg" } }) },
    });
    try {
      const { client } = await frozen.signIn("owner");
      const settings = { url: "http://camera.example/snapshot.jpg" };
      const camera = await client.call(createCamera, { body: { name: "Frozen", driver: "http", settings } });
      const { passed, checks } = await client.call(testCamera, { params: { id: camera.id } });
      expect(passed).toBe(false);
      expect(checks.find(({ name }) => name === "not_frozen")).toMatchObject({ passed: false });
    } finally {
      await frozen.close();
    }
  });

  test("is not needed to see that a camera cannot be opened: its status says so", async () => {
    const client = await owner();
    const settings = { folder: join(server.dataDir, "not-there-either") };
    const camera = await client.call(createCamera, { body: { name: aName(), driver: "replay", settings } });
    const status = await client.call(cameraStatus, { query: { camera_id: camera.id } });
    expect(status).toMatchObject({ status: "error", available_resolutions: [] });
    expect(status.detail).toMatch(/not-there-either/);
  });

  test("fails a camera that cannot be opened, with the reason", async () => {
    const client = await owner();
    const settings = { folder: join(server.dataDir, "not-there") };
    const camera = await client.call(createCamera, { body: { name: aName(), driver: "replay", settings } });
    const result = await client.call(testCamera, { params: { id: camera.id } });
    expect(result).toMatchObject({ passed: false, checks: [{ name: "answers", passed: false }] });
  });
});

describe("a shot", () => {
  test("that fails uses up no sequence and no photo, and says what to do", async () => {
    const client = await owner();
    const camera = await aReplay([{ file: "a.jpg", fault: "unreachable", times: 1 }]);
    const table = await aGardenGame(client, { camera_id: camera.id });
    const failed = await table.shoot();
    expect(failed).toMatchObject({ status: "failed", sequence: null, error: { code: "camera.unreachable" } });
    expect(failed.error?.detail).toMatch(/Use this device's camera or try again/);
    expect(await table.shoot()).toMatchObject({ status: "stored", sequence: 0 });
  });

  test("asked for directly gives up after what the camera says", async () => {
    const client = await owner();
    const camera = await aReplay([{ file: "a.jpg", fault: "unreachable", times: 1 }]);
    const table = await aGardenGame(client, { camera_id: camera.id });
    const taken = client.call(cameraCapture, { body: { game_id: table.game.id } });
    await expect(taken).rejects.toMatchObject({ status: 504, code: "camera.unreachable" });
  });

  test("of a folder goes on after a restart where it was", async () => {
    const client = await owner();
    const camera = await aReplay([{ file: "a.jpg" }, { file: "b.jpg" }]);
    const table = await aGardenGame(client, { camera_id: camera.id });
    const first = await table.shoot();
    const other = await createTestServer({ beside: server });
    try {
      const second = await sitDown(await ownerAt(other), table.game).shoot();
      expect(second.sequence).toBe(1);
      expect(second.sha256).not.toBe(first.sha256);
    } finally {
      await other.close();
    }
  });
});

describe("a camera process", () => {
  const digestOf = (bytes: Uint8Array) => `sha-256=:${createHash("sha256").update(bytes).digest("base64")}:`;

  async function anAgent(): Promise<{
    id: string;
    table: Table;
    client: Awaited<ReturnType<TestServer["keyWith"]>>["client"];
  }> {
    const client = await owner();
    const camera = await client.call(createCamera, { body: { name: aName(), driver: "agent" } });
    const { client: agent } = await server.keyWith(["tabletop:operate"]);
    return { id: camera.id, client: agent, table: await aGardenGame(client, { camera_id: camera.id }) };
  }

  const trigger = (table: Table) =>
    table.client.call(createCapture, { params: table.params, query: {}, body: { trigger_camera: true } });

  test("hears of a shot while it waits, sends the photo once, and the photo is looked at", async () => {
    const { id, client, table } = await anAgent();
    const asked = client.call(pollCameraCommands, { params: { id }, query: { wait_s: 20 } });
    const begunMs = performance.now();
    const begun = await trigger(table);
    const { commands } = await asked;
    expect(performance.now() - begunMs).toBeLessThan(3_000);
    expect(commands).toMatchObject([
      { kind: "capture", capture_id: begun.capture_id, game_id: table.game.id, resolution: null },
    ]);
    const bytes = await (await theGarden()).photo(0);
    const send = () =>
      client.upload(
        uploadFromCamera,
        { params: { id, upload_id: commands[0]?.id ?? "" }, query: { capture_id: begun.capture_id, age_ms: 60_000 } },
        bytes,
        { contentType: "image/jpeg", headers: { "content-digest": digestOf(bytes) } },
      );
    expect(await send()).toMatchObject({ capture_id: begun.capture_id, already_there: false });
    expect(await send()).toMatchObject({ capture_id: begun.capture_id, already_there: true });
    const capture = await table.analysed(begun.capture_id);
    expect(capture).toMatchObject({ status: "stored", sequence: 0 });
    // The photo's time is the server's, less its age by the camera's own monotonic clock.
    const ageMs = Date.parse(capture.received_at ?? "") - Date.parse(capture.captured_at ?? "");
    expect(Math.abs(ageMs - 60_000)).toBeLessThan(5_000);
    const after = await client.call(pollCameraCommands, { params: { id }, query: { wait_s: 0 } });
    expect(after.commands).toEqual([]);
  });

  test("whose photo was damaged on its way is asked to send it again; nothing is stored", async () => {
    const { id, client, table } = await anAgent();
    const bytes = await (await theGarden()).photo(0);
    const params = { id, upload_id: randomUUID() };
    const query = { game_id: table.game.id, age_ms: 0 };
    const damaged = { contentType: "image/jpeg", headers: { "content-digest": digestOf(Buffer.from("other")) } };
    const sent = client.upload(uploadFromCamera, { params, query }, bytes, damaged);
    await expect(sent).rejects.toMatchObject({ code: "media.digest_mismatch", retry: "later" });
    expect((await table.client.call(listCaptures, { params: table.params })).captures).toEqual([]);
  });

  test("that cannot take the photo says so and the capture fails with its words", async () => {
    const { id, client, table } = await anAgent();
    const begun = await trigger(table);
    const { commands } = await client.call(pollCameraCommands, { params: { id }, query: { wait_s: 5 } });
    const failed = commands.map((command) => ({
      command_id: command.id,
      code: "camera.bad_frame",
      detail: "The lens is covered.",
    }));
    const body = {
      status: "ready" as const,
      detail: null,
      model: "Pi",
      sizes: { "4k": [4608, 2592] as [number, number] },
      spool_files: 0,
      spool_bytes: 0,
      failed,
    };
    await client.call(reportCamera, { params: { id }, body });
    const capture = await table.analysed(begun.capture_id);
    expect(capture).toMatchObject({ status: "failed", error: { code: "camera.reported" } });
    expect(capture.error?.detail).toContain("The lens is covered.");
    const status = await table.client.call(cameraStatus, { query: { camera_id: id } });
    expect(status).toMatchObject({ status: "ready", camera_model: "Pi", available_resolutions: ["4k"] });
  });

  test("sends photos of its spool that nobody asked for to the game of its camera, oldest first", async () => {
    const { id, client, table } = await anAgent();
    const { photo } = await theGarden();
    for (const n of [0, 1]) {
      const bytes = await photo(n);
      const options = { contentType: "image/jpeg", headers: { "content-digest": digestOf(bytes) } };
      const query = { game_id: table.game.id, age_ms: 1000 * (5 - n) };
      await client.upload(uploadFromCamera, { params: { id, upload_id: randomUUID() }, query }, bytes, options);
    }
    const { captures } = await table.client.call(listCaptures, { params: table.params });
    expect(captures.map(({ sequence }) => sequence)).toEqual([0, 1]);
  });

  test("may not send to a game that neither uses its camera nor is its owner's", async () => {
    const { id, client } = await anAgent();
    const member = await server.signIn("member");
    const strange = await aGardenGame(member.client);
    const bytes = await (await theGarden()).photo(0);
    const options = { contentType: "image/jpeg", headers: { "content-digest": digestOf(bytes) } };
    const sent = client.upload(
      uploadFromCamera,
      { params: { id, upload_id: randomUUID() }, query: { game_id: strange.game.id, age_ms: 0 } },
      bytes,
      options,
    );
    await expect(sent).rejects.toMatchObject({ code: "game.not_found" });
  });

  test("passes the functional check when it comes back for more", async () => {
    const { id, client, table } = await anAgent();
    const tested = table.client.call(testCamera, { params: { id } });
    const poll = () => client.call(pollCameraCommands, { params: { id }, query: { wait_s: 5 } });
    expect((await poll()).commands).toMatchObject([{ kind: "test" }]);
    const again = client.call(pollCameraCommands, { params: { id }, query: { wait_s: 1 } });
    expect(await tested).toMatchObject({ passed: true });
    await again;
  });
});

test("a fifth shot at a busy camera is 429 with when to come back, and leaves no capture", async () => {
  const client = await owner();
  const camera = await aReplay([{ file: "a.jpg", fault: "stall", times: 1 }]);
  const body = {
    name: "Busy",
    game_type: "chess",
    players: [
      { name: "a", position: 1, color: "white" },
      { name: "b", position: 2, color: "black" },
    ],
    camera_id: camera.id,
  };
  const game = await client.call(createGame, { body });
  const shoot = () =>
    client.call(createCapture, { params: { id: game.id }, query: {}, body: { trigger_camera: true } });
  for (let n = 0; n < 4; n += 1) {
    await shoot();
    await eventually(
      async () => ((await client.call(cameraStatus, { query: { camera_id: camera.id } })).queue > n ? true : undefined),
      () => client.call(cameraStatus, { query: { camera_id: camera.id } }),
    );
  }
  await expect(shoot()).rejects.toMatchObject({ status: 429, code: "camera.queue_full", params: { retry_after_s: 5 } });
  expect((await client.call(listCaptures, { params: { id: game.id } })).captures).toHaveLength(4);
});
