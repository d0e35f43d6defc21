import type { Clock } from "@wopr/kernel";
import { z } from "zod";
import type { IdempotencyStore } from "../../http/idempotency-store.ts";
import type { SharedLimiter } from "../../http/limit-store.ts";
import { defineJob, type JobHandler } from "../../jobs/job.ts";
import type { IdentityStore } from "./store.ts";
import type { ChallengeStore } from "./store-challenges.ts";

/** Forgets ended sessions, old limits and answers nobody will ask for again. */
export const forgetOld = defineJob({
  id: "identity.forget_old",
  payload: z.object({}),
  attempts: 3,
  timeoutMs: 60_000,
  whyRepeatable: "It removes what is past its time; what is gone cannot be removed twice.",
});

const LIMITS_KEPT_MS = 24 * 60 * 60 * 1000;

/** Handles {@link forgetOld}. */
export function createForgetOldHandler(deps: {
  readonly store: IdentityStore;
  readonly challenges: ChallengeStore;
  readonly limiter: SharedLimiter;
  readonly idempotency: IdempotencyStore;
  readonly clock: Clock;
}): JobHandler<typeof forgetOld.payload> {
  return {
    kind: forgetOld,
    async run(_, context) {
      const now = deps.clock.now();
      const sessions = await deps.store.removeEndedSessions(now);
      const limits = await deps.limiter.removeOld(new Date(now.getTime() - LIMITS_KEPT_MS));
      const answers = await deps.idempotency.removeExpired(now);
      const challenges = await deps.challenges.removeOld(now);
      await context.finish(async () => {}, { sessions, limits, answers, challenges });
    },
  };
}
