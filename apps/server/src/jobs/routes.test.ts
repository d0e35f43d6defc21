import { createTestDb, type TestDb } from "@wopr/testkit/database";
import { afterAll, beforeAll, expect, test } from "vitest";
import { asDatabase } from "../db/database.testing.ts";
import { aCaller, aHttpApp } from "../http/http.testing.ts";
import { aJobQueue } from "./jobs.testing.ts";
import { killedJob } from "./killed-job.testing.ts";
import { mountJobRoutes } from "./routes.ts";

let testDb: TestDb;
let queue: ReturnType<typeof aJobQueue>;

beforeAll(async () => {
  testDb = await createTestDb();
  queue = aJobQueue(asDatabase(testDb));
});
afterAll(() => testDb.close());

function anApp() {
  const app = aHttpApp({ caller: aCaller(["jobs:read", "jobs:operate"]) });
  mountJobRoutes(app, queue.jobs);
  return app;
}
const enqueue = () => testDb.db.transaction((tx) => queue.jobs.enqueue(tx, killedJob, { workMs: 1 }, {}));

test("a job is listed, read and cancelled, and its payload stays inside", async () => {
  const app = anApp();
  const id = await enqueue();
  const queued = {
    id,
    kind: "test.killed",
    state: "queued",
    progress: null,
    attempts: 0,
    error: null,
    dead: false,
    created_at: expect.stringMatching(/^\d{4}-.*Z$/),
    completed_at: null,
  };
  expect(await (await app.request("/api/v1/jobs")).json()).toEqual({ items: [queued], next_cursor: null });
  expect(await (await app.request(`/api/v1/jobs/${id}`)).json()).toEqual(queued);
  const cancelled = await app.request(`/api/v1/jobs/${id}/cancel`, { method: "POST" });
  expect(cancelled.status).toBe(200);
  expect(await cancelled.json()).toMatchObject({ id, state: "cancelled", error: { code: "job.cancelled" } });
});

test("a job that does not exist is 404, a cursor that is none 422", async () => {
  const app = anApp();
  const missing = await app.request("/api/v1/jobs/00000000-0000-7000-8000-000000000000");
  expect(missing.status).toBe(404);
  expect(await missing.json()).toMatchObject({ code: "job.not_found" });
  expect((await app.request("/api/v1/jobs?cursor=nonsense")).status).toBe(422);
});
