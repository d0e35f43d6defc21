import { link, mkdir, open, readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { type NewId, Secret } from "@wopr/kernel";

/** Name of the key file below the data folder. */
const KEY_FILE = "keys/signing.key";

/**
 * The key that signs sessions: read from the data folder, or made there at the first start (readable by this user
 * alone). Two processes that start at once end up with the same key.
 */
export async function loadSigningKey(
  dataDir: string,
  newId: NewId,
  randomBytes: (count: number) => Uint8Array,
): Promise<Secret> {
  const path = join(dataDir, KEY_FILE);
  const existing = await readKey(path);
  if (existing) return existing;
  await mkdir(join(dataDir, "keys"), { recursive: true, mode: 0o700 });
  const draft = `${path}.${newId()}`;
  const file = await open(draft, "wx", 0o600);
  try {
    await file.writeFile(`${Buffer.from(randomBytes(48)).toString("base64url")}\n`);
    await file.sync();
  } finally {
    await file.close();
  }
  // A hard link does not replace: whoever comes second takes the key of the first.
  await link(draft, path).catch((failure: unknown) => {
    if ((failure as { code?: unknown }).code !== "EEXIST") throw failure;
  });
  await rm(draft);
  const key = await readKey(path);
  if (!key)
    throw new Error(
      `The signing key in ${path} is empty. Remove the file; a new one is made, and people sign in again.`,
    );
  return key;
}

async function readKey(path: string): Promise<Secret | undefined> {
  try {
    const text = (await readFile(path, "utf8")).trim();
    return text.length >= 32 ? new Secret(text) : undefined;
  } catch (failure) {
    if ((failure as { code?: unknown }).code === "ENOENT") return undefined;
    throw failure;
  }
}
