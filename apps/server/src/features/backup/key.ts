import { link, mkdir, open, readFile, rm } from "node:fs/promises";
import { dirname } from "node:path";
import type { NewId, Secret } from "@wopr/kernel";
import type { ArchiveKey } from "./archive/seal.ts";

/**
 * What seals and opens archives: the passphrase when there is one, else the key file, which `create` makes when it is
 * missing. Without passphrase and without a copy of that file backups are worth nothing.
 *
 * @throws {Error} when the file is missing and is not to be made.
 */
export async function loadKey(from: {
  readonly passphrase: Secret | undefined;
  readonly file: string;
  readonly create?: { readonly newId: NewId; readonly randomBytes: (count: number) => Uint8Array };
}): Promise<ArchiveKey> {
  if (from.passphrase) return { passphrase: from.passphrase.reveal() };
  const found = await readFile(from.file).catch((failure: unknown) => {
    if ((failure as { code?: unknown }).code === "ENOENT" && from.create) return undefined;
    throw failure;
  });
  if (found) return { file: found };
  const { newId, randomBytes } = from.create ?? {};
  await mkdir(dirname(from.file), { recursive: true, mode: 0o700 });
  const draft = `${from.file}.${newId?.()}`;
  const file = await open(draft, "wx", 0o600);
  try {
    await file.writeFile(`${Buffer.from(randomBytes?.(32) ?? []).toString("base64")}\n`);
    await file.sync();
  } finally {
    await file.close();
  }
  // Whoever comes second takes the file of the first.
  await link(draft, from.file).catch((failure: unknown) => {
    if ((failure as { code?: unknown }).code !== "EEXIST") throw failure;
  });
  await rm(draft);
  return { file: await readFile(from.file) };
}
