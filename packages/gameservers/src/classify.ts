import type { FileClass } from "./types.ts";

const CONFIG = /\.(?:ya?ml|json5?|jsonc|properties|toml|conf|hocon|kvp|ini|cfg|txt)$/i;
const LANGUAGE =
  /(?:^|\/)(?:lang|langs|language|languages|locale|locales|messages|translations?)(?:\/|$)|(?:^|\/)(?:messages?|lang|locale)(?:[_-][a-z]{2}(?:[_-][a-z]{2})?)?\.(?:ya?ml|json|properties|conf|txt)$|\.lang$/i;
const PERSONAL = /(?:^|\/)(?:usercache|ops|whitelist|banned-(?:players|ips))\.json$/i;
const SECRET = /(?:^|\/)forwarding\.secret$|\.(?:pem|key)$/i;

/** What a file is by its path below the game root. */
export function classOf(path: string): FileClass {
  if (/\.jar$/i.test(path)) return "jar";
  if (SECRET.test(path)) return "secret";
  if (PERSONAL.test(path)) return "personal";
  if (LANGUAGE.test(path)) return "lang";
  return CONFIG.test(path) ? "config" : "other";
}

/** Data folder a file belongs to; `server` for the server's own. */
export function pluginOf(path: string): string {
  const [top, folder, ...rest] = path.split("/");
  return (top === "plugins" || top === "mods" || top === "extensions") && folder !== undefined && rest.length > 0
    ? folder
    : "server";
}

const UUID = /[0-9a-f]{8}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{12}/i;
/** So many files of one kind beside each other are data, whatever their ending. */
const MANY = 200;

/** Whether the files of a folder are data: named after players, or too many of one shape. */
export function isDataFolder(names: readonly string[]): boolean {
  const uuids = names.filter((name) => UUID.test(name)).length;
  if (uuids >= 3 && uuids >= names.length / 2) return true;
  if (names.length <= MANY) return false;
  const shapes = new Map<string, number>();
  for (const name of names) {
    const shape = name.slice(name.lastIndexOf("."));
    shapes.set(shape, (shapes.get(shape) ?? 0) + 1);
  }
  return Math.max(...shapes.values()) > MANY;
}
