import { AppError, type Clock } from "@wopr/kernel";
import { PlatformErrors } from "../http/errors.ts";
import type { Reach } from "./addresses.ts";
import { abandon, admit, type BreakerState, CLOSED, settle } from "./breaker.ts";
import { OutwardErrors } from "./errors.ts";
import { limitBytes } from "./limit-bytes.ts";
import { earn, FIRST_BUDGET, isWorthRepeating, type RetryBudget, retryAfterOf, spend, waitBefore } from "./retry.ts";
import type { Exchange, Transport } from "./transport.ts";

/** A call to another machine. */
export interface OutwardCall {
  /** Name for breaker, budget and metrics: `discord`, `oura`, `check.http`, … Few, and never an id of a person or device. */
  readonly target: string;
  /** Breakers of one target are kept apart by this, e.g. the host; it is not a label of a metric. */
  readonly part?: string;
  readonly url: string;
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: Uint8Array | string;
  /** How far it may go: `lan` for what people type in, `any` only for what the environment names. */
  readonly reach: Reach;
  /** For the whole call with its repeats; 10 s unless stated. */
  readonly deadlineMs?: number;
  /** Whether it may be sent twice; GET and HEAD unless stated. */
  readonly repeatable?: boolean;
  /** Repeats besides the first try; 3 unless stated. */
  readonly repeats?: number;
  /** An answer whose body is longer is cut with an error; 1 MiB unless stated. */
  readonly mostBytes?: number;
  /** `false`: an answer 3xx is given back as it is. */
  readonly follow?: boolean;
  /** `false`: goes out although the breaker is open and does not count for it; for checks, whose purpose is to ask. */
  readonly breaker?: boolean;
  readonly traceparent?: string | undefined;
  readonly signal?: AbortSignal;
  readonly ca?: string;
}

/** What is known of one target. */
export interface TargetView {
  readonly target: string;
  readonly part: string | null;
  readonly state: BreakerState["state"];
  /** Seconds until it is tried again; `null` unless open. */
  readonly retryInS: number | null;
}

/** The one client for calls to other machines (platform.md 6.13). */
export interface Outward {
  /**
   * Resolves with any answer, also 4xx and 5xx, once its headers are there; reading the body is still within the deadline.
   *
   * @throws {AppError} `platform.upstream_open`, `outward.refused_address`, `outward.bad_address`, `outward.timed_out`,
   * `outward.unreachable`, `outward.too_many_redirects`; while reading the body `outward.too_large`
   */
  call(call: OutwardCall): Promise<Response>;
  /** Breakers that are not closed, and every other target called lately. */
  targets(): readonly TargetView[];
}

/** What the client needs from outside. */
export interface OutwardDeps {
  readonly transport: Transport;
  readonly clock: Clock;
  /** 0 to 1. */
  readonly chance: () => number;
  /** Told of every call that ended. */
  readonly onOutcome?: (target: string, outcome: "ok" | "failed" | "refused" | "open") => void;
}

const DEADLINE_MS = 10_000;
const REPEATS = 3;
const MOST_BYTES = 1024 * 1024;
const MOST_REDIRECTS = 5;
/** Above this many the targets that were closed longest are forgotten. */
const MOST_TARGETS = 2_000;

/** Breakers and budgets are of this process: each replica finds out for itself. */
export function createOutward({ transport, clock, chance, onOutcome }: OutwardDeps): Outward {
  const breakers = new Map<string, BreakerState>();
  const budgets = new Map<string, RetryBudget>();

  const keyOf = (call: OutwardCall) => (call.part === undefined ? call.target : `${call.target} ${call.part}`);
  const breakerOf = (key: string) => breakers.get(key) ?? CLOSED;
  const set = (key: string, next: BreakerState) => {
    breakers.delete(key);
    breakers.set(key, next);
    if (breakers.size > MOST_TARGETS) breakers.delete(breakers.keys().next().value ?? "");
  };

  function demandOpening(call: OutwardCall, key: string) {
    if (call.breaker === false) return;
    const nowMs = clock.monotonicMs();
    const { allowed, next } = admit(breakerOf(key), nowMs);
    set(key, next);
    if (allowed) return;
    onOutcome?.(call.target, "open");
    const waitMs = Math.max(0, next.retryAtMs - nowMs);
    throw PlatformErrors.upstream_open({ target: call.target, retry_after_s: Math.max(1, Math.ceil(waitMs / 1000)) });
  }

  /** One try, redirects included. */
  async function once(call: OutwardCall, signal: AbortSignal): Promise<Response> {
    let url = urlOf(call.url);
    let { method = "GET" } = call;
    let body = typeof call.body === "string" ? Buffer.from(call.body) : call.body;
    let headers: Record<string, string> = { ...call.headers };
    if (call.traceparent) headers["traceparent"] = call.traceparent;
    for (let hop = 0; hop <= MOST_REDIRECTS; hop += 1) {
      const exchange: Exchange = { url, method, headers, body, reach: call.reach, signal, ca: call.ca };
      const answer = await transport(exchange);
      const location = answer.headers.get("location");
      if (call.follow === false || location === null || ![301, 302, 303, 307, 308].includes(answer.status))
        return answer;
      await answer.body?.cancel();
      const next = urlOf(new URL(location, url).href);
      // Credentials are for the host they were given for.
      if (next.origin !== url.origin) headers = withoutCredentials(headers);
      if (answer.status === 303 || (answer.status < 307 && method === "POST")) {
        method = "GET";
        body = undefined;
      }
      url = next;
    }
    throw OutwardErrors.too_many_redirects({ target: call.target });
  }

  async function tries(call: OutwardCall, key: string, signal: AbortSignal): Promise<Response> {
    const { method = "GET", repeats = REPEATS } = call;
    const repeatable = call.repeatable ?? (method === "GET" || method === "HEAD");
    budgets.set(key, earn(budgets.get(key) ?? FIRST_BUDGET));
    for (let retry = 0; ; retry += 1) {
      const outcome = await once(call, signal).then(
        (answer) => ({ answer }),
        (failure: unknown) => ({ failure }),
      );
      const again =
        "answer" in outcome ? isWorthRepeating(outcome.answer.status) : isNetworkFailure(outcome.failure, signal);
      const budget = again && repeatable && retry < repeats ? spend(budgets.get(key) ?? FIRST_BUDGET) : undefined;
      if (!budget) {
        if ("answer" in outcome) return outcome.answer;
        throw outcome.failure;
      }
      budgets.set(key, budget);
      const asked =
        "answer" in outcome ? retryAfterOf(outcome.answer.headers.get("retry-after"), clock.now()) : undefined;
      if ("answer" in outcome) await outcome.answer.body?.cancel();
      await clock.sleep(waitBefore(retry, chance(), asked), signal);
    }
  }

  return {
    async call(call) {
      const key = keyOf(call);
      demandOpening(call, key);
      const { deadlineMs = DEADLINE_MS } = call;
      const late = OutwardErrors.timed_out({ target: call.target, after_ms: deadlineMs });
      const deadline = new AbortController();
      const over = new AbortController();
      clock.sleep(deadlineMs, over.signal).then(
        () => deadline.abort(late),
        () => undefined,
      );
      const signal = call.signal ? AbortSignal.any([deadline.signal, call.signal]) : deadline.signal;
      const settled = (ok: boolean) => {
        if (call.breaker !== false) set(key, settle(breakerOf(key), ok, clock.monotonicMs()));
        onOutcome?.(call.target, ok ? "ok" : "failed");
      };
      try {
        const answer = await tries(call, key, signal);
        settled(answer.status < 500 && answer.status !== 429);
        return limitBytes(answer, {
          mostBytes: call.mostBytes ?? MOST_BYTES,
          tooLarge: () => OutwardErrors.too_large({ target: call.target, most_bytes: call.mostBytes ?? MOST_BYTES }),
          signal,
          onEnd: () => over.abort(),
        });
      } catch (failure) {
        over.abort();
        if (call.signal?.aborted || isRefusal(failure)) {
          if (call.breaker !== false) set(key, abandon(breakerOf(key)));
          onOutcome?.(call.target, "refused");
          throw failure;
        }
        settled(false);
        if (deadline.signal.aborted) throw late;
        if (failure instanceof AppError) throw failure;
        throw OutwardErrors.unreachable({ target: call.target, why: whyOf(failure) }, { cause: failure });
      }
    },

    targets: () =>
      [...breakers].map(([key, breaker]) => {
        const [target = "", ...part] = key.split(" ");
        const waitMs = Math.max(0, breaker.retryAtMs - clock.monotonicMs());
        return {
          target,
          part: part.length > 0 ? part.join(" ") : null,
          state: breaker.state,
          retryInS: breaker.state === "open" ? Math.ceil(waitMs / 1000) : null,
        };
      }),
  };
}

function urlOf(text: string): URL {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (!url || (url.protocol !== "http:" && url.protocol !== "https:")) {
    throw OutwardErrors.bad_address({ url: text.slice(0, 200) });
  }
  return url;
}

const CREDENTIALS = new Set(["authorization", "cookie", "x-api-key"]);
const withoutCredentials = (headers: Readonly<Record<string, string>>) =>
  Object.fromEntries(Object.entries(headers).filter(([name]) => !CREDENTIALS.has(name.toLowerCase())));

const isRefusal = (failure: unknown) =>
  failure instanceof AppError && ["outward.refused_address", "outward.bad_address"].includes(failure.code);
const isNetworkFailure = (failure: unknown, signal: AbortSignal) => !signal.aborted && !(failure instanceof AppError);

const CAUSES: Readonly<Record<string, string>> = {
  ECONNREFUSED: "nothing listens there.",
  ECONNRESET: "it cut the connection.",
  ENOTFOUND: "its name is not known.",
  EAI_AGAIN: "its name could not be looked up.",
  EHOSTUNREACH: "there is no way to it.",
  ENETUNREACH: "there is no network.",
  ETIMEDOUT: "it does not answer.",
  CERT_HAS_EXPIRED: "its certificate has expired.",
  DEPTH_ZERO_SELF_SIGNED_CERT: "its certificate was made by itself.",
  SELF_SIGNED_CERT_IN_CHAIN: "its certificate comes from an authority nobody knows here.",
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: "its certificate comes from an authority nobody knows here.",
  ERR_TLS_CERT_ALTNAME_INVALID: "its certificate is for another name.",
};

const whyOf = (failure: unknown): string =>
  CAUSES[String((failure as { readonly code?: unknown }).code)] ?? "the connection failed.";
