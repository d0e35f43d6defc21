import { defineErrors } from "@wopr/kernel";

/** Failures the identity feature can answer with. */
export const IdentityErrors = defineErrors("identity", {
  setup_done: {
    status: 409,
    retry: "never",
    text: (_: Record<never, never>) => "This installation has an owner already. Sign in instead.",
  },
  setup_code_wrong: {
    status: 403,
    retry: "never",
    text: (p: { tries_left: number }) =>
      p.tries_left > 0
        ? `The set-up code is not right. ${p.tries_left} ${p.tries_left === 1 ? "try is" : "tries are"} left.`
        : "The set-up code is not right and now void. Start WOPR again for a new one.",
  },
  setup_code_expired: {
    status: 410,
    retry: "never",
    text: (_: Record<never, never>) =>
      "The set-up code is no longer valid. Start WOPR again; the terminal then shows a new one.",
  },
  password_common: {
    status: 422,
    retry: "never",
    text: (_: Record<never, never>) =>
      "This password is one of those that are tried first. Take another, e.g. four words that have nothing to do with each other.",
  },
  password_wrong: {
    status: 403,
    retry: "never",
    text: (_: Record<never, never>) => "The current password is not right.",
  },
  sign_in_failed: {
    status: 401,
    retry: "never",
    text: (_: Record<never, never>) => "E-mail and password do not belong together.",
  },
  suspended: {
    status: 403,
    retry: "never",
    text: (_: Record<never, never>) => "This account is suspended. Ask an owner or admin.",
  },
  session_request: {
    status: 400,
    retry: "never",
    text: (p: { reason: string }) => `The session request was refused: ${p.reason}`,
  },
  person_only: {
    status: 403,
    retry: "never",
    text: (_: Record<never, never>) => "Only a person who is signed in can do this, not an API key.",
  },
  email_taken: {
    status: 409,
    retry: "never",
    text: (p: { email: string }) => `There is already an account for ${p.email}.`,
  },
  key_invalid: {
    status: 401,
    retry: "never",
    text: (_: Record<never, never>) => "This API key is not valid: unknown, expired or revoked. Make a new one.",
  },
  key_not_found: {
    status: 404,
    retry: "never",
    text: (_: Record<never, never>) => "There is no such API key among those you may see.",
  },
  permission_not_held: {
    status: 403,
    retry: "never",
    text: (p: { missing: readonly string[] }) =>
      `A key cannot do more than the one who makes it. You do not have: ${p.missing.join(", ")}.`,
  },
});
