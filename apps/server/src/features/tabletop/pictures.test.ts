import {
  analyzeCapture,
  cancelAnalysisJob,
  compareCaptures,
  listCaptures,
  readAnalysisJob,
  readCrop,
  readLayer,
  readObservation,
} from "@wopr/contracts";
import sharp from "sharp";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createTestServer, type TestServer } from "../../testing.ts";
import { aDemo, eventually, type Table } from "./table.testing.ts";

let server: TestServer;
let table: Table;
let setupId: string;
let moveId: string;
beforeAll(async () => {
  server = await createTestServer();
  table = await aDemo((await server.signIn("owner")).client);
  moveId = (await table.shoot()).id;
  const { captures } = await table.client.call(listCaptures, { params: table.params });
  setupId = captures[0]?.id ?? "";
});
afterAll(() => server.close());

type LayerName = "rectified" | "registered" | "heat" | "mask" | "cells" | "overlay" | "board";
const layer = (cid: string, name: LayerName, query: { against?: string } = {}) =>
  table.client.raw(readLayer, { params: { ...table.params, cid, name }, query });

describe("layers", () => {
  test.each([
    ["rectified", 13 * 24],
    ["registered", 13 * 24],
    ["heat", 9 * 24],
    ["board", 9 * 24],
    ["mask", 13 * 16],
  ] as const)("%s is a picture %i px wide", async (name, width) => {
    const answer = await layer(moveId, name);
    const metadata = await sharp(await answer.arrayBuffer()).metadata();
    expect([metadata.width, metadata.height]).toEqual([width, width]);
  });

  test.each(["cells", "overlay"] as const)("%s is an SVG", async (name) => {
    const answer = await layer(moveId, name);
    expect(answer.headers.get("content-type")).toBe("image/svg+xml");
    expect(await answer.text()).toMatch(/^<svg .*<\/svg>$/s);
  });

  test("of a photo that was compared with nothing are the photo itself; the others say that they are not there", async () => {
    expect((await layer(setupId, "board")).status).toBe(200);
    await expect(layer(setupId, "heat")).rejects.toMatchObject({ code: "layer.not_found", status: 404 });
  });

  test("are answered with 304 to those who have them", async () => {
    const etag = (await layer(moveId, "board")).headers.get("etag") ?? "";
    const path = `/api/v1/games/${table.game.id}/captures/${moveId}/layers/board`;
    const { cookie } = await server.signIn("owner");
    expect((await server.request(path, { headers: { cookie, "if-none-match": etag } })).status).toBe(304);
  });
});

describe("crops", () => {
  test("show one cell before and after, 256 px, in the colours of the move", async () => {
    const colours = await Promise.all(
      (["before", "after"] as const).map(async (side) => {
        const answer = await table.client.raw(readCrop, {
          params: { ...table.params, cid: moveId, cell: "E4" },
          query: { side },
        });
        const picture = sharp(await answer.arrayBuffer());
        const { width, height } = await picture.metadata();
        expect([width, height]).toEqual([256, 256]);
        const { channels } = await picture.stats();
        return channels.map(({ mean }) => mean) as [number, number, number];
      }),
    );
    const [[r0, g0], [r1, g1]] = colours as [[number, number, number], [number, number, number]];
    // Red was laid on E4.
    expect(r1 / g1).toBeGreaterThan(1.1 * (r0 / g0));
  });

  test("of a cell the board does not have are refused", async () => {
    const crop = table.client.raw(readCrop, {
      params: { ...table.params, cid: moveId, cell: "Z9" },
      query: { side: "after" },
    });
    await expect(crop).rejects.toMatchObject({ status: 422 });
  });
});

test("compare names the cells that differ and where they lie in both pictures", async () => {
  const result = await table.client.call(compareCaptures, {
    params: table.params,
    query: { left: setupId, right: moveId },
  });
  expect(result).toMatchObject({ width: 216, height: 216 });
  expect(result.cells.map(({ cell, region }) => [cell, region])).toEqual([
    ["E4", [96, 72, 24, 24]],
    ["E5", [96, 96, 24, 24]],
  ]);
  for (const url of [result.left_url, result.right_url]) {
    const { cookie } = await server.signIn("owner");
    expect((await server.request(url, { headers: { cookie } })).headers.get("content-type")).toBe("image/jpeg");
  }
});

test("the observation has stages with times, scores and the registration", async () => {
  const seen = await table.client.call(readObservation, { params: { ...table.params, cid: moveId } });
  expect(seen).toMatchObject({
    kind: "compare",
    outcome: "sure",
    referenceCaptureId: setupId,
    times: { decode: expect.any(Number), register: expect.any(Number), scores: expect.any(Number) },
    observation: { registration: { method: "ecc" }, scores: { changed: [31, 40] } },
  });
  expect(JSON.stringify(seen["observation"]).length).toBeLessThan(64 * 1024);
});

test("an analysis can be cancelled; the photo stays and can be looked at again", async () => {
  const params = { ...table.params, cid: moveId };
  const { job_id } = await table.client.call(analyzeCapture, { params, body: {} });
  const cancelled = await table.client.call(cancelAnalysisJob, { params: { job_id } });
  expect(["failed", "completed"]).toContain(cancelled.status);
  if (cancelled.status === "failed") expect(cancelled.error?.code).toBe("job.cancelled");
  const again = await table.client.call(analyzeCapture, { params, body: {} });
  const done = await eventually(
    async () => {
      const job = await table.client.call(readAnalysisJob, { params: again });
      return job.status === "completed" ? job : undefined;
    },
    () => table.client.call(readAnalysisJob, { params: again }),
  );
  expect(done.results).toMatchObject({ outcome: "sure" });
});

test("looking again at a photo that was agreed to proposes nothing and writes no state", async () => {
  const fresh = await aDemo((await server.signIn("owner")).client);
  const capture = await fresh.shoot();
  await fresh.agree();
  const head = await fresh.head();
  const { job_id } = await fresh.client.call(analyzeCapture, {
    params: { ...fresh.params, cid: capture.id },
    body: {},
  });
  await eventually(
    async () =>
      (await fresh.client.call(readAnalysisJob, { params: { job_id } })).status === "completed" ? true : undefined,
    () => fresh.client.call(readAnalysisJob, { params: { job_id } }),
  );
  expect(await fresh.head()).toBe(head);
  await expect(fresh.proposal()).rejects.toThrow("no open proposal");
});
