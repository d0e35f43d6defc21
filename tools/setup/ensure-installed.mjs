import { spawn, spawnSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { exclusively } from "./exclusively.mjs";
import { pinnedNode, root } from "./paths.mjs";

/**
 * Installs the locked dependencies when they are missing or other ones, and makes sure that the pinned Node runs.
 * Does nothing when all is in place.
 */
export async function ensureInstalled() {
  // Another command may be at it, or have done it while this one waited.
  if (whatIsMissing())
    await exclusively(async () => {
      const missing = whatIsMissing();
      if (missing) await install(missing);
    });
  const stillMissing = whatIsMissing();
  if (stillMissing) {
    console.error(`${stillMissing} Run "npm ci" without --ignore-scripts, then the same command again.`);
    process.exit(1);
  }
}

/** @returns {string | undefined} one sentence, or undefined when everything is in place */
function whatIsMissing() {
  const locked = packagesOf(`${root}package-lock.json`);
  const installedFile = `${root}node_modules/.package-lock.json`;
  if (!locked) return "package-lock.json is missing.";
  if (!existsSync(installedFile)) return "The dependencies are not installed.";
  const installed = packagesOf(installedFile) ?? {};
  for (const [path, entry] of Object.entries(locked)) {
    if (!path.includes("node_modules/") || entry.link || entry.optional || entry.devOptional || entry.peer) continue;
    if (installed[path]?.version !== entry.version)
      return `The dependency ${path.slice(path.lastIndexOf("node_modules/") + 13)} is not installed as locked.`;
  }
  if (!existsSync(pinnedNode)) return "The pinned Node is missing (its install script did not run).";
  const wanted = JSON.parse(readFileSync(`${root}package.json`, "utf8")).dependencies.node;
  const version = spawnSync(pinnedNode, ["--version"], { encoding: "utf8" }).stdout?.trim();
  if (version !== `v${wanted}`) return `The pinned Node answers "${version}" instead of v${wanted}.`;
  return undefined;
}

/**
 * @param {string} file
 * @returns {Record<string, { version?: string; link?: boolean; optional?: boolean; devOptional?: boolean; peer?: boolean }> | undefined}
 */
function packagesOf(file) {
  return existsSync(file) ? JSON.parse(readFileSync(file, "utf8")).packages : undefined;
}

/** @param {string} why */
async function install(why) {
  console.error(`${why} Installing (about a minute the first time) …`);
  const started = performance.now();
  // npm's own entry when npm runs us; else npm from PATH, which on Windows is a script that needs a shell.
  const npm = process.env["npm_execpath"];
  // What is there already may be in use by a running server: only what differs is replaced then.
  const isFresh = !existsSync(`${root}node_modules/.package-lock.json`);
  const args = [...(isFresh ? ["ci"] : ["install", "--no-save"]), "--no-audit", "--no-fund", "--loglevel=error"];
  const child = npm?.endsWith(".js")
    ? spawn(process.execPath, [npm, ...args], { cwd: root, stdio: ["ignore", 2, 2] })
    : spawn("npm", args, { cwd: root, stdio: ["ignore", 2, 2], shell: process.platform === "win32" });
  const seconds = () => Math.round((performance.now() - started) / 1000);
  const ticker = setInterval(() => console.error(`  still installing, ${seconds()} s`), 10_000);
  const code = await new Promise((resolve) => {
    child.once("exit", (status) => resolve(status ?? 1));
    child.once("error", (error) => {
      console.error(`npm could not be started: ${error.message}`);
      resolve(1);
    });
  });
  clearInterval(ticker);
  if (code !== 0) {
    console.error(`Installing failed (npm ended with ${code}). Its last lines above say why.`);
    process.exit(1);
  }
  console.error(`  installed in ${seconds()} s`);
}
