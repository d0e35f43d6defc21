import type { Clock, NewId } from "@wopr/kernel";
import { sha256Hex } from "@wopr/kernel/node";
import type { Db } from "../../db/db.ts";
import type { Caller } from "../../http/caller.ts";
import type { SharedLimiter } from "../../http/limit-store.ts";
import { LIMITS } from "../../http/limits.ts";
import { type Act, type Actor, type Audit, actorOf } from "../audit/index.ts";
import { type AccessTokens, devicePublicKey, isSignedBy } from "./access-token.ts";
import {
  NONCE_MS,
  normalPairingCode,
  PAIRING_MS,
  pairingCodeFrom,
  ROTATE_AFTER_MS,
  rotated,
  tokenSeconds,
  validKeys,
} from "./domain/device.ts";
import { IdentityErrors } from "./errors.ts";
import { createChallengeStore } from "./store-challenges.ts";
import { createDeviceStore, type DeviceKey } from "./store-devices.ts";
import { createInstallationStore } from "./store-installation.ts";

/** Facts of the request an act belongs to. */
type Facts = Act["facts"];

/** A device that wants in. */
export interface NewDevice {
  readonly name: string;
  readonly kind: DeviceKey["kind"];
  /** Ed25519, 32 bytes in base64url. */
  readonly publicKey: string;
}

/** Keys of machines and phones: registered with a code, proved by signing, changed and taken away. */
export interface Devices {
  /** Eight letters, good for ten minutes and one device. */
  pair(caller: Caller): Promise<{ readonly code: string; readonly expiresAt: Date }>;
  /**
   * With a code the key counts at once; without one somebody must approve it.
   *
   * @throws {AppError} `identity.device_key_invalid`, `identity.pairing_wrong`, `identity.device_key_known`,
   * `identity.too_many_pending`, `platform.rate_limited`
   */
  register(device: NewDevice, code: string | undefined, ip: string, facts: Facts): Promise<DeviceKey>;
  /** @throws {AppError} `identity.device_not_found` */
  approve(caller: Caller, id: string, facts: Facts): Promise<DeviceKey>;
  /** A nonce to sign, once, within 60 s by the server's clock. */
  challenge(id: string): Promise<{ readonly nonce: string; readonly expiresAt: Date }>;
  /** @throws {AppError} `identity.device_refused`, `platform.rate_limited` */
  token(id: string, nonce: string, signature: string): Promise<{ readonly token: string; readonly seconds: number }>;
  /** Puts a new key; `signature` is over `nonce.newKey` by a key that counts. @throws {AppError} `identity.device_refused`, `identity.device_key_invalid` */
  rotate(id: string, nonce: string, next: string, signature: string, facts: Facts): Promise<DeviceKey>;
  /** Idempotent; felt everywhere within 5 s. @throws {AppError} `identity.device_not_found` */
  revoke(caller: Caller, id: string, reason: string | undefined, facts: Facts): Promise<void>;
  list(caller: Caller): Promise<readonly DeviceKey[]>;
  /** @throws {AppError} `identity.device_not_found` */
  read(caller: Caller, id: string): Promise<DeviceKey>;
  /** Whose token this is. @returns `undefined` when it does not hold (any more). */
  ofToken(token: string): Promise<DeviceKey | undefined>;
}

const MOST_PENDING = 50;
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
const TOUCH_EVERY_MS = 60_000;

/** The only implementation; tests use it too. */
export function createDevices(deps: {
  readonly db: Db;
  readonly clock: Clock;
  readonly newId: NewId;
  readonly randomBytes: (count: number) => Uint8Array;
  readonly limiter: SharedLimiter;
  readonly tokens: AccessTokens;
  readonly audit: Audit;
  readonly onRightsChanged: () => void;
}): Devices {
  const { db, clock, newId, randomBytes, limiter, tokens, audit } = deps;
  const store = createDeviceStore(db);
  const challenges = createChallengeStore(db);
  const installation = createInstallationStore(db);
  const seesAll = (caller: Caller) => caller.permissions.has("people:read");

  async function known(caller: Caller, id: string): Promise<DeviceKey> {
    const key = UUID.test(id) ? await store.find(id) : undefined;
    if (!key || !(seesAll(caller) || key.ownerId === caller.id)) throw IdentityErrors.device_not_found({});
    return key;
  }

  /** Uses the nonce up, right or wrong: a second guess needs a second nonce. */
  async function prove(id: string, nonce: string, text: string, signature: string): Promise<DeviceKey> {
    const asked = await challenges.take("device", nonce, clock.now());
    const key = UUID.test(id) ? await store.find(id) : undefined;
    const proved = key && asked?.subject === id && isSignedBy(validKeys(key, clock.now()), text, signature);
    if (!proved) throw IdentityErrors.device_refused({});
    return key;
  }

  const tell = (
    tx: Db,
    actor: Actor,
    key: DeviceKey,
    act: Pick<Act, "action" | "summary" | "before" | "after" | "undo" | "reason">,
    facts: Facts,
  ) => audit.record(tx, { actor, subject: { kind: "device_key", id: key.id }, facts, ...act });

  return {
    async pair(caller) {
      const code = pairingCodeFrom(randomBytes(8));
      const expiresAt = new Date(clock.now().getTime() + PAIRING_MS);
      await store.addPairing(sha256Hex(code), caller.id, expiresAt);
      return { code, expiresAt };
    },

    async register(device, code, ip, facts) {
      if (!devicePublicKey(device.publicKey)) throw IdentityErrors.device_key_invalid({});
      await limiter.take(LIMITS.pairing, ip);
      const ownerId =
        code === undefined ? null : await store.takePairing(sha256Hex(normalPairingCode(code)), clock.now());
      if (ownerId === undefined) throw IdentityErrors.pairing_wrong({});
      if (ownerId !== null) await limiter.giveBack(LIMITS.pairing, ip);
      else if ((await store.countPending()) >= MOST_PENDING) throw IdentityErrors.too_many_pending({});
      const now = clock.now();
      const key: DeviceKey = {
        ...device,
        id: newId(),
        fingerprint: sha256Hex(Buffer.from(device.publicKey, "base64url")),
        status: ownerId === null ? "pending" : "active",
        previousKey: null,
        previousUntil: null,
        ownerId,
        nextRotationAt: new Date(now.getTime() + ROTATE_AFTER_MS),
        createdAt: now,
        lastSeenAt: null,
        revokedAt: null,
      };
      await db.transaction(async (tx) => {
        if (!(await createDeviceStore(tx).add(key))) throw IdentityErrors.device_key_known({});
        await tell(
          tx,
          { kind: "device", id: key.id, name: key.name },
          key,
          {
            action: "identity.register_device",
            summary: `Registered the ${key.kind} "${key.name}"${ownerId === null ? "; it waits to be approved" : ""}.`,
            after: { kind: key.kind, fingerprint: key.fingerprint, status: key.status },
            undo: { impossible: "revoke its key instead." },
          },
          facts,
        );
      });
      return key;
    },

    async approve(caller, id, facts) {
      const before = await known(caller, id);
      if (before.status !== "pending") return before;
      const after: DeviceKey = { ...before, status: "active", ownerId: caller.id };
      await db.transaction(async (tx) => {
        await createDeviceStore(tx).update(after);
        const summary = `Approved the ${after.kind} "${after.name}".`;
        const undo = { impossible: "revoke its key instead." };
        await tell(tx, actorOf(caller), after, { action: "identity.approve_device", summary, undo }, facts);
      });
      return after;
    },

    async challenge(id) {
      const { id: installationId } = await installation.read();
      const nonce = `wopr-challenge.${installationId}.${Buffer.from(randomBytes(32)).toString("base64url")}`;
      const expiresAt = new Date(clock.now().getTime() + NONCE_MS);
      await challenges.ask({ kind: "device", text: nonce, subject: id, expiresAt });
      return { nonce, expiresAt };
    },

    async token(id, nonce, signature) {
      await limiter.take(LIMITS.deviceToken, id);
      const key = await prove(id, nonce, nonce, signature);
      const seconds = tokenSeconds(key.kind);
      const { id: audience } = await installation.read();
      return { token: tokens.issue(key.id, audience, seconds), seconds };
    },

    async rotate(id, nonce, next, signature, facts) {
      if (!devicePublicKey(next)) throw IdentityErrors.device_key_invalid({});
      await prove(id, nonce, `${nonce}.${next}`, signature);
      return db.transaction(async (tx) => {
        const inside = createDeviceStore(tx);
        const before = await inside.lock(id);
        if (!before) throw IdentityErrors.device_refused({});
        const change = rotated(before, next, clock.now());
        if (!change) return before;
        const fingerprint = sha256Hex(Buffer.from(next, "base64url"));
        const after: DeviceKey = { ...before, ...change, fingerprint };
        await inside.update(after);
        await tell(
          tx,
          { kind: "device", id, name: before.name },
          after,
          {
            action: "identity.rotate_device_key",
            summary: `Changed the key of "${before.name}"; the old one counts for seven more days.`,
            before: { fingerprint: before.fingerprint },
            after: { fingerprint },
            undo: { impossible: "the device changes its key by itself." },
          },
          facts,
        );
        return after;
      });
    },

    async revoke(caller, id, reason, facts) {
      const before = await known(caller, id);
      if (before.status === "revoked") return;
      await db.transaction(async (tx) => {
        await createDeviceStore(tx).update({ ...before, status: "revoked", revokedAt: clock.now() });
        const summary = `Revoked the key of "${before.name}".`;
        const undo = { impossible: "pair the device again." };
        await tell(tx, actorOf(caller), before, { action: "identity.revoke_device", summary, undo, reason }, facts);
      });
      deps.onRightsChanged();
    },

    list: (caller) => store.list(seesAll(caller) ? undefined : caller.id),
    read: known,

    async ofToken(token) {
      const { id: audience } = await installation.read();
      const claims = tokens.read(token, audience);
      const key = claims && (await store.find(claims.sub));
      if (!key || validKeys(key, clock.now()).length === 0) return undefined;
      const now = clock.now();
      if (now.getTime() - (key.lastSeenAt?.getTime() ?? 0) > TOUCH_EVERY_MS) await store.touch(key.id, now);
      return key;
    },
  };
}
