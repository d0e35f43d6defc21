import { expect, test } from "vitest";
import { aCaller, aHttpApp } from "./http.testing.ts";
import { allowListedOrigins, demandSameOrigin } from "./origin.ts";

const rules = { publicUrl: "https://wopr.example", allowed: ["https://app.example"] };

function server(kind: "user" | "key" | "anonymous") {
  const caller = kind === "anonymous" ? {} : { caller: aCaller([], { kind }) };
  const app = aHttpApp(caller);
  app.use(allowListedOrigins(rules));
  app.use(demandSameOrigin(rules));
  app.all("/x", (c) => c.body(null, 204));
  return (method: string, headers: Record<string, string> = {}) =>
    app.request("http://localhost:3100/x", { method, headers: { cookie: "wopr_session=1", ...headers } });
}

test.each([
  ["the same host", { origin: "http://localhost:3100" }, 204],
  ["the public address", { origin: "https://wopr.example" }, 204],
  ["a listed origin", { origin: "https://app.example" }, 204],
  ["the browser's word for the same origin", { "sec-fetch-site": "same-origin" }, 204],
  ["somebody else", { origin: "https://evil.example" }, 403],
  ["the same host on another port", { origin: "http://localhost:8080" }, 403],
  ["a hidden origin", { origin: "null" }, 403],
  ["nowhere", {}, 403],
])("a change with a cookie from %s", async (_, headers, status) => {
  const answer = await server("user")("POST", headers as unknown as Record<string, string>);
  expect(answer.status).toBe(status);
  if (status === 403) expect(await answer.json()).toMatchObject({ code: "platform.cross_origin" });
});

test("reading needs no origin, and programs with a key never do", async () => {
  expect((await server("user")("GET")).status).toBe(204);
  expect((await server("key")("POST", { origin: "https://evil.example" })).status).toBe(204);
});

test("a page of somebody else cannot even try to sign in", async () => {
  expect((await server("anonymous")("POST", { origin: "https://evil.example" })).status).toBe(403);
});

test("only listed origins get CORS headers, with credentials and never a star", async () => {
  const preflight = { "access-control-request-method": "POST" };
  const listed = await server("user")("OPTIONS", { origin: "https://app.example", ...preflight });
  expect(listed.headers.get("access-control-allow-origin")).toBe("https://app.example");
  expect(listed.headers.get("access-control-allow-credentials")).toBe("true");
  const other = await server("user")("GET", { origin: "https://evil.example" });
  expect([...other.headers.keys()].filter((name) => name.startsWith("access-control"))).toEqual([]);
});
