import type { Clock } from "@wopr/kernel";
import type pg from "pg";

/** First words of statements that are told apart. */
const OPS = new Set(["select", "insert", "update", "delete", "with", "begin", "commit", "rollback"]);

/** Measures every statement of every connection a pool makes from now on. */
export function observeQueries(pool: pg.Pool, clock: Clock, onQuery: (op: string, seconds: number) => void): void {
  pool.on("connect", (client) => {
    const query = client.query.bind(client) as (...args: unknown[]) => unknown;
    const observed = (...args: unknown[]): unknown => {
      const began = clock.monotonicMs();
      const op = opOf(args[0]);
      const done = () => onQuery(op, (clock.monotonicMs() - began) / 1000);
      const callback = args.at(-1);
      if (typeof callback === "function") {
        return query(...args.slice(0, -1), (...answer: unknown[]) => {
          done();
          callback(...answer);
        });
      }
      const answer = query(...args);
      // Streams and the like are no promises: how long those take says nothing about the database.
      if (answer instanceof Promise) answer.then(done, done);
      return answer;
    };
    client.query = observed as typeof client.query;
  });
}

function opOf(query: unknown): string {
  const text = typeof query === "string" ? query : (query as { readonly text?: unknown } | null)?.text;
  const word = typeof text === "string" ? (/^\s*([a-z]+)/i.exec(text)?.[1]?.toLowerCase() ?? "") : "";
  return OPS.has(word) ? word : "other";
}
