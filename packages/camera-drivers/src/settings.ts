import { CameraErrors } from "./errors.ts";
import { inRange, oneOf, type Problems, rateOf, sizeOf, unknownKeys } from "./settings-fields.ts";
import type { Size } from "./types.ts";

/** Drivers this package opens; upload and the camera of a browser need none. */
export type DriverName = "replay" | "watch" | "http" | "mjpeg" | "rtsp" | "v4l2" | "rpicam";

/** Every driver, for lists of choices. */
export const DRIVER_NAMES = ["rpicam", "v4l2", "rtsp", "mjpeg", "http", "watch", "replay"] as const;

/** Settings of one camera, checked. */
export type DriverSettings =
  | { readonly driver: "replay"; readonly folder: string }
  | { readonly driver: "watch"; readonly folder: string; readonly network: boolean }
  | ({ readonly driver: "http"; readonly url: URL } & Live)
  | ({ readonly driver: "mjpeg"; readonly url: URL } & Live)
  | ({ readonly driver: "rtsp"; readonly url: URL; readonly framesPerSecond: number } & Live)
  | ({
      readonly driver: "v4l2";
      readonly device: string;
      readonly size: Size;
      readonly framesPerSecond: number;
      readonly powerLineHz: 50 | 60 | undefined;
    } & Live)
  | ({ readonly driver: "rpicam"; readonly index: number; readonly size: Size | undefined } & Live);

/** What cameras that deliver live pictures have in common. */
interface Live {
  /** Frames a photo is chosen from, 1 to 10. */
  readonly burst: number;
  /** Time after opening before the first photo, seconds. */
  readonly delayS: number;
}

type Parsed = { readonly settings: DriverSettings } | { readonly problems: readonly string[] };

function folderOf(settings: Readonly<Record<string, unknown>>): { folder: string; problems: readonly string[] } {
  const { folder } = settings;
  if (typeof folder !== "string" || folder.trim() === "") return { folder: "", problems: ["folder is missing."] };
  return { folder, problems: [] };
}

function parseUrl(value: unknown, schemes: readonly string[], example: string): URL | string {
  if (typeof value !== "string" || !URL.canParse(value)) return `url is no address, e.g. ${example}.`;
  const url = new URL(value);
  if (!schemes.includes(url.protocol)) return `url must begin with ${schemes.map((one) => `${one}//`).join(" or ")}.`;
  if (url.username || url.password) return "url must not hold a user name or password.";
  return url;
}

/** A snapshot address is asked once per photo; cameras behind one take a second or more for each. */
const LIVE_BURST = 5;
const LIVE_KEYS = ["burst", "delay_s"] as const;

const liveOf = (settings: Readonly<Record<string, unknown>>, problems: Problems, burst: number): Live => ({
  burst: inRange(settings, "burst", { from: 1, to: 10, standard: burst }, problems),
  delayS: inRange(settings, "delay_s", { from: 0, to: 30, standard: 2 }, problems),
});

function overHttp(
  driver: "http" | "mjpeg",
  settings: Readonly<Record<string, unknown>>,
  example: string,
  burst: number,
): Parsed {
  const problems: Problems = [];
  const url = parseUrl(settings["url"], ["http:", "https:"], example);
  const live = liveOf(settings, problems, burst);
  problems.push(...unknownKeys(settings, ["url", ...LIVE_KEYS]));
  if (typeof url === "string") return { problems: [url, ...problems] };
  return problems.length > 0 ? { problems } : { settings: { driver, url, ...live } };
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
  http: (settings) => overHttp("http", settings, "http://192.168.1.20/snapshot.jpg", 1),
  mjpeg: (settings) => overHttp("mjpeg", settings, "http://192.168.1.20/video.mjpg", LIVE_BURST),
  rtsp(settings) {
    const problems: Problems = [];
    const url = parseUrl(settings["url"], ["rtsp:", "rtsps:"], "rtsp://192.168.1.20:554/stream1");
    const framesPerSecond = rateOf(settings, problems, 10);
    const live = liveOf(settings, problems, LIVE_BURST);
    problems.push(...unknownKeys(settings, ["url", "fps", ...LIVE_KEYS]));
    if (typeof url === "string") return { problems: [url, ...problems] };
    return problems.length > 0 ? { problems } : { settings: { driver: "rtsp", url, framesPerSecond, ...live } };
  },
  v4l2(settings) {
    const problems: Problems = [];
    const device = typeof settings["device"] === "string" ? settings["device"] : "";
    if (!/^\/dev\/[\w./:@+-]+$/.test(device) || device.includes(".."))
      problems.push("device is the path of a camera, e.g. /dev/v4l/by-id/usb-…-video-index0.");
    const size = sizeOf(settings, problems) ?? ([3840, 2160] as const);
    const framesPerSecond = rateOf(settings, problems, 30);
    const powerLineHz = oneOf(settings, "power_line_hz", [50, 60] as const, problems);
    const live = liveOf(settings, problems, LIVE_BURST);
    problems.push(...unknownKeys(settings, ["device", "width", "height", "fps", "power_line_hz", ...LIVE_KEYS]));
    if (problems.length > 0) return { problems };
    return { settings: { driver: "v4l2", device, size, framesPerSecond, powerLineHz, ...live } };
  },
  rpicam(settings) {
    const problems: Problems = [];
    const index = inRange(settings, "camera", { from: 0, to: 3, standard: 0 }, problems);
    const size = sizeOf(settings, problems);
    const live = liveOf(settings, problems, LIVE_BURST);
    problems.push(...unknownKeys(settings, ["camera", "width", "height", ...LIVE_KEYS]));
    return problems.length > 0 ? { problems } : { settings: { driver: "rpicam", index, size, ...live } };
  },
};

/**
 * Checks the settings of a camera: `replay {folder}`, `watch {folder, network?}` (network: the folder is a network
 * mount), `http {url}`, `mjpeg {url}`, `rtsp {url, fps?}`, `v4l2 {device, width?, height?, fps?, power_line_hz?}`,
 * `rpicam {camera?, width?, height?}`; live ones also `burst` (1–10 frames) and `delay_s` (0–30). Says everything that is
 * wrong, not only the first.
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
