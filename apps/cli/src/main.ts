import { spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import { homedir, networkInterfaces } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { systemClock } from "@wopr/kernel";
import { newUuidV7 } from "@wopr/kernel/node";
import { EXIT } from "./exit-code.ts";
import { createKeyStore } from "./key-file.ts";
import { createNodeTerminal } from "./node-terminal.ts";
import type { Outside } from "./outside.ts";
import { run } from "./program.ts";

const { env } = process;
const root = fileURLToPath(new URL("../../../", import.meta.url));
const configDir = env["XDG_CONFIG_HOME"] ?? (process.platform === "win32" ? env["APPDATA"] : undefined);
const interruption = new AbortController();

process.on("SIGINT", () => {
  // The first Ctrl-C lets a command tidy up; the second one ends it.
  if (interruption.signal.aborted) process.exit(EXIT.interrupted);
  interruption.abort(new Error("interrupted"));
});
process.on("SIGTERM", () => interruption.abort(new Error("terminated")));

const outside: Outside = {
  env,
  terminal: createNodeTerminal(process),
  keys: createKeyStore(join(configDir ?? join(homedir(), ".config"), "wopr", "cli.json")),
  clock: systemClock,
  fetch,
  interrupted: interruption.signal,
  root,
  cwd: process.cwd(),
  newId: newUuidV7,
  startProgram(script, args, more) {
    const child = spawn(process.execPath, [join(root, script), ...args], {
      cwd: root,
      stdio: "inherit",
      env: { ...env, ...more },
    });
    const ended = new Promise<number>((resolve) => {
      child.once("exit", (code, signal) => resolve(code ?? (signal === "SIGINT" ? 130 : 143)));
      child.once("error", () => resolve(1));
    });
    // A terminal sends Ctrl-C to the whole group, so the child has it already; TERM from a supervisor reaches only us.
    process.on("SIGTERM", () => child.kill("SIGTERM"));
    return { ended, stop: () => child.kill("SIGTERM") };
  },
  lanAddresses: () =>
    Object.values(networkInterfaces())
      .flatMap((addresses) => addresses ?? [])
      .filter((address) => address.family === "IPv4" && !address.internal)
      .map((address) => address.address),
};

const { version } = JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as { version: string };
process.exitCode = await run(process.argv.slice(2), outside, version);
