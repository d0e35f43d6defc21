import { z } from "zod";
import { ReasonWire } from "./audit.ts";
import { InstantWire, NothingWire } from "./common.ts";
import { defineEndpoint } from "./endpoint.ts";

/** Name of a secret: `area/thing`. */
export const SecretNameWire = z
  .string()
  .max(120)
  .regex(/^[a-z0-9][a-z0-9._-]*(\/[a-z0-9][a-z0-9._-]*)+$/, "must look like area/thing in lower case");

/** A secret where a value would stand: `{"$secret": "discord/webhook"}`. */
export const SecretRefWire = z.strictObject({ $secret: SecretNameWire });
/** {@link SecretRefWire} as a type. */
export type SecretRefWire = z.infer<typeof SecretRefWire>;

const ReaderWire = z
  .string()
  .regex(
    /^(feature|namespace|site|tag|device|bot):[A-Za-z0-9._-]{1,100}$/,
    "must be feature:…, namespace:…, site:…, tag:…, device:… or bot:…",
  );

/** A secret without its value. */
export const SecretWire = z.object({
  name: z.string(),
  description: z.string(),
  /** Who may read the value: `feature:notifications`, `namespace:web`, `site:garage`, `tag:camera`, `device:…`, `bot:…`. */
  allowed: z.array(z.string()),
  version: z.int().min(1),
  created_at: InstantWire,
  updated_at: InstantWire,
});
/** {@link SecretWire} as a type. */
export type SecretWire = z.infer<typeof SecretWire>;

const NameParams = z.object({ name: SecretNameWire });

/** `GET /secrets` */
export const listSecrets = defineEndpoint({
  method: "GET",
  path: "/secrets",
  summary: "Names of secrets and who may read them; never a value",
  scope: "secrets:read",
  status: 200,
  response: z.object({
    items: z.array(SecretWire),
    next_cursor: z.string().nullable(),
    /** Why no value can be read at the moment. */
    locked: z.string().nullable(),
  }),
});

/** `PUT /secrets/:name`: writes a new version; the value is never shown again. The `/` of the name is sent as `%2F`. */
export const putSecret = defineEndpoint({
  method: "PUT",
  path: "/secrets/:name",
  summary: "Put a secret, or a new version of one",
  scope: "secrets:admin",
  stepUp: true,
  params: NameParams,
  body: z.strictObject({
    value: z.string().min(1).max(65_536),
    description: z.string().max(500).optional(),
    allowed: z.array(ReaderWire).max(100).optional(),
    /** The version that was seen; 0 for a new secret. Absent: whatever stands there is replaced. */
    base_version: z.int().min(0).optional(),
    reason: ReasonWire.optional(),
  }),
  status: 200,
  response: SecretWire,
  errors: ["secrets.locked", "secrets.moved_on"],
});

/** `DELETE /secrets/:name`: erases all versions. */
export const deleteSecret = defineEndpoint({
  method: "DELETE",
  path: "/secrets/:name",
  summary: "Erase a secret",
  scope: "secrets:admin",
  stepUp: true,
  params: NameParams,
  query: z.object({ reason: ReasonWire.optional() }),
  status: 204,
  response: NothingWire,
  errors: ["platform.reason_required"],
});

/** `POST /secret-master/rotate` */
export const rotateMasterKey = defineEndpoint({
  method: "POST",
  path: "/secret-master/rotate",
  summary: "Change the master key; everything is wrapped anew while all goes on",
  scope: "secrets:admin",
  stepUp: true,
  body: z.strictObject({ reason: ReasonWire.optional() }),
  status: 200,
  response: z.object({ rewrapped: z.int() }),
  errors: ["secrets.locked", "secrets.rotation_failed", "platform.reason_required"],
});

/** Every endpoint of secrets. */
export const secretEndpoints = { listSecrets, putSecret, deleteSecret, rotateMasterKey } as const;
