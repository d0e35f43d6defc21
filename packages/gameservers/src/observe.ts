import { type Document, isList, leaves, mask, open, showPath } from "@wopr/config-files";
import { classOf, isDataFolder, pluginOf } from "./classify.ts";
import { isIgnoredFile, isIgnoredFolder, isWorld } from "./ignore.ts";
import type { Cell, FileClass, FileTree, Instance, Observed, ReadFile, SeenFile } from "./types.ts";

/** Larger files are counted and not read, bytes. */
const LARGEST = 2 * 1024 * 1024;

/** Where a scan stands. */
export interface ScanProgress {
  readonly done: number;
  readonly total: number;
}

/** How an instance is looked at. */
export interface ObserveOptions {
  /** Hides secrets: equal ones stay equal under one key. At least 16 bytes. */
  readonly maskKey: Uint8Array;
  readonly aliases?: readonly string[];
  readonly onProgress?: (progress: ScanProgress) => void;
  readonly signal?: AbortSignal;
}

/**
 * Reads every configuration file of an instance. A file that cannot be read is listed with its reason; nothing is left
 * out without being counted.
 */
export async function observe(tree: FileTree, instance: Instance, options: ObserveOptions): Promise<Observed> {
  const seen: SeenFile[] = [];
  let ignored = 0;
  const walk = async (path: string): Promise<void> => {
    options.signal?.throwIfAborted();
    const entries = await tree.list(full(instance, path));
    const names = new Set(entries.map(({ name }) => name));
    const isInWorld = path !== "" && isWorld(names);
    const isData = path !== "" && isDataFolder(entries.filter(({ kind }) => kind === "file").map(({ name }) => name));
    for (const entry of entries) {
      const place = path === "" ? entry.name : `${path}/${entry.name}`;
      if (entry.kind === "folder") {
        if (isInWorld || isIgnoredFolder(place)) ignored += 1;
        else await walk(place);
        continue;
      }
      if ((isInWorld && entry.name !== "paper-world.yml") || isIgnoredFile(place)) {
        ignored += 1;
        continue;
      }
      const byName = classOf(place);
      const kind: FileClass = byName === "config" && (isData || entry.size > LARGEST) ? "data" : byName;
      seen.push({ path: place, class: kind, plugin: pluginOf(place), size: entry.size, changedMs: entry.changedMs });
    }
  };
  await walk("");

  const files: ReadFile[] = [];
  const others: Record<FileClass, number> = {
    config: 0,
    lang: 0,
    data: 0,
    jar: 0,
    secret: 0,
    binary: 0,
    personal: 0,
    other: 0,
  };
  const readable = seen.filter((file) => isRead(file));
  for (const file of seen) if (!isRead(file)) others[file.class] += 1;
  for (const [done, file] of readable.entries()) {
    options.signal?.throwIfAborted();
    options.onProgress?.({ done, total: readable.length });
    const read = readCells(await tree.read(full(instance, file.path)), file, options.maskKey);
    if (read === "binary") others.binary += 1;
    else files.push(read);
  }
  return {
    instance,
    files,
    others,
    ignored,
    jars: seen.filter((file) => file.class === "jar").map(({ path }) => path.split("/").at(-1) ?? path),
    aliases: options.aliases ?? [],
  };
}

const isRead = (file: SeenFile): boolean => file.class === "config" || file.class === "lang" || file.class === "secret";

const full = (instance: Instance, path: string): string =>
  [instance.root, path].filter((part) => part !== "").join("/");

/** Values of a file as they may leave the host. */
export function readCells(bytes: Uint8Array, file: SeenFile, maskKey: Uint8Array): ReadFile | "binary" {
  const hidden = mask(bytes, file.path, maskKey);
  if (file.class === "secret") {
    const token = hidden.secrets[0]?.token ?? "";
    return { ...file, cells: new Map([["", { path: [], value: token, type: "string", line: 1 }]]) };
  }
  const read = open(hidden.bytes, file.path);
  if (!read.ok) {
    const { problem } = read;
    return problem.code === "binary" || problem.code === "not_text" ? "binary" : { ...file, cells: new Map(), problem };
  }
  return { ...file, cells: cellsOf(read.value) };
}

/** One cell a value; a list of plain values is one cell, so that its order and members are told apart. */
function cellsOf(doc: Document): ReadonlyMap<string, Cell> {
  const cells = new Map<string, Cell>();
  for (const { path, value, type, line } of leaves(doc)) {
    if (typeof path.at(-1) !== "number") {
      cells.set(showPath(path), { path, value, type, line });
      continue;
    }
    const list = path.slice(0, -1);
    const key = showPath(list);
    const known = cells.get(key);
    const items = known && isList(known.value) ? known.value : [];
    cells.set(key, { path: list, value: [...items, value], type: "list", line: known?.line ?? line });
  }
  return cells;
}
