import type { Clock, Log, Runnable } from "@wopr/kernel";
import type { Db } from "../../../db/db.ts";
import type { Outbox } from "../../../events/outbox.ts";
import { createProposalStore } from "../store/proposals.ts";
import type { ProposalsService } from "./proposals.ts";

const EVERY_MS = 500;
/** A question that waits this long is told to others (tabletop.md 6.9). */
const ANNOUNCE_AFTER_MS = 60_000;

/** What watching over open proposals needs. */
export interface SelfAgreeingDeps {
  readonly db: Db;
  readonly proposals: Pick<ProposalsService, "agreeBySelf">;
  readonly outbox: Outbox;
  readonly clock: Clock;
  readonly log: Log;
}

/**
 * Agrees to sure proposals whose countdown is over, and tells when a question has waited for a minute. May run in several
 * processes at once: each proposal is decided once, under the lock of its game.
 */
export function createSelfAgreeing(deps: SelfAgreeingDeps): Runnable & { sweep(): Promise<void> } {
  const { db, proposals, outbox, clock, log } = deps;
  let stopping = new AbortController();
  let running: Promise<void> = Promise.resolve();

  async function sweep(): Promise<void> {
    const now = clock.now();
    for (const { id, gameId } of await createProposalStore(db).due(now))
      await proposals
        .agreeBySelf(gameId, id)
        .catch((err: unknown) => log.warn({ err, game_id: gameId }, "a sure proposal was not agreed to"));
    await db.transaction(async (tx) => {
      const before = new Date(now.getTime() - ANNOUNCE_AFTER_MS);
      const waiting = await createProposalStore(tx).announce(before, now);
      const told = waiting.map(({ id, gameId, captureId, outcome }) => ({
        topic: "tabletop",
        kind: "tabletop.question_waiting",
        object: { kind: "proposal", id },
        data: { game_id: gameId, capture_id: captureId, outcome },
      }));
      if (told.length > 0) await outbox.append(tx, told);
    });
  }

  async function run(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      await sweep().catch((err: unknown) => log.warn({ err }, "open proposals were not looked at, will try again"));
      await clock.sleep(EVERY_MS, signal).catch(() => undefined);
    }
  }

  return {
    name: "agreeing by itself",
    sweep,
    async start() {
      stopping = new AbortController();
      running = run(stopping.signal);
    },
    async stop() {
      stopping.abort();
      await running;
    },
  };
}
