import type { Db } from "../../../db/db.ts";
import type { DeliveredEvent, EventFeed } from "../../../events/outbox.ts";
import type { Caller } from "../../../http/caller.ts";
import type { Access } from "../access.ts";
import type { GameEvent } from "../domain/events.ts";
import { gameTopic } from "../game-act.ts";
import type { GameLog } from "../game-log.ts";
import { publishedJobId } from "../jobs.ts";
import { createProposalStore, type ProposalRow } from "../store/proposals.ts";
import type { ProposalsService, RunningCapture } from "./proposals.ts";

/** One message to somebody who watches a game. */
export type StreamMessage =
  | { readonly kind: "event"; readonly seq: number; readonly event: GameEvent; readonly undone: ReadonlySet<string> }
  | { readonly kind: "proposal"; readonly seq: number; readonly proposal: ProposalRow | null }
  | { readonly kind: "capture"; readonly seq: number; readonly data: Readonly<Record<string, unknown>> }
  | { readonly kind: "job"; readonly seq: number; readonly data: Readonly<Record<string, unknown>> }
  /** What was missed is too much: read the game again. */
  | { readonly kind: "reset"; readonly seq: number };

/** What happens in one game, as it happens. */
export interface GameStream {
  /**
   * Sends what was missed since `lastSeq`, then the open proposal and what runs, then everything that happens until the
   * returned function is called.
   *
   * @throws {AppError} `game.not_found`
   */
  follow(
    caller: Caller,
    gameId: string,
    lastSeq: number | undefined,
    send: (message: StreamMessage) => void,
  ): Promise<() => void>;
}

/** More than this many missed events are not sent one by one. */
const MOST_MISSED = 500;

/** The only implementation. */
export function createGameStream(deps: {
  readonly db: Db;
  readonly log: GameLog;
  readonly access: Access;
  readonly feed: EventFeed;
  readonly proposals: Pick<ProposalsService, "current">;
}): GameStream {
  const { db, log, access, feed, proposals } = deps;

  return {
    async follow(caller, gameId, lastSeq, send) {
      await access.requireSeeing(caller, gameId);
      const first = await log.open(gameId);
      let seq = lastSeq ?? first.events.length;
      // One after the other: what is told later must not overtake what is still being read.
      let line: Promise<void> = Promise.resolve();
      const inLine = (work: () => Promise<void>) => {
        line = line.then(work).catch(() => send({ kind: "reset", seq }));
      };

      const catchUp = async () => {
        const game = await log.open(gameId);
        if (game.events.length - seq > MOST_MISSED || seq > game.events.length) {
          seq = game.events.length;
          return send({ kind: "reset", seq });
        }
        for (const event of game.events.slice(seq)) {
          seq = event.seq;
          send({ kind: "event", seq, event, undone: game.folded.groups.undone });
        }
      };

      const present = async () => {
        const { proposal, running } = await proposals.current(caller, gameId);
        send({ kind: "proposal", seq, proposal });
        if (running) send({ kind: "job", seq, data: jobData(running) });
      };

      const tell = async (told: DeliveredEvent) => {
        await catchUp();
        if (told.kind.startsWith("proposal.")) {
          send({ kind: "proposal", seq, proposal: (await createProposalStore(db).open(gameId)) ?? null });
        } else if (told.kind.startsWith("capture.")) {
          send({ kind: "capture", seq, data: { capture_id: told.object.id, kind: told.kind, ...told.data } });
        }
      };

      const stop = await feed.subscribe({
        topics: [gameTopic(gameId)],
        listener: (told) => inLine(() => tell(told)),
        onReset: () => inLine(catchUp),
      });
      inLine(catchUp);
      inLine(present);
      return stop;
    },
  };
}

const jobData = ({ captureId, stage, jobId }: RunningCapture) => ({
  capture_id: captureId,
  stage,
  job_id: jobId === null ? null : publishedJobId(jobId),
});
