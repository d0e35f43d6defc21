/**
 * A server in a process of its own that publishes again and again, for a test that kills it:
 * `node publish-for-ever.testing.ts <database url> <folder>`. Prints each revision it was told is published.
 */
import { randomBytes } from "node:crypto";
import { createClient } from "@wopr/client";
import { publishConfig, readNamespace } from "@wopr/contracts";
import { Secret, silentLog, systemClock } from "@wopr/kernel";
import { newUuidV7 } from "@wopr/kernel/node";
import { composeServer } from "../../compose.ts";
import { openDatabase } from "../../db/open-database.ts";
import { loadServerConfig } from "../../load-config.ts";

const [url = "", folder = "", key = ""] = process.argv.slice(2);
const config = loadServerConfig({ WOPR_DATA_DIR: folder, WOPR_DATABASE_URL: url, WOPR_ROLES: "web" }, folder);
const server = composeServer({
  config,
  clock: systemClock,
  log: silentLog,
  newId: newUuidV7,
  chance: Math.random,
  randomBytes,
  fetch,
  signingKey: new Secret("a signing key for tests, and nothing else"),
  version: "0.0.0-test",
  database: openDatabase(config.database, { clock: systemClock, log: silentLog, newId: newUuidV7 }),
  webFolder: folder,
});
await server.start();
const client = createClient({
  baseUrl: "http://localhost",
  headers: () => ({ "x-api-key": key }),
  fetch: (address, init) => server.app.request(address, init),
});
for (let i = 0; ; i += 1) {
  const { head_revision } = await client.call(readNamespace, { params: { ns: "killed" } });
  const n = `${process.pid}-${i}`;
  const layers = ["default", "device", "site"].map((kind) => ({
    kind: kind as "site",
    key: kind === "default" ? "" : "x",
    text: `n: ${n}\n`,
  }));
  const answer = await client.call(publishConfig, {
    params: { ns: "killed" },
    body: { base_revision: head_revision, layers, message: `publish ${n}` },
  });
  process.stdout.write(`${answer.revision} ${n}\n`);
}
