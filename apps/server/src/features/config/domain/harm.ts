/** A sign that a revision does harm (config.md 6.6). */
export type Sign = "rejected" | "unhealthy" | "error_rate" | "check_failed" | "lost" | "crash_loop" | "person";

/** Counters of one moment, cumulative. */
export interface Counted {
  /** Unix milliseconds. */
  readonly at: number;
  readonly ok: number;
  readonly err: number;
}

/** What is known of one consumer that was given the revision. */
export interface WatchedConsumer {
  readonly id: string;
  readonly name: string;
  /** Revision it said last to run or refuse. */
  readonly revision: number | null;
  readonly outcome: "applied" | "unchanged" | "rejected" | null;
  readonly errorKind: "refused" | "crash_loop" | null;
  readonly error: string | null;
  readonly healthy: boolean | null;
  readonly counters: readonly Counted[];
  /** When it was heard last, unix milliseconds. */
  readonly seenAt: number;
  /** When it was given the revision, unix milliseconds. */
  readonly assignedAt: number;
}

/** What decides whether a revision did harm. */
export interface Watch {
  readonly revision: number;
  readonly now: number;
  /** When the last delivery began, unix milliseconds. */
  readonly since: number;
  readonly watchMs: number;
  readonly errorRate: { readonly min_events: number; readonly floor: number; readonly factor: number };
  readonly consumers: readonly WatchedConsumer[];
  /** Checks of the policy that went from pass to fail, confirmed. */
  readonly failedChecks: readonly string[];
  /** How many may refuse before it counts; 0 in the first wave. */
  readonly allowedRejections: number;
}

/** A sign with what it was seen in. */
export interface Breach {
  readonly sign: Sign;
  readonly text: string;
  readonly consumer: string | null;
  readonly evidence: unknown;
}

/** A consumer that is not back after this long counts as lost, milliseconds. */
const LOST_AFTER_MS = 120_000;
/** It was connected if it was heard this shortly before the delivery, milliseconds. */
const CONNECTED_WITHIN_MS = 100_000;
const BASELINE_MS = 600_000;

/** Judges what is known; the first sign found, or nothing. Only what happened within the watch counts. */
export function judgeHarm(watch: Watch): Breach | undefined {
  const until = watch.since + watch.watchMs;
  const refused = watch.consumers.filter(
    ({ revision, outcome }) => revision === watch.revision && outcome === "rejected",
  );
  const looping = refused.find(({ errorKind }) => errorKind === "crash_loop");
  if (looping) return breach("crash_loop", looping, `${looping.name} crashed twice with it.`);
  if (refused.length > watch.allowedRejections) {
    const first = refused[0];
    if (first) return breach("rejected", first, `${first.name} refuses it: ${first.error ?? "no reason given"}`);
  }
  for (const consumer of watch.consumers) {
    const applied = consumer.revision === watch.revision && consumer.outcome === "applied";
    if (applied && consumer.healthy === false)
      return breach("unhealthy", consumer, `${consumer.name} became unhealthy.`);
    if (applied) {
      const rate = rateOf(consumer.counters, watch);
      if (rate)
        return {
          ...breach(
            "error_rate",
            consumer,
            `${consumer.name} fails in ${percent(rate.now)} of its work; before it was ${percent(rate.before)}.`,
          ),
          evidence: rate,
        };
    }
  }
  const [check] = watch.failedChecks;
  if (check !== undefined && watch.now <= until)
    return {
      sign: "check_failed",
      text: `The check ${check} fails since then.`,
      consumer: null,
      evidence: { checks: watch.failedChecks },
    };
  for (const consumer of watch.consumers)
    if (isLost(consumer, watch))
      return breach("lost", consumer, `${consumer.name} was connected and is gone for two minutes.`);
  return undefined;
}

const isLost = (consumer: WatchedConsumer, { now, watchMs }: Watch): boolean =>
  consumer.seenAt >= consumer.assignedAt - CONNECTED_WITHIN_MS &&
  consumer.seenAt <= consumer.assignedAt + watchMs &&
  now - Math.max(consumer.seenAt, consumer.assignedAt) > LOST_AFTER_MS;

/** Whether the watch is over and all that can be known is known. */
export function isWatchOver(watch: Watch): boolean {
  if (watch.now < watch.since + watch.watchMs) return false;
  // Somebody who vanished within the watch is waited for until he counts as lost.
  return !watch.consumers.some(
    (consumer) =>
      consumer.outcome === null &&
      consumer.seenAt >= consumer.assignedAt - CONNECTED_WITHIN_MS &&
      watch.now - Math.max(consumer.seenAt, consumer.assignedAt) <= LOST_AFTER_MS,
  );
}

function breach(sign: Sign, consumer: WatchedConsumer, text: string): Breach {
  return { sign, text, consumer: consumer.id, evidence: { consumer: consumer.name, error: consumer.error } };
}

function rateOf(counters: readonly Counted[], watch: Watch) {
  const before = counters.filter(({ at }) => at <= watch.since && at >= watch.since - BASELINE_MS);
  const during = counters.filter(({ at }) => at > watch.since && at <= watch.since + watch.watchMs);
  const start = before.at(-1) ?? during[0];
  const end = during.at(-1);
  if (!start || !end) return undefined;
  const now = share(start, end);
  if (now.events < watch.errorRate.min_events) return undefined;
  const first = before[0];
  const mean = first && before.length > 1 ? share(first, start).rate : 0;
  const limit = Math.max(watch.errorRate.factor * mean, watch.errorRate.floor);
  return now.rate >= limit ? { now: now.rate, before: mean, limit, events: now.events } : undefined;
}

function share(from: Counted, to: Counted): { readonly events: number; readonly rate: number } {
  // A counter that fell means a restart; what it counts since then is what there is.
  const ok = to.ok >= from.ok ? to.ok - from.ok : to.ok;
  const err = to.err >= from.err ? to.err - from.err : to.err;
  const events = ok + err;
  return { events, rate: events === 0 ? 0 : err / events };
}

const percent = (share: number): string => `${Math.round(share * 1000) / 10} %`;
