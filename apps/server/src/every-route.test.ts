import type { Client } from "@wopr/client";
import {
  allEndpoints,
  createCamera,
  createCapture,
  createGame,
  type Endpoint,
  PERMISSIONS,
  ProblemWire,
  pathOf,
  ROLE_PERMISSIONS,
  ROLES,
  type Role,
} from "@wopr/contracts";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { arbitraryRequest, type WrongRequest } from "./http/arbitrary-request.testing.ts";
import { mountedEndpoints } from "./http/route-index.ts";
import { createTestServer, type TestServer } from "./testing.ts";

let server: TestServer;
beforeAll(async () => {
  server = await createTestServer();
});
afterAll(() => server.close());

const ORIGIN = "http://localhost";
const NOBODY = "00000000-0000-7000-8000-000000000000";

/** What the table of roles says about one endpoint. */
function verdict(endpoint: Endpoint, role: Role | "anonymous"): "let in" | 401 | 403 {
  if (endpoint.scope === "public") return "let in";
  if (role === "anonymous") return 401;
  if (endpoint.scope === "signed_in") return "let in";
  return ROLE_PERMISSIONS[role].includes(endpoint.scope) ? "let in" : 403;
}

/** Asks for something that is not there, with a body that cannot be read: whoever is let in changes nothing. */
async function knock(endpoint: Endpoint, headers: Record<string, string>): Promise<"let in" | 401 | 403> {
  const path = pathOf(endpoint).replaceAll(/:[a-z_]+/g, NOBODY);
  const body = endpoint.body ? { body: "{" } : {};
  const leaving = new AbortController();
  const answer = await server.request(path, {
    method: endpoint.method,
    headers: { origin: ORIGIN, ...(endpoint.body ? { "content-type": "application/json" } : {}), ...headers },
    signal: leaving.signal,
    ...body,
  });
  const isStream = answer.headers.get("content-type")?.startsWith("text/event-stream");
  const text = isStream ? "" : await answer.text();
  leaving.abort();
  if (isStream) await answer.body?.cancel().catch(() => {});
  const isJson = /^application\/(problem\+)?json/.test(answer.headers.get("content-type") ?? "");
  // An answer may be `null`, e.g. where something has not happened yet.
  const { code } = (isJson ? (JSON.parse(text) as { code?: string } | null) : null) ?? {};
  if (code === "platform.unauthenticated") return 401;
  return code === "platform.forbidden" ? 403 : "let in";
}

/** Signing out would end the session the other requests need. */
const knockable = () => mountedEndpoints(server.app).filter(([name]) => name !== "signOut");

describe("P1: every route refuses every role it should", () => {
  test("there is no handler without a contract and no contract without a handler", () => {
    const mounted = mountedEndpoints(server.app).map(([name]) => name);
    expect(mounted.sort()).toEqual(Object.keys(allEndpoints).sort());
  });

  test("anonymous callers come only to public routes", async () => {
    for (const [name, endpoint] of knockable())
      expect([name, await knock(endpoint, {})]).toEqual([name, verdict(endpoint, "anonymous")]);
  });

  test.each(ROLES)("a person with the role %s", async (role) => {
    const { cookie } = await server.signIn(role);
    for (const [name, endpoint] of knockable())
      expect([name, await knock(endpoint, { cookie })]).toEqual([name, verdict(endpoint, role)]);
  });

  test("an API key comes in with the permission of the route alone, and with all others but that one does not", async () => {
    for (const [name, endpoint] of knockable()) {
      const { scope } = endpoint;
      if (scope === "public" || scope === "signed_in") continue;
      const alone = await server.keyWith([scope]);
      const others = await server.keyWith(PERMISSIONS.filter((permission) => permission !== scope));
      expect([name, await knock(endpoint, { "x-api-key": alone.key })]).toEqual([name, "let in"]);
      expect([name, await knock(endpoint, { "x-api-key": others.key })]).toEqual([name, 403]);
    }
  });
});

describe("P34: wrong input", () => {
  const RUNS = 40;
  /** Lines of a stack, and paths of our own files. */
  const STACK = /\n\s+at |node_modules|\.ts:\d+/;

  async function tryOnce(key: string, request: WrongRequest) {
    const headers = { "x-api-key": key, ...request.init.headers };
    const answer = await server.request(request.path, { ...request.init, headers } as RequestInit);
    expect(answer.headers.get("x-content-type-options")).toBe("nosniff");
    expect(answer.headers.get("content-security-policy")).toContain("frame-ancestors 'none'");
    expect(answer.headers.get("referrer-policy")).toBe("same-origin");
    expect(answer.headers.get("x-request-id")).toBeTruthy();
    if (answer.headers.get("content-type")?.startsWith("text/event-stream")) {
      await answer.body?.cancel();
      return;
    }
    const text = await answer.text();
    if (answer.status < 400) return;
    // A camera that cannot be reached or a full disk may be said; a bug may not happen.
    expect([answer.status, text]).not.toEqual([500, text]);
    expect(answer.headers.get("content-type")).toBe("application/problem+json");
    const problem = ProblemWire.parse(JSON.parse(text));
    expect(problem.status).toBe(answer.status);
    expect(text).not.toMatch(STACK);
    expect(problem.detail).toMatch(/\S/);
  }

  /** A game with a photo that waits for its bytes, and a camera. Made anew for each route: some of them delete. */
  async function seed(client: Client): Promise<Readonly<Record<string, string>>> {
    const players = [
      { name: "Ada", position: 1, color: "red" },
      { name: "Bob", position: 2, color: "blue" },
    ];
    const game = await client.call(createGame, { body: { name: "Fuzz", game_type: "custom_grid", players } });
    const request = { params: { id: game.id }, query: {}, body: { trigger_camera: false } };
    const capture = await client.call(createCapture, request).catch(() => undefined);
    const camera = await client.call(createCamera, { body: { name: `cam ${game.id}`, driver: "browser" } });
    return {
      "games id": game.id,
      ...(capture ? { "games cid": capture.capture_id } : {}),
      "cameras id": camera.id,
      "camera-agents id": camera.id,
    };
  }

  test.each(Object.entries(allEndpoints))(
    "%s answers it with a typed 4xx, never 500 and never a stack",
    { timeout: 60_000 },
    async (name, endpoint) => {
      if (!mountedEndpoints(server.app).some(([mounted]) => mounted === name))
        throw new Error(`${name} is not mounted`);
      const { key, client } = await server.keyWith(PERMISSIONS);
      const known = await seed(client);
      await fc.assert(
        fc.asyncProperty(arbitraryRequest(endpoint, known), (request) => tryOnce(key, request)),
        { numRuns: RUNS, seed: 20261120 },
      );
    },
  );
});
