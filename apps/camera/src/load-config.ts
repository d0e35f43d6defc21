import { type DriverName, type DriverSettings, parseDriverSettings } from "@wopr/camera-drivers";
import { Secret } from "@wopr/kernel";
import { z } from "zod";

const LOOPBACK = ["127.0.0.1", "::1", "localhost"];

const CameraEnv = z.object({
  /** Name people gave the camera; it stands in every message. */
  WOPR_CAMERA_NAME: z.string().trim().min(1).max(60).default("camera"),
  WOPR_CAMERA_DRIVER: z.enum(["replay", "watch", "http"]),
  /** Folder of `replay` and `watch`. */
  WOPR_CAMERA_FOLDER: z.string().min(1).optional(),
  /** The watched folder is a network mount. */
  WOPR_CAMERA_FOLDER_IS_NETWORK: z.enum(["true", "false"]).default("false"),
  /** Snapshot or stream of `http`. */
  WOPR_CAMERA_URL: z.string().min(1).optional(),
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

function driverOf(values: z.infer<typeof CameraEnv>, problems: string[]): DriverSettings | undefined {
  const folder = values.WOPR_CAMERA_FOLDER;
  const settings: { readonly [D in DriverName]: Readonly<Record<string, unknown>> } = {
    replay: { folder },
    watch: { folder, network: values.WOPR_CAMERA_FOLDER_IS_NETWORK === "true" },
    http: { url: values.WOPR_CAMERA_URL },
  };
  try {
    const driver = values.WOPR_CAMERA_DRIVER;
    return parseDriverSettings(values.WOPR_CAMERA_NAME, driver, settings[driver]);
  } catch (failure) {
    const variable = values.WOPR_CAMERA_DRIVER === "http" ? "WOPR_CAMERA_URL" : "WOPR_CAMERA_FOLDER";
    problems.push(`${variable}: ${(failure as Error).message}`);
    return undefined;
  }
}
