import { existsSync, readFileSync } from "node:fs";
import { trackedFiles } from "../tracked-files.ts";
import { leaksIn } from "./scan.ts";

const BINARY = /\.(png|jpe?g|webp|woff2?|ico|pdf|zip)$/i;

/** Every leak in the repository, as `file:line what`. */
export function checkLeaks(root: string): readonly string[] {
  const problems: string[] = [];
  for (const file of trackedFiles(root)) {
    if (BINARY.test(file) || !existsSync(`${root}/${file}`)) continue;
    for (const { line, what } of leaksIn(readFileSync(`${root}/${file}`, "utf8")))
      problems.push(`${file}:${line} looks like ${what}`);
  }
  return problems;
}
