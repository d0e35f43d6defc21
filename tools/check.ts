// `npm run check`: everything that must hold before a change lands. Each step says how long it took; all steps run, so
// that one look shows every problem. `npm run check -- types imports` runs only the named steps.
import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { checkDocs } from "./doc-check/check.ts";
import { checkImports } from "./import-rules/check.ts";
import { checkLeaks } from "./leak-scan/check.ts";

const root = fileURLToPath(new URL("..", import.meta.url)).replace(/\/$/, "");

/** One thing to hold. Answers what is wrong; nothing means that it holds. */
interface Step {
  readonly name: string;
  run(): Promise<readonly string[]> | readonly string[];
}

const tool = (...argv: readonly string[]): readonly string[] => {
  const { status, stdout, stderr } = spawnSync(process.execPath, [...argv], {
    cwd: root,
    encoding: "utf8",
    maxBuffer: 64 << 20,
  });
  return status === 0 ? [] : [`${stdout}${stderr}`.trim() || `ended with ${status}`];
};

const steps: readonly Step[] = [
  {
    name: "node",
    run: () => (process.version.startsWith("v24.") ? [] : [`This is Node ${process.version}; the pin is 24.`]),
  },
  {
    name: "format and lint",
    run: () => tool("node_modules/@biomejs/biome/bin/biome", "check", "--error-on-warnings", "."),
  },
  { name: "types", run: () => tool("node_modules/typescript/bin/tsc", "-p", "tsconfig.json") },
  { name: "types of the web app", run: () => tool("node_modules/typescript/bin/tsc", "-p", "apps/web/tsconfig.json") },
  { name: "imports", run: () => checkImports(root) },
  { name: "unused", run: () => tool("node_modules/knip/bin/knip.js", "--no-progress") },
  { name: "docs", run: () => checkDocs(root) },
  { name: "leaks", run: () => checkLeaks(root) },
  { name: "openapi", run: () => tool("tools/check-openapi.ts") },
  { name: "roles", run: () => tool("tools/roles.ts") },
  {
    name: "tests",
    run: () =>
      spawnSync(process.execPath, ["node_modules/vitest/vitest.mjs", "run"], { cwd: root, stdio: "inherit" }).status ===
      0
        ? []
        : ["see above"],
  },
];

const wanted = process.argv.slice(2);
const unknown = wanted.filter((name) => !steps.some((step) => step.name === name));
if (unknown.length > 0) {
  console.error(`Unknown step "${unknown[0]}". Known: ${steps.map((step) => `"${step.name}"`).join(", ")}.`);
  process.exit(2);
}
let failed = 0;
for (const step of steps) {
  if (wanted.length > 0 && !wanted.includes(step.name)) continue;
  const started = performance.now();
  const problems = await step.run();
  const seconds = ((performance.now() - started) / 1000).toFixed(1);
  console.log(`${problems.length === 0 ? "●" : "✕"} ${step.name} (${seconds} s)`);
  for (const problem of problems) console.log(problem.replace(/^/gm, "    "));
  if (problems.length > 0) failed += 1;
}
console.log(failed === 0 ? "Everything holds." : `${failed} of the steps failed.`);
process.exit(failed === 0 ? 0 : 1);
