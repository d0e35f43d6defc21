import { randomBytes } from "node:crypto";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Secret, silentLog, systemClock } from "@wopr/kernel";
import { newUuidV7 } from "@wopr/kernel/node";
import { composeServer } from "./compose.ts";
import { openDatabase } from "./db/open-database.ts";
import { openApiDocument } from "./http/openapi.ts";
import { loadServerConfig } from "./load-config.ts";

/** The OpenAPI document of a server with all features on. Nothing is started: no database, no socket, no file. */
export async function describeInterface(version: string): Promise<unknown> {
  const outside = { clock: systemClock, log: silentLog, newId: newUuidV7 };
  const config = loadServerConfig({ WOPR_DATA_DIR: join(tmpdir(), "wopr-openapi") }, "/");
  const { app } = composeServer({
    ...outside,
    config,
    chance: () => 0,
    randomBytes,
    fetch,
    signingKey: new Secret("only used to build the server, never to sign"),
    version,
    database: openDatabase(config.database, outside),
    webFolder: "",
  });
  return openApiDocument(app, version);
}
