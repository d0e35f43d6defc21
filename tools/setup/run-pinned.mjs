import { spawn } from "node:child_process";
import { pinnedNode, root } from "./paths.mjs";

/**
 * Runs a script of the checkout on the pinned Node, with our terminal. Signals go to the child; we end when it does.
 *
 * @param {readonly [string, ...string[]]} argv script, relative to the checkout, and its arguments
 * @param {{ cwd?: string; flags?: readonly string[] }} options where it runs (the checkout unless said otherwise), and flags of Node
 * @returns {Promise<number>} exit code; 128 + n after signal n
 */
export function runPinned([script, ...args], { cwd = root, flags = [] } = {}) {
  const child = spawn(pinnedNode, [...flags, root + script, ...args], { cwd, stdio: "inherit" });
  // A terminal sends Ctrl-C to the whole group, so the child has it already; TERM from a supervisor reaches only us.
  process.on("SIGINT", () => {});
  process.on("SIGTERM", () => child.kill("SIGTERM"));
  process.on("SIGHUP", () => child.kill("SIGHUP"));
  return new Promise((resolve) => {
    child.once("exit", (code, signal) => resolve(code ?? (signal === "SIGINT" ? 130 : 143)));
    child.once("error", (error) => {
      console.error(`The pinned Node could not be started: ${error.message}`);
      resolve(1);
    });
  });
}
