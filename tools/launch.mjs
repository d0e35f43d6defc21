// Entry of `npm start`, `npm test` and the rest: runs on any Node ≥ 20, sets up what is missing, then continues on the
// pinned Node. Plain JavaScript, because a fresh machine has nothing that reads TypeScript.
import { ensureInstalled } from "./setup/ensure-installed.mjs";
import { runPinned } from "./setup/run-pinned.mjs";
import { ensureWebBuilt } from "./setup/web-build.mjs";

/** A young heap that fits a small machine: the server then idles at about 200 MB instead of 290. */
const serverFlags = ["--max-semi-space-size=16"];

/** What each command of package.json runs on the pinned Node, after set-up. */
const commands = {
  start: { web: true, flags: serverFlags, argv: ["apps/server/src/main.ts"] },
  test: { flags: [], web: false, argv: ["node_modules/vitest/vitest.mjs", "run"] },
  e2e: { flags: [], web: true, argv: ["node_modules/vitest/vitest.mjs", "run", "--config", "vitest.e2e.config.ts"] },
  check: { flags: [], web: false, argv: ["tools/check.ts"] },
  bench: { flags: [], web: true, argv: ["bench/main.ts"] },
  wopr: { flags: [], web: false, argv: ["apps/cli/src/main.ts"] },
};

const [name = "", ...rest] = process.argv.slice(2);
const command = Object.hasOwn(commands, name) ? commands[/** @type {keyof typeof commands} */ (name)] : undefined;
if (!command) {
  console.error(`Unknown command "${name}". Known: ${Object.keys(commands).join(", ")}.`);
  process.exit(2);
}
if (Number(process.versions.node.split(".")[0]) < 20) {
  console.error(
    `WOPR needs Node 20 or newer to set itself up; this is ${process.version}. Install a newer Node and run the same command again.`,
  );
  process.exit(1);
}
await ensureInstalled();
if (command.web) await ensureWebBuilt();
process.exit(await runPinned([...command.argv, ...rest], { flags: command.flags }));
