import {
  approveDevice,
  challengeDevice,
  type DeviceKeyWire,
  listDeviceKeys,
  pairDevice,
  readDeviceKey,
  readKeySet,
  registerDevice,
  revokeDevice,
  rotateDeviceKey,
  tokenForDevice,
} from "@wopr/contracts";
import type { App } from "../../http/env.ts";
import { mount, mountRaw } from "../../http/mount.ts";
import type { AccessTokens } from "./access-token.ts";
import type { Devices } from "./devices.ts";
import { demandPerson } from "./routes-second.ts";
import type { DeviceKey } from "./store-devices.ts";

/** Mounts the registration and proof of devices. Comes before what is passed on to better-auth. */
export function mountDeviceRoutes(app: App, devices: Devices, tokens: AccessTokens, publicUrl: string): void {
  mount(app, pairDevice, async (_, caller) => {
    demandPerson(caller);
    const { code, expiresAt } = await devices.pair(caller);
    return { code, url: `${publicUrl}/pair#code=${code}`, expires_at: expiresAt.toISOString() };
  });
  mountRaw(app, registerDevice, async ({ body }, _, c, facts) => {
    const { code, public_key = "", name = "", kind = "service" } = body ?? {};
    const key = await devices.register({ publicKey: public_key, name, kind }, code, c.var.ip, facts);
    return c.json({ device_key_id: key.id, status: key.status }, key.status === "pending" ? 202 : 201);
  });
  mount(app, challengeDevice, async ({ body }) => {
    const { nonce, expiresAt } = await devices.challenge(body.device_key_id);
    return { nonce, expires_at: expiresAt.toISOString() };
  });
  mountRaw(app, tokenForDevice, async ({ body }, _, c) => {
    const { device_key_id = "", nonce = "", signature = "" } = body ?? {};
    const { token, seconds } = await devices.token(device_key_id, nonce, signature);
    return c.json({ access_token: token, expires_in: seconds }, 200, { "cache-control": "no-store" });
  });
  mount(app, rotateDeviceKey, async ({ body }, _, facts) =>
    toDeviceKeyWire(await devices.rotate(body.device_key_id, body.nonce, body.public_key, body.signature, facts)),
  );

  mount(app, listDeviceKeys, async (_, caller) => ({
    items: (await devices.list(caller)).map(toDeviceKeyWire),
    next_cursor: null,
  }));
  mount(app, readDeviceKey, async ({ params }, caller) => toDeviceKeyWire(await devices.read(caller, params.id)));
  mount(app, approveDevice, async ({ params }, caller, facts) =>
    toDeviceKeyWire(await devices.approve(caller, params.id, facts)),
  );
  mount(app, revokeDevice, ({ params, query }, caller, facts) =>
    devices.revoke(caller, params.id, query.reason, facts),
  );
  mount(app, readKeySet, async () => ({ keys: tokens.keySet().keys.map((key) => ({ ...key })) }));
}

const toDeviceKeyWire = (key: DeviceKey): DeviceKeyWire => ({
  id: key.id,
  kind: key.kind,
  name: key.name,
  fingerprint: key.fingerprint,
  status: key.status,
  next_rotation_at: key.nextRotationAt.toISOString(),
  created_at: key.createdAt.toISOString(),
  last_seen_at: key.lastSeenAt?.toISOString() ?? null,
  revoked_at: key.revokedAt?.toISOString() ?? null,
});
