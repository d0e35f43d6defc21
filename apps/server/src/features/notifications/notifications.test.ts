import { createHmac } from "node:crypto";
import {
  changeRoute,
  createChannel,
  createRoute,
  deleteChannel,
  listAudit,
  listChannels,
  listDeliveries,
  listRoutes,
  retryDelivery,
  testChannel,
  undoAuditEntry,
} from "@wopr/contracts";
import { createFakeClock } from "@wopr/testkit";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { createTestServer, type TestPerson, type TestServer } from "../../testing.ts";
import { createHttpReceiver, createMailReceiver, type Receiver } from "./doubles.testing.ts";
import type { Notice } from "./index.ts";

const clock = createFakeClock("2026-03-01T12:00:00.000Z");
let server: TestServer;
let owner: TestPerson;
let hook: Receiver;
let mail: Receiver;
beforeAll(async () => {
  // Without the role that sends by itself: each test says when.
  server = await createTestServer({ clock, env: { WOPR_OUTWARD_ALLOW: "127.0.0.1", WOPR_ROLES: "web" } });
  owner = await server.signIn("owner");
  hook = await createHttpReceiver();
  mail = await createMailReceiver();
});
afterAll(async () => {
  await server.close();
  await hook.close();
  await mail.close();
});
afterEach(async () => {
  hook.behave("accept");
  mail.behave("accept");
  await server.testDb.pool.query("TRUNCATE notifications, notification_routes, notification_channels CASCADE");
});

const KEY = "a key that signs messages";
const aHook = (path = "/hook", secret: string | undefined = KEY) =>
  owner.client.call(createChannel, {
    body: { owner: "installation", kind: "webhook", name: path, settings: { url: `${hook.url}${path}` }, secret },
  });
const aRoute = (channels: readonly { readonly id: string }[], more: object = {}) =>
  owner.client.call(createRoute, {
    body: { owner: "installation", severity: "info", channel_ids: channels.map(({ id }) => id), ...more },
  });

let troubles = 0;
const newTrouble = () => {
  troubles += 1;
  return `trouble ${troubles}`;
};
const notice = (more: Partial<Notice> = {}): Notice => ({
  kind: "status.incident_opened",
  severity: "warning",
  topic: "incidents",
  site: "garage",
  object: { kind: "incident", id: "i1" },
  title: "The camera does not answer",
  text: "Nothing came for 40 s.",
  link: "/status",
  dedupeKey: newTrouble(),
  phase: "fire",
  ...more,
});
const send = async (one: Notice) => server.notifications.send(server.testDb.db, one);
const settle = async () => {
  while ((await server.notificationPump.pass()) > 0);
};
const states = async () => (await owner.client.call(listDeliveries, { query: {} })).items.map(({ state }) => state);
const receivedBy = (path: string) => hook.received.filter((one) => one.path === path);

describe("P26: telling", () => {
  test("a web hook gets a body whose signature it can check itself", async () => {
    await aRoute([await aHook("/signed")]);
    await send(notice());
    await settle();
    const [got] = receivedBy("/signed");
    const timestamp = String(got?.headers["x-wopr-timestamp"]);
    const expected = createHmac("sha256", KEY).update(`${timestamp}.${got?.body}`).digest("hex");
    expect(got?.headers["x-wopr-signature"]).toBe(`sha256=${expected}`);
    expect(JSON.parse(got?.body ?? "")).toMatchObject({
      title: "The camera does not answer",
      phase: "fire",
      site: "garage",
      link: "http://localhost:3100/status",
    });
  });

  test("is tried at once and after 5 s, 30 s, 2 m, 10 m, 30 m; then it failed and another channel gets it", async () => {
    const first = await aHook("/broken");
    await aRoute([first]);
    const second = await aHook("/spare");
    hook.behave(503, 503, 503, 503, 503, 503, "accept");
    await send(notice());
    await settle();
    for (const seconds of [5, 30, 120, 600, 1_800]) {
      expect(await states()).toEqual(["queued"]);
      clock.advance(seconds * 1_000 - 1);
      await settle();
      expect((await owner.client.call(listDeliveries, { query: {} })).items[0]?.state).toBe("queued");
      clock.advance(1);
      await settle();
    }
    const { items } = await owner.client.call(listDeliveries, { query: {} });
    expect(
      items.map(({ channel, state, attempts, is_fallback }) => [channel.id, state, attempts, is_fallback]),
    ).toEqual([
      [second.id, "sent", 1, true],
      [first.id, "failed", 6, false],
    ]);
    const failed = items[1];
    expect(failed?.error).toContain("503 said the double");
    await owner.client.call(retryDelivery, { params: { id: failed?.id ?? "" } });
    await settle();
    expect(await states()).toEqual(["sent", "sent"]);
    await expect(owner.client.call(retryDelivery, { params: { id: failed?.id ?? "" } })).rejects.toMatchObject({
      code: "notifications.not_repeatable",
    });
  });

  test("waits as long as the other side asks with 429, and does not repeat what was refused for good", async () => {
    await aRoute([await aHook("/busy")]);
    hook.behave({ status: 429, retryAfter: "90" }, 410);
    await send(notice());
    await settle();
    clock.advance(89_000);
    await settle();
    expect(await states()).toEqual(["queued"]);
    clock.advance(1_000);
    await settle();
    expect(await states()).toEqual(["failed"]);
  });

  test("the same trouble is told once per 15 minutes, its end to whoever heard of its beginning", async () => {
    await aRoute([await aHook("/pair")]);
    const key = { dedupeKey: "pair" };
    await send(notice(key));
    await send(notice(key));
    await settle();
    clock.advance(10 * 60_000);
    await send(notice({ ...key, phase: "resolve" }));
    await send(notice({ dedupeKey: "never fired", phase: "resolve" }));
    await settle();
    expect(receivedBy("/pair").map(({ body }) => JSON.parse(body).phase)).toEqual(["fire", "resolve"]);
    // It comes back within the time: told when the time is over, unless it has ended until then.
    await send(notice(key));
    await settle();
    expect(receivedBy("/pair")).toHaveLength(2);
    clock.advance(5 * 60_000);
    await settle();
    expect(receivedBy("/pair").map(({ body }) => JSON.parse(body).phase)).toEqual(["fire", "resolve", "fire"]);
  });

  test("only what matches goes out: severity, topic, site, and nothing from routes that are off", async () => {
    const channel = await aHook("/match");
    await aRoute([channel], { severity: "critical" });
    await aRoute([channel], { topics: ["backup"] });
    await aRoute([channel], { sites: ["attic"] });
    await aRoute([channel], { enabled: false });
    await send(notice());
    await settle();
    expect(await states()).toEqual([]);
    await send(notice({ severity: "critical" }));
    await send(notice({ topic: "backup" }));
    await send(notice({ site: "attic" }));
    await settle();
    expect(receivedBy("/match")).toHaveLength(3);
  });

  test.each([
    ["spring", "2026-03-28T21:30:00.000Z", "2026-03-29T05:00:00.000Z"],
    ["autumn", "2026-10-24T20:30:00.000Z", "2026-10-25T06:00:00.000Z"],
  ])(
    "in the night on which clocks change in %s, quiet hours end when clocks show seven; what waited is one message",
    async (_, evening, morning) => {
      clock.setWallClock(new Date(evening));
      const path = `/night-${evening.slice(0, 7)}`;
      await aRoute([await aHook(path)], { quiet: { from: "22:00", to: "07:00", zone: "Europe/Berlin" } });
      await send(notice({ title: "one" }));
      await send(notice({ title: "two", severity: "info" }));
      await send(notice({ title: "fire", severity: "critical" }));
      await settle();
      expect(receivedBy(path).map(({ body }) => JSON.parse(body).title)).toEqual(["fire"]);
      clock.setWallClock(new Date(Date.parse(morning) - 1));
      await settle();
      expect(receivedBy(path)).toHaveLength(1);
      clock.setWallClock(new Date(morning));
      await settle();
      expect(JSON.parse(receivedBy(path)[1]?.body ?? "{}")).toMatchObject({
        title: "2 messages from the quiet hours",
        text: expect.stringMatching(/one[\s\S]*two/),
      });
      expect((await states()).sort()).toEqual(["digested", "sent", "sent"]);
    },
  );

  test("the next route is asked when nobody acknowledged, and not when somebody did", async () => {
    const [first, second] = [await aHook("/first"), await aHook("/second")];
    await aRoute([first], { escalate_after_min: 5 });
    await aRoute([second]);
    const ids = [await send(notice({ severity: "critical" })), await send(notice({ severity: "critical" }))];
    await settle();
    await server.testDb.pool.query(
      "UPDATE notifications SET acknowledged_at = now(), escalate_at = NULL WHERE id = $1",
      [ids[0]],
    );
    expect([receivedBy("/first").length, receivedBy("/second").length]).toEqual([2, 0]);
    clock.advance(5 * 60_000);
    await settle();
    expect([receivedBy("/first").length, receivedBy("/second").length]).toEqual([2, 1]);
  });

  test("goes out only when the change it tells of commits", async () => {
    await aRoute([await aHook("/never")]);
    await expect(
      server.testDb.db.transaction(async (tx) => {
        await server.notifications.send(tx, notice());
        throw new Error("the change failed");
      }),
    ).rejects.toThrow();
    await settle();
    expect(receivedBy("/never")).toEqual([]);
  });

  test("two processes that send at once send once", async () => {
    const beside = await createTestServer({
      clock,
      beside: server,
      env: { WOPR_OUTWARD_ALLOW: "127.0.0.1", WOPR_ROLES: "web" },
    });
    await aRoute([await aHook("/once")]);
    for (let i = 0; i < 10; i += 1) await send(notice());
    await Promise.all([settle(), ...[1, 2, 3].map(() => beside.notificationPump.pass())]);
    await settle();
    expect(receivedBy("/once")).toHaveLength(10);
    await beside.close();
  });
});

describe("channels", () => {
  test("Discord gets an embed that mentions nobody and fits, and its address is never shown again", async () => {
    const webhook = `${hook.url}/api/webhooks/1/canary-webhook-token`;
    const channel = await owner.client.call(createChannel, {
      body: { owner: "installation", kind: "discord", name: "ops", settings: {}, secret: webhook },
    });
    await aRoute([channel]);
    await send(notice({ text: `@everyone ${"x".repeat(5_000)}` }));
    await settle();
    const body = JSON.parse(receivedBy("/api/webhooks/1/canary-webhook-token")[0]?.body ?? "{}");
    expect(body).toMatchObject({
      allowed_mentions: { parse: [] },
      embeds: [{ title: "Warning: The camera does not answer" }],
    });
    expect(body.embeds[0].description).toHaveLength(4_096);
    const seen = [
      await owner.client.call(listChannels, {}),
      await owner.client.call(listAudit, { query: {} }),
      await owner.client.call(listDeliveries, { query: {} }),
    ];
    expect(JSON.stringify(seen)).not.toContain("canary-webhook-token");
  });

  test("ntfy gets title, priority, tags and the link", async () => {
    const channel = await owner.client.call(createChannel, {
      body: {
        owner: "me",
        kind: "ntfy",
        name: "phone",
        settings: { server: hook.url, topic: "wopr-ops" },
        secret: "token-of-ntfy",
      },
    });
    await owner.client.call(createRoute, { body: { severity: "info", channel_ids: [channel.id] } });
    await send(notice({ severity: "critical", title: "Tür offen" }));
    await settle();
    const [got] = receivedBy("/");
    expect([got?.headers.authorization, JSON.parse(got?.body ?? "")]).toMatchObject([
      "Bearer token-of-ntfy",
      { topic: "wopr-ops", title: "Critical: Tür offen", priority: 5, click: "http://localhost:3100/status" },
    ]);
  });

  test("e-mail comes as text and HTML without markup of others, in one thread per trouble", async () => {
    const settings = {
      host: "127.0.0.1",
      port: mail.port,
      security: "none",
      from: "wopr@example.org",
      to: ["ops@example.org"],
      user: "wopr",
    };
    const channel = await owner.client.call(createChannel, {
      body: { owner: "installation", kind: "email", name: "mail", settings, secret: "right" },
    });
    await aRoute([channel]);
    await send(notice({ dedupeKey: "thread", text: "<script>alert(1)</script>" }));
    await settle();
    await send(notice({ dedupeKey: "thread", phase: "resolve", text: "Over." }));
    await settle();
    const [first, second] = mail.received;
    expect(first?.headers["subject"]).toBe("Warning: The camera does not answer");
    expect(first?.body).toContain("&lt;script&gt;");
    expect(first?.headers["message-id"]).toBeTruthy();
    expect(second?.headers["in-reply-to"]).toBe(first?.headers["message-id"]);
  });

  test("a wrong password fails at once, a mail server that is busy is tried again", async () => {
    const settings = {
      host: "127.0.0.1",
      port: mail.port,
      security: "none",
      from: "wopr@example.org",
      to: ["ops@example.org"],
      user: "wopr",
    };
    const channel = await owner.client.call(createChannel, {
      body: { owner: "installation", kind: "email", name: "mail", settings, secret: "wrong" },
    });
    expect(await owner.client.call(testChannel, { params: { id: channel.id } })).toMatchObject({
      ok: false,
      answer: expect.stringContaining("535"),
    });
    await aRoute([channel]);
    await send(notice());
    await settle();
    expect(await states()).toEqual(["failed"]);
    const busy = await owner.client.call(createChannel, {
      body: { owner: "installation", kind: "email", name: "busy", settings, secret: "right" },
    });
    await aRoute([busy], { topics: ["busy"] });
    mail.behave(451);
    await send(notice({ topic: "busy" }));
    await settle();
    expect((await states())[0]).toBe("queued");
  });

  test("the test button sends a real message and shows what the other side said", async () => {
    const channel = await aHook("/test");
    expect(await owner.client.call(testChannel, { params: { id: channel.id } })).toEqual({
      ok: true,
      answer: "200 said the double",
    });
    hook.behave(500);
    expect(await owner.client.call(testChannel, { params: { id: channel.id } })).toMatchObject({ ok: false });
  });

  test("no channel leads to this machine unless it is listed", async () => {
    const channel = await owner.client.call(createChannel, {
      body: { kind: "webhook", name: "inside", settings: { url: "http://169.254.169.254/latest" } },
    });
    expect(await owner.client.call(testChannel, { params: { id: channel.id } })).toMatchObject({
      ok: false,
      answer: expect.stringContaining("WOPR does not call 169.254.169.254"),
    });
    const settings = { host: "127.0.0.2", port: 25, security: "none", from: "a@example.org", to: ["b@example.org"] };
    const inside = await owner.client.call(createChannel, { body: { kind: "email", name: "inside", settings } });
    expect(await owner.client.call(testChannel, { params: { id: inside.id } })).toMatchObject({
      ok: false,
      answer: expect.stringContaining("does not call 127.0.0.2"),
    });
  });
});

describe("who may", () => {
  test("everybody has ways of their own; those of the installation are the admin's", async () => {
    const member = await server.signIn("member");
    const shared = await aHook("/shared");
    const own = await member.client.call(createChannel, {
      body: { kind: "ntfy", name: "mine", settings: { server: hook.url, topic: "mine" } },
    });
    expect((await member.client.call(listChannels, {})).items.map(({ id }) => id)).toEqual([own.id]);
    expect((await owner.client.call(listChannels, {})).items.map(({ id }) => id)).toEqual([shared.id]);
    await expect(member.client.call(deleteChannel, { params: { id: shared.id } })).rejects.toMatchObject({
      status: 404,
    });
    await expect(
      member.client.call(createChannel, {
        body: { owner: "installation", kind: "webhook", name: "x", settings: { url: hook.url } },
      }),
    ).rejects.toMatchObject({ status: 403 });
    await expect(member.client.call(createRoute, { body: { channel_ids: [shared.id] } })).rejects.toMatchObject({
      code: "notifications.foreign_channel",
    });
  });

  test("changes of routes stand in the history and can be taken back; a channel in use stays", async () => {
    const channel = await aHook("/undo");
    const route = await aRoute([channel], { severity: "info" });
    await owner.client.call(changeRoute, { params: { id: route.id }, body: { severity: "critical", base_version: 1 } });
    await expect(
      owner.client.call(changeRoute, { params: { id: route.id }, body: { severity: "info", base_version: 1 } }),
    ).rejects.toMatchObject({ status: 412 });
    await expect(owner.client.call(deleteChannel, { params: { id: channel.id } })).rejects.toMatchObject({
      code: "notifications.in_use",
    });
    const { items } = await owner.client.call(listAudit, { query: { action: "notifications.change_route" } });
    await owner.client.call(undoAuditEntry, { params: { id: items[0]?.id ?? "" }, body: { reason: "too quiet" } });
    const [now] = (await owner.client.call(listRoutes, {})).items;
    expect({ ...now, version: 0 }).toEqual({ ...route, version: 0 });
  });

  test.each([
    ["webhook", { url: "ftp://x" }, /url/],
    ["email", { host: "x" }, /port/],
    ["ntfy", { server: "http://x", topic: "a b" }, /topic/],
    ["discord", {}, /secret/],
  ] as const)("a %s channel that cannot work is refused with what is wrong", async (kind, settings, problem) => {
    await expect(owner.client.call(createChannel, { body: { kind, name: "x", settings } })).rejects.toMatchObject({
      code: "notifications.settings_invalid",
      message: expect.stringMatching(problem),
    });
  });
});
