import { link, mkdir, open, readFile, rename, rm } from "node:fs/promises";
import { dirname } from "node:path";
import type { NewId } from "@wopr/kernel";
import { sha256Hex } from "@wopr/kernel/node";
import { KEY_BYTES } from "./envelope.ts";

/** A master key; `id` is told, the bytes never are. */
export interface MasterKey {
  readonly id: string;
  readonly bytes: Uint8Array;
}

/**
 * The file with the master keys: one base64 line each, the newest first. More than one only while a rotation is under
 * way or was interrupted. A file with one line of 32 random bytes, as a Kubernetes secret mounts it, is fine too.
 */
export interface KeyFile {
  readonly path: string;
  /** `undefined` when there is no file. @throws {Error} when there is one without a usable key. */
  read(): Promise<readonly MasterKey[] | undefined>;
  /** Makes the file; whoever comes second gets the keys of the first. */
  create(): Promise<readonly MasterKey[]>;
  /** Replaces the file in one step: it is the old or the new one at every moment. */
  replace(keys: readonly MasterKey[]): Promise<void>;
  newKey(): MasterKey;
}

const keyOf = (bytes: Uint8Array): MasterKey => ({ id: sha256Hex(bytes).slice(0, 16), bytes });

/** The key file at a path; nothing is read before it is asked for. */
export function createKeyFile(path: string, newId: NewId, randomBytes: (count: number) => Uint8Array): KeyFile {
  const newKey = () => keyOf(randomBytes(KEY_BYTES));
  const textOf = (keys: readonly MasterKey[]) =>
    keys.map(({ bytes }) => `${Buffer.from(bytes).toString("base64")}\n`).join("");

  async function read() {
    const text = await readFile(path, "utf8").catch((failure: unknown) => {
      if ((failure as { code?: unknown }).code === "ENOENT") return undefined;
      throw failure;
    });
    if (text === undefined) return undefined;
    const keys = text
      .split(/\s+/)
      .filter((line) => line !== "")
      .map((line) => Buffer.from(line, "base64"));
    if (keys.length === 0 || keys.some((key) => key.byteLength !== KEY_BYTES)) {
      throw new Error(`${path} holds no master key of ${KEY_BYTES} bytes in base64.`);
    }
    return keys.map(keyOf);
  }

  async function draft(keys: readonly MasterKey[]): Promise<string> {
    await mkdir(dirname(path), { recursive: true, mode: 0o700 });
    const name = `${path}.${newId()}`;
    const file = await open(name, "wx", 0o600);
    try {
      await file.writeFile(textOf(keys));
      await file.sync();
    } finally {
      await file.close();
    }
    return name;
  }

  async function syncFolder() {
    const folder = await open(dirname(path), "r");
    await folder.sync().finally(() => folder.close());
  }

  return {
    path,
    read,
    newKey,
    async create() {
      const name = await draft([newKey()]);
      await link(name, path).catch((failure: unknown) => {
        if ((failure as { code?: unknown }).code !== "EEXIST") throw failure;
      });
      await rm(name);
      await syncFolder();
      const keys = await read();
      if (!keys) throw new Error(`${path} was removed while it was being made.`);
      return keys;
    },
    async replace(keys) {
      await rename(await draft(keys), path);
      await syncFolder();
    },
  };
}
