import { randomBytes } from "node:crypto";
import { open, readFile, rename } from "node:fs/promises";
import { join } from "node:path";
import { type Client, createClient } from "@wopr/client";
import { createDemoGame, createGame, enterMove, listGames, readGame, streamEvents } from "@wopr/contracts";
import { findSample, loadSample } from "@wopr/games/samples";
import { systemClock } from "@wopr/kernel";
import type { Database } from "../../apps/server/src/db/open-database.ts";
import { median, timePair } from "../median.ts";
import { withDatabase } from "../platform/database.ts";
import { addressOf, listen, openServer } from "../platform/server.ts";
import type { BenchRow } from "../row.ts";

const SOURCE = "tabletop.md 10";

interface Table {
  readonly client: Client;
  readonly url: string;
  readonly key: string;
  readonly database: Database;
  readonly folder: string;
}

/** A whole server with our own PostgreSQL (fsync on) behind a loopback socket. */
function withServer<T>(work: (table: Table) => Promise<T>): Promise<T> {
  return withDatabase(async (database, folder) => {
    const permissions = ["tabletop:read", "tabletop:write", "tabletop:operate", "events:read"] as const;
    const ours = await openServer(database, folder, { roles: "web,jobs,vision", permissions });
    const socket = await listen(ours.app.fetch);
    const url = `${addressOf(socket)}/api/v1`;
    try {
      return await work({
        client: createClient({ baseUrl: url, token: () => ours.key }),
        url,
        key: ours.key,
        database,
        folder,
      });
    } finally {
      socket.closeAllConnections();
      socket.close();
      await ours.stop();
    }
  });
}

const GRID = { rows: 19, cols: 19, moves: ["place", "remove"], order: "alternate" };
const newGame = (client: Client, name: string) =>
  client.call(createGame, {
    body: {
      name,
      game_type: "custom_grid",
      pack_options: GRID,
      players: [
        { name: "Bob", position: 1, color: "blue" },
        { name: "Alice", position: 2, color: "red" },
      ],
    },
  });

/** A JPEG of about 8 MB: the first photo of the sample, followed by padding that decoders pass over. */
async function largePhoto(): Promise<Uint8Array<ArrayBuffer>> {
  const sample = findSample("garden")!;
  const { photos } = await loadSample(sample);
  const bytes = await readFile(new URL(photos[0]!.file, sample.folder));
  const comment = Buffer.concat([Buffer.from([0xff, 0xfe, 0xff, 0xff]), randomBytes(65_533)]);
  const comments = Array.from({ length: 124 }, () => comment);
  return new Uint8Array(Buffer.concat([bytes.subarray(0, 2), ...comments, bytes.subarray(2)]));
}

/** What people wait for: uploads, lists, and each other's moves. */
export const httpRows: readonly BenchRow[] = [
  {
    source: SOURCE,
    what: "photo of 8 MB: upload → durable answer",
    peer: "copy and fsync of the same bytes to the same disk",
    target: { kind: "at most", value: 3, of: "ratio" },
    unit: "ms",
    measure: () =>
      withServer(async ({ client, url, key, folder }) => {
        const photo = await largePhoto();
        const game = await newGame(client, "uploads");
        // Encoded beforehand: browsers encode forms natively, while they send.
        const form = new FormData();
        form.append("image", new Blob([photo], { type: "image/jpeg" }), "photo.jpg");
        const encoded = new Request(url, { method: "POST", body: form });
        const headers = { authorization: `Bearer ${key}`, "content-type": encoded.headers.get("content-type")! };
        const body = await encoded.arrayBuffer();
        const upload = async () => {
          const answer = await fetch(`${url}/games/${game.id}/captures`, { method: "POST", headers, body });
          if (answer.status !== 202) throw new Error(`the upload answered ${answer.status}: ${await answer.text()}`);
          await answer.arrayBuffer();
        };
        let n = 0;
        const copy = async () => {
          n += 1;
          const file = join(folder, `copy-${n}`);
          const handle = await open(`${file}.part`, "w");
          await handle.writeFile(photo);
          await handle.sync();
          await handle.close();
          await rename(`${file}.part`, file);
        };
        return timePair(upload, copy, 7);
      }),
  },
  {
    source: SOURCE,
    what: "GET /games with 1,000 games",
    peer: "SELECT 1 round trip",
    target: { kind: "at most", value: 20, of: "ratio" },
    unit: "ms",
    measure: () =>
      withServer(async ({ client, database }) => {
        for (let n = 0; n < 1000; n += 1) await newGame(client, `game ${n}`);
        const list = () => client.call(listGames, { query: { limit: 10 } });
        if ((await list()).total !== 1000) throw new Error("not all games are listed");
        return timePair(list, () => database.pool.query("SELECT 1"), 51);
      }),
  },
  {
    source: SOURCE,
    what: "commit → visible to another client, p95",
    peer: "a client that polls every 2 s, p95",
    target: { kind: "at most", value: 0.25, of: "ratio" },
    unit: "ms",
    measure: () => withServer(commitToVisible),
  },
  {
    source: SOURCE,
    what: "sample: begin → first proposal",
    peer: "the limit of 10 s",
    target: { kind: "at most", value: 10_000, of: "ours" },
    unit: "ms",
    measure: () =>
      withServer(async ({ client, url, key }) => {
        const times: number[] = [];
        for (let n = 0; n < 3; n += 1) {
          const began = performance.now();
          const game = await client.call(createDemoGame, { body: {} });
          const headers = { authorization: `Bearer ${key}`, "content-type": "application/json" };
          const address = `${url}/games/${game.id}`;
          await fetch(`${address}/captures`, { method: "POST", headers, body: '{"trigger_camera":true}' });
          const outcome = async () => {
            const answer = await fetch(`${address}/proposals/current`, { headers });
            return ((await answer.json()) as { proposal: unknown }).proposal;
          };
          while (!(await outcome())) await new Promise((resolve) => setTimeout(resolve, 20));
          times.push(performance.now() - began);
        }
        return { ours: median(times), peer: 10_000 };
      }),
  },
];

const COMMITS = 60;
const POLL_MS = 2000;

/** Commits of one client, seen by two others in the same run: one that listens, one that polls as the source does. */
async function commitToVisible({ client }: Table) {
  const game = await newGame(client, "visible");
  const params = { id: game.id };
  const stop = new AbortController();
  const { signal } = stop;
  const seen = { heard: new Map<number, number>(), polled: new Map<number, number>() };
  const look = async (into: Map<number, number>) => {
    const { head_seq } = await client.call(readGame, { params });
    const now = performance.now();
    for (let seq = head_seq; seq > 0 && !into.has(seq); seq -= 1) into.set(seq, now);
  };
  const listener = (async () => {
    for await (const item of client.events(streamEvents, { query: { topics: `game:${game.id}` } }, { signal }))
      if (item.type !== "reset") await look(seen.heard);
  })();
  const poller = (async () => {
    while (!signal.aborted) {
      await look(seen.polled);
      await systemClock.sleep(POLL_MS, signal).catch(() => {});
    }
  })();
  await systemClock.sleep(500);
  const committed = new Map<number, number>();
  for (let n = 0; n < COMMITS; n += 1) {
    const { head_seq } = await client.call(readGame, { params });
    const to = `${String.fromCharCode(65 + (n % 19))}${1 + Math.floor(n / 19)}`;
    const body = { expected_seq: head_seq, move: { kind: "place", player: (n % 2) + 1, to } } as const;
    await client.call(enterMove, { params, body });
    committed.set(head_seq + 1, performance.now());
    await systemClock.sleep(170);
  }
  await systemClock.sleep(POLL_MS + 500);
  stop.abort();
  await Promise.all([listener, poller]);
  const delays = (by: Map<number, number>) =>
    [...committed].map(([seq, at]) => Math.max(0, by.get(seq)! - at)).sort((a, b) => a - b);
  const [ours, peer] = [delays(seen.heard), delays(seen.polled)];
  const p95 = (sorted: readonly number[]) => sorted[Math.floor(sorted.length * 0.95)]!;
  return { ours: p95(ours), peer: p95(peer), note: `median ${median(ours).toFixed(1)} ms; limit 250 ms` };
}
