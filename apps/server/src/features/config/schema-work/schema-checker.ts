import { Worker } from "node:worker_threads";
import type { Clock, Runnable } from "@wopr/kernel";
import type { Rule } from "../domain/schema.ts";
import type { CheckAnswer, CheckProblem } from "./protocol.ts";

/** Checks documents in a thread of its own. */
export interface SchemaChecker {
  /**
   * @param limitMs After this long the thread is ended and the schema counts as unusable.
   * @returns Problems of each document, or why the schema cannot be used.
   */
  check(
    schema: string,
    rules: readonly Rule[],
    documents: readonly unknown[],
    limitMs: number,
  ): Promise<{ readonly problems: readonly (readonly CheckProblem[])[] } | { readonly badSchema: string }>;
}

/** The thread is started when it is first needed and again after it was ended. */
export function createSchemaChecker({ clock }: { readonly clock: Clock }): SchemaChecker & Runnable {
  let worker: Worker | undefined;
  let nextId = 1;
  let last: Promise<unknown> = Promise.resolve();

  function started(): Worker {
    if (worker) return worker;
    const fresh = new Worker(new URL("./thread.ts", import.meta.url), {
      resourceLimits: { maxOldGenerationSizeMb: 256 },
    });
    fresh.unref();
    fresh.on("exit", () => {
      if (worker === fresh) worker = undefined;
    });
    worker = fresh;
    return fresh;
  }

  function ask(schema: string, rules: readonly Rule[], documents: readonly unknown[], limitMs: number) {
    const thread = started();
    const id = nextId;
    nextId += 1;
    const tooLong = new AbortController();
    return new Promise<CheckAnswer>((resolve, reject) => {
      const done = () => {
        tooLong.abort();
        thread.off("message", onMessage);
        thread.off("error", onError);
      };
      const onMessage = (answer: CheckAnswer) => {
        if (answer.id !== id) return;
        done();
        resolve(answer);
      };
      const onError = (failure: unknown) => {
        done();
        worker = undefined;
        reject(failure instanceof Error ? failure : new Error(String(failure)));
      };
      thread.on("message", onMessage);
      thread.on("error", onError);
      thread.postMessage({ id, schema, rules, documents });
      clock.sleep(limitMs, tooLong.signal).then(
        () => {
          done();
          if (worker === thread) worker = undefined;
          void thread.terminate();
          resolve({ id, problems: [], badSchema: `it did not answer within ${limitMs} ms; a pattern may never end` });
        },
        () => {},
      );
    });
  }

  return {
    name: "schema checker",
    async start() {},
    async stop() {
      await worker?.terminate();
      worker = undefined;
    },
    check(schema, rules, documents, limitMs) {
      // One after the other: the limit is about this question, not about those before it.
      const turn = last.then(() => ask(schema, rules, documents, limitMs));
      last = turn.catch(() => undefined);
      return turn.then(
        (answer) => (answer.badSchema === null ? { problems: answer.problems } : { badSchema: answer.badSchema }),
        (failure: Error) => ({ badSchema: failure.message }),
      );
    },
  };
}
