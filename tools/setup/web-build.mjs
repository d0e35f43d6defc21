import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { exclusively } from "./exclusively.mjs";
import { pinnedNode, root } from "./paths.mjs";

/** Folders whose files end up in the web app. */
const inputs = [
  "apps/web/src",
  "apps/web/public",
  "packages/kernel/src",
  "packages/contracts/src",
  "packages/client/src",
  "packages/config-files/src",
  "packages/games/src",
  "packages/life/src",
  "packages/vision/src",
];
const files = ["apps/web/index.html", "apps/web/vite.config.ts", "apps/web/package.json", "package-lock.json"];
const stampFile = `${root}apps/web/dist/.inputs`;

/** Builds the web app when its inputs changed since the last build. Does nothing otherwise. */
export async function ensureWebBuilt() {
  if (isBuiltFrom(hashOfInputs())) return;
  await exclusively(async () => {
    const stamp = hashOfInputs();
    if (!isBuiltFrom(stamp)) await build(stamp);
  });
}

/** @param {string} stamp */
const isBuiltFrom = (stamp) => existsSync(stampFile) && readFileSync(stampFile, "utf8") === stamp;

/** @param {string} stamp */
async function build(stamp) {
  console.error("Building the web app (some seconds) …");
  const started = performance.now();
  const vite = spawn(pinnedNode, ["node_modules/vite/bin/vite.js", "build", "apps/web", "--logLevel", "warn"], {
    cwd: root,
    stdio: ["ignore", 2, 2],
  });
  const code = await new Promise((resolve) => vite.once("exit", (status) => resolve(status ?? 1)));
  if (code !== 0) {
    console.error("The web app could not be built; the lines above say why.");
    process.exit(1);
  }
  writeFileSync(stampFile, stamp);
  console.error(`  built in ${((performance.now() - started) / 1000).toFixed(1)} s`);
}

function hashOfInputs() {
  const hash = createHash("sha256");
  for (const file of [...files, ...inputs.flatMap((folder) => filesBelow(folder))]) {
    if (!existsSync(root + file) || /\.test\.tsx?$/.test(file)) continue;
    hash
      .update(file)
      .update("\0")
      .update(readFileSync(root + file))
      .update("\0");
  }
  return hash.digest("hex");
}

/**
 * @param {string} folder
 * @returns {string[]} sorted, relative to the checkout
 */
function filesBelow(folder) {
  if (!existsSync(root + folder)) return [];
  return readdirSync(root + folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(root.length))
    .sort();
}
