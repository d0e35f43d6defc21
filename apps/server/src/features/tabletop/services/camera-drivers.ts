import { readdir } from "node:fs/promises";
import { join } from "node:path";

/** A kind of camera and whether this machine can open it. */
export interface DriverAbility {
  readonly driver: "replay" | "watch" | "http" | "mjpeg" | "rtsp" | "v4l2" | "rpicam" | "browser" | "agent";
  readonly available: boolean;
  /** What is missing and how it comes, a sentence; null when nothing is. */
  readonly missing: string | null;
}

/** A webcam that is plugged in. */
export interface CameraDevice {
  /** A name that stays the same after a restart where there is one. */
  readonly path: string;
  readonly name: string;
}

/** Programs a driver needs: one of each group, and the Debian package that brings it. */
const NEEDS = {
  rpicam: { anyOf: ["rpicam-still", "libcamera-still"], packages: "rpicam-apps" },
  v4l2: { anyOf: ["ffmpeg"], packages: "ffmpeg v4l-utils" },
  rtsp: { anyOf: ["ffmpeg"], packages: "ffmpeg" },
} as const;
const ALWAYS = ["mjpeg", "http", "watch", "replay", "browser", "agent"] as const;

/** Where packages put programs. */
const PROGRAM_FOLDERS = ["/usr/local/bin", "/usr/bin", "/bin", "/opt/homebrew/bin"] as const;

/** What this machine can open. */
export async function listAbilities(places: readonly string[] = PROGRAM_FOLDERS): Promise<readonly DriverAbility[]> {
  const folders = await Promise.all(places.map((folder) => readdir(folder).catch(() => [])));
  const programs = new Set(folders.flat());
  const needing = Object.entries(NEEDS).map(([driver, { anyOf, packages }]) => {
    const available = anyOf.some((program) => programs.has(program));
    const missing = available
      ? null
      : `The program ${anyOf[0]} is not on this machine. Install it: apt-get install ${packages}.`;
    return { driver: driver as keyof typeof NEEDS, available, missing };
  });
  return [...needing, ...ALWAYS.map((driver) => ({ driver, available: true, missing: null }))];
}

/** Webcams that are plugged in, each once. @param dev The folder of devices. */
export async function listDevices(dev = "/dev"): Promise<readonly CameraDevice[]> {
  const byId = await readdir(join(dev, "v4l/by-id")).catch(() => []);
  // A webcam has a second node for its metadata, which gives no pictures.
  const named = byId.filter((name) => name.endsWith("-video-index0"));
  if (named.length > 0)
    return named.map((name) => ({
      path: join(dev, "v4l/by-id", name),
      name: name
        .replace(/^usb-/, "")
        .replace(/-video-index0$/, "")
        .replaceAll("_", " "),
    }));
  const plain = (await readdir(dev).catch(() => [])).filter((name) => /^video\d+$/.test(name));
  return plain.map((name) => ({ path: join(dev, name), name }));
}
