import {
  addComment,
  createDemoGame,
  createGame,
  downloadExport,
  enterMove,
  exportStudy,
  importGame,
  listCaptures,
  listComments,
  listMoves,
  makeBugBundle,
  pathOf,
  readExport,
  readState,
  replayBundle,
  requestExport,
  setGlyph,
  setResult,
  toggleArrow,
} from "@wopr/contracts";
import { readPgn } from "@wopr/games";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createTestServer, type TestServer } from "../../testing.ts";
import { readZip } from "./archive/zip-read.ts";
import { zip } from "./archive/zip-write.ts";
import { aGardenGame, eventually, sitDown, type Table } from "./table.testing.ts";

let server: TestServer;
let elsewhere: TestServer;
beforeAll(async () => {
  [server, elsewhere] = await Promise.all([createTestServer(), createTestServer()]);
});
afterAll(async () => {
  await Promise.all([server.close(), elsewhere.close()]);
});

const LIMITS = { files: 100, totalBytes: 100_000_000 };

/** Asks a server for bytes as its owner. */
async function bytesFrom(at: TestServer, path: string, init: RequestInit = {}): Promise<Response> {
  const { cookie } = await at.signIn("owner");
  const headers = { cookie, origin: "http://localhost", ...(init.headers as Record<string, string>) };
  return at.request(path, { ...init, headers });
}

const exported = async (table: Table, format: string) =>
  bytesFrom(server, `/api/v1/games/${table.game.id}/export?format=${format}`);

async function sendTo(
  at: TestServer,
  endpoint: typeof importGame | typeof replayBundle,
  bytes: Uint8Array<ArrayBuffer>,
) {
  const form = new FormData();
  form.set("file", new Blob([bytes]), "file.bin");
  return bytesFrom(at, pathOf(endpoint), { method: "POST", body: form });
}

const importedBy = async (answer: Response) => {
  const body = (await answer.json()) as { games: { id: string; name: string }[]; notes: string[]; detail?: string };
  expect([answer.status, body.detail]).toEqual([201, undefined]);
  return body;
};

/** A sample with its set-up and some photos agreed to. */
async function playSample(sample: "garden" | "chess" | "council", photos: number): Promise<Table> {
  const { client } = await server.signIn("owner");
  const table = sitDown(client, await client.call(createDemoGame, { body: { sample } }));
  for (let n = 0; n <= photos; n += 1) {
    await table.shoot();
    const { move, alternatives, questions } = await table.proposal();
    const best = move ?? alternatives[0]?.move;
    const { text: _, ...believed } = best ?? { text: "" };
    await table.agree(best && questions.length > 0 ? { move: believed } : {});
  }
  return table;
}

async function archiveOf(table: Table): Promise<Uint8Array<ArrayBuffer>> {
  const asked = await table.client.call(requestExport, { params: table.params, body: { format: "zip" } });
  const params = { ...table.params, eid: asked.id };
  const done = await eventually(
    async () => {
      const now = await table.client.call(readExport, { params });
      return now.status === "completed" ? now : undefined;
    },
    () => table.client.call(readExport, { params }),
  );
  expect(done.url).toBe(pathOf(downloadExport).replace(":id", table.game.id).replace(":eid", asked.id));
  return new Uint8Array(await (await bytesFrom(server, done.url ?? "")).arrayBuffer());
}

describe("TT32: an archive", () => {
  test.each([
    ["garden", 2],
    ["chess", 2],
    ["council", 2],
  ] as const)(
    "of the sample %s gives the same position and the same photos elsewhere",
    { timeout: 60_000 },
    async (sample, photos) => {
      const table = await playSample(sample, photos);
      const before = await table.client.call(readState, { params: table.params, query: {} });
      const bytes = await archiveOf(table);
      const { games, notes } = await importedBy(await sendTo(elsewhere, importGame, bytes));
      expect(notes).toEqual([]);
      const { client } = await elsewhere.signIn("owner");
      const params = { id: games[0]?.id ?? "" };
      const after = await client.call(readState, { params, query: {} });
      expect(after.state_hash).toBe(before.state_hash);
      const shasOf = async (at: TestServer, id: string) => {
        const person = await at.signIn("owner");
        const { captures } = await person.client.call(listCaptures, { params: { id } });
        return Promise.all(
          captures.map(async ({ image_url: url }) => (await bytesFrom(at, url ?? "")).headers.get("etag")),
        );
      };
      expect(await shasOf(elsewhere, params.id)).toEqual(await shasOf(server, table.game.id));
      const moves = await client.call(listMoves, { params });
      expect(moves.items[0]?.decided_by).toMatchObject({ id: "imported", name: "Olive Owner" });
    },
  );

  test("as JSON it carries everything but the photos, and comes in without them", async () => {
    const table = await playSample("garden", 1);
    const answer = await exported(table, "json");
    expect(answer.headers.get("content-disposition")).toMatch(/a-game-of-garden\.json/);
    const bytes = new Uint8Array(await answer.arrayBuffer());
    const { notes } = await importedBy(await sendTo(elsewhere, importGame, bytes));
    expect(notes[0]).toMatch(/2 photos are not in the file/);
  });
});

describe("a file that is not what it says is refused and nothing is imported", () => {
  const text = (content: unknown) => new TextEncoder().encode(JSON.stringify(content));
  const pack = async (files: Record<string, Uint8Array>) => {
    const parts: Uint8Array[] = [];
    for await (const part of zip(Object.entries(files).map(([name, bytes]) => ({ name, bytes: async () => bytes }))))
      parts.push(part);
    return new Uint8Array(Buffer.concat(parts));
  };
  const refused = async (bytes: Uint8Array<ArrayBuffer>) => {
    const gamesBefore = await countGames();
    const answer = await sendTo(server, importGame, bytes);
    const body = (await answer.json()) as { code: string; detail: string };
    expect([answer.status, body.code]).toEqual([422, "import.invalid"]);
    expect(await countGames()).toBe(gamesBefore);
    return body.detail;
  };
  const countGames = async () => (await server.testDb.pool.query("SELECT 1 FROM tabletop_games")).rowCount;

  test("names that lead out of the archive", async () => {
    for (const name of ["../evil.json", "/etc/passwd", "a/../../b", "C:\\evil", "a\\b"])
      expect(await refused(await pack({ [name]: text({}) }))).toContain(name);
  });

  test("a bomb: a file that says it is larger than anything may be, or unpacks to more than it says", async () => {
    const bytes = await pack({ "game.json": text({}) });
    const view = new DataView(bytes.buffer);
    const central = bytes.length - 22 - 46 - "game.json".length;
    view.setUint32(central + 20, 0x7fff_ffff, true);
    view.setUint32(central + 24, 0x7fff_ffff, true);
    expect(await refused(bytes)).toMatch(/game\.json/);
  });

  test("bytes that were changed on the way", async () => {
    const table = await playSample("garden", 0);
    const bytes = await archiveOf(table);
    const at = Buffer.from(bytes).lastIndexOf(Buffer.from([0xff, 0xd9]));
    bytes[at - 40] = (bytes[at - 40] ?? 0) ^ 0xff;
    expect(await refused(bytes)).toMatch(/photos\/cap_.*damaged/);
  });

  test("a document that was altered: the position is another than it says", async () => {
    const table = await aGardenGame((await server.signIn("owner")).client);
    await table.client.call(enterMove, {
      params: table.params,
      body: { move: { kind: "place", player: 1, to: "A1" }, expected_seq: await table.head() },
    });
    const document = (await (await exported(table, "json")).json()) as {
      events: { payload: { move?: { to: string } } }[];
    };
    for (const { payload } of document.events) if (payload.move) payload.move.to = "B2";
    expect(await refused(text(document))).toMatch(/state_hash/);
  });

  test.each([
    ["nothing at all", new Uint8Array()],
    ["half an archive", new Uint8Array([0x50, 0x4b, 3, 4, 0, 0])],
    ["JSON of something else", new TextEncoder().encode('{"format":"other"}')],
    ["broken JSON", new TextEncoder().encode('{"format":')],
    ["a PGN with an illegal move", new TextEncoder().encode('[Event "x"]\n\n1. e4 e5 2. Ke3 *\n')],
  ])("%s", async (_, bytes) => {
    expect(await refused(new Uint8Array(bytes))).toMatch(/^Nothing was imported\./);
  });

  test("no bytes at all make the reader throw", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 400 }), (bytes) => {
        const read = readZip(bytes, LIMITS);
        expect(typeof read.ok).toBe("boolean");
      }),
    );
  });

  test("what is packed is read back, whatever the names and bytes", async () => {
    const name = fc.stringMatching(/^[a-z0-9]{1,12}(\/[a-zäöü0-9]{1,8})?\.txt$/);
    await fc.assert(
      fc.asyncProperty(fc.dictionary(name, fc.uint8Array({ maxLength: 200 }), { maxKeys: 5 }), async (files) => {
        const read = readZip(await pack(files), LIMITS);
        const found = read.ok ? [...read.files].map(([key, unpack]) => [key, [...unpack()]]) : read;
        expect(found).toEqual(Object.entries(files).map(([key, bytes]) => [key, [...bytes]]));
      }),
      { numRuns: 50 },
    );
  });
});

describe("TT34: chess", () => {
  const PGN = `[Event "Casual"]
[White "Ada \\"the\\" First"]
[Black "Bob"]
[Result "1-0"]

1. e4 $1 {a good start} e5 2. Nf3 (2. f4 exf4) Nc6 3. Bb5 a6 1-0
`;

  test("comes in with comments, signs and result, and goes out as it came, variations told", async () => {
    const { client } = await server.signIn("owner");
    const { games, notes } = await importedBy(await sendTo(server, importGame, new TextEncoder().encode(PGN)));
    expect(notes.join(" ")).toMatch(/variation/i);
    const table = sitDown(client, { id: games[0]?.id ?? "" } as Table["game"]);
    const { items } = await client.call(listMoves, { params: table.params });
    expect(items).toHaveLength(6);
    expect(items[0]).toMatchObject({ glyph: "!", comments: [{ text: "a good start" }] });
    const out = await (await exported(table, "pgn")).text();
    expect(out).toMatch(/\[White "Ada \\"the\\" First"\]/);
    expect(out).toMatch(/1\. e4 \$1 \{a good start\} 1\.\.\. e5 2\. Nf3 Nc6 3\. Bb5 a6 1-0/);
    expect(readPgn(out).problems).toEqual([]);
    expect(await (await exported(table, "fen")).text()).toBe(
      "r1bqkbnr/1ppp1ppp/p1n5/1B2p3/4P3/5N2/PPPP1PPP/RNBQK2R w KQkq - 0 4\n",
    );
  });

  test("arrows become [%cal] and [%csl], and a study has a chapter per game", async () => {
    const { client } = await server.signIn("owner");
    const { games } = await importedBy(await sendTo(server, importGame, new TextEncoder().encode(PGN)));
    const params = { id: games[0]?.id ?? "" };
    const [first] = (await client.call(listMoves, { params })).items;
    const about = { move_id: first?.move_id ?? "" };
    await client.call(toggleArrow, { params, body: { ...about, from: "e2", to: "e4" } });
    await client.call(toggleArrow, { params, body: { ...about, from: "d4", to: "d4" } });
    const pgn = await (await bytesFrom(server, `/api/v1/games/${params.id}/export?format=pgn`)).text();
    expect(pgn).toContain("[%cal Ge2e4] [%csl Gd4]");
    const path = `${pathOf(exportStudy)}?name=Evening&ids=${params.id},${params.id}`;
    const study = await (await bytesFrom(server, path)).text();
    expect(readPgn(study).games.map(({ tags }) => new Map(tags).get("StudyName"))).toEqual(["Evening", "Evening"]);
    expect((await bytesFrom(server, `${path}&part=2`)).status).toBe(404);
  });

  test("only chess is written as PGN", async () => {
    const table = await aGardenGame((await server.signIn("owner")).client);
    const answer = await exported(table, "pgn");
    expect([answer.status, ((await answer.json()) as { code: string }).code]).toEqual([409, "export.not_chess"]);
  });
});

describe("TT33: BG Stats", () => {
  test.each([
    ["Pacific/Kiritimati", 14],
    ["Etc/GMT+12", -12],
    ["Europe/Berlin", 1],
  ])("a play in %s carries its own day, and the link decodes to it", async (timeZone, hours) => {
    const { client } = await server.signIn("owner");
    const players = [
      { name: "Ada", position: 1, color: "red" },
      { name: "Bob", position: 2, color: "blue" },
    ];
    const body = { name: "Evening", game_type: "dune_imperium", players, time_zone: timeZone };
    const table = sitDown(client, await client.call(createGame, { body }));
    const entries = [
      { position: 1, fields: { points: 10 } },
      { position: 2, fields: { points: 8 } },
    ];
    await client.call(setResult, { params: table.params, body: { players: entries, complete: false } });
    const play = (await (await exported(table, "bgstats")).json()) as Record<string, unknown>;
    expect(play).toMatchObject({
      sourceName: "WOPR",
      sourcePlayId: table.game.id,
      game: { name: "Dune: Imperium", bggId: 316554, highestWins: true, noPoints: false },
      players: [
        { name: "Ada", score: "10", rank: 1, winner: true, startPlayer: true },
        { name: "Bob", score: "8", rank: 2, winner: false, startPlayer: false },
      ],
    });
    const local = Date.parse(`${String(play["playDate"]).replace(" ", "T")}Z`);
    const created = Math.floor(Date.parse(table.game.created_at) / 1000) * 1000;
    expect(local - created).toBe(hours * 3_600_000);
    const link = await (await exported(table, "bgstats_link")).text();
    expect(link).toMatch(/^https:\/\/app\.bgstatsapp\.com\/createPlay\.html\?data=/);
    expect(JSON.parse(decodeURIComponent(link.split("data=")[1] ?? ""))).toEqual(play);
  });
});

test("CSV has a line per move, and nothing a spreadsheet would run", async () => {
  const table = await aGardenGame((await server.signIn("owner")).client);
  const { client, params } = table;
  await client.call(enterMove, {
    params,
    body: { move: { kind: "place", player: 1, to: "A1" }, expected_seq: await table.head() },
  });
  const [line] = (await client.call(listMoves, { params })).items;
  const about = { move_id: line?.move_id ?? "" };
  await client.call(addComment, { params, body: { ...about, text: '=HYPERLINK("http://evil")' } });
  await client.call(setGlyph, { params, body: { ...about, glyph: "?" } });
  const csv = await (await exported(table, "csv")).text();
  expect(csv.split("\r\n")).toHaveLength(3);
  expect(csv).toContain(`"'=HYPERLINK(""http://evil"")"`);
  expect((await client.call(listComments, { params })).items).toHaveLength(1);
});

describe("TT35: a bug bundle", () => {
  test.each(["garden", "council"] as const)(
    "of %s replays to the same outcome on a fresh server",
    { timeout: 60_000 },
    async (sample) => {
      const table = await playSample(sample, 1);
      await table.shoot();
      const path = pathOf(makeBugBundle).replace(":id", table.game.id);
      const body = JSON.stringify({ expected: "It should have been E5." });
      const init = { method: "POST", body, headers: { "content-type": "application/json" } };
      const bytes = new Uint8Array(await (await bytesFrom(server, path, init)).arrayBuffer());
      expect(Buffer.from(bytes).toString("latin1")).not.toMatch(/owner@example|api_key|cookie/i);
      const answer = await sendTo(elsewhere, replayBundle, bytes);
      const replayed = (await answer.json()) as { same: boolean; captures: unknown[]; expected: string };
      expect(replayed).toMatchObject({ same: true, expected: "It should have been E5." });
      expect(replayed.captures).toHaveLength(2);
    },
  );
});
