import type { Clock } from "@wopr/kernel";
import type { Db } from "../../db/db.ts";
import type { Audit } from "../audit/index.ts";
import { open, seal } from "./envelope.ts";
import { SecretErrors } from "./errors.ts";
import type { Master } from "./master.ts";
import type { ChangedBy } from "./service.ts";
import { createSecretStore, type WrappedKey } from "./store.ts";

/** What rotating needs from outside. */
export interface RotateDeps {
  readonly db: Db;
  readonly clock: Clock;
  readonly randomBytes: (count: number) => Uint8Array;
  readonly audit: Audit;
  readonly master: Master;
}

/**
 * Old and new key stand in the file before anything is wrapped with the new one, and the old one leaves it only after
 * nothing is wrapped with it any more: a crash at any step leaves everything readable.
 */
export async function rotateMaster(deps: RotateDeps, by: ChangedBy): Promise<number> {
  const { db, clock, randomBytes, audit, master } = deps;
  const old = master.newest();
  const next = master.makeKey();
  await master.replace([next, ...master.all()]).catch((failure: unknown) => {
    const why = failure instanceof Error ? failure.message : String(failure);
    throw SecretErrors.rotation_failed({ why }, { cause: failure });
  });

  async function anew(wrapped: WrappedKey, bound: string): Promise<WrappedKey> {
    const key = open((await master.byId(wrapped.keyId)).bytes, wrapped.wrappedKey, bound);
    if (!key) throw SecretErrors.damaged({ name: bound });
    return { wrappedKey: seal(next.bytes, key, bound, randomBytes), keyId: next.id };
  }

  const count = await db.transaction(async (tx) => {
    const store = createSecretStore(tx);
    await store.addMaster(next.id, clock.now());
    const { values, keys } = await store.wrappedOtherwise(next.id);
    for (const value of values) {
      const wrapped = await anew(value, `${value.secretId} ${value.version}`);
      await store.rewrapValue(value.secretId, value.version, wrapped);
    }
    for (const key of keys) await store.rewrapKey(key.scope, await anew(key, key.scope));
    await store.removeMastersBut(next.id);
    await audit.record(tx, {
      actor: by.actor,
      action: "secrets.rotate_master",
      subject: { kind: "master_key", id: next.id },
      summary: `Changed the master key; ${values.length + keys.length} keys were wrapped anew.`,
      reason: by.reason,
      before: { key_id: old.id },
      after: { key_id: next.id },
      undo: { impossible: "the old master key is gone; change it again instead." },
      facts: by.facts,
    });
    return values.length + keys.length;
  });
  await master.replace([next]);
  return count;
}
