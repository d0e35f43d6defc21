import type { Clock } from "@wopr/kernel";
import { type BuiltInCheck, failed, passed } from "../probe.ts";
import type { DatabaseProbe } from "../store-database-probe.ts";

const COMPONENT = { id: "database", title: "Database", critical: true } as const;
const UP_MS = 2_000;

/** The three published checks of the database, and its clock. */
export function databaseChecks(deps: {
  readonly database: DatabaseProbe;
  readonly clock: Clock;
  readonly newNonce: () => string;
}): readonly BuiltInCheck[] {
  const { database, clock, newNonce } = deps;
  const timed = async <T>(work: Promise<T>) => {
    const began = clock.monotonicMs();
    const value = await work;
    return { value, ms: clock.monotonicMs() - began };
  };
  const slow = (ms: number) => `It answered after ${Math.round(ms)} ms; 2 s are allowed.`;
  return [
    {
      name: "db-up",
      title: "A new connection answers",
      failing: "does not answer",
      component: COMPONENT,
      intervalS: 30,
      deadlineMs: 5_000,
      runbook: "db-up.md",
      async probe({ signal }) {
        const { value, ms } = await timed(database.selectOne(signal));
        if (value !== 1) return failed("SELECT 1 did not answer 1.");
        return ms <= UP_MS ? passed() : failed(slow(ms));
      },
    },
    {
      name: "db-queriable",
      title: "What is stored can be read",
      failing: "cannot be read",
      component: COMPONENT,
      intervalS: 60,
      deadlineMs: 10_000,
      needs: ["db-up"],
      runbook: "db-queriable.md",
      async probe({ signal }) {
        const { value, ms } = await timed(database.readSchema(new Date(clock.now().getTime() - 3_600_000), signal));
        const facts = { schema: value.schema, results_last_hour: value.results };
        if (value.schema !== value.expected)
          return failed(`The schema is at ${value.schema}; this server needs ${value.expected}.`, facts);
        return ms <= UP_MS ? passed(facts) : failed(slow(ms), facts);
      },
    },
    {
      name: "db-writable",
      title: "What is written can be read back",
      failing: "cannot be written",
      component: COMPONENT,
      intervalS: 60,
      deadlineMs: 10_000,
      needs: ["db-up"],
      runbook: "db-writable.md",
      async probe({ signal }) {
        const nonce = newNonce();
        const commit = await timed(database.writeNonce(nonce, signal));
        const found = await database.readNonce(signal);
        const facts = { commit_ms: Math.round(commit.ms * 10) / 10 };
        return found === nonce ? passed(facts) : failed("Another connection does not see what was written.", facts);
      },
    },
    {
      name: "clock-sane",
      title: "The clocks of server and database agree",
      failing: "has another time than the server",
      component: COMPONENT,
      intervalS: 300,
      deadlineMs: 10_000,
      needs: ["db-up"],
      runbook: "clock-sane.md",
      async probe({ signal }) {
        const before = clock.now().getTime();
        const theirs = (await database.readClock(signal)).getTime();
        const after = clock.now().getTime();
        const skew = theirs < before ? before - theirs : Math.max(0, theirs - after);
        const facts = { skew_ms: skew };
        return skew <= 2_000 ? passed(facts) : failed(`The clocks differ by ${(skew / 1000).toFixed(1)} s.`, facts);
      },
    },
  ];
}
