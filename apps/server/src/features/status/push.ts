import type { Clock, NewId } from "@wopr/kernel";
import type { Board, Noted } from "./board.ts";
import { type Facts, type Run, SERVER_VANTAGE } from "./domain/types.ts";
import { StatusErrors } from "./errors.ts";
import type { Settings } from "./settings.ts";
import { createStamp } from "./stamp.ts";

/** A sign of life. */
export interface Beat {
  readonly result: "pass" | "fail";
  readonly ms: number;
  readonly error: string | null;
  readonly facts: Facts;
  /** When it happened, by the sender; null: now. */
  readonly atMs: number | null;
}

/** Signs of life: taken in when they come, missed when they do not. */
export interface Pushes {
  /** @returns Before when the next one is expected. @throws {AppError} `status.push_refused`, `status.unknown_check` */
  accept(check: string, token: string | undefined, beat: Beat): { readonly nextBeforeMs: number };
  /** Notes those that are missed. */
  onTurn(nowMs: number): void;
  /** When the next one would be missed; undefined when none can be. */
  nextMs(): number | undefined;
  /** How many were refused since the start. */
  refused(): number;
}

/** A sender's clock may be this far ahead of ours. */
const AHEAD_MS = 5 * 60_000;

/** Signs of life on the board. */
export function createPushes(deps: {
  readonly settings: Settings;
  readonly board: Board;
  readonly clock: Clock;
  readonly newId: NewId;
  readonly redact: (text: string) => string;
  readonly note: (run: Run) => Noted | undefined;
}): Pushes {
  const { settings, board, clock, newId, note } = deps;
  const newestBeat = new Map<string, number>();
  const waitingSince = new Map<string, number>();
  let refused = 0;
  const stamp = createStamp(clock);

  const pushChecks = () => [...settings.catalogue().checks.values()].filter(({ plan }) => plan.pushAfterMs !== null);

  /** When the last sign of life came; the newest run that is no miss of ours. */
  function lastBeatMs(check: string, nowMs: number): number {
    const newest = board.newest(check);
    const seen = newest?.trigger === "push" && newest.facts["missed"] !== true ? Math.floor(newest.endedUs / 1000) : 0;
    const known = Math.max(seen, newestBeat.get(check) ?? 0);
    if (known > 0) return known;
    const waiting = waitingSince.get(check) ?? nowMs;
    waitingSince.set(check, waiting);
    return waiting;
  }

  function runOf(check: string, component: string, beat: Beat & { readonly missed?: boolean }): Run {
    const nowUs = stamp();
    const startedUs = Math.max(0, nowUs - Math.round(beat.ms * 1000));
    return {
      runId: newId(),
      check,
      vantage: SERVER_VANTAGE,
      atUs: nowUs,
      startedUs,
      endedUs: nowUs,
      result: beat.result,
      norunReason: null,
      root: [],
      ms: beat.ms,
      error: beat.error === null ? null : deps.redact(beat.error),
      facts: beat.facts,
      trigger: "push",
      maintenance: settings.maintenanceOf(component, clock.now().getTime()).maintenance,
    };
  }

  return {
    accept(name, token, beat) {
      const check = settings.catalogue().checks.get(name);
      const after = check?.plan.pushAfterMs ?? null;
      // A wrong token and a wrong name look the same to whoever guesses.
      if (!check || after === null || token === undefined || !settings.isPushToken(name, token)) {
        refused += 1;
        throw StatusErrors.push_refused({});
      }
      const nowMs = clock.now().getTime();
      const atMs = beat.atMs ?? nowMs;
      if (atMs > nowMs + AHEAD_MS || (beat.atMs !== null && atMs <= (newestBeat.get(name) ?? 0))) {
        refused += 1;
        throw StatusErrors.push_refused({});
      }
      newestBeat.set(name, Math.max(atMs, newestBeat.get(name) ?? 0));
      note(runOf(name, check.plan.component, beat));
      return { nextBeforeMs: nowMs + after };
    },

    onTurn(nowMs) {
      for (const { plan } of pushChecks()) {
        if (plan.pushAfterMs === null || !plan.enabled) continue;
        const last = lastBeatMs(plan.name, nowMs);
        const overdueMs = nowMs - last - plan.pushAfterMs;
        if (overdueMs <= 0) continue;
        const newest = board.newest(plan.name);
        const missedAlready = newest?.facts["missed"] === true && Math.floor(newest.endedUs / 1000) > last;
        // The first miss is confirmed at once: it has waited long enough. Later ones once per interval.
        const sinceMs = missedAlready ? nowMs - Math.floor((newest?.endedUs ?? 0) / 1000) : Number.POSITIVE_INFINITY;
        if (missedAlready && sinceMs < plan.intervalMs) continue;
        const times = missedAlready ? 1 : 2;
        const error = `No sign of life for ${Math.round((nowMs - last) / 1000)} s; one is expected every ${plan.intervalMs / 1000} s.`;
        for (let i = 0; i < times; i += 1)
          note(runOf(plan.name, plan.component, { result: "fail", ms: 0, error, facts: { missed: true }, atMs: null }));
      }
    },

    nextMs() {
      const nowMs = clock.now().getTime();
      const times = pushChecks().flatMap(({ plan }) => {
        const atMs = lastBeatMs(plan.name, nowMs) + (plan.pushAfterMs ?? 0) + 1;
        return atMs > nowMs ? [atMs] : [];
      });
      return times.length > 0 ? Math.min(...times) : undefined;
    },

    refused: () => refused,
  };
}
