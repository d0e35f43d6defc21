import { z } from "zod";
import { ReasonWire } from "./audit.ts";
import { IdParams, IdWire, InstantWire, NothingWire } from "./common.ts";
import { defineEndpoint } from "./endpoint.ts";
import { ROLES } from "./permissions.ts";
import { MeWire, UserWire } from "./platform.ts";

const ListOf = <Item extends z.ZodType>(item: Item) =>
  z.object({ items: z.array(item), next_cursor: z.string().nullable() });
const GivenRole = z.enum(ROLES).exclude(["service"]);
const NewPassword = z.string().min(12).max(200);
const CodeWire = z.string().trim().min(6).max(40);
/** What a browser's `navigator.credentials` gave, as JSON. */
const CredentialWire = z.record(z.string(), z.unknown());
const TokenWire = z.string().min(10).max(200);

/** `GET /sessions` */
export const listSessions = defineEndpoint({
  method: "GET",
  path: "/sessions",
  summary: "Where one is signed in",
  scope: "signed_in",
  status: 200,
  response: ListOf(
    z.object({
      id: IdWire,
      ip: z.string().nullable(),
      user_agent: z.string().nullable(),
      created_at: InstantWire,
      last_used_at: InstantWire,
      current: z.boolean(),
    }),
  ),
});

/** `DELETE /sessions/:id` */
export const endSession = defineEndpoint({
  method: "DELETE",
  path: "/sessions/:id",
  summary: "Sign one browser out",
  scope: "signed_in",
  params: IdParams,
  status: 204,
  response: NothingWire,
  errors: ["identity.session_not_found"],
});

/** `POST /auth/step-up`: a fresh proof that it is really this person, good for ten minutes. */
export const stepUp = defineEndpoint({
  method: "POST",
  path: "/auth/step-up",
  summary: "Prove again that it is you",
  scope: "signed_in",
  body: z.strictObject({
    password: z.string().max(200).optional(),
    code: CodeWire.optional(),
    passkey: CredentialWire.optional(),
  }),
  status: 204,
  response: NothingWire,
  errors: ["identity.proof_missing", "identity.password_wrong", "identity.code_wrong", "identity.passkey_refused"],
});

/** `GET /auth/methods`: what a sign-in page can offer. */
export const readSignInMethods = defineEndpoint({
  method: "GET",
  path: "/auth/methods",
  summary: "How one can sign in here",
  scope: "public",
  status: 200,
  response: z.object({ sign_up: z.boolean(), provider: z.string().nullable(), passkeys: z.boolean() }),
});

/** `POST /auth/sign-up/email`: closed unless the installation opens it. */
export const signUp = defineEndpoint({
  method: "POST",
  path: "/auth/sign-up/email",
  summary: "Make an account for oneself, where that is open",
  scope: "public",
  body: z.strictObject({ name: z.string().trim().min(1).max(100), email: z.email().max(200), password: NewPassword }),
  status: 201,
  response: MeWire,
  errors: ["identity.sign_up_closed", "identity.email_taken", "identity.password_common", "platform.rate_limited"],
});

/** `GET /auth/second-factor` */
export const readSecondFactor = defineEndpoint({
  method: "GET",
  path: "/auth/second-factor",
  summary: "Whether a code is asked when one signs in",
  scope: "signed_in",
  status: 200,
  response: z.object({ on: z.boolean(), recovery_codes_left: z.int() }),
});

/** `POST /auth/second-factor/begin`: a secret for an app; it counts after the first right code. */
export const beginSecondFactor = defineEndpoint({
  method: "POST",
  path: "/auth/second-factor/begin",
  summary: "Begin to set up codes from an app",
  scope: "signed_in",
  stepUp: true,
  status: 200,
  response: z.object({ secret: z.string(), url: z.string() }),
  errors: ["identity.totp_on", "secrets.locked"],
});

/** `POST /auth/second-factor`: the only answer that ever holds the recovery codes. */
export const confirmSecondFactor = defineEndpoint({
  method: "POST",
  path: "/auth/second-factor",
  summary: "Confirm the app with a first code",
  scope: "signed_in",
  stepUp: true,
  body: z.strictObject({ code: CodeWire }),
  status: 200,
  response: z.object({ recovery_codes: z.array(z.string()) }),
  errors: ["identity.code_wrong", "identity.totp_off", "identity.totp_on"],
});

/** `DELETE /auth/second-factor` */
export const removeSecondFactor = defineEndpoint({
  method: "DELETE",
  path: "/auth/second-factor",
  summary: "No longer ask for codes",
  scope: "signed_in",
  stepUp: true,
  status: 204,
  response: NothingWire,
});

/** A passkey of the caller. */
export const PasskeyWire = z.object({
  id: IdWire,
  name: z.string(),
  backed_up: z.boolean(),
  created_at: InstantWire,
  last_used_at: InstantWire.nullable(),
});

/** `GET /auth/passkeys` */
export const listPasskeys = defineEndpoint({
  method: "GET",
  path: "/auth/passkeys",
  summary: "One's passkeys",
  scope: "signed_in",
  status: 200,
  response: ListOf(PasskeyWire),
});

/** `POST /auth/passkeys/begin` */
export const beginPasskey = defineEndpoint({
  method: "POST",
  path: "/auth/passkeys/begin",
  summary: "What a browser needs to make a passkey",
  scope: "signed_in",
  stepUp: true,
  status: 200,
  response: CredentialWire,
});

/** `POST /auth/passkeys` */
export const addPasskey = defineEndpoint({
  method: "POST",
  path: "/auth/passkeys",
  summary: "Add a passkey",
  scope: "signed_in",
  stepUp: true,
  body: z.strictObject({ name: z.string().trim().min(1).max(100), response: CredentialWire }),
  status: 201,
  response: PasskeyWire,
  errors: ["identity.passkey_refused"],
});

/** `DELETE /auth/passkeys/:id` */
export const removePasskey = defineEndpoint({
  method: "DELETE",
  path: "/auth/passkeys/:id",
  summary: "Remove a passkey",
  scope: "signed_in",
  stepUp: true,
  params: IdParams,
  status: 204,
  response: NothingWire,
  errors: ["identity.passkey_not_found"],
});

/** `POST /auth/passkeys/challenge` */
export const challengePasskey = defineEndpoint({
  method: "POST",
  path: "/auth/passkeys/challenge",
  summary: "What a browser needs to use a passkey",
  scope: "public",
  status: 200,
  response: CredentialWire,
});

/** `POST /auth/sign-in/passkey`: answers with a session cookie. */
export const signInWithPasskey = defineEndpoint({
  method: "POST",
  path: "/auth/sign-in/passkey",
  summary: "Sign in with a passkey",
  scope: "public",
  body: z.strictObject({ response: CredentialWire }),
  status: 200,
  response: MeWire,
  errors: ["identity.passkey_refused", "identity.suspended"],
});

/** `GET /auth/oidc/start`: leads the browser to the other provider. */
export const startOidc = defineEndpoint({
  method: "GET",
  path: "/auth/oidc/start",
  summary: "Sign in with another provider",
  scope: "public",
  query: z.object({ next: z.string().max(500).optional() }),
  status: 200,
  response: z.unknown(),
  answers: "html",
  errors: ["identity.oidc_off", "identity.oidc_failed"],
});

/** `GET /auth/oidc/callback`: where the other provider leads the browser back to. */
export const endOidc = defineEndpoint({
  method: "GET",
  path: "/auth/oidc/callback",
  summary: "Come back from another provider",
  scope: "public",
  query: z.object({
    code: z.string().max(4_000).optional(),
    state: z.string().max(500).optional(),
    error: z.string().max(500).optional(),
  }),
  status: 200,
  response: z.unknown(),
  answers: "html",
  errors: ["identity.oidc_off"],
});

/** `PATCH /users/:id`: a role or status needs a reason. */
export const changeUser = defineEndpoint({
  method: "PATCH",
  path: "/users/:id",
  summary: "Change name, role or status of somebody",
  scope: "people:admin",
  stepUp: true,
  params: IdParams,
  body: z.strictObject({
    name: z.string().trim().min(1).max(100).optional(),
    role: GivenRole.optional(),
    status: z.enum(["active", "suspended"]).optional(),
    reason: ReasonWire.optional(),
  }),
  status: 200,
  response: UserWire,
  errors: ["identity.user_not_found", "identity.last_owner", "platform.reason_required"],
});

/** `DELETE /users/:id`: erases what is personal; what they did stays, without a name. */
export const removeUser = defineEndpoint({
  method: "DELETE",
  path: "/users/:id",
  summary: "Remove somebody's account",
  scope: "people:admin",
  stepUp: true,
  params: IdParams,
  query: z.object({ reason: ReasonWire.optional() }),
  status: 204,
  response: NothingWire,
  errors: ["identity.user_not_found", "identity.last_owner", "platform.reason_required"],
});

/** `POST /users/:id/reset-link` */
export const makeResetLink = defineEndpoint({
  method: "POST",
  path: "/users/:id/reset-link",
  summary: "A link with which somebody sets a new password; shown once",
  scope: "people:admin",
  stepUp: true,
  params: IdParams,
  status: 201,
  response: z.object({ url: z.string(), expires_at: InstantWire }),
  errors: ["identity.user_not_found", "platform.rate_limited"],
});

/** `POST /auth/reset-password` */
export const resetPassword = defineEndpoint({
  method: "POST",
  path: "/auth/reset-password",
  summary: "Set a new password with a link",
  scope: "public",
  body: z.strictObject({ token: TokenWire, password: NewPassword }),
  status: 204,
  response: NothingWire,
  errors: ["identity.reset_over", "identity.password_common", "platform.rate_limited"],
});

/** A link that makes an account. */
export const InvitationWire = z.object({
  id: IdWire,
  email: z.string(),
  role: z.string(),
  state: z.enum(["open", "accepted", "revoked", "expired"]),
  created_at: InstantWire,
  expires_at: InstantWire,
});

/** `GET /invitations` */
export const listInvitations = defineEndpoint({
  method: "GET",
  path: "/invitations",
  summary: "Who is invited",
  scope: "people:admin",
  status: 200,
  response: ListOf(InvitationWire),
});

/** `POST /invitations`: the only answer that ever holds the link. */
export const inviteUser = defineEndpoint({
  method: "POST",
  path: "/invitations",
  summary: "Invite somebody; the link is shown once",
  scope: "people:admin",
  body: z.strictObject({ email: z.email().max(200), role: GivenRole }),
  status: 201,
  response: InvitationWire.extend({ url: z.string() }),
  errors: ["identity.email_taken"],
});

/** `DELETE /invitations/:id` */
export const revokeInvitation = defineEndpoint({
  method: "DELETE",
  path: "/invitations/:id",
  summary: "Revoke an invitation",
  scope: "people:admin",
  params: IdParams,
  status: 204,
  response: NothingWire,
  errors: ["identity.invitation_not_found"],
});

/** `POST /invitations/open`: whom a link invites. */
export const openInvitation = defineEndpoint({
  method: "POST",
  path: "/invitations/open",
  summary: "Whom an invitation is for",
  scope: "public",
  body: z.strictObject({ token: TokenWire }),
  status: 200,
  response: z.object({ email: z.string(), role: z.string(), expires_at: InstantWire }),
  errors: ["identity.invitation_over"],
});

/** `POST /invitations/accept`: makes the account; answers with a session cookie. */
export const acceptInvitation = defineEndpoint({
  method: "POST",
  path: "/invitations/accept",
  summary: "Accept an invitation",
  scope: "public",
  body: z.strictObject({ token: TokenWire, name: z.string().trim().min(1).max(100), password: NewPassword }),
  status: 201,
  response: MeWire,
  errors: ["identity.invitation_over", "identity.email_taken", "identity.password_common"],
});

/** A role beside the own one. */
export const GrantWire = z.object({
  id: IdWire,
  subject_kind: z.enum(["user", "api_key", "device_key"]),
  subject_id: IdWire,
  role: z.string(),
  scope: z.string(),
  created_at: InstantWire,
  expires_at: InstantWire.nullable(),
});
/** Where a role counts: `*`, `org:…`, `site:…`, `area:…`, `namespace:…`, `device:…`. */
export const ScopeWire = z
  .string()
  .regex(
    /^(\*|(org|site|area|namespace|device):[A-Za-z0-9._-]{1,100})$/,
    "must be *, or org:, site:, area:, namespace: or device: and a name",
  );

/** `GET /grants` */
export const listGrants = defineEndpoint({
  method: "GET",
  path: "/grants",
  summary: "Roles beside the own one",
  scope: "people:read",
  status: 200,
  response: ListOf(GrantWire),
});

/** `POST /grants` */
export const addGrant = defineEndpoint({
  method: "POST",
  path: "/grants",
  summary: "Grant a role for everything, an area or one thing",
  scope: "people:admin",
  stepUp: true,
  body: z.strictObject({
    subject_kind: z.enum(["user", "api_key", "device_key"]),
    subject_id: IdWire,
    role: GivenRole,
    scope: ScopeWire,
    expires_at: InstantWire.nullable().default(null),
    reason: ReasonWire.optional(),
  }),
  status: 201,
  response: GrantWire,
  errors: ["identity.grant_exists", "platform.reason_required"],
});

/** `DELETE /grants/:id` */
export const removeGrant = defineEndpoint({
  method: "DELETE",
  path: "/grants/:id",
  summary: "Take a granted role away",
  scope: "people:admin",
  stepUp: true,
  params: IdParams,
  query: z.object({ reason: ReasonWire.optional() }),
  status: 204,
  response: NothingWire,
  errors: ["identity.grant_not_found", "platform.reason_required"],
});

const DeviceKindWire = z.enum(["agent", "camera", "phone", "service"]);

/** The key of a machine or phone. */
export const DeviceKeyWire = z.object({
  id: IdWire,
  kind: DeviceKindWire,
  name: z.string(),
  /** SHA-256 of the public key, hex. */
  fingerprint: z.string(),
  status: z.enum(["pending", "active", "rotating", "revoked"]),
  next_rotation_at: InstantWire,
  created_at: InstantWire,
  last_seen_at: InstantWire.nullable(),
  revoked_at: InstantWire.nullable(),
});
/** {@link DeviceKeyWire} as a type. */
export type DeviceKeyWire = z.infer<typeof DeviceKeyWire>;

const PublicKeyWire = z.string().min(1).max(100);
const SignatureWire = z.string().min(1).max(200);

/** `POST /auth/devices/pairings` */
export const pairDevice = defineEndpoint({
  method: "POST",
  path: "/auth/devices/pairings",
  summary: "A code with which a device registers; ten minutes, once",
  scope: "devices:write",
  status: 201,
  response: z.object({ code: z.string(), url: z.string(), expires_at: InstantWire }),
});

/** `POST /auth/devices`: with a code 201 and it counts at once; without one 202, and somebody must approve it. */
export const registerDevice = defineEndpoint({
  method: "POST",
  path: "/auth/devices",
  summary: "Register the key of a device",
  scope: "public",
  body: z.strictObject({
    code: z.string().min(8).max(20).optional(),
    public_key: PublicKeyWire,
    name: z.string().trim().min(1).max(100),
    kind: DeviceKindWire,
  }),
  status: 201,
  response: z.object({ device_key_id: IdWire, status: z.string() }),
  errors: ["identity.pairing_wrong", "identity.device_key_invalid", "identity.device_key_known"],
});

/** `POST /auth/devices/challenge` */
export const challengeDevice = defineEndpoint({
  method: "POST",
  path: "/auth/devices/challenge",
  summary: "A nonce for a device to sign, once, within 60 s",
  scope: "public",
  body: z.strictObject({ device_key_id: IdWire }),
  status: 200,
  response: z.object({ nonce: z.string(), expires_at: InstantWire }),
});

/** `POST /auth/devices/token`: `signature` is Ed25519 over the nonce, base64url. */
export const tokenForDevice = defineEndpoint({
  method: "POST",
  path: "/auth/devices/token",
  summary: "An access token for a device that proves its key",
  scope: "public",
  body: z.strictObject({ device_key_id: IdWire, nonce: z.string().max(300), signature: SignatureWire }),
  status: 200,
  response: z.object({ access_token: z.string(), expires_in: z.int() }),
  errors: ["identity.device_refused", "platform.rate_limited"],
});

/** `PUT /auth/devices/key`: `signature` is over `nonce.public_key` by a key that counts; both count for seven days. */
export const rotateDeviceKey = defineEndpoint({
  method: "PUT",
  path: "/auth/devices/key",
  summary: "Put a new key in the place of a device's old one",
  scope: "public",
  body: z.strictObject({
    device_key_id: IdWire,
    nonce: z.string().max(300),
    public_key: PublicKeyWire,
    signature: SignatureWire,
  }),
  status: 200,
  response: DeviceKeyWire,
  errors: ["identity.device_refused", "identity.device_key_invalid"],
});

/** `GET /device-keys` */
export const listDeviceKeys = defineEndpoint({
  method: "GET",
  path: "/device-keys",
  summary: "Devices: one's own, or all for who may see people",
  scope: "devices:read",
  status: 200,
  response: ListOf(DeviceKeyWire),
});

/** `GET /device-keys/:id` */
export const readDeviceKey = defineEndpoint({
  method: "GET",
  path: "/device-keys/:id",
  summary: "One device",
  scope: "devices:read",
  params: IdParams,
  status: 200,
  response: DeviceKeyWire,
  errors: ["identity.device_not_found"],
});

/** `POST /device-keys/:id/approve` */
export const approveDevice = defineEndpoint({
  method: "POST",
  path: "/device-keys/:id/approve",
  summary: "Approve a device that registered without a code",
  scope: "people:admin",
  params: IdParams,
  status: 200,
  response: DeviceKeyWire,
  errors: ["identity.device_not_found"],
});

/** `DELETE /device-keys/:id`: felt everywhere within five seconds. */
export const revokeDevice = defineEndpoint({
  method: "DELETE",
  path: "/device-keys/:id",
  summary: "Revoke the key of a device",
  scope: "devices:write",
  params: IdParams,
  query: z.object({ reason: ReasonWire.optional() }),
  status: 204,
  response: NothingWire,
  errors: ["identity.device_not_found"],
});

/** `GET /.well-known/jwks.json` (root) */
export const readKeySet = defineEndpoint({
  method: "GET",
  base: "",
  path: "/.well-known/jwks.json",
  summary: "Public keys that check access tokens",
  scope: "public",
  status: 200,
  response: z.object({ keys: z.array(z.record(z.string(), z.string())) }),
});

/** Every endpoint about people and devices that is not in {@link platformEndpoints}. */
export const identityEndpoints = {
  listSessions,
  endSession,
  stepUp,
  readSignInMethods,
  signUp,
  readSecondFactor,
  beginSecondFactor,
  confirmSecondFactor,
  removeSecondFactor,
  listPasskeys,
  beginPasskey,
  addPasskey,
  removePasskey,
  challengePasskey,
  signInWithPasskey,
  startOidc,
  endOidc,
  changeUser,
  removeUser,
  makeResetLink,
  resetPassword,
  listInvitations,
  inviteUser,
  revokeInvitation,
  openInvitation,
  acceptInvitation,
  listGrants,
  addGrant,
  removeGrant,
  pairDevice,
  registerDevice,
  challengeDevice,
  tokenForDevice,
  rotateDeviceKey,
  listDeviceKeys,
  readDeviceKey,
  approveDevice,
  revokeDevice,
  readKeySet,
} as const;
