import { PUBLISHED_CHECKS } from "@wopr/contracts";
import type { Clock } from "@wopr/kernel";
import type { Board } from "./board.ts";
import type { Catalogue } from "./catalogue.ts";
import { microsText } from "./domain/micros.ts";
import type { Run } from "./domain/types.ts";
import { createStamp } from "./stamp.ts";

/** The published answers, from memory. */
export interface Published {
  /** The answer of `GET /status` as text, and the names that are false only because they did not run. */
  all(): { readonly body: string; readonly norun: string };
  /** Three-valued. */
  full(): Readonly<Record<string, unknown>>;
  /** The answer of `GET /status/{name}`. */
  one(name: string, withError: boolean): Readonly<Record<string, unknown>>;
  /** One line of the answer of `POST /status`. */
  line(run: Run): Readonly<Record<string, unknown>>;
}

/** A result older than this many intervals says nothing about now. */
const FRESH_INTERVALS = 3;
/** What the monitor of the database knows better than a result of half a minute ago. */
const DATABASE = new Set<string>(["db-up", "db-queriable", "db-writable"]);

/** Whether the newest result of a check is too old to be believed. */
export function isStale(run: Run | undefined, intervalMs: number, nowMs: number): boolean {
  return run === undefined || nowMs - run.endedUs / 1000 > FRESH_INTERVALS * intervalMs;
}

/** Builds the published answers. */
export function createPublished(deps: {
  readonly board: Board;
  readonly catalogue: () => Catalogue;
  readonly clock: Clock;
  /** Whether this process sees the database answer. */
  readonly databaseUp: () => boolean;
}): Published {
  const { board, clock } = deps;
  const stamp = createStamp(clock);

  function isTrue(name: string, nowMs: number): boolean {
    const newest = board.newest(name);
    if (newest?.result !== "pass") return false;
    if (DATABASE.has(name) && !deps.databaseUp()) return false;
    const intervalMs = deps.catalogue().checks.get(name)?.plan.intervalMs ?? 0;
    return !isStale(newest, intervalMs, nowMs);
  }

  /** False only because nothing was run: never, not now, or not lately. */
  function didNotRun(name: string, nowMs: number): boolean {
    const newest = board.newest(name);
    if (!newest || newest.result === "norun") return true;
    if (newest.result === "fail" || (DATABASE.has(name) && !deps.databaseUp())) return false;
    return isStale(newest, deps.catalogue().checks.get(name)?.plan.intervalMs ?? 0, nowMs);
  }

  const extras = (run: Run | undefined, withError: boolean) => ({
    ...(!run || run.result === "norun" ? { "test-norun-reason": run?.norunReason ?? "never_ran" } : {}),
    ...(withError && run?.result === "fail" ? { "test-error": run.error ?? "It failed." } : {}),
  });

  return {
    all() {
      const before = stamp();
      const nowMs = before / 1000;
      let body = `{"timestamp_right_before_data_pull":"${microsText(before)}"`;
      let norun = "";
      for (const name of PUBLISHED_CHECKS) {
        const value = isTrue(name, nowMs);
        body += `,"${name}":${value}`;
        if (!value && didNotRun(name, nowMs)) norun += norun === "" ? name : `,${name}`;
      }
      body += `,"timestamp_right_after_data_pull":"${microsText(Math.max(before, stamp()))}"}`;
      return { body, norun };
    },

    full() {
      const before = stamp();
      const checks = PUBLISHED_CHECKS.map((name) => {
        const newest = board.newest(name);
        const intervalMs = deps.catalogue().checks.get(name)?.plan.intervalMs ?? 0;
        const value = {
          result: newest?.result ?? "norun",
          norun_reason: newest ? newest.norunReason : "never_ran",
          root: newest ? [...newest.root] : [],
          ended_at: newest ? microsText(newest.endedUs) : null,
          stale: isStale(newest, intervalMs, before / 1000),
        };
        return [name, value] as const;
      });
      return {
        timestamp_right_before_data_pull: microsText(before),
        checks: Object.fromEntries(checks),
        timestamp_right_after_data_pull: microsText(Math.max(before, stamp())),
      };
    },

    one(name, withError) {
      const before = stamp();
      const newest = board.newest(name);
      return {
        timestamp_right_before_data_pull: microsText(before),
        [name]: isTrue(name, before / 1000),
        "test-start-timestamp": newest ? microsText(newest.startedUs) : null,
        "test-result": newest?.result ?? "norun",
        "test-end-timestamp": newest ? microsText(newest.endedUs) : null,
        ...extras(newest, withError),
        timestamp_right_after_data_pull: microsText(Math.max(before, stamp())),
      };
    },

    line: (run) => ({
      "test-start-timestamp": microsText(run.startedUs),
      "test-result": run.result,
      "test-end-timestamp": microsText(run.endedUs),
      ...extras(run, true),
    }),
  };
}
