import { allEndpoints, pathOf } from "@wopr/contracts";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createTestServer, type TestServer } from "./testing.ts";

let server: TestServer;
beforeAll(async () => {
  server = await createTestServer();
});
afterAll(() => server.close());

interface Document {
  readonly openapi: string;
  readonly paths: Record<string, Record<string, { readonly operationId: string }>>;
  readonly components: { readonly schemas: Record<string, unknown> };
}

test("the OpenAPI document describes every contract, and each of its references leads somewhere", async () => {
  const document = (await (await server.request("/api/v1/openapi.json")).json()) as Document;
  expect(document.openapi).toBe("3.1.0");
  for (const [name, endpoint] of Object.entries(allEndpoints)) {
    const path = pathOf(endpoint).replaceAll(/:([a-z_]+)/g, "{$1}");
    expect([name, document.paths[path]?.[endpoint.method.toLowerCase()]?.operationId]).toEqual([name, name]);
  }
  const references = JSON.stringify(document).matchAll(/#\/components\/schemas\/(\w+)/g);
  for (const [, name = ""] of references) expect(Object.keys(document.components.schemas)).toContain(name);
});

test("the reference page shows every contract and runs nothing that its policy does not name", async () => {
  const answer = await server.request("/docs");
  const html = await answer.text();
  for (const [name, endpoint] of Object.entries(allEndpoints)) {
    expect(html).toContain(`id="${name}"`);
    expect(html).toContain(`>${pathOf(endpoint)}<`);
  }
  const policy = answer.headers.get("content-security-policy") ?? "";
  const nonces = [...html.matchAll(/<(?:script|style) nonce="([^"]+)"/g)].map(([, nonce]) => nonce);
  expect(nonces).toHaveLength(2);
  for (const nonce of nonces) expect(policy).toContain(`'nonce-${nonce}'`);
  expect(html).not.toMatch(/<(?:script|style)>| on[a-z]+="| style="|https?:\/\//);
  expect(await (await server.request("/docs")).text()).not.toContain(nonces[0]);
});

test("without a built web app the start page says what to do, and unknown files are no pages", async () => {
  const page = await server.request("/", { headers: { accept: "text/html" } });
  expect([page.status, await page.text()]).toEqual([503, expect.stringContaining("npm start")]);
  expect((await server.request("/favicon.ico")).status).toBe(404);
  expect((await server.request("/api/v1/nothing", { headers: { accept: "text/html" } })).status).toBe(404);
});
