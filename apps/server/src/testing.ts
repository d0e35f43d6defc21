import { randomBytes } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Client, createClient } from "@wopr/client";
import type { Permission, Role } from "@wopr/contracts";
import { type Clock, type Log, Secret, silentLog, systemClock } from "@wopr/kernel";
import { newUuidV7 } from "@wopr/kernel/node";
import { createTestDb, type TestDb } from "@wopr/testkit/database";
import { type ComposedServer, composeServer } from "./compose.ts";
import { openDatabase } from "./db/open-database.ts";
import type { Caller } from "./http/caller.ts";
import type { LocalLimiter } from "./http/rate-limit.ts";
import { loadServerConfig } from "./load-config.ts";
import type { Outside } from "./outside.ts";

/** What a test may want different from a usual server. */
export interface TestServerOptions {
  /** Environment variables on top of none. */
  readonly env?: Readonly<Record<string, string>>;
  readonly clock?: Clock;
  readonly log?: Log;
  /** Replaces parts of what comes from outside. */
  readonly outside?: Partial<Outside>;
  /** Limits per process stay on; otherwise a test may ask as often as it likes. */
  readonly limits?: "on";
  /** Another server on the same database and the same files. */
  readonly beside?: TestServer;
}

/** Somebody signed in, for a test. */
export interface TestPerson {
  readonly id: string;
  readonly email: string;
  readonly password: string;
  readonly role: Role;
  /** As a `Cookie` header carries it. */
  readonly cookie: string;
  readonly client: Client;
}

/** A whole server with production wiring, a private database and a private folder, without a socket. */
export interface TestServer extends ComposedServer {
  readonly testDb: TestDb;
  readonly dataDir: string;
  /** A client without credentials. */
  readonly client: Client;
  /** Calls the application as a browser on `http://localhost` would. */
  request(path: string, init?: RequestInit): Promise<Response>;
  /** Makes a person with this role (the first owner through the set-up code) and signs them in. */
  signIn(role: Role): Promise<TestPerson>;
  /** Makes an API key of the owner's with exactly these permissions. */
  keyWith(permissions: readonly Permission[]): Promise<{ readonly key: string; readonly client: Client }>;
  /** Stops the server and, unless it stands beside another, removes database and folder. */
  close(): Promise<void>;
}

const ORIGIN = "http://localhost";
const PASSWORD = "teapot orbit willow seven";
const UNLIMITED: LocalLimiter = {
  take: (limit) => ({
    allowed: true,
    bucket: { tokens: limit.capacity, atMs: 0 },
    remaining: limit.capacity,
    waitS: 0,
    resetS: 0,
  }),
};

/** Starts a {@link TestServer}; it is ready when this resolves. */
export async function createTestServer(options: TestServerOptions = {}): Promise<TestServer> {
  const testDb = options.beside?.testDb ?? (await createTestDb());
  const dataDir = options.beside?.dataDir ?? (await mkdtemp(join(tmpdir(), "wopr-server-test-")));
  const { clock = systemClock, log = silentLog } = options;
  const env = { WOPR_DATA_DIR: dataDir, WOPR_DATABASE_URL: testDb.url, ...options.env };
  const config = loadServerConfig(env, dataDir);
  const server = composeServer({
    config,
    clock,
    log,
    newId: newUuidV7,
    chance: Math.random,
    randomBytes,
    fetch,
    signingKey: new Secret("a signing key for tests, and nothing else"),
    version: "0.0.0-test",
    database: openDatabase(config.database, { clock, log, newId: newUuidV7 }),
    webFolder: join(dataDir, "web"),
    ...(options.limits === "on" ? {} : { limiter: UNLIMITED }),
    ...options.outside,
  });
  await server.start();

  const request = async (path: string, init?: RequestInit) => server.app.request(`${ORIGIN}${path}`, init);
  const clientWith = (headers: Readonly<Record<string, string>>) =>
    createClient({
      baseUrl: ORIGIN,
      clock,
      headers: () => headers,
      fetch: (url, init) => server.app.request(url, init),
    });
  const clientOfCookie = (cookie: string) => clientWith({ cookie, origin: ORIGIN });

  let owner: Promise<TestPerson> | undefined = options.beside?.signIn("owner");
  async function openSession(who: { readonly email: string; readonly role: Role; readonly id: string }) {
    const answer = await request("/api/v1/auth/sign-in/email", {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ email: who.email, password: PASSWORD }),
    });
    if (!answer.ok) throw new Error(`The test person ${who.email} cannot sign in: ${await answer.text()}`);
    const cookie = cookieOf(answer);
    return { ...who, password: PASSWORD, cookie, client: clientOfCookie(cookie) };
  }

  async function makeOwner(): Promise<TestPerson> {
    const code = await server.identity.issueSetupCode();
    const email = "owner@example.org";
    const person = { name: "Olive Owner", email, password: PASSWORD };
    const made = await server.identity.completeSetup(code ?? "", person);
    return openSession({ id: made.id, email, role: "owner" });
  }

  async function signIn(role: Role): Promise<TestPerson> {
    if (role === "owner") {
      owner ??= makeOwner();
      return owner;
    }
    const email = `${role}-${newUuidV7()}@example.org`;
    const made = await server.identity.createUser({ name: `Some ${role}`, email, password: PASSWORD }, role);
    return openSession({ id: made.id, email, role });
  }

  return {
    ...server,
    testDb,
    dataDir,
    client: clientWith({}),
    request,
    signIn,
    async keyWith(permissions) {
      const maker = await signIn("owner");
      const caller: Caller = {
        kind: "user",
        id: maker.id,
        name: "Olive Owner",
        email: maker.email,
        role: "owner",
        permissions: new Set(permissions),
        keyId: null,
      };
      const { text } = await server.identity.createKey(caller, { name: "test", permissions, days: 1 });
      return { key: text, client: clientWith({ "x-api-key": text }) };
    },
    async close() {
      await server.stop();
      if (options.beside) return;
      await testDb.close();
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}

/** What a browser would send back. */
export const cookieOf = (answer: Response): string =>
  answer.headers
    .getSetCookie()
    .map((cookie) => cookie.split(";")[0] ?? "")
    .filter((pair) => !pair.endsWith("="))
    .join("; ");
