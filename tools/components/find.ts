import { spawnSync } from "node:child_process";
import { accessSync, constants } from "node:fs";
import { delimiter, join } from "node:path";
import { type Recipe, recipes } from "./recipes.ts";

/** Whether a component is there: where its first command lies, or what is missing. */
export type Found =
  | { readonly present: true; readonly command: string; readonly version: string }
  | { readonly present: false; readonly reason: string };

/**
 * Looks for a component without starting anything but its version command.
 *
 * @param path The search path, as in the environment variable PATH.
 */
export function findComponent(name: Recipe["name"], path: string): Found {
  const recipe = recipes.find((candidate) => candidate.name === name)!;
  const commands: string[] = [];
  for (const need of recipe.needs) {
    const command = [...need.places, ...path.split(delimiter)]
      .map((place) => join(place, need.command))
      .find((file) => isThere(file, need.library ? constants.R_OK : constants.X_OK));
    if (!command) {
      const first = need.debian.split(" ")[0];
      return {
        present: false,
        reason: `${name} not run: package ${first} is missing (apt-get install ${need.debian})`,
      };
    }
    commands.push(command);
  }
  // Some programs print their version and then fail for want of something to do.
  const version = spawnSync(commands[0]!, [...recipe.version], { encoding: "utf8" })
    .stdout.split("\n")[0]!
    .trim();
  return { present: true, command: commands[0]!, version };
}

/**
 * Finds a component for a test. Outside CI an absent one is answered with its reason, so that the suite is skipped
 * loudly; in CI it is red.
 *
 * @throws {Error} in CI when a component of tier 1 is missing.
 */
export function needComponent(name: Recipe["name"], env: Readonly<Record<string, string | undefined>>): Found {
  const found = findComponent(name, env["PATH"] ?? "");
  const recipe = recipes.find((candidate) => candidate.name === name)!;
  if (!found.present && env["CI"] && recipe.tier === 1) throw new Error(found.reason);
  return found;
}

function isThere(file: string, how: number): boolean {
  try {
    accessSync(file, how);
    return true;
  } catch {
    return false;
  }
}
