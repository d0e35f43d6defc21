import { streamGame } from "@wopr/contracts";
import type { Clock } from "@wopr/kernel";
import { streamSSE } from "hono/streaming";
import type { App } from "../../../http/env.ts";
import { mountRaw } from "../../../http/mount.ts";
import type { GameStream, StreamMessage } from "../services/game-stream.ts";
import { toEventWire } from "../wire/moves.ts";
import { toProposalWire } from "../wire/proposals.ts";

/** A comment that keeps proxies from cutting the stream. */
const COMMENT_EVERY_MS = 15_000;

/** Mounts the stream of one game. */
export function mountStreamRoute(
  app: App,
  { stream, clock }: { readonly stream: GameStream; readonly clock: Clock },
): void {
  mountRaw(app, streamGame, async ({ params }, caller, c) => {
    const last = Number(c.req.header("last-event-id"));
    const lastSeq = Number.isInteger(last) && last > 0 ? last : undefined;
    const waiting: StreamMessage[] = [];
    let wake: () => void = () => {};
    // Followed before the answer begins, so that "there is no such game" is still a 404.
    const stop = await stream.follow(caller, params.id, lastSeq, (message) => {
      waiting.push(message);
      wake();
    });
    return streamSSE(c, async (out) => {
      const gone = new AbortController();
      out.onAbort(() => gone.abort());
      try {
        await out.write(": hello\n\n");
        while (!gone.signal.aborted) {
          for (const message of waiting.splice(0)) await out.writeSSE(toSse(message));
          const rung = new AbortController();
          wake = () => rung.abort();
          if (waiting.length > 0) continue;
          const slept = await clock.sleep(COMMENT_EVERY_MS, AbortSignal.any([rung.signal, gone.signal])).then(
            () => true,
            () => false,
          );
          if (slept) await out.write(": still here\n\n");
        }
      } finally {
        stop();
      }
    });
  });
}

function toSse(message: StreamMessage): { id: string; event: string; data: string } {
  const id = String(message.seq);
  switch (message.kind) {
    case "event":
      return { id, event: "event", data: JSON.stringify(toEventWire(message.event, message.undone)) };
    case "proposal":
      return {
        id,
        event: "proposal",
        data: JSON.stringify({ proposal: message.proposal && toProposalWire(message.proposal) }),
      };
    case "capture":
    case "job":
      return { id, event: message.kind, data: JSON.stringify(message.data) };
    case "reset":
      return { id, event: "reset", data: "{}" };
  }
}
