import { isMap, open, valueOfDocument } from "@wopr/config-files";
import { isIgnoredFolder } from "./ignore.ts";
import type { FileTree, Instance, InstanceKind, TreeEntry } from "./types.ts";

/** What was found below a root. */
export interface Discovery {
  readonly instances: readonly Instance[];
  /** A folder below which there would be some; only when nothing was found. */
  readonly hint?: string;
}

const DEPTH = 2;

/**
 * Finds instances below a root: AMP folders by their `AMPConfig.conf`, others by the files of their kind, at most two
 * levels deep. A folder that is an instance itself counts as one.
 */
export async function discover(tree: FileTree): Promise<Discovery> {
  const instances = await below(tree, "", DEPTH);
  if (instances.length > 0) return { instances: named(instances) };
  const deeper = await below(tree, "", DEPTH + 3);
  // The folder from which a server two levels down would have been found.
  const first = deeper[0]?.root.split("/").slice(0, -2).join("/");
  return first ? { instances: [], hint: first } : { instances: [] };
}

async function below(tree: FileTree, path: string, depth: number): Promise<readonly Instance[]> {
  const entries = await tree.list(path);
  const amp = await ampInstance(tree, path, entries);
  if (amp) return [amp];
  const kind = await kindOf(tree, path, entries);
  if (kind) return [{ code: codeOf(path), kind, root: path }];
  if (depth === 0) return [];
  const found: Instance[] = [];
  for (const entry of entries) {
    if (entry.kind !== "folder" || isIgnoredFolder(entry.name) || entry.name.startsWith(".")) continue;
    found.push(...(await below(tree, joined(path, entry.name), depth - 1)));
  }
  return found;
}

/** An AMP instance has its game root in a folder of its module, found by what is in it. */
async function ampInstance(tree: FileTree, path: string, entries: readonly TreeEntry[]): Promise<Instance | undefined> {
  if (!entries.some(({ name }) => name === "AMPConfig.conf")) return undefined;
  const code = codeOf(path);
  for (const entry of entries) {
    if (entry.kind !== "folder" || isIgnoredFolder(entry.name)) continue;
    const root = joined(path, entry.name);
    const kind = await kindOf(tree, root, await tree.list(root));
    if (kind) return { code, kind, root };
  }
  const isController = entries.some(({ name }) => /^ADS/i.test(name));
  return isController ? { code, kind: "amp_controller", root: path } : undefined;
}

async function kindOf(tree: FileTree, path: string, entries: readonly TreeEntry[]): Promise<InstanceKind | undefined> {
  const names = new Set(entries.map(({ name }) => name));
  if (names.has("velocity.toml")) return "velocity";
  const hasGlobal =
    names.has("config") && (await tree.list(joined(path, "config"))).some(({ name }) => name === "paper-global.yml");
  if (hasGlobal || names.has("paper.yml")) return names.has("purpur.yml") ? "purpur" : "paper";
  if (names.has("spigot.yml")) return "spigot";
  if (names.has("config.yml")) {
    const keys = await topKeys(tree, joined(path, "config.yml"));
    const hasJar = entries.some(({ name }) => /^geyser.*\.jar$/i.test(name));
    if (hasJar && keys.has("bedrock") && (keys.has("remote") || keys.has("java"))) return "geyser";
    if (keys.has("listeners") && keys.has("servers")) return names.has("waterfall.yml") ? "waterfall" : "bungee";
  }
  if (names.has("fabric-server-launch.jar") || names.has("fabric-server-launcher.properties")) return "fabric";
  return names.has("server.properties") ? "vanilla" : undefined;
}

async function topKeys(tree: FileTree, path: string): Promise<ReadonlySet<string>> {
  const read = open(await tree.read(path), path);
  const value = read.ok ? valueOfDocument(read.value) : null;
  return new Set(isMap(value) ? value.keys() : []);
}

const joined = (path: string, name: string) => (path === "" ? name : `${path}/${name}`);
const codeOf = (path: string) => path.split("/").at(-1) || "server";

/** Folders of one name get the folder above in front. */
function named(instances: readonly Instance[]): readonly Instance[] {
  return instances.map((one) => {
    const isTwice = instances.some((other) => other !== one && other.code === one.code);
    return isTwice ? { ...one, code: one.root.replaceAll("/", "-") } : one;
  });
}
