import { randomBytes } from "node:crypto";
import { mkdir, readFile } from "node:fs/promises";
import { networkInterfaces } from "node:os";
import { join } from "node:path";
import { type Log, systemClock } from "@wopr/kernel";
import { newUuidV7 } from "@wopr/kernel/node";
import { pino } from "pino";
import { type ComposedServer, composeServer } from "./compose.ts";
import { openDatabase } from "./db/open-database.ts";
import { createListener, type Listener } from "./http/listener.ts";
import { loadServerConfig, type ServerConfig } from "./load-config.ts";
import { loadSigningKey } from "./signing-key.ts";
import { createLog } from "./telemetry/log.ts";
import { createRedactor } from "./telemetry/redact.ts";

/** Everything that takes longer than this to stop is left behind. */
const STOP_MS = 30_000;
const HERE = import.meta.dirname;

async function main(): Promise<void> {
  const config = readConfig();
  const manifest = JSON.parse(await readFile(join(HERE, "../package.json"), "utf8")) as { readonly version: string };
  await mkdir(config.dataDir, { recursive: true, mode: 0o700 });
  const signingKey = config.signingKey ?? (await loadSigningKey(config.dataDir, newUuidV7, randomBytes));
  const known = [signingKey, ...(config.database.kind === "postgres" ? [config.database.url] : [])];
  const redactor = createRedactor(known);
  const log = createLog({
    level: config.logLevel,
    service: "wopr-server",
    version: manifest.version,
    clock: systemClock,
    redactor,
    destination: await destination(),
  });

  let listener: Listener | undefined;
  const server = composeServer({
    config,
    clock: systemClock,
    log,
    redactor,
    newId: newUuidV7,
    chance: Math.random,
    randomBytes,
    fetch,
    signingKey,
    version: manifest.version,
    database: openDatabase(config.database, { clock: systemClock, log, newId: newUuidV7 }),
    webFolder: join(HERE, "../../web/dist"),
    listen(app) {
      listener = createListener({ app, host: config.host, port: config.port, clock: systemClock });
      return listener;
    },
  });
  stopOnSignals(server, log);
  await server.start();
  if (server.stage() === "ready") await greet(server, config, listener?.port() ?? config.port, manifest.version);
}

function readConfig(): ServerConfig {
  try {
    return loadServerConfig(process.env, process.cwd());
  } catch (failure) {
    console.error(failure instanceof Error ? failure.message : failure);
    process.exit(2);
  }
}

/** JSON lines for machines; on a terminal lines for people. */
async function destination() {
  if (!process.stdout.isTTY) return pino.destination({ dest: 1, sync: true });
  const { default: pretty } = await import("pino-pretty");
  return pretty({
    sync: true,
    messageKey: "msg",
    timestampKey: "ts",
    translateTime: "SYS:HH:MM:ss",
    ignore: "service,version,trace_id,route,ip",
    singleLine: true,
  });
}

/** What a person needs next: the address and, as long as nobody owns the installation, the way in. */
async function greet(server: ComposedServer, config: ServerConfig, port: number, version: string): Promise<void> {
  const base = config.port === port ? config.publicUrl : `http://localhost:${port}`;
  const others = config.host === "0.0.0.0" || config.host === "::" ? lanAddresses(port) : [];
  const code = await server.identity.issueSetupCode();
  const lines = [
    "",
    `  WOPR ${version} is ready:  ${base}`,
    ...others.map((address) => `  on this network:  ${address}`),
    ...(code
      ? [
          "",
          "  Nobody owns this installation yet. Open this link to make the owner account",
          "  (good for 30 minutes and 5 tries; start again for a new one):",
          `  ${base}/setup#code=${code}`,
        ]
      : []),
    "  Stop with Ctrl-C.",
    "",
  ];
  console.log(lines.join("\n"));
}

const lanAddresses = (port: number): readonly string[] =>
  Object.values(networkInterfaces())
    .flatMap((addresses) => addresses ?? [])
    .filter((address) => !address.internal && address.family === "IPv4")
    .map((address) => `http://${address.address}:${port}`);

function stopOnSignals(server: ComposedServer, log: Log): void {
  let stopping = false;
  const stop = async (signal: NodeJS.Signals) => {
    if (stopping) process.exit(130);
    stopping = true;
    log.info({ signal }, "stopping; the same signal again ends at once");
    const late = setTimeout(() => {
      log.error({}, "the server did not stop in time and was ended");
      process.exit(1);
    }, STOP_MS);
    late.unref();
    await server.stop();
    log.info({}, "stopped");
    process.exit(0);
  };
  process.on("SIGTERM", stop);
  process.on("SIGINT", stop);
  const crash = (failure: unknown) => {
    log.error({ err: failure }, "the server ends because of an error nobody handled");
    process.exit(1);
  };
  process.on("uncaughtException", crash);
  process.on("unhandledRejection", crash);
}

await main().catch((failure: unknown) => {
  const reason = failure instanceof Error ? failure.message : String(failure);
  console.error(`WOPR did not start: ${reason}`);
  process.exit(1);
});
