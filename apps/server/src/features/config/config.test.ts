import {
  approveRevision,
  blameLayer,
  createDraft,
  diffRevisions,
  exportConfig,
  importConfig,
  keptAll,
  keptDelete,
  keptGet,
  keptGetMany,
  keptHistory,
  keptSection,
  keptSet,
  listConsumers,
  listNamespaces,
  listRevisions,
  publishConfig,
  readConfigLayer,
  readEffective,
  readNamespace,
  rebaseDraft,
  resolveConfig,
  revertConfig,
  validateConfig,
} from "@wopr/contracts";
import { Secret } from "@wopr/kernel";
import { eventually } from "@wopr/testkit";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createTestServer, type TestServer } from "../../testing.ts";
import { SYSTEM_ACTOR } from "../audit/index.ts";
import { aConsumer, aNamespace, defaultLayer, publish } from "./config.testing.ts";

let server: TestServer;
let owner: Awaited<ReturnType<TestServer["signIn"]>>["client"];
beforeAll(async () => {
  server = await createTestServer();
  owner = (await server.signIn("owner")).client;
});
afterAll(() => server.close());

const codeOf = (work: Promise<unknown>) =>
  work.then(
    () => "done",
    (failure: { code?: string }) => failure.code ?? String(failure),
  );
const read = (ns: string) => owner.call(readNamespace, { params: { ns } });

describe("namespaces", () => {
  test("a new installation has the namespaces of its features, with commented defaults", async () => {
    const { items } = await owner.call(listNamespaces, {});
    expect(items.map(({ name }) => name)).toEqual(
      expect.arrayContaining(["camera", "storage", "tabletop", "vision", "wopr"]),
    );
    expect(items.find(({ name }) => name === "camera")).toMatchObject({ head_revision: 1, state: "good" });
    const { document } = await owner.call(readEffective, { params: { ns: "camera" }, query: {} });
    expect(document).toMatchObject({
      capture: { delay_s: 2, resolution: "4k" },
      resolutions: { "4k": { width: 4608, height: 2592 } },
    });
  });
});

describe("publishing", () => {
  test("stores the bytes of a layer as they were written", async () => {
    const text = "# kept\r\na: 1   # here\r\nb: 'x'";
    await aNamespace(owner, "bytes", text);
    const answer = await owner.raw(readConfigLayer, { params: { ns: "bytes", n: 1, kind: "default", key: "-" } });
    expect(await answer.text()).toBe(text);
  });

  test("C9: of 50 publishes on one base one wins, the others are told of it, and none is lost", async () => {
    await aNamespace(owner, "race", "a: 0\n");
    const all = await Promise.all(
      Array.from({ length: 50 }, (_, i) =>
        codeOf(
          owner.call(publishConfig, {
            params: { ns: "race" },
            body: { base_revision: 1, layers: [defaultLayer(`a: ${i + 1}\n`)], message: "race" },
          }),
        ),
      ),
    );
    expect(all.filter((code) => code === "done")).toHaveLength(1);
    expect(all.filter((code) => code === "config.revision_conflict")).toHaveLength(49);
    expect((await read("race")).head_revision).toBe(2);
  });

  test("two editors: equal edits join, different ones are shown side by side, nothing is lost", async () => {
    await aNamespace(owner, "editors", "# head\na: 1\nb: 1\nc: 1\n");
    const draft = await owner.call(createDraft, {
      params: { ns: "editors" },
      body: { base_revision: 1, layers: [defaultLayer("# head\na: 2 # mine\nb: 5\nc: 1\n")] },
    });
    await publish(owner, "editors", [defaultLayer("# head\na: 1\nb: 6\nc: 3 # theirs\n")]);
    const body = { draft_id: draft.id, base_revision: 1, message: "mine" };
    const failure = await owner
      .call(publishConfig, { params: { ns: "editors" }, body })
      .catch((caught: unknown) => caught);
    expect(failure).toMatchObject({ code: "config.revision_conflict", params: { base: 1, head: 2 } });
    const rebased = await owner.call(rebaseDraft, { params: { ns: "editors", id: draft.id } });
    expect(rebased.conflicts).toEqual([{ layer: "default", path: ["b"], base: 1, ours: 5, theirs: 6 }]);
    expect(rebased.draft.base_revision).toBe(2);
    expect(rebased.draft.layers[0]?.text).toBe("# head\na: 2\nb: 6\nc: 3 # theirs\n");
  });

  test("what is equal to what is published is not published again", async () => {
    await aNamespace(owner, "same", "a: 1\n");
    expect(await codeOf(publish(owner, "same", [defaultLayer("a: 1\n")]))).toBe("config.nothing_to_publish");
  });
});

describe("C6: nothing invalid is published", () => {
  const schema = {
    type: "object",
    properties: {
      port: { type: "integer", minimum: 1, maximum: 65_535 },
      name: { type: "string" },
      mail: { type: "string", format: "email" },
    },
    additionalProperties: false,
    rules: [{ when: "has(doc.port)", assert: "doc.port != 22", at: "port", message: "22 belongs to ssh." }],
  };
  beforeAll(() => aNamespace(owner, "strict", "port: 80\n", schema));

  test.each<[string, string, string, number]>([
    ["YAML that is broken", "port: 80\nx: [\n", "invalid_yaml", 3],
    ["equal keys", "port: 80\nport: 81\n", "invalid_yaml", 2],
    ["a tab as indentation", "a:\n\tb: 1\n", "invalid_yaml", 2],
    ["a value out of range", "# c\nport: 0\n", "invalid_document", 2],
    ["an unknown key", "port: 1\nprot: 2\n", "invalid_document", 2],
    ["a wrong format", "mail: nobody\n", "invalid_document", 1],
    ["a rule that does not hold", "port: 22\n", "invalid_document", 1],
    ["an unknown variable", "name: '{{devise.name}}'\n", "unknown_variable", 1],
    ["a secret in plain text", "name: x\napi_key: abcdef\n", "plain_secret", 2],
    ["random text that looks like a secret", "name: 9fK2mQ8zLw4Xv7Rt1Yb6Nc3Hs5Jd0Pg\n", "plain_secret", 1],
  ])("%s", async (_, text, code, line) => {
    const found = await owner.call(validateConfig, {
      params: { ns: "strict" },
      body: { layers: [defaultLayer(text)] },
    });
    expect(found.errors.find((problem) => problem.code === code)).toMatchObject({ code, line, layer: "default" });
    expect(await codeOf(publish(owner, "strict", [defaultLayer(text)]))).toMatch(
      /^config\.(invalid_yaml|invalid_document|plain_secret)$/,
    );
    expect((await read("strict")).head_revision).toBe(1);
  });

  test("a schema change that the documents violate is refused; schema and documents can change together", async () => {
    const tighter = JSON.stringify({
      ...schema,
      properties: { ...schema.properties, port: { type: "integer", minimum: 1_024 } },
    });
    expect(await codeOf(publish(owner, "strict", [], { schema: tighter }))).toBe("config.invalid_document");
    await publish(owner, "strict", [defaultLayer("port: 8080\n")], { schema: tighter });
    expect((await read("strict")).head_revision).toBe(2);
  });

  test("a schema whose pattern never ends costs a thread, not the server", async () => {
    const bomb = JSON.stringify({ type: "object", properties: { a: { type: "string", pattern: "^(a+)+$" } } });
    await aNamespace(owner, "bomb", "b: 1\n");
    const found = await owner.call(validateConfig, {
      params: { ns: "bomb" },
      body: { schema: bomb, layers: [defaultLayer(`a: ${"a".repeat(40)}!\n`)] },
    });
    expect(found.errors[0]).toMatchObject({ code: "bad_schema" });
    expect(found.errors[0]?.text).toContain("may never end");
  });

  test("C7: a draft that is valid by layer but not for one device is refused and names it and the layer", async () => {
    await aNamespace(owner, "fleetwide", "port: 80\n", {
      type: "object",
      properties: { port: { type: "integer" }, low: { type: "integer" } },
      rules: [{ when: "has(doc.low)", assert: "doc.low < doc.port", at: "low", message: "low must be below port." }],
    });
    await publish(owner, "fleetwide", [{ kind: "device", key: "pi-7", text: "low: 79\n" }]);
    const change = { layers: [defaultLayer("port: 70\n")] };
    const found = await owner.call(validateConfig, { params: { ns: "fleetwide" }, body: change });
    expect(found.errors).toMatchObject([{ layer: "device:pi-7", line: 1, contexts: ["device pi-7"] }]);
    expect(await codeOf(publish(owner, "fleetwide", change.layers))).toBe("config.invalid_document");
  });

  test("tags of equal strength that disagree are named; priorities settle it", async () => {
    await aNamespace(owner, "tagged", "a: 0\n");
    await publish(owner, "tagged", [{ kind: "tag", key: "t-one", text: "a: 1\n" }]);
    await publish(owner, "tagged", [{ kind: "tag", key: "t-two", text: "a: 2\n" }]);
    await aConsumer(server, "both-tags", { tags: ["t-one", "t-two"] }, { namespaces: ["tagged"] });
    const found = await owner.call(validateConfig, {
      params: { ns: "tagged" },
      body: { layers: [defaultLayer("a: 5\n")] },
    });
    expect(found.errors.map(({ code }) => code)).toContain("tag_conflict");
  });
});

describe("delivery", () => {
  test("a consumer gets its document, 304 while nothing changed, and hears of a change at once", async () => {
    await aNamespace(owner, "live", "a: 1\nb: {c: 2}\n");
    await publish(owner, "live", [{ kind: "device", key: "pi-1", text: "b: {c: 3}\n" }]);
    const pi = await aConsumer(server, "pi-one", { device: "pi-1" });
    const first = await pi.resolve("live");
    expect(first).toMatchObject({ namespace: "live", revision: 2, document: { a: 1, b: { c: 3 } } });
    const same = await pi.client.raw(
      resolveConfig,
      { params: { ns: "live" }, query: {} },
      { headers: { "if-none-match": first.etag } },
    );
    expect(same.status).toBe(304);
    const held = pi.client.raw(
      resolveConfig,
      { params: { ns: "live" }, query: { wait: 20 } },
      { headers: { "if-none-match": first.etag } },
    );
    const started = performance.now();
    await publish(owner, "live", [defaultLayer("a: 9\nb: {c: 2}\n")]);
    expect(await (await held).json()).toMatchObject({ revision: 3, document: { a: 9, b: { c: 3 } } });
    expect(performance.now() - started).toBeLessThan(5_000);
  });

  test("C24: whose document does not change hears nothing and counts as having it", async () => {
    await aNamespace(owner, "quiet", "a: 1\n");
    const pi = await aConsumer(server, "quiet-pi", { device: "quiet-pi" });
    const first = await pi.resolve("quiet");
    const { revision } = await publish(owner, "quiet", [{ kind: "device", key: "another", text: "a: 2\n" }]);
    const same = await pi.client.raw(
      resolveConfig,
      { params: { ns: "quiet" }, query: {} },
      { headers: { "if-none-match": first.etag } },
    );
    expect(same.status).toBe(304);
    const { items } = await owner.call(listConsumers, { params: { ns: "quiet" }, query: {} });
    expect(items.find(({ id }) => id === pi.id)?.states[0]).toMatchObject({ revision, outcome: "unchanged" });
  });

  test("a consumer too old for a new key is named before publishing", async () => {
    await aNamespace(owner, "old", "a: 1\n");
    await aConsumer(
      server,
      "camera-2",
      {},
      {
        namespaces: ["old"],
        version: "wopr-cam 1.4",
        schema: { type: "object", properties: { a: {} }, additionalProperties: false },
      },
    );
    const found = await owner.call(validateConfig, {
      params: { ns: "old" },
      body: { layers: [defaultLayer("a: 1\nnew: 2\n")] },
    });
    expect(found.would_reject).toEqual([
      { consumer: "camera-2 (wopr-cam 1.4)", error: 'new "new" is not known here.' },
    ]);
    expect(await codeOf(publish(owner, "old", [defaultLayer("a: 1\nnew: 2\n")]))).toBe("config.invalid_document");
  });

  test("C23: nobody reads a namespace, device or name that is another's", async () => {
    await aNamespace(owner, "closed", "a: 1\n", {}, { readers: ["only-me"] });
    const me = await aConsumer(server, "only-me", { device: "mine" });
    const other = await aConsumer(server, "other-one");
    expect((await me.resolve("closed")).document).toEqual({ a: 1 });
    expect(await codeOf(other.client.raw(resolveConfig, { params: { ns: "closed" }, query: {} }))).toBe(
      "config.not_yours",
    );
    expect(await codeOf(aConsumer(server, "only-me"))).toBe("config.not_yours");
    expect(await codeOf(aConsumer(server, "third", { device: "mine" }))).toBe("config.not_yours");
    expect(
      await codeOf(other.client.raw(resolveConfig, { params: { ns: "closed" }, query: { consumer: me.id } })),
    ).toBe("config.not_yours");
  });
});

describe("secrets", () => {
  test("C22: a reference is delivered beside the document to those entitled, and shown to nobody", async () => {
    const value = "canary-4711-not-to-be-seen";
    await aNamespace(owner, "hooks", "url: x\n");
    const withRef = defaultLayer('url: x\nhook: {"$secret": "discord/hook"}\n');
    const before = await owner.call(validateConfig, { params: { ns: "hooks" }, body: { layers: [withRef] } });
    expect(before.errors[0]).toMatchObject({ code: "secret_unavailable" });
    await server.secrets.put(
      { name: "discord/hook", value: new Secret(value), allowed: ["namespace:hooks"] },
      { actor: SYSTEM_ACTOR },
    );
    await publish(owner, "hooks", [withRef]);
    const pi = await aConsumer(server, "hook-pi");
    const got = await pi.resolve("hooks");
    expect(got.document).toEqual({ url: "x", hook: { $secret: "discord/hook" } });
    expect(got.secrets["discord/hook"]).toEqual({ version: 1, value });
    const shown = [
      await owner.call(readEffective, { params: { ns: "hooks" }, query: {} }),
      await owner.call(exportConfig, { query: { namespace: "hooks" } }),
      await owner.call(listRevisions, { params: { ns: "hooks" }, query: {} }),
    ];
    expect(JSON.stringify(shown)).not.toContain(value);
    const { rows } = await server.testDb.pool.query(
      "SELECT row_to_json(o) AS row FROM outbox o UNION ALL SELECT row_to_json(a) FROM audit_entries a UNION ALL SELECT row_to_json(b) FROM config_blobs b",
    );
    expect(JSON.stringify(rows)).not.toContain(value);
  });
});

describe("the way back", () => {
  test("C12: a refusal takes the revision back for everybody, once; equal content is refused later", async () => {
    await aNamespace(owner, "back", "a: 1\n");
    const pi = await aConsumer(server, "back-pi");
    await pi.resolve("back");
    const { revision, state } = await publish(owner, "back", [defaultLayer("a: 2\n")]);
    expect([revision, state]).toEqual([2, "rolling_out"]);
    const started = performance.now();
    await pi.ack("back", 2, "rejected", "a must not be 2");
    const after = await eventually("the return", async () => {
      const now = await pi.resolve("back");
      return now.revision === 3 && now;
    });
    expect(performance.now() - started).toBeLessThan(5_000);
    expect(after.document).toEqual({ a: 1 });
    const { items } = await owner.call(listRevisions, { params: { ns: "back" }, query: {} });
    expect(items.map(({ revision: n, state: s }) => [n, s])).toEqual([
      [3, "rolling_out"],
      [2, "bad"],
      [1, "good"],
    ]);
    expect(items[0]).toMatchObject({
      author: "WOPR",
      reverts: 2,
      cause: { sign: "rejected", evidence: { error: "a must not be 2" } },
    });
    expect(await codeOf(publish(owner, "back", [defaultLayer("a: 2\n")]))).toBe("config.bad_revision");
    await publish(owner, "back", [defaultLayer("a: 2\n")], { force: true });
  });

  test("C15: when the last good content is refused too, nothing more happens by itself", async () => {
    await aNamespace(owner, "pingpong", "a: 1\n");
    const pi = await aConsumer(server, "pingpong-pi", {}, { namespaces: ["pingpong"] });
    await publish(owner, "pingpong", [defaultLayer("a: 2\n")]);
    await pi.ack("pingpong", 2, "rejected", "no");
    await eventually("the return", async () => (await read("pingpong")).head_revision === 3);
    await pi.ack("pingpong", 3, "rejected", "not this either");
    const { items } = await owner.call(listRevisions, { params: { ns: "pingpong" }, query: {} });
    expect(items.map(({ revision, state }) => [revision, state])).toEqual([
      [3, "bad"],
      [2, "bad"],
      [1, "good"],
    ]);
  });

  test("a person goes back at once; C25: by path only those leaves change, as a new revision", async () => {
    await aNamespace(owner, "revert", "# c\na: 1\nb: 1\n");
    await publish(owner, "revert", [defaultLayer("# c\na: 2 # two\nb: 2\n")]);
    await owner.call(revertConfig, {
      params: { ns: "revert" },
      body: { to_revision: 1, reason: "only b", paths: [{ layer: "default", path: ["b"] }] },
    });
    const text = await (
      await owner.raw(readConfigLayer, { params: { ns: "revert", n: 3, kind: "default", key: "-" } })
    ).text();
    expect(text).toBe("# c\na: 2 # two\nb: 1\n");
    await aConsumer(server, "revert-pi", {}, { namespaces: ["revert"] });
    const made = await publish(owner, "revert", [defaultLayer("# c\na: 7\nb: 1\n")]);
    const back = await owner.call(revertConfig, {
      params: { ns: "revert" },
      body: { to_revision: 3, reason: "it burns", harmful: true },
    });
    expect(back.revision).toBe(made.revision + 1);
    const { document } = await owner.call(readEffective, { params: { ns: "revert" }, query: {} });
    expect(document).toEqual({ a: 2, b: 1 });
  });
});

describe("C21: four eyes", () => {
  test("an author cannot approve; an outdated one is checked again", async () => {
    await aNamespace(owner, "eyes", "a: 1\nb: 1\n", {
      type: "object",
      properties: { a: { type: "integer", "x-critical": true } },
    });
    const admin = (await server.signIn("admin")).client;
    const made = await publish(admin, "eyes", [defaultLayer("a: 2\nb: 1\n")]);
    expect(made.state).toBe("pending_approval");
    expect((await read("eyes")).head_revision).toBe(1);
    expect(await codeOf(admin.call(approveRevision, { params: { ns: "eyes", n: made.revision }, body: {} }))).toBe(
      "config.own_approval",
    );
    const done = await owner.call(approveRevision, { params: { ns: "eyes", n: made.revision }, body: {} });
    expect(done.revision).toBe(3);
    expect((await read("eyes")).head_revision).toBe(3);
    const second = await publish(admin, "eyes", [defaultLayer("a: 3\nb: 1\n")]);
    await publish(owner, "eyes", [defaultLayer("a: 2\nb: 5\n")]);
    expect(await codeOf(owner.call(approveRevision, { params: { ns: "eyes", n: second.revision }, body: {} }))).toBe(
      "config.revision_conflict",
    );
  });
});

describe("history", () => {
  test("tells differences by leaf and who wrote each line", async () => {
    await aNamespace(owner, "past", "a: 1\nb: 1\n");
    await publish(owner, "past", [defaultLayer("a: 1\nb: 2\nc: 3\n")]);
    const diff = await owner.call(diffRevisions, { params: { ns: "past", a: 1, b: 2 }, query: {} });
    expect(diff.changes.map(({ kind, path, before, after }) => [kind, path, before, after])).toEqual([
      ["changed", ["b"], 1, 2],
      ["added", ["c"], undefined, 3],
    ]);
    const { lines } = await owner.call(blameLayer, { params: { ns: "past" }, query: { kind: "default" } });
    expect(lines.map(({ line, revision }) => [line, revision])).toEqual([
      [1, 1],
      [2, 2],
      [3, 2],
    ]);
  });

  test("C3: provenance names layer and line of every leaf", async () => {
    await aNamespace(owner, "where", "a: 1\nb:\n  c: 2\n");
    await publish(owner, "where", [{ kind: "site", key: "garage", text: "# here\nb:\n  c: 3\n" }]);
    const { provenance } = await owner.call(readEffective, { params: { ns: "where" }, query: { site: "garage" } });
    expect(provenance).toEqual(
      expect.arrayContaining([
        { path: ["b", "c"], layer: "site:garage", revision: 2, line: 3 },
        { path: ["a"], layer: "default", revision: 1, line: 1 },
      ]),
    );
  });
});

describe("as code", () => {
  test("C26: export, import into an empty installation, export again: byte-equal", async () => {
    await aNamespace(owner, "code", "# c\r\na: 1\r\n", { type: "object" }, { watch_s: 5 });
    await publish(owner, "code", [
      { kind: "environment", key: "prod", text: "a: 2" },
      { kind: "device", key: "pi.1", text: "a: {b: 1}\n" },
    ]);
    const first = await owner.call(exportConfig, { query: { namespace: "code" } });
    expect(first.files.map(({ path }) => path)).toEqual([
      "config/code/default.yaml",
      "config/code/device.pi.1.yaml",
      "config/code/environment.prod.yaml",
      "config/code/policy.yaml",
      "config/code/schema.json",
    ]);
    const empty = await createTestServer();
    try {
      const client = (await empty.signIn("owner")).client;
      const { drafts } = await client.call(importConfig, { body: { files: first.files } });
      for (const draft of drafts)
        await client.call(publishConfig, {
          params: { ns: draft.namespace },
          body: { draft_id: draft.id, base_revision: draft.base_revision, message: "as code" },
        });
      expect(await client.call(exportConfig, { query: { namespace: "code" } })).toEqual(first);
      expect((await client.call(importConfig, { body: { files: first.files } })).unchanged).toEqual(["code"]);
    } finally {
      await empty.close();
    }
  });
});

describe("C1: the kept routes of the first service", () => {
  test("get, set, delete, section, all, history, import and export", async () => {
    const set = await owner.call(keptSet, {
      params: { key: "telemetry.log_level" },
      query: {},
      body: { value: "debug", updated_by: "old script" },
    });
    expect(set).toMatchObject({ status: "ok", key: "telemetry.log_level" });
    expect(await owner.call(keptGet, { params: { key: "telemetry.log_level" }, query: {} })).toEqual({
      key: "telemetry.log_level",
      value: "debug",
      value_type: "string",
      description: "Least weight of a line that is logged.",
      environment: null,
    });
    expect(await owner.call(keptGet, { params: { key: "camera.capture.delay_s" }, query: {} })).toMatchObject({
      value: 2,
      value_type: "integer",
    });
    await owner.call(keptSet, {
      params: { key: "camera.capture.delay_s" },
      query: { environment: "prod" },
      body: { value: 3.5 },
    });
    expect(
      await owner.call(keptGetMany, {
        body: { keys: ["camera.capture.delay_s", "nope.nothing"], environment: "prod" },
      }),
    ).toEqual({ "camera.capture.delay_s": 3.5 });
    expect(await owner.call(keptSection, { params: { prefix: "camera.capture" }, query: {} })).toMatchObject({
      delay_s: 2,
      resolution: "4k",
    });
    expect(await owner.call(keptAll, { query: {} })).toMatchObject({
      camera: { capture: { delay_s: 2 } },
      telemetry: { log_level: "debug" },
    });
    expect(await owner.call(keptHistory, { params: { key: "telemetry.log_level" }, query: {} })).toMatchObject([
      { old_value: "info", new_value: "debug" },
      { old_value: null, new_value: "info" },
    ]);
    await owner.call(keptDelete, { params: { key: "camera.capture.delay_s" }, query: { environment: "prod" } });
    expect(await codeOf(owner.call(keptGet, { params: { key: "nope" }, query: {} }))).toBe("config.unknown_key");
    const text = await (
      await owner.raw(readConfigLayer, {
        params: { ns: "wopr", n: (await read("wopr")).head_revision, kind: "default", key: "-" },
      })
    ).text();
    expect(text).toContain("# error, warn, info or debug\n  log_level: debug");
  });
});
