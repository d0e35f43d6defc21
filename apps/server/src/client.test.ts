import { createClient } from "@wopr/client";
import { createApiKey, listJobs, listUsers, readHealth, readMe, signIn, streamEvents } from "@wopr/contracts";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createTestServer, type TestServer } from "./testing.ts";

let server: TestServer;
beforeAll(async () => {
  server = await createTestServer();
});
afterAll(() => server.close());

test("our own client and our own server agree, without a socket", async () => {
  const owner = await server.signIn("owner");
  const me = await owner.client.call(readMe, {});
  expect(me).toMatchObject({ id: owner.id, role: "owner", kind: "user" });
  const { items } = await owner.client.call(listUsers, {});
  expect(items).toMatchObject([{ email: owner.email, status: "active" }]);
  expect(await server.client.call(readHealth, {})).toMatchObject({ status: "healthy" });
  expect(await owner.client.call(listJobs, { query: { limit: 5 } })).toEqual({ items: [], next_cursor: null });
});

test("a failure arrives as the error the server threw, with its problems", async () => {
  const owner = await server.signIn("owner");
  const body = { name: "", permissions: ["no:such" as never] };
  await expect(owner.client.call(createApiKey, { body })).rejects.toMatchObject({
    code: "platform.invalid_request",
    status: 422,
    params: { problems: [{ at: "/name" }, { at: "/permissions/0" }] },
  });
  const wrong = { body: { email: "nobody@example.org", password: "x" } };
  await expect(server.client.call(signIn, wrong)).rejects.toMatchObject({ code: "identity.sign_in_failed" });
});

test("a key held as a secret works, and a server that is not there is said so", async () => {
  const { key } = await server.keyWith(["jobs:read"]);
  const token = () => key;
  const client = createClient({
    baseUrl: "http://localhost/api/v1/",
    token,
    fetch: (url, init) => server.app.request(url, init),
  });
  expect(await client.call(readMe, {})).toMatchObject({ kind: "key", permissions: ["jobs:read"] });
  const nowhere = createClient({ baseUrl: "http://127.0.0.1:9" });
  await expect(nowhere.call(readMe, {})).rejects.toMatchObject({ code: "client.unreachable", retry: "later" });
});

test("events arrive while listening, and those missed meanwhile on coming back", async () => {
  const owner = await server.signIn("owner");
  const tell = (n: number) =>
    server.testDb.db.transaction((tx) =>
      server.outbox.append(tx, [
        { topic: "jobs", kind: "job.tested", object: { kind: "job", id: `${n}` }, data: { n } },
      ]),
    );
  const follow = async (count: number, lastEventId?: string) => {
    const seen: { readonly id: string | null; readonly n: unknown }[] = [];
    const resume = lastEventId === undefined ? {} : { lastEventId };
    for await (const item of owner.client.events(streamEvents, { query: { topics: "jobs" } }, resume)) {
      if (item.type === "open" && lastEventId === undefined) await tell(1);
      if (item.type === "event") seen.push({ id: item.id, n: item.data.data["n"] });
      if (seen.length === count) break;
    }
    return seen;
  };
  const first = await follow(1);
  expect(first.map(({ n }) => n)).toEqual([1]);
  await tell(2);
  await tell(3);
  expect((await follow(2, first[0]?.id ?? "")).map(({ n }) => n)).toEqual([2, 3]);
});

test("a topic that is nobody's is refused", async () => {
  const owner = await server.signIn("owner");
  const listening = owner.client.events(streamEvents, { query: { topics: "jobs,secrets" } });
  await expect(listening[Symbol.asyncIterator]().next()).rejects.toMatchObject({ code: "events.topic_refused" });
});
