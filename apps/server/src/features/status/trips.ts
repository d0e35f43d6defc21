import type { Clock, NewId } from "@wopr/kernel";
import type { Db } from "../../db/db.ts";
import type { Outbox } from "../../events/outbox.ts";
import type { Jobs } from "../../jobs/job.ts";
import type { RoundTrips } from "./checks/platform.ts";
import { testJobs } from "./jobs.ts";

/** Topic of the event that a check sends to itself. */
export const CHECK_TOPIC = "status-check";
const LOOK_EVERY_MS = 50;
const EVENT_MS = 5_000;

/** Asks the application itself, with the key of the checks, without a network. */
export type AskInside = (path: string, init: RequestInit) => Promise<Response>;

/** A job and an event, there and back. */
export function createRoundTrips(deps: {
  readonly db: Db;
  readonly jobs: Jobs;
  readonly outbox: Outbox;
  readonly ask: AskInside;
  readonly clock: Clock;
  readonly newId: NewId;
}): RoundTrips {
  const { db, jobs, outbox, ask, clock, newId } = deps;
  return {
    async job(signal) {
      const id = await db.transaction((tx) => jobs.enqueue(tx, testJobs, {}, { createdBy: "status-checks" }));
      for (;;) {
        const job = await jobs.read(id);
        if (job?.state === "completed") return;
        if (job?.state === "failed" || job?.state === "cancelled") throw new Error(`The job ended as ${job.state}.`);
        await clock.sleep(LOOK_EVERY_MS, signal);
      }
    },

    async event(signal) {
      const over = new AbortController();
      const either = AbortSignal.any([signal, over.signal]);
      const answer = await ask(`/api/v1/events?topics=${CHECK_TOPIC}`, { signal: either });
      if (!answer.ok || !answer.body) throw new Error(`The event stream answers with status ${answer.status}.`);
      const id = newId();
      const late = clock.sleep(EVENT_MS, either).then(
        () => {
          throw new Error(`An event was not told within ${EVENT_MS / 1000} s.`);
        },
        () => undefined,
      );
      try {
        await db.transaction((tx) =>
          outbox.append(tx, [
            { topic: CHECK_TOPIC, kind: "status.check_sent", object: { kind: "check", id }, data: {} },
          ]),
        );
        await Promise.race([heard(answer.body, id), late]);
      } finally {
        over.abort(new Error("The check is over."));
        late.catch(() => undefined);
        await answer.body.cancel().catch(() => undefined);
      }
    },
  };
}

async function heard(body: ReadableStream<Uint8Array>, id: string): Promise<void> {
  const decoder = new TextDecoder();
  const reader = body.getReader();
  let text = "";
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) throw new Error("The event stream ended.");
      text = (text + decoder.decode(value, { stream: true })).slice(-20_000);
      if (text.includes(id)) return;
    }
  } finally {
    reader.releaseLock();
  }
}
