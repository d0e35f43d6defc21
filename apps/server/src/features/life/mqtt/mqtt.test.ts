import {
  addLifeItem,
  changeBroker,
  listActions,
  listActivities,
  readBroker,
  readTimelineDay,
  testBroker,
} from "@wopr/contracts";
import { eventually } from "@wopr/testkit";
import type { MqttClient } from "mqtt";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { needComponent } from "../../../../../../tools/components/find.ts";
import { createTestServer, type TestPerson, type TestServer } from "../../../testing.ts";
import { discoveryPayload } from "../domain/discovery.ts";
import { readMessage } from "../domain/mqtt-messages.ts";
import { type RunningBroker, startMosquitto } from "./mosquitto.testing.ts";

const found = needComponent("mosquitto", process.env);
const why = found.present ? "" : ` (${found.reason})`;
const bytes = (text: string) => new TextEncoder().encode(text);

describe("messages", () => {
  test.each([
    ["button/desk", "single", { kind: "button", device: "desk", press: "single", id: null }],
    ["button/desk", '{"event":"hold","id":"7"}', { kind: "button", device: "desk", press: "hold", id: "7" }],
    [
      "action",
      '{"action":"skip","code":"run"}',
      { kind: "action", action: "skip", code: "run", target: null, id: null },
    ],
    [
      "activity",
      '{"type":"gym_session","duration_minutes":45,"intensity":"high"}',
      { kind: "activity", type: "gym_session", durationMinutes: 45, intensity: "high", id: null },
    ],
  ])("%s %s", (path, text, command) => {
    expect(readMessage(path, bytes(text))).toEqual(command);
  });

  test.each([
    ["button/desk", "quadruple"],
    ["button", "single"],
    ["action", "{"],
    ["action", '{"action":"explode"}'],
    ["activity", "{}"],
    ["nowhere", "{}"],
    ["activity", `{"type":"${"x".repeat(20_000)}"}`],
  ])("%s with nonsense is named, never thrown", (path, text) => {
    expect(readMessage(path, bytes(text))).toEqual({ refused: expect.stringContaining(path) });
  });

  test("LF-24: the discovery payload has what Home Assistant demands and never object_id", () => {
    const payload = discoveryPayload({ slug: "abc", url: "http://x", version: "1", exposeScore: false });
    expect(JSON.stringify(payload)).not.toContain('"object_id"');
    expect(payload.origin.name).toBe("wopr");
    for (const [code, component] of Object.entries(payload.components)) {
      expect(component).toMatchObject({
        platform: expect.stringMatching(/^(sensor|button)$/),
        unique_id: `wopr_life_abc_${code}`,
        name: expect.any(String),
      });
      expect("state_topic" in component || "command_topic" in component).toBe(true);
    }
    expect(Object.keys(payload.components)).not.toContain("score");
    expect(
      Object.keys(discoveryPayload({ slug: "abc", url: "", version: "1", exposeScore: true }).components),
    ).toContain("score");
  });
});

describe.skipIf(!found.present)(`on a real broker${why}`, () => {
  let broker: RunningBroker;
  let server: TestServer;
  let me: TestPerson;
  let device: MqttClient;
  let base: string;
  const retained = new Map<string, string>();

  beforeAll(async () => {
    broker = await startMosquitto(found.present ? found.command : "");
    server = await createTestServer();
    me = await server.signIn("member");
    device = await broker.client();
    device.on("message", (topic, payload) => retained.set(topic, payload.toString()));
    await device.subscribeAsync("#", { qos: 1 });
    for (const code of ["one", "two", "three"])
      await me.client.call(addLifeItem, {
        body: { code, name: code, schedule_type: "daily", exact_time: "04:00", priority: 5 },
      });
    const { slug } = await me.client.call(readBroker, {});
    base = `wopr/life/${slug}`;
    // Lies there before we come: whoever pressed has gone.
    await device.publishAsync(`${base}/in/button/old`, "single", { qos: 1, retain: true });
    await me.client.call(changeBroker, { body: { enabled: true, url: broker.url } });
    await connected();
  });
  afterAll(async () => {
    await server?.close();
    await broker?.close();
  });

  const view = () => me.client.call(readBroker, {});
  const connected = () =>
    eventually("the broker is connected", async () => (await view()).state === "connected", { withinMs: 15_000 });
  const send = (path: string, payload: unknown) =>
    device.publishAsync(`${base}/in/${path}`, typeof payload === "string" ? payload : JSON.stringify(payload), {
      qos: 1,
    });
  const done = async () =>
    (await me.client.call(readTimelineDay, { query: {} })).items.filter(({ status }) => status === "completed").length;
  const counted = (name: "acted" | "duplicates" | "retained" | "refused", least: number) =>
    eventually(`${name} ${least}`, async () => (await view()).counts[name] >= least);

  test("discovery, availability and states are there, retained, and a test message comes back", async () => {
    await eventually("discovery", () =>
      [...retained.keys()].some((topic) => topic.startsWith("homeassistant/device/wopr_life_")),
    );
    await eventually("states", () =>
      ["status", "next", "counts", "level", "winddown"].every((name) => retained.has(`${base}/${name}`)),
    );
    expect(retained.get(`${base}/status`)).toBe("online");
    expect(retained.has(`${base}/score`)).toBe(false);
    expect(await me.client.call(testBroker, {})).toMatchObject({ success: true });
  });

  test("LF-23, AL-13: a press that was retained does nothing; a press acts once; the same within 400 ms not again; hold undoes it", async () => {
    await counted("retained", 1);
    expect(await done()).toBe(0);
    await send("button/desk", "single");
    await send("button/desk", "single");
    await counted("duplicates", 1);
    expect(await done()).toBe(1);
    await send("button/desk", "hold");
    await eventually("undone", async () => (await done()) === 0);
  });

  test("a message with an id acts once for ever", async () => {
    const before = (await view()).counts.acted;
    for (let n = 0; n < 5; n += 1) await send("action", { id: "press-1", action: "complete", code: "two" });
    await eventually("five came", async () => (await view()).counts.duplicates >= 4);
    expect((await view()).counts.acted).toBe(before + 1);
    expect(await done()).toBe(1);
  });

  test("triple says that somebody is up, nonsense is named and harms nobody", async () => {
    await send("button/bed", "triple");
    await eventually("awake", async () =>
      (await me.client.call(listActions, { query: {} })).items.some(({ kind }) => kind === "wake"),
    );
    await send("action", { action: "explode" });
    await counted("refused", 1);
    expect((await view()).last_refusal).toContain("action is one of");
  });

  test("what devices send while the server's connection is away is delivered later, in order and once; states come back", async () => {
    await send("activity", { id: "a0", type: "meditation" });
    await eventually("first", async () => (await logged()).length === 1);
    await broker.stop();
    await eventually("trouble is shown", async () => (await view()).state === "failed");
    await broker.start();
    await eventually("device again", () => device.connected);
    for (const id of ["a1", "a2", "a1", "a3"]) await send("activity", { id, type: "meditation" });
    await connected();
    await eventually("three more", async () => (await logged()).length === 4, { withinMs: 15_000 });
    await eventually("status", () => retained.get(`${base}/status`) === "online");
  });
  const logged = async () => (await me.client.call(listActivities, { params: { id: me.id }, query: {} })).activities;

  test("after Home Assistant restarts, the device is announced again within ten seconds", async () => {
    const topic = [...retained.keys()].find((one) => one.startsWith("homeassistant/device/")) ?? "";
    retained.delete(topic);
    await device.publishAsync("homeassistant/status", "online", { qos: 1 });
    await eventually("announced again", () => retained.has(topic), { withinMs: 10_000 });
  });
});
