import { PUBLISHED_CHECKS } from "@wopr/contracts";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type SocketServer, startSocketServer } from "./server.testing.ts";

let wopr: SocketServer;
let key: string;
beforeAll(async () => {
  wopr = await startSocketServer();
  key = await wopr.key(["status:operate", "status:read", "status:write"]);
});
afterAll(() => wopr.stop());

const MICROS = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z$/;

const get = (path: string) => fetch(`${wopr.base}${path}`);
const post = (body: unknown, headers: Record<string, string> = {}) =>
  fetch(`${wopr.base}/api/v1/status`, {
    method: "POST",
    headers: { "content-type": "application/json", "x-api-key": key, ...headers },
    body: JSON.stringify(body),
  });
const countRows = async () => {
  const { rows } = await wopr.testDb.pool.query<{ count: number }>(
    "SELECT count(*)::int AS count FROM status_results WHERE trigger = 'post'",
  );
  return rows[0]?.count ?? 0;
};

test("S1: GET /api/v1/status has exactly the published keys, in order, with six decimals, before ≤ after", async () => {
  const answer = await get("/api/v1/status");
  const body = (await answer.json()) as Record<string, string>;
  expect(Object.keys(body)).toEqual([
    "timestamp_right_before_data_pull",
    "db-up",
    "db-queriable",
    "db-writable",
    "wopr-web-up",
    "wopr-web-functional",
    "wopr-api-up",
    "wopr-api-functional",
    "wopr-cam-up",
    "wopr-cam-functional",
    "wopr-config-map-present",
    "timestamp_right_after_data_pull",
  ]);
  for (const name of PUBLISHED_CHECKS) expect(body[name]).toBeTypeOf("boolean");
  expect(body["timestamp_right_before_data_pull"]).toMatch(MICROS);
  expect(body["timestamp_right_after_data_pull"]).toMatch(MICROS);
  expect(body["timestamp_right_before_data_pull"]! <= body["timestamp_right_after_data_pull"]!).toBe(true);
});

test("S4: POST runs the selected checks, stores one row each with start ≤ end, and GET shows it at once", async () => {
  const before = await countRows();
  const answer = await post({ all: "true" });
  const body = (await answer.json()) as {
    stored: boolean;
    results: Record<string, { "test-result": string; "test-start-timestamp": string; "test-end-timestamp": string }>;
  };
  expect(answer.status).toBe(200);
  expect(body.stored).toBe(true);
  expect(Object.keys(body.results)).toEqual([...PUBLISHED_CHECKS]);
  const results = Object.fromEntries(Object.entries(body.results).map(([name, one]) => [name, one["test-result"]]));
  expect(results).toEqual({
    ...Object.fromEntries(PUBLISHED_CHECKS.map((name) => [name, "pass"])),
    "wopr-cam-up": "norun",
    "wopr-cam-functional": "norun",
  });
  for (const one of Object.values(body.results)) {
    expect(one["test-start-timestamp"]).toMatch(MICROS);
    expect(one["test-start-timestamp"] <= one["test-end-timestamp"]).toBe(true);
  }
  expect(await countRows()).toBe(before + 10);
  const { rows } = await wopr.testDb.pool.query("SELECT 1 FROM status_results WHERE started_at > ended_at");
  expect(rows).toEqual([]);
  const shown = await get("/api/v1/status");
  expect(shown.headers.get("wopr-status-norun")).toBe("wopr-cam-up,wopr-cam-functional");
  const now = (await shown.json()) as Record<string, boolean>;
  for (const name of PUBLISHED_CHECKS) expect([name, now[name]]).toEqual([name, !name.startsWith("wopr-cam")]);
});

test("S2: GET one answers the ten names, each with its extras; any other name is 404 with the list", async () => {
  for (const name of PUBLISHED_CHECKS) {
    const body = (await (await get(`/api/v1/status/${name}`)).json()) as Record<string, unknown>;
    const isCamera = name.startsWith("wopr-cam");
    expect(Object.keys(body)).toEqual([
      "timestamp_right_before_data_pull",
      name,
      "test-start-timestamp",
      "test-result",
      "test-end-timestamp",
      ...(isCamera ? ["test-norun-reason"] : []),
      "timestamp_right_after_data_pull",
    ]);
    expect(body["test-result"]).toBe(isCamera ? "norun" : "pass");
    if (isCamera) expect(body["test-norun-reason"]).toBe("not_configured");
  }
  for (const name of ["nothing", "disk-space", "DB-UP", "db_up"]) {
    const answer = await get(`/api/v1/status/${name}`);
    const problem = (await answer.json()) as { code: string; params: { names: string[] } };
    expect([answer.status, problem.code]).toEqual([404, "status.unknown_check"]);
    expect(problem.params.names).toEqual([...PUBLISHED_CHECKS]);
  }
});

test("S5: GET runs no test: no new rows, and the results stay the same", async () => {
  const before = await countRows();
  const times = async () => (await (await get("/api/v1/status/db-up")).json()) as Record<string, string>;
  const first = await times();
  for (let i = 0; i < 20; i += 1) await (await get("/api/v1/status?detail=full")).text();
  const last = await times();
  expect(last["test-end-timestamp"]).toBe(first["test-end-timestamp"]);
  expect(await countRows()).toBe(before);
});

describe("S3: what a POST selects", () => {
  const texts = [true, false, "true", "false", undefined];
  const specifics: readonly (readonly [unknown, readonly string[] | "bad", readonly string[] | "bad"])[] = [
    [undefined, PUBLISHED_CHECKS, "bad"],
    [[], PUBLISHED_CHECKS, "bad"],
    [[{ "db-up": true }], PUBLISHED_CHECKS, ["db-up"]],
    [[{ "db-up": false }], PUBLISHED_CHECKS.slice(1), "bad"],
    [[{ "db-up": true }, { "wopr-config-map-present": true }], PUBLISHED_CHECKS, ["db-up", "wopr-config-map-present"]],
    [[{ "db-up": true, "db-writable": false }], PUBLISHED_CHECKS.filter((name) => name !== "db-writable"), ["db-up"]],
    [[{ "db-up": true }, { "db-up": true }], PUBLISHED_CHECKS, ["db-up"]],
    [[{ "db-up": true }, { "db-up": false }], "bad", "bad"],
    [[{ nonsense: true }], "bad", "bad"],
    [[{ "db-up": "maybe" }], "bad", "bad"],
    [{ "db-up": true }, "bad", "bad"],
    ["db-up", "bad", "bad"],
    [[["db-up"]], "bad", "bad"],
  ];
  const cases = texts.flatMap((all) =>
    specifics.map(([specific, whenAll, otherwise]) => ({ all, specific, whenAll, otherwise })),
  );

  test.each(cases)("all $all with $specific", async ({ all, specific, whenAll, otherwise }) => {
    const expected = all === true || all === "true" ? whenAll : otherwise;
    const before = await countRows();
    const answer = await post({
      ...(all === undefined ? {} : { all }),
      ...(specific === undefined ? {} : { specific }),
    });
    const body = (await answer.json()) as { results?: object; code?: string; params?: { names: string[] } };
    if (expected === "bad") {
      expect([answer.status, body.code]).toEqual([422, "status.bad_selection"]);
      expect(body.params?.names).toEqual([...PUBLISHED_CHECKS]);
      expect(await countRows()).toBe(before);
    } else {
      expect(Object.keys(body.results ?? {})).toEqual(expected);
      expect(await countRows()).toBe(before + expected.length);
    }
  });

  test.each([
    ["another text for all", { all: "yes" }, "/all"],
    ["a number for all", { all: 1 }, "/all"],
    ["an unknown field", { all: true, some: [] }, "/some"],
    ["a list instead of an object", [], ""],
    ["an unknown name", { specific: [{ "db-down": true }] }, "/specific/0/db-down"],
  ])("%s is refused with the place", async (_, body, at) => {
    const answer = await post(body);
    const problem = (await answer.json()) as { code: string; params: { at: string } };
    expect([answer.status, problem.code, problem.params.at]).toEqual([422, "status.bad_selection", at]);
  });
});

test("respond-async answers 202 with a job that runs the checks", async () => {
  const answer = await post({ specific: [{ "db-up": true }] }, { prefer: "respond-async" });
  expect(answer.status).toBe(202);
  const { job_id: id } = (await answer.json()) as { job_id: string };
  await expect.poll(async () => (await wopr.server.jobs.read(id))?.state, { timeout: 15_000 }).toBe("completed");
  expect((await wopr.server.jobs.read(id))?.result).toMatchObject({ results: { "db-up": "pass" } });
});

test("running checks needs the permission; reading does not", async () => {
  expect(
    (
      await fetch(`${wopr.base}/api/v1/status`, {
        method: "POST",
        body: "{}",
        headers: { "content-type": "application/json" },
      })
    ).status,
  ).toBe(401);
  const reader = await wopr.key(["status:read"]);
  expect((await post({ all: true }, { "x-api-key": reader })).status).toBe(403);
  expect((await get("/api/v1/status-page")).status).toBe(200);
  expect((await get("/api/v1/checks")).status).toBe(401);
});
