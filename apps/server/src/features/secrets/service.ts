import type { Secret } from "@wopr/kernel";
import type { Db } from "../../db/db.ts";
import type { Act, Actor } from "../audit/index.ts";
import type { Consumer } from "./domain/access.ts";

/** A secret without its value. */
export interface SecretFacts {
  readonly name: string;
  readonly description: string;
  readonly allowed: readonly string[];
  readonly version: number;
  readonly createdAt: Date;
  readonly updatedAt: Date;
}

/** Who changes a secret, and why. */
export interface ChangedBy {
  readonly actor: Actor;
  readonly reason?: string | undefined;
  readonly facts?: Act["facts"];
}

/** Secrets by reference (platform.md 6.5). Values leave only through {@link Secrets.resolve}. */
export interface Secrets {
  /**
   * Writes a new version. The history gets name, version and readers.
   *
   * @param secret `version`: the one that was seen, 0 for none; absent: whatever stands there is replaced.
   * @throws {AppError} `secrets.locked`, `secrets.moved_on`
   */
  put(
    secret: {
      readonly name: string;
      readonly value: Secret;
      readonly description?: string | undefined;
      /** Absent: as it was; of a new secret nobody. */
      readonly allowed?: readonly string[] | undefined;
      readonly version?: number | undefined;
    },
    by: ChangedBy,
  ): Promise<SecretFacts>;
  /**
   * The value, for a consumer that may have it. From then on the redactor knows it.
   *
   * @throws {AppError} `secrets.not_found`, `secrets.not_allowed`, `secrets.locked`, `secrets.damaged`
   */
  resolve(name: string, consumer: Consumer): Promise<Secret>;
  /** Whether a reference would resolve, without the value. */
  canResolve(name: string, consumer: Consumer): Promise<boolean>;
  /** By name. */
  list(): Promise<readonly SecretFacts[]>;
  /** Erases all versions. Idempotent. */
  remove(name: string, by: ChangedBy): Promise<void>;
  /**
   * Seals bytes under the data key of a person or tenant (`life:person:<id>`), which is made at the first use.
   *
   * @throws {AppError} `secrets.locked`
   */
  sealFor(tx: Db, scope: string, plain: Uint8Array): Promise<Uint8Array>;
  /** @returns `undefined` when the key was erased. @throws {AppError} `secrets.locked`, `secrets.damaged` */
  openFor(tx: Db, scope: string, sealed: Uint8Array): Promise<Uint8Array | undefined>;
  /** Erases the data key, and with it everything it sealed. Idempotent. */
  eraseKey(tx: Db, scope: string): Promise<void>;
  /** Why values cannot be read at the moment. */
  lockedWhy(): string | undefined;
  /**
   * Wraps everything with a new master key while all goes on. An interrupted rotation is finished by the next.
   *
   * @returns How many keys were wrapped anew. @throws {AppError} `secrets.locked`, `secrets.rotation_failed`
   */
  rotateMaster(by: ChangedBy): Promise<number>;
  /** The master keys, for a backup that wraps them again. */
  masterKeys(): readonly Secret[];
}
