import type { CameraWire } from "@wopr/contracts";
import type { StateName } from "../../../ui/state-mark.tsx";
import { quoted } from "../../../ui/words.ts";

/** State of a camera as shape and sentence. */
export function cameraState(camera: Pick<CameraWire, "status" | "detail">): {
  readonly state: StateName;
  readonly text: string;
} {
  if (camera.status === "ready") return { state: "works", text: quoted(camera.detail ?? "Ready") };
  if (camera.status === "busy") return { state: "running", text: quoted(camera.detail ?? "Taking a photo") };
  return { state: "failed", text: quoted(camera.detail ?? "Does not answer") };
}

/** Whether a camera only plays the photos of a sample; it belongs to its game and is of no use elsewhere. */
export const isOfSample = (camera: Pick<CameraWire, "settings">): boolean => camera.settings["sample"] !== undefined;

/** What a driver is called. */
export const DRIVER_NAMES: Readonly<Record<CameraWire["driver"], string>> = {
  rpicam: "Raspberry Pi camera",
  v4l2: "USB camera",
  rtsp: "Surveillance camera (RTSP)",
  mjpeg: "Network camera, live",
  http: "Network camera, snapshots",
  watch: "Watched folder",
  replay: "Replay of a folder",
  browser: "Camera of a browser",
  agent: "Camera process",
};

/** One field of a driver's settings. */
export interface DriverField {
  readonly key: string;
  readonly label: string;
  readonly description: string;
  readonly placeholder: string;
  readonly required: boolean;
  /** Sent as a number. */
  readonly number?: boolean;
  /** Offered from what the server sees plugged in. */
  readonly device?: boolean;
}

const OPTIONAL_NUMBER = { required: false, number: true } as const;

const LOGIN: DriverField = {
  key: "secret_ref",
  label: "Secret with the login",
  description: "Name of a secret that holds name:password. Leave it empty when the camera asks for none.",
  placeholder: "cameras/desk",
  required: false,
};

/** Drivers that can be added by hand, with what they need to know. */
export const DRIVERS: readonly {
  readonly driver: Exclude<CameraWire["driver"], "browser">;
  readonly text: string;
  readonly fields: readonly DriverField[];
}[] = [
  {
    driver: "v4l2",
    text: "A webcam plugged into the machine WOPR runs on.",
    fields: [
      {
        key: "device",
        label: "Which camera",
        description: "By a name that stays the same after a restart.",
        placeholder: "/dev/v4l/by-id/usb-…-video-index0",
        required: true,
        device: true,
      },
      {
        ...OPTIONAL_NUMBER,
        key: "width",
        label: "Width, pixels",
        description: "3840 when left out.",
        placeholder: "3840",
      },
      {
        ...OPTIONAL_NUMBER,
        key: "height",
        label: "Height, pixels",
        description: "2160 when left out.",
        placeholder: "2160",
      },
      {
        ...OPTIONAL_NUMBER,
        key: "power_line_hz",
        label: "Mains frequency, Hz",
        description: "Against flicker of lamps: 50 in Europe, 60 in North America.",
        placeholder: "50",
      },
    ],
  },
  {
    driver: "rpicam",
    text: "A camera on the ribbon cable of the Raspberry Pi WOPR runs on.",
    fields: [
      {
        ...OPTIONAL_NUMBER,
        key: "camera",
        label: "Which camera",
        description: "0 unless there are two.",
        placeholder: "0",
      },
    ],
  },
  {
    driver: "rtsp",
    text: "A surveillance camera with an RTSP address.",
    fields: [
      {
        key: "url",
        label: "Address of the stream",
        description: "Without name and password.",
        placeholder: "rtsp://192.168.1.20:554/stream1",
        required: true,
      },
      LOGIN,
    ],
  },
  {
    driver: "mjpeg",
    text: "A camera or app that streams MJPEG over HTTP, such as a phone as IP camera.",
    fields: [
      {
        key: "url",
        label: "Address of the stream",
        description: "Without name and password.",
        placeholder: "http://192.168.1.20/video.mjpg",
        required: true,
      },
      LOGIN,
    ],
  },
  {
    driver: "http",
    text: "A camera with an address that answers one picture each time it is asked.",
    fields: [
      {
        key: "url",
        label: "Address of the picture",
        description: "A JPEG, without name and password.",
        placeholder: "http://192.168.1.20/snapshot.jpg",
        required: true,
      },
      LOGIN,
    ],
  },
  {
    driver: "watch",
    text: "A folder on the server; every new photo in it counts.",
    fields: [
      {
        key: "folder",
        label: "Folder on the server",
        description: "New JPEG files are taken as they come.",
        placeholder: "/srv/photos",
        required: true,
      },
    ],
  },
  {
    driver: "agent",
    text: "A camera on another machine, such as a Raspberry Pi over the table. It calls in by itself.",
    fields: [],
  },
  {
    driver: "replay",
    text: "A folder of old photos; every shot gives the next one.",
    fields: [
      {
        key: "folder",
        label: "Folder on the server",
        description: "Photos in the order of their names.",
        placeholder: "/srv/old-game",
        required: true,
      },
    ],
  },
];

/** What the form says as settings: what was left empty is left out, numbers are numbers. */
export const settingsOf = (
  fields: readonly DriverField[],
  values: Readonly<Record<string, string>>,
): Readonly<Record<string, string | number>> =>
  Object.fromEntries(
    fields
      .map(({ key, number }) => [key, (values[key] ?? "").trim(), number === true] as const)
      .filter(([, value]) => value !== "")
      .map(([key, value, number]) => [key, number && Number.isFinite(Number(value)) ? Number(value) : value]),
  );

/** "Up to 3840 × 2160". */
export function sizesText(sizes: CameraWire["sizes"]): string {
  const [width, height] = Object.values(sizes).toSorted((a, b) => b[0] * b[1] - a[0] * a[1])[0] ?? [0, 0];
  return `Up to ${width} × ${height} pixels`;
}
