import { discover } from "./discover.ts";
import { observe } from "./observe.ts";
import type { FileTree, Observed, TreeEntry } from "./types.ts";

/** A tree in memory: files by path. @param changedMs By path; 0 where it is not said. */
export function memoryTree(
  files: Readonly<Record<string, string>>,
  changedMs: Readonly<Record<string, number>> = {},
): FileTree {
  return {
    async list(path) {
      const below = Object.keys(files).filter((file) => path === "" || file.startsWith(`${path}/`));
      const names = new Map<string, TreeEntry>();
      for (const file of below) {
        const rest = path === "" ? file : file.slice(path.length + 1);
        const [name = "", ...more] = rest.split("/");
        const kind = more.length > 0 ? "folder" : "file";
        names.set(name, {
          name,
          kind,
          size: kind === "file" ? (files[file] ?? "").length : 0,
          changedMs: changedMs[file] ?? 0,
        });
      }
      return [...names.values()].toSorted((a, b) => (a.name < b.name ? -1 : 1));
    },
    read: async (path) => new TextEncoder().encode(files[path] ?? ""),
  };
}

/** Names of servers in the tests. */
export const CODES = [
  "ALPHA",
  "BRAVO",
  "CHARLIE",
  "DELTA",
  "ECHO",
  "FOXTROT",
  "GOLF",
  "HOTEL",
  "INDIA",
  "JULIET",
  "KILO",
  "LIMA",
  "MIKE",
  "NOVEMBER",
  "OSCAR",
  "PAPA",
  "QUEBEC",
  "ROMEO",
  "SIERRA",
  "TANGO",
] as const;

/** What differs on one server: values of `plugin/config.yml` or of a whole file, by server code. */
export interface Planted {
  readonly count?: number;
  /** Text of `plugins/Shop/config.yml` of a server, from its code and number. */
  readonly shop?: (code: string, i: number) => string;
  /** Further files of a server, relative to its root; `server.properties` may be replaced. */
  readonly files?: (code: string, i: number) => Readonly<Record<string, string>>;
  readonly changedMs?: (code: string, i: number) => number;
}

const SHOP = "enabled: true\nlimit: 50\nname: shop\nitems:\n- a\n- b\n- c\n";

/** A network of Paper servers with what is planted, as it is seen. */
export async function aNetwork({
  count = 8,
  shop = () => SHOP,
  files = () => ({}),
  changedMs = () => 0,
}: Planted): Promise<readonly Observed[]> {
  const all: Record<string, string> = {};
  const times: Record<string, number> = {};
  for (const [i, code] of CODES.slice(0, count).entries()) {
    const own = {
      "server.properties": `server-port=${25_565 + i}\nonline-mode=false\nenable-rcon=false\nview-distance=10\n`,
      "config/paper-global.yml": "proxies:\n  velocity:\n    enabled: true\n    secret: forwarding-Secret1\n",
      "plugins/Shop/config.yml": shop(code, i),
      ...files(code, i),
    };
    for (const [path, text] of Object.entries(own)) {
      all[`${code}/${path}`] = text;
      times[`${code}/${path}`] = changedMs(code, i);
    }
  }
  return seen(memoryTree(all, times));
}

/** Every instance of a tree. */
export async function seen(tree: FileTree): Promise<readonly Observed[]> {
  const { instances } = await discover(tree);
  return Promise.all(instances.map((instance) => observe(tree, instance, { maskKey: new Uint8Array(32).fill(1) })));
}
