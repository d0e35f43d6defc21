import { readReadiness } from "@wopr/contracts";
import { createPlainClient } from "../connection.ts";
import { CliErrors } from "../errors.ts";
import { pathFrom } from "../game/options.ts";
import type { Outside, StartedProgram } from "../outside.ts";

/** How a server is started on this machine; what is absent is as `npm start` has it. */
export interface LaunchOptions {
  readonly port?: string;
  readonly data?: string;
  readonly lan?: boolean;
}

/** A server that was started here. */
export interface Launched extends StartedProgram {
  readonly url: string;
  readonly port: number;
}

/**
 * Starts the server of this checkout as `npm start` does: it installs and builds what is missing.
 *
 * @throws {AppError} `cli.usage`
 */
export function launchServer(outside: Outside, options: LaunchOptions): Launched {
  const port = Number(options.port ?? outside.env["WOPR_PORT"] ?? 3100);
  if (!Number.isInteger(port) || port < 1 || port > 65_535)
    throw CliErrors.usage({ problem: `--port ${options.port} is no port: a whole number from 1 to 65535.` });
  const program = outside.startProgram("tools/launch.mjs", ["start"], {
    WOPR_PORT: String(port),
    ...(options.data ? { WOPR_DATA_DIR: pathFrom(outside.cwd, options.data) } : {}),
    ...(options.lan ? { WOPR_HOST: "0.0.0.0" } : {}),
  });
  return { ...program, url: `http://localhost:${port}`, port };
}

/** Asks until the server is ready. @returns `false` when it ended first. */
export async function untilReady({ url, ended }: Launched, outside: Outside): Promise<boolean> {
  let running = true;
  const over = ended.then(() => {
    running = false;
  });
  while (running && !outside.interrupted.aborted) {
    if (await isReady(url, outside)) return true;
    await Promise.race([over, outside.clock.sleep(250)]);
  }
  return false;
}

/** Whether a server answers there and is ready for work. */
export async function isReady(url: string, outside: Outside): Promise<boolean> {
  return createPlainClient(url, outside)
    .call(readReadiness, {})
    .then(
      (answer) => answer.ready,
      () => false,
    );
}
