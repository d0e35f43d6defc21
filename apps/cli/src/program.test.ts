import { describe, expect, test } from "vitest";
import { answering, runWith } from "./testing.ts";

const problem = (status: number, code: string) => () =>
  Response.json(
    {
      type: "",
      title: code,
      status,
      detail: `Sentence of ${code}.`,
      code,
      params: {},
      errors: [],
      retry: "never",
      request_id: "r",
    },
    { status },
  );
const noGames = () => Response.json({ games: [], total: 0, page: 1, page_size: 100 });
const GAMES = "GET /api/v1/games";

describe("exit codes", () => {
  test.each([
    ["--help", ["--help"], 0],
    ["--version", ["--version"], 0],
    ["help of a group", ["game", "--help"], 0],
    ["no command", [], 2],
    ["an unknown command", ["bogus"], 2],
    ["an unknown option", ["game", "list", "--bogus"], 2],
    ["a missing argument", ["game", "show"], 2],
    ["a missing option", ["game", "new", "--players", "red"], 2],
    ["a grid that is none", ["game", "new", "--name", "x", "--players", "red,blue", "--grid", "16"], 2],
    ["an unknown driver", ["camera", "add", "desk", "--driver", "magic"], 2],
    ["an http camera without address", ["camera", "add", "desk", "--driver", "http"], 2],
    ["an address that is none", ["game", "list", "--url", "wopr"], 2],
    ["a port that is none", ["up", "--port", "99999"], 2],
    ["an unknown sample", ["demo", "atlantis"], 2],
    ["a folder without photos", ["game", "replay", "/nowhere/at/all"], 2],
    ["a disturbance nobody knows", ["vision", "bench", ".", "--perturb", "earthquake"], 2],
    ["a folder that cannot be measured", ["vision", "bench", "/nowhere/at/all"], 5],
    ["a server that is not there", ["game", "list"], 4],
  ])("%s: %j → %i", async (_, argv, code) => {
    expect((await runWith(argv)).code).toBe(code);
  });

  test.each([
    [401, "platform.unauthenticated", 3],
    [403, "platform.forbidden", 3],
    [409, "game.changed", 3],
    [500, "platform.internal", 1],
  ] as const)("the server answers %i %s → %i", async (status, code, exit) => {
    const ran = await runWith(["game", "list"], { fetch: answering({ [GAMES]: problem(status, code) }) });
    expect(ran.code).toBe(exit);
    expect(ran.err).not.toBe("");
  });
});

describe("what people read", () => {
  test("a server that is not there: how to start one", async () => {
    expect((await runWith(["game", "list"])).err).toBe(
      'No WOPR answers at http://localhost:3100. Start it with "npm start" or "npx wopr up", or name another one with --url.',
    );
  });

  test("nobody signed in: how to sign in; but a server that does not run is said first", async () => {
    const keys = { find: async () => undefined, save: async () => {} };
    const live = answering({ "GET /healthz": () => Response.json({ ok: true }) });
    const ran = await runWith(["game", "list"], { keys, fetch: live });
    expect(ran).toMatchObject({ code: 3, err: expect.stringContaining("npx wopr login") });
    expect(await runWith(["game", "list"], { keys })).toMatchObject({ code: 4 });
  });

  test("an empty list says what to do next", async () => {
    expect((await runWith(["game", "list"], { fetch: answering({ [GAMES]: noGames }) })).out).toContain("wopr demo");
  });
});

describe("--json", () => {
  test("prints the result alone, so that a program can read it", async () => {
    const ran = await runWith(["game", "list", "--json"], { fetch: answering({ [GAMES]: noGames }) });
    expect(JSON.parse(ran.out)).toEqual({ games: [], total: 0, page: 1, page_size: 100 });
  });

  test("prints failures with code and sentence", async () => {
    const ran = await runWith(["game", "list", "--json"]);
    expect(JSON.parse(ran.out)).toMatchObject({
      error: { code: "cli.server_not_running", detail: expect.any(String) },
    });
  });
});

describe("keys", () => {
  const sent = async (argv: readonly string[], env: Record<string, string> = {}) => {
    const seen: string[] = [];
    const fetch = answering({
      [GAMES]: (init) => {
        seen.push(new Headers(init.headers).get("authorization") ?? "");
        return noGames();
      },
    });
    await runWith(argv, { fetch, env });
    return seen[0];
  };

  test("--key goes before WOPR_API_KEY, and that before the stored one", async () => {
    const env = { WOPR_API_KEY: "wopr_env" };
    expect(await sent(["game", "list", "--key", "wopr_option"], env)).toBe("Bearer wopr_option");
    expect(await sent(["game", "list"], env)).toBe("Bearer wopr_env");
    expect(await sent(["game", "list"])).toBe("Bearer wopr_stored");
  });
});

describe("setup", () => {
  const me = {
    id: "u",
    name: "Ann",
    email: "ann@example.invalid",
    kind: "user",
    role: "owner",
    permissions: ["tabletop:read"],
  };
  const key = {
    id: "0190b3b4-0000-7000-8000-000000000001",
    prefix: "abc",
    name: "cli",
    permissions: ["tabletop:read"],
    scope: "*",
    ip_allow: [],
    created_at: "2026-11-20T18:00:00Z",
    expires_at: "2027-11-20T18:00:00Z",
    last_used_at: null,
    revoked_at: null,
    key: "wopr_abc_secret",
  };

  test("makes the owner, then a key with that session, stores it, and prints no secret", async () => {
    const saved: string[] = [];
    const keys = {
      find: async () => undefined,
      save: async (url: string, secret: { reveal(): string }) => void saved.push(url, secret.reveal()),
    };
    const fetch = answering({
      "POST /api/v1/setup": (init) => {
        expect(JSON.parse(String(init.body))).toMatchObject({ code: "C0DE", password: "correct horse battery staple" });
        return Response.json(me, { status: 201, headers: { "set-cookie": "wopr_session=s3cret; Path=/; HttpOnly" } });
      },
      "POST /api/v1/api-keys": (init) => {
        const headers = new Headers(init.headers);
        expect([headers.get("cookie"), headers.get("origin")]).toEqual([
          "wopr_session=s3cret",
          "http://localhost:3100",
        ]);
        return Response.json(key, { status: 201 });
      },
    });
    const argv = ["setup", "--code", "C0DE", "--name", "Ann", "--email", me.email, "--password-stdin"];
    const ran = await runWith(argv, { fetch, keys });
    expect([ran.code, ran.err]).toEqual([0, expect.any(String)]);
    expect(saved).toEqual(["http://localhost:3100", "wopr_abc_secret"]);
    expect(ran.out + ran.err).not.toMatch(/secret|battery/);
  });
});

describe("up", () => {
  const ready = answering({ "GET /readyz": () => Response.json({ ready: true, stage: "serving" }) });

  test("starts the server as npm start does; --json tells the addresses others can use", async () => {
    const ran = await runWith(["up", "--lan", "--json", "--port", "4000", "--data", "d"], { fetch: ready });
    expect(ran.started).toEqual([
      ["tools/launch.mjs", ["start"], { WOPR_PORT: "4000", WOPR_DATA_DIR: "/nowhere/d", WOPR_HOST: "0.0.0.0" }],
    ]);
    expect(ran.code).toBe(0);
    expect(JSON.parse(ran.out)).toEqual({ url: "http://localhost:4000", addresses: ["http://192.168.1.5:4000"] });
  });

  test("--lan shows the address as a picture a phone reads, in a network only", async () => {
    const shown = await runWith(["up", "--lan"], { fetch: ready });
    expect(shown.err).toMatch(/█[\s\S]*▀/);
    expect((await runWith(["up", "--lan"], { fetch: ready, lanAddresses: () => [] })).err).toContain("in no network");
    expect((await runWith(["up"], { fetch: ready })).err).toBe("");
  });

  test("a server that ends by itself is a failure", async () => {
    const startProgram = () => ({ ended: Promise.resolve(1), stop: () => {} });
    expect((await runWith(["up"], { startProgram })).code).toBe(1);
  });
});
