import { chmod, mkdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { Secret } from "@wopr/kernel";
import { writeDurably } from "./durable-file.ts";

/**
 * The token of the local interface: read from the data folder, made there at the first start, readable by its owner
 * only.
 *
 * @param newToken Makes an unguessable text.
 */
export async function readOrMakeToken(dataDir: string, newToken: () => string): Promise<Secret> {
  const path = join(dataDir, "token");
  const kept = await readFile(path, "utf8").catch((failure: { code?: string }) => {
    if (failure.code === "ENOENT") return undefined;
    throw failure;
  });
  if (kept?.trim()) return new Secret(kept.trim());
  await mkdir(dataDir, { recursive: true });
  const token = newToken();
  await writeDurably(path, `${token}\n`);
  await chmod(path, 0o600);
  return new Secret(token);
}
