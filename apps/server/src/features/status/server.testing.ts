import { randomBytes } from "node:crypto";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Clock, type Log, Secret, silentLog, systemClock } from "@wopr/kernel";
import { newUuidV7 } from "@wopr/kernel/node";
import { createTestDb, type TestDb } from "@wopr/testkit/database";
import { composeServer } from "../../compose.ts";
import { createFlakyDatabase, type FlakyDatabase } from "../../database-away.testing.ts";
import { type Database, openDatabase } from "../../db/open-database.ts";
import { createListener } from "../../http/listener.ts";
import type { LocalLimiter } from "../../http/rate-limit.ts";
import { loadServerConfig } from "../../load-config.ts";
import type { Outside } from "../../outside.ts";

/** A whole server on a socket, whose checks ask it by its public address as they do in production. */
export interface SocketServer {
  readonly base: string;
  readonly server: ReturnType<typeof composeServer>;
  /** The database as the server sees it. */
  readonly opened: Database;
  /** A database that can be cut off. */
  readonly database: FlakyDatabase;
  readonly testDb: TestDb;
  readonly dataDir: string;
  /** A key with these permissions, made by the owner. */
  readonly key: (permissions: readonly string[]) => Promise<string>;
  stop(): Promise<void>;
}

const PAGE = `<!doctype html><html><head><title>WOPR</title></head><body><div id="root"></div>${" ".repeat(300)}<script type="module" src="/assets/index-1a2b3c4d.js"></script></body></html>`;

/** Who owns which database. */
const owners = new WeakMap<TestDb, string>();

/** A free loopback port. */
export const freePort = (): Promise<number> =>
  new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once("error", reject);
    probe.listen(0, "127.0.0.1", () => {
      const address = probe.address();
      probe.close(() =>
        address && typeof address === "object" ? resolve(address.port) : reject(new Error("no port")),
      );
    });
  });

/** A test may ask as often as it likes. */
const UNLIMITED: LocalLimiter = {
  take: (limit) => ({
    allowed: true,
    bucket: { tokens: limit.capacity, atMs: 0 },
    remaining: limit.capacity,
    waitS: 0,
    resetS: 0,
  }),
};

/** Starts one. `close` everything with the returned function. */
export async function startSocketServer(
  options: {
    readonly clock?: Clock;
    readonly log?: Log;
    readonly env?: Readonly<Record<string, string>>;
    readonly outside?: Partial<Outside>;
    /** Another server on the same database, with a folder of its own. */
    readonly beside?: SocketServer;
    /** Goes on where a stopped server was: its folder and its database. */
    readonly again?: SocketServer;
    /** Its own PostgreSQL in the data folder instead of the one of the tests. */
    readonly embedded?: boolean;
    /** Begin with a database that is away; then it is not waited for. */
    readonly away?: boolean;
    /** By which address the checks ask the server; absent: its own. */
    readonly publicUrl?: string;
    readonly port?: number;
  } = {},
): Promise<SocketServer> {
  const { clock = systemClock, log = silentLog } = options;
  const testDb = options.beside?.testDb ?? options.again?.testDb ?? (await createTestDb());
  const database = options.again?.database ?? (await createFlakyDatabase(testDb.url));
  if (options.away) await database.down();
  else await database.up();
  const dataDir = options.again?.dataDir ?? (await mkdtemp(join(tmpdir(), "wopr-status-")));
  const webFolder = join(dataDir, "web");
  await mkdir(join(webFolder, "assets"), { recursive: true });
  await writeFile(join(webFolder, "index.html"), PAGE);
  await writeFile(join(webFolder, "assets/index-1a2b3c4d.js"), `export const x = "${"y".repeat(2000)}";`);
  const port = options.port ?? (await freePort());
  const base = `http://127.0.0.1:${port}`;
  const config = loadServerConfig(
    {
      WOPR_DATA_DIR: dataDir,
      ...(options.embedded ? {} : { WOPR_DATABASE_URL: database.url }),
      WOPR_PUBLIC_URL: options.publicUrl ?? base,
      WOPR_PORT: String(port),
      ...options.env,
    },
    dataDir,
  );
  const parts = { clock, log, newId: newUuidV7 };
  const opened = openDatabase(config.database, parts);
  const server = composeServer({
    ...parts,
    config,
    chance: Math.random,
    randomBytes,
    fetch,
    signingKey: new Secret("a signing key for tests, and nothing else"),
    version: "0.0.0-test",
    database: opened,
    webFolder,
    limiter: UNLIMITED,
    listen: (app) => createListener({ app, host: "127.0.0.1", port, clock }),
    ...options.outside,
  });
  const starting = server.start();
  starting.catch(() => undefined);
  if (!options.away) await starting;
  const isOwner = !options.beside && !options.again;
  return {
    base,
    server,
    opened,
    database,
    testDb,
    dataDir,
    async key(permissions) {
      if (!owners.has(testDb)) {
        const code = await server.identity.issueSetupCode();
        const person = { name: "Olive", email: "owner@example.org", password: "teapot orbit willow seven" };
        owners.set(testDb, (await server.identity.completeSetup(code ?? "", person)).id);
      }
      const granted = new Set(permissions as readonly never[]);
      const owner = { kind: "user", name: "Olive", email: null, role: "owner", keyId: null } as const;
      const caller = { ...owner, id: owners.get(testDb) ?? "", permissions: granted };
      const made = await server.identity.createKey(caller, { name: "test", permissions: [...granted], days: 1 });
      return made.text;
    },
    async stop() {
      await server.stop();
      if (options.again) return;
      await database.down();
      if (isOwner) await testDb.close();
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}
