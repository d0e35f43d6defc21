import { resolve } from "node:path";
import { parseArgs } from "node:util";
import { AppError, silentLog, systemClock } from "@wopr/kernel";
import { newUuidV7 } from "@wopr/kernel/node";
import { openDatabase } from "../db/open-database.ts";
import { loadKey, restore } from "../features/backup/index.ts";
import { loadServerConfig } from "../load-config.ts";

/**
 * `wopr restore`: a process of its own, because a server cannot replace what it stands on. Where to is said by the same
 * environment as for a server (WOPR_DATA_DIR, WOPR_DATABASE_URL, WOPR_MEDIA_DIR, WOPR_SECRET_KEY_FILE).
 */
async function main(): Promise<void> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { json: { type: "boolean", default: false }, from: { type: "string" } },
  });
  const [archive] = positionals;
  if (!archive) throw new Error("Say which archive: wopr restore path/to/archives/….wbk");
  const from = resolve(values.from ?? process.cwd());
  const config = loadServerConfig(process.env, from);
  const outside = { clock: systemClock, log: silentLog, newId: newUuidV7 };
  const key = await loadKey({ passphrase: config.backup.passphrase, file: config.backup.keyFile });
  const database = openDatabase(config.database, outside);
  const say = (text: string) => (values.json ? undefined : console.error(text));
  await database.lock();
  await database.start();
  try {
    const restored = await restore({
      ...outside,
      archive: resolve(from, archive),
      key,
      database,
      media: config.media,
      masterKeyFile: config.secretKeyFile,
      onProgress: (stage) => say(`… ${stage}`),
    });
    const { tables, rows, files, epoch } = restored;
    if (values.json) console.log(JSON.stringify({ tables, rows, files, epoch }));
    else console.log(`Restored ${rows} rows of ${tables} tables and ${files} files (epoch ${epoch}). Start WOPR now.`);
  } finally {
    await database.stop();
  }
}

await main().catch((failure: unknown) => {
  const detail = failure instanceof Error ? failure.message : String(failure);
  const code = failure instanceof AppError ? failure.code : "restore.failed";
  if (process.argv.includes("--json")) console.log(JSON.stringify({ error: { code, detail } }));
  else console.error(`Nothing was restored. ${detail}`);
  process.exit(1);
});
