import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from "node:crypto";
import { mkdir, open, readFile, rename, rm } from "node:fs/promises";
import { dirname } from "node:path";
import type { Secret } from "@wopr/kernel";

/** Files that only this device can read and that nobody can change unseen. */
export interface SealedFiles {
  /** Durable when it resolves: temporary file, fsync, rename, fsync of the folder. */
  write(path: string, text: string): Promise<void>;
  /** @returns `undefined` where there is no file; a sentence where it is not what was written. */
  read(path: string): Promise<{ readonly text: string } | { readonly why: string } | undefined>;
  remove(path: string): Promise<void>;
}

const MAGIC = Buffer.from("WCF1");
const IV = 12;
const TAG = 16;

/**
 * AES-256-GCM under a key that follows from the device's own secret. The name of the file is part of what is sealed, so
 * that one file cannot stand in for another.
 */
export function createSealedFiles(deviceSecret: Secret): SealedFiles {
  const key = Buffer.from(hkdfSync("sha256", deviceSecret.reveal(), "", "config-cache", 32));
  const nameOf = (path: string) =>
    path
      .split(/[\\/]/)
      .at(-1)
      ?.replace(/\.(current|previous)$/, "") ?? path;

  return {
    async write(path, text) {
      const iv = randomBytes(IV);
      const cipher = createCipheriv("aes-256-gcm", key, iv).setAAD(Buffer.from(nameOf(path)));
      const sealed = Buffer.concat([cipher.update(text, "utf8"), cipher.final()]);
      await mkdir(dirname(path), { recursive: true, mode: 0o700 });
      const temporary = `${path}.new`;
      const file = await open(temporary, "w", 0o600);
      try {
        await file.write(Buffer.concat([MAGIC, iv, cipher.getAuthTag(), sealed]));
        await file.sync();
      } finally {
        await file.close();
      }
      await rename(temporary, path);
      const folder = await open(dirname(path), "r");
      await folder.sync().finally(() => folder.close());
    },
    async read(path) {
      const bytes = await readFile(path).catch(() => undefined);
      if (!bytes) return undefined;
      if (bytes.length < MAGIC.length + IV + TAG || !bytes.subarray(0, MAGIC.length).equals(MAGIC))
        return { why: "it is no copy of settings, or cut short." };
      const iv = bytes.subarray(MAGIC.length, MAGIC.length + IV);
      const tag = bytes.subarray(MAGIC.length + IV, MAGIC.length + IV + TAG);
      try {
        const decipher = createDecipheriv("aes-256-gcm", key, iv)
          .setAAD(Buffer.from(nameOf(path)))
          .setAuthTag(tag);
        return {
          text: Buffer.concat([decipher.update(bytes.subarray(MAGIC.length + IV + TAG)), decipher.final()]).toString(
            "utf8",
          ),
        };
      } catch {
        return { why: "it was changed, or comes from another device." };
      }
    },
    remove: (path) => rm(path, { force: true }),
  };
}
