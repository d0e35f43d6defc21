import { execFileSync } from "node:child_process";

/** Files git tracks or would track, relative to the checkout. */
export function trackedFiles(root: string): readonly string[] {
  const list = execFileSync("git", ["ls-files", "-z", "--cached", "--others", "--exclude-standard"], {
    cwd: root,
    maxBuffer: 64 << 20,
  });
  return [...new Set(list.toString("utf8").split("\0").filter(Boolean))].sort();
}
