import { detectMarkersIn, setCalibration } from "@wopr/contracts";
import { clothTable, createStudio, encodeJpeg, hex, PLAIN_COLORS, plainBoard, withMarkers } from "@wopr/testkit/render";
import { markerBits } from "@wopr/vision";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createTestServer, type TestServer } from "../../testing.ts";
import { aGardenGame } from "./table.testing.ts";

let server: TestServer;
beforeAll(async () => {
  server = await createTestServer();
});
afterAll(() => server.close());

const SPOTS = [
  [-0.6, -0.6],
  [9.6, -0.6],
  [9.6, 9.6],
  [-0.6, 9.6],
] as const;

/** A board of 9 × 9 with markers of 1.2 cells at its corners. */
async function photo(ids: readonly number[]) {
  const base = plainBoard(9, 9, "squares", PLAIN_COLORS[1]!, 5);
  const printed = ids.map((id, i) => ({
    x: SPOTS[i]![0],
    y: SPOTS[i]![1],
    size: 1.2,
    bits: markerBits("aruco4x4", id),
  }));
  const { picture, truth } = createStudio().render({
    seed: 9,
    camera: {
      width: 1000,
      height: 750,
      target: [4.5, 4.5],
      cellPx: 48,
      focal: 1.2,
      tilt: 20,
      azimuth: 15,
      roll: 3,
      k1: 0,
    },
    board: { ...base, box: [-1.6, -1.6, 10.6, 10.6], paint: withMarkers(base.paint, printed) },
    table: clothTable(hex("#8a8478"), 1),
    pieces: [],
    light: { elevation: 60, azimuth: 40, ambient: 0.7, size: 6, kelvin: 5000, exposure: 0.9, gradient: [0, 0] },
    sensor: { vignette: 0.1, blur: 0.5, readNoise: 1, shotNoise: 1, quality: 90 },
    antialias: 1,
    shadowRays: 2,
  });
  return { bytes: Buffer.from(await encodeJpeg(picture, 90)), corners: truth.corners };
}

test("markers at the corners of a board give corners that calibrate it; measured centres give the same", async () => {
  const { client } = await server.signIn("owner");
  const table = await aGardenGame(client);
  const { bytes, corners } = await photo([0, 1, 2, 3]);
  const { id } = await table.send(bytes);
  const found = await client.call(detectMarkersIn, { params: table.params, body: { capture_id: id } });
  expect(found).toMatchObject({ problem: null, missing: [], image: { width: 1000, height: 750 } });
  expect(found.markers.map((marker) => marker.id)).toEqual([0, 1, 2, 3]);
  found.corners!.forEach(([x, y], i) => {
    expect(Math.hypot(x - corners[i]![0], y - corners[i]![1])).toBeLessThan(1.5);
  });
  const centres = SPOTS.map(([x, y], marker) => ({ id: marker, x: x * 40, y: y * 40 }));
  const measured = await client.call(detectMarkersIn, {
    params: table.params,
    body: { capture_id: id, layout: { size_mm: 48, cell_mm: 40, centres } },
  });
  measured.corners!.forEach(([x, y], i) => {
    expect(Math.hypot(x - corners[i]![0], y - corners[i]![1])).toBeLessThan(1.5);
  });
  const body = { kind: "corners" as const, corners: found.corners!, image: found.image };
  expect(await client.call(setCalibration, { params: table.params, query: {}, body })).toMatchObject({
    kind: "corners",
  });
});

test("markers that are missing or there twice are named, and give no corners", async () => {
  const { client } = await server.signIn("owner");
  const table = await aGardenGame(client);
  const { id } = await table.send((await photo([0, 0, 2, 3])).bytes);
  const doubled = await client.call(detectMarkersIn, { params: table.params, body: { capture_id: id } });
  expect(doubled).toMatchObject({ corners: null, problem: "Marker 0 is there more than once." });
  const missing = await client.call(detectMarkersIn, {
    params: table.params,
    body: { capture_id: id, ids: [7, 8, 2, 3] },
  });
  expect(missing).toMatchObject({ corners: null, missing: [7, 8] });
});
