import type { Clock, Log, Runnable } from "@wopr/kernel";
import type { Db } from "../../db/db.ts";
import { SecretErrors } from "./errors.ts";
import type { KeyFile, MasterKey } from "./key-file.ts";
import { createSecretStore } from "./store.ts";

/** The master keys of this process. */
export interface Master extends Runnable {
  /** The key new values are wrapped with. @throws {AppError} `secrets.locked` */
  newest(): MasterKey;
  /** The key with this id; looks into the file again when another process may have rotated. @throws {AppError} `secrets.locked` */
  byId(id: string): Promise<MasterKey>;
  lockedWhy(): string | undefined;
  all(): readonly MasterKey[];
  makeKey(): MasterKey;
  /** Puts other keys into the file and uses them. */
  replace(keys: readonly MasterKey[]): Promise<void>;
}

/**
 * Reads the master keys once the database is there, or makes them where nothing was ever sealed. Without the right key
 * the server goes on, locked: what is sealed stays as it is (platform.md 7).
 */
export function createMaster(deps: {
  readonly file: KeyFile;
  readonly db: Db;
  readonly clock: Clock;
  readonly log: Log;
}): Master {
  const { file, db, clock, log } = deps;
  const store = createSecretStore(db);
  let keys: readonly MasterKey[] = [];
  let why: string | undefined = "the server has not read its master key yet.";

  async function unlock(): Promise<string | undefined> {
    const needed = await store.masterIds();
    const found = (await file.read()) ?? (needed.length === 0 ? await file.create() : undefined);
    if (!found) return `the master key file ${file.path} is missing. Put it back, then start WOPR again.`;
    const missing = needed.filter((id) => !found.some((key) => key.id === id));
    if (missing.length > 0) return `${file.path} does not hold the master key ${missing[0]} that sealed them.`;
    keys = found;
    const [newest] = found;
    if (newest) await store.addMaster(newest.id, clock.now());
    return undefined;
  }

  const demand = (key: MasterKey | undefined): MasterKey => {
    if (why !== undefined || !key) throw SecretErrors.locked({ why: why ?? "the master key is not there." });
    return key;
  };

  return {
    name: "secret store",
    newest: () => demand(keys[0]),
    async byId(id) {
      const known = keys.find((key) => key.id === id);
      if (known) return demand(known);
      keys = (await file.read().catch(() => undefined)) ?? keys;
      return demand(keys.find((key) => key.id === id));
    },
    lockedWhy: () => why,
    all: () => (why === undefined ? keys : []),
    makeKey: file.newKey,
    async replace(next) {
      await file.replace(next);
      keys = next;
    },
    async start() {
      why = await unlock().catch((failure: unknown) => (failure instanceof Error ? failure.message : String(failure)));
      if (why) log.error({ why }, "the secret store is locked: features that need secrets do not work");
    },
    async stop() {},
  };
}
