import { createHash } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openConfig } from "@wopr/client/config";
import { readNamespace, resolveConfig, validateConfig, watchConfig } from "@wopr/contracts";
import { Secret } from "@wopr/kernel";
import { median } from "../median.ts";
import { withDatabase } from "../platform/database.ts";
import { load } from "../platform/load.ts";
import type { BenchRow, Figures, NotRun } from "../row.ts";
import { startEtcd } from "./etcd.ts";
import { openConfigServer } from "./server.ts";

const SOURCE = "config.md 10";
const ROUNDS = 3;

/** Answers a fixed body as fast as Node can. */
async function bareServer(body: Uint8Array) {
  const server = createServer((_, answer) =>
    answer.writeHead(200, { "content-type": "application/json", "content-length": body.length }).end(body),
  );
  await new Promise<void>((resolve) => void server.listen(0, "127.0.0.1", resolve));
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`, close: () => server.close() };
}

const resolveRow = (what: string, bytes: number): BenchRow => ({
  source: SOURCE,
  what: `resolve ${what}, auth on`,
  peer: "bare node:http with the same bytes",
  target: { kind: "at least", value: 0.35, of: "ratio" },
  unit: "/s",
  measure: () =>
    withDatabase(async (database, folder): Promise<Figures> => {
      const server = await openConfigServer(database, folder, bytes);
      const answer = await server.client.raw(resolveConfig, { params: { ns: "bench" }, query: {} });
      const body = new Uint8Array(await answer.arrayBuffer());
      const bare = await bareServer(body);
      const headers = { authorization: `Bearer ${server.key}` };
      const ours: number[] = [];
      const peer: number[] = [];
      for (let round = 0; round <= ROUNDS; round += 1) {
        const [a, b] = [await load(`${server.url}/api/v1/config/resolve/bench`, headers), await load(bare.url, {})];
        if (round === 0) continue;
        ours.push(a.perSecond);
        peer.push(b.perSecond);
      }
      bare.close();
      await server.stop();
      return { ours: median(ours), peer: median(peer), note: `${body.length} bytes` };
    }),
});

/** Publish until the watcher hears of it, against a put until etcd's watcher does. */
const propagation: BenchRow = {
  source: SOURCE,
  what: "publish -> callback, 1 consumer",
  peer: "etcd watch",
  target: { kind: "at most", value: 5, of: "ratio" },
  unit: "ms",
  async measure(): Promise<Figures | NotRun> {
    const etcd = await startEtcd();
    if (!etcd) return { notRun: "etcd is not installed (Debian: etcd-server)" };
    try {
      return await withDatabase(async (database, folder) => {
        const server = await openConfigServer(database, folder, 500);
        const stop = new AbortController();
        let heard: () => void = () => {};
        void (async () => {
          for await (const item of server.client.events(
            watchConfig,
            { query: { namespaces: "bench", inline: "true" } },
            { signal: stop.signal },
          ))
            if (item.type === "event") heard();
        })().catch(() => {});
        const first = Promise.withResolvers<void>();
        heard = first.resolve;
        await first.promise;
        const unwatch = await etcd.watch("bench", () => heard());
        const times = { ours: [] as number[], peer: [] as number[] };
        for (let i = 0; i < 40; i += 1) {
          const a = performance.now();
          const news = Promise.withResolvers<void>();
          heard = news.resolve;
          await Promise.all([server.publish(), news.promise]);
          times.ours.push(performance.now() - a);
          const b = performance.now();
          const theirs = Promise.withResolvers<void>();
          heard = theirs.resolve;
          await Promise.all([etcd.put("bench", `value ${i}`), theirs.promise]);
          times.peer.push(performance.now() - b);
        }
        unwatch();
        stop.abort();
        await server.stop();
        return {
          ours: median(times.ours),
          peer: median(times.peer),
          note: "from the call to the callback, validation and audit included",
        };
      });
    } finally {
      await etcd.stop();
    }
  },
};

const validation: BenchRow = {
  source: SOURCE,
  what: "validate a 100 kB effective document",
  peer: "JSON.parse of the same bytes",
  target: { kind: "at most", value: 10, of: "ours" },
  unit: "ms",
  measure: () =>
    withDatabase(async (database, folder) => {
      const server = await openConfigServer(database, folder, 100_000);
      const { document } = (await (
        await server.client.raw(resolveConfig, { params: { ns: "bench" }, query: {} })
      ).json()) as { document: unknown };
      const json = JSON.stringify(document);
      const times = { ours: [] as number[], peer: [] as number[] };
      for (let i = 0; i < 15; i += 1) {
        const layers = [{ kind: "device" as const, key: "pi-1", text: `count: ${i}\n` }];
        const found = await server.client.call(validateConfig, { params: { ns: "bench" }, body: { layers } });
        times.ours.push(found.took_ms / Math.max(found.contexts_checked, 1));
        const started = performance.now();
        JSON.parse(json);
        times.peer.push(performance.now() - started);
      }
      await server.client.call(readNamespace, { params: { ns: "bench" } });
      await server.stop();
      return { ours: median(times.ours), peer: median(times.peer), note: "per document, merge and secrets included" };
    }),
};

const fromDisk: BenchRow = {
  source: SOURCE,
  what: "start from disk, 100 kB, server away",
  peer: "SHA-256 of the same bytes",
  target: { kind: "at most", value: 50, of: "ours" },
  unit: "ms",
  measure: () =>
    withDatabase(async (database, folder) => {
      const server = await openConfigServer(database, folder, 100_000);
      const cacheDir = await mkdtemp(join(tmpdir(), "wopr-bench-copy-"));
      const options = {
        client: server.client,
        namespace: "bench",
        consumer: { name: "bench", version: "1" },
        cacheDir,
        deviceSecret: new Secret("bench"),
        machineTime: () => ({ bootId: "b", uptimeMs: performance.now(), wallMs: 0, wallTrusted: false }),
        chance: () => 0,
      };
      await (await openConfig(options)).close();
      await server.stop();
      const times = { ours: [] as number[], peer: [] as number[] };
      const bytes = Buffer.from(server.text);
      for (let i = 0; i < 15; i += 1) {
        const started = performance.now();
        const handle = await openConfig(options);
        times.ours.push(performance.now() - started);
        await handle.close();
        const other = performance.now();
        createHash("sha256").update(bytes).digest();
        times.peer.push(performance.now() - other);
      }
      await rm(cacheDir, { recursive: true, force: true });
      return { ours: median(times.ours), peer: median(times.peer) };
    }),
};

/** Figures of the configuration service. */
export const rows: readonly BenchRow[] = [
  resolveRow("2 kB", 2_000),
  resolveRow("98 kB", 98_000),
  propagation,
  validation,
  fromDisk,
];
