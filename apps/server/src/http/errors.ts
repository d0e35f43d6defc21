import { defineErrors } from "@wopr/kernel";

/** One thing wrong with a request. `at` is a JSON pointer into the body, or `/query/name`, `/path/name`, `/header/name`. */
export interface RequestProblem {
  readonly at: string;
  readonly detail: string;
}

const plural = (count: number, one: string, many: string) => `${count} ${count === 1 ? one : many}`;

/** Failures any route can answer with (platform.md 5). */
export const PlatformErrors = defineErrors("platform", {
  unauthenticated: {
    status: 401,
    retry: "never",
    text: (_: Record<never, never>) => "Sign in first, or send an API key.",
  },
  forbidden: {
    status: 403,
    retry: "never",
    text: (p: { scope: string }) => `This needs the permission "${p.scope}". Ask an owner or admin for it.`,
  },
  cross_origin: {
    status: 403,
    retry: "never",
    text: (_: Record<never, never>) =>
      "A change made with a session cookie must come from WOPR's own pages. Programs use an API key instead.",
  },
  not_found: {
    status: 404,
    retry: "never",
    text: (p: { what: string }) => `There is no ${p.what}.`,
  },
  feature_disabled: {
    status: 404,
    retry: "never",
    text: (p: { feature: string; setting: string }) =>
      `The feature "${p.feature}" is switched off. Set ${p.setting} to use it.`,
  },
  method_not_allowed: {
    status: 405,
    retry: "never",
    text: (p: { method: string; allowed: readonly string[] }) =>
      `${p.method} is not possible here; ${p.allowed.join(", ")} is.`,
  },
  in_progress: {
    status: 409,
    retry: "later",
    text: (_: Record<never, never>) =>
      "The first request with this Idempotency-Key is still being worked on. Repeat this one in a moment.",
  },
  too_large: {
    status: 413,
    retry: "never",
    text: (p: { max_bytes: number }) => `The request body is larger than ${p.max_bytes} bytes. Send less.`,
  },
  unsupported_media: {
    status: 415,
    retry: "never",
    text: (p: { accepted: readonly string[] }) => `Send the body as ${p.accepted.join(" or ")}.`,
  },
  invalid_request: {
    status: 422,
    retry: "never",
    text: (p: { problems: readonly RequestProblem[] }) =>
      `The request has ${plural(p.problems.length, "problem", "problems")}: ${p.problems
        .slice(0, 3)
        .map(({ at, detail }) => `${at || "the body"}: ${detail}`)
        .join("; ")}${p.problems.length > 3 ? "; …" : ""}. Correct it and send it again.`,
  },
  idempotency_mismatch: {
    status: 422,
    retry: "never",
    text: (_: Record<never, never>) =>
      "This Idempotency-Key was used for another request. Use a new key for a new request.",
  },
  reason_required: {
    status: 422,
    retry: "never",
    text: (_: Record<never, never>) => 'Say why, in 3 to 500 characters (field "reason"). It goes into the history.',
  },
  step_up_required: {
    status: 401,
    retry: "never",
    text: (p: { within_minutes: number }) =>
      `This needs a fresh proof that it is you (within the last ${p.within_minutes} minutes). Give your password, passkey or code again.`,
  },
  upstream_open: {
    status: 503,
    retry: "later",
    text: (p: { target: string; retry_after_s: number }) =>
      `"${p.target}" has failed too often and is left alone for ${p.retry_after_s} s. What is shown may be old.`,
  },
  rate_limited: {
    status: 429,
    retry: "later",
    text: (p: { limit: string; retry_after_s: number }) =>
      `Too many requests (limit "${p.limit}"). Try again in ${plural(p.retry_after_s, "second", "seconds")}.`,
  },
  internal: {
    status: 500,
    retry: "never",
    text: (p: { request_id: string }) =>
      `Something went wrong inside WOPR; nothing is known to have changed. Quote request ${p.request_id} when you report it.`,
  },
  database_unavailable: {
    status: 503,
    retry: "later",
    text: (_: Record<never, never>) =>
      "The database does not answer at the moment. Nothing was saved; try again in a few seconds.",
  },
  shutting_down: {
    status: 503,
    retry: "later",
    text: (_: Record<never, never>) => "The server is stopping. Try again in a few seconds.",
  },
  deadline_exceeded: {
    status: 503,
    retry: "later",
    text: (p: { after_ms: number }) =>
      `The request was given up after ${p.after_ms / 1000} s. Look whether it took effect before you repeat it.`,
  },
});
