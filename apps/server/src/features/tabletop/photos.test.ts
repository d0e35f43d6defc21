import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import {
  createCapture,
  eraseCapture,
  listCaptures,
  readCapture,
  readImage,
  readState,
  uploadCapture,
} from "@wopr/contracts";
import sharp from "sharp";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createTestServer, type TestServer } from "../../testing.ts";
import { aDemo, aGardenGame, theGarden } from "./table.testing.ts";

const SERIAL = "SN-4711-SECRET";

let server: TestServer;
beforeAll(async () => {
  server = await createTestServer();
});
afterAll(() => server.close());

const owner = async () => (await server.signIn("owner")).client;

/** A photo as a phone sends it: on its side, with GPS and the serial number of the camera. */
async function fromAPhone(): Promise<Buffer<ArrayBuffer>> {
  const { photo } = await theGarden();
  const bytes = await sharp(await photo(0))
    .withExif({ IFD0: { Artist: SERIAL }, IFD2: { BodySerialNumber: SERIAL }, IFD3: { GPSLatitudeRef: "N" } })
    .withMetadata({ orientation: 6 })
    .jpeg()
    .toBuffer();
  return Buffer.from(bytes);
}

/** Every file of the server's folder. */
async function filesOnDisk(): Promise<readonly string[]> {
  const entries = await readdir(server.dataDir, { recursive: true, withFileTypes: true });
  return entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
}

describe("a stored photo", () => {
  test("is named by game, sequence and UTC instant, and has a thumbnail 480 px wide", async () => {
    const table = await aDemo(await owner());
    const { captures } = await table.client.call(listCaptures, { params: table.params });
    const [capture] = captures;
    const stamp = (capture?.captured_at ?? "").replaceAll(/[-:]/g, "").replace("T", "_").slice(0, 15);
    expect(capture?.image_url).toBe(`/images/games/${table.game.id}/cap_0_${stamp}.jpg`);
    expect(capture?.thumbnail_url).toBe(`/images/games/${table.game.id}/thumb_0_${stamp}.jpg`);
    const file = `thumb_0_${stamp}.jpg`;
    const answer = await table.client.raw(readImage, { params: { game_id: table.game.id, file } });
    const { width, height } = await sharp(await answer.arrayBuffer()).metadata();
    expect([width, height]).toEqual([480, 360]);
    const disk = (await filesOnDisk())
      .filter((file) => file.includes(table.game.id))
      .map((file) => file.split("/").at(-1));
    expect(disk.sort()).toEqual([`cap_0_${stamp}.jpg`, `thumb_0_${stamp}.jpg`]);
  });

  test("carries neither GPS nor a serial number, on disk or in the browser, and stands upright there", async () => {
    const table = await aGardenGame(await owner());
    const capture = await table.send(await fromAPhone());
    expect(capture).toMatchObject({ width: 1200, height: 1600 });
    for (const url of [capture.image_url, capture.thumbnail_url]) {
      const file = url?.split("/").at(-1) ?? "";
      const answer = await table.client.raw(readImage, { params: { game_id: table.game.id, file } });
      const bytes = Buffer.from(await answer.arrayBuffer());
      expect(bytes.includes(SERIAL)).toBe(false);
      const { autoOrient } = await sharp(bytes).metadata();
      expect(autoOrient.height / autoOrient.width).toBeCloseTo(4 / 3, 2);
    }
    for (const file of await filesOnDisk()) {
      const bytes = await readFile(file);
      expect(bytes.includes(SERIAL), file).toBe(false);
    }
  });

  test("is served with a lasting ETag, in ranges, and never to caches others share", async () => {
    const table = await aDemo(await owner());
    const { captures } = await table.client.call(listCaptures, { params: table.params });
    const file = captures[0]?.image_url?.split("/").at(-1) ?? "";
    const params = { game_id: table.game.id, file };
    const whole = await table.client.raw(readImage, { params });
    const bytes = Buffer.from(await whole.arrayBuffer());
    const etag = whole.headers.get("etag") ?? "";
    expect(whole.headers.get("cache-control")).toBe("private, max-age=31536000, immutable");
    const part = await table.client.raw(readImage, { params }, { headers: { range: "bytes=100-199" } });
    expect(part.status).toBe(206);
    expect(part.headers.get("content-range")).toBe(`bytes 100-199/${bytes.length}`);
    expect(Buffer.from(await part.arrayBuffer())).toEqual(bytes.subarray(100, 200));
    const tail = await table.client.raw(readImage, { params }, { headers: { range: "bytes=-10" } });
    expect(Buffer.from(await tail.arrayBuffer())).toEqual(bytes.subarray(-10));
    const answer = await server.request(`/images/games/${table.game.id}/${file}`, {
      headers: { cookie: (await server.signIn("owner")).cookie, "if-none-match": etag },
    });
    expect(answer.status).toBe(304);
  });
});

describe("an upload", () => {
  const refuse = async (bytes: Uint8Array<ArrayBuffer>) => {
    const table = await aGardenGame(await owner());
    await expect(table.send(bytes)).rejects.toMatchObject({ status: expect.any(Number), code: /^media\./ });
    const { captures } = await table.client.call(listCaptures, { params: table.params });
    expect(captures).toEqual([]);
    expect((await filesOnDisk()).some((file) => file.includes(table.game.id))).toBe(false);
  };

  test("that is no photo, cut off or too large leaves no row and no file", async () => {
    const { photo } = await theGarden();
    await refuse(Buffer.from("no photo"));
    await refuse((await photo(0)).subarray(0, 5_000));
    await refuse(Buffer.alloc(33 * 1024 * 1024, 0xff));
  });

  test("without its file is refused and says which field it wants", async () => {
    const table = await aGardenGame(await owner());
    const form = new FormData();
    form.set("picture", "x");
    await expect(table.client.upload(createCapture, { params: table.params, query: {} }, form)).rejects.toThrow(
      /image/,
    );
  });

  test("for a capture that waits for it is stored once; a second is 409 and the first stays", async () => {
    const { photo } = await theGarden();
    const table = await aGardenGame(await owner());
    const body = { trigger_camera: false, notes: "from the shelf" };
    const waiting = await table.client.call(createCapture, { params: table.params, query: {}, body });
    expect(waiting.status).toBe("waiting_for_upload");
    const params = { ...table.params, cid: waiting.capture_id };
    const stored = await table.client.upload(uploadCapture, { params }, await photo(0), { contentType: "image/jpeg" });
    expect(stored).toMatchObject({ status: "stored", sequence: 0, notes: "from the shelf" });
    const again = table.client.upload(uploadCapture, { params }, await photo(1), { contentType: "image/jpeg" });
    await expect(again).rejects.toMatchObject({ code: "capture.bad_transition", status: 409 });
    expect((await table.client.call(readCapture, { params })).sha256).toBe(stored.sha256);
  });

  test("repeated with the same key makes one capture", async () => {
    const { photo } = await theGarden();
    const table = await aGardenGame(await owner());
    const bytes = await photo(0);
    // A form draws a new boundary each time; the same request is the same bytes.
    const form = new FormData();
    form.set("image", new Blob([bytes], { type: "image/jpeg" }), "photo.jpg");
    const drawn = new Response(form);
    const body = Buffer.from(await drawn.arrayBuffer());
    const send = () =>
      server.request(`/api/v1/games/${table.game.id}/captures`, {
        method: "POST",
        body,
        headers: {
          cookie,
          origin: "http://localhost",
          "content-type": drawn.headers.get("content-type") ?? "",
          "idempotency-key": "capture-once",
        },
      });
    const { cookie } = await server.signIn("owner");
    const answers = await Promise.all([send(), send(), send()]);
    const ids = await Promise.all(
      answers.map(async (answer) => ((await answer.json()) as { capture_id: string }).capture_id),
    );
    expect(new Set(ids).size).toBe(1);
    expect((await table.client.call(listCaptures, { params: table.params })).captures).toHaveLength(1);
  });
});

test("a triggered capture repeated with the same key takes one photo", async () => {
  const table = await aDemo(await owner());
  const trigger = () =>
    table.client.call(
      createCapture,
      { params: table.params, query: {}, body: { trigger_camera: true } },
      { idempotencyKey: "shot-once" },
    );
  const [first, second] = await Promise.all([trigger(), trigger()]);
  expect(second?.capture_id).toBe(first?.capture_id);
  await table.analysed(first?.capture_id ?? "");
  expect((await table.client.call(listCaptures, { params: table.params })).captures).toHaveLength(2);
});

test("a photo can be erased by who began the game: the picture goes, the moves and what was read stay", async () => {
  const { client } = await server.signIn("owner");
  const table = await aDemo(client);
  const capture = await table.shoot();
  await table.agree();
  const params = { ...table.params, cid: capture.id };
  const before = await client.call(readState, { params: table.params, query: {} });
  const erased = await client.call(eraseCapture, { params });
  expect(erased).toMatchObject({ status: "removed", image_url: null, thumbnail_url: null });
  expect(erased.analysis_results).not.toBeNull();
  const { cookie } = await server.signIn("owner");
  expect((await server.request(capture.image_url ?? "", { headers: { cookie } })).status).toBe(404);
  expect((await client.call(readState, { params: table.params, query: {} })).state_hash).toBe(before.state_hash);
  await expect(client.call(eraseCapture, { params })).rejects.toMatchObject({ code: "capture.bad_transition" });
});
