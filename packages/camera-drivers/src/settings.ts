import { CameraErrors } from "./errors.ts";

/** Drivers this package opens; upload and the camera of a browser need none. */
export type DriverName = "replay" | "watch" | "http";

/** Settings of one camera, checked. */
export type DriverSettings =
  | { readonly driver: "replay"; readonly folder: string }
  | { readonly driver: "watch"; readonly folder: string; readonly network: boolean }
  | { readonly driver: "http"; readonly url: URL };

type Parsed = { readonly settings: DriverSettings } | { readonly problems: readonly string[] };

const unknownKeys = (settings: Readonly<Record<string, unknown>>, known: readonly string[]) =>
  Object.keys(settings)
    .filter((key) => !known.includes(key))
    .map((key) => `${key} is no setting of this driver.`);

function folderOf(settings: Readonly<Record<string, unknown>>): { folder: string; problems: readonly string[] } {
  const { folder } = settings;
  if (typeof folder !== "string" || folder.trim() === "") return { folder: "", problems: ["folder is missing."] };
  return { folder, problems: [] };
}

function parseUrl(value: unknown): URL | string {
  if (typeof value !== "string" || !URL.canParse(value))
    return "url is no address, e.g. http://192.168.1.20/snapshot.jpg.";
  const url = new URL(value);
  if (url.protocol !== "http:" && url.protocol !== "https:") return "url must begin with http:// or https://.";
  if (url.username || url.password) return "url must not hold a user name or password.";
  return url;
}

const PARSERS: { readonly [D in DriverName]: (settings: Readonly<Record<string, unknown>>) => Parsed } = {
  replay(settings) {
    const { folder, problems } = folderOf(settings);
    const all = [...problems, ...unknownKeys(settings, ["folder"])];
    return all.length > 0 ? { problems: all } : { settings: { driver: "replay", folder } };
  },
  watch(settings) {
    const { folder, problems } = folderOf(settings);
    const network = settings["network"] ?? false;
    const all = [
      ...problems,
      ...unknownKeys(settings, ["folder", "network"]),
      ...(typeof network === "boolean" ? [] : ["network is true or false."]),
    ];
    return all.length > 0 ? { problems: all } : { settings: { driver: "watch", folder, network: network === true } };
  },
  http(settings) {
    const url = parseUrl(settings["url"]);
    const all = [...(typeof url === "string" ? [url] : []), ...unknownKeys(settings, ["url"])];
    return all.length > 0 || typeof url === "string" ? { problems: all } : { settings: { driver: "http", url } };
  },
};

/**
 * Checks the settings of a camera: `replay {folder}`, `watch {folder, network?}` (network: the folder is a network
 * mount), `http {url}`. Says everything that is wrong, not only the first.
 *
 * @throws {AppError} `camera.settings_invalid`
 */
export function parseDriverSettings(
  camera: string,
  driver: DriverName,
  settings: Readonly<Record<string, unknown>>,
): DriverSettings {
  const parsed = PARSERS[driver](settings);
  if ("problems" in parsed) throw CameraErrors.settings_invalid({ camera, problems: parsed.problems });
  return parsed.settings;
}
