// `node tools/components/main.ts doctor | install | with-postgres COMMAND …`: the real programs that tests use.
import { spawn, spawnSync } from "node:child_process";
import { existsSync, writeFileSync } from "node:fs";
import { findComponent } from "./find.ts";
import { startPostgres } from "./postgres.ts";
import { recipes } from "./recipes.ts";

const [verb, ...rest] = process.argv.slice(2);
const path = process.env["PATH"] ?? "";

function doctor(): number {
  let missing = 0;
  for (const recipe of recipes) {
    const found = findComponent(recipe.name, path);
    console.log(
      `${found.present ? "●" : "✕"} ${recipe.name} (tier ${recipe.tier}): ${found.present ? found.version : found.reason}`,
    );
    if (!found.present && recipe.tier === 1) missing += 1;
  }
  return missing === 0 ? 0 : 1;
}

function install(): number {
  const packages = [...new Set(recipes.flatMap((recipe) => recipe.needs.flatMap((need) => need.debian.split(" "))))];
  // A package whose set-up wants to start a service must not: every component is started by its test.
  if (!existsSync("/usr/sbin/policy-rc.d"))
    writeFileSync("/usr/sbin/policy-rc.d", "#!/bin/sh\nexit 101\n", { mode: 0o755 });
  const env = { ...process.env, DEBIAN_FRONTEND: "noninteractive" };
  for (const argv of [
    ["update", "-q"],
    ["-o", "DPkg::Lock::Timeout=600", "install", "-y", "-q", "--no-install-recommends", ...packages],
  ]) {
    const { status } = spawnSync("apt-get", argv, { stdio: "inherit", env });
    console.log(`apt-get ${argv.find((word) => /^[a-z]+$/.test(word))}: exit ${status}`);
    if (status !== 0) return status ?? 1;
  }
  return doctor();
}

async function withPostgres(command: readonly string[]): Promise<number> {
  const found = findComponent("postgres", path);
  if (!found.present) {
    console.error(found.reason);
    return 1;
  }
  const postgres = await startPostgres(found.command);
  console.log(`${found.version} at ${postgres.url}`);
  try {
    const child = spawn(command[0]!, command.slice(1), {
      stdio: "inherit",
      env: { ...process.env, WOPR_TEST_DATABASE_URL: postgres.url },
    });
    return await new Promise((resolve) => child.once("exit", (code) => resolve(code ?? 1)));
  } finally {
    await postgres.stop();
  }
}

if (verb === "doctor") process.exit(doctor());
if (verb === "install") process.exit(install());
if (verb === "with-postgres" && rest.length > 0) process.exit(await withPostgres(rest));
console.error("Usage: components doctor | install | with-postgres COMMAND …");
process.exit(2);
