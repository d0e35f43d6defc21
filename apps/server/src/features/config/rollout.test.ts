import type { Client } from "@wopr/client";
import { haltRollout, listRevisions, listRollouts, readNamespace, readRollout, undoRollout } from "@wopr/contracts";
import { eventually } from "@wopr/testkit";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createTestServer, type TestServer } from "../../testing.ts";
import { aConsumer, aNamespace, defaultLayer, publish, type TestConsumer } from "./config.testing.ts";

let server: TestServer;
let owner: Client;
beforeAll(async () => {
  server = await createTestServer();
  owner = (await server.signIn("owner")).client;
});
afterAll(() => server.close());

const fleet = (name: string, ns: string, count: number): Promise<readonly TestConsumer[]> =>
  Promise.all(
    Array.from({ length: count }, (_, i) =>
      aConsumer(server, `${name}-${i}`, { site: `s${i % 2}` }, { namespaces: [ns] }),
    ),
  );
const holding = async (all: readonly TestConsumer[], ns: string, revision: number) => {
  const found: TestConsumer[] = [];
  for (const one of all) if ((await one.resolve(ns)).revision === revision) found.push(one);
  return found;
};
const rolloutOf = async (ns: string, state: string) => {
  const { items } = await owner.call(listRollouts, { query: { kind: "config.revision" } });
  return items.find(({ subject, state: now }) => subject["namespace"] === ns && now === state);
};

describe("a revision in waves", () => {
  test("C12: with a canary only the canary sees it; its refusal returns it within 5 s, and nobody else ever had it", async () => {
    await aNamespace(owner, "waves-back", "a: 1\n");
    const all = await fleet("waves-back", "waves-back", 6);
    const { rollout_id, revision } = await publish(owner, "waves-back", [defaultLayer("a: 2\n")]);
    expect(rollout_id).not.toBeNull();
    const [canary, ...rest] = await eventually("the canary", async () => {
      const found = await holding(all, "waves-back", revision);
      return found.length > 0 && found;
    });
    expect(rest).toEqual([]);
    const started = performance.now();
    await canary?.ack("waves-back", revision, "rejected", "not on this one");
    await eventually("the return", async () => (await holding(all, "waves-back", revision + 1)).length === all.length);
    expect(performance.now() - started).toBeLessThan(5_000);
    const { items } = await owner.call(listRevisions, { params: { ns: "waves-back" }, query: {} });
    expect(items[1]).toMatchObject({ revision, state: "bad" });
    const rollout = await owner.call(readRollout, { params: { id: rollout_id ?? "" } });
    expect([rollout.state, rollout.targets.filter(({ state }) => state === "failed").length]).toEqual(["undone", 0]);
  });

  test("one by one goes on as each applies it, and the revision is good once all have and the watch is over", async () => {
    await aNamespace(owner, "waves-good", "a: 1\n", {}, { watch_s: 0, strategy: "rolling" });
    const all = await fleet("waves-good", "waves-good", 3);
    const { rollout_id } = await publish(owner, "waves-good", [defaultLayer("a: 2\n")]);
    await server.testDb.pool.query(
      "UPDATE rollouts SET plan = jsonb_set(plan, '{waves}', (SELECT jsonb_agg(w || '{\"soakMs\": 0}') FROM jsonb_array_elements(plan->'waves') w)) WHERE id = $1",
      [rollout_id],
    );
    const acked = new Set<string>();
    await eventually(
      "the last wave",
      async () => {
        for (const one of await holding(all, "waves-good", 2)) {
          if (acked.has(one.id)) continue;
          acked.add(one.id);
          await one.ack("waves-good", 2, "applied");
        }
        return (await owner.call(readNamespace, { params: { ns: "waves-good" } })).state === "good";
      },
      { withinMs: 15_000 },
    );
    expect(acked.size).toBe(3);
    expect(await rolloutOf("waves-good", "completed")).toMatchObject({ id: rollout_id });
    expect((await owner.call(readNamespace, { params: { ns: "waves-good" } })).stable_revision).toBe(2);
  });

  test("F22: taking a rollout back returns everybody who has it; a newer revision overtakes one that still runs", async () => {
    await aNamespace(owner, "waves-undo", "a: 1\n", {}, { strategy: "all_at_once" });
    const all = await fleet("waves-undo", "waves-undo", 2);
    const { rollout_id, revision } = await publish(owner, "waves-undo", [defaultLayer("a: 2\n")], {
      strategy: "one_by_one",
    });
    await eventually("the first one", async () => (await holding(all, "waves-undo", revision)).length === 1);
    await owner.call(undoRollout, { params: { id: rollout_id ?? "" }, body: { reason: "changed my mind" } });
    await eventually("the return", async () => (await holding(all, "waves-undo", revision + 1)).length === 2);
    const next = await publish(owner, "waves-undo", [defaultLayer("a: 3\n")], { strategy: "one_by_one" });
    const last = await publish(owner, "waves-undo", [defaultLayer("a: 4\n")]);
    expect((await owner.call(readRollout, { params: { id: next.rollout_id ?? "" } })).state).toBe("cancelled");
    await eventually("the newest", async () => (await holding(all, "waves-undo", last.revision)).length === 2);
  });

  test("F21: two servers run one rollout once; it goes on where the other stopped", async () => {
    const second = await createTestServer({ beside: server });
    try {
      await aNamespace(owner, "waves-two", "a: 1\n", {}, { strategy: "one_by_one" });
      const all = await fleet("waves-two", "waves-two", 2);
      const { rollout_id, revision } = await publish(owner, "waves-two", [defaultLayer("a: 2\n")]);
      await eventually("one", async () => (await holding(all, "waves-two", revision)).length === 1);
      const { targets } = await owner.call(readRollout, { params: { id: rollout_id ?? "" } });
      expect(targets.map(({ state }) => state).sort()).toEqual(["assigned", "pending"]);
      await owner.call(haltRollout, { params: { id: rollout_id ?? "" }, body: { reason: "enough" } });
      expect((await owner.call(readRollout, { params: { id: rollout_id ?? "" } })).state).toBe("halted");
    } finally {
      await second.close();
    }
  });
});
