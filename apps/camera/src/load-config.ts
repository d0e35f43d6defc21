import { DRIVER_NAMES, type DriverName, type DriverSettings, parseDriverSettings } from "@wopr/camera-drivers";
import { Secret } from "@wopr/kernel";
import { z } from "zod";

const LOOPBACK = ["127.0.0.1", "::1", "localhost"];

const CameraEnv = z.object({
  /** Name people gave the camera; it stands in every message. */
  WOPR_CAMERA_NAME: z.string().trim().min(1).max(60).default("camera"),
  WOPR_CAMERA_DRIVER: z.enum(DRIVER_NAMES),
  /** Folder of `replay` and `watch`. */
  WOPR_CAMERA_FOLDER: z.string().min(1).optional(),
  /** The watched folder is a network mount. */
  WOPR_CAMERA_FOLDER_IS_NETWORK: z.enum(["true", "false"]).default("false"),
  /** Address of `http` (snapshot), `mjpeg` or `rtsp` (stream). */
  WOPR_CAMERA_URL: z.string().min(1).optional(),
  /** File with `user:password` of a network camera; readable by this process alone. */
  WOPR_CAMERA_LOGIN_FILE: z.string().min(1).optional(),
  /** Webcam of `v4l2`, e.g. `/dev/v4l/by-id/…`. */
  WOPR_CAMERA_DEVICE: z.string().min(1).optional(),
  /** Which camera of `rpicam`, from 0. */
  WOPR_CAMERA_INDEX: z.coerce.number().int().min(0).max(3).optional(),
  /** Pixels of `v4l2` and `rpicam`, `3840x2160`; absent: 4K, or the full sensor. */
  WOPR_CAMERA_SIZE: z
    .string()
    .regex(/^\d{3,5}x\d{3,5}$/, "must look like 3840x2160")
    .optional(),
  /** Frames a second of `v4l2` and `rtsp`. */
  WOPR_CAMERA_FPS: z.coerce.number().int().min(1).max(60).optional(),
  /** Mains frequency, against flicker: 50 or 60. */
  WOPR_CAMERA_MAINS_HZ: z.coerce.number().int().optional(),
  /** Frames a photo is chosen from, 1 to 10. */
  WOPR_CAMERA_BURST: z.coerce.number().int().optional(),
  /** Seconds after opening before the first photo. */
  WOPR_CAMERA_DELAY_S: z.coerce.number().int().optional(),
  /** Address to listen on; anything but loopback is reachable from the network. */
  WOPR_CAMERA_LISTEN: z.string().min(1).default("127.0.0.1"),
  WOPR_CAMERA_PORT: z.coerce.number().int().min(0).max(65_535).default(5000),
  /** Absent: made at the first start and kept in the data folder. */
  WOPR_CAMERA_TOKEN: z.string().min(16, "must be at least 16 characters").optional(),
  WOPR_CAMERA_DATA_DIR: z.string().min(1).default("./camera-data"),
  WOPR_CAMERA_SPOOL_GIB: z.coerce.number().positive().max(1024).default(2),
  /** Where WOPR runs; with it the process fetches commands and uploads by itself. */
  WOPR_SERVER_URL: z.url({ protocol: /^https?$/ }).optional(),
  WOPR_API_KEY: z.string().min(1).optional(),
  /** Id of this camera at the server, as `wopr camera add` printed it. */
  WOPR_CAMERA_ID: z.uuid().optional(),
});

/** How this camera process was told to run. */
export interface CameraConfig {
  readonly name: string;
  readonly driver: DriverSettings;
  /** File with `user:password` of a network camera. */
  readonly loginFile: string | undefined;
  readonly http: { readonly host: string; readonly port: number; readonly token: Secret | undefined };
  readonly dataDir: string;
  readonly spoolLimitBytes: number;
  /** Absent: the camera answers requests and keeps its photos. */
  readonly server: { readonly url: string; readonly apiKey: Secret; readonly cameraId: string } | undefined;
}

/**
 * Turns environment variables into a typed configuration.
 *
 * @throws {Error} listing every variable that is wrong, not only the first.
 */
export function loadCameraConfig(env: Readonly<Record<string, string | undefined>>): CameraConfig {
  const parsed = CameraEnv.safeParse(env);
  if (!parsed.success)
    throw cannotStart(parsed.error.issues.map((issue) => `${issue.path.join(".")}: ${issue.message}`));
  const values = parsed.data;
  const problems = [
    ...(values.WOPR_SERVER_URL && !values.WOPR_API_KEY ? ["WOPR_API_KEY: is needed with WOPR_SERVER_URL"] : []),
    ...(values.WOPR_SERVER_URL && !values.WOPR_CAMERA_ID ? ["WOPR_CAMERA_ID: is needed with WOPR_SERVER_URL"] : []),
    ...(!LOOPBACK.includes(values.WOPR_CAMERA_LISTEN) && values.WOPR_CAMERA_PORT === 0
      ? ["WOPR_CAMERA_PORT: must be a fixed port when others are to reach it"]
      : []),
  ];
  const driver = driverOf(values, problems);
  if (problems.length > 0 || !driver) throw cannotStart(problems);
  const { WOPR_SERVER_URL: url, WOPR_API_KEY: apiKey, WOPR_CAMERA_ID: cameraId } = values;
  return {
    name: values.WOPR_CAMERA_NAME,
    driver,
    loginFile: values.WOPR_CAMERA_LOGIN_FILE,
    http: {
      host: values.WOPR_CAMERA_LISTEN,
      port: values.WOPR_CAMERA_PORT,
      token: values.WOPR_CAMERA_TOKEN ? new Secret(values.WOPR_CAMERA_TOKEN) : undefined,
    },
    dataDir: values.WOPR_CAMERA_DATA_DIR,
    spoolLimitBytes: Math.round(values.WOPR_CAMERA_SPOOL_GIB * 1024 ** 3),
    server: url && apiKey && cameraId ? { url, apiKey: new Secret(apiKey), cameraId } : undefined,
  };
}

const cannotStart = (problems: readonly string[]) =>
  new Error(`This camera cannot start with its environment:\n${problems.map((one) => `  ${one}`).join("\n")}`);

/** The variable that says where a camera of each driver is. */
const VARIABLE: { readonly [D in DriverName]: string } = {
  replay: "WOPR_CAMERA_FOLDER",
  watch: "WOPR_CAMERA_FOLDER",
  http: "WOPR_CAMERA_URL",
  mjpeg: "WOPR_CAMERA_URL",
  rtsp: "WOPR_CAMERA_URL",
  v4l2: "WOPR_CAMERA_DEVICE",
  rpicam: "WOPR_CAMERA_INDEX",
};

const given = (key: string, value: number | undefined) => (value === undefined ? {} : { [key]: value });

function driverOf(values: z.infer<typeof CameraEnv>, problems: string[]): DriverSettings | undefined {
  const { WOPR_CAMERA_FOLDER: folder, WOPR_CAMERA_URL: url } = values;
  const [width, height] = values.WOPR_CAMERA_SIZE?.split("x").map(Number) ?? [];
  const size = { ...given("width", width), ...given("height", height) };
  const fps = given("fps", values.WOPR_CAMERA_FPS);
  const mains = given("power_line_hz", values.WOPR_CAMERA_MAINS_HZ);
  const live = { ...given("burst", values.WOPR_CAMERA_BURST), ...given("delay_s", values.WOPR_CAMERA_DELAY_S) };
  const settings: { readonly [D in DriverName]: Readonly<Record<string, unknown>> } = {
    replay: { folder },
    watch: { folder, network: values.WOPR_CAMERA_FOLDER_IS_NETWORK === "true" },
    http: { url, ...live },
    mjpeg: { url, ...live },
    rtsp: { url, ...fps, ...live },
    v4l2: { device: values.WOPR_CAMERA_DEVICE, ...size, ...fps, ...mains, ...live },
    rpicam: { ...given("camera", values.WOPR_CAMERA_INDEX), ...size, ...live },
  };
  try {
    const driver = values.WOPR_CAMERA_DRIVER;
    return parseDriverSettings(values.WOPR_CAMERA_NAME, driver, settings[driver]);
  } catch (failure) {
    problems.push(`${VARIABLE[values.WOPR_CAMERA_DRIVER]}: ${(failure as Error).message}`);
    return undefined;
  }
}
