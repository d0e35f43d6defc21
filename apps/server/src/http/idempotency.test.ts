import { defineEndpoint } from "@wopr/contracts";
import { Secret, systemClock } from "@wopr/kernel";
import { newUuidV7 } from "@wopr/kernel/node";
import { createTestDb, type TestDb } from "@wopr/testkit/database";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { z } from "zod";
import { readForm } from "./form.ts";
import { aCaller, aHttpApp } from "./http.testing.ts";
import { repeatSafely } from "./idempotency.ts";
import { createIdempotencyStore } from "./idempotency-store.ts";
import { mount, mountRaw } from "./mount.ts";

const makeThing = defineEndpoint({
  method: "POST",
  path: "/things",
  summary: "Make a thing",
  scope: "jobs:operate",
  body: z.object({ name: z.string() }),
  status: 201,
  response: z.object({ number: z.int(), name: z.string() }),
});
const uploadThing = defineEndpoint({
  method: "POST",
  path: "/things/upload",
  summary: "Upload a thing",
  scope: "jobs:operate",
  accepts: ["multipart/form-data"],
  status: 201,
  response: z.object({ number: z.int() }),
});

let testDb: TestDb;
beforeAll(async () => {
  testDb = await createTestDb({ max: 10 });
});
afterAll(() => testDb.close());

const aKey = () => `key-${newUuidV7()}`;
const signingKey = new Secret("s".repeat(40));
const aStore = () => createIdempotencyStore(testDb.db, systemClock, newUuidV7, signingKey);

/** A server that counts how often it made a thing; several of them share the database. */
function aServer(
  options: { readonly userId?: string; readonly hold?: Promise<void>; readonly fail?: () => boolean } = {},
) {
  let made = 0;
  const app = aHttpApp({ caller: aCaller(["jobs:operate"], { id: options.userId ?? "user-1" }) });
  app.use(repeatSafely({ store: aStore(), clock: systemClock }));
  mount(app, makeThing, async ({ body }) => {
    await options.hold;
    if (options.fail?.()) throw new Error("planted");
    made += 1;
    return { number: made, name: body.name };
  });
  mountRaw(app, uploadThing, async (_request, _caller, c) => {
    expect((await readForm(c)).files.get("image")?.bytes.length).toBeGreaterThan(0);
    made += 1;
    return c.json({ number: made }, 201);
  });
  return { app, made: () => made };
}

const ask = (server: ReturnType<typeof aServer>, key: string, name = "box") =>
  server.app.request("/api/v1/things", {
    method: "POST",
    headers: { "content-type": "application/json", "idempotency-key": key },
    body: JSON.stringify({ name }),
  });

describe("Idempotency-Key", () => {
  test("P8: 50 parallel same requests to two servers have one effect and 50 equal answers", async () => {
    const servers = [aServer(), aServer()];
    const key = aKey();
    const answers = await Promise.all(Array.from({ length: 50 }, (_, i) => ask(servers[i % 2]!, key)));
    expect(servers[0]!.made() + servers[1]!.made()).toBe(1);
    const bodies = await Promise.all(answers.map((answer) => answer.text()));
    expect(new Set(bodies).size).toBe(1);
    expect(answers.map((answer) => answer.status)).toEqual(Array(50).fill(201));
    expect(answers.filter((answer) => answer.headers.get("idempotency-replayed") === "true")).toHaveLength(49);
    expect(new Set(answers.map((answer) => answer.headers.get("x-request-id"))).size).toBe(50);
  });

  test("another body under the same key is refused, also while the first is still working", async () => {
    const { promise: hold, resolve: go } = Promise.withResolvers<void>();
    const server = aServer({ hold });
    const key = aKey();
    const first = ask(server, key, "box");
    await expect
      .poll(async () => (await testDb.pool.query("SELECT 1 FROM http_idempotency_keys WHERE status IS NULL")).rowCount)
      .toBe(1);
    const [here, elsewhere] = await Promise.all([ask(server, key, "bag"), ask(aServer(), key, "bag")]);
    go();
    expect((await first).status).toBe(201);
    for (const other of [here, elsewhere, await ask(server, key, "bag")]) {
      expect(other.status).toBe(422);
      expect(await other.json()).toMatchObject({ code: "platform.idempotency_mismatch" });
    }
    expect(server.made()).toBe(1);
  });

  test("a failure is not kept: the next try may succeed", async () => {
    let broken = true;
    const server = aServer({ fail: () => broken });
    const key = aKey();
    expect((await ask(server, key)).status).toBe(500);
    broken = false;
    expect((await ask(server, key)).status).toBe(201);
    expect((await ask(server, key)).headers.get("idempotency-replayed")).toBe("true");
  });

  test("keys belong to their caller", async () => {
    const key = aKey();
    const [ada, bob] = [aServer({ userId: "ada" }), aServer({ userId: "bob" })];
    await ask(ada, key);
    expect((await ask(bob, key)).headers.get("idempotency-replayed")).toBeNull();
  });

  test("a form sent again with another boundary is the same request", async () => {
    const server = aServer();
    const key = aKey();
    const upload = (content: string) => {
      const body = new FormData();
      body.set("image", new File([content], "a.jpg"));
      return server.app.request("/api/v1/things/upload", { method: "POST", headers: { "idempotency-key": key }, body });
    };
    expect((await upload("photo")).status).toBe(201);
    expect((await upload("photo")).headers.get("idempotency-replayed")).toBe("true");
    expect((await upload("other")).status).toBe(422);
    expect(server.made()).toBe(1);
  });

  test("a worker that died is followed by the next one once its lease is over", async () => {
    const request = { caller: "c", route: "POST /x", keySha256: aKey(), bodySha256: "b" };
    const store = aStore();
    const first = await store.claim(request, -1);
    const second = await store.claim(request, 1000);
    expect([first.kind, second.kind]).toEqual(["work", "work"]);
    const answer = { status: 201, headers: {}, body: "" };
    if (first.kind === "work") await store.complete(request, first.worker, { ...answer, status: 200 });
    expect((await store.claim(request, 1000)).kind).toBe("wait");
    if (second.kind === "work") await store.complete(request, second.worker, answer);
    expect(await store.claim(request, 1000)).toEqual({ kind: "repeat", answer });
  });

  test("an answer lies sealed in the database", async () => {
    const key = aKey();
    await ask(aServer(), key, "canary-in-the-answer");
    const { rows } = await testDb.pool.query<{ answer: Buffer }>("SELECT answer FROM http_idempotency_keys");
    expect(rows.some((row) => row.answer?.toString("latin1").includes("canary"))).toBe(false);
  });

  test("a key that is none is refused", async () => {
    expect((await ask(aServer(), "with space")).status).toBe(422);
  });
});
