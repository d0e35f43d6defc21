import { enterMove, streamGame } from "@wopr/contracts";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createTestServer, type TestServer } from "../../testing.ts";
import { aDemo, aGardenGame, eventually, type Table } from "./table.testing.ts";

interface Message {
  readonly event: string;
  readonly id: number;
  readonly data: Readonly<Record<string, unknown>>;
}

let server: TestServer;
beforeAll(async () => {
  server = await createTestServer();
});
afterAll(() => server.close());

const owner = async () => (await server.signIn("owner")).client;

/** Follows a game; `heard` grows as messages arrive. */
async function listen(table: Table, lastEventId?: number) {
  const headers = lastEventId === undefined ? {} : { "last-event-id": String(lastEventId) };
  const answer = await table.client.raw(streamGame, { params: table.params }, { headers });
  const heard: Message[] = [];
  const reader = answer.body?.getReader();
  const decoder = new TextDecoder();
  const reading = (async () => {
    let text = "";
    for (let next = await reader?.read(); next && !next.done; next = await reader?.read()) {
      text += decoder.decode(next.value, { stream: true });
      const parts = text.split("\n\n");
      text = parts.pop() ?? "";
      heard.push(...parts.flatMap(messageOf));
    }
  })();
  return {
    heard,
    until: (wanted: (message: Message) => boolean) =>
      eventually(
        async () => heard.find(wanted),
        async () => heard,
      ),
    async leave() {
      await reader?.cancel();
      await reading;
    },
  };
}

/** A block of an event stream; comments are none. */
function messageOf(block: string): readonly Message[] {
  const fields = Object.fromEntries(
    block.split("\n").map((line) => [line.slice(0, line.indexOf(":")), line.slice(line.indexOf(":") + 1).trim()]),
  );
  const { event, id, data = "{}" } = fields as Readonly<Record<string, string | undefined>>;
  return event === undefined ? [] : [{ event, id: Number(id), data: JSON.parse(data) as Message["data"] }];
}

const move = async (table: Table, to: string) => {
  const body = { move: { kind: "place" as const, player: 1, to }, expected_seq: await table.head() };
  return table.client.call(enterMove, { params: table.params, body });
};

describe("the stream of a game", () => {
  test("tells of a photo, its analysis and the proposal as they come, with the log's number as id", async () => {
    const table = await aDemo(await owner());
    const stream = await listen(table);
    await table.shoot();
    const proposal = await stream.until(({ event, data }) => event === "proposal" && data["proposal"] !== null);
    expect(proposal.data["proposal"]).toMatchObject({ outcome: "sure", text: "Red: places E4, E5" });
    expect(stream.heard.map(({ event }) => event)).toEqual(expect.arrayContaining(["capture", "event", "proposal"]));
    await table.agree();
    const committed = await stream.until(({ event, data }) => event === "event" && data["kind"] === "move_committed");
    const seqs = stream.heard.filter(({ event }) => event === "event").map(({ id, data }) => [id, data["seq"]]);
    for (const [id, seq] of seqs) expect(id).toBe(seq);
    expect(committed.id).toBeLessThanOrEqual(await table.head());
    await stream.leave();
  });

  test("gives those who were away what they missed, once and in order, then what is open", async () => {
    const table = await aGardenGame(await owner());
    const seen = await table.head();
    for (const cell of ["A1", "B1", "C1"]) await move(table, cell);
    const stream = await listen(table, seen);
    await stream.until(({ event }) => event === "proposal");
    const kinds = stream.heard.filter(({ event }) => event === "event").map(({ data }) => data["kind"]);
    expect(kinds.filter((kind) => kind === "move_committed")).toHaveLength(3);
    const ids = stream.heard.filter(({ event }) => event === "event").map(({ id }) => id);
    expect(ids).toEqual(Array.from({ length: (await table.head()) - seen }, (_, i) => seen + 1 + i));
    await move(table, "D1");
    await stream.until(({ id, event }) => event === "event" && id > (ids.at(-1) ?? 0));
    await stream.leave();
  });

  test("tells somebody whose number is not of this log to read it again", async () => {
    const table = await aGardenGame(await owner());
    const stream = await listen(table, 9_999);
    expect(await stream.until(({ event }) => event === "reset")).toMatchObject({ id: await table.head() });
    await stream.leave();
  });

  test("is a 404 for a stranger before anything is sent", async () => {
    const table = await aGardenGame(await owner());
    const stranger = await server.signIn("member");
    await expect(stranger.client.raw(streamGame, { params: table.params })).rejects.toMatchObject({
      code: "game.not_found",
    });
  });
});
