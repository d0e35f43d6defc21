#!/usr/bin/env node
// `npx wopr …` in a checkout: sets up what is missing and continues on the pinned Node, whatever `node` is first in PATH.
import { ensureInstalled } from "./setup/ensure-installed.mjs";
import { runPinned } from "./setup/run-pinned.mjs";

await ensureInstalled();
process.exit(await runPinned(["apps/cli/src/main.ts", ...process.argv.slice(2)], { cwd: process.cwd() }));
