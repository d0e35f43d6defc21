import { createServer, get } from "node:http";
import { StatusDefinitionsWire } from "@wopr/contracts";
import { systemClock } from "@wopr/kernel";
import { newUuidV7 } from "@wopr/kernel/node";
import { createBoard } from "../../apps/server/src/features/status/board.ts";
import { statusPageHtml } from "../../apps/server/src/features/status/html.ts";
import { createCachedPages } from "../../apps/server/src/features/status/page-cache.ts";
import { createPageView } from "../../apps/server/src/features/status/page-view.ts";
import { type BuiltInCheck, passed } from "../../apps/server/src/features/status/probe.ts";
import { createExchange } from "../../apps/server/src/features/status/probes/exchange.ts";
import { systemLookUp } from "../../apps/server/src/features/status/probes/guard.ts";
import { ownProbe } from "../../apps/server/src/features/status/probes/own.ts";
import { createSettings } from "../../apps/server/src/features/status/settings.ts";
import { createBucketStore } from "../../apps/server/src/features/status/store-buckets.ts";
import { createResultStore } from "../../apps/server/src/features/status/store-results.ts";
import { median, timePair } from "../median.ts";
import { withDatabase } from "../platform/database.ts";
import { load, type Speed } from "../platform/load.ts";
import { addressOf, listen, openServer } from "../platform/server.ts";
import type { BenchRow } from "../row.ts";

const SOURCE = "status.md 10";
const CHECKS = 1_000;
const DAYS = 90;
const DAY_MS = 86_400_000;
const ROUNDS = 5;

/** A watch over a thousand checks that has ninety days behind it, in memory. */
function aBigWatch() {
  const tools = {
    exchange: createExchange({ clock: systemClock, lookUp: systemLookUp }),
    lookUp: systemLookUp,
    readSecret: async () => undefined,
    clock: systemClock,
  };
  const checks = Array.from({ length: CHECKS }, (_, index): BuiltInCheck => {
    const component = { id: `part-${index % 200}`, title: `Part ${index % 200}` };
    const common = {
      title: `Check ${index}`,
      failing: "fails",
      component,
      intervalS: 60,
      deadlineMs: 5_000,
      runbook: "x.md",
    };
    return { name: `check-${index}`, ...common, probe: async () => passed() };
  });
  const settings = createSettings(() => checks, tools);
  const board = createBoard();
  const today = Math.floor(Date.now() / DAY_MS) * DAY_MS;
  for (const { name } of checks) {
    const days = new Map<number, { pass: number; fail: number; norun: number; maintenance: number }>();
    for (let day = 0; day < DAYS; day += 1)
      days.set(today - day * DAY_MS, { pass: 1_440 - (day % 7), fail: day % 7, norun: 0, maintenance: 0 });
    board.setDays(name, days);
  }
  const view = createPageView({ board, settings, incidents: () => [], clock: systemClock, startedMs: () => 0 });
  return { settings, board, view };
}

/** The rows of status.md 10. */
export const rows: readonly BenchRow[] = [
  {
    source: SOURCE,
    what: "GET /api/v1/status",
    peer: "bare node:http sending the same bytes",
    target: { kind: "at least", value: 0.4, of: "ratio" },
    unit: "/s",
    measure: () =>
      withDatabase(async (database, folder) => {
        const { app, stop } = await openServer(database, folder, { roles: "web", permissions: ["status:read"] });
        const body = await (await app.request("/api/v1/status")).text();
        const bare = createServer((_, response) => response.setHeader("content-type", "application/json").end(body));
        await new Promise<void>((resolve) => bare.listen(0, "127.0.0.1", () => resolve()));
        const ours = await listen(app.fetch);
        const speeds = { ours: [] as Speed[], peer: [] as Speed[] };
        for (let round = 0; round <= ROUNDS; round += 1) {
          const [mine, theirs] = [await load(`${addressOf(ours)}/api/v1/status`, {}), await load(addressOf(bare), {})];
          if (round === 0) continue;
          speeds.ours.push(mine);
          speeds.peer.push(theirs);
        }
        for (const server of [ours, bare]) {
          server.closeAllConnections();
          server.close();
        }
        await stop();
        const p99 = median(speeds.ours.map(({ p99Ms }) => p99Ms));
        const of = (key: "ours" | "peer") => median(speeds[key].map(({ perSecond }) => perSecond));
        return { ours: of("ours"), peer: of("peer"), note: `p99 ${p99.toFixed(1)} ms` };
      }),
  },
  {
    source: SOURCE,
    what: "status page of 1,000 checks × 90 days, cold",
    peer: "one query per check",
    target: { kind: "at most", value: 0.05, of: "ratio" },
    unit: "ms",
    measure: () =>
      withDatabase(async (database) => {
        const { view } = aBigWatch();
        await database.pool.query(
          `INSERT INTO status_buckets (check_name, vantage, size, start, pass, fail, norun, maintenance)
           SELECT 'check-' || c, 'server', '1d', date_trunc('day', now()) - make_interval(days => d), 1440, d % 7, 0, 0
           FROM generate_series(0, $1::int - 1) AS c, generate_series(0, $2::int - 1) AS d`,
          [CHECKS, DAYS],
        );
        await database.pool.query("ANALYZE status_buckets");
        const buckets = createBucketStore(database.db);
        const since = new Date(Date.now() - DAYS * DAY_MS);
        const oneByOne = async () => {
          for (let check = 0; check < CHECKS; check += 1) await buckets.read(`check-${check}`, "1d", since, new Date());
        };
        const { ours, peer } = await timePair(() => JSON.stringify(view.page(true)), oneByOne, 3);
        return { ours, peer, note: "target of ours alone: 150 ms" };
      }),
  },
  {
    source: SOURCE,
    what: "status page as HTML, cold",
    peer: "the same as JSON",
    target: { kind: "at most", value: 250, of: "ours" },
    unit: "ms",
    async measure() {
      const { view } = aBigWatch();
      const html = () => statusPageHtml({ page: view.page(false), nonce: "n", now: new Date(), publicUrl: "http://x" });
      return timePair(html, () => JSON.stringify(view.page(false)), ROUNDS);
    },
  },
  {
    source: SOURCE,
    what: "size of /status-page with 1,000 checks, packed",
    peer: "the limit",
    target: { kind: "at most", value: 1, of: "ratio" },
    unit: "kB",
    async measure() {
      const { gzipped } = await createCachedPages(aBigWatch().view, systemClock).wire(true);
      return { ours: gzipped.byteLength / 1_000, peer: 200 };
    },
  },
  {
    source: SOURCE,
    what: "CPU of 1,000 http checks at 30 s, share of a core",
    peer: "node:http asking the same addresses",
    target: { kind: "at most", value: 25, of: "ours" },
    unit: "%",
    async measure() {
      const { Worker } = await import("node:worker_threads");
      const worker = new Worker(
        `const { createServer } = require("node:http"); const { parentPort } = require("node:worker_threads");
         const server = createServer((_, r) => r.end("ok")); server.listen(0, "127.0.0.1", () => parentPort.postMessage(server.address().port));`,
        { eval: true },
      );
      const port = await new Promise<number>((resolve) => worker.once("message", resolve));
      const url = `http://127.0.0.1:${port}/`;
      const exchange = createExchange({ clock: systemClock, lookUp: systemLookUp });
      const tools = { exchange, lookUp: systemLookUp, readSecret: async () => undefined, clock: systemClock };
      const document = StatusDefinitionsWire.parse({
        checks: [{ name: "one", title: "x", component: "part", probe: { kind: "http", url } }],
      });
      const probe = ownProbe(document.checks[0]!.probe, "private", tools);
      const signal = new AbortController().signal;
      const plain = () =>
        new Promise<void>((resolve, reject) => {
          get(url, { agent: false }, (answer) => answer.resume().on("end", () => resolve())).on("error", reject);
        });
      const cpuOf = async (work: () => Promise<unknown>) => {
        const before = process.threadCpuUsage();
        for (let done = 0; done < CHECKS; done += 50) await Promise.all(Array.from({ length: 50 }, work));
        const { user, system } = process.threadCpuUsage(before);
        // A thousand in thirty seconds: microseconds of work as a share of that time.
        return ((user + system) / 30_000_000) * 100;
      };
      const taken = { ours: [] as number[], peer: [] as number[] };
      for (let round = 0; round <= ROUNDS; round += 1) {
        const [mine, theirs] = [await cpuOf(() => probe({ signal })), await cpuOf(plain)];
        if (round === 0) continue;
        taken.ours.push(mine);
        taken.peer.push(theirs);
      }
      await worker.terminate();
      return { ours: median(taken.ours), peer: median(taken.peer) };
    },
  },
  {
    source: SOURCE,
    what: "bytes of a stored result",
    peer: "what 120 MB for 14 days of 1,000 checks at 60 s allow",
    target: { kind: "at most", value: 1, of: "ratio" },
    unit: "B",
    measure: () =>
      withDatabase(async (database) => {
        const store = createResultStore(database.db);
        const count = 20_000;
        const at = Math.floor(Date.now() / 1000) * 1_000_000;
        const run = (index: number) => ({
          runId: newUuidV7(),
          check: `check-${index % CHECKS}`,
          vantage: "server",
          atUs: at + index,
          startedUs: at + index,
          endedUs: at + index + 1_000,
          result: "pass" as const,
          norunReason: null,
          root: [],
          ms: 1,
          error: null,
          facts: {},
          trigger: "schedule" as const,
          maintenance: false,
        });
        for (let done = 0; done < count; done += 1_000)
          await store.insert(Array.from({ length: 1_000 }, (_, index) => run(done + index)));
        const { rows: sizes } = await database.pool.query<{ bytes: number }>(
          "SELECT sum(pg_total_relation_size(relid))::bigint AS bytes FROM pg_partition_tree('status_results') WHERE isleaf",
        );
        return { ours: (sizes[0]?.bytes ?? 0) / count, peer: 120_000_000 / (14 * 1_440 * CHECKS) };
      }),
  },
];
