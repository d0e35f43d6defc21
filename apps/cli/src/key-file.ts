import { chmod, mkdir, readFile, rename, writeFile } from "node:fs/promises";
import { dirname } from "node:path";
import { Secret } from "@wopr/kernel";
import { z } from "zod";

const KeyFile = z.object({ servers: z.record(z.string(), z.object({ key: z.string(), name: z.string() })) });

/** API keys of this user, by address of the server. */
export interface KeyStore {
  find(url: string): Promise<Secret | undefined>;
  save(url: string, key: Secret, name: string): Promise<void>;
}

/** Keys in one file that only its owner can read. A damaged file counts as empty and is replaced by the next save. */
export function createKeyStore(path: string): KeyStore {
  const read = async () => {
    const text = await readFile(path, "utf8").catch(() => "{}");
    const parsed = KeyFile.safeParse(parseJson(text));
    return parsed.success ? parsed.data : { servers: {} };
  };
  return {
    async find(url) {
      const entry = (await read()).servers[originOf(url)];
      return entry ? new Secret(entry.key) : undefined;
    },
    async save(url, key, name) {
      const { servers } = await read();
      const changed = { servers: { ...servers, [originOf(url)]: { key: key.reveal(), name } } };
      await mkdir(dirname(path), { recursive: true, mode: 0o700 });
      await writeFile(`${path}.part`, `${JSON.stringify(changed, null, 2)}\n`, { mode: 0o600 });
      await chmod(`${path}.part`, 0o600);
      await rename(`${path}.part`, path);
    },
  };
}

/** One key of a server, however its address was written. `localhost` and `127.0.0.1` are one machine. */
export const originOf = (url: string): string => new URL(url).origin.replace("//127.0.0.1", "//localhost");

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
