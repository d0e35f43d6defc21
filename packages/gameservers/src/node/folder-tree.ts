import { readdir, readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import type { FileTree, TreeEntry } from "../types.ts";

/** A folder of this machine. Links are passed over: what they point to lies elsewhere or is seen there. */
export function folderTree(root: string): FileTree {
  return {
    async list(path) {
      const entries = await readdir(join(root, path), { withFileTypes: true });
      const out: TreeEntry[] = [];
      for (const entry of entries) {
        if (entry.isDirectory()) out.push({ name: entry.name, kind: "folder", size: 0, changedMs: 0 });
        else if (entry.isFile()) {
          const facts = await stat(join(root, path, entry.name));
          out.push({ name: entry.name, kind: "file", size: facts.size, changedMs: facts.mtimeMs });
        }
      }
      return out.toSorted((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0));
    },
    read: (path) => readFile(join(root, path)),
  };
}
