import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type SocketServer, startSocketServer } from "./server.testing.ts";

let wopr: SocketServer;
let key: string;
beforeAll(async () => {
  wopr = await startSocketServer();
  key = await wopr.key(["status:read", "status:operate", "status:write", "audit:read", "tabletop:write"]);
  await send("PUT", "/api/v1/status-definitions", { expected_revision: 0, definitions: DEFINITIONS });
});
afterAll(() => wopr.stop());

/** Strings that must never be seen by somebody who is not signed in. */
const CANARIES = ["canary-host.internal", "canary-secret-4711", "canary-name-inside", "canary-error"];
const DEFINITIONS = {
  page: { title: 'Status of <b>"us"</b>', intro: "We <script>alert(1)</script> watch." },
  components: [
    { id: "shop", title: 'Shop <img src=x onerror="alert(1)">' },
    { id: "inside", title: "canary-name-inside", public: false },
  ],
  checks: [
    {
      name: "shop-up",
      title: "The shop answers",
      component: "shop",
      interval_s: 5,
      deadline_ms: 2_000,
      private: true,
      probe: { kind: "http", url: "http://canary-host.internal:1/?token=canary-secret-4711" },
    },
    {
      name: "backup-beat",
      title: "The backup ran",
      component: "shop",
      probe: { kind: "push", every_s: 5, grace_s: 0 },
    },
    {
      name: "inside-up",
      title: "canary-name-inside",
      component: "inside",
      private: true,
      probe: { kind: "tcp", host: "127.0.0.1", port: 1 },
    },
  ],
};

async function send(
  method: string,
  path: string,
  body?: unknown,
  headers: Record<string, string> = { "x-api-key": key },
) {
  const answer = await fetch(wopr.base + path, {
    method,
    headers: { ...(body === undefined ? {} : { "content-type": "application/json" }), ...headers },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const text = await answer.text();
  return {
    status: answer.status,
    text,
    headers: answer.headers,
    json: () => JSON.parse(text) as Record<string, never> & { [key: string]: unknown },
  };
}
const get = (path: string, headers?: Record<string, string>) => send("GET", path, undefined, headers ?? {});

describe("incidents by hand", () => {
  test("are opened, told, acknowledged, resolved, and each act is in the history; a closed one takes no update", async () => {
    const opened = await send("POST", "/api/v1/incidents", {
      title: "Printer is slow",
      text: "Everybody waits.",
      components: ["shop"],
    });
    expect(opened.status).toBe(201);
    const { id } = opened.json();
    const path = `/api/v1/incidents/${String(id)}`;
    await send("POST", `${path}/entries`, { text: "We are on it.", public: true });
    await send("POST", `${path}/entries`, { text: "canary-error in the log of the printer", public: false });
    expect((await send("POST", `${path}/acknowledge`)).json()).toMatchObject({ state: "acknowledged" });
    expect((await send("POST", `${path}/acknowledge`)).json()).toMatchObject({ state: "acknowledged" });
    expect((await send("POST", `${path}/resolve`, { text: "New toner." })).json()).toMatchObject({ state: "resolved" });
    expect((await send("POST", `${path}/entries`, { text: "more" })).json()).toMatchObject({
      code: "status.incident_closed",
    });
    expect((await send("POST", `${path}/entries`, { kind: "postmortem", text: "Buy toner in time." })).status).toBe(
      201,
    );
    const history = (await send("GET", "/api/v1/audit?action=status")).text;
    for (const act of ["status.open_incident", "status.acknowledge_incident", "status.resolve_incident"])
      expect(history).toContain(act);
  });

  test("two can be made one", async () => {
    const make = async (title: string) =>
      String((await send("POST", "/api/v1/incidents", { title, text: "x" })).json()["id"]);
    const [a, b] = [await make("One thing"), await make("The same thing")];
    const merged = await send("POST", `/api/v1/incidents/${a}/merge`, { other: b });
    expect(merged.json()).toMatchObject({ state: "open" });
    expect((await send("GET", `/api/v1/incidents/${b}`)).json()).toMatchObject({ state: "resolved" });
    await send("POST", `/api/v1/incidents/${a}/resolve`, {});
  });
});

describe("S25: signs of life", () => {
  test("a wrong token is refused, the right one counts, an older time never goes back, and a miss is told within a second", {
    timeout: 40_000,
  }, async () => {
    const made = await send("POST", "/api/v1/checks/backup-beat/push-token");
    const token = String(made.json()["token"]);
    const push = (body: unknown, used = token) =>
      send("POST", "/api/v1/checks/backup-beat/push", body, { authorization: `Bearer ${used}` });
    expect((await push({}, "wopr_push_wrong")).status).toBe(401);
    expect((await send("POST", "/api/v1/checks/shop-up/push", {}, { authorization: `Bearer ${token}` })).status).toBe(
      401,
    );
    const now = Date.now();
    expect((await push({ at: new Date(now).toISOString(), ms: 12 })).status).toBe(200);
    expect((await push({ at: new Date(now).toISOString() })).status).toBe(401);
    expect((await push({ at: new Date(now - 60_000).toISOString() })).status).toBe(401);
    expect((await push({ at: new Date(now + 3_600_000).toISOString() })).status).toBe(401);
    const state = async () => (await send("GET", "/api/v1/checks/backup-beat")).json();
    expect(await state()).toMatchObject({ state: "up", newest: { result: "pass", trigger: "push" } });
    expect((await get(`/api/v1/checks/backup-beat/push?token=${token}`)).status).toBe(200);
    const beatAt = Date.now();
    await expect.poll(async () => (await state())["state"], { timeout: 12_000, interval: 50 }).toBe("down");
    const lateMs = Date.now() - beatAt - 5_000;
    expect(lateMs).toBeGreaterThan(-200);
    expect(lateMs).toBeLessThan(2_000);
    await push({ result: "pass" });
    await push({ result: "pass" });
    expect(await state()).toMatchObject({ state: "up" });
  });
});

describe("S22: what anybody sees", () => {
  test("no host, error text, hidden name or secret, on any public route", { timeout: 40_000 }, async () => {
    await expect
      .poll(async () => (await send("GET", "/api/v1/checks/shop-up")).json()["state"], {
        timeout: 20_000,
        interval: 300,
      })
      .toBe("down");
    await expect
      .poll(async () => (await get("/api/v1/status-page")).text, { timeout: 8_000, interval: 300 })
      .toContain("“The shop answers” fails");
    const paths = [
      "/api/v1/status",
      "/api/v1/status?detail=full",
      "/api/v1/status/db-up",
      "/api/v1/status-page",
      "/status",
      "/status/shop",
      "/status/inside",
      "/status/feed.xml",
      "/status/feed.json",
      "/status/maintenance.ics",
      "/badges/shop-up.svg",
      "/badges/inside-up.svg",
    ];
    for (const path of paths) {
      const { text } = await get(path);
      for (const canary of CANARIES) expect([path, text.includes(canary) ? canary : ""]).toEqual([path, ""]);
    }
    expect((await get("/badges/inside-up.svg")).status).toBe(404);
    expect((await get("/status/inside")).status).toBe(404);
    // Signed in, the error is there and the token in the address is not.
    const own = (await send("GET", "/api/v1/checks/shop-up")).text;
    expect(own).toContain("The name is not known.");
    const results = (await send("GET", "/api/v1/checks/shop-up/results")).text;
    expect(results).not.toContain("canary-secret-4711");
  });

  test("texts of people are text on the page, in feeds, badges and calendars", async () => {
    const title = '</title><script>alert("x")</script> & ]]> \u0007 END:VEVENT';
    const opened = await send("POST", "/api/v1/incidents", {
      title,
      text: `<img src=x onerror=alert(1)>\r\nBEGIN:VEVENT`,
    });
    const window = {
      title: "Night\r\nATTENDEE:mailto:x@example.org; a, b",
      from: new Date(Date.now() + 3_600_000).toISOString(),
      to: new Date(Date.now() + 7_200_000).toISOString(),
    };
    expect((await send("POST", "/api/v1/maintenance", window)).status).toBe(201);
    const html = await get("/status");
    expect(html.text).not.toMatch(/<script|<img|onerror="/i);
    expect(html.text).toContain("&lt;script&gt;alert(&quot;x&quot;)&lt;/script&gt;");
    expect(html.headers.get("content-security-policy")).toMatch(/script-src 'self' 'nonce-/);
    const xml = (await get("/status/feed.xml")).text;
    expect(xml).not.toContain("<script");
    expect(xml).not.toContain("\u0007");
    const ics = (await get("/status/maintenance.ics")).text;
    expect(ics.split("\r\n").filter((line) => line.startsWith("ATTENDEE"))).toEqual([]);
    expect(ics).toContain("SUMMARY:Night\\nATTENDEE:mailto:x@example.org\\; a\\, b");
    await send("POST", `/api/v1/incidents/${String(opened.json()["id"])}/resolve`, {});
  });

  test("what is not public needs a sign-in once nothing is", async () => {
    const { revision, definitions } = (await send("GET", "/api/v1/status-definitions")).json() as never as {
      revision: number;
      definitions: object;
    };
    await send("PUT", "/api/v1/status-definitions", {
      expected_revision: revision,
      definitions: { ...definitions, public: "none" },
    });
    for (const path of ["/api/v1/status", "/status", "/status/feed.xml", "/badges/db-up.svg"])
      expect([path, (await get(path)).status]).toEqual([path, 401]);
    expect((await send("GET", "/api/v1/status")).status).toBe(200);
    await send("PUT", "/api/v1/status-definitions", {
      expected_revision: revision + 1,
      definitions: { ...definitions, public: "page" },
    });
    expect((await get("/status/shop")).text).toContain("The shop answers");
    await send("PUT", "/api/v1/status-definitions", { expected_revision: revision + 2, definitions });
  });
});

describe("S27, S28: badges and feeds", () => {
  test("badges say what there is, in SVG", async () => {
    await send("POST", "/api/v1/status", { all: true });
    const badge = async (path: string) => /aria-label="([^"]*)"/.exec((await get(path)).text)?.[1];
    expect(await badge("/badges/db-up.svg")).toBe("db-up: works");
    expect(await badge("/badges/wopr-cam-up.svg")).toBe("wopr-cam-up: not run");
    expect(await badge("/badges/shop-up.svg")).toBe("shop-up: failed");
    expect(await badge("/badges/db-up.svg?metric=uptime&days=7")).toMatch(/^db-up 7 d: (100\.00 %|not enough data)$/);
    const unknown = await get("/badges/nothing.svg");
    expect([unknown.status, unknown.json()["code"]]).toEqual([404, "status.unknown_check"]);
    const svg = await get("/badges/db-up.svg");
    expect(svg.headers.get("content-type")).toContain("image/svg+xml");
    expect(svg.headers.get("cache-control")).toBe("public, max-age=30");
    expect(svg.text.match(/<(?!\/)[a-z]+/g)?.length).toBe((svg.text.match(/<\/|\/>/g) ?? []).length);
  });

  test("each update is one entry with an id that stays", async () => {
    const feed = async () =>
      (await get("/status/feed.json")).json() as never as {
        version: string;
        items: { id: string; date_published: string }[];
      };
    const before = await feed();
    expect(before.version).toBe("https://jsonfeed.org/version/1.1");
    const { id } = (await send("POST", "/api/v1/incidents", { title: "Feed me", text: "One." })).json();
    await send("POST", `/api/v1/incidents/${String(id)}/entries`, { text: "Two.", public: true });
    const after = await feed();
    expect(after.items.length).toBe(before.items.length + 2);
    const ids = after.items.map((item) => item.id);
    expect(new Set(ids).size).toBe(ids.length);
    for (const item of before.items) expect(ids).toContain(item.id);
    const xml = (await get("/status/feed.xml")).text;
    for (const one of ids) expect(xml).toContain(`<id>${one}</id>`);
    await send("POST", `/api/v1/incidents/${String(id)}/resolve`, {});
  });
});

describe("maintenance and evidence", () => {
  test("S19: in a planned time a failure is stored with the flag, opens no incident and costs no uptime", {
    timeout: 30_000,
  }, async () => {
    const { revision, definitions } = (await send("GET", "/api/v1/status-definitions")).json() as never as {
      revision: number;
      definitions: typeof DEFINITIONS;
    };
    const check = {
      name: "wiki-up",
      title: "The wiki answers",
      component: "wiki",
      private: true,
      probe: { kind: "tcp", host: "127.0.0.1", port: 1 },
    };
    const next = {
      ...definitions,
      components: [...definitions.components, { id: "wiki", title: "Wiki" }],
      checks: [...definitions.checks, check],
    };
    const now = Date.now();
    await send("POST", "/api/v1/maintenance", {
      title: "Moving the wiki",
      components: ["wiki"],
      from: new Date(now - 1_000).toISOString(),
      to: new Date(now + 3_600_000).toISOString(),
    });
    await send("PUT", "/api/v1/status-definitions", { expected_revision: revision, definitions: next });
    for (let i = 0; i < 3; i += 1) await send("POST", "/api/v1/checks/wiki-up/run");
    const { items } = (await send("GET", "/api/v1/checks/wiki-up/results")).json() as never as {
      items: { result: string; maintenance: boolean }[];
    };
    expect(items.length).toBeGreaterThanOrEqual(3);
    expect(items.every((run) => run.result === "fail" && run.maintenance)).toBe(true);
    const one = (await send("GET", "/api/v1/checks/wiki-up")).json();
    expect(one).toMatchObject({ state: "unknown", recent: expect.stringMatching(/^m+$/) });
    const open = (await send("GET", "/api/v1/incidents?state=open")).text;
    expect(open).not.toContain("wiki-up");
    const page = (await get("/api/v1/status-page")).json() as never as { components: { id: string; state: string }[] };
    expect(page.components.find(({ id }) => id === "wiki")?.state).toBe("maintenance");
  });

  test("S20: the evidence of an incident names what was changed shortly before", { timeout: 20_000 }, async () => {
    const incidents = async () =>
      (await send("GET", "/api/v1/incidents")).json() as never as {
        items: { root_checks: string[]; entries: { text: string }[] }[];
      };
    await expect
      .poll(
        async () =>
          (await incidents()).items
            .find(({ root_checks: roots }) => roots.includes("shop-up"))
            ?.entries.map(({ text }) => text)
            .join("\n"),
        { timeout: 15_000 },
      )
      .toMatch(/Changed in the 30 minutes before: .*Changed the checks \(revision 1\)/);
  });

  test.each([
    ["neither once nor again", { title: "Abc" }],
    [
      "both",
      { title: "Abc", from: "2030-01-01T00:00:00Z", to: "2030-01-02T00:00:00Z", cron: "0 0 * * *", duration_s: 60 },
    ],
    ["an end before the beginning", { title: "Abc", from: "2030-01-02T00:00:00Z", to: "2030-01-01T00:00:00Z" }],
    ["a plan that is none", { title: "Abc", cron: "every day", duration_s: 60 }],
    ["an unknown zone", { title: "Abc", cron: "0 0 * * *", duration_s: 60, zone: "Mars/Base" }],
  ])("a planned time with %s is refused with a sentence", async (_, body) => {
    expect((await send("POST", "/api/v1/maintenance", body)).json()).toMatchObject({
      status: 422,
      code: "status.bad_maintenance",
    });
  });
});

describe("definitions", () => {
  const now = async () =>
    (await send("GET", "/api/v1/status-definitions")).json() as never as {
      revision: number;
      definitions: typeof DEFINITIONS;
    };
  const tcp = (name: string, ...needs: string[]) => ({
    name,
    title: "x",
    component: "shop",
    needs: needs.map((check) => ({ check })),
    probe: { kind: "tcp", host: "example.org", port: 1 },
  });

  test.each([
    ["a cycle", [tcp("one-a", "two-b"), tcp("two-b", "one-a")], "status.dependency_cycle"],
    ["an unknown need", [tcp("one-a", "ghost")], "status.bad_check"],
    ["a name twice", [tcp("one-a"), tcp("one-a")], "status.bad_check"],
    ["the name of a published check", [tcp("db-up")], "status.bad_check"],
    ["an unknown part", [{ ...tcp("one-a"), component: "nowhere" }], "status.bad_check"],
    [
      "a pattern that is none",
      [{ ...tcp("one-a"), probe: { kind: "tcp", host: "x.org", port: 1, banner_regex: "(" } }],
      "status.bad_check",
    ],
    [
      "a deadline longer than the interval",
      [{ ...tcp("one-a"), interval_s: 5, deadline_ms: 9_000 }],
      "platform.invalid_request",
    ],
  ])("with %s are refused, and nothing changes", async (_, more, code) => {
    const before = await now();
    const answer = await send("PUT", "/api/v1/status-definitions", {
      expected_revision: before.revision,
      definitions: { ...before.definitions, checks: [...before.definitions.checks, ...more] },
    });
    expect(answer.json()).toMatchObject({ status: 422, code });
    expect(await now()).toEqual(before);
  });

  test("two people who change them at once: the second is told, and nothing is lost", async () => {
    const { revision, definitions } = await now();
    const put = () => send("PUT", "/api/v1/status-definitions", { expected_revision: revision, definitions });
    const answers = await Promise.all([put(), put()]);
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 409]);
    expect((await now()).revision).toBe(revision + 1);
  });

  test("a check can be tried before it is saved; private addresses need the right", async () => {
    const body = { probe: { kind: "http", url: `${wopr.base}/healthz` }, private: true };
    expect((await send("POST", "/api/v1/checks/try", body)).json()).toMatchObject({
      result: "pass",
      facts: { status: 200 },
    });
    const weak = await wopr.key(["status:operate", "status:read"]);
    expect((await send("POST", "/api/v1/checks/try", body, { "x-api-key": weak })).json()).toMatchObject({
      status: 422,
      code: "status.forbidden_target",
    });
  });
});
