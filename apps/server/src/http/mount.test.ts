import { defineEndpoint, NothingWire, ProblemWire } from "@wopr/contracts";
import { defineErrors } from "@wopr/kernel";
import { describe, expect, test } from "vitest";
import { z } from "zod";
import { aCaller, aHttpApp } from "./http.testing.ts";
import { mount, mountRaw } from "./mount.ts";

const readThing = defineEndpoint({
  method: "GET",
  path: "/things/:id",
  summary: "A thing",
  scope: "jobs:read",
  params: z.object({ id: z.uuid() }),
  query: z.object({ limit: z.coerce.number().int().min(1).default(5) }),
  status: 200,
  response: z.object({ id: z.string(), limit: z.number() }),
});

const makeThing = defineEndpoint({
  method: "POST",
  path: "/things",
  summary: "Make a thing",
  scope: "jobs:operate",
  query: z.object({ dry_run: z.enum(["true", "false"]).optional() }),
  body: z.object({
    extra: z.unknown().optional(),
    name: z.string().min(2),
    size: z.int().default(1),
    tags: z.array(z.string()).default([]),
  }),
  status: 201,
  response: z.object({ name: z.string(), size: z.number() }),
});

const dropThing = defineEndpoint({
  method: "DELETE",
  path: "/things/:id",
  summary: "Drop a thing",
  scope: "jobs:operate",
  params: z.object({ id: z.uuid() }),
  status: 204,
  response: NothingWire,
});

const uploadThing = defineEndpoint({
  method: "PUT",
  path: "/things/:id/bytes",
  summary: "Bytes of a thing",
  scope: "jobs:operate",
  params: z.object({ id: z.uuid() }),
  accepts: ["image/jpeg", "application/octet-stream"],
  status: 200,
  response: z.object({ bytes: z.number() }),
});

const ThingErrors = defineErrors("thing", {
  gone: { status: 410, retry: "never", text: (p: { name: string }) => `"${p.name}" is gone.` },
});

const ID = "0195f3a0-0000-7000-8000-000000000001";
const BASE = "/api/v1/things";

function server(permissions: Parameters<typeof aCaller>[0] = ["jobs:read", "jobs:operate"]) {
  const app = aHttpApp({ caller: aCaller(permissions) });
  mount(app, readThing, async ({ params, query }) => ({ id: params.id, limit: query.limit }));
  mount(app, makeThing, async ({ body }) => {
    if (body.name === "gone") throw ThingErrors.gone({ name: body.name });
    if (body.name === "bug") throw new TypeError("cannot read secrets of undefined");
    return { name: body.name, size: body.size };
  });
  mount(app, dropThing, async () => {});
  mountRaw(app, uploadThing, async (_request, _caller, c) => {
    return c.json({ bytes: (await c.req.arrayBuffer()).byteLength });
  });
  return app;
}

const post = (body: unknown, headers: Record<string, string> = {}) => ({
  method: "POST",
  headers: { "content-type": "application/json", ...headers },
  body: typeof body === "string" ? body : JSON.stringify(body),
});

async function problemOf(response: Response) {
  expect(response.headers.get("content-type")).toBe("application/problem+json");
  return ProblemWire.parse(await response.json());
}

describe("mount", () => {
  test("hands parsed parameters, query and body to the handler and answers with the contract's status", async () => {
    const read = await server().request(`${BASE}/${ID}?limit=7`);
    expect([read.status, await read.json()]).toEqual([200, { id: ID, limit: 7 }]);
    const made = await server().request(BASE, post({ name: "box" }));
    expect([made.status, await made.json()]).toEqual([201, { name: "box", size: 1 }]);
    expect((await server().request(`${BASE}/${ID}`, { method: "DELETE" })).status).toBe(204);
  });

  test("accepts a trailing slash and HEAD", async () => {
    expect((await server().request(`${BASE}/${ID}/`)).status).toBe(200);
    const head = await server().request(`${BASE}/${ID}`, { method: "HEAD" });
    expect([head.status, await head.text()]).toEqual([200, ""]);
  });

  test("names every problem of a request with its place, in path, query and body at once", async () => {
    const read = await problemOf(await server().request(`${BASE}/nonsense?limit=0`));
    expect(read).toMatchObject({ status: 422, code: "platform.invalid_request", retry: "never" });
    expect(read.errors.map((error) => error.at)).toEqual(["/path/id", "/query/limit"]);
    const made = await problemOf(
      await server().request(`${BASE}?dry_run=perhaps`, post({ name: "x", size: "large", tags: ["a", 2], colour: 1 })),
    );
    expect(made.errors.map((error) => error.at)).toEqual(["/query/dry_run", "/name", "/size", "/tags/1", "/colour"]);
    expect(made.detail).toContain("5 problems");
  });

  test("refuses texts that no database can keep", async () => {
    const made = await problemOf(await server().request(BASE, post({ name: "a\0b", tags: ["fine", "\ud800"] })));
    expect(made.errors.map((error) => error.at)).toEqual(["/name", "/tags/1"]);
    const deep = `{"name":"box","extra":${"[".repeat(100_000)}${"]".repeat(100_000)}}`;
    expect(await problemOf(await server().request(BASE, post(deep)))).toMatchObject({ status: 422 });
  });

  test("says where JSON is malformed", async () => {
    const problem = await problemOf(await server().request(BASE, post('{"name": "box",\n "size": }')));
    expect(problem).toMatchObject({ status: 422, code: "platform.invalid_request" });
    expect(problem.errors[0]?.at).toBe("2:10");
  });

  test.each([["text/plain"], ["application/x-www-form-urlencoded"]])("refuses a body of type %s", async (type) => {
    const problem = await problemOf(await server().request(BASE, post("name=box", { "content-type": type })));
    expect(problem).toMatchObject({ status: 415, params: { accepted: ["application/json"] } });
  });

  test("refuses anonymous callers and callers without the permission before looking at the request", async () => {
    const anonymous = aHttpApp();
    mount(anonymous, makeThing, async () => ({ name: "never", size: 0 }));
    expect(await problemOf(await anonymous.request(BASE, post("{")))).toMatchObject({ status: 401 });
    const problem = await problemOf(await server(["jobs:read"]).request(BASE, post("{")));
    expect(problem).toMatchObject({ status: 403, code: "platform.forbidden", params: { scope: "jobs:operate" } });
  });

  test("shows a foreseen failure and hides a bug behind the request id", async () => {
    const gone = await problemOf(await server().request(BASE, post({ name: "gone" })));
    expect(gone).toMatchObject({
      status: 410,
      code: "thing.gone",
      detail: '"gone" is gone.',
      params: { name: "gone" },
    });
    const bug = await server().request(BASE, post({ name: "bug" }, { "x-request-id": "quote-me-1" }));
    const problem = await problemOf(bug);
    expect(problem).toMatchObject({ status: 500, code: "platform.internal", request_id: "quote-me-1" });
    expect(JSON.stringify(problem)).not.toContain("secrets");
  });

  test("answers 500 and not a wrong shape when a handler breaks its contract", async () => {
    const app = aHttpApp({ caller: aCaller(["jobs:read"]) });
    mount(app, readThing, async () => ({ id: 7 }) as never);
    expect((await app.request(`${BASE}/${ID}`)).status).toBe(500);
  });

  test("limits JSON to 1 MiB and uploads to 64 MiB", async () => {
    const json = await problemOf(await server().request(BASE, post({ name: "x".repeat(1024 * 1024) })));
    expect(json).toMatchObject({ status: 413, code: "platform.too_large", params: { max_bytes: 1024 * 1024 } });
    const upload = (bytes: number) =>
      server().request(`${BASE}/${ID}/bytes`, {
        method: "PUT",
        headers: { "content-type": "image/jpeg", "content-length": String(bytes) },
        body: new Uint8Array(2 * 1024 * 1024),
      });
    expect((await upload(2 * 1024 * 1024)).status).toBe(200);
    expect((await upload(64 * 1024 * 1024 + 1)).status).toBe(413);
  });

  test("answers an unchanged GET with 304", async () => {
    const first = await server().request(`${BASE}/${ID}`);
    const tag = first.headers.get("etag") ?? "";
    expect(tag).toMatch(/^"[\w-]{22}"$/);
    const second = await server().request(`${BASE}/${ID}`, { headers: { "if-none-match": `"x", W/${tag}` } });
    expect([second.status, await second.text(), second.headers.get("etag")]).toEqual([304, "", tag]);
    expect((await server().request(`${BASE}/${ID}?limit=6`, { headers: { "if-none-match": tag } })).status).toBe(200);
  });

  test("knows no other path and no other method", async () => {
    expect(await problemOf(await server().request("/api/v1/nowhere"))).toMatchObject({
      status: 404,
      code: "platform.not_found",
    });
    const put = await server().request(BASE, { method: "PUT" });
    expect([put.status, put.headers.get("allow")]).toEqual([405, "POST"]);
  });

  test("keeps a proper request id and replaces any other", async () => {
    const ask = async (id: string) =>
      (await server().request(`${BASE}/${ID}`, { headers: { "x-request-id": id } })).headers.get("x-request-id");
    expect(await ask("abc-123.X_y")).toBe("abc-123.X_y");
    for (const bad of ["short", "with space 123", "x".repeat(65)]) expect(await ask(bad)).toMatch(/^[0-9a-f-]{36}$/);
  });

  test("every answer carries the security headers, failures too", async () => {
    for (const path of [`${BASE}/${ID}`, `${BASE}/nonsense`, "/nowhere"]) {
      const { headers } = await server().request(path);
      expect(headers.get("content-security-policy")).toContain("frame-ancestors 'none'");
      expect(headers.get("x-content-type-options")).toBe("nosniff");
      expect(headers.get("referrer-policy")).toBe("same-origin");
    }
  });
});
