import { existsSync, readFileSync } from "node:fs";
import { trackedFiles } from "../tracked-files.ts";
import { deadLinks } from "./dead-links.ts";
import { undocumented } from "./undocumented.ts";

const SOURCE = /^(packages|apps)\/[^/]+\/src\/.*\.tsx?$/;
const NOT_PUBLIC = /(\.test\.tsx?|\.testing\.ts|\.d\.ts)$/;

/** Every public name without words and every link that leads nowhere, as `file:line what`. */
export function checkDocs(root: string): readonly string[] {
  const problems: string[] = [];
  for (const file of trackedFiles(root)) {
    if (!existsSync(`${root}/${file}`)) continue;
    if (SOURCE.test(file) && !NOT_PUBLIC.test(file)) {
      for (const { line, name } of undocumented(file, readFileSync(`${root}/${file}`, "utf8")))
        problems.push(`${file}:${line} "${name}" is exported without a docstring`);
    }
    if (file.endsWith(".md")) {
      for (const { line, target } of deadLinks(file, readFileSync(`${root}/${file}`, "utf8"), (path) =>
        existsSync(`${root}/${path}`),
      ))
        problems.push(`${file}:${line} the link "${target}" leads nowhere`);
    }
  }
  return problems;
}
