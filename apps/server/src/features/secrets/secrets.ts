import { type Clock, type NewId, Secret } from "@wopr/kernel";
import type { Db } from "../../db/db.ts";
import type { Redactor } from "../../telemetry/redact.ts";
import type { Audit } from "../audit/index.ts";
import { type Consumer, consumerText, mayRead } from "./domain/access.ts";
import { KEY_BYTES, open, seal } from "./envelope.ts";
import { SecretErrors } from "./errors.ts";
import type { Master } from "./master.ts";
import { rotateMaster } from "./rotate.ts";
import type { ChangedBy, SecretFacts, Secrets } from "./service.ts";
import { createSecretStore, type SealedValue, type SecretRow, type WrappedKey } from "./store.ts";

/** What keeping secrets needs from outside. */
export interface SecretsDeps {
  readonly db: Db;
  readonly clock: Clock;
  readonly newId: NewId;
  readonly randomBytes: (count: number) => Uint8Array;
  readonly redactor: Redactor;
  readonly audit: Audit;
  readonly master: Master;
}

/** The only implementation; tests use it too. */
export function createSecrets(deps: SecretsDeps): Secrets {
  const { db, clock, newId, randomBytes, redactor, audit, master } = deps;
  const store = createSecretStore(db);

  function wrap(dataKey: Uint8Array, bound: string): WrappedKey {
    const key = master.newest();
    return { wrappedKey: seal(key.bytes, dataKey, bound, randomBytes), keyId: key.id };
  }
  async function unwrap(wrapped: WrappedKey, bound: string): Promise<Buffer> {
    const dataKey = open((await master.byId(wrapped.keyId)).bytes, wrapped.wrappedKey, bound);
    if (!dataKey) throw SecretErrors.damaged({ name: bound });
    return dataKey;
  }
  function sealValue(id: string, version: number, value: Secret): SealedValue {
    const dataKey = randomBytes(KEY_BYTES);
    const bound = `${id} ${version}`;
    return { ciphertext: seal(dataKey, Buffer.from(value.reveal()), bound, randomBytes), ...wrap(dataKey, bound) };
  }

  /** Writes the history of a change. Values have no place in it. */
  const tell = (tx: Db, by: ChangedBy, before: SecretRow | undefined, after: SecretRow | undefined) => {
    const name = (after ?? before)?.name ?? "";
    const facts = (row: SecretRow | undefined) =>
      row && { version: row.version, description: row.description, allowed: row.allowed };
    return audit.record(tx, {
      actor: by.actor,
      action: after ? "secrets.put_value" : "secrets.delete_value",
      subject: { kind: "secret", id: name },
      summary: after ? `Put version ${after.version} of the secret "${name}".` : `Erased the secret "${name}".`,
      reason: by.reason,
      before: facts(before),
      after: facts(after),
      undo:
        after && before
          ? { data: { name, was: before.version, became: after.version } }
          : { impossible: after ? "a new secret has no value before; erase it instead." : "the value is erased." },
      facts: by.facts,
    });
  };

  async function readable(name: string, consumer: Consumer): Promise<SecretRow> {
    const row = await store.find(name);
    if (!row) throw SecretErrors.not_found({ name });
    if (!mayRead(row.allowed, consumer)) throw SecretErrors.not_allowed({ name, consumer: consumerText(consumer) });
    return row;
  }

  async function dataKeyOf(tx: Db, scope: string): Promise<Buffer | undefined> {
    const wrapped = await createSecretStore(tx).dataKey(scope);
    return wrapped && unwrap(wrapped, scope);
  }

  return {
    put: (given, by) =>
      db.transaction(async (tx) => {
        redactor.learn(given.value);
        const inside = createSecretStore(tx);
        const before = await inside.lock(given.name);
        const seen = given.version;
        if (seen !== undefined && seen !== (before?.version ?? 0)) {
          throw SecretErrors.moved_on({ name: given.name, version: before?.version ?? 0 });
        }
        const now = clock.now();
        const id = before?.id ?? newId();
        const version = before ? (await inside.newestVersion(id)) + 1 : 1;
        const after: SecretRow = {
          id,
          name: given.name,
          description: given.description ?? before?.description ?? "",
          allowed: given.allowed ?? before?.allowed ?? [],
          version,
          createdAt: before?.createdAt ?? now,
          updatedAt: now,
        };
        const sealed = sealValue(id, version, given.value);
        if (before) await inside.update(after);
        else if (!(await inside.add(after))) throw SecretErrors.moved_on({ name: given.name, version: 1 });
        await inside.addVersion(id, version, sealed, now);
        await tell(tx, by, before, after);
        return factsOf(after);
      }),

    async resolve(name, consumer) {
      const row = await readable(name, consumer);
      const sealed = await store.value(row.id, row.version);
      if (!sealed) throw SecretErrors.damaged({ name });
      const bound = `${row.id} ${row.version}`;
      const plain = open(await unwrap(sealed, bound), sealed.ciphertext, bound);
      if (!plain) throw SecretErrors.damaged({ name });
      const value = new Secret(plain.toString("utf8"));
      redactor.learn(value);
      return value;
    },

    async canResolve(name, consumer) {
      const row = await store.find(name);
      return row !== undefined && mayRead(row.allowed, consumer) && master.lockedWhy() === undefined;
    },

    list: async () => (await store.list()).map(factsOf),

    remove: (name, by) =>
      db.transaction(async (tx) => {
        const inside = createSecretStore(tx);
        const before = await inside.lock(name);
        if (!before) return;
        await inside.remove(name);
        await tell(tx, by, before, undefined);
      }),

    async sealFor(tx, scope, plain) {
      let key = await dataKeyOf(tx, scope);
      if (!key) {
        await createSecretStore(tx).addDataKey(scope, wrap(randomBytes(KEY_BYTES), scope), clock.now());
        // Another transaction may have been first: the one that stands there counts.
        key = await dataKeyOf(tx, scope);
      }
      if (!key) throw SecretErrors.damaged({ name: scope });
      return seal(key, plain, scope, randomBytes);
    },

    async openFor(tx, scope, sealed) {
      const key = await dataKeyOf(tx, scope);
      if (!key) return undefined;
      const plain = open(key, sealed, scope);
      if (!plain) throw SecretErrors.damaged({ name: scope });
      return plain;
    },

    eraseKey: (tx, scope) => createSecretStore(tx).removeDataKey(scope),
    lockedWhy: () => master.lockedWhy(),
    rotateMaster: (by) => rotateMaster(deps, by),
    masterKeys: () => master.all().map(({ bytes }) => new Secret(Buffer.from(bytes).toString("base64"))),
  };
}

const factsOf = ({ id: _, ...facts }: SecretRow): SecretFacts => facts;
