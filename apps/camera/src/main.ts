import { randomBytes } from "node:crypto";
import { mkdirSync, readFileSync } from "node:fs";
import { type Log, Secret, systemClock } from "@wopr/kernel";
import { newUuidV7 } from "@wopr/kernel/node";
import pino from "pino";
import { composeCamera } from "./compose.ts";
import { type CameraConfig, loadCameraConfig } from "./load-config.ts";
import { readOrMakeToken } from "./token-file.ts";

const log: Log = pino({ base: { service: "wopr-cam" }, timestamp: pino.stdTimeFunctions.isoTime });

/** Linux names each boot; elsewhere every process counts as a boot of its own. */
function readBootId(): string {
  try {
    return readFileSync("/proc/sys/kernel/random/boot_id", "utf8").trim();
  } catch {
    return newUuidV7();
  }
}

function configOrExit(): CameraConfig {
  try {
    return loadCameraConfig(process.env);
  } catch (failure) {
    console.error((failure as Error).message);
    process.exit(2);
  }
}

const config = configOrExit();
mkdirSync(config.dataDir, { recursive: true });
const camera = composeCamera({
  config,
  login: config.loginFile ? new Secret(readFileSync(config.loginFile, "utf8").trim()) : undefined,
  token: config.http.token ?? (await readOrMakeToken(config.dataDir, () => randomBytes(24).toString("base64url"))),
  // Unlike performance.now(), which begins with the process, this clock goes on across a restart of the process.
  clock: { ...systemClock, monotonicMs: () => Number(process.hrtime.bigint() / 1000n) / 1000 },
  bootId: readBootId(),
  newId: newUuidV7,
  log,
  fetch,
});

const stop = async () => {
  await camera.stop();
  process.exit(0);
};
process.once("SIGINT", stop);
process.once("SIGTERM", stop);

try {
  await camera.start();
} catch (failure) {
  const reason = failure instanceof Error && failure.cause instanceof Error ? failure.cause : failure;
  log.error({ err: reason }, "camera did not start");
  process.exit(1);
}
