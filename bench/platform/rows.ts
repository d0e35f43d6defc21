import { median } from "../median.ts";
import type { BenchRow } from "../row.ts";
import { commitTimes } from "./commits.ts";
import { withDatabase } from "./database.ts";
import { deliveryTimes } from "./events.ts";
import { measureEntry, measureVerify } from "./history.ts";
import { jobLatencies, jobsPerSecond, openOurs, openPeer } from "./jobs.ts";

const ROUNDS = 12;

/** The rows of platform.md 10 that are about the database, jobs and events. */
export const rows: readonly BenchRow[] = [
  {
    source: "platform.md 10",
    what: "jobs a second, enqueued in a transaction each",
    peer: "graphile-worker alone",
    target: { kind: "at least", value: 0.7, of: "ratio" },
    unit: "/s",
    measure: () =>
      withDatabase(async (database) => {
        const [peer, ours] = [await openPeer(database), await openOurs(database)];
        const taken = { ours: [] as number[], peer: [] as number[] };
        try {
          for (const queue of [peer, ours]) await jobsPerSecond(queue);
          for (let round = 0; round < ROUNDS; round += 1) {
            taken.peer.push(await jobsPerSecond(peer));
            taken.ours.push(await jobsPerSecond(ours));
          }
        } finally {
          await peer.stop();
          await ours.stop();
        }
        return { ours: median(taken.ours), peer: median(taken.peer) };
      }),
  },
  {
    source: "platform.md 10",
    what: "enqueue → handler, 95th percentile",
    peer: "graphile-worker alone",
    target: { kind: "at most", value: 50, of: "ours" },
    unit: "ms",
    measure: () =>
      withDatabase(async (database) => {
        const [peer, ours] = [await openPeer(database), await openOurs(database)];
        try {
          const [alone, mine] = [await jobLatencies(peer), await jobLatencies(ours)];
          return { ours: mine.p95, peer: alone.p95, note: `median ${mine.p50.toFixed(1)} ms` };
        } finally {
          await peer.stop();
          await ours.stop();
        }
      }),
  },
  {
    source: "platform.md 10",
    what: "transaction → subscriber, median",
    peer: "bare pg_notify",
    target: { kind: "at most", value: 2.5, of: "ratio" },
    unit: "ms",
    measure: () =>
      withDatabase(async (database) => {
        const { ours, peer, p99 } = await deliveryTimes(database);
        return { ours, peer, note: `p99 ${p99.toFixed(1)} ms` };
      }),
  },
  {
    source: "platform.md 10",
    what: "durable commit of one row, median",
    peer: "write and fdatasync of one page",
    target: { kind: "at most", value: 2, of: "ratio" },
    unit: "ms",
    measure: () => withDatabase((database, folder) => commitTimes(database, folder)),
  },
  {
    source: "platform.md 10",
    what: "what an entry in the history adds to a write, median",
    peer: "the same write without",
    target: { kind: "at most", value: 0.3, of: "ours" },
    unit: "ms",
    measure: () => withDatabase(measureEntry),
  },
  {
    source: "platform.md 10",
    what: "recomputing 20,000 entries of the history",
    peer: "SHA-256 of the same bytes",
    target: { kind: "at most", value: 4, of: "ratio" },
    unit: "ms",
    measure: measureVerify,
  },
];
