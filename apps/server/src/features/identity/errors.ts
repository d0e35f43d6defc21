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
  code_required: {
    status: 401,
    retry: "never",
    text: (_: Record<never, never>) => "Type the code from your app too, or one of your recovery codes.",
  },
  code_wrong: {
    status: 401,
    retry: "never",
    text: (_: Record<never, never>) => "This code is not right, or was used already. Wait for the next one.",
  },
  totp_on: {
    status: 409,
    retry: "never",
    text: (_: Record<never, never>) => "Codes are set up already. Remove them first to begin anew.",
  },
  totp_off: {
    status: 409,
    retry: "never",
    text: (_: Record<never, never>) => "Begin to set up codes first.",
  },
  passkey_refused: {
    status: 401,
    retry: "never",
    text: (p: { why: string }) => `The passkey was refused: ${p.why}`,
  },
  passkey_not_found: {
    status: 404,
    retry: "never",
    text: (_: Record<never, never>) => "There is no such passkey of yours.",
  },
  proof_missing: {
    status: 422,
    retry: "never",
    text: (_: Record<never, never>) => "Prove that it is you: with your password, a code from your app, or a passkey.",
  },
  session_not_found: {
    status: 404,
    retry: "never",
    text: (_: Record<never, never>) => "There is no such session of yours.",
  },
  sign_up_closed: {
    status: 403,
    retry: "never",
    text: (_: Record<never, never>) => "Nobody can make an account here without an invitation. Ask an owner or admin.",
  },
  oidc_failed: {
    status: 502,
    retry: "later",
    text: (p: { provider: string; why: string }) => `Signing in with ${p.provider} did not work: ${p.why}`,
  },
  oidc_unknown: {
    status: 403,
    retry: "never",
    text: (p: { provider: string }) =>
      `${p.provider} says who you are, but nobody invited this e-mail address. Ask an owner or admin.`,
  },
  oidc_off: {
    status: 404,
    retry: "never",
    text: (_: Record<never, never>) => "No other provider is set up. Set WOPR_OIDC_ISSUER and its companions.",
  },
  user_not_found: {
    status: 404,
    retry: "never",
    text: (_: Record<never, never>) => "There is no such person.",
  },
  last_owner: {
    status: 409,
    retry: "never",
    text: (_: Record<never, never>) => "Somebody must own this installation. Make another owner first.",
  },
  invitation_not_found: {
    status: 404,
    retry: "never",
    text: (_: Record<never, never>) => "There is no such invitation that is still open.",
  },
  invitation_over: {
    status: 410,
    retry: "never",
    text: (_: Record<never, never>) =>
      "This invitation was used, revoked, or is older than seven days. Ask for a new one.",
  },
  reset_over: {
    status: 410,
    retry: "never",
    text: (_: Record<never, never>) => "This link was used or is older than a day. Ask for a new one.",
  },
  grant_not_found: {
    status: 404,
    retry: "never",
    text: (_: Record<never, never>) => "There is no such grant.",
  },
  grant_exists: {
    status: 409,
    retry: "never",
    text: (_: Record<never, never>) => "This role is granted there already.",
  },
  device_not_found: {
    status: 404,
    retry: "never",
    text: (_: Record<never, never>) => "There is no such device among those you may see.",
  },
  device_refused: {
    status: 401,
    retry: "never",
    text: (_: Record<never, never>) =>
      "The device did not prove its key: unknown, not approved, revoked, or the signature is not over a nonce of the last 60 s.",
  },
  device_token_invalid: {
    status: 401,
    retry: "never",
    text: (_: Record<never, never>) => "This access token does not hold any more. Get a new one with the device's key.",
  },
  device_key_invalid: {
    status: 422,
    retry: "never",
    text: (_: Record<never, never>) => "A public key is Ed25519: 32 bytes in base64url.",
  },
  device_key_known: {
    status: 409,
    retry: "never",
    text: (_: Record<never, never>) => "This key is registered already. Every device makes its own.",
  },
  pairing_wrong: {
    status: 403,
    retry: "never",
    text: (_: Record<never, never>) =>
      "This code is not right, was used, or is older than ten minutes. Make a new one.",
  },
  too_many_pending: {
    status: 409,
    retry: "later",
    text: (_: Record<never, never>) => "Too many devices wait to be approved. Approve or revoke some first.",
  },
  key_address: {
    status: 403,
    retry: "never",
    text: (_: Record<never, never>) => "This API key may not be used from this address.",
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
